"""The walk's own option, and its tenants."""

import pytest

from tests.access.tenants import Tenants, tenants
from tests.support.standing import World


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/access --write-matrix` writes the committed expectations again."""
    parser.addoption("--write-matrix", action="store_true", default=False, help="write tests/access/matrix.csv again")


@pytest.fixture
def filled(world: World) -> Tenants:
    """Two studies, each with words that must not cross a wall."""
    return tenants(world)
