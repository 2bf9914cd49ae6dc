"""Write the published facts the demonstration must satisfy, so that nothing else needs the briefing beside it.

Reads the briefing's figures.json through its own check_figures.py, drops what that solver finds irreconcilable, and
writes two tables of queries over codes:

  tests/golden/figures_counts.csv     id,line,query,group,op,count
  tests/golden/figures_relations.csv  name,lines,kind,queries,group,count

Query words: "code:KEY", "any:PREFIX", "all:KEY KEY", "either:KEY KEY", "interventions:PREFIX", "site:A", "sex:male",
"size". Usage: python tools/derive_demonstration_figures.py BRIEFING_FOLDER
"""

import csv
import sys
from pathlib import Path

from fivefold.method.coding.codebook import codebook

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"

PRIMARY = {
    "Vulnerability": "vulnerability",
    "Strength": "strength",
    "Risk": "risk",
    "Response": "response",
    "Offence": "offence",
    "Challenge": "challenge",
    "Situation": "situation",
}
CONTEXT = {
    "Individual": "individual",
    "Familial": "family",
    "Peer": "peer",
    "School": "school",
    "Neighbourhood": "neighbourhood",
}

RENAMED = {
    "Family harmful sexual behaviour or witnessed sexual activity": (
        "code:risk/family/harmful-sexual-behaviour-or-sexual-activity-witnessed-at-home"
    ),
    "Parental attitude blaming the person harmed": "code:risk/family/parents-or-carers-blame-the-child-who-was-harmed",
    "Overlap of victimisation and perpetration": "code:vulnerability/individual/has-also-been-harmed-by-others",
    "Relatively safe family environment": "code:strength/family/safe-family-environment",
    "Bullied and bullying others": "all:vulnerability/peer/bullied-by-others risk/peer/bullying-others",
    "Low self-esteem or poor social skills": (
        "either:vulnerability/individual/low-self-esteem vulnerability/individual/poor-social-skills"
    ),
    "Rejected by or without parents": (
        "either:vulnerability/family/rejected-by-parents vulnerability/family/parents-absent"
    ),
    "Any individual strength": "any:strength/individual/",
    "Any familial strength": "any:strength/family/",
    "Any familial vulnerability or risk": "any:vulnerability/family/ risk/family/",
    "Young men": "sex:male",
    "Cohort size": "size",
    "Intervention with individual": "interventions:response/individual/",
    "Intervention with family": "interventions:response/family/",
    "Intervention with peers": "interventions:response/peer/",
    "Intervention with school": "interventions:response/school/",
    "Intervention in neighbourhood": "interventions:response/neighbourhood/",
}


def query(primary: str, context: str | None, factor: str, unit: str = "frameworks") -> str | None:
    """The query that answers a factor of figures.json; None where no coding can."""
    if factor in RENAMED:
        return RENAMED[factor]
    if factor.startswith("Site ") and len(factor) == 6:
        return f"site:{factor[-1]}"
    parent = "/".join(part for part in (PRIMARY.get(primary), CONTEXT.get(context or "")) if part)
    for code in codebook():
        if code.name == factor and code.key.rpartition("/")[0] == parent:
            return f"interventions:{code.key}" if unit == "interventions" else f"code:{code.key}"
    return None


def main() -> None:
    """Write both tables from the briefing folder named on the command line."""
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    import check_figures as published

    figures = published.load()
    cohorts = published.Cohorts(24, 15, 10)
    claims = published.make_claims(figures)
    flags, _ = published.run(claims, cohorts, [published.weight(claim) for claim in claims])
    kept = [claim for claim, on in zip(claims, flags, strict=True) if on]
    print("left out:", [published.label(claim) for claim, on in zip(claims, flags, strict=True) if not on])
    rows = []
    for claim in kept:
        if claim[0] == "rel":
            continue
        figure = claim[1]
        asked = query(*published.key_of(figure))
        if asked is None:
            print("no query:", figure["id"], figure["factor"])
            continue
        wanted = [(g, "=", n) for g, n in published.cells(figure).items()] if claim[0] == "fig" else [claim[2:]]
        rows += [(figure["id"], figure["line"], asked, *want) for want in wanted]
    for figure in figures:
        if figure["unit"] == "interventions" and published.cells(figure):
            asked = query(*published.key_of(figure), unit="interventions")
            rows += [(figure["id"], figure["line"], asked, g, "=", n) for g, n in published.cells(figure).items()]
    _write("figures_counts.csv", ("id", "line", "query", "group", "op", "count"), rows)
    relations = [_relation(claim[1]) for claim in kept if claim[0] == "rel"]
    _write("figures_relations.csv", ("name", "lines", "kind", "queries", "group", "count"), relations)


def _relation(relation: tuple) -> tuple:
    name, lines, _, kind, arguments = relation
    asked, group, count = [], "all", ""
    for argument in arguments:
        nodes = argument if isinstance(argument, list) else [argument]
        for node in nodes:
            if isinstance(node, tuple):
                found = query(*node)
                assert found, node
                asked.append(found)
            elif isinstance(node, int):
                count = node
            else:
                group = node
    return name, lines, kind, "; ".join(asked), group, count


def _write(name: str, header: tuple, rows: list) -> None:
    with (GOLDEN / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    print(name, len(rows), "rows")


if __name__ == "__main__":
    main()
