"""Acting as somebody: the three tenant walls put up for the length of a request, a command or a test.

All three follow from the actor's shares, by three means: scoped queries refuse to run without it and see nothing
else, the keyring holds no other key, and PostgreSQL's row-level security shows no other row.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

from fivefold.records.accounts.access import Actor
from fivefold.records.audit.events import LOG
from fivefold.records.vault import keyring
from fivefold.records.vault.opening import key_store

_SETTINGS = ("fivefold.shares", "fivefold.trail", "fivefold.every")


@contextmanager
def acting(by: Actor) -> Iterator[Actor]:
    """Act as somebody. On PostgreSQL this is one transaction, because row-level security is set for one."""
    shares = [one.id for one in by.shares]
    with ExitStack() as walls:
        walls.enter_context(keyring.held(key_store(), {LOG, *(one.scope for one in by.shares)}))
        walls.enter_context(scope(share=shares, writes=shares))
        walls.enter_context(_rows_of(shares, trail=[one.id for one in by.trail]))
        yield by


@contextmanager
def installation() -> Iterator[None]:
    """Act as the installation itself, which reads no record: to sign somebody in, to note what happened."""
    with ExitStack() as walls:
        walls.enter_context(keyring.held(key_store(), {LOG}))
        walls.enter_context(scope(share=[], writes=[]))
        yield


@contextmanager
def overseeing() -> Iterator[None]:
    """See every row and open none: to verify the log, to count, to back up. Never within a request."""
    with ExitStack() as walls:
        walls.enter_context(keyring.held(key_store(), {LOG}))
        walls.enter_context(scopes_disabled())
        walls.enter_context(_rows_of((), every=True))
        yield


@contextmanager
def tending(share: UUID) -> Iterator[None]:
    """See and change rows of one share and open none: to end work that nobody may do any more. Never in a request."""
    with ExitStack() as walls:
        walls.enter_context(keyring.held(key_store(), {LOG}))
        walls.enter_context(scope(share=[share], writes=[share]))
        walls.enter_context(_rows_of([share]))
        yield


@contextmanager
def reading_trail(by: Actor, shares: Iterable[UUID]) -> Iterator[None]:
    """Within `acting`, see the events of these shares too; they must be among the actor's own or its trail."""
    allowed = {one.id for one in (*by.shares, *by.trail)}
    with scope(share=[one for one in shares if one in allowed]):
        yield


@contextmanager
def _rows_of(shares: Iterable[UUID], *, trail: Iterable[UUID] = (), every: bool = False) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    wanted = (_listed(shares), _listed((*shares, *trail)), "yes" if every else "")
    # Settings last as long as the outermost transaction: whoever acts within somebody else's gives theirs back.
    # Where this raises, the rollback does.
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _settings() if nested else None
        _set(wanted)
        yield
        if before is not None:
            _set(before)


def _settings() -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('{one}', true), '')" for one in _SETTINGS))
        shares, trail, every = cursor.fetchone()
    return shares, trail, every


def _set(values: tuple[str, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"set_config('{one}', %s, true)" for one in _SETTINGS), values)


def _listed(shares: Iterable[UUID]) -> str:
    return ",".join(str(one) for one in shares)
