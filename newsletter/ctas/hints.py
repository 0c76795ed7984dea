"""What HubSpot's rendering of a CTA says of it: its words, and where it led. Pure, called by `embeds`.

Readers never see them; they tell people which CTA it was, when nobody knows its id any more.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsletter.ctas.cuts import shortened
from newsletter.ctas.letters import Tag

_LONGEST_TARGET = 2000
_HIDDEN = frozenset({"script", "style"})
_ATTRIBUTES = {
    name: re.compile(rf"""[\s"']{name}\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""", re.IGNORECASE)
    for name in ("alt", "cta_dest_link", "href")
}
_MARKDOWN_LABEL = re.compile(r"\[([^\[\]]*+)\]\(")
_TARGET = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)
_FORM = re.compile(r"\{[{%]|\[ *hubspot|⟦", re.IGNORECASE)


def label_of(source: str, tags: Sequence[Tag]) -> str:
    """The words of an element, given by its tags, else its picture's alternative text."""
    pictures = (_attribute(source, tag, "alt") for tag in tags if tag.name == "img")
    return said(" ".join(_words(source, tags))) or next(filter(None, map(said, pictures)), "")


def target_of(source: str, tags: Sequence[Tag], own: re.Pattern[str]) -> str:
    """Where an element leads: as HubSpot notes it, else a link that is not one of HubSpot's `own`."""
    links = [tag for tag in tags if tag.name == "a" and not tag.closing]
    noted = (_attribute(source, tag, "cta_dest_link") for tag in links)
    direct = (href for tag in links if not own.search(href := _attribute(source, tag, "href")))
    return next((url for url in (*noted, *direct) if _can_be_shown(url)), "")


def markdown_label_of(link: str) -> str:
    """The words of a link in Markdown, or of the picture in it."""
    label = _MARKDOWN_LABEL.search(link)
    return said(label[1]) if label else ""


def said(text: str) -> str:
    """A text in one short line without anything that could pass for a form; nothing where there is no word in it."""
    line = shortened("".join(letter if letter.isprintable() else " " for letter in html.unescape(text[:1000])))
    return line if re.search(r"\w", line) and not _FORM.search(line) else ""


def _can_be_shown(url: str) -> bool:
    return len(url) <= _LONGEST_TARGET and url.isprintable() and _TARGET.fullmatch(url) is not None


def _words(source: str, tags: Sequence[Tag]) -> Iterator[str]:
    hidden = False
    for tag, following in pairwise(tags):
        if tag.name in _HIDDEN:
            hidden = not tag.closing
        if not hidden:
            yield source[tag.end : min(following.start, tag.end + 200)]


def _attribute(source: str, tag: Tag, name: str) -> str:
    found = _ATTRIBUTES[name].search(source, tag.start, tag.end)
    return html.unescape(found[1] or found[2] or "").strip() if found else ""
