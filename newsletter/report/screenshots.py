"""Pictures of letters at two widths, each light, dark and inverted; for `newsletter render --screenshots`.

Needs Playwright (the extra `screenshots`) and a Chromium. A letter is handed over as text; the browser runs no script
in it, is refused every request and can look up no name: what is not in the letter itself is not in its picture.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.errors import NewsletterError
from newsletter.render.looks import LOOKS, Look, under

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType, Page

WIDTHS = (360, 600)
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_FIRST_HEIGHT = 800  # of the window; a picture is as high as its letter
_ARGUMENTS = ("--host-resolver-rules=MAP * ~NOTFOUND",)  # <link rel=preconnect> is no request that could be refused
_NO_PLAYWRIGHT = "--screenshots needs Playwright; pip install newsletter[screenshots]"
_NO_BROWSER = "--screenshots needs a browser; playwright install chromium, or install Debian's package chromium"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a letter."""

    letter: str  # "uk.en_GB"
    width: int
    look: Look

    @property
    def name(self) -> str:
        """The picture's file: `uk.en_GB.600.dark.png`."""
        return f"{self.letter}.{self.width}.{self.look}.png"


def shots(letters: Iterable[str]) -> tuple[Shot, ...]:
    """Every picture that is taken of these letters."""
    return tuple(Shot(letter, width, look) for letter in letters for width in WIDTHS for look in LOOKS)


@contextmanager
def camera() -> Iterator["Camera"]:
    """A browser that has started; raises NewsletterError with the remedy where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NewsletterError(_NO_PLAYWRIGHT) from None
    with sync_playwright() as playwright, _started(playwright.chromium) as browser:
        yield Camera(browser)


class Camera:
    """Takes pictures, one after the other, with the browser it is given."""

    def __init__(self, browser: "Browser") -> None:
        context = browser.new_context(java_script_enabled=False, service_workers="block")
        context.route("**/*", lambda route: route.abort())
        self._page: Page = context.new_page()

    def take(self, folder: Path, letters: Mapping[str, str], tell: Callable[[int, int], None]) -> tuple[Shot, ...]:
        """Writes every picture of the letters, HTML by name, into the folder, and tells how many of all are there."""
        folder.mkdir(parents=True, exist_ok=True)
        wanted = shots(letters)
        for number, shot in enumerate(wanted, start=1):
            self._write(folder / shot.name, shot.width, under(letters[shot.letter], shot.look))
            tell(number, len(wanted))
        return wanted

    def _write(self, file: Path, width: int, html: str) -> None:
        from playwright.sync_api import Error

        try:
            self._page.set_viewport_size({"width": width, "height": _FIRST_HEIGHT})
            self._page.set_content(html)
            self._page.screenshot(path=file, full_page=True)
        except Error as error:
            raise NewsletterError(f"{file}: the browser took no picture: {_first_line(error)}; try again") from error


def _started(chromium: "BrowserType") -> "Browser":
    """The Chromium on the PATH, else the one that Playwright has fetched."""
    from playwright.sync_api import Error

    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    try:
        return chromium.launch(executable_path=found, args=_ARGUMENTS, chromium_sandbox=not _is_root())
    except Error as error:
        remedy = f"{found} does not start: {_first_line(error)}; see that it runs" if found else _NO_BROWSER
        raise NewsletterError(remedy) from error


def _is_root() -> bool:
    """Chromium's own sandbox cannot be had by root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
