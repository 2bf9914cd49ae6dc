"""The reader's finer rules, each on a form made for it."""

import pytest

from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms import fields, gate, labels, names, opening, second_count
from fivefold.method.frameworks.forms.document import Paragraph, Table, TableCell, TableRow
from fivefold.method.frameworks.forms.grids import grid_of
from fivefold.method.frameworks.forms.outcomes import FormReading, RefusalReason, RefusedFormError, Unplaced
from fivefold.method.frameworks.forms.reading import read_form
from tests.corpus.cases import CELLS, usual
from tests.corpus.wordml import (
    COLUMNS,
    FORM,
    ROWS,
    TITLE,
    File,
    answer_row,
    control,
    form_table,
    header_table,
    heading_row,
    p,
    r,
    tbl,
    tc,
    text_box,
    tr,
)
from tests.support.form_readings import compact

SCHOOL_RISK = "School(s) / Risk factors (factors directly related to HSB)"


def read(file: File) -> FormReading:
    return read_form(file.save(), file="form", instrument=instrument())


def school_risk(content: object) -> FormReading:
    return read(usual(form_table({**CELLS, "school/risk": content})))  # type: ignore[dict-item]


def entries(reading: FormReading, place: str = "school/risk") -> object:
    return compact(reading)["cells"].get(place)


def with_rows(*rows: str, before: str = "") -> FormReading:
    table = tbl(*([before] if before else []), heading_row(corner=FORM.corner), *rows, widths=[1500] * 9)
    return read(usual(table))


def test_a_lone_bullet_is_no_entry() -> None:
    assert entries(school_risk(["• Bullying", "•", "-"])) == ["Bullying"]


def test_a_paragraph_of_invisible_characters_is_no_entry() -> None:
    assert entries(school_risk(["\u200b", "Bullying"])) == ["Bullying"]


def test_a_status_in_one_of_two_rows_for_a_place_stands_beside_the_entries_of_the_other() -> None:
    rows = [answer_row(row, {}) for row, _ in ROWS if row != "school"]
    reading = with_rows(*rows, answer_row("school", {"school/risk": "n/a"}), answer_row("school", CELLS))
    assert entries(reading) == CELLS["school/risk"]
    assert reading.unplaced == (Unplaced("n/a", f"{SCHOOL_RISK}, a status beside entries"),)


def test_the_same_status_in_two_rows_is_one_status() -> None:
    rows = [answer_row(row, {}) for row, _ in ROWS]
    reading = with_rows(
        *rows, answer_row("school", {"school/risk": "n/a"}), answer_row("school", {"school/risk": "N/A"})
    )
    assert entries(reading) == {"not_applicable": "n/a\nN/A"}


def test_two_statuses_in_one_cell_are_two_entries() -> None:
    assert entries(school_risk(["None known", "Not discussed"])) == ["None known", "Not discussed"]


def test_a_status_across_a_row_gives_way_to_entries_in_another_row() -> None:
    rows = [answer_row(row, {}) for row, _ in ROWS if row != "school"]
    across = tr(tc("School(s)"), tc("N/A", span=8))
    reading = with_rows(*rows, across, answer_row("school", {"school/hsb": "Seen", "school/risk": "Gates open"}))
    assert entries(reading) == ["Gates open"]
    assert entries(reading, "school/hsb") == ["Seen"]
    assert entries(reading, "school/action") == {"not_applicable": ""}
    where = "School(s) / Young person's HSB, a status beside entries"
    assert reading.unplaced == (Unplaced("N/A", where),)


def test_words_merged_over_two_cells_are_left_line_by_line() -> None:
    rows = [answer_row(row, {}) for row, _ in ROWS if row != "school"]
    merged = [tc(["One", "Two"], span=2), *(tc() for _ in COLUMNS[2:])]
    reading = with_rows(*rows, tr(tc("School(s)"), *merged))
    assert [each.text for each in reading.unplaced] == ["One", "Two"]


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ("Reference Number 7KQ2M Practitioner Signature AB", ("7KQ2M", "AB", "")),
        ("Refrence Number: 7KQ2M", ("7KQ2M", "", "")),
        ("Reference Number:", ("", "", "")),
        ("Signed - AB", ("", "AB", "")),
        ("Group or Sole Offence: Group or Sole", ("", "", "Group or Sole")),
    ],
)
def test_header_fields_in_a_line_of_text(line: str, header: tuple[str, str, str]) -> None:
    reading = read(File(TITLE + p(line) + form_table(CELLS)))
    found = reading.framework.header
    assert (found.reference, found.signature, found.offence) == header
    assert not reading.unplaced


