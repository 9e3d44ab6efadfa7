# SPDX-License-Identifier: EUPL-1.2
"""What a receiving server found out about the sender: Authentication-Results (RFC 8601) of a server one trusts."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["pass", "fail", "none"]

_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[()";]|[^"\\();]+', re.DOTALL)
_RESULT: Final = re.compile(r"\s*([\w-]+)(?:\s*/\s*\d+)?\s*=\s*([\w-]+)", re.ASCII)
_PROPERTY: Final = re.compile(r'\b([\w-]+\s*\.\s*[\w-]+)\s*=\s*("[^"]*"|[^\s;]+)', re.ASCII)
# Names under a country that registries give out below, so that nobody's letters come from the name itself.
_SHARED: Final = frozenset(re.findall(r"\w+", "ac av bel biz co com edu gen gov info k12 mil name net org pol pp web"))
# More methods than any server writes; a field made to be long is read no further.
_MOST_RESULTS: Final = 50


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One method's finding, all in lower case: `dkim`, `pass`, and its properties such as `header.d`."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        """The value of a property, "" when it is not given."""
        return next((value for key, value in self.properties if key == name), "")


def authentication(headers: Iterable[tuple[str, str]], servers: Collection[str]) -> tuple[MethodResult, ...] | None:
    """Findings in the topmost Authentication-Results field of one of `servers`; None when none of them wrote one.

    Fields of other servers are passed over: anybody can write one (RFC 8601 section 7.1). That the named server takes
    away fields forged in its name (section 5) is the operator's to see to.
    """
    trusted = {server.strip().lower() for server in servers}
    for name, value in headers:
        if name.lower() != "authentication-results":
            continue
        first, *rest = _segments(value)
        server = (first.split() or [""])[0].strip('"').lower()
        if server in trusted:
            return tuple(result for segment in rest[:_MOST_RESULTS] if (result := _result(segment)) is not None)
    return None


def verdict(results: Iterable[MethodResult], sender_domain: str) -> Verdict:
    """Whether the sender's domain is proved ("pass"), disproved ("fail"), or neither, by what speaks of that domain.

    DMARC decides where it says pass or fail (RFC 7489 section 6.6); else a passing DKIM signature or SPF check of an
    aligned domain proves it (section 3.1, relaxed), and a failing one without a passing one disproves it. A soft fail
    proves nothing.
    """
    domain = sender_domain.lower().rstrip(".")
    aligned: set[str] = set()
    for found in results:
        if found.method == "dmarc":
            named = found.value("header.from")
            if found.result in ("pass", "fail") and (not named or named.rpartition("@")[2] == domain):
                return "pass" if found.result == "pass" else "fail"
        elif found.method == "dkim":
            signer = found.value("header.d") or found.value("header.i").rpartition("@")[2]
            if _is_aligned(signer, domain):
                aligned.add(found.result)
        elif found.method == "spf":
            envelope_domain = found.value("smtp.mailfrom").rpartition("@")[2] or found.value("smtp.helo")
            if _is_aligned(envelope_domain, domain):
                aligned.add(found.result)
    if "pass" in aligned:
        return "pass"
    return "fail" if aligned & {"fail", "hardfail"} else "none"


def _segments(value: str) -> list[str]:
    """The field cut at its semicolons, without comments."""
    segments = [""]
    depth = 0
    for match in _PIECE.finditer(value):
        piece = match.group()
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif depth:
            continue
        elif piece == ";":
            segments.append("")
        else:
            segments[-1] += piece
    return segments


def _result(segment: str) -> MethodResult | None:
    match = _RESULT.match(segment)
    if match is None:
        return None
    properties = tuple(
        ("".join(name.split()).lower(), value.strip('"').lower().rstrip("."))
        for name, value in _PROPERTY.findall(segment[match.end() :])
    )
    return MethodResult(match[1].lower(), match[2].lower(), properties)


def _is_aligned(found: str, domain: str) -> bool:
    found = found.strip().lower().rstrip(".")
    if not found or not domain:
        return False
    shorter, longer = sorted((found, domain), key=len)
    labels = shorter.split(".")
    if len(labels) < 2 or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SHARED and shorter != longer):
        return False
    return longer == shorter or longer.endswith(f".{shorter}")
