# SPDX-License-Identifier: EUPL-1.2
"""`nizam charter compare` and `parse` on files, printed ones and exported ones."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from nizam.foundations import charter_text
from nizam.foundations.charter_text import exporting
from nizam.site.command.charter import charter

OLD = "1. Ümumi\n1.1. Şöbə işləyir.\n1.2. Şöbə hər gün hesabat hazırlayır.\n1.3. Şöbə köhnə işi görür.\n"
NEW = "1. Ümumi\n1.1. Yeni vəzifə icra edir.\n1.2. Şöbə işləyir.\n1.3. Şöbə hər ay hesabat hazırlayır.\n"


def test_two_files_are_compared(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(OLD, "utf-8")
    new.write_text(NEW, "utf-8")
    answer = CliRunner().invoke(charter, ["compare", str(old), str(new), "--json"], catch_exceptions=False)
    kinds = {(row["new"] or row["old"])["text"]: row["change"] for row in json.loads(answer.stdout)}
    assert kinds == {
        "Ümumi": "unchanged",
        "Yeni vəzifə icra edir.": "added",
        "Şöbə işləyir.": "renumbered",
        "Şöbə hər ay hesabat hazırlayır.": "changed",
        "Şöbə köhnə işi görür.": "removed",
    }
    shown = CliRunner().invoke(charter, ["compare", str(old), str(new)], catch_exceptions=False).stdout
    assert "1.1. → 1.2." in shown
    assert "1 of 5 unchanged." in shown


def test_an_exported_file_is_parsed_as_it_was(tmp_path: Path) -> None:
    text = exporting.CharterText(
        "Ad", "az", "AZ", "İdarə", "idare", "bir", 1, date(2026, 1, 1), tuple(charter_text.parse(OLD))
    )
    file = tmp_path / "charter.xml"
    file.write_bytes(exporting.export(text, "akn"))
    answer = CliRunner().invoke(charter, ["parse", str(file), "--json"], catch_exceptions=False)
    assert [row["number"] for row in json.loads(answer.stdout)] == ["1.", "1.1.", "1.2.", "1.3."]
