"""Published figures checked against a study, from the terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fivefold.cli import present
from fivefold.cli.extracts import STUDY, open_study
from fivefold.cli.study import password_option

if TYPE_CHECKING:
    from fivefold.method.reporting.claim_checks import Checked

OURS = "published-figures.1.json"
"""The published study's figures as data, held with the questions they ask."""


@click.command(name="claims")
@click.argument("figures", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--study", required=True, type=STUDY, help="A study folder, or an extract made of one.")
@password_option
@click.option("--all", "everything", is_flag=True, help="List every figure, not only those that need a look.")
@present.json_option
def claims(*, figures: Path | None, study: Path, password_file: Path | None, everything: bool, as_json: bool) -> None:
    """Check published figures against a study: agrees, differs, or cannot be asked, and why.

    FIGURES is a JSON file of published figures; without it, the published study's own 255. What differs comes with
    the study's count; where the publication contradicts itself, with the arithmetic. Printed bases are checked too.
    Exit code 1 means that a figure differs which could have agreed.

    \b
    fivefold reporting claims --study STUDY
    fivefold reporting claims figures.json --study STUDY --json
    """
    from fivefold.method.reporting.claim_checks import check
    from fivefold.method.reporting.claims import read_claims

    published = read_claims(_text(figures), file=str(figures or OURS))
    opened = open_study(study, password_file)
    checked = check(published, extract=opened.extract, protocol=opened.protocol)
    if as_json:
        present.write_json(as_value(checked, freeze=opened.extract.freeze))
    else:
        click.echo("\n".join(as_text(checked, everything=everything)))
    if any(_needs_a_look(one) for one in checked):
        raise SystemExit(1)


def _text(figures: Path | None) -> str:
    held = files("fivefold.method.data.claims").joinpath(OURS)
    return held.read_text(encoding="utf-8") if figures is None else figures.read_text(encoding="utf-8-sig")


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
        "conflicts": one.conflicts,
        "why": one.why or None,
    }


def as_text(checked: Sequence["Checked"], *, everything: bool) -> Iterator[str]:
    """The result as a person reads it in a terminal."""
    tally = summary(checked)
    yield f"{tally['figures']} published figures, of which {tally['exact that agree']} exact counts agree."
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
    for reason in (*one.broken, *one.conflicts, *((one.why,) if one.why else ())):
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
