"""Project files that deviate from the format's structure: read all the same, and nothing in silence."""

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda.losses import Severity
from tests.support.refi_projects import CODES, A, B, C, D, E, F, passage, qde, source


def read(body):
    return refi_qda.read(qde(body), file="p.qde")


def paths(project):
    return [path for path, _ in project.walk_codes()]


def findings(project):
    return {loss.what: loss for loss in project.losses}


def coded(project):
    return [
        (coding.code, selection.span.start, selection.span.end)
        for one in project.sources
        for selection in one.selections
        for coding in selection.codings
    ]


CHILD = f'<Code guid="{D}" name="Peer" isCodable="true"/>'


@pytest.mark.parametrize("wrapper", ["SubCodes", "Codes", "Children"])
def test_codes_below_a_code_are_found_in_any_wrapper(wrapper):
    body = (
        f'<CodeBook><Codes><Code guid="{C}" name="Risks" isCodable="true"><{wrapper}>{CHILD}</{wrapper}></Code>'
        "</Codes></CodeBook>"
    )
    project = read(body)
    assert paths(project) == [("Risks",), ("Risks", "Peer")]
    assert [loss.severity for loss in project.losses] == [Severity.NOTE]


def test_wrappers_in_wrappers_are_taken_off_too():
    body = (
        f'<CodeBook><Codes><Group><Folder>{CHILD}</Folder><Code guid="{C}" name="Risks" isCodable="true"/></Group>'
        "</Codes></CodeBook>"
    )
    assert sorted(paths(read(body))) == [("Peer",), ("Risks",)]


def test_codes_right_below_the_codebook_are_codes():
    project = read(f"<CodeBook>{CHILD}<!-- one more -->{CHILD.replace(D, E)}</CodeBook>")
    assert paths(project) == [("Peer",), ("Peer",)]
    assert findings(project)["Code elements right below CodeBook"].count == 2


@pytest.mark.parametrize("form", ["<Set {0}</Set>", "<Sets><Set {0}</Set></Sets>"])
def test_sets_below_the_codebook_are_sets(form):
    group = form.format(f'guid="{A}" name="g"><MemberCode guid="{D}"/>')
    project = read(f"<CodeBook><Codes>{CHILD}</Codes>{group}</CodeBook>")
    assert [(one.name, one.codes) for one in project.sets] == [("g", (D,))]
    assert all(loss.severity is Severity.NOTE for loss in project.losses)


def test_sources_right_below_the_project_are_sources():
    project = read(CODES + source(passage(0, 5))[len("<Sources>") : -len("</Sources>")])
    assert coded(project) == [(C, 0, 5)]


def test_sources_in_folders_are_sources():
    inner = source(passage(0, 5))[len("<Sources>") : -len("</Sources>")]
    project = read(f'{CODES}<Sources><Folder name="Site A">{inner}</Folder></Sources>')
    assert coded(project) == [(C, 0, 5)]


@pytest.mark.parametrize(
    "inside",
    [
        f'<CodeRef targetGUID="{C}"/>',
        f'<Codings><Coding guid="{D}"><CodeRef targetGUID="{C}"/></Coding></Codings>',
        f'<Codings><CodeRef targetGUID="{C}"/></Codings>',
        f'<Coding guid="{D}"><CodeRef>{C}</CodeRef></Coding>',
        f'<Coding><CodeRef targetGUID="{{{C.upper()}}}"/></Coding>',
    ],
)
def test_a_coding_is_found_however_it_is_wrapped(inside):
    body = f'<PlainTextSelection guid="{B}" startPosition="0" endPosition="5">{inside}</PlainTextSelection>'
    project = read(CODES + source(body))
    assert coded(project) == [(C, 0, 5)]
    assert not project.losses.needs_attention


def test_two_codes_right_below_a_passage_are_two_codings():
    inside = f'<CodeRef targetGUID="{C}"/><CodeRef targetGUID="{D}"/>'
    body = f'<PlainTextSelection guid="{B}" startPosition="0" endPosition="5">{inside}</PlainTextSelection>'
    found = coded(read(f"<CodeBook>{CHILD}</CodeBook>" + source(body)))
    assert found == [(C, 0, 5), (D, 0, 5)]


