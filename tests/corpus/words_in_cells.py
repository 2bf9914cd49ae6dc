"""Corpus: how words stand inside cells, and what hangs on them."""

from typing import Any

from tests.corpus.cases import CELLS, LABELS, Expected, case, usual
from tests.corpus.wordml import (
    control,
    field,
    form_table,
    listed,
    p,
    r,
    tbl,
    tc,
    text_box,
    tr,
    vml_box,
)

SCHOOL_RISK = "School(s) / Risk factors (factors directly related to HSB)"


def with_cells(**cells: Any) -> str:
    """The usual table with some cells filled otherwise; school_risk for "school/risk"."""
    return form_table(CELLS | {key.replace("_", "/"): content for key, content in cells.items()})


def and_cells(**cells: Any) -> dict[str, Any]:
    """The usual reading with some cells read otherwise."""
    return CELLS | {key.replace("_", "/"): content for key, content in cells.items()}


@case(
    Expected(and_cells(school_risk=["No plan", "No cover at lunch", "Gates open"], peer_action=["Youth club", "Talk"]))
)
def typed_bullets() -> bytes:
    """Bullets typed with the keyboard and pasted from elsewhere."""
    return usual(
        with_cells(
            school_risk=["• No plan", "- No cover at lunch", "\uf0b7 Gates open"],
            peer_action=["o\tYouth club", "➢ Talk"],
        )
    ).save()


