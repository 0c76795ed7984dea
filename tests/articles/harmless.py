"""What no edition may hold, whatever its articles' sources say: found by parsing it again, as a reader's program would."""

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsletter.articles.cleaning.sanitise import TAGS
from newsletter.deliver.message import proof
from newsletter.model import Edition
from newsletter.settings import Settings

_HEAD = frozenset({"html", "head", "title", "meta", "style", "body"})
_FRAME = frozenset({"div", "h1", "h2", "h3", "h4", "h5", "h6"})  # which the templates bring
_ATTRIBUTES = frozenset(
    {
        "href", "title", "alt", "src", "width", "height", "lang", "dir", "style", "role", "class", "align", "border", "cellpadding", "cellspacing",
        "bgcolor", "target", "valign", "vertical-align", "aria-label", "aria-roledescription", "aria-hidden", "name", "content", "http-equiv", "type", "media", "xmlns", "xmlns:v", "xmlns:o",
    }
)  # fmt: skip
_ADDRESSES = {"href": {"http", "https", "mailto", "tel", "sms"}, "src": {"https"}}
_TOKENS = re.compile(r"\{\{|\{%|prose-[0-9a-f]{32}")
_HALF_TOKENS = re.compile(r"\[hubspot|hs-cta", re.IGNORECASE)  # which the gates find
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufeff\ufffe\uffff]")
_STYLED = re.compile(r"url\s*\(|expression|@import|javascript|behavior|[<>{}\\]", re.IGNORECASE)
_OURS = re.compile(r"data-line=\"[0-9]|lang=\"en-GB\" dir=")
_HEADERS = [
    "From", "Reply-To", "Subject", "Date", "Content-Language", "List-Id", "Feedback-ID", "Precedence", "MIME-Version", "To", "Message-ID",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type",
]  # fmt: skip
_MOMENT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def harms(edition: Edition, heads: frozenset[str]) -> list[str]:
    """All that an edition holds and may not; `heads` is what may stand in its head."""
    return [
        *in_html(edition.html, heads),
        *_in_text(edition),
        *_in_lines(edition),
        *_in_both(edition),
        *_unblocked(edition),
    ]


def _unblocked(edition: Edition) -> Iterator[str]:
    """Half a token that would go out."""
    found = _HALF_TOKENS.search(edition.subject + unescape(edition.html) + edition.text)
    if found and not edition.blocked:
        yield f"{found[0]!r}, and nothing keeps it from going out"


def head_of(html: str) -> frozenset[str]:
    """What stands in the head of a letter, and would stand anywhere else by force only."""
    return frozenset(node.html or "" for node in LexborHTMLParser(html).css("meta, style"))


def in_html(html: str, heads: frozenset[str]) -> Iterator[str]:
    """All that the HTML of a letter holds and may not."""
    page = LexborHTMLParser(html)
    yield from (found for node in _nodes(page) for found in _in_node(node))
    yield from (f"in its head: {one}" for one in head_of(html) - heads)
    if len(page.css("head > title")) != 1 or len(page.css("title, meta, style")) != len(page.css("head *")):
        yield "a head of its own"
    for comment in re.findall("<!--(.*?)-->", html, re.DOTALL):
        inside = re.sub(r"^\[if [a-z0-9 |!]+\]>|<!\[endif\]$", "", comment)
        yield from _in_comment(inside)
    yield from _in_words(unescape(html), "html")


def _nodes(page: LexborHTMLParser) -> Iterator[LexborNode]:
    assert page.root
    yield from (node for node in page.root.traverse() if node.is_element_node)


def _in_comment(inside: str) -> Iterator[str]:
    """What Outlook reads, and others take for a comment: layout alone."""
    for tag, attributes in re.findall(r"<([a-z:]+)([^>]*)>", inside, re.IGNORECASE):
        if tag.lower() not in {"table", "tr", "td", "noscript", "xml", "style"} and not tag.startswith("o:"):
            yield f"<{tag}> in a comment"
        yield from (f"{name}= in a comment" for name in re.findall(r"(on\w+|href|src)\s*=", attributes))


def _in_node(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    if tag not in TAGS | _HEAD | _FRAME:
        yield f"<{tag}>"
    for name, value in node.attributes.items():
        said = value or ""
        if name not in _ATTRIBUTES:
            yield f"{tag} {name}="
        elif name in _ADDRESSES and not said.startswith("#") and _scheme(said) not in _ADDRESSES[name]:
            yield f"{tag} {name}={said!r}"
        elif name == "style" and _STYLED.search(said):
            yield f"style={said!r}"
        yield from _in_words(said, f"{tag} {name}")


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:
        return "unreadable"


def _in_words(words: str, where: str) -> Iterator[str]:
    for pattern in (_TOKENS, _UNSEEN):
        if found := pattern.search(words):
            yield f"{found[0]!r} in {where}: {words[max(0, found.start() - 30) : found.end() + 30]!r}"


def _in_text(edition: Edition) -> Iterator[str]:
    yield from _in_words(edition.text, "text")
    if found := _OURS.search(edition.text):
        yield f"markup in the text: {found[0]!r}"


def _in_lines(edition: Edition) -> Iterator[str]:
    told = [str(finding) for finding in edition.findings]
    told += [part for note in edition.notes for part in (note.text, note.why, note.place)]
    told += [part for one in edition.left_out for part in (one.id, one.title, one.reason)]
    for line in (edition.subject, edition.preheader, *(part for pair in edition.articles for part in pair), *told):
        yield from (f"{found!r} in {line!r}" for found in _UNSEEN.findall(line))
        if len(line.splitlines()) > 1:
            yield f"two lines: {line!r}"


def _in_both(edition: Edition) -> Iterator[str]:
    """Links that only one of the parts has."""
    hrefs = {node.attributes["href"] or "" for node in LexborHTMLParser(edition.html).css("a[href]")}
    for href in {href for href in hrefs if not href.startswith("#")} | {link.href for link in edition.links}:
        if href not in hrefs:
            yield f"a link that the HTML lacks: {href}"
        if href not in edition.text:
            yield f"a link that the text lacks: {href}"


def faults_of(settings: Settings, edition: Edition) -> list[str]:
    """What is wrong with the message of an edition: a header or a part too many, a line that a relay would take ill."""
    raw = proof(settings, edition, "ana@example.org", _MOMENT)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = list(message.iter_parts())
    lines = raw.split(b"\r\n")
    return [
        *map(str, message.defects),
        *(f"{name} in a part" for part in parts for name in map(str, part.defects)),
        *([f"headers: {message.keys()}"] if message.keys() != _HEADERS else []),
        *([f"subject: {message['Subject']!r}"] if message["Subject"] != edition.subject else []),
        *(
            [f"parts: {len(parts)}"]
            if [part.get_content_type() for part in parts] != ["text/plain", "text/html"]
            else []
        ),
        *_faulty(lines),
    ]


def _faulty(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        if b"\r" in line or b"\n" in line or line.startswith(b".") or len(line) > 998 or not line.isascii():
            yield f"line: {line[:80]!r}"
