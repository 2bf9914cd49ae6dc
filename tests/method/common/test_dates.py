"""Dates to the day, the month or the year."""

import pytest

from fivefold.method.common.dates import PartialDate


def test_a_date_keeps_the_precision_it_was_given_with() -> None:
    for text in ("2016", "2016-09", "2016-09-14"):
        assert str(PartialDate.parse(f" {text} ")) == text
    assert PartialDate.parse("2016-09-14").to_month == PartialDate(2016, 9)


def test_dates_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="a day needs its month"):
        PartialDate(2016, None, 14)
    for text in ("2016-02-30", "2016-13", "14/09/2016", "2016-9"):
        with pytest.raises(ValueError, match=r"."):
            PartialDate.parse(text)
