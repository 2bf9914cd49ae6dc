"""A checked document with everything worked out that formats share: labels, levels, ids, links, alternative text.

The result is plain JSON values, so that a template, a Word writer and Typst read the same thing. Each inline and block
says its "kind":

- text, reference, number, stated: "words"; but for text also "target", an id; number and stated have an id, "use",
  and "short", whether to keep them on one line
- emphasis, strong, link: "inlines"; link has "target"
- paragraph: "inlines", "lead"; items: "ordered", "items"; definitions: "headline", "entries" of "term" and "meaning"
- callout: "tone", "title", "blocks"; contents: nothing of its own; register: "figures", "statistics", "statements"
- section: "id", "label", "level", "heading", "plain" (the heading's words), "filtered", "blocks"
- table: "id", "label", "caption", "plain", "heads" ("inlines", "numeric", "plain"), "rows" ("head", "cells", "mark"),
  "notes"
- chart: "id", "label", "title", "plain", "alt", "note", "wide" and "narrow" (SVG), "table"
"""

import re
from collections.abc import Mapping
from typing import Any

from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.reporting import charts, drawing, provenance
from fivefold.method.reporting import document as tree
from fivefold.method.reporting.blocks import (
    Appendix,
    Block,
    Callout,
    Chart,
    Contents,
    Definitions,
    EveryNumber,
    Items,
    Paragraph,
    Section,
    Table,
)
from fivefold.method.reporting.document import Document
from fivefold.method.reporting.inlines import (
    Emphasis,
    Inline,
    Inlines,
    Link,
    Number,
    Reference,
    Result,
    Stated,
    Statistic,
    Text,
    plain,
)

Json = dict[str, Any]

GROUP_NAMES = {
    Group.SOLE: "Sole",
    Group.GROUP: "Group",
    Group.BOTH: "Both",
    Group.GROUP_OR_BOTH: "Group or both",
    Group.SOLE_OR_BOTH: "Sole or both",
    Group.ALL: "All",
}

UNBROKEN = 24
"""Numbers with at most this many characters are not parted at the end of a line."""

_PARTS = {
    Group.GROUP_OR_BOTH: (Group.GROUP, Group.BOTH),
    Group.SOLE_OR_BOTH: (Group.SOLE, Group.BOTH),
    Group.ALL: (Group.SOLE, Group.GROUP, Group.BOTH),
}
"""The cohorts a union is made of: where these are listed, its reference codes need not be repeated."""


def lay_out(document: Document) -> Json:
    """The document as JSON values: language, title, plain_title, subtitle, meta, contents, blocks (see the module).

    Raises InputError when the document may not be printed (see `provenance.require_checked`).
    """
    provenance.require_checked(document)
    return _Layout(document).finish()


