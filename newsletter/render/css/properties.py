"""What the properties of CSS that gates ask about do to an element; `cascade` calls it.

A declaration is read into aspects, and an element's aspects make its computed style out of that of the element around.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tinycss2 import color4

from newsletter.render.css.syntax import Declaration, Node

Colour = tuple[float, float, float]  # red, green, blue, each from 0 to 1
Aspects = Mapping[str, Any]

_ROOT_SIZE = 16.0  # of type, in pixels
_BOLD = 700
_WEIGHTS = {"normal": False, "lighter": False, "bold": True, "bolder": True}
# A size in words or a unit: how many pixels it is, and how much of the size around.
_NAMED_SIZES: dict[str, tuple[float, float]] = {
    "x-small": (10, 0),
    "small": (13, 0),
    "medium": (16, 0),
    "large": (18, 0),
    "x-large": (24, 0),
    "smaller": (0, 0.83),
    "larger": (0, 1.2),
}
_ENDLESS = 1e9  # 1e999px is a number in CSS, and infinite in Python
_UNITS = {"px": (1, 0), "pt": (4 / 3, 0), "rem": (_ROOT_SIZE, 0), "em": (0, 1), "%": (0, 0.01)}


class Computed(NamedTuple):
    """The computed style of an element, as far as it shows in its words."""

    paint: Colour = (0.0, 0.0, 0.0)
    alpha: float = 1.0  # of the paint
    ground: Colour = (1.0, 1.0, 1.0)
    on_picture: bool = False  # with no colour beneath it
    size: float = _ROOT_SIZE  # in pixels
    bold: bool = False
    gone: bool = False  # with all that is in it
    visible: bool = True
    opacity: float = 1.0
    underlined: bool = False
    ruled: bool = False  # a line of its own beneath it
    align: str = "start"

    @property
    def seen(self) -> bool:
        """Whether there is anything to see."""
        return self.visible and not self.gone and self.size > 1 and self.alpha * self.opacity > 0

    @property
    def ink(self) -> Colour:
        """The colour that the words have in the end."""
        return _over(self.paint, self.alpha * self.opacity, self.ground)


def computed(aspects: Aspects, around: Computed) -> Computed:
    """The computed style of an element with these aspects, in an element whose own is `around`."""
    paint, alpha = aspects.get("paint") or (around.paint, around.alpha)
    ground, cover = aspects.get("ground") or (around.ground, 0.0)
    pixels, share = aspects.get("size") or (0.0, 1.0)
    uncovered = aspects.get("picture", False) or around.on_picture
    return Computed(
        paint=paint,
        alpha=alpha,
        ground=_over(ground, cover, around.ground),
        on_picture=uncovered and cover < 1,
        size=pixels + share * around.size,
        bold=aspects.get("bold", around.bold),
        gone=around.gone or aspects.get("gone", False) or aspects.get("flat", False),
        visible=aspects.get("visible", around.visible),
        opacity=around.opacity * aspects.get("opacity", 1.0),
        underlined=aspects.get("underlined", around.underlined),
        ruled=aspects.get("ruled", False),
        align=aspects.get("align", around.align),
    )


def aspects(declarations: Iterable[Declaration]) -> dict[str, Any]:
    """What the declarations say, the last of a kind counting."""
    said: dict[str, Any] = {}
    for declaration in declarations:
        if declaration.name in _READERS:
            said |= _READERS[declaration.name](declaration.value)
    return said


def _over(paint: Colour, alpha: float, ground: Colour) -> Colour:
    if alpha == 1:
        return paint
    red, green, blue = (above * alpha + below * (1 - alpha) for above, below in zip(paint, ground, strict=True))
    return red, green, blue


# ── one property each: from its value to aspects, none where we do not know what it says ───────────

Value = Sequence[Node]


def _colour(value: Node) -> tuple[Colour, float] | None:
    found = color4.parse_color(value)
    if found is None or found == "currentcolor" or found.space not in ("srgb", "hsl", "hwb"):
        return None
    red, green, blue, alpha = found.to("srgb")
    return (red, green, blue), alpha


def _only_colour(value: Value) -> tuple[Colour, float] | None:
    return _colour(value[0]) if len(value) == 1 else None


def _paint(value: Value) -> Aspects:
    found = _only_colour(value)
    return {"paint": found} if found or _words(value) == ["inherit"] else {}


def _ground(value: Value) -> Aspects:
    found = _only_colour(value)
    return {"ground": found} if found else {}


def _background(value: Value) -> Aspects:
    return {"ground": next(filter(None, map(_colour, value)), None), **_picture(value)}


def _picture(value: Value) -> Aspects:
    return {"picture": any(map(_is_picture, value))}


def _is_picture(value: Node) -> bool:
    if value.type == "function":
        return str(value.lower_name).endswith(("url", "-gradient"))
    return bool(value.type == "url")


def _size(value: Value) -> Aspects:
    found = _length(value[0]) if len(value) == 1 else None
    return {"size": found} if found else {}


def _length(value: Node) -> tuple[float, float] | None:
    """So many pixels, and so much of the size around."""
    if value.type == "ident":
        return _NAMED_SIZES.get(value.lower_value)
    if value.type == "number" and value.value == 0:
        return 0, 0
    unit = value.lower_unit if value.type == "dimension" else "%" if value.type == "percentage" else ""
    if unit not in _UNITS or not 0 <= value.value < _ENDLESS:
        return None
    pixels, share = _UNITS[unit]
    return value.value * pixels, value.value * share


def _weight(value: Value) -> Aspects:
    if len(value) == 1 and value[0].type == "number":
        return {"bold": value[0].value >= _BOLD}
    word = "".join(_words(value)[:1])
    return {"bold": _WEIGHTS[word]} if word in _WEIGHTS else {}


def _font(value: Value) -> Aspects:
    """The shorthand: the size, and the weight if that stands right before it."""
    at = next((at for at, one in enumerate(value) if one.type in ("dimension", "percentage")), None)
    return {"bold": False, **_weight(value[:at][-1:]), **_size([value[at]])} if at is not None else {}


def _line(value: Value) -> Aspects:
    return {"ruled": bool(value) and "none" not in _words(value) and not _is_nought(value[0])}


def _is_nought(value: Node) -> bool:
    return value.type in ("number", "dimension", "percentage") and value.value == 0


def _opacity(value: Value) -> Aspects:
    if len(value) != 1 or value[0].type not in ("number", "percentage"):
        return {}
    share = value[0].value / 100 if value[0].type == "percentage" else value[0].value
    return {"opacity": min(max(share, 0.0), 1.0)}


def _words(value: Value) -> list[str]:
    return [one.lower_value for one in value if one.type == "ident"]


_READERS: dict[str, Callable[[Value], Aspects]] = {
    "color": _paint,
    "background-color": _ground,
    "background": _background,
    "background-image": _picture,
    "font-size": _size,
    "font-weight": _weight,
    "font": _font,
    "border": _line,
    "border-bottom": _line,
    "display": lambda value: {"gone": _words(value) == ["none"]},
    "max-height": lambda value: {"flat": bool(value) and _is_nought(value[0])},
    "visibility": lambda value: {"visible": _words(value) == ["visible"]},
    "opacity": _opacity,
    "text-decoration": lambda value: {"underlined": "underline" in _words(value)},
    "text-decoration-line": lambda value: {"underlined": "underline" in _words(value)},
    "text-align": lambda value: {"align": "".join(_words(value)[:1])},
}
