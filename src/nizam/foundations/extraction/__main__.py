# SPDX-License-Identifier: EUPL-1.2
"""`python -m nizam.foundations.extraction FILE [LANGUAGE …]` prints the text of a file, and what is known of it."""

import sys
from pathlib import Path

from nizam.foundations.extraction import extract

path = Path(sys.argv[1])
found = extract(path.read_bytes(), name=path.name, content_type="", languages=sys.argv[2:])
sys.stdout.write(found.text)
sys.stderr.write(f"{found.media_type} {found.language} pages={found.pages} parts={found.parts} {found.marks}\n")
