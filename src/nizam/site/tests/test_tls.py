# SPDX-License-Identifier: EUPL-1.2
"""TLS: an own authority whose root is handed out, a given certificate, and files that are of no use."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nizam.site.supervisor.certificates import RENEW_BEFORE, SERVER_DAYS, local_certificate
from nizam.site.tests.conftest import copy_home, run
from nizam.site.tests.running import Server

pytestmark = [pytest.mark.concurrency, pytest.mark.one_engine]


@pytest.fixture(scope="module")
def own(founded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A house that is its own authority."""
    running = Server(
        copy_home(founded_home, tmp_path_factory.mktemp("tls") / "home"),
        NIZAM_TLS_CERTIFICATE="local",
        NIZAM_ALLOWED_HOSTS="nizam.adil.example",
    )
    yield running
    running.end()


def _trusting(root: bytes) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=root.decode("ascii"))


def _greet(port: int, context: ssl.SSLContext, name: str) -> None:
    """Open a TLS connection as a browser that was told `name`."""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname=name),
    ):
        pass


def test_root_is_offered_and_proves_the_server(own: Server) -> None:
    blind = ssl._create_unverified_context()
    status, headers, root = own.answer("/authority.crt", context=blind)
    assert status == 200
    assert headers["Content-Type"] == "application/x-x509-ca-cert"
    assert root == (own.home / "keys" / "authority.crt").read_bytes()
    printed = own.wait_for(r"Its SHA-256: (\S+)").group(1)
    der = ssl.PEM_cert_to_DER_cert(root.decode("ascii"))
    assert printed.replace(":", "").lower() == hashlib.sha256(der).hexdigest()
    trusting = _trusting(root)
    for name in ("127.0.0.1", "localhost"):
        assert own.answer("/healthz", context=trusting, name=name)[0] == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        own.answer("/healthz", context=ssl.create_default_context())
    _greet(own.port, trusting, "nizam.adil.example")
    with pytest.raises(ssl.SSLCertVerificationError):
        _greet(own.port, trusting, "nizam.other.example")


def test_cookies_and_headers_are_those_of_tls(own: Server) -> None:
    context = _trusting((own.home / "keys" / "authority.crt").read_bytes())
    status, headers, _body = own.answer("/office/login/", context=context)
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    cookies = headers.get_all("Set-Cookie")
    assert cookies
    assert all("; Secure" in cookie for cookie in cookies)


def test_keys_of_the_authority_are_for_their_owner(own: Server) -> None:
    for name in ("authority.key", "server.key"):
        assert (own.home / "keys" / name).stat().st_mode & 0o077 == 0
    assert own.answer("/authority.key", context=ssl._create_unverified_context())[0] == 404


def test_given_certificate_serves(founded_home: Path, tmp_path: Path) -> None:
    certificate, key = local_certificate(tmp_path / "given", ["localhost", "127.0.0.1"])
    server = Server(
        copy_home(founded_home, tmp_path / "home"), NIZAM_TLS_CERTIFICATE=str(certificate), NIZAM_TLS_KEY=str(key)
    )
    try:
        context = _trusting((tmp_path / "given" / "authority.crt").read_bytes())
        assert server.answer("/healthz", context=context)[0] == 200
        assert server.answer("/authority.crt", context=context)[0] == 404
    finally:
        server.end()


def test_useless_files_are_told_at_once(tmp_path: Path) -> None:
    certificate, key = local_certificate(tmp_path / "one", ["localhost"])
    _other, other_key = local_certificate(tmp_path / "two", ["localhost"])
    text = tmp_path / "text.pem"
    text.write_text("no certificate\n")
    for given, said in (
        ({"NIZAM_TLS_CERTIFICATE": str(tmp_path / "absent.pem")}, "cannot be read"),
        ({"NIZAM_TLS_CERTIFICATE": str(certificate), "NIZAM_TLS_KEY": str(tmp_path / "absent")}, "NIZAM_TLS_KEY"),
        ({"NIZAM_TLS_CERTIFICATE": str(text), "NIZAM_TLS_KEY": str(key)}, "do not serve"),
        ({"NIZAM_TLS_CERTIFICATE": str(certificate), "NIZAM_TLS_KEY": str(other_key)}, "mismatch"),
        ({"NIZAM_TLS_CERTIFICATE": str(certificate)}, "in the same file"),
        ({"NIZAM_TLS_KEY": str(key)}, "without NIZAM_TLS_CERTIFICATE"),
    ):
        done = run(tmp_path / "home", "up", **given)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "home" / "nizam.sqlite3").exists()


def test_certificate_is_renewed_and_the_root_kept(tmp_path: Path) -> None:
    names = ["localhost", "nizam.adil.example"]
    certificate, _key = local_certificate(tmp_path, names)
    first, root = certificate.read_bytes(), (tmp_path / "authority.crt").read_bytes()
    assert local_certificate(tmp_path, names)[0].read_bytes() == first
    shortly_before = datetime.now(UTC) + timedelta(days=SERVER_DAYS) - RENEW_BEFORE / 2
    second = local_certificate(tmp_path, names, now=shortly_before)[0].read_bytes()
    assert second != first
    assert local_certificate(tmp_path, [*names, "10.0.0.5"])[0].read_bytes() != second
    assert (tmp_path / "authority.crt").read_bytes() == root
