"""The gate on what links say: people who listen to a letter hear its links one by one, away from their sentences."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from newsletter.model import Finding
from newsletter.render.gates.draft import Draft, Node

# What says nothing of where a link leads, in small letters.
_VAGUE = frozenset({
    "click", "click here", "click this", "continue", "details", "find out more", "go", "here", "info", "learn more",
    "link", "more", "more info", "more information", "read", "read here", "read more", "read on", "see more",
    "tap here", "this", "this link", "this page", "view more",
    "اضغط", "اضغط هنا", "انقر هنا", "هنا", "المزيد", "للمزيد", "اقرأ المزيد", "اعرف المزيد", "تابع القراءة",
    "تفاصيل", "التفاصيل", "رابط", "هذا الرابط",
})  # fmt: skip
_EDGES = re.compile(r"^\W+|\W+$")
_LONG_ADDRESS = re.compile(r"(?:https?://|www\.)\S{40,}", re.IGNORECASE)
_REMEDY = "say in the link's words where it leads"


class _Label(NamedTuple):
    """A link, the words it shows, and those that count: small letters, no marks around them."""

    node: Node
    words: str

    @property
    def plain(self) -> str:
        return _EDGES.sub("", self.words).casefold()


def labels(draft: Draft) -> Iterator[Finding]:
    """Each link has words, which say where it leads; the same words lead to the same place."""
    found = [_Label(node, words) for node, words in draft.said(("a",)) if node.token.get("href")]
    for label in found:
        if not label.plain:
            message = "a link says nothing: it has no words, and no picture with an alternative text"
            yield draft.find("labels", "html", label.node.token.start, message, _REMEDY)
        elif label.plain in _VAGUE:
            message = f"the link “{label.words}” does not say where it leads"
            yield draft.find("labels", "html", label.node.token.start, message, _REMEDY, level="warning")
        elif _LONG_ADDRESS.fullmatch(label.words):
            message = f"the link {label.words[:60]}… is an address, which is read out letter by letter"
            yield draft.find("labels", "html", label.node.token.start, message, _REMEDY, level="warning")
    yield from _ambiguous([label for label in found if label.plain], draft)


def _ambiguous(found: list[_Label], draft: Draft) -> Iterator[Finding]:
    targets = {link.href: link.target for link in draft.links}
    alike: defaultdict[str, dict[str, _Label]] = defaultdict(dict)
    for label in found:
        href = label.node.token.get("href") or ""
        alike[label.plain].setdefault(_destination(targets.get(href, href)), label)
    for places in alike.values():
        if len(places) > 1:
            one, other, *_ = places
            message = f"the words “{places[one].words[:60]}” lead to {one} and to {other}"
            remedy = "let the words of each link say which place it leads to"
            yield draft.find("labels", "html", places[other].node.token.start, message, remedy, level="warning")


def _destination(target: str) -> str:
    """Where a target leads, without what only counts who came."""
    try:
        parts = urlsplit(target)
    except ValueError:  # brackets in a host that is no IPv6 address
        return target
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith("utm_")]
    return parts._replace(query=urlencode(kept), fragment="").geturl()
