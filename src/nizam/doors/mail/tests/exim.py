# SPDX-License-Identifier: EUPL-1.2
"""An own exim for the tests: from a temporary root, without a daemon, never as a service of the machine."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAM = Path("/usr/sbin/exim4")

# Letters to the house go to its listener; what comes back to a sender goes into a file.
CONFIGURATION = """
exim_user = {user}
exim_group = {group}
spool_directory = {root}/spool
log_file_path = {root}/log/%slog
primary_hostname = relay.example
qualify_domain = relay.example
trusted_users = root : {user}
keep_environment =
acl_not_smtp = accept

begin routers
house:
  driver = manualroute
  domains = nizami.example : navoiy.example
  transport = house
  route_list = * 127.0.0.1
  self = send
returned:
  driver = accept
  transport = returned

begin transports
house:
  driver = smtp
  protocol = {protocol}
  port = {port}
  allow_localhost
  hosts_avoid_tls = *
returned:
  driver = appendfile
  file = {root}/returned
  user = {user}
  group = {group}

begin retry
* * F,1h,1s
"""


class Exim:
    """A sending server that delivers to a port of this machine, when it is asked to."""

    def __init__(self, port: int, protocol: str = "smtp") -> None:
        self.root = Path(tempfile.mkdtemp(prefix="nizam-exim-"))
        self.root.chmod(0o755)
        own = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("spool", "log"):
            (self.root / name).mkdir()
        self._conf = self.root / "conf"
        self._conf.write_text(
            CONFIGURATION.format(
                root=self.root, port=port, protocol=protocol, user=own.pw_name, group=grp.getgrgid(own.pw_gid).gr_name
            )
        )
        for path in (self.root, self.root / "spool", self.root / "log"):
            os.chown(path, own.pw_uid, own.pw_gid)

    def send(self, raw: bytes, *recipients: str, sender: str = "aysel@example.org") -> None:
        """Take a message and try to deliver it at once."""
        self._run("-odf", "-i", "-f", sender, *recipients, text=raw)

    def retry(self) -> None:
        """Try everything that waits once more."""
        self._run("-qff")

    def waiting(self) -> int:
        """Return how many messages wait."""
        return len(list((self.root / "spool" / "input").glob("*-D")))

    def returned(self) -> str:
        """Return what came back to senders."""
        path = self.root / "returned"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def close(self) -> None:
        """Remove its folder."""
        shutil.rmtree(self.root, ignore_errors=True)

    def _run(self, *arguments: str, text: bytes = b"") -> None:
        done = subprocess.run(
            [str(PROGRAM), "-C", str(self._conf), *arguments], input=text, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
