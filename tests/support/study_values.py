"""Arbitrary protocols, incidents and lists, for properties."""

from hypothesis import strategies as st

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks import references
from fivefold.method.frameworks.incidents import (
    SUBJECT,
    AgeBand,
    AgeGap,
    Hackett,
    Harmed,
    Incident,
    Participant,
    Relationship,
    Role,
    Standing,
)
from fivefold.method.studies.study import Consents, Ethics, Protocol

printable = st.characters(exclude_categories=("Cs",))
words = st.text(printable, max_size=40).map(str.strip)
some_words = words.filter(bool)
months = st.builds(PartialDate, st.integers(2010, 2030), st.integers(1, 12))
dates = st.one_of(
    st.builds(PartialDate, st.integers(2010, 2030)),
    months,
    st.builds(PartialDate, st.integers(2010, 2030), st.integers(1, 12), st.integers(1, 28)),
)
framework_references = st.binary(min_size=references.RANDOM_BYTES, max_size=references.RANDOM_BYTES).map(
    references.make
)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)

roles = st.frozensets(st.sampled_from(Role))
labels = words.filter(lambda label: label and not set(label) & set(":;") and label.casefold() != SUBJECT)


@st.composite
def participants(draw: st.DrawFn) -> tuple[Participant, ...]:
    others = draw(st.lists(labels, max_size=4, unique=True))
    everybody = ([SUBJECT] if draw(st.booleans()) else []) + others
    return tuple(Participant(label, draw(roles)) for label in everybody)


harmed = st.builds(Harmed, st.sampled_from(Relationship), st.sampled_from(AgeBand), st.sampled_from(AgeGap))
incidents = st.builds(
    Incident,
    reference=some_words,
    date=st.none() | dates,
    setting=words,
    location=st.none() | st.sampled_from(Context),
    online=st.booleans(),
    category=st.sampled_from(Hackett),
    standing=st.sampled_from(Standing),
    participants=participants(),
    harmed=st.lists(harmed, max_size=3).map(tuple),
    characteristics=st.frozensets(slugs, max_size=4),
    outcome=words,
)
incident_lists = st.lists(incidents, max_size=5, unique_by=lambda incident: incident.reference).map(tuple)
consents = st.builds(Consents, st.none() | st.booleans(), st.none() | st.booleans())


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    sites = tuple(draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=5, unique=True)))
    ages = sorted(draw(st.tuples(st.integers(0, 25), st.integers(0, 25))))
    window = sorted(draw(st.tuples(months, months)))
    return Protocol(
        title=draw(some_words),
        question=draw(some_words),
        ages=(ages[0], ages[1]),
        categories=draw(st.frozensets(st.sampled_from(Hackett), min_size=1)),
        window=(window[0], window[1]),
        sites=sites,
        ethics=tuple(
            Ethics(site, draw(st.sampled_from(("university", "local"))), draw(st.none() | dates)) for site in sites
        ),
        classification_rule="group/1",
        instrument="appendix-a/1",
        codebook=f"{draw(slugs)}/{draw(st.integers(1, 99))}",
        agreed_layer=draw(some_words),
        retention_months=draw(st.integers(0, 1200)),
        publication=draw(st.none() | months),
    )
