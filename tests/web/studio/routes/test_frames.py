"""Frames: which pictures they show, and that a letter of whatever build gets its policy and its inert links."""

from pathlib import Path

import pytest

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
    return bytes(frames.frame(html, view, pictures).body).decode()


def test_a_kept_picture_comes_from_the_studio_and_no_other_is_led_to(pictures: Pictures) -> None:
    seen = shown(LETTER, View(), pictures)
    assert f'<img src="/pictures/{name_of(URL)}" alt="A pier">' in seen
    assert seen.count("/pictures/") == 1


def test_without_pictures_none_is_put_in(pictures: Pictures) -> None:
    assert "/pictures/" not in shown(LETTER, View(images="off"), pictures)


def test_pictures_that_are_not_kept_are_counted_once_each(pictures: Pictures) -> None:
    assert frames.not_fetched(LETTER * 2, pictures) == 1
    assert frames.not_fetched('<img src="data:image/png;base64,x"><img src=""><img>', pictures) == 0


@pytest.mark.parametrize("html", ["<p>no head", "<html><head><title>x", "", "<HEAD>"])
def test_links_are_inert_whatever_the_letter_is_made_of(pictures: Pictures, html: str) -> None:
    assert '<base target="_blank">' in shown(html, View(), pictures)
