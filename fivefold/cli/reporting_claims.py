"""Published figures checked against a study, from the terminal."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import fivefold
from fivefold.cli import present
from fivefold.cli.extracts import open_study
from fivefold.cli.main import Exit
from fivefold.cli.records import Recorded
from fivefold.cli.sources import FOLDER, Source, as_option, password_option
from fivefold.method.common.errors import InputError

if TYPE_CHECKING:
    from fivefold.cli.extracts import Opened
    from fivefold.method.reporting.claim_checks import Checked
    from fivefold.method.reporting.claim_conflicts import Conflict

OURS = "published-figures.1.json"
"""The published study's figures as data, held with the questions they ask."""

FIRST_PAGE = "index.html"

_NAME = re.compile(r"[A-Za-z0-9_-]+")

COHORTS = {"attribute": "cohort", "value": ["sole", "group", "both", "undetermined"]}
"""The question whose counts are the sizes of the groups."""


@click.command(name="claims")
@click.argument("figures", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--study", required=True, help="A study folder, or an extract made of one; else the name of a study of the records."
)
@as_option
@password_option
@click.option("--all", "everything", is_flag=True, help="List every figure, not only those that need a look.")
@present.json_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write the check as a web page, to this folder; made if need be.",
)
@click.option(
    "--date",
    "issued",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now().astimezone().strftime("%Y-%m-%d"),
    show_default="today",
    help="The day the page is dated, as YYYY-MM-DD.",
)
@click.option("--force", is_flag=True, help="Write over a page that is in the folder already.")
def claims(
    *,
    figures: Path | None,
    study: str,
    email: str | None,
    password_file: Path | None,
    everything: bool,
    as_json: bool,
    out: Path | None,
    issued: datetime,
    force: bool,
) -> None:
    """Check published figures against a study: agrees, differs, or cannot be asked, and why.

    FIGURES is a JSON file of published figures; without it, the published study's own 255. What differs comes with
    the study's count; where the publication contradicts itself, with the arithmetic. Printed bases are checked too.
    Exit code 1 means that a figure differs which could have agreed.

    \b
    fivefold reporting claims --study STUDY
    fivefold reporting claims --study STUDY --out checked
    fivefold reporting claims figures.json --study STUDY --json
    """
    from fivefold.method.reporting.claim_checks import check
    from fivefold.method.reporting.claims import read_claims

    published = read_claims(_text(figures), file=str(figures or OURS))
    if out is not None:
        _require_room(out, force=force)
    opened = open_study(_source(study, email), password_file)
    checked = check(published, extract=opened.extract, protocol=opened.protocol)
    if as_json:
        present.write_json(as_value(checked, freeze=opened.extract.freeze))
    else:
        click.echo("\n".join(as_text(checked, everything=everything)))
    if out is not None:
        _write_page(checked, opened, out, issued)
        present.note(f"Wrote {out / FIRST_PAGE}.")
    if any(map(_needs_a_look, checked)):
        click.get_current_context().exit(Exit.ATTENTION)


def _source(study: str, email: str | None) -> Source:
    """A folder where there is one of this name, else a study of the records: their names have no slash and no point."""
    if Path(study).is_dir() or not _NAME.fullmatch(study):
        return Path(FOLDER.convert(study, None, None))
    return Recorded(study, email, "claims.read")


def _text(figures: Path | None) -> str:
    if figures is None:
        return files("fivefold.method.data.claims").joinpath(OURS).read_text(encoding="utf-8")
    try:
        return figures.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not text in UTF-8", where=str(figures), next_step="Save it as JSON in UTF-8.") from None


def _require_room(out: Path, *, force: bool) -> None:
    """Refuse before the study is read, which takes its time."""
    if (out / FIRST_PAGE).exists() and not force:
        raise InputError(
            "there is a page already", where=str(out / FIRST_PAGE), next_step="Choose another folder, or add --force."
        )


def _write_page(checked: Sequence["Checked"], opened: "Opened", out: Path, issued: datetime) -> None:
    from fivefold.cli.assets import briefing_assets
    from fivefold.method.analysis.queries import ask
    from fivefold.method.reporting import claims_page, to_html
    from fivefold.method.reporting.document import Meta

    freeze = opened.extract.freeze
    study = opened.protocol.title if opened.protocol else f"An extract of {freeze.frameworks} frameworks"
    page = claims_page.document(
        checked,
        meta=Meta(study, freeze, version=fivefold.__version__, issued=issued.date()),
        sizes=ask(opened.extract, COHORTS),
    )
    for name, content in to_html.render(page, assets=briefing_assets(), page=FIRST_PAGE).items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _needs_a_look(one: "Checked") -> bool:
    from fivefold.method.reporting.claim_checks import Verdict

    return one.verdict is Verdict.DIFFERS and not one.irreconcilable


