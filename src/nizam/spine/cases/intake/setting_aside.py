# SPDX-License-Identifier: EUPL-1.2
"""What a mailbox sets aside before registration, where its rules are switched on: marked by the filter, sent round."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as translate

from nizam.foundations import messages
from nizam.spine.cases.intake.reading import Batch
from nizam.spine.cases.intake.threads import Thread
from nizam.spine.cases.models import Envelope, Party


def reason_to_set_aside(envelope: Envelope, message: messages.Message, batch: Batch, thread: Thread) -> str:
    """Return why a letter that joins no case is no correspondence, in the institution's language, or nothing.

    Nothing when in doubt: where it answers a letter of ours, names a number of ours, or its sender has written before.
    """
    box = batch.mailbox(envelope, message)
    if box is None or not (box.filter_mark or box.aside_lists):
        return ""
    marked = bool(box.filter_mark) and _is_marked(message, box.filter_mark)
    over = messages.list_of(message) if box.aside_lists else ""
    if not marked and not over:
        return ""
    if thread.pointed_at or "answers-own" in envelope.flags or _has_written(envelope):
        return ""
    with translation.override(batch.institution.main_language):
        if marked:
            return translate("The spam filter has marked it: %(mark)s.") % {"mark": box.filter_mark}
        return translate("It came over a mailing list: %(list)s.") % {"list": over}


def _is_marked(message: messages.Message, mark: str) -> bool:
    name, _colon, value = mark.partition(":")
    wanted = value.strip().casefold()
    return any(
        key.casefold() == name.strip().casefold() and given.strip().casefold().startswith(wanted)
        for key, given in message.headers
    )


def _has_written(envelope: Envelope) -> bool:
    return bool(
        envelope.sender_key
        and Party.objects.filter(institution_id=envelope.institution_id, email_key=envelope.sender_key).exists()
    )
