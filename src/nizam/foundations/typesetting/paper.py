# SPDX-License-Identifier: EUPL-1.2
"""From a template and values to the bytes of a PDF/A-2b."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from nizam.foundations.typesetting.errors import DataError, TemplateError
from nizam.foundations.typesetting.fonts import FONTS, printable, require_fonts
from nizam.foundations.typesetting.pool import Pool

JSON: TypeAlias = bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"] | None

TEMPLATES: Final = Path(__file__).parent / "templates"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
MEMORY_BYTES: Final = 2**30

_pool: Final = Pool(TEMPLATES, FONTS)


def shipped_templates() -> list[str]:
    """Return the names of the templates that come with the package; modules they share begin with `_`."""
    return sorted(path.stem for path in TEMPLATES.glob("*.typ") if _NAME.fullmatch(path.stem))


def typeset(
    template: str,
    data: Mapping[str, JSON],
    *,
    source: str | None = None,
    timeout_seconds: float = 20,
    memory_bytes: int = MEMORY_BYTES,
    fonts: Path = FONTS,
) -> bytes:
    """Return a PDF/A-2b made of a template and values.

    `template` names a shipped template; with `source` given, that Typst text is used instead (an institution's own
    template), and it may import the shipped modules. The template reads its values by
    `json(bytes(sys.inputs.data))`: as data, so no value is ever taken for markup. `data["timestamp"]` (whole seconds
    since 1970, UTC) becomes the date inside the file; the same program, template and values give the same bytes.

    The work is done in a child process without network that reads only the templates and fonts, within
    `timeout_seconds` of clock and of processor time and `memory_bytes` of address space. Characters the fonts lack are
    printed as U+FFFD (see `undrawable_characters`).

    Raises `DataError`, `TemplateError`, `LimitExceeded`, `FontsMissing` or `ChildLost`, all `TypesettingError`.
    """
    require_fonts(fonts)
    if source is None and template not in shipped_templates():
        raise TemplateError(f"no template {template!r}; shipped are: {', '.join(shipped_templates())}")
    timestamp = data.get("timestamp")
    if not isinstance(timestamp, int) or isinstance(timestamp, bool):
        raise DataError(f"data['timestamp'] must be whole seconds since 1970 (UTC), not {timestamp!r}")
    try:
        text = json.dumps(_printable(data), ensure_ascii=False, allow_nan=False)
        request = {"template": template, "source": source, "timestamp": timestamp, "data": text}
        frame = json.dumps(request).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise DataError(f"the values are not JSON: {error}") from error
    return _pool.typeset(frame, timeout_seconds=timeout_seconds, memory_bytes=memory_bytes)


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(item) for item in value]
    return value
