"""Corpus: title and header fields, and words that stand outside the table."""

from tests.corpus.cases import CELLS, LABELS, Expected, case, usual
from tests.corpus.wordml import (
    FORM,
    NAMESPACES,
    ROWS,
    TITLE,
    File,
    form_table,
    header_table,
    p,
    r,
    tbl,
    tc,
    text_box,
    tr,
)

FIELDS = [f"{field.label}:" for field in FORM.header]


@case()
def plain() -> bytes:
    """Nothing unusual at all."""
    return usual().save()


@case(
    Expected(
        {},
        header={},
        notes=["The form is blank: nothing is recorded in it."],
    )
)
def blank() -> bytes:
    """Sent back as it was sent out."""
    return File(TITLE + header_table({}) + p() + form_table({})).save()


@case()
def fields_on_one_line() -> bytes:
    """The header retyped as one line of text."""
    line = "Reference Number: 7KQ2M    Practitioner Signature: Lead professional    Group or Sole Offence: Group"
    return File(TITLE + p(line) + form_table(CELLS)).save()


@case()
def fields_by_tabs() -> bytes:
    """The header as one line divided by tabs, with line breaks."""
    line = p(
        r("Reference Number:", "<w:tab/>", "7KQ2M", "<w:br/>", "Practitioner Signature:", "<w:tab/>"),
        r("Lead professional", "<w:br/>", "Group or Sole Offence:", "<w:tab/>", "Group"),
    )
    return File(TITLE + line + form_table(CELLS)).save()


@case()
def fields_in_one_cell_each() -> bytes:
    """Label and value in the same cell, the value in a paragraph of its own."""
    cells = [["Reference Number:", "7KQ2M"], ["Practitioner Signature: Lead professional"]]
    offence = [f"{FIELDS[2]} Group"]
    return File(TITLE + tbl(tr(*(tc(cell) for cell in [*cells, offence]))) + p() + form_table(CELLS)).save()


@case()
def fields_with_values_below() -> bytes:
    """A row of labels and below it a row of values."""
    values = tr(tc("7KQ2M"), tc("Lead professional"), tc("Group"))
    return File(TITLE + tbl(tr(*(tc(label) for label in FIELDS)), values) + p() + form_table(CELLS)).save()


@case(Expected(labels=["Ref No.", "Signed by", "Sole or Group?", *LABELS[:2], *LABELS[5:]]))
def fields_reworded() -> bytes:
    """Other words for the header's labels, down the left of a table above the title."""
    pairs = [("Ref No.", "7KQ2M"), ("Signed by", "Lead professional"), ("Sole or Group?", "Group")]
    return File(tbl(*(tr(tc(label), tc(value)) for label, value in pairs)) + TITLE + form_table(CELLS)).save()


@case()
def fields_on_a_dotted_line() -> bytes:
    """Values typed onto the lines that were meant for a pen."""
    lines = [f"{FIELDS[0]} ____7KQ2M____", f"{FIELDS[1]} ......Lead professional......", f"{FIELDS[2]} Group ____"]
    return File(TITLE + "".join(map(p, lines)) + form_table(CELLS)).save()


@case()
def fields_in_a_text_box() -> bytes:
    """The header in a text box, which Word writes twice."""
    box = text_box(p(f"{FIELDS[0]} 7KQ2M") + p(f"{FIELDS[1]}") + p("Lead professional") + p(f"{FIELDS[2]} Group"))
    return File(TITLE + p(r(box)) + form_table(CELLS)).save()


@case(Expected(labels=[*LABELS[:2], *LABELS[5:], *FIELDS]))
def fields_in_the_page_header() -> bytes:
    """The header moved to the top of every page."""
    line = p(f"{FIELDS[0]} 7KQ2M") + p(f"{FIELDS[1]} Lead professional") + p(f"{FIELDS[2]} Group")
    return File(TITLE + form_table(CELLS)).story("header1.xml", "hdr", line, relation="header").save()


@case(
    Expected(
        unplaced=[
            ("7KQ2M", "Reference Number, given again (page header)"),
            ("9TT4X", "Reference Number, given again (page footer)"),
        ],
        notes=['"Reference Number" is filled in more than once, and differently.'],
        labels=[*LABELS, "Reference Number:", "Ref:"],
    )
)
def reference_three_times() -> bytes:
    """The reference again on every page, once with another number."""
    file = usual().story("header1.xml", "hdr", p("Reference Number: 7KQ2M"), relation="header")
    return file.story("footer1.xml", "ftr", p("Ref: 9TT4X"), relation="footer").save()


@case(
    Expected(
        unplaced=[
            ("Please see the minutes as well", "above the table"),
            ("Next meeting in six weeks", "below the table"),
            ("Apologies", "table below the table"),
            ("Health", "table below the table"),
        ],
    )
)
def words_around_the_table() -> bytes:
    """Remarks above and below the form, and a table that is no part of it."""
    before = p("Please see the minutes as well")
    after = p("Next meeting in six weeks") + tbl(tr(tc("Apologies"), tc("Health")))
    return usual(before=before, after=after).save()


@case(
    Expected(
        unplaced=[("DRAFT", "watermark or WordArt, in page header"), ("Kept on drive S", "page footer")],
        labels=[*LABELS, "Contextual HSB Framework", "Page 2 of 7"],
    )
)
def page_header_and_footer() -> bytes:
    """Title, watermark, page numbers and a stray remark at the edges of the page."""
    art = '<w:pict><v:shape><v:textpath style="font-family:Arial" string="DRAFT"/></v:shape></w:pict>'
    file = usual().story("header1.xml", "hdr", p(FORM.title) + p(r(art)), relation="header")
    page = p(r("Page "), f'<w:fldSimple w:instr=" PAGE ">{r("2")}</w:fldSimple>', r(" of 7"))
    return file.story("footer1.xml", "ftr", page + p("Kept on drive S"), relation="footer").save()


@case(
    Expected(
        unplaced=[("Left over from last year", "page header 1"), ("Also left over", "part the document does not use")]
    )
)
def unused_parts() -> bytes:
    """A page header that no section shows, and another that nothing refers to."""
    file = usual().story("header1.xml", "hdr", p("Left over from last year"), relation="header", shown=False)
    file.story("header2.xml", "hdr", p(), relation="header", shown=False)
    file.parts["word/header9.xml"] = f"<w:hdr {NAMESPACES}>{p('Also left over')}</w:hdr>"
    file.types["/word/header9.xml"] = file.types["/word/header1.xml"]
    return file.save()


@case(
    Expected(
        places={
            "school": "School 1 and School 2",
            "neighbourhood": "the park by the station",
            "family": "Home A\nHome B",
        },
        labels=[*LABELS[:-2], "School(s):", "Neighbourhood spaces"],
    )
)
def places_named_in_labels() -> bytes:
    """What "(specify)" asks for, written into the label in three ways."""
    named = dict(ROWS) | {
        "family": ["Family / Home(s) characteristics", "Home A", "Home B"],
        "school": "School(s): School 1 and School 2",
        "neighbourhood": "Neighbourhood spaces (the park by the station)",
    }
    return usual(form_table(CELLS, rows=list(named.items()))).save()  # type: ignore[arg-type]
