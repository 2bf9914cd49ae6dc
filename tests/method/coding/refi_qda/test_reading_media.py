"""The pitfalls of files from other programs, one by one: pictures, recordings, and the rest."""

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.values import SourceKind
from fivefold.method.coding.spans import Span
from tests.method.coding.refi_qda.read_projects import TEXT, findings, only, read
from tests.support.refi_projects import CODES, A, B, C, D, E, F, passage, qdpx, source

# ---- pictures, recordings, and the rest


def test_pictures_and_recordings_are_listed_and_their_texts_kept():
    body = (
        "<Sources>"
        f'<PictureSource guid="{A}" name="map.jpg"><PictureSelection guid="{B}"><Coding guid="{D}">'
        f'<CodeRef targetGUID="{C}"/></Coding></PictureSelection></PictureSource>'
        f'<AudioSource guid="{E}" name="talk.m4a"><Transcript guid="{F}" name="talk">'
        f"<PlainTextContent>{TEXT}</PlainTextContent>"
        f'<SyncPoint guid="{A}" position="0" timeStamp="0"/><SyncPoint guid="{B}" position="5" timeStamp="9"/>'
        f'<TranscriptSelection guid="{C}" fromSyncPoint="{A}" toSyncPoint="{B}"><Coding guid="{D}">'
        f'<CodeRef targetGUID="{C}"/></Coding></TranscriptSelection></Transcript>'
        f'<Transcript guid="{A}" name="second"><PlainTextContent>Other.</PlainTextContent></Transcript></AudioSource>'
        "</Sources>"
    )
    project = read(CODES + body)
    found = findings(project)
    assert found["pictures"].consequence == "not carried"
    assert found["codings of regions of pictures"].count == 1
    assert "as a text source" in found["sound recordings"].consequence
    assert [one.guid for one in project.sources] == [E, A]
    assert project.sources[0].kind is SourceKind.TRANSCRIPT
    assert project.sources[0].selections[0].span == Span(0, 5)


def test_a_region_without_a_code_is_a_loss_of_the_region_only():
    body = f'<Sources><PictureSource guid="{A}"><PictureSelection guid="{B}"/></PictureSource></Sources>'
    found = findings(read(body))
    assert found["regions of pictures"].count == 1
    assert "codings of regions of pictures" not in found


def test_a_text_read_twice_is_fetched_once_and_told_twice():
    body = (
        f'<Sources><TextSource guid="{A}" name="a" plainTextPath="t.txt"/>'
        f'<TextSource guid="{B}" name="b" plainTextPath="t.txt"/></Sources>'
    )
    assert findings(read(body))["texts that are not in the file"].count == 2
    assert [one.text.text for one in refi_qda.read(qdpx(body, {"t.txt": b"words"}), file="p").sources] == ["words"] * 2


def test_codes_and_values_of_a_picture_without_text_are_a_loss():
    body = (
        f'<Sources><PictureSource guid="{A}" name="map.jpg"><Coding guid="{D}"><CodeRef targetGUID="{C}"/></Coding>'
        "</PictureSource></Sources>"
    )
    assert findings(read(CODES + body))["codings and values of whole pictures"].count == 1


def test_a_pictures_description_and_a_pdfs_misplaced_passage_are_texts_too():
    body = (
        f'<Sources><PictureSource guid="{A}"><TextDescription guid="{B}"><PlainTextContent>A gate.</PlainTextContent>'
        f'</TextDescription></PictureSource><PDFSource guid="{E}">{passage(0, 5)}'
        f'<Representation guid="{F}"><PlainTextContent>{TEXT}</PlainTextContent></Representation></PDFSource></Sources>'
    )
    picture, pdf = read(CODES + body).sources
    assert picture.text.text == "A gate."
    assert pdf.selections[0].span == Span(0, 5)


@pytest.mark.parametrize(
    "inside", [f"<PlainTextContent>{TEXT}</PlainTextContent>", ""], ids=["with its text", "without"]
)
def test_a_pdf_with_passages_but_no_part_for_its_text_keeps_them(inside):
    body = f'<Sources><PDFSource guid="{A}" name="Policy.pdf">{inside}{passage(0, 5)}</PDFSource></Sources>'
    [selection] = only(read(CODES + body)).selections
    assert [coding.code for coding in selection.codings] == [C]
    assert selection.span == (Span(0, 5) if inside else None)


