"""Corpus: the table merged, split, broken, turned and added to."""

from tests.corpus.cases import CELLS, LABELS, Expected, case, labels, usual
from tests.corpus.wordml import (
    COLUMNS,
    FORM,
    ROWS,
    TITLE,
    File,
    answer_row,
    form_table,
    header_table,
    heading_row,
    p,
    tbl,
    tc,
    tr,
)

TOP = LABELS[:5]
COLUMN_LABELS = [label for _, label in COLUMNS]
ROW_LABELS = [label for _, label in ROWS]
TWO = "2 tables were read as one form."

REWORDED = {
    "hsb": "HSB",
    "vulnerability": "Vulnerabilty factors (pre existing)",
    "risk": "RISK FACTORS",
    "resilience": "Resilience",
    "strength": "Strengths:",
    "involvement": "Professionals involved to date",
    "action": "Planned actions & interventions",
    "barrier": "Barriers / challenges",
}
REWORDED_ROWS = {
    "individual": "Young person",
    "family": "Home and family",
    "peer": "Peers",
    "school": "School / college",
    "neighbourhood": "Neighborhood spaces",
}


@case(Expected(labels=[*TOP, FORM.corner, *REWORDED.values(), *REWORDED_ROWS.values()]))
def labels_reworded() -> bytes:
    """Labels shortened, misspelt, in capitals."""
    return usual(form_table(CELLS, columns=list(REWORDED.items()), rows=list(REWORDED_ROWS.items()))).save()


@case(Expected(labels=[*TOP, FORM.corner, *COLUMN_LABELS[::-1], *ROW_LABELS[::-1]]))
def rows_and_columns_reordered() -> bytes:
    """The last column and row first."""
    return usual(form_table(CELLS, columns=COLUMNS[::-1], rows=ROWS[::-1])).save()


@case(
    Expected(
        unplaced=[
            ("Lead", "heading of an added column"),
            ("Online", "an added row (row 5 of the table) / beside the row labels"),
            (
                "Group chats at night",
                "an added row (row 5 of the table) / Risk factors (factors directly related to HSB)",
            ),
            ("Chair to ask", "School(s) / an added column (column 5)"),
        ]
    )
)
def row_and_column_added() -> bytes:
    """A column and a row that the form does not have."""
    columns = [*COLUMNS[:3], ("lead", "Lead"), *COLUMNS[3:]]
    rows = [*ROWS[:3], ("online", "Online"), *ROWS[3:]]
    more = CELLS | {"school/lead": "Chair to ask", "online/risk": "Group chats at night"}
    table = form_table(more, columns=columns, rows=rows)
    return usual(table).save()


@case(
    Expected(
        unplaced=[
            (
                "Quarrels at home and on the way",
                "Family / Home(s) characteristics and Peer group(s) / Young person's HSB",
            ),
            ("Plays football", "Peer group(s) / Resilience factors and Strengths"),
        ],
    )
)
def merged_over_two_places() -> bytes:
    """A cell merged over two columns and one merged over two rows: the words belong to neither for certain."""
    cells = dict(CELLS)
    rows = [heading_row(corner=FORM.corner)]
    for row, label in ROWS:
        answers = [tc(cells.get(f"{row}/{key}", "")) for key, _ in COLUMNS]
        if row == "peer":
            answers[3:5] = [tc("Plays football", span=2)]
        rows.append(tr(tc(label), *answers))
    rows[2] = _merged_down(rows[2], "Quarrels at home and on the way", "restart")
    rows[3] = _merged_down(rows[3], "", "continue")
    return usual(tbl(*rows, widths=[1500] * 9)).save()


def _merged_down(row: str, words: str, down: str) -> str:
    """The row with its second cell as part of a merge downwards."""
    start = row.index("<w:tc>", row.index("<w:tc>") + 1)
    end = row.index("</w:tc>", start) + len("</w:tc>")
    return row[:start] + tc(words, down=down) + row[end:]


