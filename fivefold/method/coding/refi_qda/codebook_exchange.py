"""Our codebook as a code tree of the exchange format, with identifiers that never change."""

from functools import lru_cache

from fivefold.method.coding.codebook import Code, Codebook
from fivefold.method.coding.refi_qda import guids, values
from fivefold.method.coding.refi_qda.writing import write_codes


def code_guid(code: Code) -> str:
    """The identifier of a code, from its key: the same in every file and every version of the codebook."""
    return _guid_of(code.key)


@lru_cache(maxsize=4096)
def _guid_of(key: str) -> str:
    # Asked for once a coding, of which a large study has a million and a codebook's few hundred codes.
    return guids.derive("code", key)


def code_tree(codebook: Codebook) -> tuple[values.Code, ...]:
    """The codebook's codes as trees, one for each primary node, in the codebook's order.

    Every node is codable: a coder may know the context before the factor.
    """
    below: dict[tuple[str, ...], list[Code]] = {}
    for code in codebook:
        below.setdefault(code.path[:-1], []).append(code)

    def grow(code: Code) -> values.Code:
        return values.Code(
            guid=code_guid(code),
            name=code.name,
            description=code.definition,
            children=tuple(map(grow, below.get(code.path, ()))),
        )

    return tuple(map(grow, below.get((), ())))


def write_codebook(codebook: Codebook) -> bytes:
    """The codebook as a `.qdc` file. Everything a code has goes in, so there is nothing to report as lost."""
    data, _ = write_codes(code_tree(codebook))
    return data
