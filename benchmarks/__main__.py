# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks [PART …]`: measure all parts, or those named, and print a table."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from benchmarks.lines import print_heading, print_line

PARTS = {
    "letters": "letters registered per second by one process into 100,000 cases, on both databases",
    "list": "the list of 100,000 cases: pages, search, filter, on both databases",
    "recompute": "10,000 open cases counted anew after a late holiday, on both databases",
    "start": "the first start, a later start, memory of the office at rest",
    "office": "50 people in an office of 200,000 cases and 600,000 papers, on both databases; some minutes",
    "paper": "a letter typeset",
    "clock": "terms of law counted per second, and counted anew",
    "language": "speeds of the language, charter and routing libraries",
    "translit": "Uzbek Cyrillic and Latin into each other, beside UzTransliterator and alifbo",
    "stems": "stems of words beside other libraries: quality, speed, memory",
    "identify": "the language of whole texts, of three words, of other spellings, beside py3langid and CLD2",
    "search": "right texts found, and speed of search and index, up to 1,000,000 entries, on both databases; minutes",
    "routing": "letters to units by charters alone, beside TF-IDF + LinearSVC",
    "capabilities": "capabilities of provisions, beside TF-IDF + LinearSVC",
}


def main(names: list[str]) -> int:
    """Run the named parts in this run's order; return the exit code."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"No such part: {', '.join(unknown)}. There are:", file=sys.stderr)
        for name, title in PARTS.items():
            print(f"  {name:10} {title}", file=sys.stderr)
        return 2
    print_heading(cores=len(os.sched_getaffinity(0)), load=os.getloadavg()[0])
    for name in names or PARTS:
        for line in import_module(f"benchmarks.{name}_part").measure():
            print_line(name, line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
