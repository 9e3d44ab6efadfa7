# SPDX-License-Identifier: EUPL-1.2
"""Filing matters under the institution's file plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.spine.cases.models import Case
from nizam.spine.cases.procedures import class_code
from nizam.spine.records.models import FileClass
from nizam.spine.records.types import file_class_of


def file_away(case: Case) -> None:
    """Give a case that ends the class its procedure names, unless it was filed before. The caller saves it."""
    if case.file_class_id is None:
        case.file_class = file_class_of(case.institution, class_code(case.procedure))


@action(
    "cases.file_case",
    title=_("File under another class"),
    available=lambda case: case.voided_at is None,
    fields={
        "file_class": Input(label=_("Class of the file plan"), kind="model", model="records.fileclass"),
        "reason": Input(label=_("Reason"), kind="long-text"),
    },
)
def file_case(actor: Actor, case: Case, *, file_class: FileClass, reason: str) -> Case:
    """File a case under a class of the file plan, in the place of the one its procedure names. Raises Refused."""
    if file_class.institution_id != case.institution_id:
        raise Refused(_("This class belongs to another institution."), code="other-institution")
    if file_class.pk == case.file_class_id:
        raise Refused(_("The case is filed there already."), code="unchanged")
    case.file_class = file_class
    case.save(update_fields=["file_class"])
    return case
