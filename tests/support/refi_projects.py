"""Small project files written out by hand, and arbitrary project values for properties."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from fivefold.method.coding.refi_qda import values
from fivefold.method.coding.spans import SourceText, Span
from tests.support.refi_dialects import pack

NAMESPACE = "urn:QDA-XML:project:1.0"
A, B, C, D, E, F = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "abcdef")


def qde(body: str = "", *, attributes: str = 'origin="A program"', namespace: str = NAMESPACE) -> bytes:
    """A project file with these sections."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{namespace}" name="P" {attributes}>{body}</Project>'
    ).encode()


def qdpx(body: str = "", texts: dict[str, bytes] | None = None, *, project: str = "project.qde") -> bytes:
    """A container with this project and these members."""
    return pack({project: qde(body), **(texts or {})})


def source(inside: str = "", text: str = "Staff know about it.", *, guid: str = A, name: str = "One") -> str:
    """A Sources section with one inline text."""
    return (
        f'<Sources><TextSource guid="{guid}" name="{name}"><PlainTextContent>{text}</PlainTextContent>'
        f"{inside}</TextSource></Sources>"
    )


def passage(
    start: int, end: int, *, codes: tuple[str, ...] = (C,), guid: str = B, inside: str = "", more: str = ""
) -> str:
    """A passage with codings."""
    codings = "".join(f'<Coding guid="{D}"><CodeRef targetGUID="{code}"/></Coding>' for code in codes)
    return (
        f'<PlainTextSelection guid="{guid}" startPosition="{start}" endPosition="{end}" {more}>{inside}{codings}'
        "</PlainTextSelection>"
    )


CODES = f'<CodeBook><Codes><Code guid="{C}" name="Risks" isCodable="true"/></Codes></CodeBook>'

identifiers = st.uuids().map(str)
_xml = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="￾￿")
names = st.text(_xml, max_size=20)
words = st.text(st.one_of(_xml, st.sampled_from("\n\t🙂é ")), max_size=60)
_FIRST, _LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01")
times = st.one_of(
    st.none(), st.datetimes(_FIRST, _LAST, timezones=st.sampled_from([UTC, timezone(timedelta(hours=1))]))
)
colours = st.one_of(st.just(""), st.text("0123456789abcdef", min_size=6, max_size=6).map(lambda digits: f"#{digits}"))
_VALUES = {
    values.Kind.TEXT: words,
    values.Kind.BOOLEAN: st.booleans(),
    values.Kind.INTEGER: st.integers(-(10**12), 10**12),
    values.Kind.FLOAT: st.decimals(-1000, 1000, places=3)
    .map(Decimal.normalize)
    .map(lambda number: Decimal(format(number, "f"))),
    values.Kind.DATE: st.dates(date(1990, 1, 1)),
    values.Kind.DATE_TIME: times.filter(lambda moment: moment is not None),
}


@st.composite
def stamps(draw, users):
    user = st.sampled_from(["", *users])
    return values.Stamp(draw(user), draw(times), draw(user), draw(times))


@st.composite
def codes(draw, made, depth=3):
    code_guid = draw(identifiers.filter(lambda guid: guid not in made))
    made.append(code_guid)
    children = draw(st.integers(0, 2)) if depth else 0
    return values.Code(
        guid=code_guid,
        name=draw(names),
        codable=draw(st.booleans()),
        colour=draw(colours),
        description=draw(words),
        children=tuple(draw(codes(made, depth - 1)) for _ in range(children)),
    )


@st.composite
def text_sources(draw, code_guids, users, variables, kind=values.SourceKind.TEXT):
    text = draw(st.one_of(st.none(), words))
    selections = []
    if text:
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            selections.append(
                values.Selection(
                    guid=draw(identifiers),
                    name=draw(names),
                    span=Span(start, end),
                    codings=tuple(draw(st.lists(codings(code_guids, users), max_size=2))) if code_guids else (),
                    description=draw(words),
                    stamp=draw(stamps(users)),
                )
            )
    name = draw(names)
    return values.TextSource(
        guid=draw(identifiers),
        name=name,
        text=None if text is None else SourceText(name, text),
        selections=tuple(selections),
        description=draw(words),
        values=tuple(draw(st.lists(variable_values(variables), max_size=2))) if variables else (),
        stamp=draw(stamps(users)),
        kind=kind,
    )


@st.composite
def codings(draw, code_guids, users):
    return values.Coding(
        draw(identifiers), draw(st.sampled_from(code_guids)), draw(st.sampled_from(["", *users])), draw(times)
    )


@st.composite
def variable_values(draw, variables):
    variable = draw(st.sampled_from(variables))
    return values.VariableValue(variable.guid, variable.kind, draw(st.one_of(st.none(), _VALUES[variable.kind])))


@st.composite
def projects(draw):
    """Any project that says everything in the way the standard says it."""
    users = tuple(draw(st.lists(st.builds(values.User, identifiers, names, names), max_size=3)))
    user_guids = [user.guid for user in users]
    made: list[str] = []
    tree = tuple(draw(codes(made)) for _ in range(draw(st.integers(0, 2))))
    variables = tuple(
        draw(st.lists(st.builds(values.Variable, identifiers, names, st.sampled_from(values.Kind), words), max_size=3))
    )
    sources = tuple(
        draw(st.lists(text_sources(made, user_guids, variables), max_size=3, unique_by=lambda source: source.guid))
    )
    notes = tuple(draw(st.lists(text_sources(made, user_guids, variables, kind=values.SourceKind.NOTE), max_size=2)))
    source_guids = [source.guid for source in sources]
    note_guids = [note.guid for note in notes]

    def some(guids_):
        return tuple(draw(st.lists(st.sampled_from(guids_), max_size=2))) if guids_ else ()

    cases = tuple(
        values.Case(
            draw(identifiers),
            draw(names),
            draw(words),
            some(made),
            tuple(draw(st.lists(variable_values(variables), max_size=2))) if variables else (),
            some(source_guids),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    links = tuple(
        values.Link(
            draw(identifiers),
            draw(names),
            draw(identifiers),
            draw(identifiers),
            draw(st.sampled_from(["", "Associative", "OneWay", "Bidirectional"])),
            draw(colours),
            some(note_guids),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    sets = tuple(
        values.Set(draw(identifiers), draw(names), draw(words), some(made), some(source_guids), some(note_guids))
        for _ in range(draw(st.integers(0, 2)))
    )
    graphs = tuple(
        values.Graph(draw(identifiers), draw(names), (drawn(draw(identifiers), draw(names)),))
        for _ in range(draw(st.integers(0, 1)))
    )
    return values.Project(
        name=draw(names), users=users, codes=tree, variables=variables, cases=cases, sources=sources, notes=notes,
        links=links, sets=sets, graphs=graphs, description=draw(words), attached=some(note_guids),
        stamp=draw(stamps(user_guids)),
    )  # fmt: skip


def drawn(guid: str, name: str) -> values.Drawn:
    return values.Drawn((("firstX", "1"), ("firstY", "2"), ("guid", guid), ("name", name)))
