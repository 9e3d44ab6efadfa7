# SPDX-License-Identifier: EUPL-1.2
"""A matter of unit A with all that hangs on it, made by the acts of the house, each thing with words of its own."""

from __future__ import annotations

from dataclasses import dataclass, fields
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nizam.kit.actions import Actor
from nizam.kit.registry import registry
from nizam.kit.testing.samples import make_sample
from nizam.kit.testing.world import World
from nizam.kit.transfer import exports, files, imports
from nizam.spine.cases import actions, intake
from nizam.spine.cases.envelopes import keep
from nizam.spine.cases.models import Case
from nizam.spine.charters.models import Charter, Provision, ProvisionCapability
from nizam.spine.jobs.worker import run_pending
from nizam.spine.org.actions import operator_actor
from nizam.spine.org.models import Person
from nizam.spine.plans.actions import draft_report, sign_report
from nizam.spine.plans.coverage import quarter_now
from nizam.spine.records.blobs import keep_bytes
from nizam.spine.records.models import ScannedPaper, Version


@dataclass(frozen=True)
class Matters:
    """What unit A has, and what of it each reader must not learn: `words` by the name of the thing."""

    case: Any
    letter: Any
    party: Any
    task: Any
    paper: Any
    version: Any
    export: Any
    brought: Any
    view: Any
    notice: Any
    scan: Any
    charter: Any
    procedure: Any
    resolution: Any
    handed: Any
    report: Any = None

    def names(self) -> frozenset[str]:
        """Return the names of the things there are."""
        return frozenset(one.name for one in fields(self) if getattr(self, one.name) is not None)

    def uid(self, name: str) -> UUID:
        """Return the identifier that addresses name the thing by."""
        found: UUID = getattr(self, name).uid
        return found

    def seen_by(self, user: Any, name: str) -> bool:
        """Tell whether `user` (None for nobody) may see the thing called `name`."""
        if user is None:
            return False
        thing = getattr(self, "paper" if name == "version" else name)
        reader = type(user).objects.get(pk=user.pk)
        return bool(type(thing).objects.visible_to(reader).filter(pk=thing.pk).exists())


WORDS: dict[str, tuple[str, ...]] = {
    "case": ("Gizliişmövzusu",),
    # The sender stands on the letter: who sees that may read his name, also where the party is another unit's.
    "letter": ("Gizliməktubmətni", "gizli-əlavə", "Gizligöndərən", "gizli@example.test"),
    "task": ("Gizlitapşırıq",),
    "paper": ("Gizlicavab",),
    "resolution": ("Gizlidərkənar",),
    "handed": ("Gizlihesabat", "gizli-akt"),
    "version": ("gizli-fayl", "Gizlifaylmətni"),
    "brought": ("gizli-siyahı", "Gizlixəta"),
    "view": ("Gizligörünüş",),
    "notice": ("Gizlixəbər",),
    "charter": ("Gizlinizamnamə",),
}


def make_charter(world: World) -> Charter:
    """Return the institution's charter, one of whose duties the matter discharges: open to the neighbour too."""
    charter = Charter(
        institution=world.institution, title={"az": "Əsasnamə"}, language="az", file_name="esasname.txt",
        sha256="0" * 64, source=WORDS["charter"][0].encode(),
    )  # fmt: skip
    charter.save()
    article = Provision(
        institution=world.institution, charter=charter, ordinal=1, number="3.1.", level=1, kind="article",
        nature="duty", text="vətəndaşların müraciətlərinə baxmaq", line=1,
    )  # fmt: skip
    article.save()
    ProvisionCapability(
        institution=world.institution, provision=article, capability="citizen-petitions", state="confirmed",
        confidence=0.5, reasons=["müraciət"],
    ).save()  # fmt: skip
    return charter


def make_people(world: World) -> None:
    """Give the clerks of both units a person: the directory of an institution is open to all of it."""
    for user, unit, name in ((world.clerk_a, world.unit_a, "Rəşad"), (world.clerk_b, world.unit_b, "Leyla")):
        person = Person(institution=world.institution, unit=unit, family_name="Əzizov", given_name=name)
        person.save()
        user.person = person
        user.save()


