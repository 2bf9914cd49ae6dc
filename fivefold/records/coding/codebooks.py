"""A study's codebook as a value, and as the state of its line: a version we hold, and the study's own codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fivefold.method.coding.codebook import APPENDIX_B, Code, Codebook, Primary, codebook
from fivefold.method.common.contexts import Context
from fivefold.records.accounts.models import Study
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Kind

State = Mapping[str, Any]


def codes_state(key: str, own: Iterable[Code] = ()) -> dict[str, Any]:
    """The state that `codebook_in` reads. key: of the version. own: codes the study's coders created."""
    return {"codebook": key, "own": {code.key: own_state(code) for code in own}}


def own_state(code: Code) -> dict[str, Any]:
    """One code of the study's own."""
    return {
        "path": list(code.path),
        "primary": str(code.primary),
        "context": None if code.context is None else str(code.context),
        "definition": code.definition,
    }


def own_code(key: str, told: State) -> Code:
    """The code that `own_state` told of."""
    context = told.get("context")
    return Code(
        key,
        tuple(told["path"]),
        Primary(told["primary"]),
        None if context is None else Context(context),
        told.get("definition", ""),
    )


def codebook_in(state: State) -> Codebook:
    """The codebook of a state: a version, with the study's own codes where they belong in it.

    The published coding framework for a state nothing was written to.
    """
    version = codebook(state.get("codebook", APPENDIX_B))
    return version.extended(own_code(key, told) for key, told in state.get("own", {}).items())


def codebook_of(study: Study, *, as_of: int | None = None) -> Codebook:
    """The study's codebook. Two queries. as_of: after that event."""
    return codebook_in(lines.states_of([study.id], Kind.CODES, as_of=as_of).get(study.id, {}).get(None, {}))


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a codebook by key, for looking many up."""

    by_key: Mapping[str, Code]

    @classmethod
    def of(cls, book: Codebook) -> "Codes":
        """The codes of a codebook."""
        return cls({code.key: code for code in book})

    def __getitem__(self, key: str) -> Code:
        """The code with a key. One that the codebook lost is known by its key, so that no coding vanishes with it."""
        known = self.by_key.get(key)
        if known is not None:
            return known
        primary, _, rest = key.partition("/")
        context, _, _ = rest.partition("/")
        return Code(key, (key,), Primary(primary), Context(context) if context in set(Context) else None)
