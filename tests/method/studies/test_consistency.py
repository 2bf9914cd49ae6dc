"""Frameworks that share an incident and tell it differently."""

from dataclasses import replace

from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.incidents import Hackett, Role
from fivefold.method.studies.consistency import shared_incidents
from tests.support import study_folders as folders

FIRST = replace(folders.submission(1), incidents=(folders.incident("I"),))
SECOND = replace(folders.submission(2), incidents=(folders.incident("I", [Role.LED]),))


def test_two_frameworks_may_know_different_people_in_one_incident() -> None:
    assert list(shared_incidents(folders.study(FIRST, SECOND))) == []


def test_facts_an_incident_cannot_have_twice_are_named() -> None:
    told = replace(SECOND.incidents[0], date=None, online=True, category=Hackett.ABUSIVE)
    found = list(shared_incidents(folders.study(FIRST, replace(SECOND, incidents=(told,)))))
    one, two = FIRST.reference, SECOND.reference
    assert [finding.what for finding in found] == [
        f"incident I: date is {PartialDate(2016, 7)} for {one} and not given for {two}",
        f"incident I: online is no for {one} and yes for {two}",
        f"incident I: category is problematic for {one} and abusive for {two}",
    ]