def test_a_label_in_the_middle_of_a_sentence_is_no_field() -> None:
    line = "Please put the reference number on each page"
    reading = read(File(TITLE + p(line) + form_table(CELLS)))
    assert reading.unplaced == (Unplaced(line, "above the table"),)


def test_what_stands_below_a_field_in_a_text_box_is_unplaced() -> None:
    box = text_box(p("Reference Number:") + p() + p("7KQ2M") + p("Return by Friday"))
    reading = read(File(TITLE + p(r(box)) + form_table(CELLS)))
    assert reading.framework.header.reference == "7KQ2M"
    assert reading.unplaced == (Unplaced("Return by Friday", "text box, in document"),)


def test_a_text_box_with_the_label_alone_fills_nothing() -> None:
    reading = read(File(TITLE + p(r(text_box(p("Reference Number:") + p()))) + form_table(CELLS)))
    assert (reading.framework.header.reference, reading.unplaced) == ("", ())


def test_a_value_that_looks_like_a_label_is_a_value_where_labels_and_values_alternate() -> None:
    reading = read(File(header_table({"reference": "Ref", "signature": "AB"}) + p() + form_table(CELLS)))
    assert (reading.framework.header.reference, reading.framework.header.signature) == ("Ref", "AB")


def test_a_field_with_its_value_in_the_next_cell_is_no_value_of_the_one_before() -> None:
    row = tr(tc("Reference Number:"), tc("Practitioner Signature: AB"), tc())
    reading = read(File(tbl(row) + p() + form_table(CELLS)))
    assert (reading.framework.header.reference, reading.framework.header.signature) == ("", "AB")


def test_words_hidden_by_a_merge_in_the_header_are_unplaced() -> None:
    rows = [tr(tc("Reference Number:"), tc("7KQ2M", down="restart")), tr(tc(), tc("older", down="continue"))]
    reading = read(File(tbl(*rows) + p() + form_table(CELLS)))
    assert reading.unplaced == (Unplaced("older", "table above the table, hidden behind a merged cell"),)


def test_trimming_a_line_to_write_on() -> None:
    assert fields.trim_fill(" ____AB____ ") == ("AB", " ________ ")
    assert fields.trim_fill("A_B") == ("A_B", "")
    assert fields.only_fill("……")


def test_a_row_of_header_fields_above_the_headings_of_the_same_table() -> None:
    fields_row = tr(tc("Reference Number: 9TT4X", span=4), tc("Some remark", span=5))
    table = tbl(fields_row, heading_row(), *(answer_row(row, CELLS) for row, _ in ROWS), widths=[1500] * 9)
    reading = read(File(TITLE + table))
    assert reading.framework.header.reference == "9TT4X"
    assert [each.text for each in reading.unplaced] == ["Some remark"]


def test_a_row_across_the_table_announces_a_row_of_the_form_or_is_read_like_a_remark() -> None:
    rows = [answer_row(row, {}) for row, _ in ROWS if row != "school"]
    answers = tr(tc(), *(tc(CELLS.get(f"school/{key}", "")) for key, _ in COLUMNS))
    reading = with_rows(*rows, tr(tc("A remark", span=9)), tr(tc("School(s)", span=9)), answers)
    assert entries(reading) == CELLS["school/risk"]
    assert [each.text for each in reading.unplaced] == ["A remark"]


def test_answers_in_a_row_whose_label_names_two_rows_belong_to_neither() -> None:
    rows = [answer_row(row, CELLS) for row, _ in ROWS if row not in ("peer", "school")]
    answers = [tc("Both" if key == "risk" else "n/a" if key == "hsb" else "") for key, _ in COLUMNS]
    reading = with_rows(*rows, tr(tc("Peers / School"), *answers))
    assert entries(reading, "peer/hsb") == {"not_applicable": "n/a"}
    assert entries(reading, "school/hsb") == {"not_applicable": ""}
    assert reading.unplaced == (
        Unplaced("Both", "Peer group(s) and School(s) / Risk factors (factors directly related to HSB)"),
    )


