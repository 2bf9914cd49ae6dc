"""Lay out what surrounds the solved codes: ages, months, places, cells and incidents, and write it all as TOML."""

import csv
import random
from collections.abc import Iterable
from pathlib import Path

from demonstration_incidents import incidents_of, shared_pairs

MISPLACED_SHARE = 0.10
"""Share of contextual codings that stand in the row of another context."""

SCHOOLS = {"A": 3, "B": 4, "C": 2, "D": 6}
PLACES = {
    "A": ["the recreation ground", "stairwell by the flats", "the parade of shops"],
    "B": ["the skate park", "the bus station", "the walkways on the estate", "the playing fields"],
    "C": ["the canal path", "the park by the station"],
    "D": ["the ball court", "the underpass", "the car park behind the shops", "the garages", "the bandstand",
          "the top of the multi-storey", "the estate with the tall blocks"],
}  # fmt: skip
PEERS = {
    "A": ["the group from the shops", "the Year 9 boys", "the football group"],
    "B": ["the skate park group", "the older boys from the estate", "the bus station group",
          "friends from primary school"],
    "C": ["the group from the station", "the tutor group"],
    "D": ["the ball court group", "the PRU group", "the Year 10 boys", "the older group from the blocks",
          "the gaming group",
          "the group that meets after school"],
}  # fmt: skip
HOMES = ["mother's home", "mother's home", "mother's home", "the family home", "the family home", "father's home",
         "grandmother's home"]  # fmt: skip
PRU = "the PRU"


def lay_out(cases: list[dict], *, seed: int) -> str:
    """The 49 solved cases as the text of cases.toml."""
    rng = random.Random(seed)
    for number, case in enumerate(cases, start=1):
        case["number"] = number
        case["age"] = _age(case, rng)
    _set_two_ends(cases)
    for case in cases:
        case["meeting"] = f"2016-{rng.choices((9, 10, 11, 12), (3, 5, 6, 4))[0]:02}"
    _give_places(cases, rng)
    _give_cells(cases, rng)
    pairs = shared_pairs(cases, rng)
    incidents_of(cases, pairs, rng)
    return "\n".join([_HEAD, *(_case_text(case) for case in cases)]) + "\n"


_HEAD = """# The 49 invented cases of the demonstration study. Written by tools/solve_demonstration.py, never by hand.
#
# Every published count that can hold together with the others holds of these cases. They describe nobody.
#
# cells: the codes that stand in each cell of the form. A code under another context than its cell's is misplaced.
# A response code that is listed twice stands for two interventions.
# incident: one line each; participants are [label, role, ...], harmed are [relationship, age band, age gap].
"""


def _age(case: dict, rng: random.Random) -> int:
    codes = case["codes"]
    fewest, likely = {"sole": (11, 13), "group": (12, 14), "both": (13, 15)}[case["cohort"]]
    older = ("vulnerability/individual/gang-association", "offence/behaviour-at-parties", "offence/against-partners",
             "risk/individual/history-of-wider-offending", "response/individual/youth-justice-supervision",
             "situation/excluded-from-school")  # fmt: skip
    if any(code in codes for code in older):
        fewest, likely = max(fewest, 13), max(likely, 14)
    if "offence/against-younger-children" in codes:
        fewest, likely = max(fewest, 12), max(likely, 14)
    return min(17, max(fewest, round(rng.triangular(fewest - 0.5, 17.5, likely))))


def _set_two_ends(cases: list[dict]) -> None:
    """The youngest and the oldest eligible age each occur."""
    young = [
        case for case in cases if case["cohort"] == "sole" and "offence/against-younger-children" not in case["codes"]
    ]
    min(young, key=lambda case: (case["age"], case["number"]))["age"] = 10
    max(cases, key=lambda case: (case["age"], case["number"]))["age"] = 17


