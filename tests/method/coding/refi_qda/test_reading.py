"""The pitfalls of files from other programs, one by one."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import guids
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.values import Kind, SourceKind
from fivefold.method.coding.spans import Span
from tests.support.refi_projects import CODES, A, B, C, D, E, F, passage, qde, qdpx, source

TEXT = "Staff know about it."


def read(body="", **more):
    return refi_qda.read(qde(body, **more), file="p.qde")


def findings(project):
    return {loss.what: loss for loss in project.losses}


def only(project):
    [found] = project.sources
    return found


def texts(name, data, path="internal://t.txt", inside=""):
    body = f'<Sources><TextSource guid="{A}" name="One" plainTextPath="{path}">{inside}</TextSource></Sources>'
    return refi_qda.read(qdpx(body, {name: data}), file="p.qdpx")


# ---- container and texts


@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES"])
def test_sources_are_found_in_either_case(folder):
    assert only(texts(f"{folder}/T.txt", b"words")).text.text == "words"


def test_a_missing_member_is_told_and_the_rest_is_read():
    project = texts("sources/other.txt", b"words", inside=passage(0, 5))
    assert only(project).text is None
    assert only(project).selections[0].span is None
    assert only(project).selections[0].positions == (0, 5)
    assert findings(project)["texts that are not in the file"].severity is Severity.LOST


def test_a_bare_project_file_has_its_texts_elsewhere():
    body = f'<Sources><TextSource guid="{A}" name="One" plainTextPath="internal://t.txt"/></Sources>'
    assert "texts that are not in the file" in findings(read(body))


def test_a_formatted_original_without_plain_text_is_told():
    body = f'<Sources><TextSource guid="{A}" name="One" richTextPath="internal://t.docx"/></Sources>'
    assert "texts that are not in the file" in findings(read(body))
    bare = f'<Sources><TextSource guid="{A}" name="One"/></Sources>'
    assert "sources without any text" in findings(read(bare))


def test_the_plain_text_stands_for_a_formatted_original():
    body = f'<Sources><TextSource guid="{A}" name="One" plainTextPath="t.txt" richTextPath="t.docx"/></Sources>'
    project = refi_qda.read(qdpx(body, {"sources/t.txt": b"words"}), file="p")
    assert findings(project)["formatted originals"].severity is Severity.NOTE


@pytest.mark.parametrize(
    "path",
    [
        'richTextPath="internal://t.txt"',
        'richTextPath="internal://t.docx"',
        'plainTextPath="internal://t"',
        f'plainTextPath="internal://gone.txt" richTextPath="internal://{A}.docx"',
        "",
    ],
)
def test_a_text_that_is_there_but_not_named_is_found(path):
    held = f"sources/{A}.txt" if "gone" in path or not path else "sources/t.txt"
    body = f'<Sources><TextSource guid="{A}" name="One" {path}/></Sources>'
    project = refi_qda.read(qdpx(body, {held: b"words"}), file="p.qdpx")
    assert only(project).text.text == "words"
    assert findings(project)["texts that the project does not name rightly"].severity is Severity.NOTE


def test_a_formatted_document_alone_is_told_with_what_to_do():
    body = f'<Sources><TextSource guid="{A}" name="One" richTextPath="internal://t.docx"/></Sources>'
    project = refi_qda.read(qdpx(body, {"sources/t.docx": b"PK"}), file="p.qdpx")
    assert "export with plain text too" in findings(project)["texts that are not in the file"].consequence


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_of_two_bytes_to_a_letter_without_a_mark(encoding):
    assert only(texts("sources/t.txt", "Staff know.".encode(encoding))).text.text == "Staff know."


@pytest.mark.parametrize(
    "data",
    [
        "café\r\nend".encode(),
        "\ufeffcafé\r\nend".encode(),
        "\ufeffcafé\nend".encode("utf-16-le"),
        "\ufeffcafé\rend".encode("utf-16-be"),
    ],
)
def test_a_text_is_normalised_whatever_wrote_it(data):
    assert only(texts("sources/t.txt", data)).text.text == "café\nend"


def test_a_text_that_is_not_utf_8_is_read_with_a_doubt():
    project = texts("sources/t.txt", "café".encode("cp1252"))
    assert only(project).text.text == "café"
    assert findings(project)["texts that are not UTF-8"].severity is Severity.DOUBT


def test_a_text_has_the_digest_of_its_normalised_form():
    assert only(texts("sources/t.txt", b"a\r\nb")).text.digest == only(texts("sources/t.txt", b"a\nb")).text.digest


def test_an_empty_inline_text_gives_way_to_a_path():
    body = f'<Sources><TextSource guid="{A}" plainTextPath="t.txt"><PlainTextContent/></TextSource></Sources>'
    assert only(refi_qda.read(qdpx(body, {"sources/t.txt": b"words"}), file="p")).text.text == "words"


def test_carriage_returns_written_as_references_are_line_ends():
    project = read(CODES + source(passage(10, 15), text="Staff&#13;&#10;are aware."))
    assert only(project).text.text == "Staff\nare aware."


# ---- identifiers


def test_identifiers_are_compared_without_case_and_braces():
    body = f'<CodeBook><Codes><Code guid="{{{C.upper()}}}" name="Risks" isCodable="true"/></Codes></CodeBook>' + source(
        passage(0, 5)
    )
    project = read(body)
    assert project.codes[0].guid == C
    assert only(project).selections[0].codings[0].code == C
    assert project.losses.losses == ()


def test_identifiers_that_are_no_guid_are_kept_and_told():
    project = read('<CodeBook><Codes><Code guid="code-1" name="a" isCodable="true"/></Codes></CodeBook>')
    assert project.codes[0].guid == "code-1"
    assert findings(project)["identifiers that are no GUID"].severity is Severity.NOTE


def test_a_thing_without_an_identifier_gets_the_same_one_at_every_reading():
    body = '<CodeBook><Codes><Code name="a" isCodable="true"/><Code name="b" isCodable="true"/></Codes></CodeBook>'
    first, second = read(body).codes, read(body).codes
    assert first == second
    assert first[0].guid != first[1].guid


def test_one_identifier_for_a_region_and_its_passage_is_one_quotation():
    body = (
        f'<Sources><PDFSource guid="{A}" name="Policy.pdf">'
        f'<PDFSelection guid="{B}" page="0" firstX="1" firstY="1" secondX="2" secondY="2">'
        f'<Coding guid="{E}"><CodeRef targetGUID="{C}"/></Coding></PDFSelection>'
        f'<Representation guid="{F}"><PlainTextContent>{TEXT}</PlainTextContent>{passage(0, 5)}</Representation>'
        "</PDFSource></Sources>"
    )
    project = read(CODES + body)
    found = findings(project)
    assert "regions of PDF documents" not in found
    assert found["regions of PDF documents that are also passages of their text"].count == 1
    assert only(project).guid == A
    assert only(project).kind is SourceKind.PDF
    assert only(project).selections[0].span == Span(0, 5)


def test_a_region_with_a_code_its_passage_lacks_is_a_loss():
    body = (
        f'<Sources><PDFSource guid="{A}" name="Policy.pdf">'
        f'<PDFSelection guid="{B}" page="0"><Coding guid="{E}"><CodeRef targetGUID="{F}"/></Coding></PDFSelection>'
        f'<Representation guid="{D}"><PlainTextContent>{TEXT}</PlainTextContent>{passage(0, 5)}</Representation>'
        "</PDFSource></Sources>"
    )
    found = findings(read(CODES + body))
    assert found["regions of PDF documents"].severity is Severity.LOST
    assert found["codings of regions of PDF documents"].count == 1


# ---- the code tree


def test_codes_of_one_name_at_different_places_stay_apart():
    body = (
        f'<CodeBook><Codes><Code guid="{A}" name="Peer" isCodable="true">'
        f'<Code guid="{B}" name="Other" isCodable="true"/></Code><Code guid="{C}" name="School" isCodable="true">'
        f'<Code guid="{D}" name="Other" isCodable="true"/></Code></Codes></CodeBook>'
    )
    paths = [path for path, _ in read(body).walk_codes()]
    assert paths == [("Peer",), ("Peer", "Other"), ("School",), ("School", "Other")]


def test_codes_that_are_not_codable_are_folders():
    body = (
        f'<CodeBook><Codes><Code guid="{A}" name="a" isCodable="false"/><Code guid="{B}" name="b" isCodable="0"/>'
        f'<Code guid="{C}" name="c" isCodable="1"/><Code guid="{D}" name="d"/></Codes></CodeBook>'
    )
    project = read(body)
    assert [code.codable for code in project.codes] == [False, False, True, True]
    assert findings(project)["codes that do not say whether they are codable"].count == 1


@pytest.mark.parametrize(
    ("written", "colour", "told"),
    [
        ("#F00082", "#f00082", False),
        ("#f08", "#ff0088", False),
        ("#F08", "#ff0088", False),
        ("", "", False),
        ("rgb(240, 0, 130)", "#f00082", True),
        ("rgba(300,0,130,0.5)", "#ff0082", True),
        ("#fff00082", "#f00082", True),
        ("#f00082ff", "#f00082", True),
        ("F00082", "#f00082", True),
        ("red", "", True),
        ("#12", "", True),
    ],
)
def test_colours_in_any_form(written, colour, told):
    body = f'<CodeBook><Codes><Code guid="{A}" name="a" isCodable="true" color="{written}"/></Codes></CodeBook>'
    project = read(body)
    assert project.codes[0].colour == colour
    assert ("colours in a form the format does not have" in findings(project)) is told


def test_a_code_keeps_its_description_and_notes():
    body = (
        f'<CodeBook><Codes><Code guid="{A}" name="a" isCodable="true"><Description>what &amp; when</Description>'
        f'<NoteRef targetGUID="{B}"/></Code></Codes></CodeBook>'
    )
    assert read(body).codes[0].description == "what & when"
    assert read(body).codes[0].notes == (B,)


# ---- codebooks and namespaces


@pytest.mark.parametrize(
    "namespace", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0"]
)
def test_a_codebook_alone_is_read_in_every_namespace_seen(namespace):
    data = (
        f'<CodeBook xmlns="{namespace}" origin="A program"><Codes><Code guid="{A}" name="a" isCodable="true"/></Codes>'
        f'<Sets><Set guid="{B}" name="group"><MemberCode guid="{A}"/></Set></Sets></CodeBook>'
    ).encode()
    project = refi_qda.read(data, file="c.qdc")
    assert [code.name for code in project.codes] == ["a"]
    assert project.sets[0].codes == (A,)
    assert ("namespaces other than the standard's" in findings(project)) is (namespace[-3:] != "1.0")


def test_empty_sets_in_a_codebook_are_no_trouble():
    data = b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/><Sets/></CodeBook>'
    assert refi_qda.read(data, file="c.qdc").sets == ()
    assert refi_qda.read(b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', file="c.qdc").codes == ()


@pytest.mark.parametrize("namespace", ["", "urn:QDA-XML:project:1.5"])
def test_a_project_in_another_namespace_is_read_and_it_is_told(namespace):
    project = read(CODES, namespace=namespace)
    assert len(project.codes) == 1
    assert findings(project)["namespaces other than the standard's"].where == (namespace or "none at all")


def test_a_codebook_fragment_keeps_its_own_namespace_inside_a_project():
    body = (
        f'<CodeBook><Codes><Code xmlns="urn:QDA-XML:codebook:0:4" guid="{C}" name="Risks" isCodable="true">'
        f'<Code guid="{D}" name="Peer" isCodable="true"/></Code></Codes></CodeBook>'
    )
    assert [path for path, _ in read(body).walk_codes()] == [("Risks",), ("Risks", "Peer")]


# ---- passages and codings


def test_a_passage_without_a_code_is_an_annotation_and_keeps_its_words():
    more = 'creatingUser="' + E + '" creationDateTime="2024-03-01T10:00:00Z"'
    project = read(source(passage(0, 5, codes=(), inside="<Description>who?</Description>", more=more)))
    [selection] = only(project).selections
    assert selection.description == "who?"
    assert selection.stamp.creator == E
    assert selection.stamp.created == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert findings(project)["passages without a code"].severity is Severity.NOTE


def test_several_codes_on_one_passage_are_several_codings():
    project = read(CODES + source(passage(0, 5, codes=(C, C))))
    assert len(only(project).selections[0].codings) == 2


def test_a_code_may_stand_on_a_whole_source():
    project = read(CODES + source(f'<Coding guid="{D}"><CodeRef targetGUID="{C}"/></Coding>'))
    assert only(project).codings[0].code == C


def test_positions_that_lie_in_no_text_are_told_and_the_passage_kept():
    project = read(CODES + source(passage(0, 5) + passage(45, 99, guid=E) + passage(0, 0, guid=F)))
    assert [one.span for one in only(project).selections] == [Span(0, 5), None, None]
    assert findings(project)["passages whose positions do not lie in their text"].count == 1
    assert findings(project)["passages without any length"].severity is Severity.DOUBT


def test_a_passage_that_reaches_beyond_its_text_is_cut_and_told():
    project = read(CODES + source(passage(0, 5) + passage(6, 21, guid=E)))
    assert [one.span for one in only(project).selections] == [Span(0, 5), Span(6, 20)]
    assert only(project).selections[1].positions == (6, 21)
    [found] = [loss for loss in project.losses if "beyond their text" in loss.what]
    assert found.severity is Severity.DOUBT


def test_a_passage_given_from_its_end_to_its_start_is_the_same_passage():
    project = read(CODES + source(passage(5, 0)))
    assert only(project).selections[0].span == Span(0, 5)
    assert findings(project)["passages whose end stands before their start"].severity is Severity.CHANGED


@pytest.mark.parametrize(("written", "span"), [("6.0", Span(6, 10)), ("0.6e1", Span(6, 10)), (" 6 ", Span(6, 10))])
def test_positions_as_statistics_programs_write_them(written, span):
    assert only(read(CODES + source(passage(written, 10)))).selections[0].span == span


def test_large_positions_in_scientific_notation():
    text = "word " * 20_001
    project = read(CODES + source(passage("1e+05", 100_004), text))
    assert only(project).selections[0].span == Span(100_000, 100_004)


@pytest.mark.parametrize("position", ["", "x", "-3", "1.5", "1e90", "9" * 30])
def test_a_position_that_is_no_number_lies_nowhere(position):
    body = source(f'<PlainTextSelection guid="{B}" startPosition="{position}" endPosition="5"/>')
    assert only(read(body)).selections[0].span is None


def test_a_coding_without_a_code_or_with_two_is_told():
    body = source(
        f'<PlainTextSelection guid="{B}" startPosition="0" endPosition="5"><Coding guid="{D}"/>'
        f'<Coding guid="{E}"><CodeRef targetGUID="{C}"/><CodeRef targetGUID="{F}"/></Coding></PlainTextSelection>'
    )
    project = read(CODES + body)
    codings = only(project).selections[0].codings
    assert [one.code for one in codings] == ["", C, F]
    assert len({one.guid for one in codings}) == 3
    assert findings(project)["codings that name no code"].severity is Severity.DOUBT
    assert findings(project)["codings that name several codes"].severity is Severity.CHANGED


def test_codings_with_strange_codes_and_users_are_told():
    body = source(
        f'<PlainTextSelection guid="{B}" startPosition="0" endPosition="5">'
        f'<Coding guid="{D}" creatingUser="{E}"><CodeRef targetGUID="{F}"/></Coding></PlainTextSelection>'
    )
    found = findings(read(CODES + body))
    assert found["codings with a code that is not in the project's codebook"].severity is Severity.DOUBT
    assert found["codings by a user the project does not list"].severity is Severity.DOUBT


# ---- times and values


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2024-03-01T10:00:00Z", datetime(2024, 3, 1, 10, tzinfo=UTC)),
        ("2024-03-01T10:00:00.1234567+01:00", datetime(2024, 3, 1, 10, 0, 0, 123456, timezone(timedelta(hours=1)))),
        ("2024-03-01 10:00:00", datetime.fromisoformat("2024-03-01T10:00:00")),
    ],
)
def test_times_keep_their_offset_and_fraction(written, time):
    assert read(attributes=f'creationDateTime="{written}"').stamp.created == time


def test_a_time_that_cannot_be_read_is_told():
    project = read(attributes='creationDateTime="yesterday"')
    assert project.stamp.created is None
    assert findings(project)["times that cannot be read"].severity is Severity.LOST


def variables(kind, value):
    return (
        f'<Variables><Variable guid="{A}" name="Age" typeOfVariable="{kind}"><Description>years</Description>'
        f'</Variable></Variables><Cases><Case guid="{B}" name="K7"><VariableValue>'
        f'<VariableRef targetGUID="{A}"/>{value}</VariableValue></Case></Cases>'
    )


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.TEXT, "<TextValue>14</TextValue>", "14"),
        (Kind.TEXT, "<TextValue/>", ""),
        (Kind.BOOLEAN, "<BooleanValue>True</BooleanValue>", True),
        (Kind.BOOLEAN, "<BooleanValue>0</BooleanValue>", False),
        (Kind.INTEGER, "<IntegerValue> 14 </IntegerValue>", 14),
        (Kind.INTEGER, "<IntegerValue/>", None),
        (Kind.INTEGER, "", None),
        (Kind.FLOAT, "<FloatValue>1.50</FloatValue>", Decimal("1.50")),
        (Kind.DATE, "<DateValue>2016-10-01Z</DateValue>", date(2016, 10, 1)),
        (Kind.DATE_TIME, "<DateTimeValue>2016-10-01T09:00:00Z</DateTimeValue>", datetime(2016, 10, 1, 9, tzinfo=UTC)),
    ],
)
def test_values_keep_their_type_and_missing_stays_missing(kind, value, expected):
    [found] = read(variables(kind, value)).cases[0].values
    assert (found.kind, found.value) == (kind, expected)
    assert type(found.value) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        "<IntegerValue>about 14</IntegerValue>",
        "<IntegerValue>" + "9" * 2000 + "</IntegerValue>",
        "<BooleanValue>perhaps</BooleanValue>",
        "<FloatValue>NaN</FloatValue>",
        "<FloatValue>much</FloatValue>",
        "<DateValue>autumn</DateValue>",
    ],
)
def test_a_value_that_is_not_of_its_type_is_kept_as_text_and_told(value):
    project = read(variables("Integer", value))
    [found] = project.cases[0].values
    assert found.kind is Kind.TEXT
    assert f">{found.value}<" in value
    assert any(what.startswith("values that are no") for what in findings(project))


def test_a_value_of_no_variable_is_left_out_and_told():
    project = read(f'<Cases><Case guid="{B}"><VariableValue><TextValue>x</TextValue></VariableValue></Case></Cases>')
    assert project.cases[0].values == ()
    assert findings(project)["values that name no variable"].count == 1


def test_a_variable_of_an_unknown_type_is_taken_as_text():
    project = read(variables("Colour", "<TextValue>x</TextValue>"))
    assert project.variables[0].kind is Kind.TEXT
    assert "variables of a type the format does not have" in findings(project)


def test_a_case_holds_sources_codes_and_passages():
    body = (
        f'<Cases><Case guid="{A}" name="K7"><Description>d</Description><CodeRef targetGUID="{B}"/>'
        f'<SourceRef targetGUID="{C}"/><SelectionRef targetGUID="{D}"/></Case></Cases>'
    )
    [case] = read(body).cases
    assert (case.codes, case.sources, case.selections, case.description) == ((B,), (C,), (D,), "d")


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
