"""Incidents that fit the solved offence codes: who took part, where, who was harmed, and what came of it."""

import random
from collections.abc import Iterable

AT_SCHOOL, LOCAL, CHANCE, PARTY = (
    f"offence/{slug}"
    for slug in ("in-school", "in-local-neighbourhood", "opportunistic-public-space-incident", "behaviour-at-parties")
)
LOCATIONS = (AT_SCHOOL, LOCAL, CHANCE, PARTY)
AUDIENCE, RECRUITING, NORMALISING, GANG, IMAGES, ONLINE, THREATS, BLACKMAIL = (
    f"offence/{slug}"
    for slug in (
        "peer-audience",
        "recruiting-others-into-abuse",
        "peers-normalising-harmful-behaviour",
        "gang-association",
        "image-sharing",
        "problematic-online-behaviour",
        "threats-coercion-or-blackmail",
        "blackmail-used",
    )
)
MARKS = (AUDIENCE, RECRUITING, NORMALISING, GANG, IMAGES, ONLINE, THREATS, BLACKMAIL)
IN_COMPANY = (LOCAL, AUDIENCE, RECRUITING, NORMALISING, GANG, PARTY)
"""Of a case with both kinds, these belong to the incidents in a group."""

SETTINGS = {
    AT_SCHOOL: ["school corridor", "school field at lunch", "changing area", "classroom between lessons",
                "school toilets block", "walk between school buildings"],
    LOCAL: ["{place}"],
    CHANCE: ["public park", "top deck of a bus", "shopping centre", "station platform", "path beside a main road"],
    PARTY: ["house party", "party at an empty flat", "birthday party"],
    "family": ["bedroom at {home}", "living room at {home}", "relative's home", "family holiday"],
    "online": ["messages on a phone", "group chat", "online game"],
    "peer": ["friend's home", "another young person's home", "on the way home with others", "empty flat"],
    "alone": ["friend's home", "home of the child who was harmed", "at {home} while adults were out"],
}  # fmt: skip
SHARED_WANTED = 5


def shared_pairs(cases: list[dict], rng: random.Random) -> list[tuple[dict, dict, frozenset[str]]]:
    """Pairs of cases that tell of one incident in a group, with the characteristics both give it.

    One of the pairs belongs to two sites. A case whose only incident is shared brings all its characteristics, which
    the other must have too.
    """
    involved = [case for case in cases if case["cohort"] != "sole"]
    rng.shuffle(involved)
    pairs: list[tuple[dict, dict, frozenset[str]]] = []
    taken: set[int] = set()
    for across in (True, False, False, False, False):
        for one in involved:
            for other in involved:
                if one["number"] >= other["number"] or {one["number"], other["number"]} & taken:
                    continue
                if (one["site"] != other["site"]) != across or abs(one["age"] - other["age"]) > 2:
                    continue
                common = _common(one, other)
                if common is not None and len(pairs) < SHARED_WANTED:
                    pairs.append((one, other, common))
                    taken |= {one["number"], other["number"]}
                    break
            else:
                continue
            break
    return pairs


def _common(one: dict, other: dict) -> frozenset[str] | None:
    """What a shared incident can carry, or None where it cannot be shared."""
    mine, yours = _marks(one), _marks(other)
    both = mine & yours
    if AUDIENCE not in both:
        return None
    for case, marks in ((one, mine), (other, yours)):
        if _is_single(case) and marks != both:
            return None
    if _is_single(one) or _is_single(other):
        return both if len(both & set(LOCATIONS)) <= 1 else None
    places = [place for place in LOCATIONS if place in both][:1]
    return frozenset((both - set(LOCATIONS) - {BLACKMAIL, THREATS}) | set(places))


def incidents_of(cases: list[dict], pairs: Iterable[tuple[dict, dict, frozenset[str]]], rng: random.Random) -> None:
    """Give every case its incidents."""
    shared: dict[int, dict] = {}
    for number, (one, other, common) in enumerate(pairs, start=1):
        earlier = min(one["meeting"], other["meeting"])
        frame = _frame({**one, "meeting": earlier}, alone=False, marks=set(common), rng=rng)
        frame["reference"] = f"shared-{number}"
        shared[one["number"]] = shared[other["number"]] = frame
    for case in cases:
        slots = _slots(case, shared.get(case["number"]), rng)
        case["incidents"] = [_incident(case, slot, k, rng) for k, slot in enumerate(slots, start=1)]


def _marks(case: dict) -> frozenset[str]:
    return frozenset(case["codes"]) & frozenset((*LOCATIONS, *MARKS))


def _is_single(case: dict) -> bool:
    return "offence/single-incident" in case["codes"]


