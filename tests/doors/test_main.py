"""The first page of the command line."""

import subprocess
import sys

from click.testing import CliRunner

import fivefold
from fivefold.cli.main import NOUNS, main


def test_help_names_every_noun_and_a_study_from_beginning_to_end() -> None:
    said = CliRunner().invoke(main, ["--help"]).stdout
    assert [noun for noun in NOUNS if f"  {noun} " not in said] == []
    journey = ["form", "study read", "analysis tables", "claims", "briefing", "serve", "demo generate"]
    places = [said.index(step) for step in journey]
    assert places == sorted(places)


def test_a_noun_promises_no_command_that_it_has_not() -> None:
    """The words of `coding` are names of its commands, but for what stands before them."""
    promised = NOUNS["coding"].rstrip(".").replace("the ", "").split(", ")[1:]
    said = CliRunner().invoke(main, ["coding", "--help"]).stdout
    assert promised
    assert [one for one in promised if f"  {one} " not in said] == []


def test_called_with_nothing_it_shows_the_help() -> None:
    result = CliRunner().invoke(main, [])
    assert "fivefold NOUN --help" in result.output


def test_the_version_is_the_package_s() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout.split()[-1] == fivefold.__version__


def test_an_unknown_noun_is_a_wrong_call() -> None:
    result = CliRunner().invoke(main, ["framework"])
    assert result.exit_code == 2
    assert "framework" in result.stderr


def test_help_loads_no_engine_and_no_parser() -> None:
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from fivefold.cli.main import main\n"
        "CliRunner().invoke(main, ['--help'])\n"
        "sys.stdout.write(' '.join(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"duckdb", "pyarrow", "lxml", "docx", "typst", "narwhals"} & set(loaded) == set()
