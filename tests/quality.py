# SPDX-License-Identifier: EUPL-1.2
"""House rules no linter knows. Each carries lines it must refuse and lines it must pass."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPDX = "SPDX-License-Identifier: EUPL-1.2"
LONGEST = 800


@dataclass(frozen=True)
class LineRule:
    """A pattern no line of the named files may hold, the reason, and proof that the pattern is right."""

    pattern: re.Pattern[str]
    reason: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    suffixes: tuple[str, ...] = (".py",)


RULES = (
    LineRule(
        re.compile(r"__icontains|__istartswith|__iexact"),
        "search human text through its folded column; databases fold Turkic letters wrongly",
        ('filter(name__icontains="x")',),
        ('filter(name_folded__contains="x")',),
    ),
    LineRule(
        re.compile(
            r"order_by\([^)]*[\"']-?(?:\w+__)?(?:name|title|subject|family_name|given_name|full_name|question)[\"']"
        ),
        "order human text by its sort-key column; databases know no alphabet of ours",
        ('rows.order_by("name")', 'rows.order_by("-unit__name", "pk")'),
        ('rows.order_by("name_sort")', 'rows.order_by("number_text")'),
    ),
    LineRule(
        re.compile(r"(?:\.(?:title|question|full_name)|\bstr\([^()]*\)|\b_\([^()]*\))\.(?:lower|upper|capitalize)\(\)"),
        "human text has the small and capital letters of its language: nizam.foundations.language",
        ("row.title.lower()", "str(title).upper()", '_("Case").lower()'),
        ('lower(row.title, "az")', "digest.upper()"),
    ),
    LineRule(
        re.compile(r"\b_\(f[\"']|gettext(_lazy)?\(f[\"']|\b_\([\"'][^\"']*[\"']\.format"),
        "a translatable string is a plain literal with %(name)s",
        ('_(f"late by {n}")', '_("late by {n}".format(n=1))'),
        ('_("late by %(n)s") % {"n": n}',),
    ),
    LineRule(
        re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|\son\w+=[\"']"),
        "the content security policy allows no inline script",
        ("<script>alert(1)</script>", '<a onclick="x()">'),
        ('<script src="{% static "x.js" %}" type="module"></script>', '<input name="only">'),
        suffixes=(".html",),
    ),
    LineRule(
        re.compile(r"https?://(?:cdn|fonts|unpkg|ajax)\.|gravatar\.com"),
        "no request leaves the house",
        ('<link href="https://cdn.example/x.css">',),
        ('<link href="/static/x.css">',),
        suffixes=(".html", ".css", ".js"),
    ),
    LineRule(
        re.compile(
            r"^from nizam\.(?:desks|doors|spine)\.\w+\.(?:models|actions|queries)|^from nizam\.spine\.\w+ import"
        ),
        "a migration imports nothing from the apps",
        ("from nizam.spine.org.models import Unit",),
        ("import nizam.kit.texts", "from django.db import migrations"),
        suffixes=("migrations",),
    ),
)


def tracked() -> list[Path]:
    """Return every file of the project git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def faults() -> Iterator[str]:
    """Yield every broken rule with its place."""
    for rule in RULES:
        for line in rule.bad:
            if not rule.pattern.search(line):
                yield f"tests/quality.py: the rule against {rule.pattern.pattern!r} passes {line!r}"
        for line in rule.good:
            if rule.pattern.search(line):
                yield f"tests/quality.py: the rule against {rule.pattern.pattern!r} refuses {line!r}"
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if path.suffix not in {".py", ".html", ".css", ".js", ".mjs", ".toml", ".sh", ".typ"}:
            continue
        lines = path.read_text("utf-8").splitlines()
        if lines and path.suffix in {".py", ".toml", ".sh", ".mjs", ".typ"} and SPDX not in "\n".join(lines[:3]):
            yield f"{name}: the first lines lack “{SPDX}”"
        if name.startswith("src/") and len(lines) > LONGEST and path.suffix in {".py", ".html", ".css", ".js"}:
            yield f"{name}: {len(lines)} lines; split it (at most {LONGEST})"
        if name == "tests/quality.py":
            continue
        for rule in RULES:
            applies = path.suffix in rule.suffixes or ("migrations" in rule.suffixes and "/migrations/" in name)
            if not applies:
                continue
            for number, line in enumerate(lines, start=1):
                if rule.pattern.search(line):
                    yield f"{name}:{number}: {rule.reason}"


def main() -> int:
    """Print every fault; 1 when there is one."""
    from nizam.site.catalogues import faults as catalogue_faults

    found = [*faults(), *catalogue_faults()]
    sys.stderr.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
