"""Arabic is complete for everything that a reader sees, and counts as Arabic counts."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from newsletter.localise.catalogue import Catalogues, read
from newsletter.localise.extraction import template_files, template_words
from newsletter.localise.po import Entry
from newsletter.model import Choice, Issue, Language, Linked
from newsletter.render import specimen
from newsletter.render.edition import Frame, render
from newsletter.render.templates import Templates
from newsletter.settings import Settings
from newsletter.starter import bundled
from tests.starter.test_letters import ARABIC, settings, story

__all__ = ["settings"]  # a fixture

LETTER = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-z]")
PLACEHOLDER = re.compile(r"%\(\w+\)s")
COUNTED = {
    0: "لا مقالات",
    1: "مقال واحد",
    2: "مقالان",
    3: "3 مقالات",
    10: "10 مقالات",
    11: "11 مقالًا",
    99: "99 مقالًا",
    100: "100 مقال",
    101: "101 مقال",
    102: "102 مقال",
    103: "103 مقالات",
    111: "111 مقالًا",
}


def test_arabic_has_a_word_of_its_own_for_every_word_of_ours() -> None:
    words = template_words([bundled("templates")])
    assert words and Catalogues.load([bundled("locales")]).missing(ARABIC, words) == ()
    assert Catalogues.load([bundled("locales")]).missing(Language("ar_SA"), words) == ()


@pytest.mark.parametrize("code", ["ar", "ar_AE"])
def test_no_translation_has_an_english_word_left(code: str) -> None:
    def left(message: Entry) -> list[str]:
        said = [PLACEHOLDER.sub("", form.text) for form in message.forms]
        return [text for text in said if LATIN.search(text) or not LETTER.search(text)]

    catalogue = read(bundled("locales") / code / "LC_MESSAGES/newsletter.po")
    assert [left(message) for message in catalogue.messages if left(message)] == []


def test_every_word_of_our_templates_is_marked_for_translation(settings: Settings) -> None:
    files, region = template_files([bundled("templates")]), settings.regions["middle-east"]
    spoken = {"en_XA": Catalogues.load([]).translations(Language("en_XA"))}
    templates = Templates.load([bundled("templates")], spoken)
    assert list(specimen.unmarked(files, region, settings.campaigns["weekly"], templates)) == []


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Our templates, but for a list of contents in the shortest letter, too."""
    folder = tmp_path_factory.mktemp("templates")
    for part in ("mjml", "txt"):
        name = Path("partials") / f"contents.{part}.j2"
        (folder / name).parent.mkdir(exist_ok=True)
        said = (bundled("templates") / name).read_text("utf-8")
        assert "stories|length > 2" in said
        (folder / name).write_text(said.replace("stories|length > 2", "true"), "utf-8")
    spoken = {ARABIC.code: Catalogues.load([bundled("locales")]).translations(ARABIC)}
    return Templates.load([folder, bundled("templates")], spoken)


@pytest.mark.parametrize(("count", "counted"), COUNTED.items())
def test_a_letter_counts_its_articles_as_arabic_does(
    settings: Settings, telling: Templates, count: int, counted: str
) -> None:
    frame = Frame(
        issue=Issue("weekly", "middle-east", date(2026, 11, 19)),
        campaign=replace(settings.campaigns["weekly"], template="digest"),
        region=settings.regions["middle-east"],
        language=ARABIC,
        newsletter=settings.name.plain,
        unsubscribe="https://news.example.com/u/mark",
        pass_mark="mark",
    )
    stories = tuple(story(number, ARABIC) for number in range(count))
    made = render(Linked(stories, (), (), ()), Choice((), (), {}), frame, telling)
    for said in (unescape(made.html), made.text):
        assert re.search(rf"في هذا العدد: {counted}(?![\w\u064b-\u0652])", said)
