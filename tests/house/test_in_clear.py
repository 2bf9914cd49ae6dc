"""Every column that could hold somebody's words is on the page that says which stand in the clear, and why."""

import re

import django
import pytest
from django.apps import apps
from django.db import models

from tests.house.checkout import ROOT

PAGE = (ROOT / "docs/explanation/what-stands-in-clear.md").read_text("utf-8")
TEXT = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.FileField)
LIMITS = {"sign_in_limit.cache_key", "sign_in_limit.value"}
"""Of a table that Django's cache makes without a model."""


def columns(*kinds: type[models.Field]) -> set[str]:
    """Every column of these kinds that the installation's tables have."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, kinds)
    }


def section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]


def rows(heading: str) -> dict[str, str]:
    """Reasons by column."""
    return dict(re.findall(r"^\| `([\w.]+)` \| (.+) \|$", section(heading), flags=re.MULTILINE))


@pytest.fixture(autouse=True, scope="module")
def tables() -> None:
    django.setup()


def test_every_text_in_the_clear_is_on_the_page() -> None:
    assert set(rows("Text")) == columns(*TEXT) | LIMITS


def test_every_column_of_bytes_is_sealed_or_says_why_not() -> None:
    sealed = re.findall(r"`([\w.]+)`", section("Bytes that are sealed"))
    clear = rows("Bytes that are no sealed words")
    assert sorted([*sealed, *clear]) == sorted(columns(models.BinaryField))


def test_each_has_a_reason_and_they_stand_in_order() -> None:
    for heading in ("Text", "Bytes that are no sealed words"):
        found = rows(heading)
        assert list(found) == sorted(found)
        assert all(len(why.split()) > 1 for why in found.values())
