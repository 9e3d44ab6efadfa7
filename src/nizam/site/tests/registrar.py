# SPDX-License-Identifier: EUPL-1.2
"""A program of the tests: registers letter after letter until it is ended, and tells each one once it is acknowledged.

Each line is the number of the case and the SHA-256 of the letter. Now and then the journal is sealed, as in an office.
"""

from __future__ import annotations

import os
import sys

LETTER = """\
From: Derya Soylu <derya{number}@posta.example>
To: evrak@adil.example
Subject: Sokak aydınlatması {number}
Message-ID: <letter-{number}@posta.example>
Date: Sun, 01 Nov 2026 09:00:00 +0300
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Sayın yetkili, {number}. sokaktaki lambalar iki haftadır yanmıyor, gereğini rica ederim.
"""
SEALED_EVERY = 8


def serve() -> None:
    """Register letters until the process is ended."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nizam.site.settings"
    import django

    django.setup()
    from nizam.spine.cases.envelopes import keep
    from nizam.spine.cases.intake import register
    from nizam.spine.journal.sealing import seal_events
    from nizam.spine.org.actions import operator_actor
    from nizam.spine.org.models import Institution

    actor, institution = operator_actor(), Institution.objects.get()
    number = 0
    while True:
        number += 1
        raw = LETTER.format(number=number).encode()
        envelope, _is_new = keep(actor, institution, raw, door="mail", source=f"{number}.eml")
        register(actor, [envelope])
        envelope.refresh_from_db()
        assert envelope.case is not None
        sys.stdout.write(f"{envelope.case.number_text}\t{envelope.sha256}\n")
        sys.stdout.flush()
        if number % SEALED_EVERY == 0:
            seal_events()


if __name__ == "__main__":
    serve()
