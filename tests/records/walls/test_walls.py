"""The three tenant walls, each alone: scoped queries, the keyring, and on PostgreSQL row-level security."""

import ast
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django_scopes import ScopeError

import fivefold
from fivefold.records.accounts.access import actor
from fivefold.records.accounts.acting import acting, installation, overseeing, reading_trail
from fivefold.records.accounts.models import Share, ShareKind
from fivefold.records.accounts.tenancy import OfShare, OutsideShares
from fivefold.records.audit import events
from fivefold.records.audit.guards import belongs_to_shares
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.models import Memo, MemoAbout
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind, Line, Revision
from fivefold.records.vault import keyring
from fivefold.records.vault.keyring import NotOnKeyring
from fivefold.records.vault.sealing import Place
from tests.support.databases import wants_postgresql
from tests.support.standing import NOW, World, give, person, share

on_postgresql = pytest.mark.skipif(not wants_postgresql(), reason="SQLite has no row-level security")


def _write_cover(world: World, who: str, of: Share) -> Line:
    with world.acting(who) as by:
        cover = lines.line(Kind.COVER, share=of, subject=uuid4())
        write = Write(cover, changes.put({"reference": "CANARY-7f3a"}))
        lines.write([write], verb=Verb.SUBMISSION_RECEIVED, by=by, at=NOW, share=of)
    return cover


@pytest.fixture
def north(world: World) -> Line:
    """A line of the north site's share of the first study."""
    return _write_cover(world, "research_lead", share(world.first, ShareKind.SITE, "A"))


@pytest.mark.django_db
def test_nothing_is_read_by_nobody(north: Line) -> None:
    with pytest.raises(ScopeError):
        Line.objects.count()
    with installation():
        assert not Line.objects.exists()


def test_each_reads_the_shares_they_hold(world: World, north: Line) -> None:
    seen = {}
    for who in world.people:
        with world.acting(who):
            seen[who] = Line.objects.exists()
    assert {who for who, sees in seen.items() if sees} == {"site_lead", "coder", "research_lead"}


def test_the_keyring_opens_no_row_of_another_even_where_a_query_slips(world: World, north: Line) -> None:
    with overseeing():
        revision = Revision.everywhere.select_related("share", "event").get()
    scope, place = revision.share.scope, Place("revision", revision.id, "sealed")
    with world.acting("other_site_lead"), pytest.raises(NotOnKeyring):
        keyring.current().unseal(bytes(revision.sealed), scope=scope, place=place)
    with world.acting("coder"):
        assert b"CANARY-7f3a" in keyring.current().unseal(bytes(revision.sealed), scope=scope, place=place)


def test_overseeing_sees_rows_and_opens_none(north: Line) -> None:
    with overseeing():
        assert Line.everywhere.count() == 1
        with pytest.raises(NotOnKeyring):
            lines.states([north])


def _memo(of: Share) -> Memo:
    return Memo(share=of, about=MemoAbout.STUDY, made=NOW)


WRITES: dict[str, Callable[[Memo, Memo, Share], object]] = {
    "a new row": lambda own, foreign, theirs: _memo(theirs).save(),
    "a new row through the manager": lambda own, foreign, theirs: Memo.objects.create(
        share=theirs, about=MemoAbout.STUDY, made=NOW
    ),
    "many new rows": lambda own, foreign, theirs: Memo.objects.bulk_create([_memo(own.share), _memo(theirs)]),
    "many through the other manager": lambda own, foreign, theirs: Memo.everywhere.bulk_create([_memo(theirs)]),
    "a change of theirs": lambda own, foreign, theirs: foreign.save(),
    "a deletion of theirs": lambda own, foreign, theirs: foreign.delete(),
    "a row of mine moved to them": lambda own, foreign, theirs: _moved(own, theirs).save(),
    "a row of theirs moved to me": lambda own, foreign, theirs: _moved(foreign, own.share).save(),
    "many moved": lambda own, foreign, theirs: Memo.everywhere.bulk_update([_moved(foreign, own.share)], ["share"]),
    "all of mine moved at once": lambda own, foreign, theirs: Memo.objects.update(share=theirs),
    "all of mine moved by number": lambda own, foreign, theirs: Memo.objects.update(share_id=theirs.id),
}


def _moved(memo: Memo, to: Share) -> Memo:
    memo.share = to
    return memo


@pytest.mark.parametrize("what", WRITES)
def test_a_write_for_a_share_of_somebody_else_is_refused(world: World, what: str) -> None:
    mine, theirs = share(world.first, ShareKind.RESEARCH), share(world.second, ShareKind.RESEARCH)
    with world.acting("other_coder"):
        _memo(theirs).save()
    with world.acting("coder"):
        _memo(mine).save()
    with overseeing():
        own, foreign = Memo.everywhere.get(share=mine), Memo.everywhere.get(share=theirs)
    with world.acting("coder"), pytest.raises(OutsideShares), transaction.atomic():
        WRITES[what](own, foreign, theirs)
    with overseeing():
        assert dict(Memo.everywhere.values_list("id", "share")) == {own.id: mine.id, foreign.id: theirs.id}


def test_whoever_oversees_or_is_nobody_writes_no_row(world: World) -> None:
    row = _memo(share(world.first, ShareKind.RESEARCH))
    with pytest.raises(OutsideShares):
        row.save()
    with overseeing(), pytest.raises(OutsideShares):
        row.save()
    with world.acting("coder"), installation(), pytest.raises(OutsideShares):
        row.save()