@case(Expected(and_cells(school_risk=["No plan", "- as agreed"])))
def word_lists() -> bytes:
    """Word's own bullets, from the paragraph and from its style; a typed dash in one is part of the words."""
    styled = p("- as agreed", props='<w:pStyle w:val="Aufz"/>')
    file = usual(with_cells(school_risk=listed("No plan") + styled))
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = (
        f'<w:styles {ns}><w:style w:type="paragraph" w:styleId="Liste"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="Aufz"><w:basedOn w:val="Liste"/></w:style></w:styles>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
    return file.part("styles.xml", styles, relation="styles", kind=kind).save()


@case(
    Expected(
        and_cells(
            school_risk=["Two corridors:", "the long one\n(by the hall)", "the short one"],
            school_action=["1. Ask the head", "2. Ask the caretaker"],
            peer_risk=["A line\nand the next line of the same sentence"],
        )
    )
)
def line_breaks() -> bytes:
    """Line breaks instead of paragraphs: lines with typed marks are entries, other lines go on."""
    risk = p(r("Two corridors:", "<w:br/>", "- the long one", "<w:br/>", "(by the hall)", "<w:br/>", "- the short one"))
    action = p(r("1. Ask the head", "<w:br/>", "2. Ask the caretaker"))
    peer = p(r("A line", "<w:br/>", "and the next line of the same sentence"))
    return usual(with_cells(school_risk=risk, school_action=action, peer_risk=peer)).save()


@case(
    Expected(
        and_cells(
            individual_vulnerability={"none_identified": "None known"},
            individual_risk={"nobody_knew": "n/k"},
            family_hsb={"not_discussed": "Not discussed: ran out of time"},
            family_risk={"unexplained": "-"},
            family_strength={"not_applicable": "• N/A."},
            peer_hsb={"agency_not_present": "AGENCY NOT PRESENT"},
            peer_strength=["None of the group has been excluded"],
            peer_barrier=["None", "but see minutes"],
        )
    )
)
def statuses() -> bytes:
    """Why a cell is empty, in a dozen hands; and cells that only begin like that."""
    return usual(
        with_cells(
            individual_vulnerability="None known",
            individual_risk="n/k",
            family_hsb="Not discussed: ran out of time",
            family_risk="-",
            family_strength="• N/A.",
            peer_hsb="AGENCY NOT PRESENT",
            peer_strength="None of the group has been excluded",
            peer_barrier=["None", "but see minutes"],
        )
    ).save()


@case(
    Expected(
        and_cells(
            school_risk=["Bullying is known and was reported", "No plan has been made"], school_strength=["Moved here"]
        ),
        notes=["10 words that had been deleted with changes tracked were left out."],
    )
)
def tracked_changes() -> bytes:
    """Insertions, deletions, a move, a deleted paragraph end and a deleted row, none of them accepted yet."""
    who = 'w:id="1" w:author="A" w:date="2016-10-01T00:00:00Z"'
    risk = (
        f"<w:p>{r('Bullying is ')}<w:del {who}><w:r><w:delText>not at all</w:delText></w:r>"
        f"</w:del><w:ins {who}>{r('known and was reported')}</w:ins></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del {who}/></w:rPr></w:pPr>{r('No plan ')}</w:p>{p('has been made')}"
    )
    moved = f"<w:p><w:moveTo {who}>{r('Moved here')}</w:moveTo></w:p>"
    origin = f"<w:p><w:moveFrom {who}>{r('Moved here')}</w:moveFrom></w:p>"
    table = with_cells(school_risk=risk, school_strength=moved, school_hsb=origin)
    gone = tr(
        tc(f"<w:p><w:del {who}><w:r><w:delText>Row</w:delText></w:r></w:del></w:p>"),
        tc("that went away again"),
        props=f"<w:del {who}/>",
    )
    return usual(table.replace("</w:tbl>", f"{gone}</w:tbl>")).save()


@case(
    Expected(
        unplaced=[
            ("Who said so?", f"comment 1, in {SCHOOL_RISK}"),
            ("The form tutor.", f"comment 1, in {SCHOOL_RISK}"),
            ("Nobody sees this mark", "comment 2"),
        ]
    )
)
def comments() -> bytes:
    """A comment on a cell, and one whose mark has gone."""
    mark = '<w:commentRangeStart w:id="3"/>', '<w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>'
    risk = f"<w:p>{mark[0]}{r(CELLS['school/risk'][0])}{mark[1]}</w:p>"
    said = '<w:comment w:id="{}" w:author="Someone" w:initials="S">{}</w:comment>'
    inside = said.format(3, p("Who said so?") + p("The form tutor.")) + said.format(4, p("Nobody sees this mark"))
    return usual(with_cells(school_risk=risk)).story("comments.xml", "comments", inside, relation="comments").save()


@case(
    Expected(
        unplaced=[
            ("Figures for the autumn term", f"footnote 1, in {SCHOOL_RISK}"),
            ("See the register", f"endnote 1, in {SCHOOL_RISK}"),
        ]
    )
)
def footnotes_and_endnotes() -> bytes:
    """A footnote and an endnote on a cell; the separators are no words."""
    marks = r('<w:footnoteReference w:id="2"/>', '<w:endnoteReference w:id="2"/>')
    risk = f"<w:p>{r(CELLS['school/risk'][0])}{marks}</w:p>"
    notes = {}
    for kind, words in (("footnote", "Figures for the autumn term"), ("endnote", "See the register")):
        separator = f'<w:{kind} w:type="separator" w:id="-1">{p(r("<w:separator/>"))}</w:{kind}>'
        notes[kind] = f'{separator}<w:{kind} w:id="2">{p(r(f"<w:{kind}Ref/>", " " + words))}</w:{kind}>'
    file = usual(with_cells(school_risk=risk))
    file.story("footnotes.xml", "footnotes", notes["footnote"], relation="footnotes")
    return file.story("endnotes.xml", "endnotes", notes["endnote"], relation="endnotes").save()


@case(
    Expected(
        unplaced=[
            ("Added by hand later", f"text box, in {SCHOOL_RISK}"),
            ("Old style box", f"text box, in {SCHOOL_RISK}"),
            ("newer", f"other version of a drawing, in {SCHOOL_RISK}"),
            ("In a text box in a text box", f"text box, in text box, in {SCHOOL_RISK}"),
        ]
    )
)
def text_boxes_in_a_cell() -> bytes:
    """Text boxes new, old and nested; one whose two versions differ by a word. One splits a word in two."""
    split = f"<w:p>{r('Bullying in the corri')}{r(text_box(p('Added by hand later')))}{r('dors is known to staff')}"
    different = text_box(p("Old style box")).replace("Old style box", "Old style box newer", 2)
    different = different.replace("Old style box newer", "Old style box", 1)
    nested = f"<w:pict>{vml_box(p(r('<w:pict>' + vml_box(p('In a text box in a text box')) + '</w:pict>')))}</w:pict>"
    return usual(with_cells(school_risk=f"{split}{r(different)}{r(nested)}</w:p>")).save()


PLACEHOLDER = "<w:showingPlcHdr/>"


@case(
    Expected(
        and_cells(
            school_risk=["☒ Bullying", "Corridors"],
            school_strength=["September 2016"],
            family_hsb=["A whole cell in a control"],
            family_risk=["Typed over, and the flag left on"],
        ),
        labels=[
            *LABELS[:15],
            "Choose an item.",
            *LABELS[15:18],
            "Click or tap here to enter text.",
            LABELS[18],
        ],
    )
)
def content_controls() -> bytes:
    """Drop-down, tick box, date, placeholders, and controls around a paragraph, a cell and a row."""
    tick = control(r("☒"), props='<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>')
    choice = control(
        r("Corridors"), props='<w:dropDownList><w:listItem w:displayText="Corridors" w:value="1"/></w:dropDownList>'
    )
    date = control(p("September 2016"), props='<w:date w:fullDate="2016-09-01T00:00:00Z"/>')
    table = with_cells(
        school_risk=f"<w:p>{tick}{r(' Bullying')}</w:p><w:p>{choice}</w:p>",
        school_strength=date,
        school_barrier=f"<w:p>{control(r('Click or tap here to enter text.'), props=PLACEHOLDER)}</w:p>",
        individual_barrier=control(p("Choose an item."), props=PLACEHOLDER),
        family_hsb="CELL",
        family_risk=f"<w:p>{control(r('Typed over, and the flag left on'), props=PLACEHOLDER)}</w:p>",
    )
    cell = tc("CELL")
    table = table.replace(cell, control(tc("A whole cell in a control")))
    start = table.index("<w:tr>", table.index("Peer group(s)") - 200)
    end = table.index("</w:tr>", start) + len("</w:tr>")
    return usual(table[:start] + control(table[start:end]) + table[end:]).save()


@case(Expected(and_cells(school_risk=["Bullying seen in Yard and hall ☒ weekly"])))
def legacy_form_fields() -> bytes:
    """The form fields of old Word: text, a list whose choice stands nowhere in the text, and a ticked box."""
    text = field("FORMTEXT", "Bullying seen", settings="<w:ffData><w:textInput/></w:ffData>")
    entries = "".join(f'<w:listEntry w:val="{each}"/>' for each in ("Stairs", "Yard and hall"))
    choice = field(
        "FORMDROPDOWN", "", settings=f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    )
    tick = field("FORMCHECKBOX", "", settings="<w:ffData><w:checkBox><w:default/></w:checkBox></w:ffData>")
    return usual(with_cells(school_risk=f"<w:p>{text}{r(' in ')}{choice}{r(' ')}{tick}{r(' weekly')}</w:p>")).save()


@case(
    Expected(
        and_cells(school_risk=["Bullying on page 4, see the policy of the school"], peer_risk=["Shown"]),
        unplaced=[
            (
                "never shown",
                "text inside a field code, in Peer group(s) / Risk factors (factors directly related to HSB)",
            )
        ],
        notes=["1 link to web pages or files was not followed."],
    )
)
def fields_and_links() -> bytes:
    """Field codes are no words, their results are; a link to the web is not followed."""
    link = f'<w:hyperlink r:id="r1">{r("the policy")}</w:hyperlink>'
    risk = f"<w:p>{r('Bullying on page ')}{field('PAGEREF x', '4')}{r(', see ')}{link}{r(' of the school')}</w:p>"
    inner = field("MERGEFIELD name", "never shown")
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
        f'{inner}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("Shown")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    file = usual(with_cells(school_risk=risk, peer_risk=f"<w:p>{nested}</w:p>"))
    return file.link("hyperlink", "https://policy.invalid/bullying").save()


@case(Expected(and_cells(school_action=["Before the table", "Stairs\tdaily", "Yard\tweekly\nin winter", "After it"])))
def table_inside_a_cell() -> bytes:
    """A small plan as a table inside a cell: each of its rows is an entry."""
    plan = tbl(tr(tc("Stairs"), tc("daily")), tr(tc("Yard"), tc(["weekly", "in winter"])))
    return usual(with_cells(school_action=p("Before the table") + plan + p("After it"))).save()


@case(
    Expected(
        and_cells(
            school_risk=["Non‑attendance\ton Mondays ✓ and co\u00adoperation"],
            peer_risk=["Kanji reading  done"],
            family_risk=["He is 14½ = 29/2 years"],
        )
    )
)
def odd_characters() -> bytes:
    """No-break and soft hyphens, tabs, a tick from Wingdings, words split over runs, ruby, a formula."""
    risk = p(
        r("Non", "<w:noBreakHyphen/>", "atten"),
        r("dance", "<w:tab/>", "on Mon"),
        r("days ", '<w:sym w:font="Wingdings" w:char="F0FC"/>', " and co\u00adoperation"),
    )
    ruby = f"<w:ruby><w:rubyPr/><w:rt>{r('reading')}</w:rt><w:rubyBase>{r('Kanji')}</w:rubyBase></w:ruby>"
    maths = "<m:oMath><m:r><m:t>29/2</m:t></m:r></m:oMath>"
    family = f"<w:p>{r('He is 14½ =')}{maths}{r('years')}</w:p>"
    return usual(with_cells(school_risk=risk, peer_risk=p(r(ruby, " done")), family_risk=family)).save()


@case(Expected(and_cells(school_risk=["Staff say 🙂 too often"])))
def emoji() -> bytes:
    """An emoji as new Word writes it: a symbol for itself, the character for others."""
    smile = (
        '<mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI Emoji" w16se:char="1F642"/>'
        "</mc:Choice><mc:Fallback><w:t>🙂</w:t></mc:Fallback></mc:AlternateContent>"
    )
    return usual(with_cells(school_risk=p(r("Staff say ", smile, " too often")))).save()


CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
DIAGRAM = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
DRAWING_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)


