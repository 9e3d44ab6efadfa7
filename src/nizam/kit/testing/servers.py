# SPDX-License-Identifier: EUPL-1.2
"""An own PostgreSQL for the tests: an unprivileged user, a free port, its socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

BINARIES = Path("/usr/lib/postgresql/15/bin")


class PostgresMissing(RuntimeError):
    """The PostgreSQL 15 binaries are not installed."""


class PostgresServer:
    """A private server, gone with its folder when stopped; without fsync unless it is to be `durable`.

    It begins empty, or with a copy of what an earlier one left in the folder `kept`.
    """

    def __init__(self, *, durable: bool = False, kept: Path | None = None) -> None:
        if not (BINARIES / "initdb").exists():
            raise PostgresMissing("PostgreSQL 15 is not installed: apt-get install postgresql-15 brings it")
        self.folder = Path(tempfile.mkdtemp(prefix="nizam-pg-"))
        self.account = self._account()
        if self.account is not None:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        if kept is None:
            self._make()
        else:
            subprocess.run(["/bin/cp", "-a", "--reflink=auto", str(kept), str(self.folder / "data")], check=True)  # noqa: S603
        # The socket's folder is private, so no TCP port is opened at all.
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c max_connections=60 -c jit=off"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def _make(self) -> None:
        options = ("--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "nizam", *options)

    @staticmethod
    def _account() -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise PostgresMissing("initdb refuses root and there is no account postgres or nobody")

    def _run(self, program: str, *arguments: str) -> None:
        user: dict[str, Any] = (
            {}
            if self.account is None
            else {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        )
        subprocess.run(  # noqa: S603  (fixed program, own arguments)
            [str(BINARIES / program), *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            **user,
        )

    def url(self, database: str) -> str:
        """Return the DATABASE_URL of `database` on this server."""
        return f"postgresql://nizam@/{database}?host={quote(str(self.folder), safe='')}"

    def sql(self, statement: str) -> None:
        """Run one statement in the maintenance database."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user="nizam", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def leave(self, kept: Path) -> None:
        """Stop the server in good order and move all it holds to the folder `kept`, which is not there yet."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "-t", "600", "stop")
        shutil.move(self.folder / "data", kept)
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        time.sleep(0.05)
        shutil.rmtree(self.folder, ignore_errors=True)
