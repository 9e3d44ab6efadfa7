# SPDX-License-Identifier: EUPL-1.2
"""The text of papers: a small subset of CommonMark 0.31 with tables, read into blocks and written from them.

Paragraphs, headings of three levels, bullet and numbered lists, quotes, tables (GitHub Flavored Markdown, 4.10),
strong and emphasised words. Links, pictures, code and HTML are plain text. Unlike CommonMark, every line end in a
paragraph is a break, since who types a new line in an office means one.

A paper says what its author typed: no letter or digit of a source is ever left out, whatever its marks. So numbered
items keep the numbers they were given, numbers that a list could not repeat as typed ("01.", "5)", "2026.") stay
text, and a table with cells that its header has no column for stays text too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

Run = dict[str, Any]
"""`text` and, where they hold, `strong`, `emphasis`, `break` (a line break after it)."""
Block = dict[str, Any]
"""`kind` paragraph, heading (`level`), list (`ordered`, `start`, `items`), table (`align`, `header`, `rows`), quote."""

HIGHEST_LEVEL: Final = 3
# Containers inside each other that are read as such; deeper ones stay text as typed.
_DEEPEST: Final = 40
_LONGEST_NUMBER: Final = 3
_PREFIX = r"(?:[ \t]*(?:>|[-*+][ \t]|[0-9]{1,9}[.)][ \t]))*[ \t]*"
_KEPT_NUMBER = re.compile(rf"^({_PREFIX})(0[0-9]*|[0-9]{{4,9}}|[0-9]{{1,9}}(?=\)))([.)])(?=[ \t]|$)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*([-*_+])[ \t]*(?:\1[ \t]*)+$", re.MULTILINE)
_LINE_MARK = re.compile(r"^(?:(#{1,6})(?=\s|$)|(>)|([-+])(?=\s|$)|([0-9]{1,9})([.)])(?=\s|$))")
_TABLE_RULE = re.compile(r"^[-:|][-:|\s]*$")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ALIGN = re.compile(r"text-align:(left|center|right)")


def read_marked_text(source: str) -> list[Block]:
    """Return the blocks of `source`; every string has some, and none loses a letter or a digit of it."""
    text = _lines(source)
    prepared = _RULE.sub(lambda found: _escaped_rule(found[0]), _KEPT_NUMBER.sub(r"\1\2\\\3", text))
    blocks = list(_Tokens(_parser().parse(prepared)).blocks())
    return blocks if _letters(plain_text(blocks)) == _letters(text) else read_plain_text(text)


def read_plain_text(source: str) -> list[Block]:
    """Return the blocks of a text without marks: paragraphs between empty lines, a break at every line end."""
    parts = [[line.strip() for line in part.split("\n")] for part in re.split(r"\n[ \t]*\n", _lines(source))]
    kept = [[line for line in lines if line] for lines in parts]
    return [
        {"kind": "paragraph", "runs": [*({"text": line, "break": True} for line in lines[:-1]), {"text": lines[-1]}]}
        for lines in kept
        if lines
    ]


def plain_text(blocks: Sequence[Block]) -> str:
    """Return the words of `blocks` without marks; items keep their number or a bullet, cells are apart by tabs."""
    return "\n\n".join(text for block in blocks if (text := _plain(block)))


def escape_marked_text(plain: str) -> str:
    """Return a source that reads as exactly the lines of `plain`, whatever marks they seem to carry."""
    return "\n".join(_escape_line(_escape_words(line.strip())) for line in _lines(plain).split("\n"))


def write_marked_text(blocks: Sequence[Block]) -> str:
    """Return a source that `read_marked_text` reads as `blocks`; marks no source can hold are left off, never words."""
    return "\n\n".join(_written(blocks))


def checked_blocks(given: Any) -> list[Block]:
    """Return blocks that came from outside, with nothing in them but what blocks have. Raises ValueError."""
    return _checked(given, _DEEPEST)


def _checked(given: Any, depth: int) -> list[Block]:
    if not isinstance(given, list) or depth == 0:
        raise ValueError("blocks are a list, not too deep")
    return [_checked_block(one, depth) for one in given]


def _checked_block(given: Any, depth: int) -> Block:
    try:
        kind = given["kind"]
        if kind == "paragraph":
            return {"kind": kind, "runs": _checked_runs(given["runs"])}
        if kind == "heading":
            level = min(max(int(given["level"]), 1), HIGHEST_LEVEL)
            return {"kind": kind, "level": level, "runs": _checked_runs(given["runs"])}
        if kind == "quote":
            return {"kind": kind, "blocks": _checked(given["blocks"], depth - 1)}
        if kind == "list":
            start = min(max(int(given["start"]), 1), 10**_LONGEST_NUMBER - 1)
            items = [_checked(item, depth - 1) for item in given["items"]]
            return {"kind": kind, "ordered": bool(given["ordered"]), "start": start, "items": items}
        if kind == "table":
            return {
                "kind": kind,
                "align": [one if one in ("center", "right") else "left" for one in given["align"]],
                "header": [_checked_runs(cell) for cell in given["header"]],
                "rows": [[_checked_runs(cell) for cell in row] for row in given["rows"]],
            }
    except (KeyError, TypeError) as error:
        raise ValueError("a block lacks what its kind has") from error
    raise ValueError(f"there is no kind of block {kind!r}")


def _checked_runs(given: Any) -> list[Run]:
    return [
        {"text": str(run["text"]), **{mark: True for mark in ("strong", "emphasis", "break") if run.get(mark)}}
        for run in given
    ]


def _lines(source: str) -> str:
    """Return `source` as lines ended by U+000A, without what no paper can hold: U+0000 and lone surrogates."""
    text = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\0", "\N{REPLACEMENT CHARACTER}")


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _escaped_rule(line: str) -> str:
    """Return a line of dashes, stars or the like as text: a rule across a paper is not in the subset."""
    body = line.lstrip(" \t")
    return "\\" + body


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": _DEEPEST})
    parser.enable(["table", "blockquote", "list", "heading", "newline", "escape", "emphasis"])
    parser.block.ruler.at("table", _whole_table, {"alt": ["paragraph"]})
    return parser


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table, unless a row of it has more cells than its header: those would be lost."""

    def cells(line: int) -> int:
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
        return len(re.findall(r"(?<!\\)\|", re.sub(r"^\||(?<!\\)\|$", "", text))) + 1

    # Without the row of dashes it is no table; asked first, or many short lines would each be read to their end.
    if start + 1 >= end or not _TABLE_RULE.match(
        state.src[state.bMarks[start + 1] + state.tShift[start + 1] : state.eMarks[start + 1]]
    ):
        return False
    most = cells(start)
    for line in range(start + 1, end):
        if state.isEmpty(line):
            break
        if cells(line) > most:
            return False
    return table(state, start, end, silent)