def make_matters(world: World, charter: Charter) -> Matters:
    """Let a letter come to unit A, be assigned, ordered, answered, exported; and bring a faulty file in."""
    operator = operator_actor()
    letter = EmailMessage()
    letter["From"], letter["Subject"] = f"{WORDS['letter'][2]} <{WORDS['letter'][3]}>", WORDS["case"][0]
    letter["Message-ID"] = "<gizli-one@example.test>"
    letter.set_content(f"{WORDS['letter'][0]}\n")
    letter.add_alternative(f'<p>{WORDS["letter"][0]}</p><img src="cid:picture">', subtype="html")
    laid_out: Any = letter.get_payload()[1]
    laid_out.add_related(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<picture>")
    letter.add_attachment(b"Gizli attachment", maintype="text", subtype="html", filename=f"{WORDS['letter'][1]}.html")
    envelope, _new = keep(operator, world.institution, bytes(letter), door="mail", at=timezone.now())
    intake.register(operator, [envelope])
    envelope.refresh_from_db()
    case: Case = actions.assign_case(operator, envelope.case, unit=world.unit_a)
    actions.order_task(Actor(world.head_a), case, person=world.clerk_a.person, order=WORDS["task"][0])
    actions.resolve_case(Actor(world.head_a), case, text=WORDS["resolution"][0], unit=world.unit_a)
    act = SimpleUploadedFile(f"{WORDS['handed'][1]}.txt", b"Gizli akt")
    actions.report_case(Actor(world.head_a), case, text=WORDS["handed"][0], file=act)
    actions.answer_case(Actor(world.clerk_a), case, body=WORDS["paper"][0])
    paper = case.papers.get().document
    version = Version(
        institution=world.institution, unit=world.unit_a, document=paper, ordinal=1, media_type="text/plain",
        blob=keep_bytes(WORDS["version"][1].encode()), file_name=f"{WORDS['version'][0]}.txt",
    )  # fmt: skip
    version.save()
    case.refresh_from_db()
    envelope.refresh_from_db()
    return Matters(
        case=case,
        letter=envelope,
        party=case.party,
        task=case.tasks.get(),
        paper=paper,
        version=version,
        export=_exported(world),
        brought=_brought(world),
        view=_own(world, "org.savedview", WORDS["view"][0], resource="cases.case", query=f"q={WORDS['view'][0]}"),
        notice=_own(world, "outbox.notification", WORDS["notice"][0]),
        scan=_scanned(world),
        charter=charter,
        procedure=case.procedure,
        resolution=case.resolutions.get(),
        handed=case.reports.get(),
    )


def _scanned(world: World) -> Any:
    return ScannedPaper.objects.create(
        user=world.clerk_a,
        institution=world.institution,
        blob=keep_bytes(b"scan"),
        file_name="scan.pdf",
        media_type="application/pdf",
        state="unknown",
    )


def _exported(world: World) -> Any:
    export = exports.begin_export(registry.resource("cases.case"), Actor(world.clerk_a), "", "csv")
    run_pending()
    export.refresh_from_db()
    return export


def _brought(world: World) -> Any:
    upload = SimpleUploadedFile(
        f"{WORDS['brought'][0]}.csv", f"inventory_number,name,acquired_on\nX1,{WORDS['brought'][1]},dünən\n".encode()
    )
    record = imports.keep_import(registry.resource("assets.asset"), Actor(world.head_a), upload)
    imports.begin_check(record)
    run_pending()
    record.refresh_from_db()
    return record


def _own(world: World, key: str, words: str, **given: Any) -> Any:
    return make_sample(
        registry.resource(key).model,
        institution=world.institution,
        unit=world.unit_a,
        user=world.clerk_a,
        marker=words,
        **given,
    )


def freeze_report(world: World) -> Any:
    """Sign the report of this quarter: its figures are told to the whole institution, its matters are not."""
    period = quarter_now(world.institution)
    report = draft_report(Actor(world.leader), institution=world.institution, period=period.name)
    return sign_report(Actor(world.leader), report)


def forget_files(matters: Matters) -> None:
    """Remove the files of the transfers, which lie outside the database."""
    for transfer in (matters.export, matters.brought):
        files.forget_file(files.file_name(transfer))
