"""What an address of the studio says of the way a letter is looked at, and the links that change one thing of it. Pure.

?date=2026-11-26&width=375&look=dark&images=off&reader=editor@example.co.uk
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from urllib.parse import quote, urlencode

from newsletter.model import Language
from newsletter.render.looks import LOOKS, Look

WIDTHS = {"320": "a small telephone", "375": "a telephone", "600": "a mail program", "full": "all the room there is"}
NARROWEST, WIDEST = 240, 1600  # pixels, of a frame that is drawn by its handle
_LOOKS: dict[Look, tuple[str, str]] = {
    "light": ("Light", "for readers who prefer a light screen"),
    "dark": ("Dark", "for readers who prefer a dark screen: the letter's own dark colours"),
    "inverted": ("Inverted", "an emulation of mail programs that turn a letter's colours round"),
}
_YEARS = range(2000, 2200)  # what the settings' schedules can name, and some past


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several links of which one is where we are."""

    label: str
    title: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Switch:
    """A row of choices with what it is about."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class View:
    """How a letter is looked at."""

    day: date | None = None  # None: the next issue's
    width: str = "full"  # pixels, or "full"
    look: Look = "light"
    images: Literal["on", "off"] = "on"
    reader: str = ""  # a tester's address; "": nobody in particular
    usual_width: str = "full"  # what the page shows without being asked

    def link(self, path: str, **changed: str) -> str:
        """The address of a page looked at in this way, or with one thing changed; what is usual is left out."""
        return _address(path, self._said(self._all() | changed))

    def frame(self, path: str, version: str) -> str:
        """The address of the HTML itself; a new version is a new address, so that a page knows when to load it."""
        said = self._all()
        return _address(path, {key: said[key] for key in ("date", "look", "images")} | {"v": version})

    @property
    def kept(self) -> dict[str, str]:
        """What a form that asks for another date has to repeat."""
        return {key: value for key, value in self._said(self._all()).items() if value and key != "date"}

    def _all(self) -> dict[str, str]:
        day = self.day.isoformat() if self.day else ""
        return {"date": day, "look": self.look, "images": self.images, "width": self.width, "reader": self.reader}

    def _said(self, named: Mapping[str, str]) -> dict[str, str]:
        usual = {"look": "light", "images": "on", "width": self.usual_width}
        return {key: value for key, value in named.items() if value != usual.get(key)}


def preview_path(campaign: str, region: str, language: Language) -> str:
    """Where one edition is looked at."""
    return f"{beside_path(campaign)}/{quote(region)}/{quote(language.code)}"


def beside_path(campaign: str) -> str:
    """Where all editions of a campaign stand side by side."""
    return f"/preview/{quote(campaign)}"


def read_view(said: Mapping[str, str], usual_width: str = "full") -> View | None:
    """What the query of an address asks for, the usual for what cannot be; None for a date that cannot be."""
    try:
        day = date.fromisoformat(said["date"]) if said.get("date") else None
    except ValueError:
        return None
    if day and day.year not in _YEARS:
        return None
    return View(
        day,
        width if _is_width(width := said.get("width", "")) else usual_width,
        next((look for look in LOOKS if look == said.get("look")), "light"),
        "off" if said.get("images") == "off" else "on",
        said.get("reader", ""),
        usual_width,
    )


def for_one_of(view: View, readers: Sequence[str]) -> View:
    """The view, made out to one of these people or to nobody in particular."""
    return view if view.reader in readers else replace(view, reader="")


def switches(view: View, path: str) -> tuple[Switch, ...]:
    """What can be changed about the way a letter is looked at."""
    return (
        _switch("Width", view, path, "width", _widths(view)),
        _switch("Look", view, path, "look", {look: _LOOKS[look] for look in LOOKS}),
        _switch(
            "Pictures", view, path, "images", {"on": ("On", ""), "off": ("Off", "as in mail programs that ask first")}
        ),
    )


def reader_switch(view: View, path: str, readers: Sequence[str]) -> Switch:
    """Who can be the one that the message is addressed to."""
    nobody = {"": ("Any reader", "nobody in particular")}
    return _switch(
        "Reader", view, path, "reader", nobody | {one: (one, "one of the region's testers") for one in readers}
    )


def _switch(label: str, view: View, path: str, key: str, choices: Mapping[str, tuple[str, str]]) -> Switch:
    now = getattr(view, key)
    made = (
        Choice(name, title, view.link(path, **{key: value}), value == now) for value, (name, title) in choices.items()
    )
    return Switch(label, tuple(made))


def _widths(view: View) -> dict[str, tuple[str, str]]:
    drawn = {} if view.width in WIDTHS else {view.width: (view.width, "as you have drawn it")}
    return {width: ("Desktop" if width == "full" else width, title) for width, title in WIDTHS.items()} | drawn


def _is_width(said: str) -> bool:
    return said in WIDTHS or (
        said.isascii() and said.isdecimal() and len(said) <= 4 and NARROWEST <= int(said) <= WIDEST
    )


def _address(path: str, named: Mapping[str, str]) -> str:
    query = urlencode({key: value for key, value in named.items() if value})
    return f"{path}?{query}" if query else path
