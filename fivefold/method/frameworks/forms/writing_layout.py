"""Page, tables, rows and cells of a form as WordprocessingML. Lengths are in twips (1/1440 inch)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

PAGE = (23811, 16838)
"""A3 landscape, width and height."""
MARGINS = {"top": 680, "right": 794, "bottom": 964, "left": 794}
FOOTER = 397
WIDTH = PAGE[0] - MARGINS["left"] - MARGINS["right"]
FIELDS = (2500, WIDTH // 3 - 2500)
"""Width of a header field's label and of its value; three fields fill the line."""

_LABEL = 2100
_ABOVE_AND_BELOW = 2750
"""What title, header fields and heading row take of a page's height, with something to spare."""
_FILLED_ROW = 1134
"""The least height of a row once something is recorded: room for a line by hand, and more forms on one page."""
_KEPT_TOGETHER = 600
"""Characters of a row's longest cell up to which it moves to the next page whole: about a third of a page."""

_SHADE = "E8EEF3"
_LINE = '<w:{side} w:val="single" w:sz="6" w:space="0" w:color="5B6B7A"/>'
_SIDES = ("top", "left", "bottom", "right")
_INSIDE = {"top": 57, "left": 85, "bottom": 57, "right": 85}
"""Room between a cell's lines and its words."""

HEADING_ROW = "<w:cantSplit/><w:tblHeader/>"


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures of the form's table: row labels, and as many equal answers as there are columns."""

    columns: int
    row_height: int
    label: int = _LABEL

    @property
    def answers(self) -> tuple[int, ...]:
        """Widths of the answers; with the labels they come to the page's width exactly."""
        share, rest = divmod(WIDTH - self.label, self.columns)
        return tuple(share + (number < rest) for number in range(self.columns))

    @property
    def widths(self) -> tuple[int, ...]:
        """Every column from the left."""
        return (self.label, *self.answers)


def row_height(*, rows: int, blank: bool) -> int:
    """The least height of a row: on a blank form they fill one page between them, for writing by hand."""
    room = PAGE[1] - MARGINS["top"] - MARGINS["bottom"] - _ABOVE_AND_BELOW
    return room // rows if blank else _FILLED_ROW


def paragraph(style: str, content: str = "", *, properties: str = "") -> str:
    """A w:p in a style. properties: what follows the style inside its w:pPr."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def cell(
    content: str,
    *,
    width: int,
    shaded: bool = False,
    at_foot: bool = False,
    underlined: bool = False,
) -> str:
    """A w:tc. at_foot: whether its words stand at its foot. underlined: whether a line to write on runs below."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if underlined:
        properties += f"<w:tcBorders>{_LINE.format(side='bottom')}</w:tcBorders>"
    if shaded:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>'
    if at_foot:
        properties += '<w:vAlign w:val="bottom"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, height: int = 0, longest: int | None = None, properties: str = "") -> str:
    """A w:tr. height: its least height; 0 leaves it to the content.

    longest: characters of its longest cell; a row that is short enough does not break over pages.
    """
    if longest is not None and longest <= _KEPT_TOGETHER:
        properties += "<w:cantSplit/>"
    if height:
        properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(rows: Sequence[str], *, widths: Sequence[int], title: str, description: str, ruled: bool = True) -> str:
    """A w:tbl of fixed widths. title, description: its alternative text. ruled: whether lines stand between cells."""
    sides = (*_SIDES, "insideH", "insideV") if ruled else ()
    borders = f"<w:tblBorders>{''.join(_LINE.format(side=side) for side in sides)}</w:tblBorders>" if ruled else ""
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in _INSIDE.items())
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0"'
        ' w:noVBand="0"/>'
        f"<w:tblCaption w:val={quoteattr(title)}/><w:tblDescription w:val={quoteattr(description)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def section() -> str:
    """The w:sectPr: A3 landscape with the footer."""
    margins = " ".join(f'w:{side}="{width}"' for side, width in MARGINS.items())
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId5"/>'
        f'<w:pgSz w:w="{PAGE[0]}" w:h="{PAGE[1]}" w:orient="landscape" w:code="8"/>'
        f'<w:pgMar {margins} w:header="{FOOTER}" w:footer="{FOOTER}" w:gutter="0"/></w:sectPr>'
    )
