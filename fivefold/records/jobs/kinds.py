"""What long work there is, who may ask for it, what the log says of it, and why it may come to nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb


class Kind(models.TextChoices):
    """One kind of long work. Its subject: what it is done to."""

    BRIEFING = "briefing", "a briefing is written of a freeze, its subject"
    FREEZE = "freeze", "a study, its subject, is frozen"
    IMPORT = "import", "a folder is brought into a study, its subject"


@dataclass(frozen=True, slots=True)
class Rules:
    """ability: of whoever asks, at every step. What becomes of it in the end is told by the work itself."""

    ability: Ability
    asked: Verb
    begun: Verb
    failed: Verb


RULES: Mapping[Kind, Rules] = {
    Kind.BRIEFING: Rules(Ability.BRIEFING_WRITE, Verb.BRIEFING_ASKED, Verb.BRIEFING_BEGUN, failed=Verb.BRIEFING_FAILED),
    Kind.FREEZE: Rules(Ability.FREEZES_MAKE, Verb.FREEZE_ASKED, Verb.FREEZE_BEGUN, failed=Verb.FREEZE_FAILED),
    Kind.IMPORT: Rules(Ability.STUDY_IMPORT, Verb.IMPORT_ASKED, Verb.IMPORT_BEGUN, failed=Verb.IMPORT_FAILED),
}


class Failure(StrEnum):
    """Why a job came to nothing: a key in the record. `FAILURES` says what to do."""

    NOTHING_ELIGIBLE = "nothing-eligible"
    CANNOT_BE_PRINTED = "cannot-be-printed"
    REFUSED = "refused"
    NOT_ALLOWED = "not-allowed"
    GAVE_UP = "gave-up"
    BROKE_DOWN = "broke-down"


FAILURES: Mapping[Failure, str] = {
    Failure.NOTHING_ELIGIBLE: (
        "No framework of this freeze is eligible, so there is nothing to report. "
        "The list of submissions says which criterion each one fails."
    ),
    Failure.CANNOT_BE_PRINTED: (
        "Something in this freeze cannot be printed. Freeze the study again and ask again; "
        "if that fails too, tell whoever runs this installation."
    ),
    Failure.REFUSED: "It could not be done as things stand.",
    Failure.NOT_ALLOWED: "Whoever asked for it may no longer do so. Ask for it yourself.",
    Failure.GAVE_UP: "It broke off several times. Ask again; if it breaks off again, tell whoever runs Fivefold here.",
    Failure.BROKE_DOWN: (
        "It failed. Ask again; if it fails again, tell whoever runs this installation, whose log has the time."
    ),
}