@case(
    Expected(
        unplaced=[
            ("Incidents by term Autumn 2 Spring 5", f"chart, in {SCHOOL_RISK}"),
            ("Head of year Form tutor", f"SmartArt, in {SCHOOL_RISK}"),
            ("Drawn arrow", f"text in a drawing, in {SCHOOL_RISK}"),
        ],
        notes=["1 picture was not read: words in it must be typed in."],
    )
)
def drawings() -> bytes:
    """A chart, SmartArt, text in a drawn shape, and a picture."""
    data = "<a:graphic><a:graphicData>{}</a:graphicData></a:graphic>"
    shapes = [
        '<c:chart r:id="r1"/>',
        '<dgm:relIds r:dm="r2"/>',
        "<a:p><a:r><a:t>Drawn arrow</a:t></a:r></a:p>",
        '<a:blip r:embed="r3"/>',
    ]
    drawn = "".join(f"<w:drawing><wp:inline>{data.format(shape)}</wp:inline></w:drawing>" for shape in shapes)
    category = (
        "<c:cat><c:strRef><c:f>Sheet1!A1</c:f><c:strCache><c:pt><c:v>{}</c:v></c:pt></c:strCache></c:strRef></c:cat>"
    )
    series = [
        f"<c:ser>{category.format(name)}<c:val><c:v>{value}</c:v></c:val></c:ser>"
        for name, value in (("Autumn", 2), ("Spring", 5))
    ]
    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Incidents by term</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{each}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for each in ("Head of year", "Form tutor")
    )
    file = usual(with_cells(school_risk=p(r(CELLS["school/risk"][0], drawn))))
    file.part(
        "charts/chart1.xml",
        f"<c:chartSpace {DRAWING_NS}>{title}{''.join(series)}</c:chartSpace>",
        relation="chart",
        kind=CHART,
    )
    file.part(
        "diagrams/data1.xml",
        f"<dgm:dataModel {DRAWING_NS}>{points}</dgm:dataModel>",
        relation="diagramData",
        kind=DIAGRAM,
    )
    return file.part("media/image1.png", b"\x89PNG", relation="image", kind="image/png").save()