def _give_places(cases: list[dict], rng: random.Random) -> None:
    """Schools, places and peer groups of a site's register, several cases sharing each."""
    first = 1
    for site in "ABCD":
        mine = [case for case in cases if case["site"] == site]
        schools = [f"School {first + k}" for k in range(SCHOOLS[site])]
        first += SCHOOLS[site]
        # Cases whose school has other pupils of concern share schools: the study implies they were the same schools.
        linked = [
            case for case in mine if "risk/school/harmful-sexual-behaviour-amongst-other-students" in case["codes"]
        ]
        for case in mine:
            case["school"] = schools[linked.index(case) // 3 % len(schools)] if case in linked else rng.choice(schools)
            if "situation/attends-alternative-education-provision" in case["codes"]:
                case["school"] = PRU
            local = "offence/in-local-neighbourhood" in case["codes"]
            case["place"] = rng.choice(PLACES[site][: 2 if local else None])
            involved = case["cohort"] != "sole"
            case["peers"] = _peers(case["age"], PEERS[site][:-1] if involved else PEERS[site][1:], rng)
            case["home"] = "the children's home" if "situation/living-in-care" in case["codes"] else rng.choice(HOMES)
            if (
                "vulnerability/family/parents-absent" in case["codes"]
                and "situation/living-in-care" not in case["codes"]
            ):
                case["home"] = rng.choice(["grandmother's home", "an older sibling's home", "the family home"])


def _peers(age: int, groups: list[str], rng: random.Random) -> str:
    """A peer group a young person of that age would be with."""
    young = [
        group for group in groups if any(word in group for word in ("primary", "tutor", "football", "gaming", "meets"))
    ]
    return rng.choice(young if age < 13 and young else groups)


def _placement(code: str, table: list[dict]) -> tuple[list[str], list[str]]:
    row = next(
        row for row in table if code == row["code"] or (row["code"].endswith("/") and code.startswith(row["code"]))
    )
    return row["proper"].split(), row["wrong"].split()


def _give_cells(cases: list[dict], rng: random.Random) -> None:
    with (Path(__file__).parent / "demonstration_placement.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    placed = []
    for case in cases:
        # Some minute-takers misplace much, most little: the share is not spread evenly.
        carelessness = rng.choice((0.3, 0.6, 1.0, 1.4, 2.4))
        for code, times in case["codes"].items():
            for _ in range(times):
                proper, wrong = _placement(code, table)
                # What is true of the young person is misplaced most: the study found it in the rows for contexts.
                draw = rng.random() / carelessness * (1 if "/individual/" in code else 3)
                placed.append([case, code, rng.choice(proper), wrong, draw])
    contextual = [row for row in placed if row[1].split("/")[0] in ("vulnerability", "strength", "risk", "response")]
    could = sorted((row for row in contextual if row[3]), key=lambda row: row[4])
    for row in could[: round(MISPLACED_SHARE * len(contextual))]:
        row[2] = rng.choice(row[3])
    for case, code, cell, *_ in placed:
        case.setdefault("cells", {}).setdefault(cell, []).append(code)


_CONTEXTS = ("individual", "family", "peer", "school", "neighbourhood")
_COLUMNS = ("hsb", "vulnerability", "risk", "resilience", "strength", "involvement", "action", "barrier")


def _case_text(case: dict) -> str:
    lines = ["[[case]]"]
    lines += [f"{key} = {_value(case[key])}" for key in
              ("number", "cohort", "site", "age", "meeting", "school", "place", "peers", "home")]  # fmt: skip
    lines.append("[case.cells]")
    for context in _CONTEXTS:
        for column in _COLUMNS:
            if codes := case["cells"].get(f"{context}/{column}"):
                lines.append(f'"{context}/{column}" = [')
                lines += [f"  {_value(code)}," for code in codes]
                lines.append("]")
    for incident in case["incidents"]:
        lines.append("[[case.incident]]")
        lines += [f"{key} = {_value(value)}" for key, value in incident.items()]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Iterable):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return str(value)
