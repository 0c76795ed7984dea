"""Gates on where an edition leads: every address is whole, and both parts lead to the same places."""

import re
from collections.abc import Iterator
from html import unescape

from newsletter.model import Finding
from newsletter.render.gates.draft import Draft
from newsletter.render.markup import Token

_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"]++")
_LEADS = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
_SECURE = "use its https:// address"
_INSECURE_STYLE = re.compile(r"url\(\s*+[\"']?+http:", re.IGNORECASE)


def addresses(draft: Draft) -> Iterator[Finding]:
    for node in draft.tags:
        token, href = node.token, node.token.get("href")
        if token.name == "a" and href is not None and not _LEADS.match(href):
            yield _leads_nowhere(draft, token, href.strip())
        if any((token.get(name) or "").lower().startswith("http:") for name in ("src", "background")):
            yield draft.find("addresses", "html", token.start, "a picture is fetched without encryption", _SECURE)
        elif _INSECURE_STYLE.search(token.get("style") or ""):
            yield draft.find("addresses", "html", token.start, "a background is fetched without encryption", _SECURE)


def _leads_nowhere(draft: Draft, token: Token, href: str) -> Finding:
    if href.startswith("#") and href != "#":
        message, remedy = f"a link to a place in the letter, {href[:80]}", "few mail programs follow it; take it out"
        return draft.find("addresses", "html", token.start, message, remedy, level="warning")
    message = f"a link leads nowhere: {href[:80]}" if href else "a link has no address"
    return draft.find("addresses", "html", token.start, message, "give the whole address, https:// included")


def parity(draft: Draft) -> Iterator[Finding]:
    written = {address for found in _ADDRESS.finditer(draft.text) for address in _readings(found[0])}
    linked = {href: node.token.start for node in draft.tags if (href := _lead(node.token.get("href")))}
    for href, offset in linked.items():
        if href not in written:
            message = f"the text part lacks the link {href}"
            yield draft.find("links", "html", offset, message, "put the link in the text template as well")
    visible = _visible(draft)
    for found in _ADDRESS.finditer(draft.text):
        if not any(reading in linked or reading in visible for reading in _readings(found[0])):
            message = f"the HTML lacks the link {found[0]}"
            yield draft.find("links", "text", found.start(), message, "put the link in the MJML template as well")


def _lead(href: str | None) -> str | None:
    return href if href and _LEADS.match(href) else None


def _readings(address: str) -> set[str]:
    """An address as it stands, and without up to four marks that may only follow it: `(https://example.com/).`"""
    bare = address.rstrip(".,;:!?)]}'’”،؟")
    return {address[:end] for end in range(max(len(bare), len(address) - 4), len(address) + 1)}


def _visible(draft: Draft) -> str:
    return " ".join(
        unescape(draft.html[node.token.start : node.token.end]) for node in draft.nodes if node.token.kind == "text"
    )
