# SPDX-License-Identifier: EUPL-1.2
"""`python -m nizam.foundations.language.build [LANGUAGE …]`: build the dictionaries of all languages, or those named.

A word list that cannot be had is told in one sentence and its language left out: the office starts without it, and
`nizam doctor` says what is missing.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from nizam.foundations.language import _dictionary
from nizam.foundations.language.build import sources, tables, tesseract


def build(language: str) -> dict[str, bytes]:
    """Return the dictionary files of ``language`` by name.

    Raises:
        SourceMissingError: its word list cannot be had here.
        ModelDamagedError: its word list cannot be read.
    """
    if language in sources.PACKAGES:
        return tables.root_files(language, tesseract.words(sources.model(sources.PACKAGES[language])))
    return tables.lemma_files(language, sources.lemmas(language))


def main(
    arguments: list[str], make: Callable[[str], dict[str, bytes]] = build, write: Callable[[str], object] = print
) -> int:
    """Build what is named, or everything; return 0 also where a word list could not be had."""
    parser = argparse.ArgumentParser(prog="python -m nizam.foundations.language.build")
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=", ".join(_dictionary.DICTIONARY_LANGUAGES))
    chosen = parser.parse_args(arguments).languages or list(_dictionary.DICTIONARY_LANGUAGES)
    if unknown := sorted(set(chosen) - set(_dictionary.DICTIONARY_LANGUAGES)):
        parser.error(f"no dictionary of {', '.join(unknown)}")
    folder = _dictionary.FOLDER
    folder.mkdir(exist_ok=True)
    state = _written(folder)
    for language in chosen:
        began = time.monotonic()
        try:
            files = make(language)
        except (sources.SourceMissingError, tesseract.ModelDamagedError) as error:
            write(f"Dictionary of {language} left out: {error}")
            for name in _dictionary.FILES[language]:
                (folder / name).unlink(missing_ok=True)
            state[language] = {"reason": "source-missing"}
            continue
        for name, data in files.items():
            # Written whole and then put in place: an office that runs never reads half a file.
            fresh = folder / f"{name}.new"
            fresh.write_bytes(data)
            fresh.replace(folder / name)
        state[language] = {"digest": _dictionary.files_digest(language)}
        size = sum(map(len, files.values())) / 1e6
        write(f"Dictionary of {language}: {size:.1f} MB in {time.monotonic() - began:.0f} s")
    (folder / _dictionary.STATE_FILE).write_text(json.dumps(state, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


def _written(folder: Path) -> dict[str, dict[str, str | None]]:
    try:
        return dict(json.loads((folder / _dictionary.STATE_FILE).read_bytes()))
    except (OSError, ValueError):
        return {}


if __name__ == "__main__":  # pragma: no cover
    sys.exit(main(sys.argv[1:]))