def test_reading_another_shares_trail_opens_no_write_to_it(world: World, north: Line) -> None:
    site = share(world.first, ShareKind.SITE, "A")
    with world.acting("site_governance") as by:
        assert not Event.objects.filter(share=site.id).exists()
        with reading_trail(by, [site.id, share(world.second, ShareKind.RESEARCH).id]):
            assert [one.share for one in Event.objects.all()] == [site.id]
            with pytest.raises(OutsideShares):
                _memo(site).save()


def test_whoever_acts_within_somebody_elses_acting_gives_the_walls_back(world: World, north: Line) -> None:
    with world.acting("coder"):
        with world.acting("nobody"):
            assert not Line.objects.exists()
        assert Line.objects.count() == _rows("line") == 1
        with pytest.raises(ZeroDivisionError), world.acting("other_coder"):
            raise ZeroDivisionError
        assert _rows("line") == 1
    if wants_postgresql():
        assert _rows("line") == 0


def test_what_somebody_may_do_ends_with_the_membership(world: World, north: Line) -> None:
    somebody = person("Somebody who leaves")
    held = give(somebody, "coder", of=world.first)
    with acting(actor(somebody)):
        assert Line.objects.exists()
    held.ended = NOW
    held.save()
    with acting(actor(somebody)):
        assert not Line.objects.exists()


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


@on_postgresql
class TestRowLevelSecurity:
    """What the first wall does not stop: raw SQL, joins, foreign keys, the other manager, inserts."""

    def test_raw_queries_see_the_actors_rows_alone(self, world: World, north: Line) -> None:
        for who, sees in (("site_lead", 1), ("coder", 1), ("other_site_lead", 0), ("other_coder", 0), ("nobody", 0)):
            with world.acting(who):
                assert (_rows("line"), _rows("revision"), Line.everywhere.count()) == (sees, sees, sees), who
        assert (_rows("line"), _rows("event")) == (0, 0)

    def test_raw_inserts_for_a_foreign_share_are_refused(self, world: World, north: Line) -> None:
        theirs = share(world.second, ShareKind.RESEARCH)
        with (
            world.acting("coder"),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO memo (id, share_id, about, made) VALUES (%s, %s, 'study', %s)", [uuid4(), theirs.id, NOW]
            )

    def test_raw_changes_reach_no_foreign_row(self, world: World, north: Line) -> None:
        with world.acting("other_coder"), connection.cursor() as cursor:
            cursor.execute("UPDATE line SET head = 99")
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM line")
            assert cursor.rowcount == 0

    def test_overseeing_changes_nothing(self, north: Line) -> None:
        with overseeing(), connection.cursor() as cursor:
            cursor.execute("UPDATE line SET head = 99")
            assert cursor.rowcount == 0

    def test_events_are_recorded_for_any_share_and_read_by_their_trail(self, world: World) -> None:
        site = share(world.first, ShareKind.SITE, "A")
        with world.acting("nobody") as by:
            for of in (None, site.id):
                events.record(Verb.REFUSED, by=by.person, at=NOW, share=of)
            assert _rows("event") == 0
        with world.acting("site_governance"):
            assert _rows("event") == 1
        with world.acting("other_site_lead"):
            assert _rows("event") == 0
        with overseeing():
            assert _rows("event") == 2

    @pytest.mark.django_db(transaction=True)
    def test_nothing_is_left_for_the_next_transaction(self, north: Line, world: World) -> None:
        with world.acting("coder"):
            assert _rows("line") == 1
        assert _rows("line") == 0
        with transaction.atomic():
            assert _rows("line") == 0


def test_every_model_of_a_share_has_the_scoped_manager_and_the_guard() -> None:
    found = [model for model in apps.get_models() if belongs_to_shares(model)]
    assert {"line", "revision", "submission", "memo", "event"} <= {model._meta.db_table for model in found}
    for model in found:
        assert model is Event or issubclass(model, OfShare), f"{model.__name__} has a share and no guard"
        assert model._default_manager.name == "objects", model.__name__
        with pytest.raises(ScopeError):
            model._default_manager.count()


# Each of these passes the first wall by, for the reason beside it. None of them is reached by a request.
PASSES_BY = {
    "records/accounts/acting.py": "puts the walls up, and lets whoever oversees past the first",
    "records/audit/events.py": "the log has one order over all tenants, and is verified as a whole",
    "records/revisions/lines.py": "unmatched() holds every revision against its event",
    "records/jobs/working.py": "looks which job of any study is next, then acts as who asked for it",
    "cli/ops_archive.py": "an operator's command, overseeing",
    "cli/ops_backup.py": "an operator's command, overseeing",
    "cli/ops_findings_queues.py": "an operator's command, overseeing",
    "cli/ops_verify.py": "an operator's command, overseeing",
}
ATTRIBUTES, NAMES = {"everywhere", "_base_manager", "raw"}, {"scopes_disabled", "overseeing"}


def _passes_by(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if not any(word in text for word in ATTRIBUTES | NAMES):
        return False
    every = list(ast.walk(ast.parse(text)))
    attributes = {node.attr for node in every if isinstance(node, ast.Attribute)}
    names = {node.id for node in every if isinstance(node, ast.Name)}
    return bool(attributes & ATTRIBUTES or names & NAMES)


def test_the_first_wall_is_passed_by_only_where_a_reason_is_given() -> None:
    package = Path(fivefold.__file__).parent
    parts = [path for part in ("records", "web", "cli") for path in (package / part).rglob("*.py")]
    found = {str(path.relative_to(package)) for path in parts if "migrations" not in path.parts and _passes_by(path)}
    assert found == set(PASSES_BY), "give the reason above, or use `objects`"
