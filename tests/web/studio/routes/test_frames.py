"""Frames: which pictures they show, and that a letter gets its policy and is inert."""

from pathlib import Path
from typing import Literal

import pytest
from starlette.requests import Request
from starlette.responses import Response

from newsletter.store.pictures import Pictures
from newsletter.web.studio.routes import frames
from newsletter.web.studio.views.controls import View
from tests.painted import kept_as

URL = "https://pictures.example/a.png"
LETTER = (
    f'<html><head></head><body><img src="{URL}" alt="A pier"><img src="https://pictures.example/b.png"></body></html>'
)


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    kept = Pictures(tmp_path)
    kept_as(kept, URL)
    return kept


def shown(html: str, view: View, pictures: Pictures) -> str:
    return bytes(framed(html, view, pictures).body).decode()


def framed(html: str, view: View, pictures: Pictures) -> Response:
    scope = {"type": "http", "path": "/x", "query_string": b"", "headers": [(b"host", b"127.0.0.1:8024")]}
    return frames.frame(Request(scope | {"scheme": "http"}), html, view, pictures)


def test_a_kept_picture_comes_from_the_studio_and_no_other_is_led_to(pictures: Pictures) -> None:
    seen = shown(LETTER, View(), pictures)
    assert f'<img src="/pictures/{pictures.file_of(URL)}" alt="A pier">' in seen
    assert seen.count("/pictures/") == 1


def test_a_picture_that_readers_get_from_the_public_pages_comes_from_the_studio(pictures: Pictures) -> None:
    served = f"/pictures/{pictures.file_of(URL)}"
    letter = LETTER.replace(URL, f"https://news.example.com/letters{served}")
    assert f'<img src="{served}" alt="A pier">' in shown(letter, View(), pictures)
    assert frames.not_fetched(letter, pictures) == 1
    lost = "https://news.example.com/pictures/" + "0" * 64 + ".png"
    assert frames.not_fetched(letter.replace(URL, lost) + f'<img src="{lost}">', pictures) == 2


def test_without_pictures_none_is_put_in(pictures: Pictures) -> None:
    assert "/pictures/" not in shown(LETTER, View(images="off"), pictures)


def test_pictures_that_are_not_kept_are_counted_once_each(pictures: Pictures) -> None:
    assert frames.not_fetched(LETTER * 2, pictures) == 1
    assert frames.not_fetched('<img src="data:image/png;base64,x"><img src=""><img>', pictures) == 0


def test_a_letter_is_inert(pictures: Pictures) -> None:
    seen = shown('<html><head><link rel="preconnect" href="https://elsewhere.example"></head></html>', View(), pictures)
    assert '<base target="_blank">' in seen and "<link" not in seen


@pytest.mark.parametrize(
    ("images", "allowed"), [("on", "img-src http://127.0.0.1:8024/pictures/ data:;"), ("off", "img-src 'none';")]
)
def test_of_the_studio_a_letter_may_show_pictures_alone(
    pictures: Pictures, images: Literal["on", "off"], allowed: str
) -> None:
    assert allowed in framed(LETTER, View(images=images), pictures).headers["Content-Security-Policy"]
