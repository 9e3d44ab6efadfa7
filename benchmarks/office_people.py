# SPDX-License-Identifier: EUPL-1.2
"""Fifty people at their desks: each signed in, a page or an act every ten seconds, one open event stream.

A thread a person and a thread a stream, by http.client; a connection a question, as a browser makes one after ten
seconds of silence. What is measured is from the connection to the last byte of the page, redirects of an act included.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from contextlib import closing
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

EVERY = 10.0
SIGN_IN = "/office/login/"
# How often each is done, of a hundred.
MIX = {
    "today": 24,
    "list, two filters": 14,
    "list": 6,
    "case": 20,
    "document": 8,
    "documents": 6,
    "charter coverage": 4,
    "report": 3,
    "jump to a number": 5,
    "act: done": 6,
    "act: assign": 4,
}
LONGEST = 60


class Wrong(Exception):
    """An answer that is none."""


class Person:
    """One signed-in reader and his browser's cookies."""

    def __init__(self, base: str, known: dict[str, Any], seed: int) -> None:
        parts = urlsplit(base)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.name, self.password = known["name"], known["password"]
        self.pages: dict[str, list[str]] = known["pages"]
        self.dice = random.Random(seed)
        self.cookies: dict[str, str] = {}
        self.done: set[str] = set()

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """Ask once; return status, where it leads and the whole body. Raises OSError, HTTPException."""
        headers = {"Accept": "text/html", "Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}{path}"}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=LONGEST)
        with closing(connection):
            connection.request("GET" if data is None else "POST", path, body=body, headers=headers)
            answer = connection.getresponse()
            raw = answer.read()
            for line in answer.msg.get_all("Set-Cookie", []):
                self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
            return answer.status, answer.getheader("Location", ""), raw

    def page(self, path: str) -> str:
        """Return a page, redirects followed. Raises Wrong for anything but one."""
        for _turn in range(4):
            status, leads, raw = self.ask(path)
            if status not in {301, 302, 303}:
                break
            path = leads
        if status != 200:
            raise Wrong(f"{status} {path}")
        return raw.decode()

    def sign_in(self) -> None:
        """Sign in by the form. Raises Wrong."""
        page = self.page(SIGN_IN)
        values = {**hidden(page), "username": self.name, "password": self.password}
        status, leads, _raw = self.ask(SIGN_IN, values)
        if status != 302 or "login" in leads:
            raise Wrong(f"{status}: {self.name} could not sign in")

    def act(self, kind: str, path: str) -> list[tuple[str, float]]:
        """Open the form of an act, send it, and see the page it leads to; return how long each took."""
        began = time.perf_counter()
        form = self.page(path)
        middle = time.perf_counter()
        values = hidden(form)
        if kind == "act: done":
            values["note"] = "Yoxlanıldı, nəticə yazıldı."
        else:
            values |= {"unit": self.pages["unit"][0], "order": "Baxın və cavab layihəsi hazırlayın."}
        status, leads, raw = self.ask(path, values)
        if status not in {302, 303}:
            words = re.findall(r'class="[^"]*(?:error|danger|notice)[^"]*"[^>]*>\s*([^<]+)', raw.decode())
            raise Wrong(f"{status} {path} {' '.join(words)[:200]}")
        ended = time.perf_counter()
        self.page(leads)
        return [("form of an act", middle - began), ("act", ended - middle)]


def hidden(page: str) -> dict[str, str]:
    """Return the hidden values of the page's form of an act, or of its only one."""
    found = re.findall(r'<form class="nz-form".*?</form>', page, re.DOTALL) or re.findall(
        r"<form.*?</form>", page, re.DOTALL
    )
    values = {}
    for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', found[0] if found else ""):
        name, value = re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)
        if name:
            values[name[1]] = unescape(value[1]) if value else ""
    return values


class Figures:
    """What everybody measured."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.skipped = 0
        self.told = 0
        self._lock = threading.Lock()

    def add(self, kind: str, seconds: float) -> None:
        """Keep one figure, in milliseconds."""
        with self._lock:
            self.taken[kind].append(seconds * 1000)

    def fail(self, what: str) -> None:
        """Keep one error."""
        with self._lock:
            self.errors.append(what)


def work(person: Person, figures: Figures, first: float, until: float) -> None:
    """Do something every ten seconds from `first` on; a turn that comes while the last is awaited is left out."""
    turn = first
    kinds = [kind for kind in MIX if kind in person.pages]
    weights = [MIX[kind] for kind in kinds]
    while turn < until:
        time.sleep(max(0.0, turn - time.monotonic()))
        kind = person.dice.choices(kinds, weights)[0]
        paths = person.pages[kind]
        path = person.dice.choice(paths)
        if kind == "act: done":
            # A task is reported done once.
            paths.remove(path)
            if not paths:
                weights = [weight for name, weight in zip(kinds, weights, strict=True) if name != kind]
                kinds.remove(kind)
        try:
            if kind.startswith("act"):
                for name, seconds in person.act(kind, path):
                    figures.add(name, seconds)
            else:
                began = time.perf_counter()
                person.page(path)
                figures.add(kind, time.perf_counter() - began)
        except (Wrong, OSError, http.client.HTTPException) as error:
            figures.fail(f"{person.name} {kind} {path}: {error!r}")
        turn += EVERY
        while turn < time.monotonic():
            turn += EVERY
            figures.skipped += 1


def listen(person: Person, path: str, figures: Figures, until: float) -> None:
    """Hold an event stream open, as a browser does: when it ends it is opened again."""
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(person.host, person.port, timeout=LONGEST)
        try:
            with closing(connection):
                cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
                connection.request("GET", path, headers={"Accept": "text/event-stream", "Cookie": cookies})
                answer = connection.getresponse()
                if answer.status != 200:
                    figures.fail(f"{person.name} event stream {path}: {answer.status}")
                    return
                while time.monotonic() < until and (line := answer.readline()):
                    figures.told += line.startswith(b"data:")
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() < until:
                figures.fail(f"{person.name} event stream {path}: {error!r}")
        time.sleep(1)


def signed_in(base: str, known: list[dict[str, Any]]) -> list[Person]:
    """Sign everybody in, and look at every kind of page once."""
    people = [Person(base, one, seed) for seed, one in enumerate(known)]
    for person in people:
        person.sign_in()
    # What a server does once after its start is no figure of a working day.
    for paths in people[0].pages.values():
        if paths[0].startswith("/"):
            people[0].page(paths[0])
    return people


def work_together(people: list[Person], *, seconds: float, stream: str) -> Figures:
    """Let everybody work for `seconds`, each with an event stream open; return what was measured."""
    figures = Figures()
    until = time.monotonic() + seconds
    threads = []
    for place, person in enumerate(people):
        threads.append(threading.Thread(target=listen, args=(person, stream, figures, until), daemon=True))
        first = time.monotonic() + place * EVERY / len(people)
        threads.append(threading.Thread(target=work, args=(person, figures, first, until)))
    for thread in threads:
        thread.start()
    for thread in threads:
        if not thread.daemon:
            thread.join()
    return figures
