"""A study as one value: its protocol and its submissions."""

from dataclasses import dataclass

from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.entries import Framework
from fivefold.method.frameworks.incidents import Hackett, Incident


@dataclass(frozen=True, slots=True)
class Ethics:
    """How a site's approval was given: by the university ("university") or by a local committee ("local")."""

    site: str
    route: str
    approved: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """What the study asks, of whom, and by which rules.

    ages: youngest and oldest eligible age in years, both included.
    window: first and last month of the meetings, both included.
    sites: labels inside research ("A".."D").
    agreed_layer: name of the coding project's user whose codings are the agreed layer.
    retention_months: months after publication within which the research copy is destroyed.
    """

    title: str
    question: str
    ages: tuple[int, int]
    categories: frozenset[Hackett]
    window: tuple[PartialDate, PartialDate]
    sites: tuple[str, ...]
    ethics: tuple[Ethics, ...]
    classification_rule: str
    instrument: str
    codebook: str
    agreed_layer: str
    retention_months: int
    publication: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Consents:
    """Written consent of the two professionals; None where the list is silent."""

    lead_professional: bool | None = None
    case_worker: bool | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A classification set by a person against the rule."""

    cohort: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A framework released to the study, with what stands around the form.

    age: years at the meeting. sex: "male", "female", "other" or "" if not given.
    """

    reference: str
    site: str
    file: str
    age: int | None
    sex: str
    meeting: PartialDate | None
    consents: Consents
    framework: Framework
    incidents: tuple[Incident, ...]
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A protocol and what was submitted under it, in the order of site and reference."""

    protocol: Protocol
    submissions: tuple[Submission, ...]
