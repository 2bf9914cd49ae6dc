"""The briefing of the demonstration study, made once for every test that looks at it."""

import datetime
from functools import cache

from fivefold.method.reporting.briefing.writing import briefing
from fivefold.method.reporting.document import Document, Meta
from tests.support.published_claims import demonstration


@cache
def document() -> Document:
    """The briefing, dated as no clock says."""
    coded, found = demonstration()
    meta = Meta(coded.study.protocol.title, found.freeze, "1", datetime.date(2026, 1, 2))
    return briefing(coded.study.protocol, found, meta=meta)
