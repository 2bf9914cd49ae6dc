"""A study's briefing written from the terminal: web page, Word and PDF, with its tables and checks beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import fivefold
from fivefold.cli import present
from fivefold.cli.extracts import open_study
from fivefold.cli.reporting_claims import OURS
from fivefold.cli.sources import Source, study_argument
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import did_you_mean, one_of

if TYPE_CHECKING:
    from fivefold.cli.extracts import Opened
    from fivefold.method.analysis.extract import Extract
    from fivefold.method.reporting.document import Document, Meta
    from fivefold.method.reporting.to_html import Related
    from fivefold.method.studies.study import Protocol

FORMATS = ("html", "docx", "pdf")
PUBLISHED = "published"
"""What `--claims` says for the published study's own figures."""

PAGE, TABLES_PAGE, CLAIMS_PAGE = "index.html", "tables.html", "claims.html"
WORD, PDF, TABLES = "briefing.docx", "briefing.pdf", "tables.json"

_WORDS = {
    PAGE: "Briefing",
    TABLES_PAGE: "Tables",
    CLAIMS_PAGE: "Published figures, counted again",
    WORD: "Briefing as Word",
    PDF: "Briefing as PDF",
    TABLES: "Tables as data (JSON)",
}
"""What a link to each file says, in the order in which pages link them."""


