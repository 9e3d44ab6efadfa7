# SPDX-License-Identifier: EUPL-1.2
"""Charters and the provisions everything answers to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField, TranslatedTextField
from nizam.kit.wording import titled
from nizam.spine.org.models.people import ends_after_it_starts


def provision_kinds() -> list[tuple[str, object]]:
    """Return the kinds of provisions by their place in the text."""
    return [("chapter", _("Chapter")), ("article", _("Article")), ("item", _("Item")), ("text", _("Text"))]


def provision_natures() -> list[tuple[str, object]]:
    """Return what a provision does: only duties count in coverage."""
    return [
        ("duty", _("Duty")),
        ("right", _("Right")),
        ("responsibility", _("Responsibility")),
        ("rule", _("Rule")),
        ("structure", _("Structure")),
    ]


def states_of_proposals() -> list[tuple[str, object]]:
    """Return what became of a proposal."""
    return [("proposed", _("Proposed")), ("confirmed", _("Confirmed")), ("refused", _("Refused"))]


def structure_kinds() -> list[tuple[str, object]]:
    """Return what a charter's text tells of the institution beside duties."""
    return [
        ("unit", _("Unit")),
        ("post", _("Position")),
        ("head", _("Head of a unit")),
        ("answers-to", _("Who answers to whom")),
        ("deadline", _("Deadline of a report")),
        ("system", _("Named system")),
    ]


def report_periods() -> list[tuple[str, object]]:
    """Return the periods that reports are due by."""
    return [
        ("day", _("Day")),
        ("week", _("Week")),
        ("month", _("Month")),
        ("quarter", _("Quarter")),
        ("half-year", _("Half-year")),
        ("year", _("Year")),
    ]


def change_kinds() -> list[tuple[str, object]]:
    """Return what became of an article in the next version of its charter."""
    return [
        ("unchanged", _("Unchanged")),
        ("renumbered", _("Renumbered")),
        ("moved", _("Moved")),
        ("changed", _("Changed")),
        ("removed", _("Removed")),
        ("added", _("Added")),
    ]


def change_decisions() -> list[tuple[str, object]]:
    """Return what may be decided about what hung on an article that is not the same any more."""
    return [("carry", _("Carry over")), ("drop", _("Drop")), ("later", _("Decide later"))]


def reading_states() -> list[tuple[str, object]]:
    """Return how far the reading of a charter's file is."""
    return [
        ("waiting", _("Being read from its file")),
        ("read", _("Read")),
        ("unreadable", _("Could not be read")),
        ("stopped", _("Reading stopped")),
    ]


