"""The study's tables and cross-tabulations."""

from collections.abc import Sequence
from pathlib import Path

import click

from fivefold.cli import present
from fivefold.cli.extracts import open_extract
from fivefold.cli.sources import Source, StudyGroup, study_argument

UNITS = {
    "frameworks": "frameworks",
    "interventions": "interventions",
    "incidents": "incidents",
    "cells": "cells",
    "segments": "coded segments",
}
"""What can be cross-tabulated, by the word on the command line."""

PRIMARIES = ("situation", "vulnerability", "strength", "risk", "response", "offence", "challenge")


@click.group(name="analysis", cls=StudyGroup)
def group() -> None:
    """The study's tables and cross-tabulations.

    STUDY is a study folder with its coding project, or an extract made of one; --study NAME in its place is a study of
    the records. Every number is counted over the
    eligible frameworks and the agreed layer of codings, and says of how many. With --json it also names its unit,
    exclusions, dataset freeze and the references of the frameworks it counts.
    """


@group.command(name="tables")
@study_argument(needs="tables.read")
@click.option("--table", "numbers", multiple=True, help="Only this table, 1 to 4; may be given again.")
@present.json_option
def tables_(*, study: Source, password_file: Path | None, numbers: Sequence[str], as_json: bool) -> None:
    """The published study's Tables 1 to 4, counted again.

    \b
    fivefold analysis tables STUDY
    fivefold analysis tables STUDY --table 3 --json
    """
    from fivefold.cli import analysis_shown as shown
    from fivefold.method.analysis.tables import definitions, published_table

    found = open_extract(study, password_file)
    tables = [published_table(found, number) for number in numbers or definitions()]
    shown.write(found, [shown.tables(tables)], as_json=as_json, value=tables)


@group.command(name="findings")
@study_argument(needs="tables.read")
@click.argument("primary", type=click.Choice(PRIMARIES), default="vulnerability")
@present.json_option
def findings_(*, study: Source, password_file: Path | None, primary: str, as_json: bool) -> None:
    """Everything recorded under one primary node, by context and cohort, most frequent first.

    \b
    fivefold analysis findings STUDY risk
    """
    from fivefold.cli import analysis_shown as shown
    from fivefold.method.analysis.tables import findings

    found = open_extract(study, password_file)
    tables = findings(found, primary)
    shown.write(found, [shown.tables(tables)], as_json=as_json, value=tables)


@group.command(name="factor")
@study_argument(needs="tables.read")
@click.argument("code")
@click.option("--within", help="Count only frameworks that also have this code; they are the base.")
@present.json_option
def factor_(*, study: Source, password_file: Path | None, code: str, within: str | None, as_json: bool) -> None:
    """How many frameworks have a code (or one below it), in each cohort, and which.

    CODE is a key, as `fivefold coding codebook --json` lists them.

    \b
    fivefold analysis factor STUDY risk/peer/bullying-others
    fivefold analysis factor STUDY strength/individual
    fivefold analysis factor STUDY response/peer --within vulnerability/peer/social-isolation
    """
    from fivefold.cli import analysis_shown as shown
    from fivefold.method.analysis.questions import factor

    found = open_extract(study, password_file)
    figure = factor(found, code, within=within)
    shown.write(found, [shown.figure(figure)], as_json=as_json, value=figure)


@group.command(name="crosstab")
@study_argument(needs="tables.read")
@click.option("--rows", required=True, help="An axis, such as site, target or code:risk/peer.")
@click.option("--columns", default="cohort", show_default=True, help="The other axis.")
@click.option("--unit", type=click.Choice(list(UNITS)), default="frameworks", show_default=True, help="What to count.")
@present.json_option
def crosstab_(*, study: Source, password_file: Path | None, rows: str, columns: str, unit: str, as_json: bool) -> None:
    """Count anything by any two things.

    An axis is an attribute of the framework (cohort, site, age, sex, meeting_month, form_offence, instances), a fact
    of what is counted (an intervention's target, a cell's status, an incident's location...), or the codes directly
    below one: code:risk/peer.

    \b
    fivefold analysis crosstab STUDY --rows code:risk/peer
    fivefold analysis crosstab STUDY --rows target --columns site --unit interventions
    fivefold analysis crosstab STUDY --rows status --columns context --unit cells
    """
    from fivefold.cli import analysis_shown as shown
    from fivefold.method.analysis.crosstab import crosstab
    from fivefold.method.analysis.figures import Unit

    found = open_extract(study, password_file)
    table = crosstab(found, rows=rows, columns=columns, unit=Unit(UNITS[unit]))
    shown.write(found, [shown.crosstab(table)], as_json=as_json, value=shown.crosstab_json(table))


@group.command(name="gaps")
@study_argument(needs="tables.read")
@present.json_option
def gaps_(*, study: Source, password_file: Path | None, as_json: bool) -> None:
    """Which needs were identified and left without any response that would address them.

    The map from needs to responses is a list for service planning, with a reason in each row; it says what was
    recorded, and never what a child needs.

    \b
    fivefold analysis gaps STUDY
    """
    from fivefold.cli import analysis_shown as shown
    from fivefold.method.analysis.gaps import context_gaps, gaps, unmapped

    found = open_extract(study, password_file)
    by_context, by_need, left = context_gaps(found), gaps(found), unmapped(found)
    value = {"by_context": by_context, "by_need": by_need, "unmapped": left}
    parts = [shown.context_gaps(by_context), shown.gaps(found, by_need), shown.unmapped(found, left)]
    shown.write(found, parts, as_json=as_json, value=value)


@group.command(name="completeness")
@study_argument(needs="tables.read")
@present.json_option
def completeness_(*, study: Source, password_file: Path | None, as_json: bool) -> None:
    """What was recorded, what was not and why, and the contexts about which whole frameworks say nothing.

    \b
    fivefold analysis completeness STUDY
    """
    from fivefold.cli import analysis_shown as shown
    from fivefold.method.analysis.quality import completeness

    found = open_extract(study, password_file)
    result = completeness(found)
    value = {
        "statuses": result.statuses,
        "silent": result.silent,
        "by_context": shown.crosstab_json(result.by_context),
        "by_column": shown.crosstab_json(result.by_column),
    }
    shown.write(found, shown.completeness(result), as_json=as_json, value=value)


@group.command(name="extract")
@study_argument(needs="study.export")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A folder to be made.")
@present.json_option
def extract_(*, study: Source, password_file: Path | None, out: Path, as_json: bool) -> None:
    """Write the study as tidy Parquet tables that hold no text, for these commands and for other programs.

    The folder can stand in for STUDY in every command of analysis. It holds references, codes and counts of
    pseudonymised frameworks: keep it as the study itself is kept.

    \b
    fivefold analysis extract STUDY --out extract/
    """
    from fivefold.method.analysis.extract_files import write_extract

    found = open_extract(study, password_file)
    written = write_extract(found, out)
    if as_json:
        rows = {name: table.num_rows for name, table in found.tables.items()}
        present.write_json({"freeze": found.freeze, "rows": rows, "files": written})
    else:
        rows_by_table = [(name, table.num_rows) for name, table in found.tables.items()]
        click.echo(present.table(("table", "rows"), rows_by_table, numbers={1}))
    present.note(f"Wrote {len(written)} files to {out}.")
