"""Word files written by hand, element by element, so that a test form can be as awkward as it likes."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from fivefold.method.frameworks.definition import instrument

FORM = instrument()
COLUMNS = [(column.key, column.label) for column in FORM.columns]
ROWS = [(str(row.context), row.label) for row in FORM.rows]
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w16se": "http://schemas.microsoft.com/office/word/2015/wordml/symex",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    }.items()
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."

Content = str | Sequence[str]


def t(text: str) -> str:
    """A run's text."""
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def r(*inside: str, props: str = "") -> str:
    """A run; plain words or elements."""
    settings = f"<w:rPr>{props}</w:rPr>" if props else ""
    return f"<w:r>{settings}{''.join(each if each.startswith('<') else t(each) for each in inside)}</w:r>"


def p(*inside: str, props: str = "") -> str:
    """A paragraph of runs; plain words become a run."""
    settings = f"<w:pPr>{props}</w:pPr>" if props else ""
    return f"<w:p>{settings}{''.join(each if each.startswith('<') else r(each) for each in inside)}</w:p>"


def listed(text: str) -> str:
    """A list item as Word makes it."""
    return p(text, props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')


def blocks(content: Content) -> str:
    """Block XML as it is; words as one paragraph; a sequence as one paragraph each."""
    if isinstance(content, str):
        return content if content.startswith("<") else p(content) if content else p()
    return "".join(blocks(each) for each in content)


def tc(content: Content = "", *, span: int = 1, down: str = "", left: str = "", more: str = "") -> str:
    """A table cell. down, left: "restart" or "continue" of a merge."""
    props = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    props += f'<w:hMerge w:val="{left}"/>' if left else ""
    props += ("<w:vMerge/>" if down == "continue" else f'<w:vMerge w:val="{down}"/>') if down else ""
    return f"<w:tc><w:tcPr>{props}{more}</w:tcPr>{blocks(content)}</w:tc>"


def tr(*cells: str, props: str = "") -> str:
    """A table row."""
    settings = f"<w:trPr>{props}</w:trPr>" if props else ""
    return f"<w:tr>{settings}{''.join(cells)}</w:tr>"


def tbl(*rows: str, widths: Iterable[int] = ()) -> str:
    """A table."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


HEADER = {"reference": "7KQ2M", "signature": "Lead professional", "offence": "Group"}


def header_table(values: Mapping[str, str] = HEADER) -> str:
    """The header as the form prints it: label, value, label, value, label, value."""
    cells = [cell for field in FORM.header for cell in (tc(f"{field.label}:"), tc(values.get(field.key, "")))]
    return tbl(tr(*cells), widths=[1500] * 6)


def heading_row(columns: Sequence[tuple[str, str]] = COLUMNS, *, corner: Content = "") -> str:
    """The row of column labels."""
    return tr(tc(corner), *(tc(label) for _, label in columns), props="<w:tblHeader/>")


def answer_row(
    row: str,
    cells: Mapping[str, Content],
    columns: Sequence[tuple[str, str]] = COLUMNS,
    *,
    label: Content | None = None,
) -> str:
    """A row of answers; cells by "row/column"."""
    words = dict(ROWS)[row] if label is None else label
    return tr(tc(words), *(tc(cells.get(f"{row}/{key}", "")) for key, _ in columns))


def form_table(
    cells: Mapping[str, Content],
    *,
    columns: Sequence[tuple[str, str]] = COLUMNS,
    rows: Sequence[tuple[str, str]] = ROWS,
    headings: bool = True,
    corner: Content = FORM.corner,
) -> str:
    """The form's table."""
    body = [answer_row(row, cells, columns, label=label) for row, label in rows]
    return tbl(
        *([heading_row(columns, corner=corner)] if headings else []), *body, widths=[2000] + [1500] * len(columns)
    )


TITLE = p(FORM.title) + p(FORM.subtitle)


class File:
    """A Word file being put together. Parts are added under their names; related ones get ids r1, r2..."""

    def __init__(self, body: str, *, main: str = "word/document.xml", kind: str = "document.main") -> None:
        self.main = main
        self.parts: dict[str, bytes | str] = {
            main: f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr></w:sectPr></w:body></w:document>"
        }
        self.types = {f"/{main}": f"{WORD}{kind}+xml"}
        self.links: list[tuple[str, str, bool]] = []

    def part(self, name: str, content: bytes | str, *, relation: str, kind: str) -> "File":
        """Add a part that the main part refers to."""
        self.parts[f"word/{name}"] = content
        self.types[f"/word/{name}"] = kind
        self.links.append((relation, name, False))
        return self

    def story(self, name: str, element: str, inside: str, *, relation: str, shown: bool = True) -> "File":
        """Add a header, footer, footnotes, endnotes or comments part. shown: the section refers to it."""
        if shown and relation in ("header", "footer"):
            mark = f'<w:{relation}Reference w:type="default" r:id="r{len(self.links) + 1}"/>'
            self.parts[self.main] = str(self.parts[self.main]).replace("</w:sectPr>", f"{mark}</w:sectPr>")
        content = f"<w:{element} {NAMESPACES}>{inside}</w:{element}>"
        return self.part(name, content, relation=relation, kind=f"{WORD}{relation}+xml")

    def link(self, relation: str, target: str) -> "File":
        """Add a relationship to something outside the file."""
        self.links.append((relation, target, True))
        return self

    def members(self) -> dict[str, bytes]:
        """Every member of the archive."""
        types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in self.types.items())
        folder, _, leaf = self.main.rpartition("/")
        links = "".join(
            f'<Relationship Id="r{number}" Type="{RELATION}{relation}" Target="{target}"'
            + (' TargetMode="External"/>' if external else "/>")
            for number, (relation, target, external) in enumerate(self.links, start=1)
        )
        package = "http://schemas.openxmlformats.org/package/2006/"
        all_parts = {
            "[Content_Types].xml": f'<Types xmlns="{package}content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}relationships"><Relationship Id="r1" '
            f'Type="{RELATION}officeDocument" Target="{self.main}"/></Relationships>',
            f"{folder}/_rels/{leaf}.rels": f'<Relationships xmlns="{package}relationships">{links}</Relationships>',
            **self.parts,
        }
        return {
            name: part if isinstance(part, bytes) else DECLARATION + part.encode() for name, part in all_parts.items()
        }

    def save(self) -> bytes:
        """The file."""
        return zipped(self.members())


DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive that is the same every time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(member(name), content)
    return target.getvalue()


def member(name: str) -> zipfile.ZipInfo:
    """A member's entry without the time of day."""
    entry = zipfile.ZipInfo(name, (2016, 10, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def text_box(inside: str) -> str:
    """A text box as Word writes it: once for new readers, once more for old ones."""
    return (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{vml_box(inside)}</w:pict></mc:Fallback></mc:AlternateContent>"
    )


def vml_box(inside: str) -> str:
    """A text box as old Word wrote it."""
    return f"<v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape>"


def field(code: str, result: str, *, settings: str = "") -> str:
    """A field as runs: begin, code, separate, result, end."""
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{settings}</w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control(inside: str, *, props: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{props}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