class Charter(ScopedModel):
    """The statute of a department, as loaded: the file's own bytes are kept beside what was read from it.

    `printed` is the text of the file as it was read, which the lines of its articles count in. A `draft` is being read
    through: its articles may be mended, and nothing counts under them. `supersedes` is the version before.

    A file of pages is read in the background: until `reading` is "read", the charter is a draft without articles, `job`
    is the work on it, and `wishes` what is to be done when it is read (see `charters.reading`). `fault` is why it could
    not be read: `code`, and the `marks` of `foundations.extraction`.
    """

    SCOPE = "institution"
    JOURNAL_SKIP = ("source", "printed", "wishes", "job_id")

    title = TranslatedTextField(_("title"))
    title_folded = FoldedField(sources=("title",))
    title_sort = SortKeyField(sources=("title",))
    language = models.CharField(_("language"), max_length=10, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    source = models.BinaryField()
    printed = models.TextField(_("text as printed"), blank=True, default="", editable=False)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    in_force = models.BooleanField(_("in force"), default=True)
    draft = models.BooleanField(_("being read through"), default=False, editable=False)
    reading = models.CharField(
        _("reading of the file"), max_length=10, choices=reading_states, default="read", editable=False
    )
    fault = models.JSONField(_("why it could not be read"), default=dict, blank=True, editable=False)
    wishes = models.JSONField(default=dict, blank=True, editable=False)
    job = models.ForeignKey(
        "jobs.Job", verbose_name=_("job"), on_delete=models.SET_NULL, null=True, blank=True, editable=False,
        related_name="+",
    )  # fmt: skip
    supersedes = models.ForeignKey(
        "self",
        verbose_name=_("new version of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        ordering = ["title_sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "sha256"],
                name="charters_charter_once",
                violation_error_message=_("This file is loaded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(draft=False) | models.Q(in_force=False),
                name="charters_charter_draft_not_in_force",
                violation_error_message=_("A charter that is still read through is put into force by its own act."),
            ),
            models.CheckConstraint(
                condition=models.Q(reading="read") | models.Q(draft=True),
                name="charters_charter_unread_is_draft",
                violation_error_message=_("A charter is a draft until its file is read."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_read(self) -> bool:
        """Tell whether its articles are there."""
        return self.reading == "read"

    @property
    def at_work(self) -> bool:
        """Tell whether a job waits or runs that reads its file; one that ended without its end has failed."""
        return self.reading == "waiting" and self.job is not None and not self.job.is_finished

    def text_language(self) -> str:
        """Return the language the charter is written in."""
        return self.language or super().text_language()


class Provision(ScopedModel):
    """One unit of a charter's text: "article" on screens. `number` stands as printed; `citation` is how to name it.

    `doubts` are codes of what a person should look at (`foundations.charter_text.numbering.DOUBTS`), until mended;
    `expected` is the number that the row demands where the printed one was misread.
    """

    SCOPE = "institution"

    charter = models.ForeignKey(Charter, verbose_name=_("charter"), on_delete=models.PROTECT, related_name="provisions")
    parent = models.ForeignKey(
        "self", verbose_name=_("stands under"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    ordinal = models.PositiveIntegerField(_("place"))
    number = models.CharField(_("number"), max_length=60, blank=True)
    citation = models.CharField(_("article"), max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(_("level"))
    kind = models.CharField(_("kind"), max_length=20, choices=provision_kinds)
    nature = models.CharField(_("nature"), max_length=20, choices=provision_natures, default="rule")
    text = models.TextField(_("text"))
    text_folded = FoldedField(sources=("text", "number"))
    line = models.PositiveIntegerField(_("line"))
    doubts = models.JSONField(_("doubts"), default=list, blank=True, editable=False)
    expected = models.CharField(_("number expected here"), max_length=60, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["charter", "ordinal"]
        constraints = [
            # What mending took out of the text keeps its row, and no place.
            models.UniqueConstraint(
                fields=["charter", "ordinal"],
                condition=models.Q(voided_at__isnull=True),
                name="charters_provision_place_taken",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}".strip()

    @property
    @titled(_("article"))
    def reference(self) -> str:
        """How the article is cited: with the numbers it stands under where its own says too little, else its place."""
        return self.citation or f"§{self.ordinal}"

    def text_language(self) -> str:
        """Return the language of its charter."""
        return self.charter.text_language()


class ProvisionCapability(ScopedModel):
    """A capability an article demands: proposed with reasons, confirmed or refused by a person."""

    SCOPE = "institution"

    provision = models.ForeignKey(
        Provision, verbose_name=_("article"), on_delete=models.PROTECT, related_name="capabilities"
    )
    capability = models.CharField(_("capability"), max_length=60)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states_of_proposals,
        default="proposed",
    )
    confidence = models.FloatField(_("confidence"), default=0.0)
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("demanded capability")
        verbose_name_plural = _("demanded capabilities")
        constraints = [
            models.UniqueConstraint(fields=["provision", "capability"], name="charters_provisioncapability_once")
        ]

    def __str__(self) -> str:
        return f"{self.provision.reference}: {self.capability}"

    @property
    @titled(_("capability"))
    def title(self) -> str:
        """The capability's name in the reader's language."""
        from nizam.kit.catalogue import capabilities

        found = capabilities().get(self.capability)
        return str(found.title) if found else self.capability


class ProvisionBinding(ScopedModel):
    """A line of the division of work: the `unit`, or one `position` in it, that an article binds, from day to day."""

    SCOPE = "institution"
    TITLE = "{provision} – {unit}"

    provision = models.ForeignKey(
        Provision, verbose_name=_("article"), on_delete=models.PROTECT, related_name="bindings"
    )
    position = models.ForeignKey(
        "org.Position", verbose_name=_("position"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=states_of_proposals, default="proposed")
    confidence = models.FloatField(_("confidence"), default=0.0)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)

    class Meta:
        verbose_name = _("line of the division of work")
        verbose_name_plural = _("division of work")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False),
                name="charters_provisionbinding_has_unit",
                violation_error_message=_("Say which unit the article binds."),
            ),
            ends_after_it_starts("charters_provisionbinding_period"),
        ]


class CharterProposal(ScopedModel):
    """What a charter's text tells of the institution itself: units, posts, heads, deadlines, systems.

    `values` are by kind as `foundations.charter_text.structure` gives them, `reasons` the words that gave them.
    Confirming does the act; `result` is then the identifier of the row that was made or found.
    """

    SCOPE = "institution"

    charter = models.ForeignKey(Charter, verbose_name=_("charter"), on_delete=models.PROTECT, related_name="proposals")
    provision = models.ForeignKey(
        Provision, verbose_name=_("article"), on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=structure_kinds)
    subject = models.CharField(_("what"), max_length=300)
    subject_folded = FoldedField(sources=("subject",))
    values = models.JSONField(_("details"), default=dict, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    line = models.PositiveIntegerField(_("line"))
    state = models.CharField(_("state"), max_length=10, choices=states_of_proposals, default="proposed")
    result = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("proposal from a charter")
        verbose_name_plural = _("proposals from charters")
        ordering = ["charter", "line", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


class ReportDeadline(ScopedModel):
    """A report that an article demands: due after `every` so many periods, in the `words` of the charter."""

    SCOPE = "institution"

    provision = models.ForeignKey(
        Provision, verbose_name=_("article"), on_delete=models.PROTECT, related_name="report_deadlines"
    )
    every = models.PositiveSmallIntegerField(_("every"), default=1)
    period = models.CharField(_("period"), max_length=10, choices=report_periods, default="month")
    words = models.CharField(_("words of the charter"), max_length=300)

    class Meta:
        verbose_name = _("deadline of a report")
        verbose_name_plural = _("deadlines of reports")
        ordering = ["provision"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(every__gt=0),
                name="charters_reportdeadline_has_period",
                violation_error_message=_("Say how often the report is due."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.provision.reference}: {self.words}"


class ProvisionChange(ScopedModel):
    """What became of an article in the next version of its charter, and what was decided of what hung on it."""

    SCOPE = "institution"

    charter = models.ForeignKey(
        Charter, verbose_name=_("new version"), on_delete=models.PROTECT, related_name="changes"
    )
    old = models.ForeignKey(
        Provision,
        verbose_name=_("old article"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes_to",
    )
    new = models.ForeignKey(
        Provision,
        verbose_name=_("new article"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes_from",
    )
    kind = models.CharField(_("change"), max_length=12, choices=change_kinds)
    likeness = models.FloatField(_("likeness"), default=1.0)
    hung = models.BooleanField(_("something hung on it"), default=False)
    decision = models.CharField(_("decision"), max_length=6, choices=change_decisions, blank=True)

    class Meta:
        verbose_name = _("change of an article")
        verbose_name_plural = _("changes of articles")
        ordering = ["charter", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "old"], name="charters_provisionchange_old_once"),
            models.UniqueConstraint(fields=["charter", "new"], name="charters_provisionchange_new_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.old or self.new}"


class Mending(models.Model):
    """One mending of a draft: what the articles it touched were before, so that it can be taken back."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="mendings")
    act = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(default=dict)
    made = models.JSONField(default=list)
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mending")
        verbose_name_plural = _("mendings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.charter_id}: {self.act}"
