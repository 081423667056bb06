from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core import palette
from app.core.palette import SHAPE_CONTRAST, TEXT_CONTRAST, Shades, contrast, derive

TOKENS = Path(__file__).parents[2] / "static" / "css" / "main.css"

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def check(shades: Shades, *, paper: str, surface: str, track: str, ink: str) -> None:
    """Check every pair of colours that the style sheets lay on each other."""
    for ground in (shades.accent, shades.accent_hover):
        assert contrast(shades.on_accent, ground) >= TEXT_CONTRAST
    assert contrast(shades.on_accent_soft, shades.accent) >= TEXT_CONTRAST
    for ground in (paper, surface, shades.accent_tint):
        assert contrast(shades.accent_text, ground) >= TEXT_CONTRAST
        assert contrast(ink, ground) >= TEXT_CONTRAST
    for ground in (paper, surface):
        assert contrast(shades.accent_edge, ground) >= SHAPE_CONTRAST
    for ground in (paper, surface, track):
        assert contrast(shades.accent_mark, ground) >= SHAPE_CONTRAST
    assert contrast(shades.on_accent, shades.field_track) >= SHAPE_CONTRAST
    # The two parts of a bar have a gap and words too; here they must only be told apart at a glance.
    assert contrast(shades.accent_mark, shades.accent_deep) >= 1.5
    assert contrast(shades.on_accent, shades.field_paper) >= 1.5


@given(COLOURS)
@example("#ffffff")
@example("#000000")
@example("#ffd500")
@example("#777777")
@example("#0a1a4a")
@example("#00ff00")
@example("#c4161c")
def test_every_accent_keeps_its_contrast_in_light_and_dark(accent: str) -> None:
    colours = derive(accent)
    check(
        colours.light,
        paper=palette.PAPER_LIGHT,
        surface=palette.SURFACE_LIGHT,
        track=palette.TRACK_LIGHT,
        ink=palette.INK,
    )
    check(
        colours.dark,
        paper=palette.PAPER_DARK,
        surface=palette.SURFACE_DARK,
        track=palette.TRACK_DARK,
        ink=palette.INK_DARK,
    )


def test_an_evenly_spaced_sweep_of_colours_keeps_its_contrast() -> None:
    steps = range(0, 256, 51)
    for red in steps:
        for green in steps:
            for blue in steps:
                test_every_accent_keeps_its_contrast_in_light_and_dark.hypothesis.inner_test(  # type: ignore[attr-defined]
                    f"#{red:02x}{green:02x}{blue:02x}"
                )


@given(COLOURS)
def test_a_dark_field_stands_out_from_the_dark_page(accent: str) -> None:
    assert contrast(derive(accent).dark.accent, palette.PAPER_DARK) >= SHAPE_CONTRAST


def test_a_colour_that_needs_no_help_is_left_as_it_is() -> None:
    colours = derive("#C4161C")
    assert colours.light.accent == "#c4161c"
    assert colours.light.accent_text == "#c4161c"


def test_three_figures_are_read_as_six() -> None:
    assert derive("#f00") == derive("#ff0000")


@pytest.mark.parametrize(
    "accent", ["", "red", "c4161c", "#c4161", "#c4161c0", "#gggggg", "#c4161c;}body{", "#١٢٣"]
)
def test_what_is_no_colour_is_refused_in_a_sentence(accent: str) -> None:
    with pytest.raises(ValueError, match=r"is not a colour: write # and six figures"):
        derive(accent)


@given(COLOURS)
def test_the_style_sheet_holds_colours_alone(accent: str) -> None:
    css = palette.stylesheet(derive(accent))
    assert css.startswith(":root{--accent:#")
    assert "@media screen and (prefers-color-scheme:dark){:root{--accent:#" in css
    declaration = r"--[a-z-]+:#[0-9a-f]{6};"
    assert re.fullmatch(
        rf":root\{{({declaration})+\}}\n@media [^{{]+\{{:root\{{({declaration})+\}}\}}\n", css
    )


def test_the_tokens_of_the_style_sheet_are_the_default_palette() -> None:
    css = re.sub(r"#([0-9a-f])([0-9a-f])([0-9a-f])\b(?![0-9a-f])", r"#\1\1\2\2\3\3", TOKENS.read_text())
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours = derive(palette.DEFAULT_ACCENT)
    pages = (
        {
            "paper": palette.PAPER_LIGHT,
            "surface": palette.SURFACE_LIGHT,
            "track": palette.TRACK_LIGHT,
            "ink": palette.INK,
        },
        {
            "paper": palette.PAPER_DARK,
            "surface": palette.SURFACE_DARK,
            "track": palette.TRACK_DARK,
            "ink": palette.INK_DARK,
        },
    )
    for block, shades, page in zip(blocks[:2], (colours.light, colours.dark), pages, strict=True):
        tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block))
        wanted = page | {name.replace("_", "-"): value for name, value in asdict(shades).items()}
        assert {name: tokens.get(name) for name in wanted} == wanted
