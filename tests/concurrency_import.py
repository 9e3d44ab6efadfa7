# SPDX-License-Identifier: EUPL-1.2
"""A program of the tests: imports a folder of mail as the operator, in a process of its own.

`python concurrency_import.py INSTITUTION FOLDER` says "ready", waits for a line, imports, and says "done".
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(code: str, folder: str) -> None:
    """Import `folder` into the institution `code` once a line comes in."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from django.db import connection

    from nizam.doors.mail.imports import import_mail
    from nizam.spine.org.actions import operator_actor
    from nizam.spine.org.models import Institution

    actor = operator_actor()
    institution = Institution.objects.get(code=code)
    # The starting line is the same for all: no connection is held while waiting for it.
    connection.close()
    print("ready", flush=True)
    sys.stdin.readline()
    for _row in import_mail(actor, institution, Path(folder)):
        pass
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
