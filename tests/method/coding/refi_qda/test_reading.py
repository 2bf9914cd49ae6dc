"""The pitfalls of files from other programs, one by one: texts, identifiers, codes."""

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.values import SourceKind
from fivefold.method.coding.spans import Span
from tests.method.coding.refi_qda.read_projects import TEXT, findings, only, read, texts
from tests.support.refi_projects import CODES, A, B, C, D, E, F, passage, qdpx, source

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
