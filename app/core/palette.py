"""Derive every accent colour of the pages from the association's one colour, with contrast kept."""

import re
from dataclasses import dataclass, fields
from typing import Final

DEFAULT_ACCENT: Final = "#c4161c"

# Contrast ratios of WCAG 2.2: 1.4.3 for text, 1.4.11 for what must be seen to use a control.
TEXT_CONTRAST: Final = 4.5
SHAPE_CONTRAST: Final = 3.0
# Aim a little above the limit, so that rounding to eight bits never lands below it.
MARGIN: Final = 0.06

WHITE: Final = "#ffffff"
INK: Final = "#1a1411"
INK_DARK: Final = "#f8f1e6"
PAPER_LIGHT: Final = "#faf5ec"
SURFACE_LIGHT: Final = "#fffdf8"
TRACK_LIGHT: Final = "#e6dccb"
PAPER_DARK: Final = "#171210"
SURFACE_DARK: Final = "#211b18"
TRACK_DARK: Final = "#3d342e"

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shades:
    """The accent colours of one scheme, as #rrggbb."""

    accent: str
    """The poster field and filled buttons."""
    accent_edge: str
    """The border of a filled button on paper, seen also where the field itself is pale."""
    accent_hover: str
    """A filled button under the pointer."""
    on_accent: str
    """Text on the field."""
    on_accent_soft: str
    """Smaller text on the field."""
    field_track: str
    """The empty part of a bar that lies on the field."""
    field_paper: str
    """The part of a bar on the field that stands for paper signatures."""
    accent_mark: str
    """Bars, ticks and rules on paper."""
    accent_deep: str
    """The part of a bar on paper that stands for paper signatures."""
    accent_text: str
    """Accent-coloured words and links on paper."""
    accent_tint: str
    """A faint ground behind what is chosen."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The derived colours for light and for dark."""

    light: Shades
    dark: Shades


def derive(accent: str) -> Palette:
    """Return the palette of one accent colour written as #rgb or #rrggbb.

    Raises ValueError with a sentence for people when it is not such a colour.
    Contrast as in WCAG 2.2, criteria 1.4.3 and 1.4.11.
    """
    source = _parse(accent)
    return Palette(light=_light(source), dark=_dark(source))