@case(
    Expected(
        and_cells(peer_risk=["Jokes about girls"]),
        unplaced=[("hidden remark", f"hidden text, in {SCHOOL_RISK}")],
        notes=["2 words were struck through and read all the same."],
    )
)
def hidden_and_struck() -> bytes:
    """Hidden text, and words struck through by hand."""
    risk = p(r(CELLS["school/risk"][0]), r("hidden remark", props="<w:vanish/>"))
    peer = p(r("Jokes "), r("about girls", props="<w:strike/>"))
    return usual(with_cells(school_risk=risk, peer_risk=peer)).save()


def _entry(text: str, **details: str) -> dict[str, str]:
    return {"text": text, **details}


@case(
    Expected(
        and_cells(
            school_risk=[
                _entry("Bullying", said_by="Form tutor", certainty="confirmed", as_of="2016-10", about="School 2"),
                "Left the area [see police log]",
                _entry("Moved from here", first_placed="individual/risk"),
            ],
            peer_hsb=["none"],
        )
    )
)
def details_in_brackets() -> bytes:
    """Who said it, how sure, when, about which school."""
    risk = [
        "Bullying [said by Form tutor; confirmed; as of 2016-10; about School 2]",
        "Left the area [see police log]",
        "Moved from here [first placed in individual / risk]",
    ]
    return usual(with_cells(school_risk=risk, peer_hsb="none [entry]")).save()


@case(
    Expected(
        and_cells(school_risk=["Bullying in the corridors"]),
        unplaced=[("lost and found", "found by the second count; look for it in the document")],
    )
)
def element_nobody_knows() -> bytes:
    """Words in an element that no reader has heard of, in the middle of a cell."""
    strange = '<x:note xmlns:x="urn:x-strange">lost and found</x:note>'
    return usual(with_cells(school_risk=f"<w:p>{r('Bullying in the corridors')}{strange}</w:p>")).save()


@case(Expected(and_cells(school_risk=["Bullying in the old yard"])))
def wrapped_words() -> bytes:
    """Smart tags, custom XML and reading direction around words."""
    wrapped = (
        f'<w:smartTag w:element="place">{r("Bullying ")}</w:smartTag>'
        f'<w:customXml w:element="x">{r("in the ")}</w:customXml>'
        f'<w:dir w:val="ltr">{r("old ")}</w:dir><w:bdo w:val="ltr">{r("yard")}</w:bdo>'
    )
    return usual(with_cells(school_risk=f"<w:p>{wrapped}</w:p>")).save()
