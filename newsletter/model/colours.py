"""How far apart two colours are for an eye, after WCAG 2.2; the settings ask it of a theme, a gate of final bytes."""

LEAST_CONTRAST = 4.5  # of words on their ground (WCAG 2.2, 1.4.3)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours such as `#1b2a33`, from 1 (alike) to 21 (black on white), in either order."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
