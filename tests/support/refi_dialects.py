"""Coding projects as other programs write them, made from one description: the habits are data."""

import io
import random
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from fivefold.method.coding.refi_qda.readings import Convention, Unit

SENTENCES = (
    "The stairwells behind the flats are out of sight and no youth service works there.",
    "Mum says the agreed boundaries are hard to keep when both adults disagree.",
    "Staff know about the bullying in the corridor; it has not been addressed.",
    "He is close to his older sister, who visits every weekend.",
    "The group laughs at hostile jokes and nobody objects.",
    "Moved school twice in one year, café job on Saturdays.",
    "A mentor meets him weekly — engagement is good.",
    "No plan for pupils who return after an absence.",
)
EMOJI = ("🙂", "👍🏽", "🏫", "🚩")


@dataclass(frozen=True)
class Document:
    """A text (LF) and its passages as (start, end) in code points."""

    name: str
    text: str
    passages: tuple[tuple[int, int], ...]


STANDARD = Convention()


@dataclass(frozen=True)
class Dialect:
    """How one program writes. names: "whole", "cut" (with an ellipsis), "bare cut", "label" or "none"."""

    origin: str
    convention: Convention = STANDARD
    crlf: bool = False
    mark: bool = False
    names: str = "none"
    folder: str = "sources"
    project: str = "project.qde"
    upper: bool = False
    braces: bool = False
    inline: bool = False
    encoding: str = "utf-8"


NVIVO = Dialect(
    "NVivo for Windows 12.6", Convention(Unit.UTF_16, two_wide=True), crlf=True, mark=True, folder="Sources"
)
QUALCODER = Dialect("QualCoder 4.0", Convention(Unit.UTF_16), mark=True, names="whole")
ATLAS_TI = Dialect(
    "ATLAS.ti 8.4.0 573", crlf=True, names="cut", folder="Sources", project="Study of contexts.qde", upper=True
)
MAXQDA = Dialect("MAXQDA 2022 (Release 22.4.0)", Convention(two_wide=True), crlf=True, braces=True, names="bare cut")
QUALILAB = Dialect("QualiLab", names="whole")
QC = Dialect("qc 1.3.2")
UNKNOWN = Dialect("Some program 1.0")
DIALECTS = {
    "NVivo": NVIVO,
    "QualCoder": QUALCODER,
    "ATLAS.ti": ATLAS_TI,
    "MAXQDA": MAXQDA,
    "QualiLab": QUALILAB,
    "qc": QC,
    "unknown": UNKNOWN,
}