def _slots(case: dict, shared: dict | None, rng: random.Random) -> list[dict]:
    """The case's incidents as frames, the marks shared out among them."""
    kinds = _kinds(case, rng)
    frames: list[dict] = []
    if shared is not None:
        frames.append(shared)
        kinds.remove("group")
    left = [mark for mark in (*LOCATIONS, *MARKS) if mark in case["codes"]]
    if shared is not None:
        left = [mark for mark in left if mark not in shared["marks"]]
        kinds += ["group"] * (len(set(left) & set(LOCATIONS)) - kinds.count("group"))
    if BLACKMAIL in left:
        left.remove(THREATS)
    marks: list[set[str]] = [set() for _ in kinds]
    for mark in left:
        open_to = [k for k, kind in enumerate(kinds) if _takes(case, kind, marks[k], mark)]
        assert open_to, (case["number"], mark, kinds, marks)
        chosen = rng.choice(open_to)
        marks[chosen].add(mark)
        if mark == BLACKMAIL:
            marks[chosen].add(THREATS)
    plain = _targets(case, kinds, marks)
    frames += [_frame(case, alone=kind == "alone", marks=mark, rng=rng, target=target)
               for kind, mark, target in zip(kinds, marks, plain, strict=True)]  # fmt: skip
    return frames


def _kinds(case: dict, rng: random.Random) -> list[str]:
    if _is_single(case):
        return ["alone" if case["cohort"] == "sole" else "group"]
    wanted = rng.choices((2, 3, 4), (5, 3, 2))[0]
    if case["cohort"] == "sole":
        return ["alone"] * max(wanted, len({*_marks(case)} & set(LOCATIONS)))
    if case["cohort"] == "group":
        return ["group"] * max(wanted, len({*_marks(case)} & set(LOCATIONS)))
    alone = max(1, len(_special(case)))
    return ["group", "group"] + ["alone"] * alone + ["alone"] * (rng.random() < 0.3)


def _special(case: dict) -> list[tuple[str, str, str]]:
    """Targets of a case other than peers of similar age, as (relationship, age band, age gap)."""
    codes = case["codes"]
    younger = "offence/against-younger-children" in codes
    known = ("under_10", "more_than_3_younger") if younger else ("unspecified", "unspecified")
    found = []
    if "offence/against-siblings" in codes:
        found.append(("sibling", *known))
    if "offence/against-other-relatives" in codes:
        found.append(("other_relative", *known))
    if "offence/against-partners" in codes:
        found.append(("partner", _peer_band(case["age"]), "within_3"))
    if younger and not found:
        found.append(("younger_child", *known))
    if "offence/age-of-those-harmed-unspecified" in codes and not found:
        found.append(("other", "unspecified", "unspecified"))
    return found


def _takes(case: dict, kind: str, marks: set[str], mark: str) -> bool:
    """Whether an incident can bear one more mark."""
    if mark in LOCATIONS and marks & set(LOCATIONS):
        return False
    if mark == ONLINE and CHANCE in marks:
        return False
    if case["cohort"] == "both":
        return (kind == "group") == (mark in IN_COMPANY) or (kind == "group" and mark in (IMAGES, ONLINE, AT_SCHOOL))
    return True


def _targets(case: dict, kinds: list[str], marks: list[set[str]]) -> list[tuple[str, str, str]]:
    """Who was harmed in each incident: the special targets where nothing about the incident speaks against it."""
    peer = ("peer", _peer_band(case["age"]), "within_3")
    special = _special(case)
    if case["cohort"] == "group":
        return [peer] * len(kinds)
    if case["cohort"] == "sole":
        if not special:
            return [peer] * len(kinds)
        if "offence/against-partners" in case["codes"]:
            # A partner in one incident; other incidents may concern other peers.
            bare = [k for k, mark in enumerate(marks) if CHANCE not in mark]
            return [special[0] if k == bare[0] else peer for k in range(len(kinds))]
        return [special[k % len(special)] for k in range(len(kinds))]
    waiting = sorted((k for k, kind in enumerate(kinds) if kind == "alone"), key=lambda k: (len(marks[k]), k))
    chosen = dict(zip(waiting, special, strict=False))
    assert len(chosen) == len(special), case["number"]
    return [chosen.get(k, peer) for k in range(len(kinds))]


def _peer_band(age: int) -> str:
    return "10_12" if age <= 12 else "13_15" if age <= 15 else "16_17"


