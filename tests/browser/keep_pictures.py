# SPDX-License-Identifier: EUPL-1.2
"""Take the pictures of the documentation anew: ten screens of the demonstration, each light, dark, narrow, in contrast.

    .venv/bin/python tests/browser/keep_pictures.py [FOLDER]

The pages' own test looks at each of them and takes the picture; where it finds a fault nothing is kept. Without FOLDER
they go to `docs/images`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HOUSE = Path(__file__).resolve().parents[2]
SCREENS = (
    "today",
    "cases",
    "case",
    "draft",
    "approvals",
    "papers",
    "charter",
    "report-draft",
    "plan",
    "calendar-list",
)
LOOKS = {"1280-light": "light", "1280-dark": "dark", "1280-contrast": "contrast", "360-light": "narrow"}
# What is below is seen in the running office; pictures of a page are read for its first screen.
TALL = 900
COLOURS = 256


def main(target: Path) -> int:
    """Run the test of the ten pages and keep what it saw, made small, in `target`; return its exit code."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        names = [f"tests/browser/test_pages.py::test_page_is_fit_to_work_with[{name}]" for name in SCREENS]
        code = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", *names],
            cwd=HOUSE,
            env={**os.environ, "NIZAM_SCREENSHOTS": folder},
        ).returncode
        if code == 0:
            for name in SCREENS:
                for taken, look in LOOKS.items():
                    keep(Path(folder) / f"{name}-{taken}.png", target / f"{name}-{look}.png")
    return code


def keep(taken: Path, target: Path) -> None:
    """Write the first screen of a picture with a palette: flat areas and letters need no more."""
    with Image.open(taken) as whole:
        first = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, TALL)))
    first.quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE / "docs" / "images"))