def documents(
    *, count: int = 3, lines: int = 12, passages: int = 12, emoji: bool = True, whole_words: bool = True, seed: int = 1
) -> tuple[Document, ...]:
    """Made-up interviews. whole_words: passages run from word to word; else anywhere."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        parts = []
        for _ in range(lines):
            line = chance.choice(SENTENCES)
            if emoji and chance.random() < 0.6:
                line = f"{chance.choice(EMOJI)} {line}"
            parts.append(line)
        text = "\n".join(parts) + "\n"
        made.append(Document(f"Interview {number + 1}", text, _passages(text, passages, whole_words, chance)))
    return tuple(made)


def _passages(text: str, count: int, whole_words: bool, chance: random.Random) -> tuple[tuple[int, int], ...]:
    found = set()
    starts = [i for i, c in enumerate(text) if c.isalpha() and (i == 0 or not text[i - 1].isalnum())]
    ends = [i for i in range(1, len(text)) if text[i - 1].isalpha() and not text[i].isalnum()]
    while len(found) < count:
        if whole_words:
            start = chance.choice(starts)
            after = [end for end in ends if start < end <= start + 120]
            if after:
                found.add((start, chance.choice(after)))
        else:
            start = chance.randrange(len(text) - 40)
            end = start + chance.randrange(8, 40)
            if not text[start].isspace() and not text[end - 1].isspace():
                found.add((start, end))
    return tuple(sorted(found))


def position(text: str, index: int, dialect: Dialect, *, end: bool = False) -> int:
    """A code point index as the dialect counts it, by spelling the text out."""
    before = text[: index - 1] if end and dialect.convention.inclusive else text[:index]
    last = text[index - 1] if end and dialect.convention.inclusive else ""
    spelt = before.replace("\n", "\r\n") if dialect.convention.two_wide else before
    steps = _length(spelt, dialect.convention.unit)
    if dialect.convention.counts_mark and dialect.mark:
        steps += 3 if dialect.convention.unit == Unit.BYTES else 1
    # The position of the last character is that of its last step.
    return steps + (_length(last, dialect.convention.unit) - 1 if last else 0)


def _length(text: str, unit: Unit) -> int:
    if unit == Unit.UTF_16:
        return len(text.encode("utf-16-le")) // 2
    return len(text.encode()) if unit == Unit.BYTES else len(text)


def guid(*parts: object, dialect: Dialect = UNKNOWN) -> str:
    text = str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))
    text = text.upper() if dialect.upper else text
    return f"{{{text}}}" if dialect.braces else text


def _name(passage: str, dialect: Dialect, number: int) -> str:
    match dialect.names:
        case "whole":
            return passage
        case "cut":
            return passage[:40] + ("…" if len(passage) > 40 else "")
        case "bare cut":
            return passage[:30]
        case "label":
            return f"Quotation 1:{number}"
    return ""


def write(dialect: Dialect, docs: Sequence[Document], *, extra: str = "") -> bytes:
    """A container in this dialect: one user, one code, every passage coded with it. extra: sections after Sources."""
    sources = []
    files = {}
    code = guid("code", dialect=dialect)
    user = guid("user", dialect=dialect)
    for doc in docs:
        key = guid(doc.name, dialect=dialect)
        bare = key.strip("{}")
        selections = []
        for number, (start, end) in enumerate(doc.passages):
            at = position(doc.text, start, dialect), position(doc.text, end, dialect, end=True)
            selections.append(
                f'<PlainTextSelection guid="{guid(doc.name, start, end, dialect=dialect)}" '
                f"name={quoteattr(_name(doc.text[start:end], dialect, number))} "
                f'startPosition="{at[0]}" endPosition="{at[1]}" creatingUser="{user}" '
                'creationDateTime="2024-03-01T10:00:00.1234567+01:00">'
                f'<Coding guid="{guid(doc.name, start, end, "coding", dialect=dialect)}" creatingUser="{user}">'
                f'<CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
            )
        content = doc.text.replace("\n", "\r\n") if dialect.crlf else doc.text
        inline = f"<PlainTextContent>{escape(content)}</PlainTextContent>".replace("\r", "&#13;")
        path = "" if dialect.inline else f' plainTextPath="internal://{bare}.txt"'
        sources.append(
            f'<TextSource guid="{key}" name={quoteattr(doc.name)}{path}>'
            f"{inline if dialect.inline else ''}{''.join(selections)}</TextSource>"
        )
        if not dialect.inline:
            files[f"{dialect.folder}/{bare}.txt"] = ("\ufeff" if dialect.mark else "").encode() + content.encode()
    xml = (
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n'
        f'<Project xmlns="urn:QDA-XML:project:1.0" name="Study" origin={quoteattr(dialect.origin)}>'
        f'<Users><User guid="{user}" name="Coder"/></Users>'
        f'<CodeBook><Codes><Code guid="{code}" name="Risks" isCodable="true" color="#F00"/></Codes></CodeBook>'
        f"<Sources>{''.join(sources)}</Sources>{extra}</Project>"
    )
    return pack({dialect.project: xml.encode(dialect.encoding), **files})


def pack(files: dict[str, bytes]) -> bytes:
    """A ZIP of these members, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return buffer.getvalue()