def _frame(
    case: dict, *, alone: bool, marks: set[str], rng: random.Random, target: tuple[str, str, str] | None = None
) -> dict:
    """What is true of an incident whoever tells of it."""
    target = target or ("peer", _peer_band(case["age"]), "within_3")
    place = next((place for place in LOCATIONS if place in marks), None)
    online = bool(marks & {ONLINE, IMAGES}) and (place is None or ONLINE in marks)
    if place:
        kind, location = (
            place,
            {AT_SCHOOL: "school", LOCAL: "neighbourhood", CHANCE: "neighbourhood", PARTY: "peer"}[place],
        )
    elif target[0] in ("sibling", "other_relative", "younger_child", "other"):
        kind, location = "family", "family"
    elif online and rng.random() < 0.6:
        kind, location = "online", ""
    else:
        kind, location = ("alone", "peer") if alone else ("peer", "peer")
    setting = rng.choice(SETTINGS[kind]).format(place=case["place"], home=case["home"])
    standing = rng.choices(("allegation", "proven"), (7, 3))[0]
    return {
        "reference": "",
        "date": _date(case["meeting"], rng),
        "setting": setting,
        "location": location,
        "online": online,
        "category": _category(case, marks, alone=alone, rng=rng),
        "standing": standing,
        "outcome": _outcome(case, standing, rng),
        "harmed": [list(target)] + ([list(target)] if rng.random() < 0.08 else []),
        "alone": alone,
        "marks": frozenset(marks),
    }


def _date(meeting: str, rng: random.Random) -> str:
    year, month = 2016, int(meeting[-2:]) - rng.choices(range(1, 20), [8, 7, 6, 4, 3] + [1] * 14)[0]
    while month < 1:
        year, month = year - 1, month + 12
    return f"{year}" if (year < 2016 and rng.random() < 0.4) else f"{year}-{month:02}"


def _category(case: dict, marks: set[str], *, alone: bool, rng: random.Random) -> str:
    if "risk/individual/weapon-use" in case["codes"] or (GANG in marks and case["cohort"] == "both"):
        return "violent"
    if marks & {BLACKMAIL, THREATS}:
        return rng.choices(("abusive", "violent"), (3, 1))[0]
    if marks & {ONLINE, IMAGES} and not marks & set(LOCATIONS):
        return rng.choices(("inappropriate", "problematic", "abusive"), (2, 4, 2))[0]
    return rng.choices(
        ("inappropriate", "problematic", "abusive", "violent"), (2, 8, 9, 1) if alone else (1, 5, 10, 2)
    )[0]


def _outcome(case: dict, standing: str, rng: random.Random) -> str:
    if standing == "proven":
        return rng.choice(
            ["referral order", "youth rehabilitation order", "youth conditional caution", "youth caution"]
        )
    if "challenge/delay-in-criminal-justice-decision" in case["codes"]:
        return "under investigation"
    if "situation/previous-no-further-action-decision" in case["codes"]:
        return "no further action"
    return rng.choice(["under investigation", "no further action", "no police involvement", "community resolution", ""])


def _incident(case: dict, frame: dict, number: int, rng: random.Random) -> dict:
    """A frame as one case tells it."""
    told = {
        key: frame[key]
        for key in ("reference", "date", "setting", "location", "online", "category", "standing", "outcome")
    }
    told["reference"] = frame["reference"] or f"{case['number']:02}-{number}"
    told["participants"] = _participants(case, frame, rng)
    told["harmed"] = frame["harmed"]
    told["characteristics"] = sorted(mark.removeprefix("offence/") for mark in frame["marks"])
    return told


def _participants(case: dict, frame: dict, rng: random.Random) -> list[list[str]]:
    codes, marks = case["codes"], frame["marks"]
    people = [["subject", "displayed"]]
    if not frame["alone"]:
        people[0] += _subject_roles(codes, marks)
        peers = rng.choices((1, 2, 3), (3, 4, 2))[0]
        people += [[f"peer {k + 1}", "displayed"] for k in range(peers)]
        if "led" not in people[0] and {"followed", "coerced"} & set(people[0]):
            people[1].append("led")
        if RECRUITING in marks and "recruited" not in people[0]:
            people[1].append("recruited")
        if "strength/peer/peers-who-challenged-harmful-sexual-behaviour" in codes and not marks & {GANG}:
            people.append([f"peer {len(people)}", "challenged"])
    if AUDIENCE in marks:
        people += [[f"peer {len(people) + k}", "audience"] for k in range(rng.choice((1, 2, 2, 3)))]
    return people


def _subject_roles(codes: Iterable[str], marks: frozenset[str]) -> list[str]:
    roles = []
    if "risk/peer/leader-within-peer-group" in codes:
        roles.append("led")
    if "vulnerability/individual/followed-the-lead-of-others" in codes:
        roles.append("followed")
    if "vulnerability/individual/coerced-into-sexually-abusive-behaviour" in codes:
        roles.append("coerced")
    if "risk/individual/recruiting-others-into-abuse" in codes and RECRUITING in marks:
        roles.append("recruited")
    return roles
