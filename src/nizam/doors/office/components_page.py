# SPDX-License-Identifier: EUPL-1.2
"""Settings → Components: every part the pages are made of, in each of its states, as the office really shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nizam.foundations.calendars import Term, WorkingCalendar, due
from nizam.kit.deadlines import Chip, chip
from nizam.kit.screens.base import OfficeScreen

_BAKU: Final = ZoneInfo("Asia/Baku")

# The looks a reader can try without changing the account: the name in the address → the title and the classes.
LOOKS: Final[dict[str, tuple[Any, str]]] = {
    "own": (gettext_lazy("As set in my account"), ""),
    "light": (gettext_lazy("Light"), "w-theme-light"),
    "dark": (gettext_lazy("Dark"), "w-theme-dark"),
    "contrast": (gettext_lazy("High contrast"), "w-theme-light w-contrast-more"),
    "dark-contrast": (gettext_lazy("Dark, high contrast"), "w-theme-dark w-contrast-more"),
    "narrow": (gettext_lazy("Narrow"), "kit-gallery--narrow"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One component as the page presents it: its name, what it is for, and the line that calls it."""

    name: Any
    purpose: Any
    usage: str


PARTS: Final[dict[str, Part]] = {
    "deadline": Part(
        gettext_lazy("Deadline chip"),
        gettext_lazy("Says how much of a term is left; pointing at it tells how the term was counted."),
        "{% deadline_chip due_at=case.due_at due_on=case.due_on started_at=case.registered_at clock=case.clock %}",
    ),
    "state": Part(
        gettext_lazy("State tag"),
        gettext_lazy("Says in which state a thing is."),
        '{% state_tag case.get_state_display "open" %}',
    ),
    "reasons": Part(
        gettext_lazy("Reason list"),
        gettext_lazy("A suggestion with its reasons; one act takes it, one refuses it."),
        "{% reason_list reasons title=unit.name confidence=0.82 accept_url=take_url refuse_url=refuse_url %}",
    ),
    "timeline": Part(
        gettext_lazy("Timeline"),
        gettext_lazy("What happened in a matter, in order; quoted text is folded."),
        "{% timeline entries %}",
    ),
    "figure": Part(
        gettext_lazy("Figure with door"),
        gettext_lazy("A number that opens the rows behind it."),
        '{% figure 128 _("open cases") list_url note=_("12 more than last week") tone="due" %}',
    ),
    "bar": Part(
        gettext_lazy("Bar"),
        gettext_lazy("How a whole divides into done, late and not begun."),
        "{% bar parts label=article.title %}",
    ),
    "chart": Part(
        gettext_lazy("Small chart with table"),
        gettext_lazy("A few figures as columns, with the table behind them."),
        '{% chart rows _("Letters a month") target=120 %}',
    ),
    "progress": Part(
        gettext_lazy("Progress"),
        gettext_lazy("How far a long work is, with a count and a way to leave it."),
        '{% progress _("Importing the register") done=1240 total=8000 leave_url=list_url %}',
    ),
    "empty": Part(
        gettext_lazy("Empty state"),
        gettext_lazy("Teaches where nothing is yet: what this is, what will appear, the first step."),
        '{% empty_state _("No papers yet") text step_url=add_url step_label=_("Write a paper") %}',
    ),
    "difference": Part(
        gettext_lazy("Difference of two texts"),
        gettext_lazy("What a text lost and gained, word by word."),
        "{% difference old.text new.text before_label=old.version after_label=new.version %}",
    ),
    "file": Part(
        gettext_lazy("File tile"),
        gettext_lazy("A file with its fingerprint and the state of its signature."),
        '{% file_tile version.file_name url size=blob.size sha256=blob.sha256 signature="valid" %}',
    ),
    "person": Part(
        gettext_lazy("Person tag"),
        gettext_lazy("Who it is, in which post, and how sure we are of it."),
        '{% person_tag person position=post unit=unit.name url=person_url trust="verified" %}',
    ),
    "article": Part(
        gettext_lazy("Article reference"),
        gettext_lazy("The article that something answers to; a door to its text."),
        "{% article_reference law.act law.article title=provision.title url=provision_url %}",
    ),
    "number": Part(
        gettext_lazy("Number with copy"),
        gettext_lazy("The number of a matter or paper; one press copies it."),
        "{% number case.number_text url=case_url %}",
    ),
    "print": Part(
        gettext_lazy("Print frame"),
        gettext_lazy("Lays a page on A4 and ends every sheet with who printed it and when."),
        "{% print_frame title institution %}…{% endprint_frame %}",
    ),
    "wordmark": Part(
        gettext_lazy("Wordmark"),
        gettext_lazy("The name of the product, in the colour of the text around it."),
        '{% wordmark %}, {% wordmark "mark" %}',
    ),
}


