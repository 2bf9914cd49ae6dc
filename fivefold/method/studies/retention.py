"""When the research copy must be gone."""

from fivefold.method.common.dates import PartialDate
from fivefold.method.studies.study import Protocol


def destroy_by(protocol: Protocol) -> PartialDate | None:
    """The month by whose end the research copy is destroyed; None while no publication is planned."""
    publication = protocol.publication
    if publication is None:
        return None
    # Known to the year alone, it counts from January: the copy is never kept longer than promised.
    months = publication.year * 12 + ((publication.month or 1) - 1) + protocol.retention_months
    return PartialDate(months // 12, months % 12 + 1)
