# SPDX-License-Identifier: EUPL-1.2
"""Values to try a template with: what a preview shows and what the tests print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from nizam.foundations.typesetting.wording import filled, labels, paragraphs, wording, words_of

SAMPLE_TIMESTAMP: Final = 1_795_330_800
"""22 November 2026, 07:00 UTC: the day the samples tell of."""

_QR: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7" viewBox="0 0 7 7"><path fill="#000" d="M0 0h3v3h-3z'
    'M4 0h3v3h-3zM0 4h3v3h-3zM4 4h1v1h-1zM6 6h1v1h-1zM5 5h1v1h-1zM1 1h1v1h-1z"/></svg>'
)
SAMPLE_ADDRESS: Final = "https://www.example/p/7K2M-9QXA"


def sample_data(
    kind: str,
    language: str,
    country: str,
    *,
    own: Mapping[str, str] | None = None,
    names: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return values for the shipped template `kind` in `language` (az, uz, uz-Cyrl, tr, en, ru) and `country`.

    `own` are an institution's own words (see `wording`), `names` replaces what the sample calls the institution.
    """
    words = words_of(language)
    sample, named = words["sample"], labels(language)
    said = wording(kind, language, country, own)
    values = {
        "institution": sample["institution"],
        "number": sample["number"],
        "date": sample["date"],
        "reference": sample["reference"],
    }
    body = [
        {
            "kind": "paragraph",
            "runs": [{"text": sample["paragraph"] + " "}, {"text": sample["strong"], "strong": True}],
        },
        {
            "kind": "list",
            "ordered": True,
            "start": 1,
            "items": [[{"kind": "paragraph", "runs": [{"text": item}]}] for item in sample["items"]],
        },
        {
            "kind": "table",
            "align": ["left", "right"],
            "header": [[{"text": cell}] for cell in sample["head"]],
            "rows": [[[{"text": cell}] for cell in row] for row in sample["rows"]],
        },
    ]
    columns = [
        {"title": title, "width": {2: 2, 3: 3}.get(place, "auto"), "align": "left"}
        for place, title in enumerate(sample["columns"])
    ]
    return {
        "lang": language,
        "country": country,
        "timestamp": SAMPLE_TIMESTAMP,
        "institution": {
            "name": sample["institution"],
            "above": sample["above"],
            "unit": sample["unit"],
            "address": sample["address"],
            **(names or {}),
        },
        "labels": named,
        "title": said.title,
        # A receipt bears the number that its letter was registered under.
        "number": sample["facts"][0][1] if kind == "receipt" else sample["number"],
        "date": sample["date"],
        "addressee": [sample["to"]] if kind in ("forwarding", "memorandum") else sample["addressee"],
        "references": [sample["reference"], *([sample["reference2"]] if "reference2" in sample else [])],
        "subject": sample["subject"],
        "opening": paragraphs(filled(said.opening, values)),
        "content": body,
        "ending": paragraphs(filled(said.ending, values)),
        "appeal": filled(said.appeal, values),
        "closing": filled(said.closing, values),
        "facts": sample["facts"] if kind in ("extension", "receipt", "resolution", "task-sheet") else [],
        "signatory": {"position": [sample["position"]], "name": sample["name"]},
        "attachments": sample["attachments"],
        "distribution": {"action": [sample["to"]], "information": [sample["unit"]]} if kind == "memorandum" else {},
        "initials": [],
        "executor": [sample["executor"], filled(named["phone"], {"phone": sample["phone"]})],
        "qr_svg": _QR,
        "qr_alt": named["qr_alt"],
        "verification": filled(named["verification"], {"address": SAMPLE_ADDRESS}),
        "sentences": sample["sentences"],
        "signatures": sample["signatures"],
        "orders": [
            {
                "text": [sample["order"]],
                "facts": sample["order_facts"],
                "position": [sample["position"]],
                "name": sample["name"],
                "date": sample["date"],
            }
        ],
        "columns": columns,
        "rows": [sample["register"]] * (3 if kind == "register-sheet" else 1),
        "period": sample["period"],
        "printed": sample["printed"],
        "nothing": sample["nothing"],
        "remarks": sample["remarks"],
        "landscape": kind == "register-sheet",
        "head": [sample["printed"]],
        "introduction": [sample["paragraph"]],
        "tables": [_table(sample, rows=2), _table(sample, rows=0)],
        "conclusion": [sample["strong"]],
        "signature": [sample["position"], sample["name"]],
    }


def _table(sample: Mapping[str, Any], *, rows: int) -> dict[str, Any]:
    """Return a table of a report: the columns of the register, with a remark under each row."""
    columns = [{"label": title, "wide": place == 3, "kind": "text"} for place, title in enumerate(sample["columns"])]
    return {
        "title": sample["subject"],
        "columns": columns,
        "rows": [{"cells": sample["register"], "remarks": [sample["order"]]} for _row in range(rows)],
        "empty": sample["nothing"],
    }
