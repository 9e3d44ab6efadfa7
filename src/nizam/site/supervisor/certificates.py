# SPDX-License-Identifier: EUPL-1.2
"""An own certificate authority for houses without one: its root is offered for download, its key never leaves home."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_YEARS = 10
# Browsers refuse server certificates valid for more than 398 days (CA/Browser Forum Baseline Requirements 6.3.2).
SERVER_DAYS = 397
RENEW_BEFORE = timedelta(days=30)


def local_certificate(folder: Path, names: list[str], *, now: datetime | None = None) -> tuple[Path, Path]:
    """Return certificate chain and key for `names` (host names or addresses), made or renewed under `folder`.

    The authority is made once; the server's certificate again when it ends within 30 days or the names have changed.
    """
    now = now or datetime.now(UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_path, root_key_path = folder / "authority.crt", folder / "authority.key"
    server_path, server_key_path = folder / "server.crt", folder / "server.key"
    if not (root_path.exists() and root_key_path.exists()) or _ends(root_path) < now + RENEW_BEFORE:
        _make_root(root_path, root_key_path, now)
        server_path.unlink(missing_ok=True)
    wanted = sorted(set(names))
    if not server_key_path.exists() or not _serves(server_path, wanted, now):
        _make_server(server_path, server_key_path, root_path, root_key_path, wanted, now)
    return server_path, server_key_path


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the first certificate in `path`, as browsers show it."""
    digest = x509.load_pem_x509_certificate(path.read_bytes()).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def _ends(path: Path) -> datetime:
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def _serves(path: Path, names: list[str], now: datetime) -> bool:
    if not path.exists() or _ends(path) < now + RENEW_BEFORE:
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    shown = [*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))]
    return sorted(shown) == names


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _make_root(path: Path, key_path: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    # The date in the name tells a renewed root from the one before it in a browser's list.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Nizam local authority {now:%Y-%m-%d}")])
    certificate = (
        _builder(name, name, key.public_key(), now, timedelta(days=365 * ROOT_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    _write(path, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _make_server(
    path: Path, key_path: Path, root_path: Path, root_key_path: Path, names: list[str], now: datetime
) -> None:
    root = x509.load_pem_x509_certificate(root_path.read_bytes())
    root_key = serialization.load_pem_private_key(root_key_path.read_bytes(), None)
    if not isinstance(root_key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{root_key_path} holds no key of this authority")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    certificate = (
        _builder(subject, root.subject, key.public_key(), now, timedelta(days=SERVER_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    _write_key(key_path, key)
    _write(path, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, term: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # An hour back, for machines whose clock is a little behind.
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + term - timedelta(hours=1))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(path, pem, 0o600)


def _write(path: Path, content: bytes, mode: int) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(path)
