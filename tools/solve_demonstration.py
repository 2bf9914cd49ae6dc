"""Solve the demonstration's 49 cases and write them to fivefold/method/data/demonstration/cases.toml.

Which case carries which code is found by OR-tools' CP-SAT (development only: `pip install ortools`) so that at once

  tests/golden/figures_counts.csv      every feasible published count and bound,
  tests/golden/figures_relations.csv   every relation between them,
  tools/demonstration_targets.csv      a total by cohort for every code of the codebook, and
  tools/demonstration_rules.csv        what makes one case believable

hold. Ages, sites, months, places and incidents are then laid out by `demonstration_profiles`. One worker and one seed:
a second run writes the same bytes. Usage: python tools/solve_demonstration.py [--check]
"""

import argparse
import csv
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from demonstration_profiles import lay_out
from ortools.sat.python import cp_model

ROOT = Path(__file__).parents[1]
CASES = ROOT / "fivefold" / "method" / "data" / "demonstration" / "cases.toml"
SEED = 1849
SIZES = {"sole": 24, "group": 15, "both": 10}
SITES = {"A": (4, 2, 2), "B": (7, 4, 3), "C": (2, 1, 1), "D": (11, 8, 4)}
DOUBLED = 22
"""At most so many interventions are a second one of the same kind in one case."""

SPREAD = {"sole": (13, 32), "group": (18, 37), "both": (22, 44)}
"""Fewest and most different codes a case of each cohort carries."""


def cohort_members() -> dict[str, range]:
    """Numbers of the cases in each cohort and union, as the briefing's own check numbers them."""
    sole, group, both = range(24), range(24, 39), range(39, 49)
    return {"sole": sole, "group": group, "both": both, "group_or_both": range(24, 49), "all": range(49)}


MEMBERS = cohort_members() | {"sole_or_both": [*range(24), *range(39, 49)]}


