# SPDX-License-Identifier: EUPL-1.2
"""What can be found: one row a thing, and the words there are, for typing errors.

The lexemes of a row stand beside it in a form of the engine's own (`nizam.spine.search.engines`).
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_WORD = 60


class IndexRow(models.Model):
    """A thing that can be found. Rights are asked of the thing itself: the row grants nothing and shows nothing.

    The newer the row, the greater its key. `unit`, `day` and `language` are the thing's, for narrowing and counting.
    `fingerprint` is a digest of the texts the lexemes were made from: when the thing's differs, the row is stale.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    thing_uid = models.UUIDField()
    unit = models.ForeignKey("org.Unit", on_delete=models.CASCADE, null=True, related_name="+")
    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    pending = models.BooleanField(_("text of the file not read yet"), default=False)
    fingerprint = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("index row")
        verbose_name_plural = _("index rows")
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="search_indexrow_thing")]
        indexes = [models.Index(fields=["pending"], condition=models.Q(pending=True), name="search_indexrow_pending")]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"


class IndexedWord(models.Model):
    """A folded word that stands in some row: what a word typed with an error may have meant.

    `head` is its first letter, `tail` the second and third: an error leaves one of them as it was.
    """

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    head = models.CharField(max_length=1)
    tail = models.CharField(max_length=2)
    length = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("indexed word")
        verbose_name_plural = _("indexed words")
        indexes = [
            models.Index(fields=["head", "length"], name="search_word_head"),
            models.Index(fields=["tail", "length"], name="search_word_tail"),
        ]

    def __str__(self) -> str:
        return self.word
