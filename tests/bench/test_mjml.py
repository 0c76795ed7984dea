"""Our letters beside those that npm's mjml, the language's own compiler, makes of the same MJML, for every template.

A reader of either must read the same words, follow the same links and see the same pictures in the same order, and
every element must be drawn alike, in Outlook as well. The rest is printed: sizes, and what ours says more often (+) or
less (-) about its elements.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.model import Edition
from newsletter.render import mjml, prose
from tests.bench.peers import ROOT, Child

if TYPE_CHECKING:
    from tests.bench.conftest import Sample, Show

pytestmark = pytest.mark.bench

TEMPLATES = sorted(path.name.removesuffix(".mjml.j2") for path in (ROOT / "templates").glob("*.mjml.j2"))
_SPACES = re.compile(r"[ \t\n\r\f]+")  # HTML's; a no-break space is none
_CONDITION = re.compile(r"<!--\[if [^\]]*\]>(?:<!-->)?|(?:<!--)?<!\[endif\]-->")
# What an element looks like, and what it is to a screen reader.
_DRAWN = frozenset({
    "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "height", "href", "role", "src", "valign", "width",
})  # fmt: skip


@dataclass(frozen=True)
class Rendered:
    """An edition, the MJML it was made from, and how the articles' prose was put in afterwards."""

    name: str
    edition: Edition
    source: str
    put_in: Callable[[str], str]


@pytest.fixture(params=TEMPLATES)
def rendered(request: pytest.FixtureRequest, sample: "Sample", monkeypatch: pytest.MonkeyPatch) -> list[Rendered]:
    """Every edition of the samples in one template."""
    sources: list[str] = []
    dressings: list[Callable[[str], str]] = []
    to_html, put_in = mjml.to_html, prose.put_in

    def listening(source: str) -> str:
        sources.append(source)
        return to_html(source)

    def looking_on(html: str, *stories: Any) -> str:
        dressings.append(lambda other: put_in(other, *stories))
        return put_in(html, *stories)

    with monkeypatch.context() as patch:
        patch.setattr(mjml, "to_html", listening)
        patch.setattr(prose, "put_in", looking_on)
        editions = sample.dressed(request.param).composed()
    names = [f"{request.param} {edition.issue.region} {edition.language.code}" for edition in editions]
    return [Rendered(*parts) for parts in zip(names, editions, sources, dressings, strict=True)]


def test_npm_mjml_makes_the_same_letter_of_our_mjml(
    rendered: list[Rendered], npm_mjml: Child | str, show: "Show"
) -> None:
    if isinstance(npm_mjml, str):
        show([("Beside npm mjml", "bytes"), (npm_mjml, "–")])
        pytest.skip(f"{npm_mjml}: NOTHING WAS COMPARED")
    letters = npm_mjml.run(sources=[one.source for one in rendered])["letters"]
    rows = []
    for one, letter in zip(rendered, letters, strict=True):
        ours, theirs = one.edition.html, one.put_in(letter["html"])
        assert letter["complaints"] == [], one.name
        assert _words(ours) == _words(theirs), one.name
        assert _values(ours, "a", "href") == _values(theirs, "a", "href") != [], one.name
        assert _values(ours, "img", "src") == _values(theirs, "img", "src"), one.name
        (drawn, rest), (their_drawn, their_rest) = _said(ours), _said(theirs)
        assert drawn == their_drawn, one.name
        rows.append((one.name, _bytes(ours), _bytes(theirs), _difference(rest, their_rest)))
    show([("Beside npm mjml", "bytes", npm_mjml.name, "what else differs"), *rows])


def _bytes(html: str) -> str:
    return f"{len(html.encode()):,}"


def _words(html: str) -> str:
    """Title, preheader and all that can be read, in order."""
    page = LexborHTMLParser(html)
    for hidden in page.css("style, script"):
        hidden.decompose()
    assert page.body is not None
    title = page.css_first("title")
    return _SPACES.sub(" ", f"{title.text() if title else ''} {page.body.text(separator=' ')}").strip()


def _values(html: str, tag: str, attribute: str) -> list[str | None]:
    return [node.attributes[attribute] for node in LexborHTMLParser(html).css(f"{tag}[{attribute}]")]


def _said(html: str) -> tuple[Counter[str], Counter[str]]:
    """How often each kind of element says each thing, the parts for Outlook read as well: what draws it, and the rest."""
    drawn, rest = Counter[str](), Counter[str]()
    for node in LexborHTMLParser(_CONDITION.sub("", html)).css("*"):
        if node.tag == "style":
            drawn.update(re.sub(r"\s+", "", node.text()).split("}"))
        for name, value in node.attributes.items():
            if name == "style":
                drawn.update(f"{node.tag} {one}" for one in _declarations(value or ""))
            else:
                words = " ".join(sorted((value or "").split())) if name == "class" else value
                (drawn if name in _DRAWN else rest)[f"{node.tag} {name}={words}"] += 1
    return drawn, rest


def _declarations(style: str) -> Iterator[str]:
    return (re.sub(r"\s*([:,])\s*", r"\1", one.strip()) for one in style.split(";") if one.strip())


def _difference(ours: Counter[str], theirs: Counter[str]) -> str:
    more = {one: ours[one] - theirs[one] for one in sorted(ours | theirs)}
    return ", ".join(f"{number:+} {one}" for one, number in more.items() if number) or "nothing"
