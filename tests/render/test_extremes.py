"""Our own templates with stories as no sample has them: too many, too long, or with next to nothing in them.

Whatever comes, both parts say every word and lead to every place, in the order of the stories, and no gate stops it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.localise.catalogue import Catalogues
from newsletter.model import (
    Attribution,
    Button,
    Choice,
    Edition,
    Linked,
    Prose,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
)
from newsletter.render.edition import Frame, render
from newsletter.render.plain_text import WIDTH
from newsletter.render.templates import Templates
from tests.render.conftest import ARABIC, ENGLISH

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.name.removesuffix(".mjml.j2") for path in (ROOT / "templates").glob("*.mjml.j2"))

PASS = "PASS"
PARAGRAPH = Prose("<p>The harbour reads its tide tables twice a day, at dawn and at dusk.</p>", 3)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
SENTENCE = "What the pilots of nine harbours learnt in a hundred winters about fog, ice, sandbanks, patience and tea. "


def link(number: int | str) -> str:
    return f"https://news.example.com/c/link{number}{PASS}"


def button(number: int) -> Button:
    plain = Button(f"Book walk {number}", link(f"walk{number}"), "visit", "center", "primary", ENGLISH)
    return replace(plain, style="secondary") if number % 2 else plain


def story(*pieces: StoryPiece, number: int = 1, **changes: object) -> Story:
    """A story in full, or, with `full=False`, a teaser with its way on."""
    plain = Story(
        id=f"journal:{number}",
        place=f"{number}.md",
        title=f"Tide Table {number}",
        pieces=pieces,
        teaser="The harbour reads its tide tables.",
        language=ENGLISH,
        full=True,
        read_more=None,
        image=None,
        image_alt="",
        published=None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def teaser(number: int, *pieces: StoryPiece, **changes: object) -> Story:
    more = {"full": False, "read_more": link(f"more{number}"), **changes}
    return story(*(pieces or (PARAGRAPH,)), number=number, **more)


def pictured(one: Story) -> Story:
    return replace(one, image="https://news.example.com/tides.png", image_alt="A tide table")


ARABIC_STORY = story(
    Prose("<p>يقرأ الميناء جداول المدّ والجزر مرّتين في اليوم.</p>", 3), title="قراءة المدّ", language=ARABIC
)
RICH = """<h2>Before the tide</h2><p>Ask <a href="https://news.example.com/c/linkaskPASS">the pilot</a> first.</p>
<h3>Boots</h3><ul><li>Dry ones</li><li>A second pair<ol><li>also dry</li></ol></li></ul>
<h4>Bread</h4><blockquote><p>No sea without bread.</p></blockquote>
<table><caption>Tides</caption><tbody><tr><th>High</th><td>noon</td></tr><tr><th>Low</th><td>six</td></tr></tbody></table>
<pre>a   b</pre><p><img src="https://news.example.com/chart.png" alt="A chart" /></p>"""

EXTREMES: dict[str, Sequence[Story]] = {
    "one story": [story(PARAGRAPH)],
    "one teaser": [teaser(1)],
    "one story, and the second a teaser": [story(PARAGRAPH), teaser(2)],
    "twelve teasers": [teaser(number) for number in range(1, 13)],
    "twelve stories, each with a picture": [pictured(story(PARAGRAPH, number=number)) for number in range(1, 13)],
    "twelve teasers, every other with a picture": [
        pictured(teaser(number)) if number % 2 else teaser(number) for number in range(1, 13)
    ],
    "no teaser": [story(PARAGRAPH, teaser="")],
    "a teaser without words": [teaser(1), replace(teaser(2), pieces=(), teaser="")],
    "a story without words": [story(), story(PARAGRAPH, number=2)],
    "nothing but a button": [story(button(1), teaser="")],
    "ten buttons": [story(PARAGRAPH, *map(button, range(1, 11)))],
    "ten buttons between ten paragraphs": [
        story(*(piece for number in range(1, 11) for piece in (PARAGRAPH, button(number))))
    ],
    "a teaser with ten buttons": [teaser(1, PARAGRAPH, *map(button, range(1, 11)))],
    "a long word": [
        story(Prose(f"<p>{LONG_WORD}</p>", 3), title=f"On {LONG_WORD}"),
        teaser(2, Prose(f"<p>{LONG_WORD}, {LONG_WORD}</p>", 3), title=LONG_WORD),
    ],
    "titles of 200 characters": [
        story(PARAGRAPH, title=(SENTENCE * 2)[:200].strip()),
        teaser(2, title=(SENTENCE * 3)[:200].strip()),
        story(PARAGRAPH, number=3, title="A"),
    ],
    "long labels": [
        story(PARAGRAPH, replace(button(1), label=SENTENCE.strip()), replace(button(2), label=LONG_WORD)),
    ],
    "every alignment of a button": [
        story(
            replace(button(1), align="left"),
            replace(button(2), align="center"),
            replace(button(3), align="right"),
            replace(button(4), align="full"),
        )
    ],
    "attributions": [
        story(PARAGRAPH, Attribution("Tides of the North, vol. 3", None, 9)),
        story(PARAGRAPH, Attribution("Journal of Tides", link("source"), 9), number=2),
    ],
    "related articles": [
        story(
            PARAGRAPH,
            RelatedList("Harbour Middle East", (RelatedItem("Sand", link("sand")), RelatedItem("Salt", link("salt")))),
            RelatedList("", (RelatedItem(f"On {LONG_WORD}", link("long")),)),
        )
    ],
    "all that an article may hold": [story(Prose(RICH, 3)), teaser(2)],
    "a story in another language": [ARABIC_STORY, story(PARAGRAPH, button(1), number=2), teaser(3)],
    "a long text": [story(*(Prose(f"<p>{SENTENCE * 4}</p>", number) for number in range(60)))],
}  # fmt: skip


@pytest.fixture(scope="module")
def ours() -> Templates:
    """The templates and catalogues of a new project."""
    catalogues = Catalogues.load([ROOT / "locales"])
    spoken = {language.code: catalogues.translations(language) for language in (ENGLISH, ARABIC)}
    return Templates.load([ROOT / "templates"], spoken)


@pytest.fixture(params=NAMES)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[ENGLISH, ARABIC], ids=["en_GB", "ar_AE"])
def around(request: pytest.FixtureRequest, template: str, frame: Frame) -> Frame:
    """The frame of an edition in one of the templates and one of the languages."""
    return replace(frame, language=request.param, campaign=replace(frame.campaign, template=template))


@pytest.mark.parametrize("extreme", EXTREMES)
def test_both_parts_say_everything_and_lead_everywhere(extreme: str, around: Frame, ours: Templates) -> None:
    stories = tuple(EXTREMES[extreme])
    edition = render(Linked(stories, (), (), ()), Choice((), (), {}), around, ours)
    expected = [word for one in stories for word in _words(_said(one))]
    addresses = [*(address for one in stories for address in _addresses(one)), around.unsubscribe]
    for part, text in (("html", _visible(edition)), ("text", edition.text)):
        assert _first_lacking(expected, _words([text])) is None, part
    assert _hrefs(edition.html) == addresses
    assert re.findall(r"https://[^\s<>()]+", edition.text) == addresses
    assert [finding for finding in edition.findings if finding.level == "error"] == []
    assert edition.subject.startswith(stories[0].title[:40])
    assert "\n\n\n" not in edition.text
    assert [line for line in edition.text.splitlines() if len(line) > WIDTH and " " in line.strip()] == []


def test_an_edition_without_stories_is_stopped_and_still_to_be_looked_at(around: Frame, ours: Templates) -> None:
    edition = render(Linked((), (), (), ()), Choice((), (), {}), around, ours)
    assert edition.blocked
    assert around.newsletter in edition.html and around.newsletter in edition.text


def _said(one: Story) -> Iterator[str]:
    """What a reader is told, in order."""
    yield one.title
    yield from (text for piece in one.pieces if one.full or isinstance(piece, Prose) for text in _texts(piece))
    if one.read_more:
        yield one.title
    yield from (text for piece in one.pieces if not one.full and not isinstance(piece, Prose) for text in _texts(piece))


def _texts(piece: StoryPiece) -> Iterator[str]:
    match piece:
        case Prose(html):
            yield _text(html)
        case Button(label):
            yield label
        case Attribution(text):
            yield text
        case RelatedList(heading, items):
            yield from (heading, *(item.title for item in items))


def _addresses(one: Story) -> Iterator[str]:
    """Where a reader is led, in order."""
    yield from (href for piece in one.pieces if one.full or isinstance(piece, Prose) for href in _leads(piece))
    if one.read_more:
        yield one.read_more
    yield from (href for piece in one.pieces if not one.full and not isinstance(piece, Prose) for href in _leads(piece))


def _leads(piece: StoryPiece) -> Iterator[str]:
    match piece:
        case Prose(html):
            yield from _hrefs(html)
        case Button(_, href) | Attribution(_, str(href)):
            yield href
        case RelatedList(_, items):
            yield from (item.href for item in items)


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in re.findall(r"\w+", text)]


def _first_lacking(expected: Sequence[str], words: Iterable[str]) -> str | None:
    """The first of the expected words that does not follow on the ones before it."""
    left = iter(words)
    return next((word for word in expected if word not in left), None)


def _hrefs(html: str) -> list[str]:
    return [str(node.attributes["href"]) for node in LexborHTMLParser(html).css("a[href]")]


def _text(html: str) -> str:
    body = LexborHTMLParser(html).body
    return body.text(separator=" ") if body else ""


def _visible(edition: Edition) -> str:
    """The HTML's words without its preheader, which repeats some."""
    page = LexborHTMLParser(edition.html)
    for hidden in page.css('[style*="display:none"]'):
        hidden.decompose()
    return page.body.text(separator=" ") if page.body else ""