def test_borders_that_do_not_meet_in_a_row_with_fewer_cells_go_by_width() -> None:
    # The grid is in tenths; the row has one cell fewer, and its borders lie beside those of the headings.
    heading = tr(tc(span=10), *(tc(label, span=10) for _, label in COLUMNS))
    odd = tr(tc("School(s)", span=11), tc("Seen", span=9), *(tc(span=10) for _ in COLUMNS[2:]), tc("Nobody", span=9))
    rows = [tr(tc(label, span=10), *(tc(span=10) for _ in COLUMNS)) for row, label in ROWS if row != "school"]
    wide = tr(tc("School(s)", span=10), tc("Where?", span=15), *(tc(span=10) for _ in COLUMNS[3:]))
    reading = read(usual(tbl(heading, *rows, odd, wide, widths=[150] * 90)))
    assert entries(reading, "school/hsb") == ["Seen", "Where?"]
    assert not reading.unplaced


def test_a_cell_half_under_two_headings_belongs_to_neither() -> None:
    heading = tr(tc(span=10), *(tc(label, span=10) for _, label in COLUMNS))
    rows = [tr(tc(label, span=10), *(tc(span=10) for _ in COLUMNS)) for _, label in ROWS]
    half = tr(tc("School(s)", span=10), tc(span=5), tc("Half and half", span=10), *(tc(span=10) for _ in COLUMNS[3:]))
    reading = read(usual(tbl(heading, *rows, half, widths=[150] * 90)))
    hsb, vulnerability = COLUMNS[0][1], COLUMNS[1][1]
    assert reading.unplaced == (Unplaced("Half and half", f"School(s) / {hsb} and {vulnerability}"),)


def test_cells_outside_the_columns_are_unplaced_and_say_so() -> None:
    rows = [answer_row(row, CELLS) for row, _ in ROWS]
    beyond = rows[3].replace("</w:tr>", f"{tc('Beyond')}</w:tr>")
    reading = with_rows(*rows[:3], beyond, rows[4])
    assert [each.text for each in reading.unplaced] == ["Beyond"]


def test_a_table_that_goes_on_without_a_row_of_the_same_width_is_unplaced() -> None:
    strange = tbl(tr(tc("School(s)"), tc("One"), tc("Two")))
    reading = read(usual(form_table(CELLS, rows=ROWS[:3]) + p() + strange))
    assert {each.text for each in reading.unplaced} >= {"One", "Two"}


def test_an_added_column_next_to_the_labels_holds_no_labels() -> None:
    rows = [
        tr(tc(label), tc("Chair"), *(tc(CELLS.get(f"{row}/{key}", "")) for key, _ in COLUMNS)) for row, label in ROWS
    ]
    heading = tr(tc(FORM.corner), tc("Who"), *(tc(label) for _, label in COLUMNS))
    reading = read(usual(tbl(heading, *rows, widths=[1500] * 10)))
    assert entries(reading) == CELLS["school/risk"]
    assert [each.text for each in reading.unplaced] == ["Who", *["Chair"] * 5]


def test_brackets_around_a_place_are_taken_off_and_others_stay() -> None:
    for written, named in [
        ("School(s) (School 1)", "School 1"),
        ("School(s): School 1 (the upper site)", "School 1 (the upper site)"),
        ("School(s) (School 1) and (School 2)", "(School 1) and (School 2)"),
        ("Neighbourhood spaces (specify: the park)", "the park"),
    ]:
        rows = [(row, written if label.split("(")[0].strip() in written else label) for row, label in ROWS]
        assert list(read(usual(form_table(CELLS, rows=rows))).framework.places.values()) == [named]


def test_fields_controls_and_marks_that_lead_nowhere_lose_nothing() -> None:
    inside = (
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="odd"/></w:r><w:sdt><w:sdtPr/></w:sdt>'
        f"{control('', props='<w:showingPlcHdr/>')}{control(r('  '), props='<w:showingPlcHdr/>')}"
        f"{r('<w:footnoteReference/>', '<w:ruby/>', '<w:commentReference/>')}"
        f"{r('<w:drawing><c:chart/><v:textpath/></w:drawing>')}{r('Bullying')}"
    )
    assert entries(school_risk(f"<w:p>{inside}</w:p>")) == ["Bullying"]


