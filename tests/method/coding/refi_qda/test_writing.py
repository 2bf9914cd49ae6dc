"""What is written is valid, always the same, and says what it could not carry."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import etree

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.refi_qda import guids, values
from fivefold.method.coding.refi_qda.codebook_exchange import code_guid, write_codebook
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.spans import SourceText, Span
from tests.support.refi_projects import A, B, C, D, E, F
from tests.support.refi_rules import broken_rules

CODE = values.Code(C, "Risks", colour="#ff0000", description="a & b")


def text(words="Staff know.", *, guid=A, **more):
    return values.TextSource(guid, "One", None if words is None else SourceText("One", words), **more)


def members(project):
    data, _ = refi_qda.write(project)
    bundle = zipfile.ZipFile(io.BytesIO(data))
    return {name: bundle.read(name) for name in bundle.namelist()}


def qde(project):
    xml = members(project)["project.qde"]
    assert broken_rules(xml) == []
    return etree.fromstring(xml)


def losses(project):
    return {loss.what: loss for loss in refi_qda.write(project)[1]}


def back(project):
    return refi_qda.read(refi_qda.write(project)[0], file="p.qdpx")


def test_a_project_that_says_nothing_is_still_a_project():
    root = qde(values.Project("Empty"))
    assert dict(root.attrib) == {"name": "Empty", "origin": root.get("origin")}
    assert root.get("origin").startswith("Fivefold ")
    assert len(root) == 0


def test_texts_lie_flat_in_sources_without_mark_and_with_line_feeds():
    found = members(values.Project("P", sources=(text("one\ntwo 🙂"),)))
    assert found[f"sources/{A}.txt"] == "one\ntwo 🙂".encode()
    assert list(found) == [f"sources/{A}.txt", "project.qde"]


def test_positions_are_code_points():
    selection = values.Selection(B, "the", Span(3, 6), (values.Coding(D, C),))
    root = qde(values.Project("P", codes=(CODE,), sources=(text("🙂🙂 the end", selections=(selection,)),)))
    [written] = root.iter("{*}PlainTextSelection")
    assert (written.get("startPosition"), written.get("endPosition")) == ("3", "6")


def test_members_carry_no_time_and_no_trace_of_the_machine():
    data, _ = refi_qda.write(values.Project("P", sources=(text(),)))
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        assert info.external_attr == 0o600 << 16


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (values.Kind.TEXT, "", ""),
        (values.Kind.BOOLEAN, True, "true"),
        (values.Kind.BOOLEAN, False, "false"),
        (values.Kind.INTEGER, -3, "-3"),
        (values.Kind.FLOAT, Decimal("1E+3"), "1000"),
        (values.Kind.DATE, date(2016, 10, 1), "2016-10-01"),
        (values.Kind.DATE_TIME, datetime(2016, 10, 1, 9, tzinfo=UTC), "2016-10-01T09:00:00+00:00"),
    ],
)
def test_values_are_written_as_the_schema_spells_them(kind, value, written):
    project = values.Project(
        "P",
        variables=(values.Variable(A, "v", kind),),
        cases=(values.Case(B, "c", values=(values.VariableValue(A, kind, value),)),),
    )
    [found] = qde(project).iter(f"{{*}}{kind}Value")
    assert (found.text or "") == written
    assert back(project) == project


def test_a_missing_value_stays_missing():
    project = values.Project(
        "P",
        variables=(values.Variable(A, "Age", values.Kind.INTEGER),),
        cases=(values.Case(B, "c", values=(values.VariableValue(A, values.Kind.INTEGER, None),)),),
    )
    assert list(qde(project).iter("{*}IntegerValue")) == []
    assert back(project) == project


def test_characters_that_xml_forbids_are_replaced_and_told():
    project = values.Project("P", users=(values.User(A, "Coder\x0b1"),))
    assert qde(project)[0][0].get("name") == "Coder�1"
    assert losses(project)["characters that XML does not allow"].severity is Severity.CHANGED


def test_control_characters_in_a_text_are_carried_because_texts_are_no_xml():
    project = values.Project("P", sources=(text("a\x0bb"),))
    assert back(project) == project
    assert not losses(project)


def test_half_a_surrogate_pair_is_replaced_in_place():
    project = values.Project("P", sources=(text("a\ud83dbc"),))
    assert members(project)[f"sources/{A}.txt"].decode() == "a�bc"
    assert "texts with characters that cannot be written" in losses(project)


def test_a_text_that_starts_with_a_mark_of_its_own_keeps_it():
    note = replace(text("\ufeffnote", guid=B), kind=values.SourceKind.NOTE)
    project = values.Project("P", sources=(text("\ufeffwords"),), notes=(note,))
    assert back(project) == project


def test_identifiers_that_are_no_guid_are_replaced_the_same_way_everywhere():
    code = values.Code("code-1", "a")
    selection = values.Selection("s", "", Span(0, 5), (values.Coding("c", "code-1"),))
    project = values.Project("P", codes=(code,), sources=(text(guid="t", selections=(selection,)),))
    root = qde(project)
    assert next(root.iter("{*}CodeRef")).get("targetGUID") == next(root.iter("{*}Code")).get("guid")
    assert "identifiers that are no GUID" in losses(project)
    assert back(project).codes[0].guid == guids.written("code-1")


def test_passages_without_a_place_are_left_out_and_told():
    lost = values.Selection(B, "", None, (values.Coding(D, C),))
    project = values.Project("P", codes=(CODE,), sources=(text(selections=(lost,)),))
    assert list(qde(project).iter("{*}PlainTextSelection")) == []
    assert losses(project)["passages without a place in their text"].severity is Severity.LOST


def test_passages_of_an_absent_text_keep_the_positions_they_came_with():
    kept = values.Selection(B, "", None, (values.Coding(D, C),), positions=(4, 9))
    project = values.Project("P", codes=(CODE,), sources=(text(None, selections=(kept,)),))
    [written] = qde(project).iter("{*}PlainTextSelection")
    assert written.get("startPosition") == "4"
    assert losses(project)["passages of texts that are absent"].severity is Severity.DOUBT


def test_a_coding_without_a_code_is_not_written():
    odd = values.Selection(B, "", Span(0, 5), (values.Coding(D, ""),))
    project = values.Project("P", sources=(text(selections=(odd,)),))
    assert list(qde(project).iter("{*}Coding")) == []
    assert losses(project)["codings without a code"].severity is Severity.LOST


def test_two_texts_under_one_identifier_cannot_both_be_written():
    project = values.Project("P", sources=(text("one"), text("two")))
    assert members(project)[f"sources/{A}.txt"] == b"one"
    assert "sources with the same identifier and different texts" in losses(project)
    assert not losses(values.Project("P", sources=(text("one"), text("one"))))


def test_the_text_of_a_document_is_written_without_the_document_and_it_is_told():
    project = values.Project("P", sources=(replace(text(), kind=values.SourceKind.PDF),))
    assert losses(project)["texts of PDF documents, pictures and recordings"].severity is Severity.CHANGED


def test_everything_else_a_project_has_is_carried():
    stamp = values.Stamp(D, datetime(2016, 10, 1, 9, tzinfo=UTC), D, datetime(2016, 10, 2, 9, tzinfo=UTC))
    project = values.Project(
        "P",
        users=(values.User(D, "Coder 1", "C1"),),
        codes=(replace(CODE, notes=(E,), children=(values.Code(F, "Peer", codable=False),)),),
        cases=(values.Case(B, "K7", "d", (C,), (), (A,), (B,)),),
        sources=(
            text(
                codings=(values.Coding(D, C, D, stamp.created, (E,)),),
                selections=(values.Selection(B, "n", Span(0, 5), (), "why", (E,), stamp),),
                notes=(E,),
                stamp=stamp,
            ),
        ),
        notes=(replace(text("memo", guid=E), kind=values.SourceKind.NOTE),),
        links=(values.Link(B, "l", A, E, "OneWay", "#000000", (E,)),),
        sets=(values.Set(B, "s", "d", (C,), (A,), (E,)),),
        graphs=(values.Graph(B, "g", (values.Drawn((("firstX", "1"), ("firstY", "2"), ("guid", A))),)),),
        description="about",
        attached=(E,),
        stamp=stamp,
    )
    qde(project)
    assert back(project) == project
    assert not losses(project)


# ---- codebooks


def test_our_codebook_comes_back_with_every_path_and_definition():
    book = codebook()
    read = refi_qda.read(write_codebook(book), file="c.qdc")
    assert [path for path, _ in read.walk_codes()] == [code.path for code in book]
    assert [code.guid for _, code in read.walk_codes()] == [code_guid(code) for code in book]
    assert [code.description for _, code in read.walk_codes()] == [code.definition for code in book]
    assert not read.losses


def test_a_codebook_is_always_the_same_bytes():
    assert write_codebook(codebook()) == write_codebook(codebook())


def test_a_codebook_file_has_sets_but_no_notes():
    codes = (replace(CODE, notes=(E,)),)
    data, report = refi_qda.write_codes(codes, (values.Set(B, "s", codes=(C,)),))
    assert [loss.what for loss in report] == ["notes on codes"]
    assert refi_qda.read(data, file="c.qdc").sets[0].codes == (C,)
    assert b'<MemberCode guid="' in data
