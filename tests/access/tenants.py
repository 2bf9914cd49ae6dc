"""The standing world filled with words that must never cross a wall: each share's words carry a canary of its own."""

import dataclasses
import json
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from fivefold.method.frameworks.entries import Cell, Framework
from fivefold.method.studies.study import Study as StudyValue
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.actions import members, sites, studies
from fivefold.records.accounts.models import Membership, Share, ShareKind, Study
from fivefold.records.analysis import actions as freezing
from fivefold.records.analysis import queries as analysed
from fivefold.records.analysis.models import Freeze, Proposal
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import actions_memos
from fivefold.records.jobs import kinds as jobs
from fivefold.records.jobs.models import Job
from fivefold.records.reporting.models import Document
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import actions_cards, actions_receiving
from fivefold.records.studies.models import Submission
from fivefold.records.studies.reports import ImportReport
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place
from fivefold.web.reporting.briefing_pages import FORMATS
from tests.method.analysis.small_study import TEXT, small_study
from tests.support.coded_records import store
from tests.support.standing import NOW, World, share

NORTH, SOUTH, OTHER = "CANARY7f3aNorth", "CANARY7f3aSouth", "CANARY7f3aOther"
RESEARCH, OTHER_RESEARCH = "CANARY7f3aMemo", "CANARY7f3aOtherMemo"
REFERENCES = {NORTH: "NORTHREF1", SOUTH: "SOUTHREF1", OTHER: "OTHERREF1"}
WORDS = "w1"
FILE = "word"
_CODES = "school/risk = risk/school; peer/risk = risk/peer"


@dataclass(frozen=True)
class Tenants:
    """World with, in each study, submissions by canary, a memo, a freeze and words without a place.

    changes: number of the newest change of each submission. nominations: a role proposed in the first study.
    site_nominations: a site proposed for each.
    """

    world: World
    submissions: dict[str, UUID]
    changes: dict[UUID, int]
    memos: dict[Study, UUID]
    memberships: dict[Study, UUID]
    jobs: dict[tuple[Study, jobs.Kind], UUID]
    imports: dict[Study, UUID]
    proposals: dict[Study, UUID]
    nominations: list[UUID]
    site_nominations: dict[Study, UUID]

    def canaries_of(self, by: Actor | None) -> set[str]:
        """Canaries that may stand in an answer to somebody: those of shares they hold."""
        if by is None:
            return set()
        held = {(one.study_id, one.kind, one.label) for one in by.shares}
        first, second = self.world.first.id, self.world.second.id
        where = {
            NORTH: (first, ShareKind.SITE, "A"),
            SOUTH: (first, ShareKind.SITE, "B"),
            OTHER: (second, ShareKind.SITE, "A"),
            RESEARCH: (first, ShareKind.RESEARCH, ""),
            OTHER_RESEARCH: (second, ShareKind.RESEARCH, ""),
        }
        found = {canary for canary, place in where.items() if place in held}
        return found | {reference for canary, reference in REFERENCES.items() if canary in found}


EVERY_CANARY = {NORTH, SOUTH, OTHER, RESEARCH, OTHER_RESEARCH, *REFERENCES.values()}


def tenants(world: World) -> Tenants:
    """Fill both studies."""
    found = Tenants(world, {}, {}, {}, {}, {}, {}, {}, [], {})
    _fill(found, world.first, "research_lead", {"A": NORTH, "B": SOUTH}, memo=RESEARCH)
    _fill(found, world.second, "other_research_lead", {"A": OTHER}, memo=OTHER_RESEARCH)
    with world.acting("operator") as by:
        proposed = members.give(world.people["nobody"], "coder", where=world.first, by=by, at=NOW)
        outer = sites.add("Outer partnership", by=by, at=NOW)
        for study in (world.first, world.second):
            found.site_nominations[study] = studies.propose_site(study, outer, label="O", by=by, at=NOW).id
    found.nominations.append(proposed.id)
    return found


