"""Which files of a folder are taken for forms."""

from pathlib import Path

from fivefold.method.frameworks.forms.finding import find_forms


def test_every_document_of_a_folder_is_found_by_name_and_below_it(tmp_path: Path) -> None:
    (tmp_path / "protected").mkdir()
    for name in ("b.docx", "a.pdf", "protected/c.DOCX"):
        (tmp_path / name).touch()
    found = find_forms([tmp_path])
    assert [one.source for one in found.files] == [tmp_path / one for one in ("a.pdf", "b.docx", "protected/c.DOCX")]
    assert found.notes == ()


def test_what_is_passed_over_is_named_with_the_reason(tmp_path: Path) -> None:
    for name in ("b.docx", "~$b.docx", "cover.csv"):
        (tmp_path / name).touch()
    found = find_forms([tmp_path])
    assert [Path(one.name).name for one in found.files] == ["b.docx"]
    open_form, table = sorted(found.notes, key=lambda note: "cover.csv" in note)
    assert "~$b.docx was passed over: Word keeps it" in open_form
    assert "cover.csv was passed over: it is no document" in table


def test_a_folder_without_documents_is_said_and_a_file_that_is_named_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = find_forms([tmp_path / "empty", tmp_path / "named.csv"])
    assert [Path(one.name).name for one in found.files] == ["named.csv"]
    assert found.notes == (f"{tmp_path / 'empty'} holds no documents.",)
