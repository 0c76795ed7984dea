"""The look of a letter: colours, type, space, corners and logo; a project's own, and per region what must differ."""

from dataclasses import dataclass, field

from newsletter.model.languages import Direction

SHEET = 600  # pixels: a letter's width


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme by what they do, each such as `#1b2a33`; Outlook reads no shorter form."""

    desk: str  # around the sheet
    sheet: str  # beneath the words
    ink: str  # words
    muted: str  # small print
    accent: str  # links, buttons, marks
    on_accent: str  # words on the accent
    line: str  # hairlines


LIGHT = Palette("#ece7dc", "#fffdf8", "#1b2a33", "#56626a", "#0a5b63", "#ffffff", "#d6cfc0")
DARK = Palette("#0f1518", "#161e22", "#ece7dc", "#a8b2b7", "#7fcbd2", "#0f1518", "#3a474e")

# What stands on what, so must be told apart (colours.LEAST_CONTRAST).
WORDS_ON = (("ink", "sheet"), ("muted", "sheet"), ("accent", "sheet"), ("on_accent", "accent"))


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font families as CSS lists them, ending in a generic one; only what readers have, since nothing is fetched."""

    heading: str = "Georgia, 'Times New Roman', serif"
    text: str = "Georgia, 'Times New Roman', serif"
    label: str = "'Segoe UI', Helvetica, Arial, sans-serif"
    arabic: str = "'Segoe UI', Tahoma, 'Geeza Pro', 'Noto Naskh Arabic', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in place of the newsletter's name, which is its alternative text."""

    src: str
    width: int  # pixels; the picture itself has twice as many
    dark: str | None = None  # in its place on a dark sheet


@dataclass(frozen=True, slots=True)
class Face:
    """How words of one direction are set."""

    heading: str  # font families
    text: str
    label: str
    size: int  # pixels of running text, and of small print
    small: int
    leading: str  # line height of running text, and of headings
    tight: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The look of every letter of a region."""

    light: Palette = LIGHT
    dark: Palette = DARK
    fonts: Fonts = field(default_factory=Fonts)
    size: int = 18  # pixels of running text
    space: int = 40  # pixels between the words and the edge of the sheet; half of it on a telephone
    radius: int = 3  # pixels, of buttons' corners
    logo: Logo | None = None

    def face(self, direction: Direction) -> Face:
        """How words of a direction are set.

        Arabic is drawn small for its size, and its marks and descenders collide under a line height of 1.6.
        """
        fonts = self.fonts
        if direction == "rtl":
            return Face(fonts.arabic, fonts.arabic, fonts.arabic, self.size + 2, 18, "1.8", "1.5")
        return Face(fonts.heading, fonts.text, fonts.label, self.size, 16, "1.6", "1.2")
