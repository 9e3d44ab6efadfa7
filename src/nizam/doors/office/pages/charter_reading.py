# SPDX-License-Identifier: EUPL-1.2
"""Reading a charter through: the text as printed on the left, its articles on the right, each mended by one key."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nizam.doors.office.pages.charter import exports_of
from nizam.foundations import charter_text
from nizam.foundations.language import fold
from nizam.kit.actions import Action
from nizam.kit.catalogue import capabilities
from nizam.kit.ports import ports
from nizam.kit.registry import registry
from nizam.kit.screens.addresses import act_address, entry_address, list_address
from nizam.kit.screens.base import ScopedScreen
from nizam.kit.scripts import reader_language
from nizam.kit.templatetags.components import percent
from nizam.kit.wording import small
from nizam.spine.cases.attachments import mark_words
from nizam.spine.charters.actions.reading import fault_words
from nizam.spine.charters.models import (
    Charter,
    CharterProposal,
    Provision,
    ProvisionBinding,
    ProvisionCapability,
    provision_kinds,
    provision_natures,
    report_periods,
    structure_kinds,
)
from nizam.spine.charters.queries import undecided
from nizam.spine.org.models import Unit

LINE_END = re.compile(r"\r\n|\r|\n")
# Where a text may be split: after the end of a sentence or clause, and before what looks like a number of a list.
BREAK = re.compile(r"(?<=[.;:!?…])\s+|\s+(?=(?:\(\w{1,3}\)|\d{1,3}(?:\.\d{1,3})*[.)]|[^\W\d_]\))\s)")
# How many words show what would stand below after a split, and how many breaks are offered.
WORDS_SHOWN, BREAKS = 6, 30
MENDING = ("join", "raise", "lower", "settle", "drop")
NATURE_KEYS = {"duty": "d", "right": "r", "responsibility": "b", "rule": "u", "structure": "t"}
PARTS = ("articles", "panel")
# What the rights and the acts of a row ask for.
SCOPED = ("institution_id", "unit_id", "confidentiality", "voided_at", "revision")

DOUBTS: Mapping[str, Any] = {
    "restarted": gettext_lazy("the numbers begin again here"),
    "doubled": gettext_lazy("this number was there before"),
    "gap": gettext_lazy("numbers are left out before this one"),
    "backwards": gettext_lazy("the number is lower than the one before"),
    "guessed-level": gettext_lazy("the look of the line does not say what it is"),
    "joined": gettext_lazy("lines were joined that the text does not clearly join"),
    "hyphen": gettext_lazy("a word broken at the end of a line kept its hyphen"),
    "cut": gettext_lazy("found inside a line, not at its start"),
    "split-word": gettext_lazy("a word of the number is printed in pieces"),
    "spaces-lost": gettext_lazy("words stand together"),
    "misread": gettext_lazy("a letter stands where a number belongs"),
}


@dataclass
class Row:
    """One article in the list: what is doubtful, what it demands, whom it binds; the chosen one has a panel."""

    provision: Provision
    depth: int
    ends: int
    doubts: list[str]
    marks: str
    demands: list[str] = field(default_factory=list)
    proposed: list[ProvisionCapability] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    bindings: list[ProvisionBinding] = field(default_factory=list)
    panel: dict[str, Any] | None = None
    address: str = ""

    @property
    def opening(self) -> SafeString:
        """The tag that opens the article, with what scripts ask of it."""
        provision, classes = self.provision, ["nz-part", f"nz-part--{self.provision.kind}"]
        classes.append(f"nz-part--depth{self.depth}")
        if self.doubts:
            classes.append("nz-part--doubtful")
        if self.panel is not None:
            classes.append("nz-part--chosen")
        waiting = next((str(line.uid) for line in self.bindings if line.state == "proposed"), "")
        return format_html(
            '<li class="{}" id="p-{}" data-uid="{}" data-from="{}" data-to="{}" data-first="{}" data-binding="{}">',
            " ".join(classes),
            provision.uid,
            provision.uid,
            provision.line,
            self.ends,
            self.proposed[0].uid if self.proposed else "",
            waiting,
        )

    @property
    def words(self) -> SafeString:
        """The article's words as a door to choosing it, and below them what is known of it.

        Made here and not in the template: a charter has hundreds of articles, and each key shows them all anew.
        """
        provision, language = self.provision, reader_language()
        number = (
            format_html('<span class="nz-article__number">{}</span> ', provision.number) if provision.number else ""
        )
        door = format_html(
            '<a class="nz-part__text" href="{}?at={}#p-{}"{}>{}{}</a>',
            self.address,
            provision.uid,
            provision.uid,
            mark_safe("") if self.panel is None else mark_safe(' aria-current="true"'),
            number,
            provision.text,
        )
        first = "" if self.demands or not self.proposed else self._first()
        marks = [
            format_html_join("", '<span class="nz-doubt">? {}</span>', ((doubt,) for doubt in self.doubts)),
            format_html("<span>{}</span>", self.marks),
            format_html_join("", "<strong>{}</strong>", ((one,) for one in self.demands)),
            format_html('<span class="nz-part__proposed">{}</span>', first) if first else "",
            format_html_join("", "<span>→ {}</span>", ((one,) for one in self.bound)),
        ]
        known = format_html_join("", "{}", ((mark,) for mark in marks))
        return format_html('{}<p class="nz-part__marks" lang="{}">{}</p>', door, language, known)

    def _first(self) -> str:
        link = self.proposed[0]
        return " ".join((_("Proposed:"), _title(link.capability), percent(round(100 * link.confidence))))


class CharterReadingScreen(ScopedScreen):
    """The conversation about a charter. The number of questions to the database does not grow with its articles.

    `?at=` is the chosen article. With `?part=` only that part of the page is given, for scripts.
    """

    object: Charter
    title = gettext_lazy("Read through")

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the page, or a part of it."""
        self.object = self.get_object()
        self.require("charters.view_provision")
        self.held = ports.access.permissions(request.user)
        self.may_mend = self.object.draft and ports.access.has_perm(
            request.user, "charters.join_provision", self.object
        )
        part, at = request.GET.get("part", ""), request.GET.get("at", "")
        if part == "progress":
            return self._progress()
        if not self.object.is_read:
            return self._unread()
        rows = self._rows(at if part == "panel" else "")
        chosen = next((row for row in rows if str(row.provision.uid) == at), rows[0] if rows else None)
        if chosen is not None:
            chosen.panel = self._panel(chosen)
        elif part == "panel":
            raise Http404(at)
        context = {"rows": rows, "chosen": chosen, "row": chosen, "may_mend": self.may_mend, **self._head()}
        if part in PARTS:
            context |= {"object": self.object, "said": [str(one) for one in get_messages(request)]}
            response = render(request, f"door_office/pages/_reading_{part}.html", context)
            add_never_cache_headers(response)
            return response
        return self.page("door_office/pages/charter_reading.html", {**context, **self._whole(rows)})

    def _progress(self) -> HttpResponse:
        """Return how far the reading of the file is, for scripts."""
        charter = self.object
        job = charter.job if charter.at_work else None
        told = {
            "at_work": charter.at_work,
            "done": job.progress_done if job else 0,
            "total": job.progress_total if job else None,
        }
        response = JsonResponse(told)
        add_never_cache_headers(response)
        return response

    def _unread(self) -> HttpResponse:
        """Show how far the reading of the file is, or why it came to nothing, and what may be done."""
        charter, resource = self.object, registry.resource("charters.charter")
        here = reverse("office:charter_reading", args=(charter.uid,))
        acts = [resource.action("reread_charter"), resource.action("stop_charter"), resource.generated("void")]
        words = mark_words()
        context = {
            "job": charter.job,
            "progress_url": f"{here}?part=progress",
            "reading_url": here,
            "file_url": reverse("office:charter_file", args=(charter.uid,)),
            "entry_url": f"{entry_address(charter)}?show=all",
            "fault": fault_words(charter.fault),
            "notes": [words.get(mark, mark) for mark in charter.fault.get("marks", ())],
            "acts": [
                {"title": str(act.title), "url": url, "form": act.name.startswith("void")}
                for act in acts
                if act is not None and (url := self._offer(resource, act, charter))
            ],
        }
        return self.page("door_office/pages/charter_unread.html", context)

    def _head(self) -> dict[str, Any]:
        charter = self.object
        resource = registry.resource("charters.charter")
        counts = undecided(charter)
        words = {
            "doubts": _("doubtful articles"),
            "capabilities": _("duties whose demands nobody judged"),
            "bindings": _("lines of the division of work to judge"),
            "proposals": _("proposals about the institution"),
            "changes": _("changed articles to decide"),
        }
        doors = {
            "bindings": list_address(registry.resource("charters.provisionbinding"), state="proposed"),
            "proposals": "#told",
            "changes": f"{reverse('office:charter_changes', args=(charter.uid,))}",
        }
        enforce, undo = resource.action("enforce_charter"), resource.action("undo_charter")
        return {
            "undecided": [
                {"count": counts[name], "words": label, "url": doors.get(name, ""), "name": name}
                for name, label in words.items()
                if name != "changes" or charter.supersedes_id
            ],
            "enforce_url": self._offer(resource, enforce, charter),
            "undo_url": self._offer(resource, undo, charter),
            "divide_url": self._offer(resource, resource.action("divide_charter"), charter),
            "reading_url": reverse("office:charter_reading", args=(charter.uid,)),
        }

    def _offer(self, resource: Any, act: Action | None, obj: Any) -> str:
        """Return where the act is done, or nothing where the reader may not or it makes no sense now."""
        if act is None or not act.applies_to(obj) or not ports.access.has_perm(self.request.user, act.permission, obj):
            return ""
        return act_address(resource, act, obj)

    def _whole(self, rows: list[Row]) -> dict[str, Any]:
        charter = self.object
        provision = registry.resource("charters.provision")
        link = registry.resource("charters.provisioncapability")
        binding = registry.resource("charters.provisionbinding")
        pattern = uuid.UUID(int=0)

        def places(resource: Any, names: Iterable[str]) -> dict[str, str]:
            # Scripts put the identifier of the chosen article in place of the zeros.
            return {
                name: reverse(f"office:{resource.label}_{resource.name}_act", args=(pattern, name)) for name in names
            }

        acts = [
            *[f"{verb}_provision" for verb in (*MENDING, "split", "number", "word", "judge")],
        ]
        return {
            "lines": list(enumerate(self._printed(), start=1)),
            "told": self._told(),
            "entry_url": f"{entry_address(charter)}?show=all",
            "file_url": reverse("office:charter_file", args=(charter.uid,)),
            "exports": exports_of(charter, self.held),
            "addresses": {
                **places(provision, acts),
                **places(link, ["confirm_provisioncapability"]),
                **places(binding, ["confirm_provisionbinding"]),
            },
            "keys": _keys(self.may_mend),
        }

    def _printed(self) -> list[str]:
        charter = self.object
        text = charter.printed
        if not text:
            # Charters loaded before their text was kept.
            try:
                text = charter_text.decode(bytes(charter.source))
            except charter_text.CharterTextError:
                text = ""
        # A space that must not break would break words instead, where the column is narrow.
        return LINE_END.split(text.replace("\u00a0", " "))

    def _rows(self, only: str = "") -> list[Row]:
        """Return the articles; with `only`, an identifier, that one alone."""
        user, charter = self.request.user, self.object
        text = Provision.objects.visible_to(user).filter(charter=charter, voided_at=None)
        if only:
            text = text.filter(uid=uuid_of(only))
        provisions = list(text.defer("text_folded").order_by("ordinal"))
        links: dict[int, list[ProvisionCapability]] = defaultdict(list)
        for link in (
            ProvisionCapability.objects.visible_to(user)
            .filter(provision__in=text, voided_at=None)
            .only("uid", "provision_id", "capability", "state", "confidence", "reasons", *SCOPED)
            .order_by("-confidence", "pk")
        ):
            links[link.provision_id].append(link)
        lines: dict[int, list[ProvisionBinding]] = defaultdict(list)
        for line in (
            ProvisionBinding.objects.visible_to(user)
            .filter(provision__in=text, voided_at=None)
            .order_by("-confidence", "pk")
        ):
            lines[line.provision_id].append(line)
        self.links, self.units = (
            links,
            Unit.objects.visible_to(user).in_bulk({line.unit_id for found in lines.values() for line in found}),
        )
        kinds = {code: str(title) for code, title in provision_kinds()}
        natures = {code: str(title) for code, title in provision_natures()}
        address = reverse("office:charter_reading", args=(charter.uid,))
        depths: dict[int, int] = {}
        rows = []
        for place, provision in enumerate(provisions):
            provision.charter = charter
            depths[provision.pk] = depths.get(provision.parent_id, -1) + 1 if provision.parent_id else 0
            below = provisions[place + 1].line if place + 1 < len(provisions) else 10**6
            found = links.get(provision.pk, [])
            rows.append(
                Row(
                    provision,
                    min(depths[provision.pk], 5),
                    max(provision.line, below - 1),
                    _doubts_in_words(provision),
                    f"{kinds[provision.kind]} · {natures[provision.nature]}",
                    address=address,
                    demands=[_title(one.capability) for one in found if one.state == "confirmed"],
                    proposed=[one for one in found if one.state == "proposed"],
                    bound=[self._unit_name(one) for one in lines.get(provision.pk, []) if one.state == "confirmed"],
                    bindings=[one for one in lines.get(provision.pk, []) if one.state != "refused"],
                )
            )
        return rows

    def _unit_name(self, line: ProvisionBinding) -> str:
        unit = self.units.get(line.unit_id or 0)
        return _("not open to you") if unit is None else str(unit)

    def _panel(self, row: Row) -> dict[str, Any]:
        """Return what may be done with the chosen article."""
        provision = row.provision
        resource = registry.resource("charters.provision")

        def offer(name: str) -> str:
            return self._offer(resource, resource.action(name), provision)

        link, binding = (
            registry.resource("charters.provisioncapability"),
            registry.resource("charters.provisionbinding"),
        )
        return {
            "mending": [
                {"url": offer(f"{verb}_provision"), "title": str(act.title), "key": key}
                for verb, key in zip(MENDING, ("m", "[", "]", "y", "x"), strict=True)
                if (act := resource.action(f"{verb}_provision")) is not None and offer(f"{verb}_provision")
            ],
            "split_url": offer("split_provision"),
            "breaks": breaks_of(provision.text),
            "number_url": offer("number_provision"),
            "expected": expected_number(provision),
            "word_url": offer("word_provision"),
            "judge_url": offer("judge_provision"),
            "natures": [
                {"code": code, "title": str(title), "key": NATURE_KEYS[code]} for code, title in provision_natures()
            ],
            "bind_url": offer("bind_provision"),
            "charge_url": offer("charge_provision"),
            "units": self._units() if offer("charge_provision") else [],
            "capabilities": [
                {
                    "title": _title(one.capability),
                    "state": one.get_state_display(),
                    "confirmed": one.state == "confirmed",
                    "percent": round(100 * one.confidence),
                    "reasons": one.reasons,
                    "acts": self._acts(link, one, "confirm_provisioncapability", "refuse_provisioncapability"),
                }
                for one in self.links.get(provision.pk, [])
            ],
            "bindings": [
                {
                    "title": self._unit_name(one),
                    "state": one.get_state_display(),
                    "confirmed": one.state == "confirmed",
                    "starts": one.starts,
                    "ends": one.ends,
                    "reasons": one.reasons,
                    "acts": self._acts(binding, one, "confirm_provisionbinding", "refuse_provisionbinding"),
                }
                for one in row.bindings
            ],
            "next": reading_address(self.object, provision),
            "entry": entry_address(provision),
        }

    def _acts(self, resource: Any, obj: Any, *names: str) -> list[dict[str, str]]:
        acts = [resource.action(name) for name in names]
        return [
            {"title": str(act.title), "url": url, "name": act.name}
            for act in acts
            if act is not None and (url := self._offer(resource, act, obj))
        ]

    def _units(self) -> list[Unit]:
        units = Unit.objects.visible_to(self.request.user).standing().filter(institution=self.object.institution)
        return list(units.order_by("name_sort"))

    def _told(self) -> list[dict[str, Any]]:
        """Return what the text tells of the institution, by kind, with what the reader may do about it."""
        resource = registry.resource("charters.charterproposal")
        # What confirming makes needs a right of its own, but for a unit that stands already.
        opening = {"unit": "org.open_unit", "post": "org.add_position", "head": "org.add_position"}
        deciding = ("confirm_charterproposal", "refuse_charterproposal")
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        rows = CharterProposal.objects.visible_to(self.request.user).filter(charter=self.object, voided_at=None)
        articles = dict(Provision.objects.filter(charter=self.object).values_list("pk", "uid"))
        here = reverse("office:charter_reading", args=(self.object.uid,))
        standing = {fold(name) for unit in self._units() for name in unit.name.values()}
        for one in rows.order_by("line", "pk"):
            needed = None if fold(one.subject) in standing else opening.get(one.kind)
            barred = needed is not None and needed not in self.held
            found[one.kind].append(
                {
                    "subject": one.subject,
                    "values": _values_in_words(one),
                    "reasons": one.reasons,
                    "line": one.line,
                    "state": one.state,
                    "state_words": one.get_state_display(),
                    "url": f"{here}?at={articles[one.provision_id]}" if one.provision_id in articles else "",
                    "acts": self._acts(resource, one, *deciding[barred:]),
                    "barred": barred and one.state == "proposed",
                }
            )
        return [
            {
                "title": str(title),
                "rows": found[code],
                "open": sum(row["state"] == "proposed" for row in found[code]),
                "barred": any(row["barred"] for row in found[code]),
            }
            for code, title in structure_kinds()
            if found.get(code)
        ]