def test_a_prompt_with_a_text_box_keeps_the_words_of_the_box() -> None:
    prompt = control(r("Click here", text_box(p("Pinned on"))), props="<w:showingPlcHdr/>")
    reading = school_risk(f"<w:p>{prompt}</w:p>")
    assert "Click here" in " ".join(reading.labels)
    assert reading.unplaced == (Unplaced("Pinned on", f"text box, in {SCHOOL_RISK}"),)


def test_a_deleted_block_a_deleted_cell_and_an_unknown_version_of_a_paragraph() -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>gone for good</w:delText></w:r></w:del>'
    versions = (
        f"<mc:AlternateContent><mc:Choice>{p('Kept')}</mc:Choice><mc:Fallback>{p('Kept besides')}</mc:Fallback>"
        "</mc:AlternateContent><mc:AlternateContent/>"
    )
    table = form_table({**CELLS, "school/risk": versions})
    cut = tc("away", more='<w:cellDel w:id="2"/>')
    reading = read(usual(table.replace("</w:tr>", f"{cut}</w:tr>", 1), before=gone))
    assert entries(reading) == ["Kept"]
    assert reading.unplaced == (Unplaced("besides", f"other version of a drawing, in {SCHOOL_RISK}"),)
    assert "4 words that had been deleted with changes tracked were left out." in reading.notes


def test_drawings_whose_versions_differ_keep_both() -> None:
    drawing = (
        "<w:drawing><mc:AlternateContent><mc:Choice><a:p><a:r><a:t>Arrow</a:t></a:r></a:p></mc:Choice>"
        "<mc:Fallback><a:p><a:r><a:t>Arrow down</a:t></a:r></a:p></mc:Fallback></mc:AlternateContent></w:drawing>"
    )
    reading = school_risk(p(r("Bullying", drawing)))
    assert [each.text for each in reading.unplaced] == ["Arrow", "down"]


def test_two_notes_parts_of_other_kinds_are_no_notes() -> None:
    strange = f'<w:other w:id="1">{p("Strange")}</w:other><w:comment>{p("Without a number")}</w:comment>'
    reading = read(usual().story("comments.xml", "comments", strange, relation="comments"))
    assert {each.text for each in reading.unplaced} == {"Without a number", "Strange"}


@pytest.mark.parametrize(
    ("code", "shown"),
    [("F0FE", "☒"), ("2713", "✓"), ("zz", "\ufffd"), ("D800", "\ufffd"), ("110000", "\ufffd"), ("7", "\ufffd")],
)
def test_symbols_are_characters_or_an_empty_box(code: str, shown: str) -> None:
    reading = school_risk(p(r("Seen", f'<w:sym w:font="Wingdings" w:char="{code}"/>')))
    assert entries(reading) == [f"Seen{shown}"]


def test_a_legacy_list_with_a_choice_beyond_its_end_shows_nothing() -> None:
    items = '<w:ffData><w:ddList><w:default w:val="9"/><w:listEntry w:val="One"/></w:ddList></w:ffData>'
    box = '<w:ffData><w:checkBox><w:checked w:val="0"/></w:checkBox></w:ffData>'
    marks = "".join(f'<w:r><w:fldChar w:fldCharType="begin">{each}</w:fldChar></w:r>' for each in (items,))
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ticked = f'<w:r><w:fldChar w:fldCharType="begin">{box}</w:fldChar></w:r>{end}'
    assert entries(school_risk(f"<w:p>{marks}{end}{ticked}{r(' seen')}</w:p>")) == ["☐ seen"]


def test_numbers_in_settings_are_bounded_whatever_the_file_says() -> None:
    from lxml import etree

    def span(text: str) -> int:
        name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val"
        return names.whole(etree.Element("x", {name: text}), default=1)

    assert [span(text) for text in ("3", "-3", "1e309", "9" * 30, "many", "nan")] == [3, 0, 1, 100_000, 1, 1]


def test_made_up_names_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from lxml import etree

    monkeypatch.setattr(names, "_KNOWN_AT_MOST", 0)
    assert names.name_of(etree.Element("{urn:made-up}thing")) == "?:thing"
    assert "{urn:made-up}thing" not in names._KNOWN


def test_remembered_labels_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = labels.labels_of(instrument()).rows
    monkeypatch.setattr(rows, "_known", dict.fromkeys(map(str, range(5_001))))
    assert rows.match("School(s)") is not None
    assert len(rows._known) == 1


