# SPDX-License-Identifier: EUPL-1.2
"""`nizam up`: one lock, one socket, one preload, one preparation, then children that are watched."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nizam.kit.parts import Run
from nizam.site.supervisor.children import Child
from nizam.site.supervisor.listening import PortRefused, is_loopback, open_socket
from nizam.site.supervisor.lock import HomeBusy, HomeLock
from nizam.site.supervisor.logs import PartLog
from nizam.site.supervisor.loop import Supervisor

USAGE = 2
REFUSED = 4


class TlsRefused(Exception):
    """Certificate or key cannot be used; the message says why."""


@dataclass(frozen=True)
class Tls:
    """Certificate and key of the web server; `authority` is the root to hand out, when it is our own."""

    certificate: Path
    key: Path | None
    authority: Path | None = None


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _announce(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def up(environment: dict[str, Any], *, demo: bool) -> int:
    """Run the installation that `environment` (read_settings) describes until it is told to end; returns the exit code.

    4 when the home is in use, the port is taken, or the home cannot be prepared; 2 when the certificate is of no use;
    1 when a part keeps dying.
    """
    home = Path(environment["NIZAM_HOME"]).expanduser().absolute()
    home.mkdir(mode=0o750, parents=True, exist_ok=True)
    try:
        with HomeLock(home) as lock, open_socket(environment["NIZAM_BIND"], environment["NIZAM_PORT"]) as listener:
            return _run(environment, home, lock, listener, demo=demo)
    except HomeBusy as busy:
        holder = f" (process {busy.pid})" if busy.pid else ""
        _say(f"Nizam is already running on {busy.home}{holder}. Stop it first, or set NIZAM_HOME to another folder.")
    except PortRefused as refused:
        _say(str(refused))
    except TlsRefused as refused:
        _say(str(refused))
        return USAGE
    except KeyboardInterrupt:
        return 0
    return REFUSED


def _run(environment: dict[str, Any], home: Path, lock: HomeLock, listener: socket.socket, *, demo: bool) -> int:
    from nizam.site.supervisor.preload import preload
    from nizam.site.supervisor.prepare import prepare_in_child

    os.environ["NIZAM_PORT"] = str(listener.getsockname()[1])
    # Before anything that takes long: a wrong file is told at once.
    tls = _tls(environment, home)
    application = preload()
    prepared = prepare_in_child(lock, demo=demo)
    for note in prepared.notes:
        _say(note)
    if prepared.fault:
        _say(prepared.fault)
        return prepared.exit_code

    from nizam.site.first_day import close_first_day, open_first_day
    from nizam.site.supervisor.web import web_part

    code = open_first_day(home) if prepared.empty else close_first_day(home)
    web = web_part(
        application,
        listener,
        processes=environment["NIZAM_WEB_PROCESSES"],
        certificate=tls.certificate if tls else None,
        key=tls.key if tls else None,
    )
    children = [Child(name, run, PartLog(home / "log", name)) for name, run in _parts(web)]

    def after_fork(child: Child) -> None:
        lock.forget()
        if child.name != "web":
            listener.close()

    def on_ready() -> None:
        for line in _greeting(environment, listener, tls):
            _announce(line)
        for account in prepared.accounts:
            _announce("  " + "  ".join(str(value) for value in account.values()))
        if code:
            _announce(f"This home is empty. Open {_own_address(listener, tls)}/first-day/ on this machine.")
            _announce(f"One-time code: {code}")

    supervisor = Supervisor(children, after_fork=after_fork, ready=_probe(listener, tls), on_ready=on_ready, say=_say)
    return supervisor.run()


def _parts(web: Run) -> list[tuple[str, Run]]:
    from nizam.kit.parts import parts
    from nizam.site.supervisor.own_parts import declare_own_parts

    declare_own_parts()
    return [("web", web), *((name, part.run) for part in parts for name in part.instances())]


def _tls(environment: dict[str, Any], home: Path) -> Tls | None:
    certificate, key = environment["NIZAM_TLS_CERTIFICATE"], environment["NIZAM_TLS_KEY"]
    if not certificate:
        if key:
            raise TlsRefused("NIZAM_TLS_KEY is set without NIZAM_TLS_CERTIFICATE: set both, or neither.")
        return None
    if certificate != "local":
        given = Tls(Path(certificate), Path(key) if key else None)
        _require_usable(given)
        return given
    from nizam.site.supervisor.certificates import local_certificate

    names = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
    names += [name for name in environment["NIZAM_ALLOWED_HOSTS"] if not name.startswith(("*", "."))]
    public = urlsplit(environment["NIZAM_PUBLIC_ADDRESS"]).hostname
    if public:
        names.append(public)
    if environment["NIZAM_BIND"] not in {"0.0.0.0", "::"}:  # noqa: S104  (compared, not bound)
        names.append(environment["NIZAM_BIND"])
    made, made_key = local_certificate(home / "keys", names)
    return Tls(made, made_key, home / "keys" / "authority.crt")


def _require_usable(tls: Tls) -> None:
    """Raise TlsRefused, with a sentence, when a web server could not serve with these files."""
    for name, path in (("NIZAM_TLS_CERTIFICATE", tls.certificate), ("NIZAM_TLS_KEY", tls.key)):
        try:
            if path is not None:
                path.read_bytes()
        except OSError as error:
            raise TlsRefused(f"{name} is {path}, which cannot be read: {error.strerror}.") from error
    try:
        # Without a password of its own OpenSSL would ask for one on the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key, password="")
    except (ssl.SSLError, ValueError) as error:
        reason = (getattr(error, "reason", None) or str(error)).lower().replace("_", " ")
        raise TlsRefused(
            f"NIZAM_TLS_CERTIFICATE {tls.certificate} and NIZAM_TLS_KEY {tls.key or 'in the same file'} do not serve"
            f" ({reason}). Allowed: a PEM file with the certificate, and one with its private key, unencrypted."
        ) from error


def _own_address(listener: socket.socket, tls: Tls | None) -> str:
    address, port = listener.getsockname()[:2]
    host = f"[{address}]" if ":" in address else address
    if address in {"0.0.0.0", "::"}:  # noqa: S104  (compared, not bound)
        host = "localhost"
    return f"{'https' if tls else 'http'}://{host}:{port}"


def _greeting(environment: dict[str, Any], listener: socket.socket, tls: Tls | None) -> list[str]:
    own = _own_address(listener, tls)
    lines = [f"Nizam answers at {own}/"]
    if environment["NIZAM_PUBLIC_ADDRESS"]:
        lines.append(f"Public address: {environment['NIZAM_PUBLIC_ADDRESS']}/")
    if tls and tls.authority:
        from nizam.site.supervisor.certificates import fingerprint

        lines.append(f"Root certificate for the browsers of this house: {own}/authority.crt")
        lines.append(f"Its SHA-256: {fingerprint(tls.authority)}")
    if not tls and not is_loopback(environment["NIZAM_BIND"]) and not environment["NIZAM_TRUSTED_PROXY"]:
        lines.append("Passwords travel unencrypted here: set NIZAM_TLS_CERTIFICATE, or stand behind a trusted proxy.")
    return lines


def _probe(listener: socket.socket, tls: Tls | None) -> Callable[[], bool]:
    """Return a question to the own web server: does it answer, with its database?"""
    address, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  (compared, not bound)

    def ready() -> bool:
        connection: http.client.HTTPConnection
        if tls:
            context = ssl.create_default_context()
            # It asks its own socket, under an address that need not stand in the certificate.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection(host, port, timeout=1, context=context)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=1)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ready
