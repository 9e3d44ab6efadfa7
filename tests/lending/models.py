# SPDX-License-Identifier: EUPL-1.2
"""What is lent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nizam.kit.models import ScopedModel
from nizam.kit.texts import FoldedField, SortKeyField


class Loan(ScopedModel):
    """One thing lent to a school until a day."""

    thing = models.CharField(_("lent thing"), max_length=200)
    thing_folded = FoldedField(sources=("thing", "borrower"))
    thing_sort = SortKeyField(sources=("thing",))
    borrower = models.CharField(_("borrower"), max_length=200)
    until = models.DateField(_("lent until"))

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")

    def __str__(self) -> str:
        return self.thing
