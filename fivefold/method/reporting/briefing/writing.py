"""The briefing put together."""

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Unit
from fivefold.method.analysis.tally import figure, whole
from fivefold.method.reporting.blocks import Contents
from fivefold.method.reporting.briefing import (
    appendices,
    findings,
    limitations,
    messages,
    method,
    profiles,
    responses,
    sample,
    testing,
)
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import Stated, words
from fivefold.method.studies.study import Protocol


def briefing(protocol: Protocol, extract: Extract, *, meta: Meta) -> Document:
    """The briefing of a study.

    meta names the study, the extract's freeze, the version and the day of issue. Every number in the document is a
    query's result over the extract; sentences appear only where their result bears them.
    """
    material = Material(protocol, extract)
    return Document(
        title=words("Contexts of harmful sexual behaviour"),
        subtitle=words(Stated(protocol.title, "the protocol")),
        meta=meta,
        blocks=(
            *messages.opening(material),
            Contents(),
            sample.section(material),
            method.section(material, _segments(extract)),
            findings.section(material),
            responses.section(material),
            responses.strengths(material),
            responses.challenges(material),
            profiles.section(material),
            limitations.section(material),
            appendices.form(material),
            appendices.codes(material),
            testing.appendix(material),
            appendices.numbers(),
        ),
    )


def _segments(extract: Extract) -> Figure:
    rows = extract.tables["segments"].select(["framework", "context", "column", "entry", "start", "end", "code"])
    return figure(
        extract,
        whole(tuple(row.values()) for row in rows.to_pylist()),
        key="segments/agreed",
        title="Agreed coded segments",
        definition="Segments of entries with a code in the agreed layer; a segment with two codes counts for each.",
        unit=Unit.SEGMENTS,
        bases=None,
    )
