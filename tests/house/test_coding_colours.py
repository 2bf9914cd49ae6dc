"""Marks in coded texts can be told apart without colour, and the words under them can be read."""

import re

import pytest

from fivefold.method.coding.codebook import Primary
from fivefold.web.coding.marking import LANES
from tests.house.checkout import PACKAGE
from tests.house.test_colours import COLOURS as HOUSE
from tests.house.test_colours import GROUNDS, contrast

STYLES = (PACKAGE / "web/assets/coding.css").read_text("utf-8")
NODES = dict(re.findall(r"--ff-node-([a-z]+): (#[0-9a-f]{6});", STYLES))
STATED = {name: float(ratio) for name, ratio in re.findall(r"--ff-node-([a-z]+): #[0-9a-f]{6}; /\* ([\d.]+):1", STYLES)}
WASHES = dict(re.findall(r"::highlight\(ff-([a-z]+)-2\) \{\s+background-color: (#[0-9a-f]{8});", STYLES))
LINES = dict(
    re.findall(r"::highlight\(ff-([a-z]+)-3\) \{\s+text-decoration: underline ([a-z]+ #[0-9a-f]{6} \dpx);", STYLES)
)


def over(ground: str, wash: str) -> str:
    """The colour of a translucent wash on an opaque ground."""
    share = int(wash[7:9], 16) / 255
    channels = ((int(wash[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in channels)


def test_every_primary_node_has_a_colour_a_wash_and_a_line() -> None:
    assert set(NODES) == set(STATED) == set(WASHES) == set(LINES) == set(Primary)
    assert all(WASHES[one].startswith(NODES[one]) and f" {NODES[one]} " in LINES[one] for one in Primary)


@pytest.mark.parametrize("primary", Primary)
def test_a_nodes_colour_states_its_contrast_and_can_carry_text(primary: Primary) -> None:
    assert round(contrast(NODES[primary], HOUSE["--ff-paper"]), 1) == STATED[primary]
    assert all(contrast(NODES[primary], HOUSE[ground]) >= 4.5 for ground in GROUNDS)


def test_text_can_be_read_on_as_many_washes_as_there_can_be() -> None:
    darkest = min(NODES, key=lambda name: contrast(NODES[name], "#000000"))
    for primary in (*Primary, darkest):
        ground = HOUSE["--ff-paper"]
        for _ in range(LANES - 1):
            ground = over(ground, WASHES[primary])
        assert contrast(HOUSE["--ff-ink"], ground) >= 4.5
        assert contrast(NODES[primary], ground) >= 3


def test_lines_differ_without_their_colour() -> None:
    shapes = [re.sub(r"#[0-9a-f]{6} ", "", line) for line in LINES.values()]
    assert len(set(shapes)) == len(Primary)


def test_every_lane_of_every_node_has_its_own_place_under_the_text() -> None:
    places = {}
    for selectors, offset in re.findall(
        r"((?:::highlight\(ff-[a-z]+-\d\),?\s+)+)\{\s+text-underline-offset: (\d+)px", STYLES
    ):
        for primary, lane in re.findall(r"ff-([a-z]+)-(\d)", selectors):
            places[primary, int(lane)] = int(offset)
    assert set(places) == {(str(one), lane) for one in Primary for lane in range(LANES)}
    assert len(set(places.values())) == LANES


def test_the_last_lane_has_no_wash_since_its_passages_may_overlap() -> None:
    washed = re.findall(r"((?:::highlight\(ff-[a-z]+-\d\),?\s+)+)\{\s+background-color", STYLES)
    assert washed
    assert not any(f"-{LANES - 1})" in selectors for selectors in washed)