def test_labels_alike_to_two_keys_name_both() -> None:
    two = labels.Labels(
        [("a", "Planned visits north"), ("b", "Planned visits norths x")], {"b": ["Planned visits nortt"]}
    )
    match = two.match("Planned visits nort")
    assert match is not None
    assert set(match.keys) == {"a", "b"}


def test_the_second_count_finds_whole_runs_then_words_and_says_nothing_twice() -> None:
    assert second_count.missed(["Lost words", "kept"], ["kept"]) == "Lost words"
    assert second_count.missed(["A kept", "\n", "lo", "st", "\n", "more"], ["A", "kept"]) == "lost more"
    assert second_count.missed(["one two three"], ["one three"]) == "two"
    assert second_count.missed(["the cat the dog"], ["the dog"]) == "the cat"
    assert second_count.missed(["kept"], ["kept", "kept"]) is None
    assert second_count.missed(["ab ba"], ["aabbx"]) is None


def test_counts_that_cannot_be_made_to_agree_refuse_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fivefold.method.frameworks.forms.reading.letters", lambda text: text)
    monkeypatch.setattr("fivefold.method.frameworks.forms.second_count.missed", lambda counted, taken: None)
    with pytest.raises(RefusedFormError) as caught:
        read(usual())
    assert caught.value.reason is RefusalReason.READER_STOPPED


def test_no_password_is_a_refusal_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RefusedFormError) as caught:
        opening._decrypt(b"", [""])
    assert caught.value.reason is RefusalReason.PASSWORD_NEEDED


def test_a_wrong_password_on_an_old_protection_goes_on_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening.protecting, "unprotect", lambda _, word: gate.ZIP if word == "right" else b"noise")
    assert opening._decrypt(b"", ["wrong", "right"]) == gate.ZIP


def test_damage_under_a_password_is_not_called_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_content: bytes, _word: str) -> bytes:
        raise gate.damaged()

    monkeypatch.setattr(opening.protecting, "unprotect", damaged)
    with pytest.raises(RefusedFormError) as caught:
        opening._decrypt(b"", ["one", "two"])
    assert caught.value.reason is RefusalReason.DAMAGED


def test_a_merge_with_nothing_above_is_a_cell_of_its_own() -> None:
    row = TableRow([TableCell([Paragraph("a")], continues_above=True), TableCell([], continues_left=True)])
    (cells,) = grid_of(Table([row])).rows
    assert [(cell.text, cell.left, cell.right) for cell in cells] == [("a", 0, 2)]


def test_a_table_wider_than_word_allows_is_no_part_of_the_form() -> None:
    wide = tbl(tr(tc("School(s)"), *(tc("x") for _ in range(63))))
    reading = read(usual(after=wide))
    assert len(reading.unplaced) == 63
    assert reading.labels[-1] == "School(s)"


def test_text_between_elements_is_found_by_the_second_count() -> None:
    reading = school_risk(f"<w:p>{r('Bullying')}between runs{r(' seen')}</w:p>")
    assert entries(reading) == ["Bullying seen"]
    assert [each.text for each in reading.unplaced] == ["between runs"]


def test_a_label_with_slips_in_what_follows_its_short_form_is_all_label() -> None:
    columns = [(key, "Risk factors (factors direclty related)" if key == "risk" else label) for key, label in COLUMNS]
    reading = read(usual(form_table(CELLS, columns=columns)))
    assert entries(reading) == CELLS["school/risk"]
    assert not reading.unplaced


def test_two_rows_that_go_on_are_noted_once() -> None:
    rows = [answer_row(row, CELLS) for row, _ in ROWS]
    more = [tr(tc(), tc("More"), *(tc() for _ in COLUMNS[1:]))] * 2
    reading = with_rows(*rows, *more)
    assert entries(reading, "neighbourhood/hsb") == ["More", "More"]
    assert reading.notes == ("A row without a label was read as going on from the row above it.",)


def test_a_prompt_with_nothing_but_a_text_box_is_no_label() -> None:
    prompt = control(r(text_box(p("Click me"))), props="<w:showingPlcHdr/>")
    reading = school_risk(f"<w:p>{prompt}</w:p>")
    assert [each.text for each in reading.unplaced] == ["Click me"]