def test_what_is_said_of_a_documents_text_is_said_of_the_document():
    body = (
        f'<Sources><PDFSource guid="{A}" name="Policy.pdf"><Description>whole</Description>'
        f'<Representation guid="{F}"><Description>its text</Description>'
        f"<PlainTextContent>{TEXT}</PlainTextContent>"
        f'<Coding guid="{D}"><CodeRef targetGUID="{C}"/></Coding><NoteRef targetGUID="{E}"/></Representation>'
        f"</PDFSource></Sources>"
    )
    pdf = only(read(CODES + body))
    assert pdf.description == "whole\nits text"
    assert [coding.code for coding in pdf.codings] == [C]
    assert pdf.notes == (E,)


def test_kinds_and_sections_the_format_does_not_have_are_told():
    found = findings(read('<Sources><SpreadsheetSource guid="x"/></Sources><Extras/>'))
    assert found["SpreadsheetSource elements where the format has none"].severity is Severity.LOST
    assert found["Extras elements where the format has none"].severity is Severity.LOST


def test_notes_links_sets_and_drawings_come_through():
    body = (
        f'<Notes><Note guid="{A}" name="Memo" creatingUser="{B}"><Description>d</Description>'
        "<PlainTextContent>one&#13;&#10;two</PlainTextContent></Note></Notes>"
        f'<Links><Link guid="{C}" name="l" originGUID="{A}" targetGUID="{B}" direction="OneWay" color="#000">'
        f'<NoteRef targetGUID="{A}"/></Link><Link guid="{D}" direction="Sideways"/></Links>'
        f'<Sets><Set guid="{E}" name="s"><Description>why</Description><MemberCode targetGUID="{A}"/>'
        f'<MemberSource targetGUID="{B}"/><MemberNote targetGUID="{C}"/></Set></Sets>'
        f'<Graphs><Graph guid="{F}" name="g"><Vertex guid="{A}" firstX="1" firstY="2"/>'
        f'<Edge guid="{B}" sourceVertex="{A}" targetVertex="{A}"/></Graph></Graphs>'
        f'<Description>about</Description><NoteRef targetGUID="{A}"/>'
    )
    project = read(body)
    assert project.notes[0].text.text == "one\ntwo"
    assert project.notes[0].kind is SourceKind.NOTE
    assert (project.links[0].direction, project.links[0].colour, project.links[0].notes) == ("OneWay", "#000000", (A,))
    assert project.links[1].direction == ""
    assert "links in a direction the format does not have" in findings(project)
    assert (project.sets[0].codes, project.sets[0].sources, project.sets[0].notes) == ((A,), (B,), (C,))
    assert dict(project.graphs[0].vertices[0].attributes)["firstX"] == "1"
    assert dict(project.graphs[0].edges[0].attributes)["sourceVertex"] == A
    assert (project.description, project.attached) == ("about", (A,))


def test_parts_of_drawings_are_carried_as_far_as_the_format_has_them():
    body = (
        f'<Graphs><Graph guid="{F}" name="g">'
        f'<Vertex guid="{{{A.upper()}}}" firstX="1" firstY="2" shape="Cloud" depth="3"/>'
        f'<Vertex guid="{B}" firstX="left" firstY="2"/><Edge guid="{C}" sourceVertex="{A}"/></Graph></Graphs>'
    )
    project = read(body)
    [graph] = project.graphs
    assert [dict(part.attributes) for part in graph.vertices] == [{"guid": A, "firstX": "1", "firstY": "2"}]
    assert graph.edges == ()
    assert findings(project)["attributes in drawings that the format does not have"].count == 2
    assert findings(project)["parts of drawings without what they need"].count == 2


def test_a_reference_to_nothing_is_none():
    assert (
        read(f'<Cases><Case guid="{A}"><SourceRef targetGUID=" "/><SourceRef/></Case></Cases>').cases[0].sources == ()
    )


def test_elements_in_another_order_are_read_all_the_same():
    inside = (
        f'<PlainTextSelection guid="{B}" startPosition="0" endPosition="5"><Coding guid="{D}">'
        f'<NoteRef targetGUID="{A}"/><CodeRef targetGUID="{C}"/></Coding><Description>late</Description>'
        "</PlainTextSelection>"
    )
    project = read(source(inside) + CODES)
    assert only(project).selections[0].description == "late"
    assert only(project).selections[0].codings[0].notes == (A,)


def test_users_keep_their_short_names():
    body = f'<Users><User guid="{A}" name="Coder 1" id="C1"/><User guid="{B}"/></Users>'
    assert [(user.name, user.id) for user in read(body).users] == [("Coder 1", "C1"), ("", "")]


def test_derived_identifiers_do_not_run_together():
    assert guids.derive("code", "a", "bc") != guids.derive("code", "ab", "c")
    assert guids.valid(guids.derive("code", "a"))
