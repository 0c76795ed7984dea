"""Screenshots in a real Chromium: their sizes and looks, and nothing that runs or is fetched while they are taken."""

import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from struct import unpack_from
from typing import TypeVar
from urllib.request import urlopen

import pytest

from newsletter.errors import NewsletterError
from newsletter.report.screenshots import Shot, camera, shots

T = TypeVar("T")

LETTER = """<!doctype html><html><head><meta name="color-scheme" content="light dark"><style>
body { margin: 0; background: #f0e8d8 } div { height: 1500px } img { display: block }
@media (prefers-color-scheme: dark) { body { background: #102030 } }
</style></head><body><div>Words</div></body></html>"""
PAPER, NIGHT = (0xF0, 0xE8, 0xD8), (0x10, 0x20, 0x30)
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="  # one red pixel


def elsewhere(work: Callable[[], T]) -> T:
    """Done in a thread of its own: pytest-playwright keeps a loop running in the tests'."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result(60)


def taken(folder: Path, html: str) -> dict[str, bytes]:
    """The pictures of one letter by width and look."""

    def work() -> tuple[Shot, ...]:
        with camera() as opened:
            return opened.take(folder, {"uk.en_GB": html}, lambda taken, wanted: None)

    return {f"{shot.width} {shot.look}": (folder / shot.name).read_bytes() for shot in elsewhere(work)}


def size(png: bytes) -> tuple[int, int]:
    width, height = unpack_from(">II", png, 16)
    return width, height


def corner(png: bytes) -> tuple[int, int, int]:
    """The first pixel, which no filter of a PNG changes."""
    at, packed = 8, b""
    while at < len(png):
        (length,) = unpack_from(">I", png, at)
        packed += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    red, green, blue = zlib.decompress(packed)[1:4]
    return red, green, blue


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server on this computer, and what it was asked for."""
    paths: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_picture_is_named_by_letter_width_and_look() -> None:
    assert [shot.name for shot in shots(["uk.en_GB"])] == [
        "uk.en_GB.360.light.png",
        "uk.en_GB.360.dark.png",
        "uk.en_GB.360.inverted.png",
        "uk.en_GB.600.light.png",
        "uk.en_GB.600.dark.png",
        "uk.en_GB.600.inverted.png",
    ]


@pytest.mark.browser
def test_a_picture_is_as_wide_as_it_says_and_as_high_as_its_letter(tmp_path: Path) -> None:
    pictures = taken(tmp_path / "new", LETTER)
    assert {name: size(png) for name, png in pictures.items()} == {
        f"{width} {look}": (width, 1500) for width in (360, 600) for look in ("light", "dark", "inverted")
    }


@pytest.mark.browser
def test_each_look_has_its_colours(tmp_path: Path) -> None:
    pictures = taken(tmp_path, LETTER)
    assert (corner(pictures["600 light"]), corner(pictures["600 dark"])) == (PAPER, NIGHT)
    assert max(corner(pictures["600 inverted"])) < 64


@pytest.mark.browser
def test_a_picture_that_stands_in_the_letter_is_shown(tmp_path: Path) -> None:
    pictures = taken(tmp_path, LETTER.replace("<div>", f'<img src="{DOT}" width="20" height="20"><div>'))
    assert corner(pictures["600 light"]) == (255, 0, 0)


@pytest.mark.browser
def test_nothing_is_asked_for_on_the_web_and_no_script_runs(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    address, paths = asked
    hostile = f"""<img src="{address}/pixel.png" width="1" height="1" style="position:absolute">
        <link rel="stylesheet" href="{address}/style.css"><iframe src="{address}/frame" hidden></iframe>
        <p style="margin:0;height:0;background:url({address}/ground.png)"></p>
        <script>document.body.style.background = "red"; fetch("{address}/script")</script>"""
    pictures = taken(tmp_path, LETTER.replace("</body>", f"{hostile}</body>"))
    assert (paths, corner(pictures["600 light"])) == ([], PAPER)
    urlopen(f"{address}/really").close()
    assert paths == ["/really"], "the server would have heard of it"


@pytest.mark.browser
def test_all_letters_are_counted_as_they_are_taken(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def work() -> None:
        with camera() as opened:
            opened.take(
                tmp_path, {"uk.en_GB": LETTER, "us.en_US": LETTER}, lambda taken, all_: told.append((taken, all_))
            )

    elsewhere(work)
    assert told == [(number, 12) for number in range(1, 13)]


@pytest.mark.browser
def test_without_a_browser_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(NewsletterError, match=r"playwright install chromium.*Debian's package chromium"):
        taken(tmp_path, LETTER)


@pytest.mark.browser
def test_a_browser_that_does_not_start_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NewsletterError, match=f"^{broken} does not start: "):
        taken(tmp_path, LETTER)
