# SPDX-License-Identifier: EUPL-1.2
"""What cases bring: the register of matters, what arrived, tasks, parties, procedures, own days."""

from django.utils.translation import gettext_lazy as _

from nizam.kit.declare import Api, Columns, Desk, Label, Resource
from nizam.spine.cases import actions, attachments
from nizam.spine.cases.models import (
    AddressHealth,
    Attachment,
    CalendarDay,
    Case,
    CaseLink,
    CaseNote,
    CoExecutor,
    Envelope,
    Escalation,
    ExecutorReport,
    Extension,
    Forwarding,
    NarrowedDuty,
    OfficeHours,
    Party,
    Procedure,
    Resolution,
    RoutingLesson,
    RoutingSetting,
    Snooze,
    Suspension,
    Task,
)

desk = Desk(
    label="cases",
    title=_("Cases"),
    icon="mail",
    menu_order=100,
    capabilities=["citizen-petitions", "records-correspondence", "public-information"],
    procedures="procedures/",
    permissions={actions.LIFT_CONTROL: _("Take off control what somebody else has put under it")},
    resources=[
        Resource(
            Case,
            empty=_(
                "A case is one matter: its letter, its term, who has it, and the answer. Letters that come by mail "
                "open cases by themselves; what comes on paper, by telephone or at the counter is registered by "
                "hand, for example “No internet at school 3”."
            ),
            visible_to=Case.objects.visible_to,
            columns=Columns(
                "number_text",
                "subject",
                "party",
                "unit",
                "responsible",
                "state",
                "due_on",
                "registered_on",
                "procedure",
                "suspended_since",
                "term_moved_on",
                "channel",
                "told_details",
                default_order="-registered_at",
                default=["number_text", "subject", "party", "unit", "state", "due_on"],
            ),
            filters=[
                "state",
                "unit",
                "procedure",
                "responsible",
                "party",
                "channel",
                "language",
                "due_on",
                "term_moved_on",
            ],
            search={"subject": 10, "number_text": 20, "details": 5},
            actions=[
                actions.open_by_hand_case,
                actions.open_by_phone_case,
                actions.open_by_post_case,
                actions.open_by_scan_case,
                actions.assign_case,
                actions.resolve_case,
                actions.refuse_suggestion_case,
                actions.co_execute_case,
                actions.link_case,
                actions.set_degree_case,
                actions.order_task,
                actions.answer_case,
                actions.answer_interim_case,
                actions.ask_case,
                actions.sign_answer_case,
                actions.report_case,
                actions.note_case,
                actions.snooze_case,
                actions.unsnooze_case,
                actions.close_case,
                actions.file_case,
                actions.reopen_case,
                actions.split_case,
                actions.join_case,
                actions.void_case,
                actions.suspend_case,
                actions.resume_case,
                actions.extend_case,
                actions.escalate_case,
                actions.forward_case,
                actions.recount_case,
                actions.classify_case,
                actions.send_receipt_case,
                actions.give_receipt_case,
                actions.complete_case,
            ],
            labels=Label("number_text", "subject"),
            api=Api(
                fields=(
                    "uid",
                    "number_text",
                    "subject",
                    "party",
                    "unit",
                    "responsible",
                    "procedure",
                    "variant",
                    "marks",
                    "details",
                    "state",
                    "language",
                    "channel",
                    "registered_on",
                    "due_on",
                    "due_at",
                    "law",
                    "suspended_since",
                    "outcome",
                    "closed_at",
                )
            ),
            icon="mail",
            template="cases/case.html",
            watchable=True,
        ),
        Resource(
            Envelope,
            empty=_(
                "An envelope is a letter as it reached the office, before anybody judged it. Mail stands here by "
                "itself once a mailbox is read; each letter opens a case, joins one, or is put aside, as an "
                "advertisement is."
            ),
            visible_to=Envelope.objects.visible_to,
            columns=Columns(
                "subject",
                "sender_name",
                "sender_email",
                "disposition",
                "case",
                "kept_at",
                "direction",
                default_order="-kept_at",
                default=["subject", "sender_name", "disposition", "case", "kept_at"],
            ),
            details=[
                "subject",
                "sender_name",
                "sender_email",
                "disposition",
                "held_for",
                "note",
                "trust",
                "case",
                "duplicate_of",
                "earlier",
                "kept_at",
                "sent_at",
                "language",
                "flags",
                "error",
                "sha256",
                "source",
                "text",
            ],
            filters=["disposition", "unit", "direction"],
            search={"subject": 10, "sender_name": 5, "sender_email": 5, "text": 1},
            actions=[
                actions.register_envelope,
                actions.join_envelope,
                actions.part_envelope,
                actions.set_aside_envelope,
                actions.restore_envelope,
                actions.replay_envelope,
                actions.keep_envelope,
                actions.keep_sent_envelope,
                actions.keep_automatic_envelope,
                actions.mark_sent_envelope,
                actions.send_withheld_envelope,
                actions.void_withheld_envelope,
            ],
            api=Api(
                fields=(
                    "uid",
                    "direction",
                    "door",
                    "disposition",
                    "held_for",
                    "guesses",
                    "trust",
                    "case",
                    "subject",
                    "kept_at",
                    "sha256",
                    "flags",
                )
            ),
            icon="download",
        ),
        Resource(
            Attachment,
            empty=_(
                "What was attached to letters: plans, pictures, tables. Their text is read in the background, so that "
                "it can be searched; nothing in them is ever run."
            ),
            visible_to=Attachment.objects.visible_to,
            columns=Columns(
                "name", "envelope", "content_type", "size", "state", "created_at", default_order="-created_at"
            ),
            details=["name", "envelope", "content_type", "size", "sha256", "state", "marks", "text"],
            filters=["state", "unit"],
            search={"name": 10, "text": 1},
            actions=[attachments.read_attachment, attachments.reread_attachment],
            api=Api(fields=("uid", "envelope", "name", "content_type", "size", "sha256", "state", "marks", "text")),
            icon="doc-full",
            in_menu=False,
        ),
        Resource(
            Task,
            empty=_(
                "A task is a piece of work inside a case, given to one person with a day, for example “Measure the "
                "signal in the square by Friday”. Tasks are given on the page of the case and stand here until they "
                "are done."
            ),
            visible_to=Task.objects.visible_to,
            columns=Columns("order", "person", "case", "due_on", "done_at", default_order="due_on"),
            details=["order", "person", "case", "due_on", "done_at", "done_note"],
            filters=["person", "unit"],
            actions=[actions.complete_task],
            api=Api(fields=("uid", "case", "person", "order", "due_on", "done_at", "done_note")),
            icon="task",
        ),
        Resource(
            Resolution,
            empty=_(
                "A resolution is what the head writes on a letter: who carries it out, with whom, by when, and whether "
                "it is under control. It is written on the page of a case, or for several letters at once from the "
                "list of cases, for example “Network sector, with the helpdesk: mend it by Friday”."
            ),
            visible_to=Resolution.objects.visible_to,
            columns=Columns(
                "text",
                "case",
                "executor_unit",
                "executor",
                "due_on",
                "control",
                "controller",
                "created_at",
                default_order="-created_at",
                default=["text", "case", "executor_unit", "executor", "due_on", "control"],
            ),
            details=[
                "text",
                "case",
                "said_by",
                "author",
                "executor_unit",
                "executor",
                "due_on",
                "control",
                "controller",
                "released_at",
                "released_by",
                "release_note",
                "created_at",
            ],
            filters=["control", "executor", "controller", "executor_unit", "due_on", "unit"],
            search={"text": 1},
            actions=[actions.release_resolution, actions.withdraw_resolution],
            api=Api(
                fields=(
                    "uid",
                    "case",
                    "text",
                    "said_by",
                    "executor_unit",
                    "executor",
                    "due_on",
                    "control",
                    "controller",
                    "released_at",
                    "release_note",
                    "created_at",
                )
            ),
            icon="edit",
        ),
        Resource(
            ExecutorReport,
            empty=_(
                "A report is what an executor says was done, with the paper or the file that shows it, for example "
                "“The line was mended on Friday, see the act”. It is written on the page of a case or with a task."
            ),
            visible_to=ExecutorReport.objects.visible_to,
            columns=Columns("text", "case", "task", "author", "created_at", default_order="-created_at"),
            details=["text", "case", "task", "author", "paper", "file_name", "created_at"],
            filters=["author", "unit"],
            api=Api(fields=("uid", "case", "task", "author", "text", "paper", "file_name", "created_at")),
            icon="form",
            in_menu=False,
        ),
        Resource(
            CaseNote,
            empty=_(
                "A note is what people of the house write for each other on a case. It never leaves the house, for "
                "example “Ask the supplier first”. Notes are written on the page of a case."
            ),
            visible_to=CaseNote.objects.visible_to,
            columns=Columns("text", "case", "author", "created_at", default_order="-created_at"),
            filters=["author", "unit"],
            actions=[actions.withdraw_casenote],
            api=Api(fields=("uid", "case", "author", "text", "created_at")),
            icon="comment",
            in_menu=False,
        ),
        Resource(
            Snooze,
            empty=_(
                "Here stands what you have put off on the page of the day, until when and why, for example until the "
                "fee is paid. Nobody else sees it, and no term moves by it."
            ),
            visible_to=Snooze.objects.visible_to,
            columns=Columns("case", "until", "reason", default_order="until"),
            api=Api(fields=("uid", "case", "until", "reason")),
            icon="time",
            in_menu=False,
        ),
        Resource(
            CoExecutor,
            empty=_(
                "A co-executor is a unit that works on a case beside the one that answers for it, for example the "
                "network sector on a letter about a school's computers. It is added on the page of the case."
            ),
            visible_to=CoExecutor.objects.visible_to,
            columns=Columns("case", "executor", "order", "created_at", "ended_at", default_order="-created_at"),
            details=["case", "executor", "order", "created_at", "ended_at"],
            filters=["executor", "unit"],
            actions=[actions.release_coexecutor],
            api=Api(fields=("uid", "case", "executor", "order", "ended_at")),
            icon="group",
        ),
        Resource(
            CaseLink,
            empty=_(
                "A link says that two matters hang together: a repeated appeal, a letter that came again, a part of a "
                "letter on several matters. Links are made when a letter is registered, or on the page of a case."
            ),
            visible_to=CaseLink.objects.visible_to,
            columns=Columns("case", "relation", "other", "reason", "created_at", default_order="-created_at"),
            filters=["relation", "unit"],
            generic=["void"],
            api=Api(fields=("uid", "case", "other", "relation", "reason")),
            icon="link",
        ),
        Resource(
            Party,
            empty=_(
                "A party is whoever writes to the office: a citizen, an enterprise, another office. Parties stand "
                "here from their first letter on; the page of each shows every matter of theirs."
            ),
            visible_to=Party.objects.visible_to,
            columns=Columns("name", "kind", "email", "phone", default_order="name"),
            details=["name", "kind", "email", "told_address", "phone", "postal_address"],
            filters=["kind", "unit"],
            search={"name": 10, "email": 5},
            form=["institution", "unit", "kind", "name", "email", "phone", "postal_address"],
            api=Api(fields=("uid", "kind", "name", "email", "phone", "postal_address")),
            icon="user",
        ),
        Resource(
            Escalation,
            empty=_(
                "A matter that is not done in time is told to the superiors, step by step, as its procedure says: for "
                "example to the head of the unit one working day after the term, to the leadership after five."
            ),
            visible_to=Escalation.objects.visible_to,
            columns=Columns("case", "step", "account", "term_end", "reached_at", default_order="-reached_at"),
            filters=["unit", "step", "reached_at"],
            icon="warning",
        ),
        Resource(
            AddressHealth,
            empty=_(
                "Here stands what became of letters to an address: refused, not delivered this time, or answered by "
                "an absence notice. It comes by itself from the reports of mail servers, for example “no such user”, "
                "and is past with the next letter from that address."
            ),
            visible_to=AddressHealth.objects.visible_to,
            columns=Columns(
                "address",
                "permanent",
                "failures",
                "status",
                "failed_at",
                "away_at",
                "heard_at",
                default_order="-failed_at",
                default=["address", "permanent", "status", "failed_at", "away_at"],
            ),
            filters=["permanent", "failed_at"],
            search={"address": 10, "status": 5},
            api=Api(fields=("uid", "address", "permanent", "failures", "status", "failed_at", "away_at", "heard_at")),
            icon="mail",
            in_menu=False,
        ),
        Resource(
            Procedure,
            empty=_(
                "A procedure says how a kind of matter goes, how long it may take and by which law, for example an "
                "appeal of a citizen. The procedures of your country come with the institution."
            ),
            visible_to=Procedure.objects.visible_to,
            columns=Columns("title", "code", "version", "audience", "series", "current", default_order="title"),
            details=[
                "title",
                "code",
                "version",
                "audience",
                "series",
                "term",
                "law",
                "capabilities",
                "outcomes",
                "current",
            ],
            filters=["audience", "current"],
            search={"title": 10},
            actions=[
                actions.load_procedure,
                actions.edit_procedure,
                actions.renew_procedure,
                actions.narrow_procedure,
                actions.widen_procedure,
            ],
            api=Api(fields=("uid", "code", "version", "title", "audience", "term", "law", "capabilities", "current")),
            icon="tasks",
        ),
        Resource(
            RoutingLesson,
            empty=_(
                "A lesson is a suggested unit that somebody took or refused. It keeps word beginnings of the letter, "
                "never the letter. Lessons come by themselves when cases are assigned, for example “printer” for the "
                "helpdesk."
            ),
            visible_to=RoutingLesson.objects.visible_to,
            columns=Columns("case", "about", "accepted", "confidence", "created_at", default_order="-created_at"),
            details=["case", "about", "accepted", "confidence", "features", "created_at"],
            filters=["about", "accepted"],
            generic=["void"],
            api=Api(fields=("uid", "about", "accepted", "confidence", "features", "created_at")),
            icon="history",
            in_menu=False,
        ),
        Resource(
            RoutingSetting,
            empty=_(
                "Here stands how sure the routing must be before it suggests a unit, for example 60 per cent. As long "
                "as nothing is set, the figure follows from the number of units."
            ),
            visible_to=RoutingSetting.objects.visible_to,
            columns=Columns("institution", "threshold", default_order="institution"),
            actions=[actions.set_routingsetting, actions.reset_routingsetting],
            api=Api(fields=("uid", "institution", "threshold")),
            icon="redirect",
            in_menu=False,
        ),
        Resource(
            NarrowedDuty,
            empty=_(
                "Articles that matters of a procedure do not stand under here, although what it discharges would put "
                "them there. They are left out on the page of the procedure, each with its reason."
            ),
            visible_to=NarrowedDuty.objects.visible_to,
            columns=Columns("procedure_code", "provision", "reason", "created_at", default_order="-created_at"),
            api=Api(fields=("uid", "procedure_code", "provision", "reason")),
            icon="cross",
            in_menu=False,
        ),
        Resource(
            CalendarDay,
            empty=_(
                "Days on which your institution differs from the calendar of the country, for example a working "
                "Saturday. Terms are counted with them; as long as none stands here, the calendar of the country "
                "holds."
            ),
            visible_to=CalendarDay.objects.visible_to,
            columns=Columns("day", "working", "closes_at", "reason", default_order="-day"),
            filters=["working"],
            form=["institution", "day", "working", "closes_at", "reason"],
            api=Api(fields=("uid", "day", "working", "closes_at", "reason")),
            natural_key=["institution", "day"],
            icon="calendar",
        ),
        Resource(
            OfficeHours,
            empty=_(
                "Office hours say when your institution works on a day of the week. As long as none stands here it "
                "works from Monday to Friday; with Saturday entered too it works six days, and terms in working days "
                "count them."
            ),
            visible_to=OfficeHours.objects.visible_to,
            columns=Columns("weekday", "opens", "closes", "break_from", "break_until", default_order="weekday"),
            form=["institution", "weekday", "opens", "closes", "break_from", "break_until"],
            api=Api(fields=("uid", "weekday", "opens", "closes", "break_from", "break_until")),
            natural_key=["institution", "weekday"],
            icon="time",
        ),
        Resource(
            Suspension,
            empty=_(
                "A suspension is a time in which the term of a case stands still, for example until a fee is paid. It "
                "is made on the page of the case."
            ),
            visible_to=Suspension.objects.visible_to,
            columns=Columns("case", "reason", "starts_at", "ends_at", "lapses_on", default_order="-starts_at"),
            details=[
                "case",
                "reason",
                "note",
                "starts_at",
                "ends_at",
                "lapses_on",
                "law",
                "decided_by",
                "tell_by",
                "told_at",
            ],
            filters=["reason", "unit", "lapses_on"],
            actions=[actions.sign_notice_suspension, actions.tell_suspension, actions.withdraw_suspension],
            api=Api(
                fields=(
                    "uid",
                    "case",
                    "reason",
                    "note",
                    "starts_at",
                    "ends_at",
                    "lapses_on",
                    "law",
                    "decided_by",
                    "tell_by",
                    "told_at",
                )
            ),
            icon="lock",
            in_menu=False,
        ),
        Resource(
            Extension,
            empty=_(
                "An extension is a longer term that the law allows for a reason, for example because another body has "
                "to give its opinion. It is given on the page of the case."
            ),
            visible_to=Extension.objects.visible_to,
            columns=Columns("case", "reason", "decided_at", "decided_by", "told_at", default_order="-decided_at"),
            details=["case", "term", "law", "reason", "decided_at", "decided_by", "tell_by", "told_at"],
            filters=["unit", "decided_at"],
            actions=[actions.sign_notice_extension, actions.tell_extension, actions.withdraw_extension],
            api=Api(fields=("uid", "case", "term", "law", "reason", "decided_at", "decided_by", "tell_by", "told_at")),
            icon="history",
            in_menu=False,
        ),
        Resource(
            Forwarding,
            empty=_(
                "A forwarding is a letter, or a part of it, that goes to the body that is competent, within a term of "
                "its own, with a notice to who wrote. It is decided on the page of the case."
            ),
            visible_to=Forwarding.objects.visible_to,
            columns=Columns("case", "body", "whole", "due_on", "forwarded_at", "notified_at", default_order="due_on"),
            details=[
                "case",
                "body",
                "whole",
                "extract",
                "reason",
                "due_on",
                "law",
                "number_text",
                "forwarded_at",
                "tell_by",
                "notified_at",
            ],
            filters=["body", "unit", "due_on", "whole"],
            actions=[
                actions.send_forwarding,
                actions.sign_notice_forwarding,
                actions.tell_forwarding,
                actions.withdraw_forwarding,
            ],
            api=Api(
                fields=(
                    "uid",
                    "case",
                    "body",
                    "whole",
                    "extract",
                    "reason",
                    "due_on",
                    "law",
                    "number_text",
                    "forwarded_at",
                    "tell_by",
                    "notified_at",
                )
            ),
            icon="redirect",
        ),
    ],
)