def expected_number(provision: Provision) -> str:
    """Return the number that the row demands of an article whose own was misread, until somebody has settled that."""
    return provision.expected if "misread" in provision.doubts else ""


def _doubts_in_words(provision: Provision) -> list[str]:
    words = [str(DOUBTS.get(code, code)) for code in provision.doubts]
    if expected := expected_number(provision):
        words.append(_("%(number)s is expected here") % {"number": expected})
    return words


def uuid_of(text: str) -> uuid.UUID:
    """Return the identifier that an address names; one that nothing has where it names none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def breaks_of(text: str) -> list[dict[str, Any]]:
    """Return where `text` may be split: after how many characters, and the words that would stand below."""
    found = []
    for match in BREAK.finditer(text):
        below = text[match.end() :].split()
        if text[: match.start()].strip() and below:
            found.append({"at": match.end(), "words": " ".join(below[:WORDS_SHOWN]), "more": len(below) > WORDS_SHOWN})
    return found[:BREAKS]


def _values_in_words(proposal: CharterProposal) -> list[str]:
    """Return what a proposal says beside its name, in the reader's language."""
    values, found = proposal.values, []
    if values.get("own"):
        found.append(_("whose charter this is"))
    if values.get("count"):
        number = int(values["count"])
        found.append(ngettext("%(number)s post", "%(number)s posts", number) % {"number": number})
    if values.get("to"):
        found.append(_("answers to: %(superior)s") % {"superior": values["to"]})
    if values.get("period"):
        period = str(dict(report_periods()).get(values["period"], values["period"])).lower()
        found.append(_("every %(number)s × %(period)s") % {"number": values.get("every", 1), "period": period})
    return found