def rows(path: Path) -> list[dict[str, str]]:
    """A table as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Model:
    """Presence of every code in every case, and how many interventions a response code stands for."""

    def __init__(self, targets: Iterable[dict[str, str]]) -> None:
        self.m = cp_model.CpModel()
        self.x: dict[str, list[cp_model.IntVar]] = {}
        self.n: dict[str, list[cp_model.IntVar]] = {}
        self.unions: dict[tuple[str, ...], list[cp_model.IntVar]] = {}
        self.site = {site: [self.m.new_bool_var(f"{site}{i}") for i in range(49)] for site in SITES}
        for target in targets:
            self._add_code(target)
        for site, counts in SITES.items():
            for cohort, count in zip(SIZES, counts, strict=True):
                self.m.add(sum(self.site[site][i] for i in MEMBERS[cohort]) == count)
        for i in range(49):
            self.m.add_exactly_one(row[i] for row in self.site.values())

    def _add_code(self, target: dict[str, str]) -> None:
        code = target["code"]
        self.x[code] = [self.m.new_bool_var(f"{code}#{i}") for i in range(49)]
        if not code.startswith("response/"):
            for cohort in SIZES:
                self.m.add(sum(self.x[code][i] for i in MEMBERS[cohort]) == int(target[cohort]))
            return
        self.n[code] = [self.m.new_int_var(0, 2, f"{code}*{i}") for i in range(49)]
        # Published counts of frameworks: these responses stand once in a case.
        once = target["basis"] != "chosen"
        for i in range(49):
            self.m.add(self.n[code][i] >= self.x[code][i])
            self.m.add(self.n[code][i] <= (1 if once else 2) * self.x[code][i])
        for cohort in SIZES:
            self.m.add(sum(self.n[code][i] for i in MEMBERS[cohort]) == int(target[cohort]))

    def either(self, codes: Iterable[str]) -> list[cp_model.IntVar]:
        """For each case, whether it carries any of the codes."""
        key = tuple(codes)
        if len(key) == 1:
            return self.x[key[0]]
        if key not in self.unions:
            self.unions[key] = [self.m.new_bool_var(f"any{len(self.unions)}#{i}") for i in range(49)]
            for i in range(49):
                self.m.add_max_equality(self.unions[key][i], [self.x[code][i] for code in key])
        return self.unions[key]

    def answer(self, query: str) -> list:
        """A query of the golden tables as one expression per case."""
        kind, _, rest = query.partition(":")
        words = rest.split()
        if kind in ("size", "sex"):
            return [1] * 49
        if kind == "site":
            return self.site[rest]
        if kind == "interventions":
            return [sum(row[i] for code, row in self.n.items() if code.startswith(rest)) for i in range(49)]
        if kind == "any":
            return self.either(code for code in self.x if code.startswith(tuple(words)))
        if kind == "all":
            both = [self.m.new_bool_var(f"{query}#{i}") for i in range(49)]
            for i in range(49):
                self.m.add_min_equality(both[i], [self.x[code][i] for code in words])
            return both
        return self.either(words)

    def total(self, row: list, group: str) -> object:
        """A row summed over a cohort or union."""
        return sum(row[i] for i in MEMBERS[group])


def add_figures(model: Model) -> None:
    """Every published count, bound and relation."""
    for figure in rows(ROOT / "tests/golden/figures_counts.csv"):
        total, count = model.total(model.answer(figure["query"]), figure["group"]), int(figure["count"])
        bound = {"=": total == count, ">=": total >= count, "<=": total <= count}[figure["op"]]
        if isinstance(bound, bool):
            assert bound, figure
        else:
            model.m.add(bound)
    for relation in rows(ROOT / "tests/golden/figures_relations.csv"):
        add_relation(model, relation)


def add_relation(model: Model, relation: dict[str, str]) -> None:
    """One relation, as the briefing's own check reads it."""
    answers = [model.answer(query) for query in relation["queries"].split("; ")]
    group, kind = relation["group"], relation["kind"]
    first, *others = answers
    if kind == "partition":
        for i in MEMBERS[group]:
            model.m.add(sum(row[i] for row in answers) == 1)
    elif kind == "subset":
        for i in MEMBERS[group]:
            model.m.add(first[i] <= others[0][i])
    elif kind == "leads":
        for row in others:
            model.m.add(model.total(first, group) >= model.total(row, group))
    elif kind == "half_union":
        union = [model.m.new_bool_var(f"half#{i}") for i in range(49)]
        for i in range(49):
            model.m.add_max_equality(union[i], [row[i] for row in answers])
        model.m.add(2 * model.total(union, "both") == model.total(union, "all"))
    elif kind == "count_outside_both":
        model.m.add(model.total(first, "sole") + model.total(first, "group") == int(relation["count"]))
    else:
        # The query itself is the intersection or union, so there is nothing left to hold.
        assert kind in ("intersection", "union"), kind


def add_rules(model: Model) -> None:
    """What makes one case believable."""
    for rule in rows(ROOT / "tools/demonstration_rules.csv"):
        left, right, group = model.x[rule["left"]], model.either(rule["right"].split()), MEMBERS[rule["group"]]
        if rule["kind"] == "overlap":
            shared = [model.m.new_bool_var(f"{rule['left']}&{i}") for i in group]
            for both, i in zip(shared, group, strict=True):
                model.m.add_min_equality(both, [left[i], right[i]])
            model.m.add(sum(shared) >= int(rule["count"]))
            continue
        for i in group:
            if rule["kind"] == "implies":
                model.m.add(left[i] <= right[i])
            elif rule["kind"] == "same":
                model.m.add(left[i] == right[i])
            elif rule["kind"] == "excludes":
                model.m.add(left[i] + right[i] <= 1)
            else:
                assert rule["kind"] == "single_excludes", rule
                model.m.add(left[i] + right[i] + model.x["offence/single-incident"][i] <= 2)