ACROSS_WHERE = f"School(s) / {' and '.join(COLUMN_LABELS)}"
ACROSS = {key: ({"not_applicable": "N/A"} if key == "hsb" else {"not_applicable": ""}) for key, _ in COLUMNS}


@case(
    Expected(
        {key: value for key, value in CELLS.items() if not key.startswith("school/")}
        | {f"school/{key}": value for key, value in ACROSS.items()},
        notes=[f"One status was written across 8 cells and holds for each of them ({ACROSS_WHERE})."],
    )
)
def status_across_a_row() -> bytes:
    """N/A once, in a cell merged over the whole row: he goes to no school."""
    rows = [answer_row(row, CELLS) if row != "school" else tr(tc(label), tc("N/A", span=8)) for row, label in ROWS]
    return usual(tbl(heading_row(corner=FORM.corner), *rows, widths=[1500] * 9)).save()


@case(Expected(CELLS | {"school/strength": ["A tutor he trusts", "Breakfast club"]}))
def cell_split_into_two_rows() -> bytes:
    """One cell split into two, one below the other, so that all others run over both."""
    first = [tc("School(s)", down="restart")]
    second = [tc(down="continue")]
    for key, _ in COLUMNS:
        if key == "strength":
            first.append(tc("A tutor he trusts"))
            second.append(tc("Breakfast club"))
        else:
            first.append(tc(CELLS.get(f"school/{key}", ""), down="restart"))
            second.append(tc(down="continue"))
    rows = [answer_row(row, CELLS) for row, _ in ROWS]
    rows[3:4] = [tr(*first), tr(*second)]
    return usual(tbl(heading_row(corner=FORM.corner), *rows, widths=[1500] * 9)).save()


@case(
    Expected(CELLS | {"peer/risk": ["The group laughs at hostile jokes and nobody objects", "Seen by the youth club"]})
)
def cell_split_side_by_side() -> bytes:
    """One cell split into two beside each other, so that every other row has a wider cell there."""
    heading = [tc(FORM.corner), *(tc(label, span=2 if key == "risk" else 1) for key, label in COLUMNS)]
    rows = []
    for row, label in ROWS:
        answers = [tc(CELLS.get(f"{row}/{key}", ""), span=2 if key == "risk" else 1) for key, _ in COLUMNS]
        if row == "peer":
            answers[2] = tc(CELLS["peer/risk"]) + tc("Seen by the youth club")
        rows.append(tr(tc(label), *answers))
    return usual(tbl(tr(*heading), *rows, widths=[1500] * 10)).save()


@case()
def borders_dragged() -> bytes:
    """In one row every border was dragged, which gives the table a finer grid than anybody sees."""
    heading = [tc(FORM.corner, span=2), *(tc(label, span=2) for _, label in COLUMNS)]
    rows = []
    for row, label in ROWS:
        answers = [tc(CELLS.get(f"{row}/{key}", ""), span=2) for key, _ in COLUMNS]
        if row == "school":
            answers[-1] = tc(CELLS.get("school/barrier", ""), span=1)
            rows.append(tr(tc(label, span=3), *answers))
        else:
            rows.append(tr(tc(label, span=2), *answers))
    return usual(tbl(tr(*heading), *rows, widths=[1300, 200] * 9)).save()


@case(Expected(CELLS | {"individual/vulnerability": ["Moved home twice"]}))
def merged_the_old_way() -> bytes:
    """Horizontal merges as old programs write them, and a table without a grid."""
    heading = [tc(FORM.corner, left="restart"), tc(left="continue"), *(tc(label) for label in COLUMN_LABELS)]
    cells = CELLS | {"individual/vulnerability": "Moved home twice"}
    rows = [
        tr(tc(label, left="restart"), tc(left="continue"), *(tc(cells.get(f"{row}/{key}", "")) for key, _ in COLUMNS))
        for row, label in ROWS
    ]
    return usual(tbl(tr(*heading), *rows)).save()


