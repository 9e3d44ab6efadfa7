# SPDX-License-Identifier: EUPL-1.2
"""A program of the tests and measurements: imports folders of mail as the operator, each in a process of its own.

Loads everything once and forks for every line `import INSTITUTION FOLDER`, answering with the process id;
`wait PID` answers with its exit code (negative: the signal that killed it).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path


def serve() -> None:
    """Answer the lines of standard input until it ends."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    # A numeric library would start threads at import, and a fork must not share them.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import django

    django.setup()
    from nizam.doors.mail import imports  # noqa: F401  (loaded before the fork)
    from nizam.foundations import language

    language.identify("Hər işçi öz kompyuterini yoxlayır.")
    fork = multiprocessing.get_context("fork")
    running: dict[str, multiprocessing.process.BaseProcess] = {}
    while line := sys.stdin.readline():
        verb, *arguments = line.rstrip("\n").split("\t")
        if verb == "wait":
            process = running.pop(arguments[0])
            process.join()
            print(process.exitcode, flush=True)
            continue
        process = fork.Process(target=import_folder, args=arguments)
        process.start()
        running[str(process.pid)] = process
        print(process.pid, flush=True)


def import_folder(code: str, folder: str) -> None:
    """Import `folder` into the institution `code`."""
    from nizam.doors.mail.imports import import_mail
    from nizam.spine.org.actions import operator_actor
    from nizam.spine.org.models import Institution

    for _row in import_mail(operator_actor(), Institution.objects.get(code=code), Path(folder)):
        pass


if __name__ == "__main__":
    serve()
