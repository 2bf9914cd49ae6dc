"""The demonstration study and synthetic studies of any size."""

import time
from pathlib import Path

import click

from fivefold.cli import present


@click.group(name="demo")
def group() -> None:
    """The demonstration study and synthetic studies of any size. Every case in them is invented."""


@group.command(name="generate")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write; made if need be.")
@click.option(
    "--frameworks",
    type=click.IntRange(min=1),
    default=49,
    show_default=True,
    help="How many. With 49, the study reproduces every published count that can hold.",
)
@click.option("--seed", type=int, default=2016, show_default=True, help="The same seed gives the same study.")
@click.option("--force", is_flag=True, help="Replace an earlier demonstration study in the folder.")
@present.json_option
def generate(*, out: Path, frameworks: int, seed: int, force: bool, as_json: bool) -> None:
    """Write an invented study as partners would send it: Word forms by site, lists, a coding project.

    \b
    fivefold demo generate --out demo/study
    fivefold demo generate --frameworks 10000 --seed 7 --out big

    Some forms are protected (passwords.csv), and they are saved in the different ways in which people return
    forms. Ten thousand frameworks take some four minutes; memory does not grow with the number.
    """
    from fivefold.method.demonstration import delivery

    started = time.monotonic()
    written = delivery.deliver(out, frameworks=frameworks, seed=seed, force=force)
    made = delivery.delivered(out, present.progress(written, label="Writing forms", length=frameworks))
    seconds = time.monotonic() - started
    if as_json:
        present.write_json({"delivered": made, "seed": seed, "seconds": round(seconds, 2)})
        return
    present.note(
        f"Wrote {made.frameworks} invented frameworks and their coding project to {made.folder} in {seconds:.1f} s: "
        f"{made.protected} are protected (passwords.csv)."
    )


@group.command(name="records")
@click.option(
    "--study",
    "study",
    default="demo/study",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of the first study, of 49 frameworks; written if it is missing.",
)
@click.option(
    "--second",
    "second",
    default="demo/second-study",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of a second one, of 8, at other sites and with other people; written if it is missing.",
)
@click.option("--code", default="fivefold ops code", hidden=True, help="The command named for the six digits.")
def records(*, study: Path, second: Path, code: str) -> None:
    """Bring two invented studies into the records, with somebody in each role, and say how to sign in.

    \b
    FIVEFOLD_HOME=demo/records fivefold demo records
    fivefold demo records --study demo/study --second demo/second-study

    Running it again changes nothing that anybody entered. `fivefold ops serve` then serves them, to this machine only.
    """
    from fivefold.cli.ops_start import started

    started()
    from fivefold.cli import demo_records

    demo_records.echo_all((study, second))
    click.echo("")
    click.echo(demo_records.how_to_sign_in(code=code))
