# SPDX-License-Identifier: EUPL-1.2
"""A program of the tests: flips one byte of a backup at a time, asks for a restore, and puts the byte back.

Arguments: the backup, a seed, how many positions. Prints a line for every position at which the damage was not found,
not refused, or left something behind in the home; one process for all, because the home stays empty.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

VISIBLE = ("nizam.sqlite3", "blobs", "media", "outbox", "heads")


def positions(backup: Path, chance: random.Random, count: int) -> Iterator[tuple[Path, int]]:
    """Yield a file and a place in it: each byte of the archive is as likely as any other, after one of each kind."""
    files = sorted(path for path in backup.rglob("*") if path.is_file())
    named = [path for path in files if path.name.startswith(("manifest.", "database."))]
    sizes = [path.stat().st_size for path in files]
    for number in range(count):
        path = named[number] if number < len(named) else chance.choices(files, sizes)[0]
        yield path, chance.randrange(path.stat().st_size)


def tell(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def flip(path: Path, place: int, bit: int) -> None:
    """Turn one bit of one byte round."""
    with path.open("r+b") as stream:
        stream.seek(place)
        byte = stream.read(1)[0]
        stream.seek(place)
        stream.write(bytes([byte ^ (1 << bit)]))


def main(backup: Path, seed: int, count: int) -> None:
    """Try `count` positions."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from nizam.site.maintenance.archive import BackupFault, faults_of
    from nizam.site.maintenance.database import database_is_empty
    from nizam.site.maintenance.restore import restore_backup

    home = Path(os.environ["NIZAM_HOME"])
    chance = random.Random(seed)
    for path, place in positions(backup, chance, count):
        where, bit = f"{path.relative_to(backup)} byte {place}", chance.randrange(8)
        flip(path, place, bit)
        try:
            if not faults_of(backup):
                tell(f"{where}: not found")
        except BackupFault as fault:
            if not fault.damaged:
                tell(f"{where}: not called damage: {fault}")
        try:
            restore_backup(backup)
            tell(f"{where}: restored")
        except BackupFault as fault:
            if not fault.damaged:
                tell(f"{where}: refused for another reason: {fault}")
        if any((home / name).exists() for name in VISIBLE) or not database_is_empty():
            tell(f"{where}: something was left behind")
            return
        flip(path, place, bit)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
