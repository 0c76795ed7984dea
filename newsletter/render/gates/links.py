"""Gates on where an edition leads: every address is whole, and both parts lead to the same places."""

import re
from collections.abc import Iterator

from newsletter.model import Finding
from newsletter.render.gates.draft import Draft
from newsletter.render.markup import Token

# No address holds an isolate: one that stands there ends the words around it.
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|sms:)[^\s<>\"\u2066-\u2069]++", re.IGNORECASE)
_LEADS = re.compile(r"(?:https?://|mailto:|tel:|sms:)\S", re.IGNORECASE)
_INSECURE = re.compile(r"^\s*+http:")
# The attributes that fetch something, how an address without encryption shows in them, and what is fetched.
_FETCHING = {
    "src": (_INSECURE, "a picture"),
    "background": (_INSECURE, "a picture"),
    "style": (re.compile(r"url\(\s*+[\"']?+http:"), "a background"),
}


def addresses(draft: Draft) -> Iterator[Finding]:
    for node in draft.tags:
        token, href = node.token, node.token.get("href")
        if token.name == "a" and href is not None and not _LEADS.match(href):
            yield _leads_nowhere(draft, token, href.strip())
        for attribute in token.attributes:
            insecure, what = _FETCHING.get(attribute.name, (None, ""))
            if insecure and insecure.search(attribute.value.lower()):
                message = f"{what} is fetched without encryption"
                yield draft.find("addresses", "html", token.start, message, "use its https:// address")


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
    visible = " ".join(words for _, words in draft.words)
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
