# SPDX-License-Identifier: EUPL-1.2
"""Mending what was read wrongly, while the charter is a draft: join, split, level, number, words, take back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nizam.foundations import charter_text
from nizam.kit.actions import Actor, Input, action
from nizam.kit.errors import Refused
from nizam.kit.ports import JournalEntry, ports
from nizam.kit.turns import claim
from nizam.spine.charters.actions.texts import KINDS, propose_again, settle_places, standing
from nizam.spine.charters.models import Charter, Mending, Provision, ProvisionCapability

# From the outermost level to the innermost; 8 is a paragraph without number, 9 a heading at the side.
LEVELS = (0, 1, 2, 3, 8, 9)
KEPT = ("number", "level", "kind", "nature", "text", "doubts", "line", "ordinal")
KEPT_OF_LINK = ("capability", "state", "confidence", "reasons")
IN_FORCE = _("Only a charter that is still read through can be mended; this one is in force or was.")
_LINE_END = re.compile(r"\r\n|\r|\n")


def _is_draft(provision: Provision) -> bool:
    return provision.charter.draft and provision.voided_at is None


def _has_doubts(provision: Provision) -> bool:
    return _is_draft(provision) and bool(provision.doubts)


def _take_turn(charter: Charter) -> None:
    # Two people who mend one charter at once would each move what the other has moved.
    if not claim(f"charters.mending:{charter.pk}"):
        raise Refused(_("Somebody else mends this charter at this moment. Try again."), code="taken")


class _Mend:
    """One mending under way: holds the charter's text against others, and remembers what it was."""

    def __init__(self, provision: Provision, act: str) -> None:
        self.charter = provision.charter
        self.act = act
        _take_turn(self.charter)
        self.text = standing(self.charter)
        self.place = next((n for n, one in enumerate(self.text) if one.pk == provision.pk), -1)
        if self.place < 0:
            raise Refused(IN_FORCE, code="state")
        self.text[self.place] = provision
        provision.ordinal = self.place + 1

    def keep(self, touched: Sequence[Provision]) -> None:
        """Remember `touched` as they are stored now."""
        self.before = _state_of(touched)

    def done(self, made: Iterable[Provision] = ()) -> None:
        """Store the order of the text and how to take the mending back."""
        settle_places(self.charter, self.text)
        Mending.objects.create(
            charter=self.charter, act=self.act, before=self.before, made=[provision.pk for provision in made]
        )


def _state_of(provisions: Sequence[Provision]) -> dict[str, Any]:
    rows = Provision.objects.filter(pk__in=[provision.pk for provision in provisions]).values("pk", *KEPT)
    links = ProvisionCapability.objects.filter(provision__in=provisions).values("provision_id", *KEPT_OF_LINK)
    return {"provisions": list(rows), "links": list(links)}


def _journal(actor: Actor, act: str, provision: Provision, **changes: tuple[Any, Any]) -> None:
    entry = JournalEntry(
        actor=actor, action=f"charters.{act}", obj=provision, changes=changes, personal=frozenset(), reason=""
    )
    ports.journal.write(entry)


@action("charters.join_provision", title=_("Join with the one above"), available=_is_draft, otherwise=IN_FORCE)
def join_provision(actor: Actor, provision: Provision) -> Provision:
    """Put the words of an article, its number among them, at the end of the one above; refuses the first one.

    What was confirmed of it then holds of the one above. Returns the article that stands no more.
    """
    mend = _Mend(provision, "join_provision")
    if mend.place == 0:
        raise Refused(_("Nothing stands above the first article."), code="first")
    above = mend.text[mend.place - 1]
    mend.keep([above, provision])
    former = above.text
    above.text = joined(above.text, f"{provision.number} {provision.text}".strip())
    above.doubts = []
    above.save(update_fields=["text", "doubts"])
    known = set(above.capabilities.exclude(state="proposed").values_list("capability", flat=True))
    for link in provision.capabilities.exclude(state="proposed").exclude(capability__in=known):
        link.provision = above
        above.capabilities.filter(capability=link.capability).delete()
        link.save(update_fields=["provision"])
    provision.capabilities.all().delete()
    provision.voided_at = timezone.now()
    provision.void_reason = "joined with the article above"
    provision.save(update_fields=["voided_at", "void_reason"])
    del mend.text[mend.place]
    propose_again(above)
    mend.done()
    _journal(actor, "join_provision", above, text=(former, above.text))
    return provision


