"""A small SVG surface: marks and measured text, as elements with attributes only (no style, no script, no link)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

INK = "#1d2329"
FAINT_INK = "#4d565f"
RULE = "#c9ced3"
PAPER = "#ffffff"

_NARROW, _WIDE = set("fijlrtI.,:;'|()[] "), set("mwMW%@&ABCDGHKNOQRUVXY")


@dataclass(frozen=True, slots=True)
class Mark:
    """How one series is drawn. shape tells it apart without colour; pattern does so in a filled area.

    Contrast of colour on white is at least 3:1. on: the colour of words laid on it.
    """

    colour: str
    shape: str
    pattern: str
    on: str


MARKS = (
    Mark("#12436d", "circle", "solid", PAPER),
    Mark("#c2410c", "square", "rising", INK),
    Mark("#1f7a70", "diamond", "dots", INK),
    Mark("#7a1f5c", "triangle", "falling", INK),
    Mark("#5b6470", "cross", "level", INK),
    Mark("#5b6470", "ring", "empty", INK),
)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of words at a font size, in the same unit.

    As wide as the widest common sans typeface sets them: a reader's own typeface must not push a label off the page.
    """
    units = sum(0.36 if char in _NARROW else 0.82 if char in _WIDE else 0.61 for char in text)
    return units * size * (1.13 if bold else 1)


def wrap(text: str, *, width: float, size: float, bold: bool = False) -> list[str]:
    """The words in lines no wider than width where spaces allow it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


@dataclass(slots=True)
class Surface:
    """An SVG being drawn. name: beginning of every id in it, so that several can stand on one page."""

    name: str
    width: float
    root: Element = field(init=False)
    _defs: Element | None = field(default=None, init=False)
    _patterns: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "ff-svg"})

    def finish(self, *, height: float, title: str, description: str) -> str:
        """The drawing as text, named and described for assistive technology."""
        box = {"viewBox": f"0 0 {_n(self.width)} {_n(height)}", "width": _n(self.width), "height": _n(height)}
        named = {"role": "img", "aria-labelledby": f"{self.name}-title {self.name}-desc"}
        # Presentation attributes, not style: a strict policy lets them pass, Word and PDF read them.
        self.root.attrib.update(box | named | {"font-family": "Libertinus Serif, Georgia, serif", "fill": INK})
        for at, (tag, words) in enumerate((("title", title), ("desc", description))):
            element = Element(tag, {"id": f"{self.name}-{tag}"})
            element.text = words
            self.root.insert(at, element)
        return tostring(self.root, encoding="unicode")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 13,
        anchor: str = "start",
        weight: str = "",
        fill: str = INK,
    ) -> None:
        """Words on a baseline at y."""
        attributes = {"x": _n(x), "y": _n(y), "font-size": _n(size), "fill": fill}
        if anchor != "start":
            attributes["text-anchor"] = anchor
        if weight:
            attributes["font-weight"] = weight
        SubElement(self.root, "text", attributes).text = words

    def lines(
        self, x: float, y: float, lines: Sequence[str], *, size: float = 13, anchor: str = "start", weight: str = ""
    ) -> None:
        """Several lines of words, the first on a baseline at y."""
        for at, line in enumerate(lines):
            self.text(x, y + at * size * 1.2, line, size=size, anchor=anchor, weight=weight)

    def rule(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str = RULE,
        width: float = 1,
        dash: str = "",
        behind: bool = False,
    ) -> None:
        """A straight line; behind puts it under all that is drawn so far."""
        attributes = {
            "x1": _n(x1),
            "y1": _n(y1),
            "x2": _n(x2),
            "y2": _n(y2),
            "stroke": stroke,
            "stroke-width": _n(width),
        }
        if dash:
            attributes["stroke-dasharray"] = dash
        line = Element("line", attributes)
        self.root.insert(0 if behind else len(self.root), line)

    def bar(self, x: float, y: float, width: float, height: float, mark: Mark) -> None:
        """A filled area in a mark's colour and pattern, outlined so that its edge never depends on its filling."""
        if width <= 0:
            return
        box = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}
        outline = {"fill": self._fill(mark), "stroke": mark.colour, "stroke-width": "1.25"}
        SubElement(self.root, "rect", box | outline)

    def chip(self, x: float, y: float, words: str, *, size: float = 12) -> None:
        """Words centred on a white patch, legible on any pattern."""
        wide = width_of(words, size) + 4
        box = {
            "x": _n(x - wide / 2),
            "y": _n(y - size * 0.9),
            "width": _n(wide),
            "height": _n(size * 1.25),
            "fill": PAPER,
        }
        SubElement(self.root, "rect", box)
        self.text(x, y, words, size=size, anchor="middle")

    def point(self, x: float, y: float, mark: Mark, *, radius: float = 5) -> None:
        """A mark's shape, centred."""
        r = radius
        drawn = {"fill": mark.colour, "stroke": PAPER, "stroke-width": "1"}
        match mark.shape:
            case "circle":
                SubElement(self.root, "circle", {"cx": _n(x), "cy": _n(y), "r": _n(r)} | drawn)
            case "square":
                r *= 0.88
                SubElement(
                    self.root, "rect", {"x": _n(x - r), "y": _n(y - r), "width": _n(2 * r), "height": _n(2 * r)} | drawn
                )
            case "diamond":
                self._polygon([(x, y - r * 1.25), (x + r * 1.25, y), (x, y + r * 1.25), (x - r * 1.25, y)], drawn)
            case "triangle":
                self._polygon([(x, y - r * 1.15), (x + r * 1.15, y + r), (x - r * 1.15, y + r)], drawn)
            case _:
                hollow = {"fill": PAPER, "stroke": mark.colour, "stroke-width": "2"}
                SubElement(self.root, "circle", {"cx": _n(x), "cy": _n(y), "r": _n(r - 1)} | hollow)

    def _polygon(self, points: Sequence[tuple[float, float]], drawn: dict[str, str]) -> None:
        SubElement(self.root, "polygon", {"points": " ".join(f"{_n(x)},{_n(y)}" for x, y in points)} | drawn)

    def _fill(self, mark: Mark) -> str:
        if mark.pattern == "solid":
            return mark.colour
        if mark.pattern == "empty":
            return PAPER
        name = f"{self.name}-{mark.pattern}"
        if name not in self._patterns:
            self._patterns.add(name)
            self._define(name, mark)
        return f"url(#{name})"

    def _define(self, name: str, mark: Mark) -> None:
        if self._defs is None:
            self._defs = Element("defs")
            self.root.insert(0, self._defs)
        side = "6"
        pattern = SubElement(
            self._defs, "pattern", {"id": name, "width": side, "height": side, "patternUnits": "userSpaceOnUse"}
        )
        SubElement(pattern, "rect", {"width": side, "height": side, "fill": PAPER})
        if mark.pattern == "dots":
            SubElement(pattern, "circle", {"cx": "3", "cy": "3", "r": "1.5", "fill": mark.colour})
            return
        path = {
            "rising": "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2",
            "falling": "M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2",
            "level": "M0,3 h6",
        }
        SubElement(
            pattern, "path", {"d": path[mark.pattern], "stroke": mark.colour, "stroke-width": "1.6", "fill": "none"}
        )


def _n(value: float) -> str:
    """A coordinate to a tenth, without a trailing zero: the same drawing is the same text on every machine."""
    return f"{value:.1f}".removesuffix(".0")
