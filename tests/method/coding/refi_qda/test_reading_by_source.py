"""Sources are read one by one while the file is gone through, and nothing depends on what has not come yet."""

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import values, xml
from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.common.errors import InputError
from tests.support.progress import Told
from tests.support.refi_projects import CODES, A, B, C, D, E, F, passage, qde, qdpx, source

VARIABLE = f'<Variables><Variable guid="{E}" name="Age" typeOfVariable="Integer"/></Variables>'
EMPTY_VALUE = f'<VariableValue><VariableRef targetGUID="{E}"/></VariableValue>'


def read(body: str) -> values.Project:
    return refi_qda.read(qde(body), file="p.qde")


def loose(body: str) -> list[tuple[str, int]]:
    found = "references to what the project does not hold"
    return [(loss.what.removesuffix(found).strip(), loss.count) for loss in read(body).losses if found in loss.what]


def numbered(count: int, *, passages: int = 1) -> str:
    """A section of sources with passages."""
    sources = "".join(
        f'<TextSource guid="{A[:-5]}{number:05}" name="T{number}"><PlainTextContent>Staff know.</PlainTextContent>'
        + passage(0, 5) * passages
        + "</TextSource>"
        for number in range(count)
    )
    return f"<Sources>{sources}</Sources>"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 2_000])
def test_every_source_is_read_once_and_in_order(count):
    project = read(CODES + numbered(count))
    assert [one.name for one in project.sources] == [f"T{number}" for number in range(count)]
    assert all(len(one.selections) == 1 for one in project.sources)
    assert not project.losses


def test_sections_may_come_in_any_order_and_twice():
    body = numbered(1) + source(passage(0, 5), guid=B, name="Again") + CODES
    assert [one.name for one in read(body).sources] == ["T0", "Again"]
    assert read(CODES + body).sources == read(body).sources


def test_a_value_left_empty_has_the_type_of_a_variable_that_comes_later():
    for body in (VARIABLE + source(EMPTY_VALUE), source(EMPTY_VALUE) + VARIABLE):
        [one] = read(body).sources
        assert one.values == (values.VariableValue(E, values.Kind.INTEGER, None),)


def test_a_value_of_a_variable_nobody_declared_is_text():
    [one] = read(source(EMPTY_VALUE)).sources
    assert one.values == (values.VariableValue(E, values.Kind.TEXT, None),)


def test_sources_in_places_of_their_own_are_read_with_the_others():
    stray = f'<TextSource guid="{B}" name="Stray"><PlainTextContent>words</PlainTextContent></TextSource>'
    project = read(f"{CODES}{numbered(1)}<Folder>{stray}</Folder>")
    assert sorted(one.name for one in project.sources) == ["Stray", "T0"]


def test_a_second_source_of_one_identifier_gets_its_own_wherever_it_stands():
    stray = f'<TextSource guid="{A}" name="Stray"><PlainTextContent>words</PlainTextContent></TextSource>'
    project = read(CODES + source() + stray + f"<Sources>{stray}</Sources>")
    assert len({one.guid for one in project.sources}) == 3
    [loss] = [loss for loss in project.losses if "identifier of another" in loss.what]
    assert (loss.what, loss.count) == ("sources with the identifier of another", 2)


@pytest.mark.parametrize("guid", [A, B, D])
def test_references_to_sources_passages_and_codings_lead_somewhere(guid):
    case = f'<Cases><Case guid="{F}" name="K"><SelectionRef targetGUID="{guid}"/></Case></Cases>'
    assert loose(CODES + case + source(passage(0, 5))) == []
    assert loose(CODES + source(passage(0, 5)) + case) == []


def test_references_that_lead_nowhere_are_counted_over_all_parts():
    passages = f'<SelectionRef targetGUID="{E}"/><SelectionRef targetGUID="{D}"/>'
    case = f'<Cases><Case guid="{F}" name="K">{passages}</Case></Cases>'
    note = f'<NoteRef targetGUID="{E}"/>'
    body = (
        CODES
        + case
        + source(passage(0, 5) + note)
        + f'<Sources><TextSource guid="{C}" name="2">{note}</TextSource></Sources>'
    )
    assert loose(body) == [("NoteRef", 2), ("SelectionRef", 1)]


def test_a_file_that_breaks_off_behind_its_sources_is_refused():
    with pytest.raises(InputError, match="not well-formed"):
        read(numbered(3) + "<x:Users/>")


def test_forbidden_characters_are_replaced_before_any_source_is_read():
    project = read(CODES + numbered(2) + "<Description>a\x0bb</Description>")
    assert len(project.sources) == 2
    assert [(loss.severity, loss.count) for loss in project.losses] == [(Severity.CHANGED, 1)]


def test_whoever_waits_is_told_of_every_source():
    told = Told()
    body = "<Sources>" + "".join(
        f'<TextSource guid="{A[:-1]}{number}" name="{number}" plainTextPath="internal://{number}.txt"/>'
        for number in range(3)
    )
    texts = {f"sources/{number}.txt": b"words" for number in range(3)}
    project = refi_qda.read(qdpx(body + "</Sources>", texts), file="p.qdpx", progress=told)
    assert told.said == [("Reading the coding project", 3, 3)]
    assert len(project.sources) == 3


def test_no_more_than_the_source_at_hand_is_kept_as_elements():
    document = xml.parse(xml.pieces_of(qde(CODES + numbered(2_000))), file="p.qde", tally=Tally())
    before = None
    for element in document.parts("Sources", ("TextSource",)):
        assert len(element) == 2
        assert before is None or len(before) == 0
        parent = element.getparent()
        assert parent is not None
        # One that was read, this one, and those of the same stretch of the file that are still to come.
        assert len(parent) < 600
        before = element
    assert [xml.local_name(section) for section in document.root] == ["CodeBook", "Sources"]
    assert len(document.root[1]) == 0
