"""What coding pages call things."""

from collections.abc import Mapping
from types import MappingProxyType

from fivefold.method.coding.codebook import Primary, codebook
from fivefold.method.coding.codings import AGREED
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.classification import Cohort

PRIMARIES: Mapping[Primary, str] = MappingProxyType({one: codebook()[one].name for one in Primary})
CONTEXTS: Mapping[Context, str] = MappingProxyType(
    {
        Context.INDIVIDUAL: "the young person",
        Context.FAMILY: "the family or home",
        Context.PEER: "the peer group",
        Context.SCHOOL: "the school",
        Context.NEIGHBOURHOOD: "the neighbourhood",
    }
)
"""What a code of this context is about, as the end of a sentence."""
COHORTS: Mapping[str, str] = MappingProxyType(
    {Cohort.SOLE: "Sole", Cohort.GROUP: "Group", Cohort.BOTH: "Both", Cohort.UNDETERMINED: "Undetermined"}
)


def layer(label: str) -> str:
    """A layer as a page names it."""
    return "Agreed" if label == AGREED else label


def misplaced(cell: Context, code: Context) -> str:
    """That the words stand in another row of the form than the one their code is about."""
    return f"About {CONTEXTS[code]}, written in the row of {CONTEXTS[cell]}."
