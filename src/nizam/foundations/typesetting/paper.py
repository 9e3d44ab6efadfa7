# SPDX-License-Identifier: EUPL-1.2
"""From a template and values to the bytes of a PDF/A-2b."""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from nizam.foundations.typesetting.errors import DataError, TemplateError
from nizam.foundations.typesetting.fonts import FONTS, printable, require_fonts
from nizam.foundations.typesetting.layout import Layout
from nizam.foundations.typesetting.pictures import PictureFault
from nizam.foundations.typesetting.pool import Pool

JSON: TypeAlias = bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"] | None

TEMPLATES: Final = Path(__file__).parent / "templates"
_LETTER: Final = '#import "_letter.typ"'
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
TIMEOUT_SECONDS: Final = 20.0
MEMORY_BYTES: Final = 2**30
PREVIEW_PPI: Final = 110

_pool: Final = Pool(TEMPLATES, FONTS)


def shipped_templates() -> list[str]:
    """Return the names of the templates that come with the package; modules they share begin with `_`."""
    return sorted(path.stem for path in TEMPLATES.glob("*.typ") if _NAME.fullmatch(path.stem))


@functools.cache
def letter_templates() -> tuple[str, ...]:
    """Return the names of those shipped templates that are letters: they take number, addressee, text, signatory."""
    return tuple(name for name in shipped_templates() if _LETTER in shipped_source(name))


def shipped_source(template: str) -> str:
    """Return the Typst text of a shipped template. Raises `TemplateError` when there is none of that name."""
    if template not in shipped_templates():
        raise TemplateError(f"no template {template!r}; shipped are: {', '.join(shipped_templates())}")
    return (TEMPLATES / f"{template}.typ").read_text(encoding="utf-8")


def typeset(
    template: str,
    data: Mapping[str, JSON],
    *,
    source: str | None = None,
    layout: Layout | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
    fonts: Path = FONTS,
    urgent: bool = False,
) -> bytes:
    """Return a PDF/A-2b, tagged, made of a template and values.

    `template` names a shipped template; with `source` given, that Typst text is used instead (an institution's own
    template), and it may import the shipped modules. The template reads its values by
    `json(bytes(sys.inputs.data))`: as data, so no value is ever taken for markup. `data["timestamp"]` (whole seconds
    since 1970, UTC) becomes the date inside the file; the same program, template and values give the same bytes.
    `layout` are the institution's looks, which the template finds as `data.layout`.

    The work is done in a child process without network that reads only the templates and fonts, within
    `timeout_seconds` of clock and of processor time and `memory_bytes` of address space; an `urgent` paper, for which
    others wait, does not stand in the queue of those that are not. Characters the fonts lack are
    printed as U+FFFD (see `undrawable_characters`).

    Raises `DataError`, `TemplateError`, `LimitExceeded`, `FontsMissing` or `ChildLost`, all `TypesettingError`.
    """
    frame = _frame(template, data, source, layout, fonts, ppi=None)
    (pdf,) = _pool.typeset(frame, timeout_seconds=timeout_seconds, memory_bytes=memory_bytes, urgent=urgent)
    return pdf


def preview(
    template: str,
    data: Mapping[str, JSON],
    *,
    source: str | None = None,
    layout: Layout | None = None,
    ppi: float = PREVIEW_PPI,
    timeout_seconds: float = 10,
    memory_bytes: int = MEMORY_BYTES,
) -> list[bytes]:
    """Return the pages as PNG, `ppi` points an inch, made as `typeset` makes the PDF and refused where it would be.

    Raises what `typeset` raises.
    """
    frame = _frame(template, data, source, layout, FONTS, ppi=ppi)
    return _pool.typeset(frame, timeout_seconds=timeout_seconds, memory_bytes=memory_bytes)


_DRAWN_ALONE: Final = '#set text(font: "Noto Sans")\n#image(bytes(json(bytes(sys.inputs.data)).raw), width: 1cm)'


def require_drawable(raw: bytes) -> None:
    """Have a checked picture (see `read_picture`) decoded whole by the child process.

    Inside an SVG, as crests are drawn, a damaged PNG or JPEG would just be left out. Raises `PictureFault` (`damaged`),
    and `LimitExceeded` for one that takes more than a picture may.
    """
    try:
        preview("letter", {"timestamp": 0, "raw": list(raw)}, source=_DRAWN_ALONE, ppi=20)
    except TemplateError as error:
        raise PictureFault("damaged") from error


def _frame(
    template: str,
    data: Mapping[str, JSON],
    source: str | None,
    layout: Layout | None,
    fonts: Path,
    *,
    ppi: float | None,
) -> bytes:
    require_fonts(fonts)
    if source is None and template not in shipped_templates():
        raise TemplateError(f"no template {template!r}; shipped are: {', '.join(shipped_templates())}")
    timestamp = data.get("timestamp")
    if not isinstance(timestamp, int) or isinstance(timestamp, bool):
        raise DataError(f"data['timestamp'] must be whole seconds since 1970 (UTC), not {timestamp!r}")
    values = {**data, "layout": layout.as_data()} if layout is not None else data
    try:
        text = json.dumps(_printable(values), ensure_ascii=False, allow_nan=False)
        request = {"template": template, "source": source, "timestamp": timestamp, "data": text, "ppi": ppi}
        return json.dumps(request).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise DataError(f"the values are not JSON: {error}") from error


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(item) for item in value]
    return value