def add_comparisons(model: Model) -> None:
    """The briefing's comparisons without a number, as frameworks with any such factor over the size of the cohort."""
    more = [
        ("any:vulnerability/family/ risk/family/", "sole", "group", "line 350"),
        ("any:vulnerability/family/", "sole_or_both", "group", "line 573"),
        ("any:vulnerability/individual/", "sole", "group_or_both", "line 505"),
        ("any:risk/peer/", "group_or_both", "sole", "line 623"),
        ("any:vulnerability/school/ risk/school/", "group_or_both", "sole", "line 720"),
        ("any:vulnerability/neighbourhood/ risk/neighbourhood/", "group_or_both", "sole", "line 720"),
        ("any:strength/family/", "group", "sole_or_both", "line 873"),
    ]
    for query, high, low, _ in more:
        row = model.answer(query)
        model.m.add(
            model.total(row, high) * len(MEMBERS[low]) >= model.total(row, low) * len(MEMBERS[high]) + len(MEMBERS[low])
        )
    family = model.total(model.answer("any:vulnerability/family/"), "all")
    model.m.add(model.total(model.answer("any:risk/family/"), "all") <= family - 8)
    for context in ("peer", "school", "neighbourhood"):
        few = model.total(model.answer(f"any:strength/{context}/"), "all")
        model.m.add(few <= 26)
    peer = model.total(model.answer("any:vulnerability/peer/ risk/peer/"), "all")
    for context in ("school", "neighbourhood"):
        fewer = model.total(model.answer(f"any:vulnerability/{context}/ risk/{context}/"), "all")
        model.m.add(fewer <= peer - 10)
        model.m.add(fewer <= family - 10)
    model.m.add(model.total(model.answer("any:strength/peer/"), "group_or_both") <= 8)


def add_spread(model: Model) -> None:
    """Cases differ in how much is recorded, and none is empty or overfull."""
    doubled = []
    for code, row in model.n.items():
        doubled += [row[i] - model.x[code][i] for i in range(49)]
    model.m.add(sum(doubled) <= DOUBLED)
    model.m.add(sum(doubled) >= DOUBLED // 2)
    for cohort, (fewest, most) in SPREAD.items():
        for i in MEMBERS[cohort]:
            codes = sum(row[i] for row in model.x.values())
            model.m.add(codes >= fewest)
            model.m.add(codes <= most)
            interventions = sum(row[i] for row in model.n.values())
            model.m.add(interventions >= 1)
            model.m.add(interventions <= 8)


def scatter(model: Model) -> None:
    """Prefer one of the many solutions by lot, with some cases fuller than others; else the solver's own is lumpy."""
    rng = random.Random(SEED)
    fullness = [rng.gauss(0, 3) for _ in range(49)]
    terms = []
    for row in model.x.values():
        terms += [round(fullness[i] + rng.gauss(0, 14)) * row[i] for i in range(49)]
    model.m.maximize(sum(terms))


def solve(*, budget: float) -> Iterator[dict[str, object]]:
    """The cases: cohort, site, codes, and how many interventions each response stands for.

    budget: deterministic time, in the solver's own unit.
    """
    model = Model(rows(ROOT / "tools/demonstration_targets.csv"))
    add_figures(model)
    add_rules(model)
    add_comparisons(model)
    add_spread(model)
    scatter(model)
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = SEED
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = budget
    status = solver.solve(model.m)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        sys.exit(f"no solution: {solver.status_name(status)}")
    print(solver.status_name(status), f"{solver.wall_time:.1f} s", solver.objective_value, solver.best_objective_bound)
    for cohort in SIZES:
        for i in MEMBERS[cohort]:
            codes = {code: solver.value(model.n[code][i]) if code in model.n else 1
                     for code, row in model.x.items() if solver.value(row[i])}  # fmt: skip
            site = next(site for site, row in model.site.items() if solver.value(row[i]))
            yield {"cohort": cohort, "site": site, "codes": codes}


def main() -> None:
    """Solve, lay out, and write (or compare with) the committed file."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--check", action="store_true", help="write nothing; fail if the committed file would change")
    asked.add_argument("--budget", type=float, default=8.0, help="deterministic time the solver may use")
    options = asked.parse_args()
    text = lay_out(list(solve(budget=options.budget)), seed=SEED)
    if options.check:
        sys.exit(None if CASES.read_text(encoding="utf-8") == text else f"{CASES} would change")
    CASES.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