def joined(above: str, below: str) -> str:
    """Return two pieces of one text as one: a soft hyphen between them goes, a hyphen stays, else comes a space."""
    if above.endswith("\u00ad") and below[:1].islower():
        return above[:-1] + below
    if above.endswith("-") and above[-2:-1].isalpha() and below[:1].islower():
        return above + below
    return f"{above} {below}".strip()


@action(
    "charters.split_provision",
    title=_("Split"),
    fields={"at": Input(label=_("After how many characters"), kind="number")},
    available=_is_draft,
    otherwise=IN_FORCE,
)
def split_provision(actor: Actor, provision: Provision, *, at: int) -> Provision:
    """Make an article of what stands after the first `at` characters; a number that the rest begins with is its own.

    The rest has the level of the article when it is numbered or the article is not, else it is a paragraph. Refuses a
    place that leaves one side without words. Returns the shortened article; the new one stands below it.
    """
    head, tail = provision.text[:at].rstrip(), provision.text[at:].lstrip()
    if not at > 0 or not head or not tail:
        raise Refused(_("A split leaves words on both sides."), code="nothing-to-split")
    mend = _Mend(provision, "split_provision")
    mend.keep([provision])
    number, words = number_of(tail)
    level = provision.level if number or not provision.number else 8
    rest = Provision(
        institution=provision.institution,
        unit=provision.unit,
        charter=provision.charter,
        confidentiality=provision.confidentiality,
        ordinal=len(mend.text) + 1,
        number=number[:60],
        level=level,
        kind=KINDS[level],
        text=words,
        line=_line_of_rest(provision, head),
    )
    provision.text, provision.doubts = head, []
    provision.save(update_fields=["text", "doubts"])
    rest.full_clean(exclude=["parent"])
    rest.save()
    mend.text.insert(mend.place + 1, rest)
    propose_again(provision)
    propose_again(rest)
    mend.done([rest])
    return provision


def number_of(words: str) -> tuple[str, str]:
    """Return the number that `words` begin with, as printed, and the rest; an empty number where there is none."""
    read = charter_text.parse(words)
    if len(read) == 1 and read[0].number and read[0].text:
        return read[0].number, read[0].text
    return "", words


def _line_of_rest(provision: Provision, head: str) -> int:
    """Return the line of the file in which what follows `head` begins, by counting the letters printed so far."""
    lines = _LINE_END.split(provision.charter.printed)
    left = len(re.sub(r"\W", "", provision.number + head))
    for number in range(provision.line, len(lines) + 1):
        left -= len(re.sub(r"\W", "", lines[number - 1]))
        if left < 0:
            return number
    return provision.line


def _set_level(provision: Provision, act: str, step: int, end: Any) -> Provision:
    place = LEVELS.index(provision.level) + step
    if not 0 <= place < len(LEVELS):
        raise Refused(end, code="no-such-level")
    mend = _Mend(provision, act)
    mend.keep([provision])
    provision.level = LEVELS[place]
    provision.kind = KINDS[provision.level]
    provision.doubts = []
    provision.save(update_fields=["level", "kind", "doubts"])
    propose_again(provision)
    mend.done()
    return provision


@action("charters.raise_provision", title=_("Level up"), available=_is_draft, otherwise=IN_FORCE)
def raise_provision(actor: Actor, provision: Provision) -> Provision:
    """Let an article stand one level further out: a sub-item becomes an item, an article a chapter."""
    return _set_level(provision, "raise_provision", -1, _("A chapter is the outermost level."))


@action("charters.lower_provision", title=_("Level down"), available=_is_draft, otherwise=IN_FORCE)
def lower_provision(actor: Actor, provision: Provision) -> Provision:
    """Let an article stand one level further in: a chapter becomes an article, an item a sub-item."""
    return _set_level(provision, "lower_provision", 1, _("A heading at the side is the innermost level."))


