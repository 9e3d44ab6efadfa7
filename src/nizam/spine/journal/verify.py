# SPDX-License-Identifier: EUPL-1.2
"""Verifying the journal: every row against its leaf, every seal against its rows, all against heads kept outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models

from nizam.foundations.evidence import EMPTY_ROOT, CompactTree, TreeError, leaf_hash, salted_hash
from nizam.spine.journal.heads import Head, heads_folder, read_heads
from nizam.spine.journal.models import Event, EventSecret, Seal
from nizam.spine.journal.sealing import MARK_BYTES
from nizam.spine.journal.writing import columns_in_body

CHUNK = 2000
# A journal rewritten from end to end is shown by its first faults; the rest are only counted.
SHOWN_FINDINGS = 1000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    `code`: changed-body, changed-column, changed-row (body and leaf both), changed-secret, missing-row, moved-row,
    foreign-seal, unsealed-position, wrong-root, broken-chain, missing-seal, changed-head, truncated.
    `position` is the row's place in the order (from 1), `seal` the number of the seal; `detail` is for the log.
    """

    code: str
    position: int | None = None
    uid: UUID | None = None
    seal: int | None = None
    detail: str = ""


@dataclass(kw_only=True)
class VerifyResult:
    """What the verification saw. `sealed` and `unsealed` count rows that are there, `faults` all findings.

    `findings` holds the first 1000 of them, in the order of the journal.
    """

    sealed: int = 0
    unsealed: int = 0
    seals: int = 0
    root: str = EMPTY_ROOT.hex()
    heads: int = 0
    faults: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults


def verify_journal(head: Path | None = None) -> VerifyResult:
    """Recompute everything that is sealed and compare it with `head` (a file, or a folder of heads).

    Without `head` the heads in the home are taken, if there are any. Rows are read in chunks, so that the memory needed
    does not grow with the journal. Raises HeadError when `head` is none.
    """
    path = head
    if path is None:
        path = heads_folder() if heads_folder().is_dir() else None
    heads = read_heads(path) if path is not None else []
    return _Verification(heads).run()


