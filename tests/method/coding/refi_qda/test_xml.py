"""Project files are read without trust."""

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import xml
from fivefold.method.coding.refi_qda.losses import Tally
from fivefold.method.common.errors import InputError
from tests.support.refi_projects import qde

PLAIN = '<Project xmlns="urn:QDA-XML:project:1.0" name="Café"/>'


def name(data: bytes) -> str:
    return refi_qda.read(data, file="p.qde").name


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        refi_qda.read(data, file="p.qde")
    return caught.value.what


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        b"\xff\xfe" + PLAIN.encode("utf-16-le"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        b"\xff\xfe" + ('<?xml version="1.0" encoding="utf-16"?>' + PLAIN).encode("utf-16-le"),
        b'<?xml version="1.0" encoding="windows-1252"?>' + PLAIN.encode("cp1252"),
        b"<?xml version='1.0' encoding='ISO-8859-1'?>" + PLAIN.encode("latin-1"),
        b'<?xml version="1.0" encoding="utf-16"?>' + PLAIN.encode(),
        b'\n<?xml version="1.0" encoding="UTF8" standalone="yes"?>\r\n' + PLAIN.encode(),
    ],
)
def test_every_encoding_programs_use_is_read(data):
    assert name(data) == "Café"


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="utf-7"?><Project/>',
        b'<?xml version="1.0" encoding="cp037"?><Project/>',
        b'<Project name="\xff"/>',
        b'<?xml version="1.0" encoding="windows-1252"?><Project name="\x81"/>',
    ],
)
def test_an_encoding_that_cannot_be_read_is_refused(data):
    assert refusal(data) == "the project file is in an encoding that cannot be read"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE Project [<!ENTITY a "b">]>',
        '<!DOCTYPE Project SYSTEM "file:///etc/passwd">',
        "<!-- first --><!DOCTYPE Project>",
        '<?xml version="1.0"?>\n<!DOCTYPE Project [<!ENTITY % a SYSTEM "http://example.invalid/"> %a;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_the_tree_is_built(prolog, encoding):
    assert "document type" in refusal((prolog + PLAIN).encode(encoding))


def test_a_thousand_laughs_are_refused():
    entities = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 30))
    assert "document type" in refusal(f'<!DOCTYPE P [<!ENTITY l0 "ha">{entities}]><P>&l29;</P>'.encode())


def test_endless_nesting_is_refused_quickly():
    deep = "<Code>" * 200_000 + "</Code>" * 200_000
    assert "nested deeper" in refusal(qde(f"<CodeBook><Codes>{deep}</Codes></CodeBook>"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<Project>",
        b"<Project/><Project/>",
        b"<Project>&a;</Project>",
        b"\xd0\xcf\x11\xe0",
        b"< Project/>",
    ],
)
def test_what_is_no_xml_is_refused(data):
    with pytest.raises(InputError, match=r"^p\.qde"):
        refi_qda.read(data, file="p.qde")


def test_another_kind_of_xml_is_named():
    assert 'outermost element is "html"' in refusal(b"<html/>")


def test_characters_that_xml_forbids_are_replaced_one_for_one():
    project = refi_qda.read(qde("<Description>a\x0bb&#x1;c&#0;d&#65;&#xD800;</Description>"), file="p.qde")
    assert project.description == "a�b�c�dA�"
    [loss] = project.losses
    assert (loss.what, loss.count) == ("characters that XML does not allow", 4)


def test_a_file_broken_in_other_ways_too_is_refused():
    assert "not well-formed" in refusal(b"<Project>\x0b")


def test_comments_and_instructions_are_not_in_the_way():
    assert refi_qda.read(
        qde("<!-- a --><?b c?><Description>one<!-- x --> two</Description>"), file="p"
    ).description == ("one two")


def test_comments_have_no_name():
    from lxml import etree

    assert xml.local_name(etree.Comment("x")) == ""


def test_a_prolog_that_only_the_tree_builder_accepts_is_still_checked(monkeypatch):
    # Were the first parser ever to give up early, the second look at the finished tree still refuses.
    monkeypatch.setattr(xml, "_refuse_document_type", lambda pieces, *, file: None)
    with pytest.raises(InputError, match="document type"):
        xml.parse(xml.pieces_of(b"<!DOCTYPE Project><Project/>"), file="p", tally=Tally())
