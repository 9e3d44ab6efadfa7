# SPDX-License-Identifier: EUPL-1.2
"""The translations: collected from code and templates, compiled at install, checked for gaps.

`python -m nizam.site.catalogues collect|compile|check`. Needs no GNU gettext: Babel reads Python, Django's own
`templatize` turns templates into what Babel reads, polib writes the catalogues.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import polib

from nizam.kit.scripts import shared_words, with_kept

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "site" / "locale"
WAGTAIL_LOCALE = PACKAGE / "site" / "locale_wagtail"
LANGUAGES = ("az", "uz", "tr", "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "translate": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLURALS = {
    "az": "nplurals=2; plural=(n != 1);",
    "uz": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=2; plural=(n > 1);",
    "en": "nplurals=2; plural=(n != 1);",
}
CYRILLIC_LOCALE = "uz_Cyrl"
WORD = re.compile(r"[A-Za-zʻʼ]+")
TYPED = re.compile(r"(?<=[A-Za-z])['’`‘](?=[A-Za-z])")
# Names of header fields, such as X-Spam-Flag.
HEADER = re.compile(r"\b[A-Z]\w*(?:-[A-Z]\w*)+")
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

# Whose messages the office may say besides its own: every installed app that brings a catalogue (a test compares), and
# Django's own. What they say in our languages counts; what they do not say is in `locale_wagtail`.
FOREIGN = (
    "django.conf",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "taggit",
    "wagtail",
    "wagtail.admin",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.users",
)
DOMAINS = ("django", "djangojs")

Key = tuple[str | None, str, str | None]


def sources() -> Iterator[Path]:
    """Yield every file whose strings people see; tests are left out."""
    for pattern in ("**/*.py", "**/*.html", "**/*.txt"):
        for path in sorted(PACKAGE.glob(pattern)):
            if {"tests", "testing", "migrations"} & set(path.parts):
                continue
            if path.suffix == ".py" or "templates" in path.parts:
                yield path


def collect_messages() -> dict[Key, list[tuple[str, int]]]:
    """Return every translatable string as (context, singular, plural) with the places it stands in."""
    from babel.messages.extract import extract

    found: dict[Key, list[tuple[str, int]]] = {}
    for path in sources():
        text = path.read_text("utf-8")
        if path.suffix != ".py":
            from django.utils.translation.template import templatize

            # What stands between the messages is blanked out; without its indentation it reads as plain lines.
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
        for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
            if singular:
                key = (context, singular, plural)
                found.setdefault(key, []).append((str(path.relative_to(PACKAGE)), line))
    return found


def catalogue_path(language: str, *, root: Path = LOCALE, domain: str = "django") -> Path:
    """Return where the catalogue of `language` lies; the domain `djangojs` is what scripts say."""
    return root / language / "LC_MESSAGES" / f"{domain}.po"


def collect() -> None:
    """Renew the catalogues: new strings are added untranslated, gone ones removed; English stands for itself."""
    messages = collect_messages()
    for language in LANGUAGES:
        path = catalogue_path(language)
        old = (
            {(e.msgctxt, e.msgid, e.msgid_plural or None): e for e in polib.pofile(str(path))} if path.exists() else {}
        )
        catalogue = polib.POFile(wrapwidth=110)
        catalogue.header = "SPDX-License-Identifier: EUPL-1.2"
        catalogue.metadata = {
            "Project-Id-Version": "Nizam",
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": PLURALS[language],
        }
        for key in sorted(messages, key=lambda k: (k[1], k[0] or "")):
            context, singular, plural = key
            entry = polib.POEntry(msgctxt=context, msgid=singular, msgid_plural=plural or "")
            entry.occurrences = sorted({(place, "") for place, _line in messages[key]})
            if any(PLACEHOLDER.search(part) for part in (singular, plural or "")):
                entry.flags = ["python-format"] if "%" in singular else []
            known = old.get(key)
            if plural:
                entry.msgstr_plural = dict(known.msgstr_plural) if known else {0: "", 1: ""}
                if language == "en":
                    entry.msgstr_plural = {0: singular, 1: plural}
            else:
                entry.msgstr = singular if language == "en" else (known.msgstr if known else "")
            catalogue.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))


def compile_all() -> None:
    """Write the .mo files Django reads, those in Uzbek Cyrillic made from the Latin ones.

    Raises ValueError where a placeholder or mark-up was not kept.
    """
    for root in (LOCALE, WAGTAIL_LOCALE):
        for path in root.glob("*/LC_MESSAGES/*.po"):
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    for domain in DOMAINS:
        path = LOCALE / CYRILLIC_LOCALE / "LC_MESSAGES" / f"{domain}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        in_cyrillic(uzbek_catalogue(domain)).save_as_mofile(str(path))


def uzbek_catalogue(domain: str) -> polib.POFile:
    """Return all that the office and the modules below it say in Uzbek, in Latin letters, our words first."""
    ours = [catalogue_path("uz", root=root, domain=domain) for root in (LOCALE, WAGTAIL_LOCALE)]
    theirs = [foreign_catalogue(module, "uz", domain) for module in reversed(FOREIGN)]
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for path in (*ours, *theirs):
        for entry in polib.pofile(str(path)) if path.exists() else ():
            if entry.translated():
                found.setdefault((entry.msgctxt, entry.msgid), entry)
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Language": "uz",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS["uz"],
    }
    catalogue.extend(found.values())
    return catalogue


def in_cyrillic(catalogue: polib.POFile) -> polib.POFile:
    """Return an Uzbek catalogue in Cyrillic letters. Raises ValueError where a placeholder or mark-up was not kept."""
    made = polib.POFile()
    made.metadata = {**catalogue.metadata, "Language": CYRILLIC_LOCALE}
    for entry in catalogue:
        kept = _names_in(entry.msgid)
        one = polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgid_plural=entry.msgid_plural)
        if entry.msgid_plural:
            # Where a module has one form of the plural, it stands for both.
            forms = list(entry.msgstr_plural.values())
            one.msgstr_plural = {0: _cyrillic(forms[0], kept), 1: _cyrillic(forms[-1], kept)}
        else:
            one.msgstr = _cyrillic(entry.msgstr, kept)
        made.append(one)
    return made


def _names_in(message: str) -> list[str]:
    plain = KEPT.sub(" ", message)
    found = [word for word in WORD.findall(plain) if word.lower() not in shared_words()]
    return found + [word for name in HEADER.findall(plain) for word in WORD.findall(name)]


def _cyrillic(text: str, kept: Iterable[str]) -> str:
    standing = set(WORD.findall(KEPT.sub(" ", text)))
    made = with_kept(text, [word for word in kept if word in standing])
    if KEPT.findall(made) != KEPT.findall(text):
        raise ValueError(f"a placeholder or mark-up is lost: {text!r} became {made!r}")
    return made


def faults() -> list[str]:
    """Return what is missing, fuzzy, out of date or broken in the catalogues, one sentence each."""
    messages = collect_messages()
    found: list[str] = []
    for language in LANGUAGES:
        path = catalogue_path(language)
        if not path.exists():
            return [f"{language}: there is no catalogue; run `make fix`"]
        entries = {(e.msgctxt, e.msgid, e.msgid_plural or None): e for e in polib.pofile(str(path))}
        found += [
            f"{language}: not collected: {key[1]!r} ({messages[key][0][0]}); run `make fix`"
            for key in messages
            if key not in entries
        ]
        found += [f"{language}: no longer used: {key[1]!r}; run `make fix`" for key in entries if key not in messages]
        found += _entry_faults(language, entries.values())
        for domain in DOMAINS:
            shell = catalogue_path(language, root=WAGTAIL_LOCALE, domain=domain)
            if shell.exists():
                found += _entry_faults(f"{language} (shell)", polib.pofile(str(shell)))
        found += _foreign_faults(language)
    try:
        for domain in DOMAINS:
            in_cyrillic(uzbek_catalogue(domain))
    except ValueError as error:
        found.append(f"{CYRILLIC_LOCALE}: {error}")
    return found


def foreign_catalogue(module: str, language: str, domain: str) -> Path:
    """Return where an installed module keeps its catalogue of `language`, whether it has one or not.

    Raises LookupError if the module is not installed.
    """
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(module)
    return Path(next(iter(spec.submodule_search_locations))) / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def _keys(path: Path, *, translated: bool) -> set[Key]:
    """Return what a catalogue has; where translations are asked for, not those with apostrophes of typewriters."""
    entries = polib.pofile(str(path)) if path.exists() else ()
    return {
        (e.msgctxt, e.msgid, e.msgid_plural or None)
        for e in entries
        if not translated or (e.translated() and not (path.parts[-3] == "uz" and any(map(_is_typed, _texts(e)))))
    }


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _is_typed(text: str) -> bool:
    """Tell whether an Uzbek text has another apostrophe than U+02BB and U+02BC within a word."""
    return TYPED.search(KEPT.sub(" ", text)) is not None


def _foreign_faults(language: str) -> Iterator[str]:
    """Yield what an installed module says in English only: its English catalogue lists all it can say."""
    if language == "en":
        return
    for domain in DOMAINS:
        roots = (LOCALE, WAGTAIL_LOCALE)
        ours = [_keys(catalogue_path(language, root=root, domain=domain), translated=True) for root in roots]
        for module in FOREIGN:
            theirs = _keys(foreign_catalogue(module, language, domain), translated=True)
            said = _keys(foreign_catalogue(module, "en", domain), translated=False)
            for key in sorted(said - theirs.union(*ours), key=str):
                yield f"{language} ({module}): not translated: {key[1]!r}"


def _entry_faults(language: str, entries: Iterable[polib.POEntry]) -> Iterator[str]:
    for entry in entries:
        texts = _texts(entry)
        if entry.fuzzy:
            yield f"{language}: fuzzy: {entry.msgid!r}"
        elif not all(texts):
            yield f"{language}: not translated: {entry.msgid!r}"
        elif language.startswith("uz") and any(map(_is_typed, texts)):
            yield f"{language}: apostrophes are U+02BB and U+02BC: {entry.msgid!r}"
        else:
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            for text in texts:
                if set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(entry.msgid)) - wanted:
                    yield f"{language}: a placeholder the original has not: {entry.msgid!r}"
                elif not entry.msgid_plural and set(PLACEHOLDER.findall(text)) != wanted:
                    yield f"{language}: a placeholder is lost: {entry.msgid!r}"


def main() -> int:
    """Run `collect`, `compile` or `check`; the exit code is 1 when the check finds a fault."""
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command == "collect":
        collect()
    elif command == "compile":
        compile_all()
    elif command == "check":
        found = faults()
        sys.stderr.write("".join(f"{fault}\n" for fault in found))
        return 1 if found else 0
    else:
        sys.stderr.write("usage: python -m nizam.site.catalogues collect|compile|check\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