@case(
    Expected(
        unplaced=[("Old words behind", "table row 2, hidden behind a merged cell")],
        labels=[*TOP, *COLUMN_LABELS, FORM.corner, *ROW_LABELS],
    )
)
def side_cell() -> bytes:
    """The corner's words down the side of all rows, and words left behind in a merged cell."""
    rows = [tr(tc(), tc(), *(tc(label) for label in COLUMN_LABELS))]
    for number, (row, label) in enumerate(ROWS):
        side = (
            tc(FORM.corner, down="restart") if number == 0 else tc("Old words behind" * (number == 2), down="continue")
        )
        rows.append(tr(side, tc(label), *(tc(CELLS.get(f"{row}/{key}", "")) for key, _ in COLUMNS)))
    return usual(tbl(*rows, widths=[700, *[1500] * 9])).save()


@case(Expected(notes=[TWO], labels=[*LABELS[:-2], FORM.corner, *COLUMN_LABELS, *ROW_LABELS[-2:]]))
def two_tables_with_headings() -> bytes:
    """Broken after three rows, the headings repeated, a blank paragraph between."""
    return usual(form_table(CELLS, rows=ROWS[:3]) + p() + form_table(CELLS, rows=ROWS[3:])).save()


@case(Expected(notes=[TWO]))
def two_tables_without_headings() -> bytes:
    """Broken after three rows, the headings only once."""
    return usual(form_table(CELLS, rows=ROWS[:3]) + p() + form_table(CELLS, rows=ROWS[3:], headings=False)).save()


@case(
    Expected(
        CELLS | {"school/risk": ["Bullying in the corridors is known to staff", "and no plan has been made"]},
        notes=["A row without a label was read as going on from the row above it.", "3 tables were read as one form."],
    )
)
def row_broken_over_two_tables() -> bytes:
    """A row that goes on in the next table, without its label."""
    going_on = tbl(tr(tc(), *(tc("and no plan has been made" * (key == "risk")) for key, _ in COLUMNS)))
    last = form_table(CELLS, rows=ROWS[4:], headings=False)
    return usual(form_table(CELLS, rows=ROWS[:4]) + p() + going_on + p() + last).save()


@case(
    Expected(
        notes=[TWO],
        labels=[*TOP, FORM.corner, *COLUMN_LABELS[:4], *ROW_LABELS, FORM.corner, *COLUMN_LABELS[4:], *ROW_LABELS],
    )
)
def two_tables_side_by_side() -> bytes:
    """Four columns on one page and four on the next, each with the row labels."""
    return usual(form_table(CELLS, columns=COLUMNS[:4]) + p() + form_table(CELLS, columns=COLUMNS[4:])).save()


@case(Expected(labels=[*TOP, FORM.corner, *COLUMN_LABELS, *ROW_LABELS]))
def table_turned() -> bytes:
    """Rows and columns exchanged."""
    top = tr(tc(FORM.corner), *(tc(label) for _, label in ROWS))
    rows = [tr(tc(label), *(tc(CELLS.get(f"{row}/{key}", "")) for row, _ in ROWS)) for key, label in COLUMNS]
    return usual(tbl(top, *rows, widths=[1500] * 6)).save()


@case(Expected(labels=[*TOP, FORM.corner, *COLUMN_LABELS, *ROW_LABELS]))
def tables_run_together() -> bytes:
    """The header's table grown together with the form's, which is turned: Word joins tables with nothing between."""
    rows = [tr(tc(label), *(tc(CELLS.get(f"{row}/{key}", "")) for row, _ in ROWS)) for key, label in COLUMNS]
    top = tr(tc(FORM.corner), *(tc(label) for _, label in ROWS))
    header = header_table()[: -len("</w:tbl>")]
    return File(TITLE + header + "".join([top, *rows]) + "</w:tbl>").save()


def _list_of(row: str) -> list[str]:
    return [tr(tc(label), tc(CELLS.get(f"{row}/{key}", ""))) for key, label in COLUMNS]


