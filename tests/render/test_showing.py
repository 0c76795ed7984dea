"""Where the pictures of an edition stand, how large they are shown, and what is said of those without words."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from newsletter.model import Article, Finding, KeptPicture, Localised, Logo, Prose, Story, Theme
from newsletter.render.showing import Gallery, hung
from tests.render.conftest import BUTTON, ENGLISH, REGION, STORY

PIER, LOST = "https://www.example.com/pier.jpg?a=1&b=2", "https://www.example.com/lost.png"
KEPT = KeptPicture("a" * 64, "image/jpeg", 1200, 800)
BASE = "https://news.example.com/letters"
SERVED = f"{BASE}/pictures/{'a' * 64}.jpg"
STORY = replace(STORY, image=None)


def article(**pictures: KeptPicture) -> Article:
    return Article(
        "a", "journal", "a.md", "A", (), ENGLISH, None, pictures={f"https://{k}": v for k, v in pictures.items()}
    )


def shown(story: Story, kept: Mapping[str, KeptPicture] | None = None, base_url: str | None = BASE) -> Localised:
    gallery = Gallery({PIER: KEPT} if kept is None else kept, base_url)
    return hung(Localised((story,), (), ()), REGION, gallery)[0]


def prose(html: str, **said: object) -> str:
    (piece, *_) = shown(replace(STORY, pieces=(Prose(html, 7), BUTTON)), **said).stories[0].pieces  # type: ignore[arg-type]
    assert isinstance(piece, Prose) and piece.line == 7
    return piece.html


def told(story: Story, **said: object) -> list[tuple[str, int, str]]:
    """Level, line and message of what is found."""
    found: tuple[Finding, ...] = shown(story, **said).findings  # type: ignore[arg-type]
    assert all((one.gate, one.part, bool(one.remedy)) == ("pictures", "tides.md", True) for one in found)
    return [(one.level, one.line, one.message) for one in found]


# ── addresses ──────────────────────────────────────────────────────────────────────────────────────


def test_a_kept_picture_stands_at_our_address_and_another_at_its_own() -> None:
    assert [shown(replace(STORY, image=url)).stories[0].image for url in (PIER, LOST, None)] == [SERVED, LOST, None]


def test_pictures_that_are_left_in_place_keep_their_addresses() -> None:
    assert shown(replace(STORY, image=PIER), base_url=None).stories[0].image == PIER
    assert 'src="https://www.example.com/pier.jpg?a=1&amp;b=2"' in prose(
        '<p><img src="https://www.example.com/pier.jpg?a=1&amp;b=2" alt=""></p>', base_url=None
    )


@pytest.mark.parametrize(
    ("html", "made"),
    [
        (
            '<p>a <img src="https://www.example.com/pier.jpg?a=1&amp;b=2" alt="A > &quot;pier&quot;"> src="b"</p>',
            f'<p>a <img src="{SERVED}" alt="A > &quot;pier&quot;" width="520" height="347"> src="b"</p>',
        ),
        (
            '<p><img alt="" title="x" width="90" src="https://www.example.com/pier.jpg?a=1&amp;b=2"></p>',
            f'<p><img alt="" title="x" width="90" src="{SERVED}" height="60"></p>',
        ),
        (
            '<p><img src="https://www.example.com/pier.jpg?a=1&amp;b=2" alt="" width="9999"></p>',
            f'<p><img src="{SERVED}" alt="" width="520" height="347"></p>',
        ),
        (
            '<p><img src="https://www.example.com/pier.jpg?a=1&amp;b=2" alt="" width="0"></p>',
            f'<p><img src="{SERVED}" alt="" width="520" height="347"></p>',
        ),
        (f'<p><img src="{LOST}" alt="" width="90"></p>', f'<p><img src="{LOST}" alt="" width="90"></p>'),
        ('<p>a<img alt="lost its address"></p>', '<p>a<img alt="lost its address"></p>'),
        (f'<p title="<img src=&quot;{LOST}&quot;>">a</p>', f'<p title="<img src=&quot;{LOST}&quot;>">a</p>'),
    ],
)
def test_a_picture_in_prose_gets_its_address_its_width_and_its_height(html: str, made: str) -> None:
    assert prose(html) == made


def test_a_small_picture_is_not_shown_larger_than_it_is() -> None:
    small = replace(KEPT, width=300, height=2)
    made = prose(f'<p><img src="{LOST}" alt="" width="500"></p>', kept={LOST: small})
    assert 'width="300" height="2"' in made


def test_of_a_picture_that_is_kept_twice_the_larger_is_shown() -> None:
    large, small = article(a=KEPT), article(a=replace(KEPT, name="b" * 64, width=400))
    assert Gallery.of([large, small], BASE) == Gallery.of([small, large], BASE) == Gallery({"https://a": KEPT}, BASE)


def test_a_logo_is_served_by_day_and_by_night() -> None:
    region = replace(REGION, theme=Theme(logo=Logo(PIER, 200, LOST)))
    made = hung(Localised((), (), ()), region, Gallery({PIER: KEPT}, BASE))[1].theme.logo
    assert made == Logo(SERVED, 200, LOST)
    assert hung(Localised((), (), ()), region, Gallery({PIER: KEPT}, None))[1] == region


# ── what is found ──────────────────────────────────────────────────────────────────────────────────


def test_a_picture_that_is_not_kept_is_a_warning_with_its_address_where_it_should_be_served() -> None:
    story = replace(STORY, image=LOST, pieces=(Prose(f'<p><img src="{LOST}?2" alt=""></p>', 7),))
    assert told(story) == [
        ("warning", 0, f"the picture {LOST} is not kept, so readers fetch it from there"),
        ("warning", 7, f"the picture {LOST}?2 is not kept, so readers fetch it from there"),
    ]
    assert told(story, base_url=None) == []


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_storys_own_picture_without_words_is_an_error(alt: str) -> None:
    ((level, _, message),) = told(replace(STORY, image=PIER, image_alt=alt))
    assert (level, message) == ("error", f"the picture {PIER} of “{STORY.title}” has no alternative text")


def test_without_a_picture_of_its_own_nothing_need_be_said_of_it() -> None:
    assert told(replace(STORY, image=None, image_alt="")) == []


def test_a_picture_in_prose_that_nobody_thought_of_is_a_warning_and_decoration_is_none() -> None:
    silent = replace(
        STORY, pieces=(Prose(f'<p><img src="{LOST}"></p>', 7), Prose(f'<p><img src="{LOST}" alt=""></p>', 9))
    )
    assert told(silent, base_url=None) == [("warning", 7, f"nothing is said of the picture {LOST}")]
    assert prose(f'<p><img src="{LOST}"></p>') == f'<p><img src="{LOST}" alt=""></p>'


def test_a_single_point_is_shown_nowhere() -> None:
    point = {PIER: replace(KEPT, width=1, height=1)}
    assert prose(f'<p>Tide.<img src="{PIER.replace("&", "&amp;")}" alt=""></p>', kept=point) == "<p>Tide.</p>"
    story = replace(STORY, image=PIER, image_alt="")
    assert (shown(story, point).stories[0].image, told(story, kept=point)) == (None, [])
