"""A briefing as the files somebody takes away."""

import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from fivefold.method.analysis.extract import extract
from fivefold.method.reporting.briefing import folder
from fivefold.method.reporting.document import Meta
from fivefold.method.reporting.to_html import SCRIPT, STYLESHEET
from tests.method.analysis.random_studies import PROTOCOL
from tests.method.analysis.small_study import small_study


@pytest.mark.slow  # Word and PDF are set for real.
def test_word_pdf_and_linked_pages_are_made_one_after_another() -> None:
    found = extract(small_study("F1 A sole | peer/risk = risk/peer/bullying-others"))
    meta = Meta("A study", found.freeze, version="1", issued=datetime.date(2026, 3, 2))
    assets = {STYLESHEET: b"css", SCRIPT: b"js"}
    made = dict(folder.make(folder.Sources(PROTOCOL, found, meta, assets)))
    assert tuple(made) == folder.FILES
    assert made[folder.PDF].startswith(b"%PDF")
    with ZipFile(BytesIO(made[folder.PAGES])) as pages:
        assert set(pages.namelist()) == {
            "index.html",
            "tables.html",
            "claims.html",
            f"assets/{STYLESHEET}",
            f"assets/{SCRIPT}",
        }
        index = pages.read("index.html").decode()
        assert 'href="tables.html"' in index
        assert 'href="claims.html"' in index
        assert pages.getinfo("index.html").date_time[:3] == (2026, 3, 2)