def test_passages_in_a_wrapper_are_passages():
    assert coded(read(CODES + source(f"<Selections>{passage(0, 5)}{passage(6, 10)}</Selections>"))) == [
        (C, 0, 5),
        (C, 6, 10),
    ]


def test_words_where_the_format_has_none_are_kept_in_the_description():
    selection = passage(0, 5, inside="<Description>who?</Description><Memo>ask</Memo>")
    selection = selection.replace(f'<CodeRef targetGUID="{C}"/>', f'<CodeRef targetGUID="{C}"/><Comment>why</Comment>')
    note = "<Note><PlainTextContent>seen</PlainTextContent></Note>"
    project = read(CODES + source(note + selection))
    [found] = project.sources
    assert found.description == "seen"
    assert found.selections[0].description == "who?\nask\nwhy"
    assert {loss.severity for loss in project.losses} == {Severity.CHANGED}


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<Extras><Page>words</Page></Extras>", "Extras"),
        ('<Links><Link guid="l"><Memo>words</Memo></Link></Links>', "Memo"),
        ("<Sources><SpreadsheetSource/></Sources>", "SpreadsheetSource"),
        (f'<Users><User guid="{A}"><Role/></User></Users>', "Role"),
        (f'<Cases><Case guid="{A}"><Case guid="{B}"/></Case></Cases>', "Case"),
    ],
)
def test_what_has_no_place_at_all_is_told(body, what):
    assert findings(read(body))[f"{what} elements where the format has none"].severity is Severity.LOST


def test_a_value_of_no_known_type_is_text():
    body = (
        f'<Variables><Variable guid="{A}" name="v" typeOfVariable="Text"/></Variables><Cases><Case guid="{B}">'
        f'<VariableValue><VariableRef targetGUID="{A}"/><StringValue>x</StringValue></VariableValue></Case></Cases>'
    )
    assert read(body).cases[0].values[0].value == "x"


def test_attributes_the_format_does_not_have_are_told_but_not_those_of_xml_itself():
    body = (
        f'<CodeBook><Codes><Code guid="{C}" name="a" isCodable="true" memo="why" xml:lang="en"/></Codes></CodeBook>'
        f'<Graphs><Graph guid="{A}"><Vertex guid="{B}" firstX="1" firstY="1" depth="3"/></Graph></Graphs>'
    )
    told = [what for what in findings(read(body)) if what.startswith('attributes "')]
    assert told == ['attributes "memo", which the format does not have']


def test_two_codes_of_one_identifier_are_told_apart_and_told():
    codes = "".join(f'<Code guid="{C}" name="{name}" isCodable="true"/>' for name in ("Risks", "Needs", "Strengths"))
    project = read(f"<CodeBook><Codes>{codes}</Codes></CodeBook>" + source(passage(0, 5)))
    assert paths(project) == [("Risks",), ("Needs",), ("Strengths",)]
    assert len({code.guid for code in project.codes}) == 3
    assert coded(project) == [(project.codes[0].guid, 0, 5)]
    assert findings(project)["codes with the identifier of another"].count == 2


def test_two_sources_of_one_identifier_keep_their_texts_when_written_again():
    twins = "".join(
        f'<TextSource guid="{A}" name="{name}"><PlainTextContent>{name} text</PlainTextContent></TextSource>'
        for name in ("One", "Two")
    )
    project = read(f"<Sources>{twins}</Sources>")
    again = refi_qda.read(refi_qda.write(project)[0], file="p.qdpx")
    assert [one.text.text for one in again.sources] == ["One text", "Two text"]


def test_references_to_nothing_are_told_once_for_each_kind():
    body = (
        f'<Cases><Case guid="{F}" name="K"><SourceRef targetGUID="{A}"/></Case></Cases>'
        f'<Links><Link guid="{B}" name="l" originGUID="{F}" targetGUID="{E}"/></Links>'
        f'<Sets><Set guid="{A}" name="s"><MemberCode targetGUID="{C}"/><MemberCode targetGUID="{D}"/>'
        f'<MemberNote targetGUID=" "/></Set></Sets>'
    )
    project = read(body)
    assert {loss.what: loss.count for loss in project.losses} == {
        "Link references to what the project does not hold": 1,
        "MemberCode references to what the project does not hold": 2,
    }
    assert project.sets[0].codes == (C, D)