def summary(checked: Sequence["Checked"]) -> Mapping[str, int]:
    """How many figures there are of each verdict, and what the publication gets wrong by itself."""
    from fivefold.method.reporting.claim_checks import Verdict

    verdicts = Counter(one.verdict for one in checked)
    exact = [one for one in checked if one.claim.certainty == "exact"]
    return {
        "figures": len(checked),
        **{str(verdict): verdicts[verdict] for verdict in Verdict},
        "exact that agree": sum(one.verdict is Verdict.AGREES for one in exact),
        "irreconcilable": sum(one.irreconcilable for one in checked),
        "differ and could have agreed": sum(map(_needs_a_look, checked)),
        "wrong bases": sum(len(one.wrong_bases) for one in checked),
        "figures with a wrong base": sum(bool(one.wrong_bases) for one in checked),
    }


def as_value(checked: Sequence["Checked"], *, freeze: object) -> dict[str, Any]:
    """The result as JSON holds it: a summary, the freeze, and one object for each published figure."""
    return {"summary": summary(checked), "freeze": freeze, "figures": [_one(one) for one in checked]}


def _one(one: "Checked") -> dict[str, Any]:
    claim = one.claim
    found = one.figure
    return {
        "id": claim.key,
        "line": claim.line,
        "section": claim.section,
        "table": claim.table or None,
        "statement": claim.statement,
        "factor": str(claim.factor),
        "certainty": claim.certainty,
        "verdict": one.verdict,
        "irreconcilable": one.irreconcilable,
        "printed": {"counts": claim.counts, "bases": claim.bases, "unit": claim.unit},
        "counted": None
        if found is None
        else {"key": found.key, "definition": found.definition, "unit": found.unit, "counts": found.counts},
        "exclusions": () if found is None else found.exclusions,
        "differences": one.differences,
        "broken": one.broken,
        "wrong_bases": one.wrong_bases,
        "conflicts": [_conflict(conflict) for conflict in one.conflicts],
        "compared": one.compared,
        "why": one.why or None,
    }


def _conflict(conflict: "Conflict") -> dict[str, Any]:
    from fivefold.method.reporting.claim_conflicts import Sum

    terms = (
        {"parts": conflict.parts, "together": conflict.total, "whole": conflict.whole}
        if isinstance(conflict, Sum)
        else {"here": conflict.here, "elsewhere": conflict.elsewhere}
    )
    return {"sentence": conflict.sentence, **terms}


def as_text(checked: Sequence["Checked"], *, everything: bool) -> Iterator[str]:
    """The result as a person reads it in a terminal."""
    tally = summary(checked)
    yield f"Published figures checked: {tally['figures']}. Exact counts that agree: {tally['exact that agree']}."
    yield present.table(
        ["", "figures"],
        [(name, tally[name]) for name in ("agrees", "differs", "cannot be asked")],
        numbers={1},
    )
    yield from _part("Differ, and could have agreed", filter(_needs_a_look, checked))
    yield from _part(
        f"Differ because the publication contradicts itself ({tally['irreconcilable']})",
        (one for one in checked if one.irreconcilable),
    )
    yield from _bases(checked, tally)
    if everything:
        yield from _part("Every figure", checked)
    else:
        yield ""
        yield "--all lists every figure; --json gives numerators, bases, references and reasons."


def _part(heading: str, some: Iterable["Checked"]) -> Iterator[str]:
    lines = [line for one in some for line in _lines(one)]
    if lines:
        yield ""
        yield heading
        yield from lines


def _lines(one: "Checked") -> Iterator[str]:
    yield f"  {one.claim.key} (line {one.claim.line}): {one.verdict}. {one.claim.statement}"
    for difference in one.differences:
        yield f"      {difference.group}: printed {difference.printed}, counted {difference.counted}"
    for reason in (*one.broken, *(found.sentence for found in one.conflicts), *((one.why,) if one.why else ())):
        yield f"      {reason}"


def _bases(checked: Sequence["Checked"], tally: Mapping[str, int]) -> Iterator[str]:
    if not tally["wrong bases"]:
        return
    yield ""
    where = f"{tally['wrong bases']} in {tally['figures with a wrong base']} figures"
    yield f"Printed bases that are not the size of their group ({where})"
    for one in checked:
        for base in one.wrong_bases:
            yield f"  {one.claim.key} (line {one.claim.line}): {base.arithmetic}"
