"""When the research copy must be gone."""

from dataclasses import replace

from fivefold.method.common.dates import PartialDate
from fivefold.method.studies.retention import destroy_by
from tests.support import study_folders as folders


def test_the_research_copy_is_destroyed_within_the_months_after_publication() -> None:
    protocol = folders.protocol()
    assert destroy_by(protocol) is None
    assert destroy_by(replace(protocol, publication=PartialDate(2017, 10))) == PartialDate(2018, 10)
    assert destroy_by(replace(protocol, publication=PartialDate(2017, 12), retention_months=1)) == PartialDate(2018, 1)
    assert destroy_by(replace(protocol, publication=PartialDate(2017))) == PartialDate(2018, 1)