def _fill(found: Tenants, study: Study, lead: str, canaries: dict[str, str], *, memo: str) -> None:
    rows = [f"{REFERENCES[canary]} {label} both | {_CODES}" for label, canary in canaries.items()]
    plain = small_study("\n".join(rows))
    marked = tuple(
        dataclasses.replace(one, framework=_marked(one.framework, canaries[one.site]))
        for one in plain.study.submissions
    )
    coded = dataclasses.replace(plain, study=StudyValue(plain.study.protocol, marked))
    with found.world.acting(lead) as by:
        stored = store(coded, of=study, by=by)
        for label, canary in canaries.items():
            found.submissions[canary] = stored.submissions[REFERENCES[canary]]
            changed = _unplace(found.submissions[canary], study, label, canary, by=by)
            found.changes[found.submissions[canary]] = changed
        found.memos[study] = actions_memos.write(study, text=f"A thought: {memo}", by=by, at=NOW).id
        frozen = freezing.freeze(study, by=by, at=NOW)
        found.jobs[study, jobs.Kind.BRIEFING] = _briefing(frozen, memo, by=by)
        found.imports[study] = _import(study, memo, by=by)
        for kind in (jobs.Kind.FREEZE, jobs.Kind.IMPORT):
            found.jobs[study, kind] = _job(kind, study.id, frozen.share, by=by).id
        found.proposals[study] = _proposal(frozen, by=by)
    found.memberships[study] = Membership.objects.filter(study=study, role="coder").get().id


def _briefing(frozen: Freeze, canary: str, *, by: Actor) -> UUID:
    """A finished briefing with one file that holds the canary."""
    made = _job(jobs.Kind.BRIEFING, frozen.id, frozen.share, by=by)
    file = Document(id=uuid4(), share=frozen.share, job=made, name=FORMATS[FILE])
    file.sealed = keyring.current().seal(
        canary.encode(), scope=frozen.share.scope, place=Place("document", file.id, "sealed")
    )
    file.save(force_insert=True)
    return made.id


def _job(kind: jobs.Kind, subject: UUID, share: Share, *, by: Actor) -> Job:
    """A job that has ended."""
    return Job.objects.create(share=share, kind=kind, subject=subject, by=by.person, asked=NOW, ended=NOW)


def _import(study: Study, canary: str, *, by: Actor) -> UUID:
    """An import whose report names the canary."""
    made = actions_receiving.begin_import(study, by=by, at=NOW)
    finding = {"of": "study", "kind": "file", "what": canary, "where": "", "next_step": "", "attention": True}
    report = {one.name: 0 for one in dataclasses.fields(ImportReport)}
    listed = ("changed", "refused", "missing", "kept", "left", "elsewhere", "project_losses", "coding_losses")
    more = ("left_uncounted", "aside", "in_vivo")
    told = report | dict.fromkeys((*listed, *more), ()) | {"on_changed": {}, "form_notes": {}}
    actions_receiving.end_import(made, ImportReport(**told | {"findings": (finding,)}), by=by, at=NOW)
    return made.id


def _proposal(frozen: Freeze, *, by: Actor) -> UUID:
    """A proposal to release. So few frameworks may not be released, which the action would refuse."""
    made = Proposal(id=uuid4(), share=frozen.share, freeze=frozen, at=NOW, by=by.person)
    told = {"findings": asdict(analysed.figures_of(frozen).findings), "frameworks": []}
    made.findings = keyring.current().seal(
        json.dumps(told).encode(), scope=frozen.share.scope, place=Place("proposal", made.id, "findings")
    )
    made.save(force_insert=True)
    return made.id


def _marked(framework: Framework, canary: str) -> Framework:
    """Every entry's words with the canary behind what is coded of them."""
    cells = tuple(_cell(cell, canary) for cell in framework.cells)
    return dataclasses.replace(framework, cells=cells)


def _cell(cell: Cell, canary: str) -> Cell:
    entries = tuple(dataclasses.replace(entry, text=f"{TEXT} {canary}") for entry in cell.entries)
    return dataclasses.replace(cell, entries=entries) if entries else cell


def _unplace(submission: UUID, study: Study, label: str, canary: str, *, by: Actor) -> int:
    row = Submission.objects.select_related("share").get(id=submission)
    line = lines.line(Kind.UNPLACED, share=share(study, ShareKind.SITE, label), subject=submission)
    waiting = {WORDS: {"text": f"{canary} had no place", "where": "after the table", "decided": None}}
    write = Write(line, changes.put(waiting), against=line.head)
    told = lines.write([write], verb=Verb.SUBMISSION_RECEIVED_AGAIN, by=by, at=NOW, share=row.share, subject=submission)
    actions_cards.renew(row)
    return told.number
