"""Questions to an extract, each answered with one figure.

Every function takes an `Extract` and returns a `Figure` with counts for all six groups. The base of a framework
figure is the size of the group; of an incident, cell or segment figure, how many of those the group holds; an
intervention figure has none, since a framework may hold several.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias, cast

import narwhals as nw

from fivefold.method.analysis.engine import Frame, frame, having, once, rows
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.schema import TABLES
from fivefold.method.analysis.tally import bases_of, figure, whole
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import did_you_mean, one_of


def factor(extract: Extract, code: str, *, within: str | None = None) -> Figure:
    """Frameworks with at least one agreed coding at `code` or at a code below it.

    code: a key ("risk/peer/bullying-others"), or of a node above ("strength/individual": any individual strength).
    within: another code; then only frameworks that have it are counted, and they are the base.
    Raises InputError, with a suggestion, for a code the extract does not hold.
    """
    return _coded(extract, [code], key=code, joined="", within=within)


def any_of(extract: Extract, codes: Sequence[str], *, within: str | None = None) -> Figure:
    """Frameworks with at least one of `codes` (each at the code or below it): their union."""
    return _coded(extract, codes, key="|".join(codes), joined=" or ", within=within)


def all_of(extract: Extract, codes: Sequence[str], *, within: str | None = None) -> Figure:
    """Frameworks with every one of `codes` (each at the code or below it): their intersection."""
    return _coded(extract, codes, key="&".join(codes), joined=" and ", within=within)


def all_factors(extract: Extract) -> tuple[Figure, ...]:
    """The factor figure of every code, in codebook order, with one query."""
    found: dict[str, list[tuple[str]]] = {key: [] for key in extract.codes}
    for code, framework in rows(frame(extract, "presence").select("code", "framework")):
        found[code].append((framework,))
    return tuple(factor_figure(extract, key, found[key]) for key in extract.codes)


def factor_figure(extract: Extract, code: str, found: Iterable[tuple[str]]) -> Figure:
    """The factor figure of a code from the frameworks already found to have it."""
    words = _words_of(extract, [code], key=code, joined="", within=None)
    return figure(extract, found, **words, bases=extract.sizes)


def attribute(extract: Extract, column: str, values: object) -> Figure:
    """Frameworks whose `column` of the frameworks table is `values`, or one of `values` when they are a sequence.

    Raises InputError for a column the frameworks table does not have.
    """
    wanted = _several(values)
    _known_column("frameworks", column)
    shown = one_of(str(value) for value in wanted)
    return figure(
        extract,
        rows(frame(extract, "frameworks").filter(nw.col(column).is_in(wanted)).select("framework")),
        key=f"{column}={'|'.join(str(value) for value in wanted)}",
        title=f"{_spoken(column)}: {', '.join(str(value) for value in wanted)}",
        definition=f"Frameworks whose {_spoken(column).lower()} is {shown}.",
        unit=Unit.FRAMEWORKS,
        bases=extract.sizes,
    )


def single(extract: Extract) -> Figure:
    """Frameworks that followed one incident."""
    return attribute(extract, "instances", "single")


def series(extract: Extract) -> Figure:
    """Frameworks that followed two or more incidents."""
    return attribute(extract, "instances", "series")


def reclassified(extract: Extract) -> Figure:
    """Frameworks whose cohort would be another if an audience that does not act were counted as taking part."""
    changed = nw.col("cohort") != nw.col("cohort_if_audience_counted")
    return figure(
        extract,
        rows(frame(extract, "frameworks").filter(changed).select("framework")),
        key="reclassified-if-audience-counted",
        title="Would be in another cohort if an audience counted",
        definition="Frameworks whose cohort would change if peers who watched without acting counted as taking part.",
        unit=Unit.FRAMEWORKS,
        bases=extract.sizes,
    )


INCIDENT_FEATURES: Mapping[str, str] = {
    **{column.name: "incidents" for column in TABLES["incidents"] if column.name not in {"framework", "incident"}},
    **dict.fromkeys(("relationship", "age", "gap", "similar_age", "younger_child"), "harmed"),
    "characteristic": "characteristics",
}
"""What can be asked of incidents, and the table that knows."""


def incident_feature(extract: Extract, feature: str, values: object = True, *, unit: Unit = Unit.FRAMEWORKS) -> Figure:
    """Frameworks with at least one incident whose `feature` is `values`, or, with unit INCIDENTS, those incidents.

    feature: a key of INCIDENT_FEATURES. values: one value, or a sequence of which any will do; a characteristic is
    given by its code's key. An incident that several frameworks tell of is counted once in a group.
    Raises InputError for a feature there is none of, or a unit that is neither.
    """
    if feature not in INCIDENT_FEATURES:
        raise _unknown("incident feature", feature, INCIDENT_FEATURES)
    if unit not in (Unit.FRAMEWORKS, Unit.INCIDENTS):
        raise InputError(f"incidents cannot be counted in {unit}", next_step="Count frameworks or incidents.")
    wanted = _several(values)
    found = frame(extract, INCIDENT_FEATURES[feature]).filter(nw.col(feature).is_in(wanted))
    item = ["framework"] if unit is Unit.FRAMEWORKS else ["framework", "incident"]
    shown = ", ".join(_shown(value) for value in wanted)
    return figure(
        extract,
        rows(found.select(*item)),
        key=f"incident/{feature}={'|'.join(str(value) for value in wanted)}",
        title=f"Incident {_spoken(feature).lower()}: {shown}",
        definition=f"{_opening(unit)} whose {_spoken(feature).lower()} is recorded as: {shown}.",
        unit=unit,
        bases=extract.sizes if unit is Unit.FRAMEWORKS else incident_bases(extract),
    )


def incident_bases(extract: Extract) -> Mapping[Group, int]:
    """Distinct incidents in each group."""
    return bases_of(extract, rows(frame(extract, "incidents").select("framework", "incident")))


def interventions(extract: Extract, target: str | None = None) -> Figure:
    """Interventions recorded; base None, because a framework may hold several.

    target: a context ("peer"), a code of Response ("response/family/domestic-abuse-service-referral", with those below
    it), or None for all of them.
    """
    if target is None:
        return intervention_figure(extract, intervention_rows(extract), key="all", words="All interventions")
    if target in list(Context):
        words = f"Interventions whose target is the {target} context"
        return intervention_figure(extract, intervention_rows(extract, target=target), key=target, words=words)
    known_codes(extract, [target])
    return interventions_of(extract, target, intervention_rows(extract))


InterventionRow: TypeAlias = tuple[str, str | None, str, str, int, str]
"""A framework, the context the intervention targets, the cell and entry that records it, and its Response code."""


def intervention_rows(extract: Extract, *, target: str | None = None) -> list[InterventionRow]:
    """Every intervention, for those who count many kinds of them: one query serves all.

    target: only those that target this context.
    """
    found = frame(extract, "interventions")
    if target is not None:
        found = found.filter(nw.col("target") == target)
    answered = rows(found.select("framework", "target", "context", "column", "entry", "code"))
    return cast(list[InterventionRow], list(answered))


def interventions_of(extract: Extract, code: str, found: Iterable[InterventionRow]) -> Figure:
    """Of the interventions already found, the figure of those at a Response code or below it."""
    return intervention_figure(
        extract,
        [row for row in found if row[-1] == code or row[-1].startswith(f"{code}/")],
        key=code.removeprefix(f"{Primary.RESPONSE}/"),
        words=f"Interventions of {extract.codes[code]['path']}",
    )


def intervention_figure(extract: Extract, found: Iterable[InterventionRow], *, key: str, words: str) -> Figure:
    """The figure of interventions already found."""
    return figure(
        extract,
        whole(found),
        key=f"interventions/{key}",
        title=words,
        definition=f"Interventions: an entry coded with one Response code counts once. {words}.",
        unit=Unit.INTERVENTIONS,
        bases=None,
    )


def with_codes(extract: Extract, codes: Sequence[str]) -> Frame:
    """Frameworks (column "framework", once each) that have at least one of `codes` or of those below them."""
    known_codes(extract, codes)
    found = having(extract, frame(extract, "presence"), "code", list(codes)).select("framework")
    # Pairs are unique already, so one code needs no distinct.
    return found if len(set(codes)) == 1 else once(found, "framework")


def known_codes(extract: Extract, codes: Iterable[str]) -> None:
    """Raise InputError, with a suggestion, unless the extract holds every one of `codes`."""
    for code in codes:
        if code not in extract.codes:
            raise InputError(f'there is no code "{code}"', next_step=_meant(extract, code))


def _meant(extract: Extract, given: str) -> str:
    """The code somebody probably meant: one whose last part or name it is, or one spelt much like it."""
    words = given.rpartition("/")[2].strip().casefold()
    named = [
        key for key, row in extract.codes.items() if words in (key.rpartition("/")[2], str(row["name"]).casefold())
    ]
    if named:
        return f"Did you mean {one_of(named)}?"
    by_name = {str(row["name"]): key for key, row in extract.codes.items()}
    close = get_close_matches(given.strip(), by_name, n=1)
    if close:
        return f'Did you mean "{by_name[close[0]]}"?'
    return did_you_mean(given, extract.codes) or "Run `fivefold coding codebook` to see those there are."


def _coded(extract: Extract, codes: Sequence[str], *, key: str, joined: str, within: str | None) -> Figure:
    if not codes:
        raise InputError("no code was given", next_step="Name at least one code.")
    if joined == " and ":
        found = with_codes(extract, codes[:1])
        for code in codes[1:]:
            found = found.join(with_codes(extract, [code]), on="framework", how="semi")
    else:
        found = with_codes(extract, codes)
    bases = extract.sizes
    if within is not None:
        base = with_codes(extract, [within])
        found = found.join(base, on="framework", how="semi")
        bases = bases_of(extract, rows(base))
    return figure(extract, rows(found), **_words_of(extract, codes, key=key, joined=joined, within=within), bases=bases)


def _words_of(extract: Extract, codes: Sequence[str], *, key: str, joined: str, within: str | None) -> dict[str, Any]:
    paths = [str(extract.codes[code]["path"]) for code in codes]
    names = [str(extract.codes[code]["name"]) for code in codes]
    # Contexts have the same name under every primary node: "Peer or Peer" would name neither.
    title = names if len(set(names)) == len(names) else paths
    among = "" if within is None else f", among those coded {extract.codes[within]['path']}"
    return {
        "key": key if within is None else f"{key} within {within}",
        "title": joined.join(title),
        "definition": f"Frameworks with at least one agreed coding at {joined.join(paths)}, or below it{among}.",
        "unit": Unit.FRAMEWORKS,
    }


def _known_column(table: str, column: str) -> None:
    names = [known.name for known in TABLES[table]]
    if column not in names:
        raise _unknown("column", column, names)


def _unknown(what: str, given: str, known: Iterable[str]) -> InputError:
    names = list(known)
    return InputError(
        f'there is no {what} "{given}"', next_step=did_you_mean(given, names) or f"There are {one_of(names)}."
    )


def _several(values: object) -> list[Any]:
    return list(values) if isinstance(values, list | tuple | set | frozenset | range) else [values]


def _spoken(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _opening(unit: Unit) -> str:
    return "Incidents" if unit is Unit.INCIDENTS else "Frameworks with at least one incident"
