# SPDX-License-Identifier: EUPL-1.2
"""Every component renders in each state, escapes what it is given, speaks in words, and needs no style attribute."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from nizam.kit.deadlines import Chip
from nizam.kit.templatetags import components

pytestmark = pytest.mark.one_engine


EVIL = '<script>alert("x")</script>'
AT = datetime(2026, 6, 10, 9, 30, tzinfo=UTC)
STATIC = files("nizam.kit").joinpath("static", "kit")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def show(source: str, **values) -> str:
    return Template("{% load components %}" + source).render(Context(values))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    return " ".join(" ".join(reader.words).split())


EVERY_TAG = {
    "deadline_chip": ("{% deadline_chip chip clock=clock %}", {"clock": {"steps": [{"code": "x", "name": EVIL}]}}),
    "state_tag": ("{% state_tag evil 'bad' %}", {}),
    "reason_list": ("{% reason_list items title=evil accept_label=evil accept_url=evil refuse_url=evil %}", {}),
    "timeline": (
        "{% timeline entries label=evil %}",
        {
            "entries": [
                {"at": AT, "title": EVIL, "who": EVIL, "text": EVIL, "quoted": EVIL, "url": EVIL, "language": EVIL}
                | {"kind": EVIL, "files": [{"name": EVIL, "url": EVIL, "sha256": EVIL, "signed_by": EVIL}]}
            ]
        },
    ),
    "figure": ("{% figure evil evil evil unit=evil note=evil %}", {}),
    "bar": ("{% bar parts label=evil %}", {"parts": [{"value": 1, "label": EVIL, "tone": "done", "url": EVIL}]}),
    "chart": ("{% chart rows evil unit=evil %}", {"rows": [(EVIL, 3, EVIL)]}),
    "progress": ("{% progress evil done=1 total=2 leave_url=evil leave_label=evil %}", {}),
    "empty_state": ("{% empty_state evil evil step_url=evil step_label=evil example=evil %}", {}),
    "difference": ("{% difference evil 'b' before_label=evil after_label=evil language=evil %}", {}),
    "file_tile": ("{% file_tile evil evil sha256=evil signature='valid' signed_by=evil media_type=evil %}", {}),
    "person_tag": ("{% person_tag evil position=evil unit=evil url=evil trust='known' away=evil %}", {}),
    "article_reference": ("{% article_reference evil evil title=evil url=evil version=evil %}", {}),
    "number": ("{% number evil url=evil label=evil %}", {}),
    "print_frame": ("{% print_frame evil evil %}{{ evil }}{% endprint_frame %}", {}),
    "wordmark": ("{% wordmark %}{% wordmark 'mark' %}", {}),
    "glyph": ("{% glyph evil %}", {}),
    "components_head": ("{% components_head %}", {}),
}


def test_the_list_of_this_test_holds_every_tag():
    assert set(EVERY_TAG) == set(components.register.tags)


@pytest.mark.parametrize("tag", EVERY_TAG)
def test_what_a_tag_is_given_is_escaped_and_nothing_is_styled_in_line(tag):
    source, values = EVERY_TAG[tag]
    html = show(source, evil=EVIL, items=[EVIL], chip=Chip("late", EVIL), **values)
    assert html.strip()
    assert "<script>" not in html
    assert 'alert("' not in html
    assert " style=" not in html
    assert " onclick" not in html


def test_a_deadline_says_its_words_and_tells_its_arithmetic_without_script():
    html = show(
        "{% deadline_chip chip clock=clock %}",
        chip=Chip("due", "3 working days"),
        clock={
            "steps": [{"code": "due", "day": date(2026, 6, 15), "until": date(2026, 6, 15)}],
            "law": {"act": "Law on appeals", "article": "10.1"},
            "uncertain": True,
        },
    )
    assert "<details" in html
    assert "kit-chip--due" in html
    assert "3 working days" in words(html)
    assert "The last day is 15 June 2026. " in words(html)
    assert "the date may move" in words(html)
    assert "Law on appeals, art. 10.1" in words(html)


def test_a_deadline_is_judged_when_no_chip_is_given():
    html = show("{% deadline_chip due_on=day now=now %}", day=date(2026, 6, 8), now=AT)
    assert "2 days late" in words(html)
    assert "<details" not in html


def test_each_tone_has_its_own_shape_beside_its_colour():
    shapes = {
        tone: re.sub(r"kit-tag--\w+", "", show("{% state_tag 'x' tone %}", tone=tone))
        for tone in components.STATE_TONES
    }
    assert len(set(shapes.values())) == len(components.STATE_TONES)


def test_an_unknown_tone_is_refused():
    with pytest.raises(TemplateSyntaxError, match="neutral"):
        show("{% state_tag 'x' 'purple' %}")


def test_a_suggestion_is_taken_or_refused_in_one_post():
    html = show(
        "{% reason_list reasons title='Network sector' confidence=0.824 accept_url='/take/' refuse_url='/refuse/' %}",
        reasons=["A word of the letter", {"text": "Earlier letters", "url": "/rows/", "detail": "2025"}],
        csrf_token="tok",
    )
    assert html.count('method="post"') == 2
    assert html.count('name="csrfmiddlewaretoken" value="tok"') == 2
    assert "82 % sure" in words(html)
    assert '<a href="/rows/">Earlier letters</a>' in html
    assert "Refuse" in words(html)


def test_a_suggestion_without_reasons_says_so():
    assert "No reason is given." in words(show("{% reason_list none %}"))


def test_a_timeline_folds_quoted_text_and_keeps_the_language_of_the_message():
    html = show(
        "{% timeline entries %}",
        entries=[
            {"at": AT, "title": "Letter", "kind": "message", "text": "Salam", "quoted": "older", "language": "az"},
            {"at": AT, "title": "Closed", "kind": "act", "files": [{"name": "a.pdf", "size": 2048, "pages": 1}]},
        ],
    )
    assert html.index("Letter") < html.index("Closed")
    assert re.search(r"<details.*older.*</details>", html, re.DOTALL)
    assert html.count('lang="az"') == 2
    assert "2.0\xa0KB, 1 page" in html


def test_a_figure_is_a_door_only_with_an_address():
    assert re.match(r'\s*<a href="/rows/"', show("{% figure 1284 'cases' '/rows/' %}"))
    assert "1,284" in words(show("{% figure 1284 'cases' '/rows/' %}"))
    assert "href" not in show("{% figure value 'km²' %}", value=Decimal("12.5"))


def test_a_bar_divides_the_whole_and_says_it_in_words():
    parts = [
        {"value": 3, "label": "done", "tone": "done"},
        {"value": 1, "label": "late", "tone": "late", "url": "/late/"},
        {"value": 0, "label": "open", "tone": "open"},
    ]
    html = show("{% bar parts label='Article 3' %}", parts=parts)
    assert 'aria-label="Article 3: 3 done, 1 late, 0 open"' in html
    assert 'x="75.00%" width="25.00%"' in html
    assert '<a href="/late/">1 late</a>' in html
    assert "3 done" in words(html)


def test_drawings_do_not_follow_the_decimal_comma():
    with translation.override("az"):
        html = show(
            "{% bar parts %}{% chart rows 't' target=2.5 %}",
            parts=[{"value": 1.5, "label": "a", "tone": "done"}],
            rows=[("x", 1.5)],
        )
    assert not re.search(r'\b(?:x|y|y1|y2|width|height)="[\d.]*,', html)
    assert "1,5" in words(html)


def test_a_bar_of_nothing_says_so():
    assert "nothing yet" in words(show("{% bar parts %}", parts=[{"value": 0, "label": "done", "tone": "done"}]))


def test_a_chart_has_its_whole_table_behind_it():
    html = show("{% chart rows 'Letters' target=120 %}", rows=[("Jan", 96, "/jan/"), ("Feb", 120)])
    table = html[html.index("<table") :]
    assert '<a href="/jan/">96</a>' in table
    assert "120" in table
    assert "target: 120" in words(html)
    assert "No figures yet." in words(show("{% chart none 'Letters' %}"))


def test_a_chart_of_zeros_draws_no_columns_of_height():
    assert 'height="0.0"' in show("{% chart rows 'Letters' %}", rows=[("Jan", 0)])


def test_progress_counts_and_can_be_left():
    html = show("{% progress 'Import' done=1240 total=8000 leave_url='/list/' %}")
    assert '<progress max="8000" value="1240">' in html
    assert "1,240 of 8,000" in words(html)
    assert 'href="/list/"' in html
    assert "57 so far" in words(show("{% progress 'Import' done=57 %}"))
    assert "at work" in words(show("{% progress 'Import' %}"))


def test_an_empty_state_offers_the_first_step():
    html = show(
        "{% empty_state 'No papers' 'They stand here.' step_url='/add/' step_label='Write' example='a letter' %}"
    )
    assert re.search(r'href="/add/">Write</a>', html)
    assert "For example: a letter" in words(html)


def compare(before: str, after: str) -> str:
    return show("{% difference before after %}", before=before, after=after)


def test_a_difference_marks_words_and_says_so_to_those_who_do_not_see_it():
    html = compare("Cavab üç gün ərzində verilir.\nSon.\n", "Cavab beş gün ərzində verilir.\nSon.\n")
    assert re.search(r"<del>.*removed:.*üç</del>", html)
    assert re.search(r"<ins>.*added:.*beş</ins>", html)
    assert html.count("<del>") == 2  # the key and the one word
    assert "gün ərzində verilir.\nSon." in html


def test_equal_texts_are_said_to_be_the_same():
    html = compare("a\n", "a\n")
    assert "The texts are the same." in words(html)
    assert "<del>" not in html


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "new"),
        ("old", ""),
        ("a b c", "a c d"),
        ("x " * 4000, "y " * 4000),
        ("x\n" * 90_000, "y\n" + "x\n" * 80_000),
        ("a\nb\n", "b\na\n"),
    ],
)
def test_both_texts_can_be_read_back_from_a_difference(before, after):
    pieces = components.difference(before, after)["pieces"]
    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after


@pytest.mark.parametrize("state", components.SIGNATURE_WORDS)
def test_a_file_says_the_state_of_its_signature(state):
    html = show("{% file_tile 'a.pdf' '/a' size=10 sha256=hash signature=state %}", hash="ab" * 32, state=state)
    assert str(components.SIGNATURE_WORDS[state][1]) in words(html)
    assert "abababab…abab" in words(html)
    assert "ab" * 32 in words(html)


def test_a_person_carries_post_trust_and_absence():
    html = show(
        "{% person_tag 'İsmayıl Əliyev' position='Adviser' unit='Network' trust='unverified' away='until Monday' %}"
    )
    assert words(html) == "İƏ İsmayıl Əliyev Adviser, Network identity not verified until Monday"


def test_an_article_is_a_door_to_its_text():
    html = show("{% article_reference 'Charter' '3.2.4' title='Backups' url='/p/' %}")
    assert '<a href="/p/">Charter, art. 3.2.4: Backups</a>' in html


def test_a_number_can_be_read_and_selected_without_script():
    html = show("{% number 'İT-26/0117' %}")
    assert words(html).startswith("İT-26/0117")
    assert re.search(r"<button[^>]* hidden", html)
    assert 'aria-label="Copy: Number İT-26/0117"' in html


class _Clerk:
    is_authenticated = True
    display_name = "Leyla Quliyeva"


def test_a_printed_page_ends_with_who_printed_it_and_when():
    request = RequestFactory().get("/")
    request.user = _Clerk()
    html = show("{% print_frame 'Report' %}<b>body</b>{% endprint_frame %}", request=request)
    assert "<b>body</b>" in html
    assert re.search(r"Printed by Leyla Quliyeva on \d+ \w+ \d{4} at \d\d:\d\d", words(html))
    request.user = AnonymousUser()
    assert "Printed on" in words(show("{% print_frame %}{% endprint_frame %}", request=request))


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _schemes() -> dict[str, dict[str, str]]:
    css = STATIC.joinpath("theme.css").read_text("utf-8")
    return {
        scheme: dict(re.findall(rf"(--nz-[\w-]+):.*?var\(--nz-if-{scheme}, (#[0-9a-f]{{3,6}})\)", css))
        for scheme in ("light", "dark")
    }


def test_every_colour_has_a_light_and_a_dark_value():
    css = STATIC.joinpath("theme.css").read_text("utf-8")
    schemes = _schemes()
    assert len(schemes["light"]) > 30
    assert set(schemes["light"]) == set(schemes["dark"])
    assert css.count("--nz-if-light: initial;") == 1
    # Dark is chosen, or followed from the system: both switch the same values.
    assert css.count("--nz-if-dark: initial;") == css.count("--nz-if-light: ;") == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_lists_has_aaa_contrast_and_shapes_have_aa(scheme):
    tokens = _schemes()[scheme]
    pairs = [
        (f"--nz-{tone}-ink", f"--nz-{tone}-ground")
        for tone in ("late", "due", "near", "calm", "good", "bad", "removed", "added", "button")
    ]
    pairs += [
        (f"--nz-{ink}", f"--nz-{ground}")
        for ink in ("ink", "soft-ink", "link", "link-hover")
        for ground in ("ground", "surface")
    ]
    weak = {
        pair: round(_contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair in pairs
        if _contrast(tokens[pair[0]], tokens[pair[1]]) < 7
    }
    assert weak == {}
    assert _contrast(tokens["--nz-warm"], tokens["--nz-ground"]) >= 4.5
    for shape in ("line-strong", "focus", "fill-done", "fill-late", "fill-due", "fill-open"):
        assert _contrast(tokens[f"--nz-{shape}"], tokens["--nz-ground"]) >= 3, shape


def test_every_class_that_a_component_uses_is_drawn():
    css = "".join(
        STATIC.joinpath(name).read_text("utf-8") for name in ("theme.css", "components.css", "figures.css", "print.css")
    )
    folder = files("nizam.kit").joinpath("templates", "kit", "components")
    used = set()
    for page in folder.iterdir():
        written = re.sub(r"[\w-]*\{\{.*?\}\}|\{%.*?%\}", " ", page.read_text("utf-8"))
        for names in re.findall(r'class="([^"]*)"', written):
            used |= {name for name in names.split() if name.startswith("kit-")}
    assert len(used) > 40
    # Frames that exist only to hold their parts together.
    plain = {"kit-wordmark--normal", "kit-person__name", "kit-sheet__institution", "kit-deadline__law"}
    assert {name for name in used - plain if f".{name}" not in css} == set()