class _Tokens:
    """The parser's flat list of tokens, read once from front to back."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def blocks(self, until: str = "") -> Iterator[Block]:
        """Yield blocks up to the token `until`, which is passed over, or to the end."""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == until:
                return
            yield from self._block(token)

    def _block(self, token: Token) -> Iterator[Block]:
        if token.type in ("paragraph_open", "heading_open"):
            runs = self._runs()
            self._at += 1
            if token.type == "heading_open":
                yield {"kind": "heading", "level": min(int(token.tag[1:]), HIGHEST_LEVEL), "runs": runs}
            else:
                yield {"kind": "paragraph", "runs": runs}
        elif token.type == "blockquote_open":
            yield {"kind": "quote", "blocks": list(self.blocks("blockquote_close"))}
        elif token.type == "table_open":
            yield self._table()
        else:
            yield from self._lists(token.type == "ordered_list_open")

    def _runs(self) -> list[Run]:
        token = self._tokens[self._at]
        self._at += 1
        return _runs(token.children or [])

    def _lists(self, ordered: bool) -> Iterator[Block]:
        """Yield one list, or several where the numbers typed do not follow each other."""
        found: list[Block] = []
        while (token := self._tokens[self._at]).type == "list_item_open":
            self._at += 1
            number = int(token.info) if ordered else 1
            item = list(self.blocks("list_item_close"))
            if found and (not ordered or number == found[-1]["start"] + len(found[-1]["items"])):
                found[-1]["items"].append(item)
            else:
                found.append({"kind": "list", "ordered": ordered, "start": number, "items": [item]})
        self._at += 1
        yield from found

    def _table(self) -> Block:
        align: list[str] = []
        lines: list[list[list[Run]]] = []
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            if token.type == "tr_open":
                lines.append([])
            elif token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    found = _ALIGN.search(str(token.attrs.get("style", "")))
                    align.append(found[1] if found else "left")
                lines[-1].append(self._runs())
        self._at += 1
        return {"kind": "table", "align": align, "header": lines[0], "rows": lines[1:]}


def _runs(tokens: Iterable[Token]) -> list[Run]:
    found: list[Run] = []
    strong = emphasis = 0
    for token in tokens:
        strong += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        emphasis += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type in ("softbreak", "hardbreak") and found:
            found[-1]["break"] = True
        elif token.type == "text" and token.content:
            run: Run = {"text": token.content}
            if strong:
                run["strong"] = True
            if emphasis:
                run["emphasis"] = True
            found.append(run)
    return joined(found)


def joined(runs: Iterable[Run]) -> list[Run]:
    """Return `runs` with neighbours of the same marks as one, without empty ones and without a break at the end."""
    found: list[Run] = []
    for run in runs:
        alike = (
            found and not found[-1].get("break") and all(found[-1].get(m) == run.get(m) for m in ("strong", "emphasis"))
        )
        if found and not run["text"]:
            if run.get("break"):
                found[-1]["break"] = True
        elif alike:
            found[-1]["text"] += run["text"]
            if run.get("break"):
                found[-1]["break"] = True
        elif run["text"]:
            found.append({key: value for key, value in run.items() if value})
    if found:
        found[-1].pop("break", None)
    return found


def _plain(block: Block) -> str:
    kind = block["kind"]
    if kind == "quote":
        return plain_text(block["blocks"])
    if kind == "table":
        return "\n".join("\t".join(_words(cell) for cell in row) for row in (block["header"], *block["rows"]))
    if kind == "list":
        marks = (f"{block['start'] + place}." if block["ordered"] else "\N{BULLET}" for place in range(10**6))
        return "\n".join(
            f"{mark} {plain_text(item)}".rstrip() for mark, item in zip(marks, block["items"], strict=False)
        )
    return _words(block["runs"])


def _words(runs: Iterable[Run]) -> str:
    return "".join(run["text"] + ("\n" if run.get("break") else "") for run in runs)


def _escape_words(text: str) -> str:
    """Return `text` with the marks inside a line made plain."""
    return re.sub(r"[\\*_|]", r"\\\g<0>", text)


def _escape_line(line: str) -> str:
    """Return a line with the mark at its beginning made plain."""
    if _TABLE_RULE.match(line) or _RULE.match(line):
        return "\\" + line
    found = _LINE_MARK.match(line)
    if found is None:
        return line
    return f"{found[4]}\\{line[len(found[4]) :]}" if found[4] else "\\" + line


def _written(blocks: Sequence[Block]) -> Iterator[str]:
    bullets = 0
    for before, block in zip((None, *blocks), blocks, strict=False):
        kind = block["kind"]
        if kind == "paragraph":
            yield _written_lines(block["runs"])
        elif kind == "heading":
            words = _words_only_marks(block["runs"])
            yield f"{'#' * min(block['level'], HIGHEST_LEVEL)} {words}".rstrip()
        elif kind == "quote":
            yield "\n".join(f"> {line}".rstrip() for line in write_marked_text(block["blocks"]).split("\n"))
        elif kind == "table":
            yield _written_table(block)
        else:
            # Two lists one behind the other are told apart by their bullets.
            bullets = bullets + 1 if before is not None and before["kind"] == "list" else 0
            yield _written_list(block, "-+"[bullets % 2])


def _written_list(block: Block, bullet: str) -> str:
    lines = []
    for place, item in enumerate(block["items"]):
        mark = f"{block['start'] + place}." if block["ordered"] else bullet
        inner = write_marked_text(item).split("\n")
        lines += [f"{mark} {inner[0]}".rstrip(), *(f"{' ' * (len(mark) + 1)}{line}".rstrip() for line in inner[1:])]
    return "\n".join(lines)


def _written_table(block: Block) -> str:
    rule = {"left": "---", "center": ":---:", "right": "---:"}
    width = max(map(len, (block["header"], *block["rows"])))

    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    def row(cells: Sequence[list[Run]]) -> str:
        return line([_words_only_marks(cell) for cell in cells] + [""] * (width - len(cells)))

    align = [*block["align"], *["left"] * width][:width]
    return "\n".join((row(block["header"]), line(rule[one] for one in align), *(row(cells) for cells in block["rows"])))


def _words_only_marks(runs: Iterable[Run]) -> str:
    """Return runs on one line: a heading and a cell have no breaks."""
    flat = [{**run, "text": run["text"] + (" " if run.get("break") else ""), "break": False} for run in runs]
    return _marked(joined(flat)).strip()


def _written_lines(runs: Iterable[Run]) -> str:
    lines: list[list[Run]] = [[]]
    for run in runs:
        lines[-1].append({key: value for key, value in run.items() if key != "break"})
        if run.get("break"):
            lines.append([])
    written = [(_marked(joined(line)).strip(), line) for line in lines]
    return "\n".join(text if _starts_marked(line) else _escape_line(text) for text, line in written if text)


def _starts_marked(runs: Sequence[Run]) -> bool:
    return bool(runs) and bool(runs[0].get("strong") or runs[0].get("emphasis"))


def _marked(runs: Sequence[Run]) -> str:
    """Return runs as words with their marks; when the marks would not be read so, the words alone."""
    parts: list[tuple[str, str]] = []
    for place, run in enumerate(runs):
        mark = ("**" if run.get("strong") else "") + ("*" if run.get("emphasis") else "")
        text = run["text"]
        if not mark:
            parts.append(("", text))
            continue
        front, inner, back = _kernel(
            text, runs[place - 1]["text"] if place else "", runs[place + 1]["text"] if place + 1 < len(runs) else ""
        )
        parts += [("", front), (mark if inner else "", inner), ("", back)]
    plain = "".join(text for _mark, text in parts)
    source = "".join(f"{mark}{_escape_words(text)}{mark}" for mark, text in parts)
    if not any(mark for mark, _text in parts):
        return source
    read = _runs((_parser().parseInline(source)[0].children) or [])
    return source if _words(read) == plain.strip() or _words(read) == plain else _escape_words(plain)


def _kernel(text: str, before: str, after: str) -> tuple[str, str, str]:
    """Return what of `text` marks can enclose, and what must stand before and behind them (CommonMark 0.31, 6.2)."""
    start, end = 0, len(text)
    while start < end and (
        text[start].isspace() or (_outside(text[start]) and _inside(text[start - 1] if start else before[-1:]))
    ):
        start += 1
    while end > start and (
        text[end - 1].isspace() or (_outside(text[end - 1]) and _inside(text[end] if end < len(text) else after[:1]))
    ):
        end -= 1
    return text[:start], text[start:end], text[end:]


def _outside(character: str) -> bool:
    return not character.isalnum()


def _inside(character: str) -> bool:
    return bool(character) and character.isalnum()