def reading_address(charter: Charter, provision: Provision | None = None) -> str:
    """Return where a charter is read through, at one of its articles where one is given."""
    address = reverse("office:charter_reading", args=(charter.uid,))
    return address if provision is None else f"{address}?{urlencode({'at': provision.uid})}#p-{provision.uid}"


def _title(code: str) -> str:
    found = capabilities().get(code)
    return str(found.title) if found else code


def _keys(may_mend: bool) -> list[tuple[str, str]]:
    """Return the keys of the page with what each does."""
    mending = [
        ("m", _("joins the article with the one above")),
        ("s", _("splits it: choose the place, or press Ctrl+Enter at the cursor in the words")),
        ("[", _("one level up")),
        ("]", _("one level down")),
        ("#", _("sets the number")),
        ("w", _("sets the words")),
        ("y", _("says that it is right as it is")),
        ("x", _("says that it is no article")),
        ("z", _("takes the last mending back")),
    ]
    natures = dict(provision_natures())
    return [
        ("j", _("to the next article")),
        ("k", _("to the article before")),
        ("n", _("to the next doubtful article")),
        *(mending if may_mend else []),
        ("c", _("confirms the first proposed capability")),
        ("v", _("confirms the first proposed line of the division of work")),
        *((key, _("nature: %(nature)s") % {"nature": small(natures[code])}) for code, key in NATURE_KEYS.items()),
    ]