class ComponentsScreen(OfficeScreen):
    """Shows the components to whoever may enter the office; holds invented examples and no data of the office."""

    title = gettext_lazy("Components")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show every component in the look that `?look=` names."""
        asked = request.GET.get("look", "own")
        look = asked if asked in LOOKS else "own"
        return self.page(
            "door_office/components.html",
            {
                "looks": [
                    {"code": code, "title": title, "now": code == look} for code, (title, _names) in LOOKS.items()
                ],
                "look_classes": LOOKS[look][1],
                "parts": PARTS,
                **_examples(timezone.localtime()),
            },
        )


components = ComponentsScreen.as_view()


def _chips(now: datetime) -> list[dict[str, Any]]:
    """Judge one deadline for each branch of the rule, with a clock that explains it."""
    begun = now - timedelta(days=20)

    def ends(days: int) -> datetime:
        return (now + timedelta(days=days)).replace(hour=23, minute=59, second=59, microsecond=0)

    def judged(end: datetime, *, term: int = 30, **facts: Any) -> Chip:
        return chip(now, end, end.date(), end - timedelta(days=term), **facts)

    return [
        {"why": _("more than half of the term is left"), "chip": judged(ends(21), working_days_left=15)},
        {"why": _("less than half is left"), "chip": judged(ends(10), working_days_left=7)},
        {"why": _("three working days, or the last quarter"), "chip": judged(ends(3), working_days_left=3)},
        {"why": _("the last day"), "chip": judged(ends(0), working_days_left=0)},
        {"why": _("the term is over"), "chip": judged(ends(-2))},
        {"why": _("the clock is stopped"), "chip": judged(ends(5), suspended=True)},
        {"why": _("closed before the end"), "chip": judged(ends(5), closed_at=begun)},
        {"why": _("closed after the end"), "chip": judged(ends(-6), closed_at=now)},
        {"why": _("no term is set"), "chip": chip(now, None, None, None)},
    ]


def _clock() -> dict[str, Any]:
    """Count an appeal to an Azerbaijani office that came before Novruz, and prolong it as an adviser's chief would."""
    term = due(
        datetime(2026, 3, 17, 10, tzinfo=_BAKU), Term(15, "working-day"), WorkingCalendar("AZ"), _BAKU, language="az"
    )
    steps: list[dict[str, Any]] = [asdict(step) for step in term.steps]
    steps.append(
        {
            "code": "extended",
            "day": date(2026, 4, 8),
            "until": date(2026, 4, 24),
            "name": "ikinci rəy gözlənilir",
            "detail": "L. Quliyeva",
        }
    )
    return {
        "steps": steps,
        "law": {"act": "Vətəndaşların müraciətləri haqqında Qanun", "article": "10.1", "version": ""},
        "uncertain": term.uncertain,
    }


def _examples(now: datetime) -> dict[str, Any]:
    fingerprint = sha256(b"Nizam").hexdigest()
    return {
        "chips": _chips(now),
        "clock": _clock(),
        "states": [
            (_("New"), "open"),
            (_("Assigned"), "neutral"),
            (_("Waiting for approval"), "due"),
            (_("Answered"), "good"),
            (_("Returned"), "bad"),
            (_("Suspended"), "hollow"),
        ],
        "reasons": [
            {"text": _("The words “server” and “backup” stand in the letter."), "detail": ""},
            {"text": _("Nine of the last ten such letters went there."), "detail": _("2025–2026"), "url": "#reasons"},
            {"text": _("The charter gives backups to this sector."), "detail": "3.2.4"},
        ],
        "entries": [
            {
                "at": now - timedelta(days=6, hours=3),
                "kind": "message",
                "title": "Elektron xidmətə giriş mümkün olmur",
                "who": "Aydın Məmmədov",
                "language": "az",
                "text": "Salam. Dünəndən etibarən şəxsi kabinetə daxil ola bilmirəm.\nXahiş edirəm səbəbini bildirin.",
                "quoted": "Müraciətiniz qəbul edildi. Nömrəsi aşağıdadır.",
                "url": "#timeline",
                "files": [{"name": "ekran-görüntüsü.png", "url": "#timeline", "size": 248_120}],
            },
            {
                "at": now - timedelta(days=6, hours=2),
                "kind": "task",
                "title": _("Assigned to the network sector"),
                "who": "Leyla Quliyeva",
            },
            {
                "at": now - timedelta(days=2),
                "kind": "paper",
                "title": _("Answer prepared"),
                "who": "Rəşad Hüseynov",
                "files": [
                    {
                        "name": "cavab-məktubu.pdf",
                        "url": "#timeline",
                        "size": 96_400,
                        "pages": 2,
                        "sha256": fingerprint,
                        "signature": "hand",
                        "signed_by": "L. Quliyeva",
                        "signed_at": now - timedelta(days=2),
                    }
                ],
            },
            {"at": now - timedelta(days=1), "kind": "act", "title": _("Sent by mail"), "who": _("The system")},
        ],
        "article_bars": [
            {
                "label": _("3.2.4 Backups"),
                "parts": [
                    {"value": 14, "label": _("done"), "tone": "done", "url": "#bar"},
                    {"value": 2, "label": _("late"), "tone": "late", "url": "#bar"},
                    {"value": 4, "label": _("in work"), "tone": "open"},
                    {"value": 5, "label": _("not begun"), "tone": "empty"},
                ],
            },
            {
                "label": _("3.2.7 Training of staff"),
                "parts": [{"value": 0, "label": _("done"), "tone": "done"}],
            },
        ],
        "months": [
            (_("Jan."), 96, "#chart"),
            (_("Feb."), 112, "#chart"),
            (_("March"), 74, "#chart"),
            (_("April"), 131, "#chart"),
            (_("May"), 118, "#chart"),
            (_("June"), 87, "#chart"),
        ],
        "days": [(date(2026, 5, number).strftime("%d"), number * 37 % 19) for number in range(1, 32)],
        "old_text": "Şöbə sorğuya üç iş günü ərzində cavab verir.\nCavab yazılı şəkildə göndərilir.\n",
        "new_text": "Sektor sorğuya beş iş günündə cavab verir.\nCavab yazılı şəkildə göndərilir, qeydə alınır.\n",
        "fingerprint": fingerprint,
        "signed_at": now - timedelta(days=2),
        "files": [
            {"name": "hisobot-2026.docx", "signature": "none"},
            {"name": "buyruq.pdf", "signature": "valid", "by": "A. Karimova"},
            {"name": "tutanak.pdf", "signature": "invalid", "by": "Ayşe Yıldız"},
            {"name": "shartnoma.p7m", "signature": "unchecked", "by": "A. Karimova"},
        ],
    }