def stylesheet(palette: Palette) -> str:
    """Return the CSS that sets the palette's custom properties for both schemes."""
    return (
        f":root{{{_declarations(palette.light)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_declarations(palette.dark)}}}}}\n"
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.2)."""
    return _ratio(_parse(one), _parse(other))


def _light(source: Rgb) -> Shades:
    paper, surface = _parse(PAPER_LIGHT), _parse(SURFACE_LIGHT)
    mark = _apart(source, [paper, surface, _parse(TRACK_LIGHT)], SHAPE_CONTRAST, darker=True)
    tint = _mix(surface, source, 0.12)
    return _shades(
        field=source,
        grounds=[paper, surface],
        mark=mark,
        deep=_second(mark, away=_parse(INK), back=_parse(WHITE)),
        text=_apart(source, [paper, surface, tint], TEXT_CONTRAST, darker=True),
        tint=tint,
    )


def _dark(source: Rgb) -> Shades:
    paper, surface = _parse(PAPER_DARK), _parse(SURFACE_DARK)
    # A poster field must stand out from the dark page as it does from paper.
    field = _apart(source, [paper, surface], SHAPE_CONTRAST, darker=False)
    mark = _apart(source, [paper, surface, _parse(TRACK_DARK)], SHAPE_CONTRAST, darker=False)
    tint = _mix(surface, field, 0.2)
    return _shades(
        field=field,
        grounds=[paper, surface],
        mark=mark,
        deep=_second(mark, away=_parse(WHITE), back=_parse(INK)),
        text=_apart(source, [paper, surface, tint], TEXT_CONTRAST, darker=False),
        tint=tint,
    )


def _shades(*, field: Rgb, grounds: list[Rgb], mark: Rgb, deep: Rgb, text: Rgb, tint: Rgb) -> Shades:
    white, ink = _parse(WHITE), _parse(INK)
    on = white if _ratio(white, field) >= TEXT_CONTRAST else ink
    if on is ink:
        # Between the two lie colours too light for white and too dark for ink: lighten those a little.
        field = _apart(field, [ink], TEXT_CONTRAST, darker=False)
    away = ink if on is white else white
    soft = _mix(on, field, 0.14)
    if _ratio(soft, field) < TEXT_CONTRAST + MARGIN:
        soft = on
    track = _mix(field, away, 0.34) if on is white else _mix(field, ink, 0.2)
    return Shades(
        accent=_hex(field),
        accent_edge=_hex(_apart(field, grounds, SHAPE_CONTRAST, darker=_ratio(grounds[0], white) < 2)),
        accent_hover=_hex(_mix(field, away, 0.16)),
        on_accent=_hex(on),
        on_accent_soft=_hex(soft),
        field_track=_hex(track),
        field_paper=_hex(_mix(on, field, 0.4)),
        accent_mark=_hex(mark),
        accent_deep=_hex(deep),
        accent_text=_hex(text),
        accent_tint=_hex(tint),
    )


def _apart(colour: Rgb, grounds: list[Rgb], least: float, *, darker: bool) -> Rgb:
    """Return the colour, darkened or lightened as little as needed, with the contrast on every ground."""
    lightness, a, b = _to_oklab(colour)
    end = 0.0 if darker else 1.0
    for step in range(101):
        tried = _in_gamut((lightness + (end - lightness) * step / 100, a, b)) if step else colour
        if all(_ratio(tried, ground) >= least + MARGIN for ground in grounds):
            return tried
    return (end, end, end)


def _second(mark: Rgb, *, away: Rgb, back: Rgb) -> Rgb:
    """Return a bar colour that the eye tells from the first, towards `back` when `away` is too near."""
    second = _mix(mark, away, 0.58)
    return second if _ratio(second, mark) >= 1.9 else _mix(mark, back, 0.5)


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Return one colour with a share (0 to 1) of the other stirred in, evenly to the eye (OKLab)."""
    a, b = _to_oklab(one), _to_oklab(other)
    mixed = tuple(x + (y - x) * share for x, y in zip(a, b, strict=True))
    return _from_oklab((mixed[0], mixed[1], mixed[2]))


def _parse(text: str) -> Rgb:
    found = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text.strip())
    if found is None:
        raise ValueError(
            f"“{text[:20]}” is not a colour: write # and six figures 0–9 or a–f, such as {DEFAULT_ACCENT}."
        )
    figures = found[1] if len(found[1]) == 6 else "".join(figure * 2 for figure in found[1])
    red, green, blue = (int(figures[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(min(1.0, max(0.0, part)) * 255):02x}" for part in colour)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _in_gamut(lab: Rgb) -> Rgb:
    """Return the colour on screen with the least loss of chroma."""
    light, a, b = lab
    parts = _to_linear(lab)
    for step in range(1, 51):
        if all(-0.0005 <= part <= 1.0005 for part in parts):
            break
        kept = 1 - step / 50
        parts = _to_linear((light, a * kept, b * kept))
    red, green, blue = (_gamma(part) for part in parts)
    return red, green, blue


def _gamma(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _ratio(one: Rgb, other: Rgb) -> float:
    lights = [0.2126 * _linear(r) + 0.7152 * _linear(g) + 0.0722 * _linear(b) for r, g, b in (one, other)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def _to_oklab(colour: Rgb) -> Rgb:
    """Return lightness and two colour axes (Ottosson 2020, https://bottosson.github.io/posts/oklab/)."""
    r, g, b = (_linear(part) for part in colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(lab: Rgb) -> Rgb:
    red, green, blue = (_gamma(part) for part in _to_linear(lab))
    return red, green, blue


def _to_linear(lab: Rgb) -> Rgb:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _declarations(shades: Shades) -> str:
    return "".join(
        f"--{each.name.replace('_', '-')}:{getattr(shades, each.name)};" for each in fields(shades)
    )
