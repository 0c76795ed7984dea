"""The tables `[theme]` and `[regions.….theme]`: their shape, the theme they make, what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from newsletter.model import Logo, Theme
from newsletter.model.colours import LEAST_CONTRAST, contrast
from newsletter.model.theme import WORDS_ON, Palette
from newsletter.settings.table import Table

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_FONTS = re.compile(r"(?:'[\w -]+'|[\w-]+)(?: *, *(?:'[\w -]+'|[\w-]+))*")


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise ValueError("not a colour; write it with six digits, like #0a5b63")
    return text.lower()


def _fonts(text: str) -> str:
    if not _FONTS.fullmatch(text):
        raise ValueError("not a list of fonts; write it like Georgia, 'Times New Roman', serif")
    return text


def _picture(url: str) -> str:
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname or re.search(r"[\s\"'<>]", url):
        raise ValueError("not a picture's address; write it like https://example.com/logo.png")
    return url


Colour = Annotated[str, AfterValidator(_colour)]
FontList = Annotated[str, AfterValidator(_fonts)]
PictureUrl = Annotated[str, AfterValidator(_picture)]


class PaletteTable(Table):
    desk: Colour | None = None
    sheet: Colour | None = None
    ink: Colour | None = None
    muted: Colour | None = None
    accent: Colour | None = None
    on_accent: Colour | None = None
    line: Colour | None = None


class FontsTable(Table):
    heading: FontList | None = None
    text: FontList | None = None
    label: FontList | None = None
    arabic: FontList | None = None


class LogoTable(Table):
    src: PictureUrl
    width: Annotated[int, Field(ge=16, le=520)]
    dark: PictureUrl | None = None


class ThemeTable(Table):
    """What is said of a theme; all that is not is as it was."""

    light: PaletteTable = PaletteTable()
    dark: PaletteTable = PaletteTable()
    fonts: FontsTable = FontsTable()
    size: Annotated[int, Field(ge=16, le=24)] | None = None
    space: Annotated[int, Field(ge=16, le=60)] | None = None
    radius: Annotated[int, Field(ge=0, le=26)] | None = None
    logo: LogoTable | None = None


def themed(*tables: ThemeTable) -> Theme:
    """Our own look with what these tables say laid over it, the last one last."""
    made = Theme()
    for table in tables:
        made = _over(made, table.model_dump(exclude_none=True, exclude={"logo"}))
        if table.logo:
            made = replace(made, logo=Logo(table.logo.src, table.logo.width, table.logo.dark))
    return made


def swallowed(said: Mapping[tuple[str, ...], Theme]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Words that their ground would swallow, in the theme said at each key; a region repeats none of the project's."""
    known: set[tuple[str, ...]] = set()
    for key, made in said.items():
        for scheme, palette in (("light", made.light), ("dark", made.dark)):
            for words, ground in WORDS_ON:
                pair = (scheme, words, getattr(palette, words), ground, getattr(palette, ground))
                if pair not in known and (fault := _fault(palette, words, ground)):
                    yield (*key, scheme, words), fault
                known.add(pair)


def _fault(palette: Palette, words: str, ground: str) -> str:
    found = contrast(getattr(palette, words), getattr(palette, ground))
    if found >= LEAST_CONTRAST:
        return ""
    said = f"{getattr(palette, words)} on {ground} {getattr(palette, ground)} has a contrast of {found:.1f}:1"
    return f"{said}; readers need {LEAST_CONTRAST}:1: choose colours further apart"


def _over(made: Any, said: Mapping[str, Any]) -> Any:
    names = {one.name for one in fields(made)}
    changed = {
        name: _over(getattr(made, name), value) if isinstance(value, Mapping) else value
        for name, value in said.items()
        if name in names
    }
    return replace(made, **changed)
