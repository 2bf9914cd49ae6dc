"""Freezing: what is kept, by whom, when it is refused, and that nothing of it stands in clear."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from fivefold.method.analysis.built import Asked
from fivefold.method.analysis.extract import extract
from fivefold.records.accounts.access import Refusal as NotAllowed
from fivefold.records.accounts.access import Refused
from fivefold.records.analysis import actions, queries
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import queries as of_coding
from fivefold.records.revisions.models import Revision
from fivefold.records.vault.keyring import NotOnKeyring
from tests.support.databases import wants_postgresql
from tests.support.frozen_studies import CANARY, change, coded, freeze, stored
from tests.support.log import told
from tests.support.standing import NOW, World


@pytest.mark.slow  # Counting every standard figure takes a second or more.
def test_a_freeze_holds_the_extract_and_the_figures_of_the_study_as_it_stands(world: World) -> None:
    whole = coded()
    with world.acting("research_lead") as by:
        stored(world.first, by=by, coded_study=whole)
        made = actions.freeze(world.first, by=by, at=NOW)
        found, figures = queries.extract_of(made), queries.figures_of(made)
        assert (made.number, queries.changes_since(made)) == (1, 0)
        assert queries.protocol_of(made).title == f"What services record {CANARY}"
    assert found.freeze == extract(whole).freeze
    assert (figures.digest, figures.frameworks) == (found.freeze.digest, 49)
    assert {table.key for table in figures.standard} >= {"table-1", "table-4", "gaps/needs", "record/statuses"}
    assert len(figures.claims) == 255
    event = told()[-1]
    assert (event.verb, event.subject, event.facts["frameworks"]) == (Verb.FROZEN, made.id, 49)


@pytest.mark.django_db
def test_nobody_but_a_research_lead_freezes(world: World) -> None:
    with world.acting("coder") as by, pytest.raises(Refused) as refused:
        actions.freeze(world.first, by=by, at=NOW)
    assert refused.value.refusal == NotAllowed.NOT_YOUR_ROLE


def test_a_study_without_a_protocol_cannot_be_frozen(world: World) -> None:
    with world.acting("research_lead") as by, pytest.raises(Refused) as refused:
        actions.freeze(world.first, by=by, at=NOW)
    assert refused.value.refusal == Refusal.NOTHING_HERE


def test_nothing_changed_is_nothing_to_freeze(world: World) -> None:
    with world.acting("research_lead") as by:
        freeze(world.first, by=by)
        with pytest.raises(Refused) as refused:
            actions.freeze(world.first, by=by, at=NOW)
        assert Freeze.objects.count() == 1
    assert refused.value.refusal == Refusal.NOTHING_CHANGED


def test_a_change_since_is_counted(world: World) -> None:
    with world.acting("research_lead") as by:
        made = freeze(world.first, by=by).freeze
        change(world.first, by=by)
        change(world.first, by=by)
        assert queries.changes_since(made) == 2


def test_what_is_written_while_a_study_is_frozen_refuses_the_freeze(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.acting("research_lead") as by:
        stored(world.first, by=by)
        read = of_coding.coded_study

        def read_while_somebody_writes(study: object) -> object:
            found = read(study)  # type: ignore[arg-type]
            change(world.first, by=by)
            return found

        monkeypatch.setattr(actions, "coded_study", read_while_somebody_writes)
        monkeypatch.setattr(actions, "frozen", lambda found, protocol: None)
        before = len(told())
        with pytest.raises(Refused) as refused:
            actions.freeze(world.first, by=by, at=NOW)
        assert len(told()) == before + 1  # The change alone.
        assert not Freeze.objects.exists()
    assert refused.value.refusal == Refusal.CHANGED_MEANWHILE


def test_an_error_while_keeping_leaves_no_freeze_and_no_event(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*args: object, **options: object) -> None:
        raise RuntimeError

    with world.acting("research_lead") as by:
        stored(world.first, by=by)
        before = len(told())
        monkeypatch.setattr(actions, "frozen", lambda found, protocol: SimpleNamespace(frameworks=0))
        monkeypatch.setattr(actions, "to_json", lambda figures: b"{}")
        monkeypatch.setattr(actions.events, "record", break_off)
        with pytest.raises(RuntimeError):
            actions.freeze(world.first, by=by, at=NOW)
        assert not Freeze.objects.exists()
    assert len(told()) == before


def test_an_extract_once_opened_is_not_handed_to_who_lacks_the_key(world: World) -> None:
    with world.acting("research_lead") as by:
        made = freeze(world.first, by=by).freeze
        queries.extract_of(made)
        queries.figures_of(made)
        assert queries.table_of(made, Asked("site")) is queries.table_of(made, Asked("site"))
    for who in ("site_lead", "commissioner", "other_research_lead"):
        with world.acting(who):
            assert queries.newest(world.first) is None
            with pytest.raises(NotOnKeyring):
                queries.extract_of(made)
            with pytest.raises(NotOnKeyring):
                queries.figures_of(made)
            with pytest.raises(NotOnKeyring):
                queries.table_of(made, Asked("site"))


def test_the_few_extracts_kept_open_let_go_of_the_oldest() -> None:
    kept: queries._Kept[str, int] = queries._Kept(2)
    made: list[str] = []

    def asked(key: str) -> int:
        def make() -> int:
            made.append(key)
            return len(made)

        return kept.get(key, make)

    assert [asked(key) for key in ("one", "two", "one", "three", "one", "three", "two")] == [1, 2, 1, 3, 1, 3, 4]
    assert made == ["one", "two", "three", "two"]


@pytest.mark.skipif(wants_postgresql(), reason="looks into SQLite's own files")
@pytest.mark.django_db(transaction=True)
def test_no_word_and_no_table_of_a_freeze_stands_in_clear_on_disk() -> None:
    from tests.support.standing import two_studies

    world = two_studies()
    with world.acting("research_lead") as by:
        freeze(world.first, by=by)
        reference = next(iter(queries.extract_of(queries.newest(world.first)).cohort_of))  # type: ignore[arg-type]
    assert Revision.everywhere.exists()
    file = Path(str(connection.settings_dict["NAME"]))
    held = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert held
    for clear in (CANARY.encode(), b"PAR1", reference.encode(), b"vulnerability/family"):
        assert clear not in held
