"""The demonstration study, and synthetic studies of any size, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from fivefold.method.coding.codebook import APPENDIX_B, codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import Coding
from fivefold.method.common.dates import PartialDate
from fivefold.method.demonstration import coders, minutes, variation
from fivefold.method.demonstration.cases import Case
from fivefold.method.demonstration.coders import Choices
from fivefold.method.demonstration.minutes import Wordings
from fivefold.method.frameworks import references
from fivefold.method.frameworks.classification import GROUP_1
from fivefold.method.frameworks.definition import APPENDIX_A, Instrument, instrument
from fivefold.method.frameworks.incidents import Hackett
from fivefold.method.studies.layout import site_folder
from fivefold.method.studies.study import Consents, Ethics, Protocol, Study, Submission

SIZE = 49
"""Frameworks of the demonstration study, which reproduces the published one."""

SEED = 2016
"""The seed of the demonstration study."""

SITES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Synthetic:
    """One invented framework as a partner would submit it, and its codings in every layer."""

    submission: Submission
    codings: tuple[Coding, ...]


def generate(*, frameworks: int = SIZE, seed: int = SEED) -> Iterator[Synthetic]:
    """So many invented frameworks, one after another; memory does not grow with their number.

    The same number and seed give the same values. With SIZE frameworks, the agreed layer carries exactly the codes
    of the solved cases, and so every published count that can hold; with any other number the cases are variations.
    """
    lot = Random(f"{seed}/cases")  # noqa: S311 - invented words need repetition, not secrecy
    dealt = minutes.wordings(Random(f"{seed}/decks"))  # noqa: S311
    form, known = instrument(APPENDIX_A), coders.choices(codebook(APPENDIX_B))
    for case in variation.cases(frameworks, rng=lot):
        rng = Random(f"{seed}/{case.number}")  # noqa: S311
        yield _synthetic(case, form, known, dealt, rng)


def _synthetic(case: Case, form: Instrument, known: Choices, dealt: Wordings, rng: Random) -> Synthetic:
    reference = references.make(rng.randbytes(references.RANDOM_BYTES))
    written = minutes.write_up(case, reference=reference, instrument=form, dealt=dealt, rng=rng)
    submission = Submission(
        reference=reference,
        site=case.site,
        file=f"{site_folder(case.site)}/{_file_name(reference, rng)}",
        age=case.age,
        sex="male",
        meeting=case.meeting,
        consents=Consents(lead_professional=True, case_worker=True),
        framework=written.framework,
        incidents=case.incidents,
    )
    return Synthetic(submission, coders.codings(written, reference=reference, known=known, rng=rng))


def _file_name(reference: str, rng: Random) -> str:
    """What a site calls the file. The reference is always in it, so that no two are alike."""
    pattern = rng.choice(("{}", "{}", "{}", "{} final", "Framework {}", "{}_v2", "HSB framework {}"))
    return f"{pattern.format(reference)}.docx"


def protocol(*, frameworks: int = SIZE) -> Protocol:
    """The protocol under which so many invented frameworks are submitted."""
    return Protocol(
        title=f"Demonstration study: {frameworks} invented frameworks",
        question=(
            "How do the contexts and needs of young people who display harmful sexual behaviour in groups, alone, or "
            "both differ, and what do the responses to them address?"
        ),
        ages=(10, 17),
        categories=frozenset({Hackett.INAPPROPRIATE, Hackett.PROBLEMATIC, Hackett.ABUSIVE, Hackett.VIOLENT}),
        window=(PartialDate(2016, 9), PartialDate(2016, 12)),
        sites=SITES,
        ethics=tuple(Ethics(site, "local" if site == SITES[-1] else "university") for site in SITES),
        classification_rule=GROUP_1,
        instrument=APPENDIX_A,
        codebook=APPENDIX_B,
        agreed_layer="Agreed",
        retention_months=12,
    )


def coded_study(*, frameworks: int = SIZE, seed: int = SEED) -> CodedStudy:
    """The whole invented study as one value, submissions in the order of site and reference."""
    made = sorted(
        generate(frameworks=frameworks, seed=seed), key=lambda one: (one.submission.site, one.submission.reference)
    )
    study = Study(protocol(frameworks=frameworks), tuple(one.submission for one in made))
    return CodedStudy(study, codebook(APPENDIX_B), tuple(coding for one in made for coding in one.codings))
