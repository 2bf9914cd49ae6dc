"""How a Word document looks: every size, colour and space as a style, so that a reader can change it in one place."""

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table

from fivefold.method.reporting.word_parts import element

SERIF, SANS = "Palatino Linotype", "Arial"
BRAND, BRAND_DARK = RGBColor(0x1F, 0x5D, 0x57), RGBColor(0x12, 0x3B, 0x38)
INK, MUTED = RGBColor(0x1B, 0x21, 0x24), RGBColor(0x4A, 0x55, 0x59)

# name: typeface, size, bold, colour, space before, space after (points)
_LOOKS: dict[str, tuple[str, float, bool, RGBColor, float, float]] = {
    "Normal": (SERIF, 10.5, False, INK, 0, 7),
    "Title": (SERIF, 25, True, BRAND_DARK, 10, 4),
    "Subtitle": (SERIF, 14, False, MUTED, 0, 10),
    "Heading 1": (SERIF, 18, True, BRAND_DARK, 26, 8),
    "Heading 2": (SERIF, 13.5, True, BRAND_DARK, 18, 6),
    "Heading 3": (SERIF, 11.5, True, BRAND_DARK, 14, 4),
    "Caption": (SANS, 10, True, INK, 14, 5),
    "List Bullet": (SERIF, 10.5, False, INK, 0, 4),
    "List Number": (SERIF, 10.5, False, INK, 0, 4),
    "Study": (SANS, 10, True, BRAND, 0, 0),
    "Details": (SANS, 9, False, MUTED, 0, 2),
    "Lead": (SERIF, 13, False, INK, 10, 10),
    "Contents Title": (SERIF, 13.5, True, BRAND_DARK, 18, 6),
    "TOC 1": (SERIF, 10.5, False, INK, 4, 2),
    "TOC 2": (SERIF, 10.5, False, INK, 0, 2),
    "TOC 3": (SERIF, 10.5, False, INK, 0, 2),
    "Callout Tone": (SANS, 8.5, False, BRAND, 12, 0),
    "Callout Title": (SERIF, 11.5, True, INK, 0, 3),
    "Callout": (SERIF, 10.5, False, INK, 0, 6),
    "Table Text": (SANS, 9, False, INK, 2, 2),
    "Table Head": (SANS, 8.5, True, INK, 2, 2),
    "Table Note": (SANS, 8.5, False, MUTED, 4, 10),
    "After Table": (SANS, 5, False, MUTED, 0, 4),
    "Definition": (SERIF, 10.5, False, INK, 0, 5),
    "Chart": (SERIF, 10.5, False, INK, 0, 4),
    "Footer": (SANS, 8.5, False, MUTED, 0, 0),
}

_CALLOUTS = ("Callout Tone", "Callout Title", "Callout")
_KEPT_WITH_NEXT = ("Caption", "Callout Tone", "Callout Title", "Contents Title")


def dress(word: WordFile, *, language: str) -> None:
    """Give a new Word document its styles, page and language."""
    for name in _LOOKS:
        _style(word, name)
    for name in _CALLOUTS:
        _set_apart(word.styles[name])
    for name in _KEPT_WITH_NEXT:
        _paragraph_style(word, name).paragraph_format.keep_with_next = True
    for depth in (2, 3):
        _paragraph_style(word, f"TOC {depth}").paragraph_format.left_indent = Mm(6 * (depth - 1))
    _speak(word, language)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(24), Mm(24)


def _paragraph_style(word: WordFile, name: str) -> ParagraphStyle:
    found = word.styles[name]
    assert isinstance(found, ParagraphStyle)
    return found


def _style(word: WordFile, name: str) -> None:
    face, size, bold, colour, before, after = _LOOKS[name]
    if name not in (style.name for style in word.styles):
        made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = word.styles["Normal"]
    style = _paragraph_style(word, name)
    style.font.name, style.font.size, style.font.bold, style.font.italic = face, Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The template's theme typefaces would win over the named ones.
    for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[attribute]
    for script in ("hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), face)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = 1.0 if name in ("Table Text", "Table Head") else 1.2
    layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for tag in ("pBdr", "tabs"):
        for inherited in style.element.get_or_add_pPr().findall(qn(f"w:{tag}")):
            style.element.pPr.remove(inherited)


def _set_apart(style: object) -> None:
    assert isinstance(style, ParagraphStyle)
    layout = style.element.get_or_add_pPr()
    border = element("pBdr")
    border.append(element("left", val="single", sz="24", space="8", color="1F5D57"))
    shade = element("shd", val="clear", color="auto", fill="F2F5F4")
    layout.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    layout.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    style.paragraph_format.left_indent = Mm(4)


def rule(table: Table, *, described: str) -> None:
    """Draw a table's rules, name it, say which row and column are heads, repeat its head and keep each row whole."""
    properties = table._tbl.tblPr
    borders = element("tblBorders")
    for side, size, colour in (("top", "8", "1B2124"), ("bottom", "8", "1B2124"), ("insideH", "4", "C5CFCC")):
        borders.append(element(side, val="single", sz=size, space="0", color=colour))
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    heads = {"firstRow": "1", "firstColumn": "1", "lastRow": "0", "lastColumn": "0", "noHBand": "1", "noVBand": "1"}
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="57", type="dxa"))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout")
    properties.append(margins)
    properties.append(element("tblLook", val="06A0", **heads))
    properties.append(element("tblCaption", val=described))
    for at, row in enumerate(table.rows):
        kept = row._tr.get_or_add_trPr()
        kept.append(element("cantSplit"))
        if at == 0:
            kept.append(element("tblHeader"))


def _speak(word: WordFile, language: str) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    assert defaults is not None
    run = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert run is not None
    for spoken in run.findall(qn("w:lang")):
        run.remove(spoken)
    run.append(element("lang", val=language, eastAsia=language, bidi="ar-SA"))