def _formats(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, each once: the option may be repeated, or name several with commas between."""
    named = [name.strip().lower() for part in given for name in part.split(",") if name.strip()]
    for name in named:
        if name not in FORMATS:
            raise click.BadParameter(
                f'there is no format "{name}". {did_you_mean(name, FORMATS) or f"Choose {one_of(FORMATS)}."}'
            )
    return tuple(name for name in FORMATS if name in named) or FORMATS


@click.command(name="briefing")
@study_argument(needs="briefing.write")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; made if need be.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    callback=_formats,
    help="html, docx or pdf; repeat it, or part them by commas.  [default: all three]",
)
@click.option(
    "--date",
    "issued",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now().astimezone().strftime("%Y-%m-%d"),
    show_default="today",
    help="The day the briefing is dated, as YYYY-MM-DD.",
)
@click.option(
    "--text",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A TOML file of sections you write yourself: introduction, conclusion, acknowledgements.",
)
@click.option(
    "--claims",
    is_flag=False,
    flag_value=PUBLISHED,
    metavar="[FIGURES.json]",
    help="Also check published figures, on a page of their own; without a file, those of the published study.",
)
@click.option(
    "--protocol",
    "protocol_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The study's protocol file, where STUDY is an extract, which holds none.",
)
@click.option("--force", is_flag=True, help="Write over a briefing that is in the folder already.")
@present.json_option
def briefing(
    *,
    study: Source,
    password_file: Path | None,
    out: Path,
    formats: tuple[str, ...],
    issued: datetime,
    text: Path | None,
    claims: str | None,
    protocol_file: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write the briefing of STUDY: web page, Word and PDF, with its tables beside it.

    Every number is a query's result and opens onto what it counts. Sections you write yourself (--text) hold numbers
    only as queries, {{factor:risk/peer/bullying-others@group}}, or as statements, {{stated:the words|whose}}; a number
    typed otherwise, or a query that does not give the value you expect of it (=7), is refused.

    \b
    fivefold reporting briefing STUDY --out briefing
    fivefold reporting briefing STUDY --out briefing --claims --text words.toml
    fivefold reporting briefing EXTRACT --protocol study/study.toml --out briefing --format html,pdf
    """
    wanted = _wanted(formats, with_claims=claims is not None)
    if not force:
        _require_room(out, wanted)
    sources = _Sources.read(open_study(study, password_file), study=study, protocol_file=protocol_file, issued=issued)
    made = dict(_make(sources, wanted, text=text, claims=claims))
    _write(out, made)
    if as_json:
        present.write_json(
            {"folder": out, "files": {name: len(content) for name, content in made.items()}, "freeze": sources.freeze}
        )
    else:
        click.echo("\n".join(str(out / name) for name in wanted))


def _wanted(formats: Sequence[str], *, with_claims: bool) -> tuple[str, ...]:
    pages = (PAGE, TABLES_PAGE, *((CLAIMS_PAGE,) if with_claims else ())) if "html" in formats else ()
    papers = ((WORD,) if "docx" in formats else ()) + ((PDF,) if "pdf" in formats else ())
    return (*pages, *papers, TABLES)


def _require_room(out: Path, wanted: Sequence[str]) -> None:
    """Refuse before the study is read, which takes its time."""
    there = [name for name in wanted if (out / name).exists()]
    if there:
        raise InputError(
            f"{' and '.join(there)} {'is' if len(there) == 1 else 'are'} there already",
            where=str(out),
            next_step="Choose another folder, or add --force.",
        )


@dataclass(frozen=True, slots=True)
class _Sources:
    """What every file is made from."""

    protocol: "Protocol"
    extract: "Extract"
    meta: "Meta"

    @property
    def freeze(self) -> object:
        return self.meta.freeze

    @classmethod
    def read(cls, opened: "Opened", *, study: Source, protocol_file: Path | None, issued: datetime) -> "_Sources":
        from fivefold.method.reporting.document import Meta
        from fivefold.method.studies.protocol import parse_protocol

        protocol = opened.protocol
        if protocol_file is not None:
            protocol = parse_protocol(_read(protocol_file), file=str(protocol_file))
        if protocol is None:
            raise InputError(
                "this is an extract, which holds counts and no protocol, and a briefing says how the study was done",
                where=str(study),
                next_step="Add --protocol with the study's protocol file, or name the study folder.",
            )
        meta = Meta(protocol.title, opened.extract.freeze, version=fivefold.__version__, issued=issued.date())
        return cls(protocol, opened.extract, meta)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not text in UTF-8", where=str(file), next_step="Save it in UTF-8.") from None


def _make(
    sources: _Sources, wanted: Sequence[str], *, text: Path | None, claims: str | None
) -> Iterator[tuple[str, bytes]]:
    """Each file with its content. All are made before any is written, so that none stands without the others."""
    from fivefold.method.reporting import to_docx, to_html, to_pdf
    from fivefold.method.reporting.briefing import tables_page

    document = _document(sources, text)

    def page(name: str, shown: "Document") -> bytes:
        return to_html.render_page(shown, related=_related(name, wanted)).encode()

    makers: Mapping[str, Callable[[], bytes]] = {
        WORD: lambda: to_docx.render(document),
        PDF: lambda: to_pdf.render(document),
        PAGE: lambda: page(PAGE, document),
        TABLES_PAGE: lambda: page(
            TABLES_PAGE, tables_page.document(sources.protocol, sources.extract, meta=sources.meta)
        ),
        CLAIMS_PAGE: lambda: page(CLAIMS_PAGE, _claims_page(sources, claims or PUBLISHED)),
        TABLES: lambda: present.json_text(_tables(sources)).encode(),
    }
    # Typst sets type outside Python's lock, so paper and pages can be made at once; paper first, for it takes longest.
    with ThreadPoolExecutor(max_workers=2) as workers:
        making = {name: workers.submit(make) for name, make in makers.items() if name in wanted}
        for name in present.progress(wanted, label="Writing the briefing"):
            yield name, making[name].result()
    if PAGE in wanted:
        yield from _assets()


def _document(sources: _Sources, text: Path | None) -> "Document":
    from fivefold.method.reporting.briefing import typed
    from fivefold.method.reporting.briefing.writing import briefing as written

    given = {} if text is None else typed.sections(_read(text), file=str(text), extract=sources.extract)
    return written(sources.protocol, sources.extract, meta=sources.meta, typed=given)


def _claims_page(sources: _Sources, claims: str) -> "Document":
    from fivefold.method.reporting import claims_page
    from fivefold.method.reporting.briefing.material import Material
    from fivefold.method.reporting.claim_checks import check
    from fivefold.method.reporting.claims import read_claims

    if claims == PUBLISHED:
        name, text = OURS, files("fivefold.method.data.claims").joinpath(OURS).read_text(encoding="utf-8")
    else:
        name, text = claims, _read(Path(claims))
    checked = check(read_claims(text, file=name), extract=sources.extract, protocol=sources.protocol)
    return claims_page.document(checked, meta=sources.meta, sizes=Material(sources.protocol, sources.extract).sizes)


def _related(page: str, wanted: Sequence[str]) -> "list[Related]":
    from fivefold.method.reporting.to_html import Related

    return [Related(words, name) for name, words in _WORDS.items() if name in wanted and name != page]


def _tables(sources: _Sources) -> dict[str, Any]:
    from fivefold.method.analysis.tables import definitions
    from fivefold.method.coding.codebook import Primary
    from fivefold.method.reporting.briefing.material import Material

    material = Material(sources.protocol, sources.extract)
    return {
        "study": sources.protocol.title,
        "freeze": sources.freeze,
        "published": [table for table in map(material.published, definitions()) if table is not None],
        "findings": {str(primary): material.findings(primary) for primary in Primary},
    }


def _assets() -> Iterator[tuple[str, bytes]]:
    from fivefold.cli.assets import briefing_assets

    yield from ((f"assets/{name}", content) for name, content in briefing_assets().items())


def _write(out: Path, made: Mapping[str, bytes]) -> None:
    for name, content in made.items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
