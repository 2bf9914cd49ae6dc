"""Commands on a study of the records: the same words as on its folder, and nothing for whoever has no part in it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fivefold.cli.main import Exit, main
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions.models import Revision
from fivefold.records.studies import actions_resolving, queries
from fivefold.records.studies.models import Submission
from tests.support import brought_in, study_folders
from tests.support.standing import NOW, World, rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # the demonstration study is read from its forms

LEAD = "standing.research.lead@example.org"
CODER = "standing.coder@example.org"
SITE_LEAD = "standing.site.lead@example.org"
STRANGER = "standing.nobody@example.org"
OTHER_LEAD = "standing.other.research.lead@example.org"

COMMANDS = (
    "study read {} --words",
    "study read {} --json",
    "study eligibility {}",
    "study classify {} --json",
    "analysis tables {} --json",
    "analysis factor {} risk/peer/bullying-others",
    "coding misplacement {} --json",
    "reporting claims --study {} --json",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return brought_in.demonstration(tmp_path_factory.mktemp("study") / "study")


def run(call: str, *, by: str | None = LEAD) -> Result:
    """A call by somebody, whom the environment names."""
    return CliRunner().invoke(main, call.split(), env={"FIVEFOLD_AS": by} if by else {})


def bring_in(folder: Path) -> Result:
    return run(f"study import {folder} --into first --json")


def test_every_command_tells_of_the_records_what_it_tells_of_the_folder(world: World, folder: Path):
    brought = bring_in(folder)
    assert json.loads(brought.stdout)["received"] == 49

    for call in COMMANDS:
        on_folder = run(call.format(folder))
        named = "first" if "--study" in call else "--study first"
        on_records = run(call.format(named))
        assert on_records.stdout == on_folder.stdout, call
        assert (on_records.exit_code, on_folder.stdout != "") == (on_folder.exit_code, True), call

    told = rows(Event, verb=Verb.STUDY_READ_WHOLE)
    assert len(told) == len(COMMANDS)
    assert {event.facts["command"] for event in told} >= {"study.read", "analysis.tables", "reporting.claims"}


def test_the_same_folder_again_is_told_as_nothing_new(world: World, folder: Path):
    bring_in(folder)
    before = len(rows(Revision))

    again = json.loads(bring_in(folder).stdout)

    assert (again["received"], again["changed"], again["unchanged"], again["freeze"]) == (0, [], 49, None)
    assert len(rows(Revision)) == before


@pytest.mark.parametrize("who", [STRANGER, OTHER_LEAD])
def test_whoever_has_no_part_is_told_what_is_told_of_no_study(world: World, who: str):
    theirs, nobodys = run("study read --study first", by=who), run("study read --study first0", by=who)

    assert theirs.exit_code == nobodys.exit_code == Exit.UNUSABLE
    assert theirs.stderr == nobodys.stderr.replace("first0", "first")


def test_a_part_without_the_ability_is_refused_in_its_own_words(world: World, folder: Path):
    refused = run(f"study import {folder} --into first", by=CODER)

    assert refused.exit_code == Exit.UNUSABLE
    assert "None of your roles here allows this" in refused.stderr


def test_nobody_and_strangers_are_told_to_say_who_they_are(world: World):
    unnamed, unknown = run("study list", by=None), run("study list --as nobody@example.net")

    assert unnamed.exit_code == unknown.exit_code == Exit.UNUSABLE
    assert "FIVEFOLD_AS" in unnamed.stderr
    assert "FIVEFOLD_AS" in unknown.stderr


def test_a_study_that_holds_nothing_yet_says_how_to_bring_it_in(world: World):
    assert "study import FOLDER --into first" in run("study read --study first").stderr


def test_each_sees_their_own_part(world: World, folder: Path):
    bring_in(folder)

    everything = json.loads(run("study list --json").stdout)[0]["submissions"]
    own = json.loads(run("study list --json", by=SITE_LEAD).stdout)[0]["submissions"]
    read = json.loads(run("study read --study first --json", by=SITE_LEAD).stdout)

    assert 0 < own < everything == 49
    assert {form["site"] for form in read["forms"]} == {"A"}
    assert read["coding"] is None


def test_an_export_says_its_password_once_and_opens_with_it(world: World, folder: Path, tmp_path: Path):
    bring_in(folder)
    out = tmp_path / "out.zip"

    told = json.loads(run(f"study export first --out {out} --purpose archive --json").stdout)

    place = brought_in.unpacked(out.read_bytes(), told["password"], tmp_path / "received")
    assert len(list(place.glob("site-*/*.docx"))) == told["export"]["submissions"] == 49
    assert run(f"study export first --out {out} --purpose archive").exit_code == Exit.UNUSABLE


def test_what_an_export_leaves_out_is_said_with_its_number(world: World, tmp_path: Path):
    one = study_folders.submission(1)
    place = study_folders.write(study_folders.study(one), tmp_path / "small")
    (place / one.file).write_bytes(study_folders.with_words_below(one, "See the minutes"))
    bring_in(place)
    with world.acting("research_lead") as by:
        (words,) = queries.unplaced_open(world.first, by.shares)
        row = Submission.objects.select_related("share", "study").get(id=words.submission)
        actions_resolving.dismiss(row, words=words.id, reason="Not of this case", against=1, by=by, at=NOW)

    said = run(f"study export first --out {tmp_path / 'out.zip'} --purpose archive").stdout

    assert "unplaced words that were set aside (1)" in said


def test_forms_that_the_folder_holds_no_longer_end_with_attention(world: World, tmp_path: Path):
    one, other = study_folders.submission(1), study_folders.submission(2, site="B")
    assert bring_in(study_folders.write(study_folders.study(one, other), tmp_path / "two")).exit_code == 0

    again = run(f"study import {study_folders.write(study_folders.study(one), tmp_path / 'one')} --into first")

    assert again.exit_code == Exit.ATTENTION
    assert f"In the records and not in the folder; left\n  {other.reference}\n" in again.stdout


def test_a_folder_and_a_name_together_are_one_too_many(world: World, folder: Path):
    assert run(f"study read {folder} --study first").exit_code == Exit.UNUSABLE
    assert run("study read").exit_code == Exit.UNUSABLE
