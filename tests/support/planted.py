"""A study in which every text that people or partners write holds markup, brought into the records."""

from dataclasses import replace
from uuid import UUID

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import Cell, CellStatus
from fivefold.method.studies.study import Override, Study
from fivefold.method.studies.study import Submission as Value
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import ShareKind, Site
from fivefold.records.analysis import actions as freezing
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import actions_memos
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import actions_cards
from fivefold.records.studies.models import Submission
from tests.method.analysis.small_study import small_study
from tests.support.coded_records import store
from tests.support.standing import NOW, World, share
from tests.support.study_folders import reference

COMPUTED = "8641969"
"""What stands on a page where something computed the template in MARKUP."""

MARKUP = (
    "</title></textarea></template></script></style><script data-planted>alert(1)</script>"
    "<img data-planted src=x onerror=alert(1)><svg data-planted onload=alert(1)>"
    "\" autofocus onfocus=alert(1) data-planted='' x=\"' onmouseover='alert(1)' data-planted='"
    "{{1234567*7}}{% raise %}${1234567*7}<style data-planted>*{background:url(//x.example)}</style>"
    "javascript:alert(1)--><a data-planted href=javascript:alert(1)>&lt;\u202e\u2066x\u2069\\u003cscript\\u003e"
)
"""One text for every place in which words may stand: element, attribute, script, style, template, address."""


SHORT = "<img data-planted src=x onerror=alert(1)>\"' {{1234567*7}}"
"""The same for a name that may not be long."""


def planted(name: str) -> str:
    """MARKUP with a word before it by which a page that shows it is known."""
    return f"planted-{name} {MARKUP}"


IMPORTED = frozenset(
    {
        "entry", "status", "offence", "place", "setting", "characteristic", "override", "unplaced", "where", "memo",
        "code", "definition", "title", "question", "person", "site",
    }
)  # fmt: skip
"""Where words are planted that people, partners and coders bring; each of them is seen on some page."""


def plant(world: World) -> None:
    """Fill the first study of the world, and give its people and a site names of this kind."""
    Site.objects.filter(id=world.north.id).update(name=f"planted-site {SHORT}")
    for who in world.people.values():
        who.name = f"planted-person {SHORT}"
        who.save()
    with world.acting("research_lead") as by:
        stored = store(_coded(), of=world.first, by=by)
        for label, identity in zip("AB", stored.submissions.values(), strict=True):
            _unplace(world, identity, label, by)
        for code in ("risk/school", None):
            actions_memos.write(world.first, text=planted("memo"), code=code, by=by, at=NOW)
        freezing.freeze(world.first, by=by, at=NOW)


def _coded() -> CodedStudy:
    plain = small_study(
        f"{reference(1)} A both | school/risk = risk/school; peer/risk = risk/peer\n"
        f"{reference(2)} B both | school/risk = risk/school; peer/risk = risk/peer"
    )
    own = replace(
        codebook()["risk/school"],
        key="risk/school/own",
        # As long as an extract takes a name, and without signs that cannot be seen, which it refuses.
        path=("Risks", "School", f"planted-code {SHORT}"),
        definition=planted("definition"),
    )
    protocol = replace(plain.study.protocol, title=planted("title"), question=planted("question"))
    submissions = tuple(_submission(one) for one in plain.study.submissions)
    codings = tuple(
        replace(one, span=Span(0, 40), code=own if one.code.key == "risk/school" else one.code) for one in plain.codings
    )
    # Without the new code in its codebook: storing then keeps it as one of the study's own.
    return CodedStudy(Study(protocol, submissions), plain.codebook, codings)


def _submission(one: Value) -> Value:
    form = one.framework
    header = replace(form.header, signature=planted("signature"), offence=planted("offence"))
    cells = tuple(_cell(cell) for cell in form.cells)
    incidents = tuple(
        replace(incident, setting=planted("setting"), characteristics=frozenset({planted("characteristic")}))
        for incident in one.incidents
    )
    return replace(
        one,
        framework=replace(form, header=header, cells=cells, places={Context.NEIGHBOURHOOD: planted("place")}),
        incidents=incidents,
        override=Override("sole", planted("override"), planted("person")),
    )


def _cell(cell: Cell) -> Cell:
    if cell.entries:
        return replace(cell, entries=tuple(replace(entry, text=planted("entry")) for entry in cell.entries))
    return replace(cell, status=CellStatus.NOT_APPLICABLE, status_text=planted("status"))


def _unplace(world: World, identity: UUID, label: str, by: Actor) -> None:
    row = Submission.objects.select_related("share").get(id=identity)
    line = lines.line(Kind.UNPLACED, share=share(world.first, ShareKind.SITE, label), subject=identity)
    lost = {
        "w1": {"text": planted("unplaced"), "where": planted("where"), "decided": None},
        "w2": {"text": MARKUP, "where": MARKUP, "decided": {"as": "nothing", "reason": MARKUP}},
    }
    write = Write(line, changes.put(lost), against=line.head)
    lines.write([write], verb=Verb.SUBMISSION_RECEIVED_AGAIN, by=by, at=NOW, share=row.share, subject=identity)
    actions_cards.renew(row)