class _Verification:
    def __init__(self, heads: list[Head]) -> None:
        self.result = VerifyResult(heads=len(heads))
        self.heads: dict[int, list[Head]] = {}
        for head in heads:
            self.heads.setdefault(head.size, []).append(head)
        # Over all rows as they are now, whatever the seals say: this one answers the heads.
        self.whole = CompactTree()
        self.whole_is_sound = True
        self.heads_hold = True

    def run(self) -> VerifyResult:
        rows = self._sealed_rows()
        waiting = next(rows, None)
        last: Seal | None = None
        for seal in Seal.objects.order_by("number").iterator(chunk_size=50):
            self._check_chain(last, seal)
            waiting = self._check_seal(last, seal, rows, waiting)
            last = seal
            self.result.seals += 1
            self.result.root = seal.root
        while waiting is not None:
            self.result.sealed += 1
            self._find("unsealed-position", waiting)
            waiting = next(rows, None)
        self._check_heads_beyond(last.size if last else 0)
        self._check_unsealed()
        self._check_secrets()
        return self.result

    def _find(self, code: str, row: Event | None = None, **values: Any) -> None:
        if row is not None:
            values = {"position": row.position, "uid": row.uid, **values}
        self.result.faults += 1
        if len(self.result.findings) < SHOWN_FINDINGS:
            self.result.findings.append(Finding(code=code, **values))

    def _sealed_rows(self) -> Iterator[Event]:
        rows = Event.objects.filter(position__isnull=False).select_related("institution", "unit")
        return iter(rows.order_by("position").iterator(chunk_size=CHUNK))

    def _check_chain(self, last: Seal | None, seal: Seal) -> None:
        expected = 1 if last is None else last.number + 1
        if seal.number != expected:
            self._find("missing-seal", seal=expected, detail=f"seals {expected} to {seal.number - 1} are not there")
        size, root = (0, EMPTY_ROOT.hex()) if last is None else (last.size, last.root)
        if seal.previous_root != root or seal.first != size + 1 or seal.last != seal.size or seal.last < seal.first:
            self._find("broken-chain", seal=seal.number, detail="it does not follow from the seal before")

    def _check_seal(self, last: Seal | None, seal: Seal, rows: Iterator[Event], waiting: Event | None) -> Event | None:
        tree = _tree_after(last)
        found_before = self.result.faults
        previous: Event | None = None
        for position in range(seal.first, seal.last + 1):
            while waiting is not None and (waiting.position or 0) < position:
                self.result.sealed += 1
                self._find("unsealed-position", waiting, detail="no seal covers it")
                waiting = next(rows, None)
            if waiting is None or waiting.position != position:
                self._find("missing-row", position=position, seal=seal.number)
                self._grow(tree, None)
                self._compare_heads(position)
                continue
            self.result.sealed += 1
            self._check_row(waiting, seal, previous)
            self._grow(tree, leaf_hash(waiting.body.encode("utf-8", "surrogatepass")))
            self._compare_heads(position)
            previous, waiting = waiting, next(rows, None)
        tree_root = tree.root().hex() if tree is not None and tree.size == seal.size else ""
        if tree_root != seal.root and self.result.faults == found_before:
            self._find("wrong-root", seal=seal.number, detail=f"rows {seal.first} to {seal.last} have another root")
        if tree_root == seal.root and tree is not None and [n.hex() for n in tree.frontier] != seal.frontier:
            self._find("broken-chain", seal=seal.number, detail="the tree kept for the next seal is another")
        return waiting

    def _grow(self, tree: CompactTree | None, leaf: bytes | None) -> None:
        if leaf is None:
            self.whole_is_sound = False
            return
        if tree is not None:
            tree.append(leaf)
        self.whole.append(leaf)

    def _check_row(self, row: Event, seal: Seal, previous: Event | None) -> None:
        leaf = leaf_hash(row.body.encode("utf-8", "surrogatepass"))
        start = ((row.position or 0) - seal.first) * MARK_BYTES
        mark = bytes(seal.marks)[start : start + MARK_BYTES]
        if leaf.hex() != row.leaf:
            self._find("changed-body", row, seal=seal.number)
        elif leaf[:MARK_BYTES] != mark:
            marks = bytes(seal.marks)
            known = {marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)}
            # Sealed here, but in another place: two rows changed places. Else the row was written anew, leaf and all.
            self._find("moved-row" if leaf[:MARK_BYTES] in known else "changed-row", row, seal=seal.number)
        elif previous is not None and (previous.at, previous.uid) > (row.at, row.uid):
            self._find("moved-row", row, seal=seal.number, detail="it is older than the row before")
        if row.seal_id != seal.pk:
            self._find("foreign-seal", row, seal=seal.number)
        self._check_columns(row, seal.number)

    def _check_columns(self, row: Event, seal: int | None) -> None:
        try:
            body = json.loads(row.body)
        except ValueError:
            self._find("changed-body", row, seal=seal, detail="the body is no JSON")
            return
        columns = columns_in_body(row)
        wrong = [name for name, value in columns.items() if not isinstance(body, dict) or body.get(name) != value]
        if wrong:
            self._find("changed-column", row, seal=seal, detail=", ".join(wrong))

    def _compare_heads(self, size: int) -> None:
        for head in self.heads.pop(size, ()):
            # One head that fails says it all: every later one is made over the same rows.
            if self.heads_hold and (not self.whole_is_sound or self.whole.root().hex() != head.root):
                self.heads_hold = False
                self._find(
                    "changed-head",
                    position=size,
                    seal=head.number,
                    detail=f"the first {size} rows are not those the head was made over",
                )

    def _check_heads_beyond(self, size: int) -> None:
        if self.heads:
            known = max(self.heads)
            self._find(
                "truncated",
                position=size + 1,
                seal=self.heads[known][0].number,
                detail=f"the head knows {known} sealed rows, the journal has {size}",
            )

    def _check_unsealed(self) -> None:
        rows = Event.objects.filter(position__isnull=True).select_related("institution", "unit")
        for row in rows.order_by("at", "uid").iterator(chunk_size=CHUNK):
            self.result.unsealed += 1
            if leaf_hash(row.body.encode("utf-8", "surrogatepass")).hex() != row.leaf:
                self._find("changed-body", row)
            else:
                self._check_columns(row, None)

    def _check_secrets(self) -> None:
        secrets = EventSecret.objects.annotate(
            event_body=models.F("event__body"), event_uid=models.F("event__uid"), place=models.F("event__position")
        )
        for secret in secrets.order_by("event_id").iterator(chunk_size=CHUNK):
            digest = salted_hash(secret.value, bytes(secret.salt))
            if not _holds(secret.event_body, secret.field, digest):
                self._find("changed-secret", position=secret.place, uid=secret.event_uid, detail=secret.field)


def _tree_after(seal: Seal | None) -> CompactTree | None:
    """Return the tree as `seal` left it, so that each seal is judged by its own rows; None when it left none."""
    if seal is None:
        return CompactTree()
    try:
        return CompactTree(seal.size, [bytes.fromhex(node) for node in seal.frontier])
    except (TreeError, ValueError, TypeError):
        return None


def _holds(body: str, name: str, digest: str) -> bool:
    """Tell whether the hash of the hidden value `name` stands in `body`."""
    try:
        value: Any = json.loads(body)
    except ValueError:
        return False
    part, _, rest = name.partition(".")
    value = value.get(part) if isinstance(value, dict) else None
    if part == "changes" and isinstance(value, dict):
        field_name, _, when = rest.rpartition(".")
        pair = value.get(field_name)
        value = pair[0 if when == "before" else 1] if isinstance(pair, list) and len(pair) == 2 else None
    elif part == "details" and isinstance(value, dict):
        value = value.get(rest)
    return bool(value == {"sha256": digest})
