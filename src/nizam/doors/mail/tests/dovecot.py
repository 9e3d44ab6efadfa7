# SPDX-License-Identifier: EUPL-1.2
"""An own dovecot for the tests: from a temporary root, on a free port, never as a service of the machine."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAM = Path("/usr/sbin/dovecot")
SECRET = "Gizli-şifrə-0000"

CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_location = maildir:{root}/mail/%u
passdb {{
  driver = static
  args = password={secret}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
first_valid_uid = {uid}
last_valid_uid = {uid}
first_valid_gid = {gid}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
}}
service stats {{
  {chroot}
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Dovecot:
    """A private IMAP server; every account has the password SECRET."""

    def __init__(self, chain: Path, key: Path) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="nizam-dovecot-"))
        self.root.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        is_root = os.geteuid() == 0
        own = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
        self.uid, self.gid = own.pw_uid, own.pw_gid
        names = (
            ("dovecot", "dovecot", "dovenull") if is_root else (getpass.getuser(), grp.getgrgid(self.gid).gr_name) * 2
        )
        (self.root / "mail").mkdir()
        (self.root / "dovecot.conf").write_text(
            CONFIGURATION.format(
                root=self.root, chain=chain, key=key, secret=SECRET, uid=self.uid, gid=self.gid,
                internal=names[0], internal_group=names[1], login=names[2],
                chroot="" if is_root else "chroot =", port=self.port, tls_port=self.tls_port,
            )
        )  # fmt: skip
        os.chown(self.root / "mail", self.uid, self.gid)
        self._process = subprocess.Popen([str(PROGRAM), "-F", "-c", str(self.root / "dovecot.conf")])
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as found:
                    if found.makefile("rb").readline().startswith(b"* OK"):
                        return
            except OSError:
                pass
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        log = self.root / "log"
        raise AssertionError(f"dovecot does not answer: {log.read_text() if log.exists() else ''}")

    def deliver(self, account: str, raw: bytes, *, folder: str = "") -> Path:
        """Put a message into the account's folder, as another program would."""
        home = self.root / "mail" / account / folder
        for name in ("cur", "new", "tmp"):
            if not (home / name).is_dir():
                (home / name).mkdir(parents=True)
        self._count = getattr(self, "_count", 0) + 1
        target = home / "new" / f"{1_700_000_000 + self._count}.M{self._count}.test"
        target.write_bytes(raw)
        for path in (self.root / "mail" / account, home, *(home / name for name in ("cur", "new", "tmp")), target):
            os.chown(path, self.uid, self.gid)
        return target

    def renumber(self, account: str) -> None:
        """Have the server number the folder anew: another UIDVALIDITY."""
        home = self.root / "mail" / account
        # A validity is a second of the clock: the next one has to differ.
        time.sleep(1.1)
        for name in (
            "dovecot-uidlist",
            "dovecot.index",
            "dovecot.index.log",
            "dovecot.index.cache",
            "dovecot-uidvalidity",
        ):
            (home / name).unlink(missing_ok=True)
        for path in home.glob("dovecot-uidvalidity.*"):
            path.unlink()

    def count(self, account: str) -> int:
        """Return how many messages lie in the account's inbox."""
        home = self.root / "mail" / account
        return sum(1 for name in ("cur", "new") for _ in (home / name).iterdir())

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._process.terminate()
        self._process.wait(timeout=30)
        shutil.rmtree(self.root, ignore_errors=True)