@case(
    Expected(
        notes=["5 tables were read as one form."],
        labels=[*TOP, *(label for row in ROW_LABELS for label in (row, *COLUMN_LABELS))],
    )
)
def a_table_for_each_context() -> bytes:
    """Five tables of question and answer, each under a heading."""
    return usual("".join(p(label) + tbl(*_list_of(row), widths=[3000, 9000]) for row, label in ROWS)).save()


@case(
    Expected(
        notes=["5 tables were read as one form."],
        labels=[*TOP, *(label for row in ROW_LABELS for label in (row, *COLUMN_LABELS))],
    )
)
def one_long_list() -> bytes:
    """One table of question and answer, each context announced in a row across it."""
    rows = [each for row, label in ROWS for each in (tr(tc(label, span=2)), *_list_of(row))]
    return usual(tbl(*rows, widths=[3000, 9000])).save()


@case(
    Expected(
        notes=["8 tables were read as one form."],
        labels=[*TOP, *(label for column in COLUMN_LABELS for label in (column, *ROW_LABELS))],
    )
)
def a_table_for_each_column() -> bytes:
    """Eight tables of context and answer, each under a heading."""
    tables = [
        p(label) + tbl(*(tr(tc(name), tc(CELLS.get(f"{row}/{key}", ""))) for row, name in ROWS), widths=[3000, 9000])
        for key, label in COLUMNS
    ]
    return usual("".join(tables)).save()


@case()
def form_inside_a_frame() -> bytes:
    """The whole form inside a table of one cell, for the sake of a border."""
    return File(tbl(tr(tc(TITLE + header_table() + p() + form_table(CELLS) + p())), widths=[16000])).save()


@case(
    Expected(
        CELLS | {"school/risk": ["Bullying in the corridors is known to staff", "Toilets are not supervised"]},
        places={"school": "School 1\nSchool 2"},
        labels=[*LABELS[:-2], "School(s):", "School(s):", LABELS[-1]],
    )
)
def two_rows_for_two_schools() -> bytes:
    """The school row twice, once for each school."""
    rows = [answer_row(row, CELLS) for row, _ in ROWS]
    rows[3:4] = [
        answer_row("school", CELLS, label="School(s): School 1"),
        answer_row("school", {"school/risk": "Toilets are not supervised"}, label="School(s): School 2"),
    ]
    return usual(tbl(heading_row(corner=FORM.corner), *rows, widths=[1500] * 9)).save()


@case(
    Expected(
        {key: value for key, value in CELLS.items() if key != "individual/strength"},
        unplaced=[
            (": see school report", "heading Risk factors (factors directly related to HSB)"),
            ("Good at mathematics", "Individual young person's characteristics / Resilience factors or Strengths"),
        ],
        notes=[
            "One heading could be Resilience factors or Strengths; what stands under it is unplaced.",
        ],
        labels=[
            *TOP,
            FORM.corner,
            *COLUMN_LABELS[:2],
            "Risk factors",
            "Resilience / Strengths",
            *COLUMN_LABELS[5:],
            *ROW_LABELS,
        ],
    )
)
def heading_that_could_be_two() -> bytes:
    """Two columns made into one under both names, and a remark in another heading."""
    columns = [
        *COLUMNS[:2],
        ("risk", "Risk factors: see school report"),
        ("both", "Resilience / Strengths"),
        *COLUMNS[5:],
    ]
    cells = {**CELLS, "individual/both": "Good at mathematics"}
    return usual(form_table(cells, columns=columns)).save()


@case(
    Expected(
        {key: value for key, value in CELLS.items() if not key.startswith("neighbourhood/")},
        notes=[f'The row "{ROW_LABELS[4]}" was not found.', f'The column "{COLUMN_LABELS[7]}" was not found.'],
        labels=labels(without=[ROW_LABELS[4], COLUMN_LABELS[7]]),
    )
)
def row_and_column_missing() -> bytes:
    """Somebody deleted the last row and the last column."""
    return usual(form_table(CELLS, rows=ROWS[:4], columns=COLUMNS[:7])).save()
