"""A study whose words are hard on offsets, stored and frozen."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client

from fivefold.method.analysis.commissioned import Findings
from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.extract_files import pack
from fivefold.method.analysis.passages import code_counts
from fivefold.records.accounts.models import ShareKind
from fivefold.records.analysis.frozen import Frozen, to_json
from fivefold.records.analysis.models import Freeze
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place
from tests.support.coded_records import Stored, store
from tests.support.coded_words import hard_words
from tests.support.standing import NOW, World, share
from tests.support.visiting import signed_in

SignIn = Callable[[str], Client]


@dataclass(frozen=True, slots=True)
class Coded:
    """The world's first study, coded and frozen."""

    world: World
    stored: Stored
    freeze: Freeze


def frozen(world: World, *, as_of: int) -> Freeze:
    """A freeze with its extract and counts by code: every standard figure takes seconds, and no page here reads one."""
    made = Freeze(id=uuid4(), share=share(world.first, ShareKind.RESEARCH), number=1, made=NOW, as_of_id=as_of)
    found = extract(hard_words())
    figures = Frozen(
        found.freeze.digest, found.freeze.frameworks, (), (), (), Findings(None, (), ()), code_counts(found)
    )
    for part, plain in (("extract", pack(found)), ("tables", to_json(figures))):
        sealed = keyring.current().seal(plain, scope=made.share.scope, place=Place("freeze", made.id, part))
        setattr(made, part, sealed)
    made.save(force_insert=True)
    return made


@pytest.fixture
def coded(world: World) -> Coded:
    """The study with its freeze."""
    with world.acting("research_lead") as by:
        stored = store(hard_words(), of=world.first, by=by)
        return Coded(world, stored, frozen(world, as_of=stored.event))


@pytest.fixture
def sign_in(world: World) -> SignIn:
    """A client of somebody standing, signed in."""

    return lambda who: signed_in(world.people[who])
