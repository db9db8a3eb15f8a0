"""The official colours of the seventeen goals, and the ink that can be read on each of them."""

from __future__ import annotations

# From the guidelines of the United Nations for the use of the SDG logo, colour wheel and icons.
COLOURS = {
    1: "#e5243b",
    2: "#dda63a",
    3: "#4c9f38",
    4: "#c5192d",
    5: "#ff3a21",
    6: "#26bde2",
    7: "#fcc30b",
    8: "#a21942",
    9: "#fd6925",
    10: "#dd1367",
    11: "#fd9d24",
    12: "#bf8b2e",
    13: "#3f7e44",
    14: "#0a97d9",
    15: "#56c02b",
    16: "#00689d",
    17: "#19486a",
}
_WHITE, _BLACK = "#ffffff", "#000000"


def ink(colour: str) -> str:
    """Return white or black, whichever stands out more from a colour; one of the two always reaches 4.5 to 1.

    >>> ink("#19486a"), ink("#fcc30b")
    ('#ffffff', '#000000')
    """
    return max((_WHITE, _BLACK), key=lambda other: contrast(colour, other))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as the Web Content Accessibility Guidelines count it, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