@action(
    "charters.number_provision",
    title=_("Set the number"),
    fields={"number": Input(label=_("Number as printed"), required=False)},
    available=_is_draft,
    otherwise=IN_FORCE,
)
def number_provision(actor: Actor, provision: Provision, *, number: str = "") -> Provision:
    """Set the number as it is printed; an empty one says that none is."""
    mend = _Mend(provision, "number_provision")
    mend.keep([provision])
    provision.number = number.strip()
    provision.doubts = []
    provision.full_clean(exclude=["parent"])
    provision.save(update_fields=["number", "doubts"])
    mend.done()
    return provision


@action(
    "charters.word_provision",
    title=_("Set the words"),
    fields={"text": Input(label=_("Words as printed"), kind="long-text")},
    available=_is_draft,
    otherwise=IN_FORCE,
)
def word_provision(actor: Actor, provision: Provision, *, text: str) -> Provision:
    """Set the words as they are printed: spaces and line ends are made one space."""
    mend = _Mend(provision, "word_provision")
    mend.keep([provision])
    provision.text = " ".join(text.split())
    provision.doubts = []
    provision.full_clean(exclude=["parent"])
    provision.save(update_fields=["text", "doubts"])
    propose_again(provision)
    mend.done()
    return provision


@action("charters.settle_provision", title=_("It is right as it is"), available=_has_doubts, otherwise=IN_FORCE)
def settle_provision(actor: Actor, provision: Provision) -> Provision:
    """Say that what was doubtful of an article was read rightly."""
    mend = _Mend(provision, "settle_provision")
    mend.keep([provision])
    provision.doubts = []
    provision.save(update_fields=["doubts"])
    mend.done()
    return provision


@action("charters.drop_provision", title=_("This is no article"), available=_is_draft, otherwise=IN_FORCE)
def drop_provision(actor: Actor, provision: Provision) -> Provision:
    """Take out what is no part of the charter, such as the foot of a page; the last article stays."""
    mend = _Mend(provision, "drop_provision")
    if len(mend.text) == 1:
        raise Refused(_("A charter has at least one article."), code="last")
    mend.keep([provision])
    provision.capabilities.all().delete()
    provision.voided_at = timezone.now()
    provision.void_reason = "no article of the charter"
    provision.save(update_fields=["voided_at", "void_reason"])
    del mend.text[mend.place]
    mend.done()
    return provision


def _can_be_undone(charter: Charter) -> bool:
    return charter.draft and charter.mendings.filter(undone=False).exists()


@action(
    "charters.undo_charter",
    title=_("Take the last mending back"),
    available=_can_be_undone,
    otherwise=_("There is no mending to take back."),
)
def undo_charter(actor: Actor, charter: Charter) -> Charter:
    """Bring the articles that the last mending touched back to what they were, with what was judged of them then."""
    _take_turn(charter)
    mending = charter.mendings.filter(undone=False).order_by("-pk").first()
    if mending is None:
        raise Refused(_("There is no mending to take back."), code="state")
    made = set(mending.made)
    ProvisionCapability.objects.filter(provision__in=made).delete()
    for provision in Provision.objects.filter(pk__in=made):
        provision.voided_at = timezone.now()
        provision.void_reason = "the mending was taken back"
        provision.save(update_fields=["voided_at", "void_reason"])
    former = {row["pk"]: row for row in mending.before["provisions"]}
    others = [provision for provision in standing(charter) if provision.pk not in former]
    back = sorted(Provision.objects.filter(pk__in=former), key=lambda one: former[one.pk]["ordinal"])
    text = list(others)
    for provision in back:
        row = former[provision.pk]
        text.insert(row["ordinal"] - 1, provision)
        for name in KEPT:
            if name != "ordinal":
                setattr(provision, name, row[name])
        if provision.voided_at is not None:
            # It comes back beyond the others, whose places are taken until all are settled.
            provision.ordinal = len(others) + len(former) + 1 + provision.pk
            provision.voided_at, provision.void_reason = None, ""
        provision.save(update_fields=[*KEPT, "voided_at", "void_reason"])
    _restore_links(charter, mending, former)
    settle_places(charter, text)
    mending.undone = True
    mending.save(update_fields=["undone"])
    return charter


def _restore_links(charter: Charter, mending: Mending, former: dict[int, Any]) -> None:
    ProvisionCapability.objects.filter(provision__in=former).delete()
    ProvisionCapability.objects.bulk_create(
        ProvisionCapability(institution=charter.institution, unit=charter.unit, **row)
        for row in mending.before["links"]
    )
