"""Frames: which pictures they show, and that a letter gets its policy and is inert."""

from pathlib import Path
from typing import Literal

import pytest
from starlette.requests import Request
from starlette.responses import Response

from newsletter.store.pictures import Picture, Pictures, name_of
from newsletter.web.studio.routes import frames
from newsletter.web.studio.views.controls import View

URL = "https://pictures.example/a.png"
PNG = b"\x89PNG\r\n\x1a\n and so on"
LETTER = (
    f'<html><head></head><body><img src="{URL}" alt="A pier"><img src="https://pictures.example/b.png"></body></html>'
)


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    kept, picture = Pictures(tmp_path), Picture.of(PNG)
    assert picture is not None
    kept.keep(URL, picture)
    return kept


def shown(html: str, view: View, pictures: Pictures) -> str:
    return bytes(framed(html, view, pictures).body).decode()


def framed(html: str, view: View, pictures: Pictures) -> Response:
    scope = {"type": "http", "path": "/x", "query_string": b"", "headers": [(b"host", b"127.0.0.1:8024")]}
    return frames.frame(Request(scope | {"scheme": "http"}), html, view, pictures)


def test_a_kept_picture_comes_from_the_studio_and_no_other_is_led_to(pictures: Pictures) -> None:
    seen = shown(LETTER, View(), pictures)
    assert f'<img src="/pictures/{name_of(URL)}" alt="A pier">' in seen
    assert seen.count("/pictures/") == 1


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
