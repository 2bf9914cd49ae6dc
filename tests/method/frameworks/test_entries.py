"""One completed framework as values."""

import pytest

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellKey, Entry


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_entry_without_words_cannot_be_made(text: str) -> None:
    with pytest.raises(ValueError, match="must have words"):
        Entry(text, CellKey(Context.PEER, "risk"))
