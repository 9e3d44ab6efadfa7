# SPDX-License-Identifier: EUPL-1.2
"""The first page: what must be done now. Every open case the reader sees stands in exactly one of its lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.doors.office.home import HomeScreen
from nizam.doors.office.pages.clock import owed_words
from nizam.doors.office.pages.senders import senders_of
from nizam.doors.office.pages.steps import next_acts
from nizam.doors.office.pages.terms import Terms
from nizam.doors.office.pages.today_beside import sections_beside
from nizam.kit.actions import Action
from nizam.kit.declare import Resource
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, screen_address
from nizam.kit.screens.offers import bulk_acts
from nizam.spine.cases.models import OPEN_STATES, Case, CaseDocument, Extension, Forwarding, Snooze, Suspension, Task
from nizam.spine.org.models import Institution, Person
from nizam.spine.org.rights import units_of
from nizam.spine.records.queries import UNISSUED

# A list is shown whole on a page of its own; the day shows what one takes up next.
SHOWN = 10
PAGE = 50
PEOPLE = 40
# The acts of a row by the one key that starts them while the row has the focus; the table of keys tells them too.
ROW_KEYS = {
    "resolve_case": "r",
    "assign_case": "a",
    "answer_case": "w",
    "sign_answer_case": "s",
    "close_case": "c",
    "snooze_case": "z",
    "unsnooze_case": "z",
}
ROW_ACTS = ("resolve_case", "assign_case", "snooze_case", "close_case")


@dataclass(frozen=True)
class WorkList:
    """One list of the page: its name in addresses, its title, and what stands in it."""

    name: str
    title: Any
    tone: str
    about: Any


LISTS = (
    WorkList("late", gettext_lazy("Late"), "bad", gettext_lazy("The term has ended and no answer was signed.")),
    WorkList("soon", gettext_lazy("Due soon"), "due", gettext_lazy("The term ends within three working days.")),
    WorkList("new", gettext_lazy("New"), "neutral", gettext_lazy("Nobody has it yet: assign it or answer it.")),
    WorkList(
        "waiting",
        gettext_lazy("Waiting for others"),
        "neutral",
        gettext_lazy("Somebody else has it, or the answer waits for a signature."),
    ),
    WorkList(
        "asleep",
        gettext_lazy("Put off for now"),
        "neutral",
        gettext_lazy("You put these off until a day; they come back by themselves, at the latest when they are late."),
    ),
    WorkList(
        "work", gettext_lazy("In hand"), "neutral", gettext_lazy("Begun, with time left; answered ones to close.")
    ),
)


class TodayScreen(HomeScreen):
    """Today's work of the reader, or of the reader's units; who sees no cases gets the desks."""

    title = gettext_lazy("Today")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the lists with their counts, or one list whole."""
        self.held = ports.access.permissions(request.user)
        if "cases.view_case" not in self.held:
            self.title = _("System state") if "jobs.view_job" in self.held else _("Your desks")
            return super().get(request)
        self.resource: Resource = registry.resource("cases.case")
        self.terms = Terms()
        self.of = self._of()
        self.person = self._person()
        rows = self._open()
        only = next((one for one in LISTS if one.name == request.GET.get("list")), None)
        # One question places all that is open; counts, lists and load are read off its answer.
        placed = list(
            self._placed(rows)
            .order_by(F("due_at").asc(nulls_last=True), "pk")
            .values_list("pk", "place", "responsible_id")
        )
        keys: dict[str, list[int]] = {one.name: [] for one in LISTS}
        for key, place, _responsible in placed:
            keys[place].append(key)
        counts = {name: len(found) for name, found in keys.items()}
        context: dict[str, Any] = {
            "of": self.of,
            "only": only,
            "person": self.person,
            "addresses": {of: self._address(of=of, person="") for of in ("me", "unit")},
            "figures": [
                {"list": one, "count": counts[one.name], "url": self._address(list=one.name)}
                for one in LISTS
                if one.name != "asleep" or counts[one.name]
            ],
            "bulk_acts": self._bulk_acts(),
            "bulk_address": screen_address(self.resource, "bulk"),
            "open_count": sum(counts.values()),
            "whole_address": self._address(),
            "register": self._register(),
        }
        if only is not None:
            context["lists"] = [self._page_of(only, rows, keys[only.name])]
        else:
            found = self._rows(rows, [key for one in LISTS for key in keys[one.name][:SHOWN]])
            context["lists"] = [
                self._shown(one, [found[key] for key in keys[one.name][:SHOWN] if key in found], counts[one.name])
                for one in LISTS
                if counts[one.name]
            ]
            context["load"] = self._load(placed)
            context["sections"] = [] if self.person is not None else sections_beside(request.user, self.terms)
        return self.page("door_office/pages/today.html", context)

    def _of(self) -> str:
        """Return whose work is shown: who signs looks at the unit first, everybody else at the own desk."""
        asked = self.request.GET.get("of", "")
        if self.request.user.person_id is None:
            return "unit"
        if asked in {"me", "unit"}:
            return asked
        return "unit" if "cases.sign_answer_case" in self.held else "me"

    def _person(self) -> Person | None:
        try:
            uid = uuid.UUID(self.request.GET.get("person", ""))
        except ValueError:
            return None
        return Person.objects.visible_to(self.request.user).filter(uid=uid).first()

    def _address(self, **changed: str) -> str:
        parts = {"of": self.of, "person": str(self.person.uid) if self.person else "", **changed}
        return f"{reverse('office:home')}?{urlencode({name: value for name, value in parts.items() if value})}"

    def _open(self) -> Any:
        user = self.request.user
        rows = Case.objects.visible_to(user).standing().filter(state__in=OPEN_STATES)
        if self.person is not None:
            return rows.filter(responsible=self.person)
        if self.of == "unit":
            return rows
        mine = Q(responsible_id=user.person_id) | Exists(
            Task.objects.filter(case=OuterRef("pk"), person_id=user.person_id, done_at=None, voided_at=None)
        )
        return rows.filter(mine | Q(responsible=None, unit_id__in=units_of(user)))

    def _looked_at(self, rows: Any) -> Any:
        """Tell of every row whether an answer is drafted, and whether the reader has put it off."""
        today = timezone.localdate(self.terms.now, self._zone())
        drafted = CaseDocument.objects.filter(case=OuterRef("pk"), role="answer", document__state__in=UNISSUED)
        asleep = Snooze.objects.standing().filter(case=OuterRef("pk"), user=self.request.user, until__gt=today)
        return rows.annotate(has_draft=Exists(drafted), asleep=Exists(asleep))

    def _placed(self, rows: Any) -> Any:
        """Give every row the name of its list; the first that holds: late, put off, soon, waiting, new, in hand."""
        from django.db.models import Case as Choose
        from django.db.models import CharField, Value, When

        owed = Q(state__in=("new", "assigned"))
        elsewhere = Q(responsible__isnull=False)
        if self.request.user.person_id:
            elsewhere &= ~Q(responsible_id=self.request.user.person_id)
        if "cases.sign_answer_case" in self.held:
            waiting = owed & elsewhere & Q(has_draft=False)
        else:
            waiting = owed & (Q(has_draft=True) | elsewhere)
        today = timezone.localdate(self.terms.now, self._zone())
        rows = self._looked_at(rows).annotate(forwards_late=_owed_by(lt=today), forwards_soon=_owed_by(gte=today))
        return rows.annotate(
            place=Choose(
                When(Q(forwards_late=True) | owed & Q(due_at__lt=self.terms.now), then=Value("late")),
                When(asleep=True, then=Value("asleep")),
                When(Q(forwards_soon=True) | owed & self._soon(), then=Value("soon")),
                When(waiting | owed & Q(suspended_since__isnull=False), then=Value("waiting")),
                When(state="new", then=Value("new")),
                default=Value("work"),
                output_field=CharField(),
            )
        )

    def _zone(self) -> Any:
        own = self.request.user.institution
        return None if own is None else own.tzinfo

    def _soon(self) -> Q:
        """Return the condition of what is due within three working days: one day a country, and one of one's own."""
        own = self.request.user.institution
        countries: dict[str, Institution] = {}
        for institution in Institution.objects.visible_to(self.request.user).order_by("pk")[:200]:
            countries.setdefault(institution.country, institution)
        condition = Q(pk__in=())
        for country, institution in countries.items():
            here = Q(institution__country=country, due_on__lte=self.terms.soon_until(institution))
            condition |= here if own is None else here & ~Q(institution=own)
        if own is not None:
            condition |= Q(institution=own, due_on__lte=self.terms.soon_until(own))
        return condition

    def _page_of(self, one: WorkList, rows: Any, keys: list[int]) -> dict[str, Any]:
        count = len(keys)
        try:
            place = max(0, min(int(self.request.GET.get("page", "1")) - 1, count // PAGE))
        except ValueError:
            place = 0
        start = place * PAGE
        found = self._rows(rows, keys[start : start + PAGE])
        shown = self._shown(one, list(found.values()), count, PAGE, start)
        if place:
            shown["before"] = self._address(list=one.name, page=str(place))
        if (place + 1) * PAGE < count:
            shown["after"] = self._address(list=one.name, page=str(place + 2))
        return shown

    def _shown(
        self, one: WorkList, shown: list[dict[str, Any]], count: int, limit: int = SHOWN, start: int = 0
    ) -> dict[str, Any]:
        return {
            "list": one,
            "count": count,
            "rows": shown,
            "has_acts": any(row["acts"] for row in shown),
            "all": self._address(list=one.name) if count > limit and not start else "",
        }

    def _rows(self, rows: Any, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Return what is shown of the cases with these keys, in their order."""
        # Many rows, few institutions and units: each of those is read once.
        known = self._looked_at(rows).prefetch_related("institution", "unit").in_bulk(list(keys))
        cases = [known[key] for key in keys if key in known]
        senders = senders_of(self.request.user, cases)
        put_off = dict(
            Snooze.objects.visible_to(self.request.user)
            .standing()
            .filter(case__in=cases)
            .values_list("case_id", "reason")
        )
        people = Person.objects.visible_to(self.request.user).in_bulk({c.responsible_id for c in cases} - {None})
        owed = owed_words(cases)
        return {
            case.pk: {
                "case": case,
                "url": entry_address(case),
                "sender": senders.get(case.pk, ""),
                "responsible": self._named(case.responsible_id, people),
                "chip": self.terms.chip(case),
                "draft": case.has_draft,
                "put_off": put_off.get(case.pk, "") if case.asleep else "",
                "owed": owed.get(case.pk, ()),
                "acts": self._acts(case),
            }
            for case in cases
        }

    def _named(self, key: int | None, people: dict[int, Person]) -> str:
        if key is None:
            return ""
        return str(people[key]) if key in people else _("not open to you")

    def _acts(self, case: Any) -> list[dict[str, str]]:
        names = (*next_acts(case.state, has_draft=case.has_draft), "unsnooze_case" if case.asleep else "snooze_case")
        if case.state == "new" and "cases.sign_answer_case" in self.held:
            # Who signs says on the letter what is to be done, and by whom.
            names = ("resolve_case", *names)
        acts: list[Action] = [act for act in map(self.resource.action, names) if act is not None]
        return [
            {"title": str(act.title), "url": act_address(self.resource, act, case), "key": ROW_KEYS.get(act.name, "")}
            for act in acts
            if act.permission in self.held
        ]

    def _bulk_acts(self) -> list[Action]:
        """Return what Today does with several rows at once; the list of cases offers every other act."""
        acts = [act for act in bulk_acts(self.resource, self.request.user) if act.name in ROW_ACTS]
        return sorted(acts, key=lambda act: ROW_ACTS.index(act.name))

    def _load(self, placed: Iterable[tuple[int, str, int | None]]) -> list[dict[str, Any]]:
        """Return the open work a person, for those who assign it."""
        if self.of != "unit" or self.person is not None or "cases.assign_case" not in self.held:
            return []
        load: dict[int | None, dict[str, Any]] = {}
        for _key, place, responsible in placed:
            row = load.setdefault(responsible, {"responsible_id": responsible, "late": 0, "soon": 0, "total": 0})
            row["total"] += 1
            if place in {"late", "soon"}:
                row[place] += 1
        found = sorted(load.values(), key=lambda row: -row["total"])[:PEOPLE]
        people = Person.objects.visible_to(self.request.user).in_bulk([row["responsible_id"] for row in found])
        return [self._bar(row, people.get(row["responsible_id"])) for row in found]

    def _bar(self, row: dict[str, Any], person: Person | None) -> dict[str, Any]:
        url = self._address(person=str(person.uid)) if person is not None else ""
        if person is not None:
            name = str(person)
        else:
            name = _("Nobody yet") if row["responsible_id"] is None else _("not open to you")
        parts = [
            {"value": row["late"], "label": _("late"), "tone": "late"},
            {"value": row["soon"], "label": _("due soon"), "tone": "due"},
            {"value": row["total"] - row["late"] - row["soon"], "label": _("later"), "tone": "open"},
        ]
        return {"name": name, "url": url, "total": row["total"], "parts": [part for part in parts if part["value"]]}

    def _register(self) -> dict[str, str]:
        act = self.resource.action("open_by_hand_case")
        if act is None or act.permission not in self.held:
            return {}
        return {"title": _("Register by hand"), "url": reverse("office:by_hand")}


def _owed_by(**when: Any) -> Q:
    """Return whether a case owes a body its letter, or who wrote a notice, with such a last day."""
    of = {"case": OuterRef("pk"), "voided_at__isnull": True}
    due = {f"due_on__{name}": day for name, day in when.items()}
    tell = {f"tell_by__{name}": day for name, day in when.items()}
    untold = Q(notified_at__isnull=True)
    forwarding = (Q(forwarded_at__isnull=True) | untold) & Q(**due) | untold & Q(**tell)
    notice = {**of, **tell, "told_at__isnull": True}
    return (
        Exists(Forwarding.objects.filter(forwarding, **of))
        | Exists(Extension.objects.filter(**notice))
        | Exists(Suspension.objects.filter(**notice, notice__isnull=False, ends_at__isnull=True))
    )
