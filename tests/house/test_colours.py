"""Every colour that carries text can be read, and the contrast stated beside it is true."""

import re

import pytest

from tests.house.checkout import PACKAGE

STYLES = (PACKAGE / "web/assets/fivefold.css").read_text("utf-8")
COLOURS = dict(re.findall(r"(--ff-[a-z-]+): (#[0-9a-f]{6});", STYLES))
STATED = {name: float(ratio) for name, ratio in re.findall(r"(--ff-[a-z-]+): #[0-9a-f]{6}; /\* ([\d.]+):1 \*/", STYLES)}
GROUNDS = {"--ff-paper", "--ff-wash"}
NEVER_TEXT = {"--ff-rule"}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_every_colour_of_text_states_its_contrast() -> None:
    assert set(COLOURS) - GROUNDS - NEVER_TEXT == set(STATED)


@pytest.mark.parametrize("name", sorted(STATED))
def test_text_stands_at_four_and_a_half_to_one_on_both_grounds(name: str) -> None:
    assert round(contrast(COLOURS[name], COLOURS["--ff-paper"]), 1) == STATED[name]
    assert all(contrast(COLOURS[name], COLOURS[ground]) >= 4.5 for ground in GROUNDS)


def test_the_mark_is_drawn_in_the_colours_of_the_five_contexts() -> None:
    mark = (PACKAGE / "web/assets/mark.svg").read_text("utf-8")
    contexts = ["individual", "family", "peer", "school", "neighbourhood"]
    assert re.findall(r'fill="(#[0-9a-f]{6})"', mark) == [COLOURS[f"--ff-{context}"] for context in contexts]