class _Layout:
    """The state of one layout: which ids were given to which entries, and where each was used."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.names = tree.labels(document)
        self.headings = {heading.id: heading for heading in tree.outline(document)}
        self.entries: dict[tuple[str, str], str] = {}
        self.uses: dict[str, dict[str, str]] = {}
        self.used = 0
        self.place = ""
        self.register: Json = {"kind": "register"}

    def finish(self) -> Json:
        document, meta = self.document, self.document.meta
        laid_out: Json = {
            "language": document.language,
            "title": self.inlines(document.title),
            "plain_title": plain(document.title, self.names),
            "subtitle": self.inlines(document.subtitle),
            "meta": {
                "study": meta.study,
                "version": meta.version,
                "issued": meta.issued.isoformat(),
                "issued_words": f"{meta.issued.day} {meta.issued:%B %Y}",
                "authors": list(meta.authors),
                "freeze": {"digest": meta.freeze.digest, "frameworks": meta.freeze.frameworks},
            },
            "contents": [
                {"id": head.id, "level": head.level, "label": head.label, "words": plain(head.words, self.names)}
                for head in self.headings.values()
            ],
            "blocks": self.blocks(document.blocks),
        }
        # Last, because only now is it known where each number was used.
        self.register |= self._register()
        return laid_out

    def inlines(self, inlines: Inlines) -> list[Json]:
        return [self._inline(inline) for inline in inlines]

    def _inline(self, inline: Inline) -> Json:
        match inline:
            case Text(words=said):
                return {"kind": "text", "words": said}
            case Stated(words=said, source=source):
                return self._opened("stated", said, self._entry("stated", source))
            case Number(words=said, figure=figure):
                return self._opened("number", said, self._entry("number", figure.key))
            case Result(words=said, statistic=statistic):
                return self._opened("number", said, self._entry("statistic", statistic.key))
            case Reference(target=target):
                return {"kind": "reference", "words": self.names[target], "target": target}
            case Link(inlines=held, target=target):
                return {"kind": "link", "inlines": self.inlines(held), "target": target}
            case Emphasis(inlines=held):
                return {"kind": "emphasis", "inlines": self.inlines(held)}
            case _:
                return {"kind": "strong", "inlines": self.inlines(inline.inlines)}

    def _opened(self, kind: str, said: str, entry: str) -> Json:
        self.used += 1
        use = f"use-{self.used}"
        self.uses[entry].setdefault(self.place, use)
        return {"kind": kind, "words": said, "target": entry, "use": use, "short": len(said) <= UNBROKEN}

    def _entry(self, kind: str, key: str) -> str:
        """The id of a register entry; two keys that read alike as ids still get different ones."""
        if (kind, key) not in self.entries:
            slug = f"{kind}-" + re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")
            name, times = slug, 1
            while name in self.uses:
                times += 1
                name = f"{slug}--{times}"
            self.entries[kind, key] = name
            self.uses[name] = {}
        return self.entries[kind, key]

    def blocks(self, blocks: tuple[Block, ...]) -> list[Json]:
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> Json:
        match block:
            case Section() | Appendix():
                return self._section(block)
            case Table():
                return self._in_place(block.id, lambda: self.table(block, label=self.names[block.id]))
            case Chart():
                return self._in_place(block.id, lambda: self.chart(block))
            case Callout():
                return {
                    "kind": "callout",
                    "tone": str(block.tone),
                    "title": self.inlines(block.title),
                    "blocks": self.blocks(block.blocks),
                }
            case EveryNumber():
                return self.register
            case _:
                return self._plain_block(block)

    def _plain_block(self, block: Paragraph | Items | Definitions | Contents) -> Json:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "inlines": self.inlines(block.inlines), "lead": block.lead}
            case Items():
                return {
                    "kind": "items",
                    "ordered": block.ordered,
                    "items": [self.inlines(item) for item in block.items],
                }
            case Definitions():
                entries = [
                    {"term": self.inlines(one.term), "meaning": self.inlines(one.meaning)} for one in block.entries
                ]
                return {"kind": "definitions", "entries": entries, "headline": block.headline}
            case _:
                return {"kind": "contents"}

    def _in_place(self, place: str, make: Any) -> Json:
        before, self.place = self.place, place
        made: Json = make()
        self.place = before
        return made

    def _section(self, section: Section | Appendix) -> Json:
        heading = self.headings[section.id]

        def make() -> Json:
            return {
                "kind": "section",
                "id": section.id,
                "label": heading.label,
                "level": heading.level,
                "heading": self.inlines(section.heading),
                "plain": plain(section.heading, self.names),
                "filtered": section.filtered if isinstance(section, Section) else "",
                "blocks": self.blocks(section.blocks),
            }

        return self._in_place(section.id, make)

    def table(self, table: Table, *, label: str) -> Json:
        numeric = [False, *(table.is_numeric(column) for column in range(len(table.heads) - 1))]
        return {
            "kind": "table",
            "id": table.id,
            "label": label,
            "caption": self.inlines(table.caption),
            "plain": plain(table.caption, self.names),
            "heads": [
                {"inlines": self.inlines(head), "numeric": is_numeric, "plain": plain(head, self.names)}
                for head, is_numeric in zip(table.heads, numeric, strict=True)
            ],
            "rows": [
                {"head": self.inlines(row.head), "cells": [self.inlines(cell) for cell in row.cells], "mark": row.mark}
                for row in table.rows
            ],
            "notes": [self.inlines(note) for note in table.notes],
        }

    def chart(self, chart: Chart) -> Json:
        label = self.names[chart.id]
        numbers = charts.table(chart, identifier=f"{chart.id}-numbers")
        return {
            "kind": "chart",
            "id": chart.id,
            "label": label,
            "title": self.inlines(chart.title),
            "plain": plain(chart.title, self.names),
            "alt": charts.alternative(chart, self.names),
            "note": self.inlines(chart.note),
            "wide": drawing.draw(chart, layout=drawing.Layout.WIDE, names=self.names),
            "narrow": drawing.draw(chart, layout=drawing.Layout.NARROW, names=self.names),
            "table": self.table(numbers, label=""),
        }

    def _register(self) -> Json:
        figures, statistics = tree.figures(self.document), tree.statistics(self.document)
        return {
            "figures": [self._figure(figure) for figure in figures.values()],
            "statistics": [self._statistic(statistic, figures) for statistic in statistics.values()],
            "statements": [
                {"id": self._entry("stated", source), "source": source, "words": list(said)}
                | self._used(self._entry("stated", source))
                for source, said in tree.statements(self.document).items()
            ],
        }

    def _figure(self, figure: Figure) -> Json:
        entry = self._entry("number", figure.key)
        return {
            "id": entry,
            "key": figure.key,
            "title": figure.title,
            "definition": figure.definition,
            "unit": str(figure.unit),
            "counts": [_count(figure, group) for group in GROUP_NAMES if group in figure.counts],
            "exclusions": [
                {"reason": exclusion.reason, "references": list(exclusion.references)}
                for exclusion in figure.exclusions
            ],
            "freeze": {"digest": figure.freeze.digest, "frameworks": figure.freeze.frameworks},
        } | self._used(entry)

    def _statistic(self, statistic: Statistic, figures: Mapping[str, Figure]) -> Json:
        entry = self._entry("statistic", statistic.key)
        # A figure a statistic rests on is linked when the document prints it, and named by its key when not.
        rests_on = [
            {"id": self._entry("number", key), "words": figures[key].title}
            if key in figures
            else {"id": "", "words": key}
            for key in statistic.figures
        ]
        return {
            "id": entry,
            "key": statistic.key,
            "title": statistic.title,
            "definition": statistic.definition,
            "value": Result(statistic).words,
            "figures": rests_on,
            "freeze": {"digest": statistic.freeze.digest, "frameworks": statistic.freeze.frameworks},
        } | self._used(entry)

    def _used(self, entry: str) -> Json:
        labels = self.names | {"": "the opening"}
        return {"uses": [{"id": use, "label": labels[place]} for place, use in self.uses[entry].items()]}


def _count(figure: Figure, group: Group) -> Json:
    count = figure.counts[group]
    parts = _PARTS.get(group, ())
    listed = bool(parts) and all(part in figure.counts for part in parts)
    within = sorted({code for part in parts if part in figure.counts for code in figure.counts[part].references})
    as_above = listed and bool(count.references) and within == sorted(count.references)
    return {
        "group": GROUP_NAMES[group],
        "words": f"{count.numerator}" if count.base is None else f"{count.numerator} of {count.base}",
        "numerator": count.numerator,
        "base": count.base,
        "references": [] if as_above else list(count.references),
        "as_above": as_above,
    }
