"""The CTAs that HubSpot has already rendered: elements, links and pictures; pure, called by `shortcodes`.

    legacy  <span class="hs-cta-wrapper" id="hs-cta-wrapper-GUID"> with picture, script and link: one CTA
    link    …/cta/redirect/PORTAL/GUID, …/ctas/v2/public/cs/c/?cta_guid=…&placement_guid=GUID
    new     <div class="hs-cta-embed hs-cta-embed-ID" data-hubspot-wrapper-cta-id="ID">, webInteractiveContentId=ID

A link stands in an element, in Markdown or bare in the text. With its label and picture it is one CTA: the label
that readers see comes from the registry.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from newsletter.ctas.cuts import Asked, Cut, Refused, ask
from newsletter.ctas.forms import LONGEST, asks
from newsletter.ctas.hints import label_of, markdown_label_of, target_of
from newsletter.ctas.letters import BREAK, COMMENT, VOID, Letters, Tag


def elements(source: str, tags: Sequence[Tag]) -> Iterator[Cut]:
    """Elements that are CTAs, and tags and comments that hide a form from readers; in order, without overlap."""
    signed = [tag for tag in tags if not tag.closing and _SIGN.search(source, tag.start, tag.end)]
    ends = _ends(tags) if signed else {}
    last = 0
    for tag in signed:
        if tag.start >= last and (cut := _element(source, tag, ends.get(tag.start))):
            last = cut.end
            yield _hinted(source, cut, tags)


def links(letters: Letters) -> Iterator[Cut]:
    """Links to CTAs in Markdown or bare in the text; in order, without overlap."""
    text = letters.text
    last = 0
    while found := _LINK.search(text, last):
        start, end = _whole_link(text, last, *_url(text, last, found))
        verdict = _verdict(text[start:end])
        if isinstance(verdict, Asked):
            verdict = replace(verdict, label=markdown_label_of(text[start:end]))
        yield letters.cut(start, end, verdict)
        last = end


_LINKS = r"/ctas/v2/public/|/cta/(?:redirect|default)/\d|webInteractiveContentId="
_LINK = re.compile(_LINKS, re.IGNORECASE)
_SIGN = re.compile(
    rf"hs-cta-(?:wrapper|node|img|embed)|data-hubspot-wrapper-cta-id|{_LINKS}"
    r"|\{[{%]|\[ *hubspot|⟦|HubSpot Call-to-Action",
    re.IGNORECASE,
)
_START = itemgetter(0)
_EMBEDDED = re.compile(rf"hs-cta-|data-hubspot-wrapper-cta-id|{_LINKS}", re.IGNORECASE)
_HUBSPOT = re.compile(rf"{_EMBEDDED.pattern}|HubSpot Call-to-Action", re.IGNORECASE)

# Where the id stands; the first that is there counts. The placement's GUID is the one that shortcodes carry.
_IDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"hs-cta-wrapper-([\w-]+)",
        r"data-hubspot-wrapper-cta-id=[\"']?([\w-]*)",
        r"hs-cta-embed-(\d[\w-]*)",
        r"placement_guid=([\w-]*)",
        r"/cta/(?:redirect|default)/\d+/([\w-]*)",
        r"webInteractiveContentId=([\w-]*)",
        r"hs-cta-(?:node-|img-)?([0-9a-f]{8}-[\w-]*)",
    )
)


def _verdict(text: str) -> Asked | Refused:
    for pattern in _IDS:
        if found := pattern.search(text):
            return ask(found[1])
    return Refused("it is of HubSpot's making and names no CTA", "write {{ cta('GUID') }} in its place")


# ── elements ───────────────────────────────────────────────────────────────────────────────────────


def _ends(tags: Iterable[Tag]) -> Mapping[int, int]:
    """Where each element that is properly closed ends, by where it starts."""
    ends: dict[int, int] = {}
    open_tags: list[Tag] = []
    open_names: dict[str, int] = {}
    for tag in tags:
        if not tag.closing and tag.name not in VOID:
            open_tags.append(tag)
            open_names[tag.name] = open_names.get(tag.name, 0) + 1
        while tag.closing and open_names.get(tag.name):
            opened = open_tags.pop()
            open_names[opened.name] -= 1
            if opened.name == tag.name:
                ends[opened.start] = tag.end
                break
    return ends


def _element(source: str, tag: Tag, end: int | None) -> Cut | None:
    """What to do about a tag with a sign: its element is cut as far as `end`, a picture or comment by itself."""
    raw = html.unescape(source[tag.start : tag.end])
    if tag.name == COMMENT:
        return Cut(tag.start, tag.end, None) if asks(raw) or _HUBSPOT.search(raw) else None
    if asks(raw):
        refused = Refused(f"it stands within the tag <{tag.name}>", "move it out of the tag, into the text")
        return Cut(tag.start, tag.end, refused)
    if not _EMBEDDED.search(raw):
        return None
    if tag.name not in VOID and end is None:
        refused = Refused(f"its element <{tag.name}> is not closed", "close it, or write {{ cta('GUID') }}")
        return Cut(tag.start, tag.end, refused)
    after = end or tag.end
    return Cut(tag.start, after, _verdict(html.unescape(source[tag.start : after])))


def _hinted(source: str, cut: Cut, tags: Sequence[Tag]) -> Cut:
    """The cut of an element with what is said in it."""
    if not isinstance(cut.verdict, Asked):
        return cut
    its = tags[bisect_left(tags, cut.start, key=_START) : bisect_left(tags, cut.end, key=_START)]
    label, target = label_of(source, its), target_of(source, its, _LINK)
    return replace(cut, verdict=replace(cut.verdict, label=label, target=target))


# ── links in letters ───────────────────────────────────────────────────────────────────────────────

_NO_URL = f" '<>()[]{{}}⟦⟧{BREAK}"  # letters that end a URL in prose
_REST = re.compile(f"[^{re.escape(_NO_URL)}]*+")
_SCHEME = re.compile("https?://", re.IGNORECASE)
_TITLE_AND_END = r">? *+(?:'[^']*+'++ *+)?\)"
_END = re.compile(_TITLE_AND_END)
_OUTER_END = re.compile(rf"\]\(<?{_REST.pattern}{_TITLE_AND_END}")


def _url(text: str, low: int, found: re.Match[str]) -> tuple[int, int]:
    """The letters of the URL around what was found behind `low`."""
    start = max(low, *(text.rfind(letter, low, found.start()) + 1 for letter in _NO_URL))
    if scheme := _SCHEME.search(text, start, found.start()):
        start = scheme.start()
    rest = _REST.match(text, found.end())
    end = rest.end() if rest else found.end()
    return start, found.end() + len(text[found.end() : end].rstrip(".,;:!?"))


def _whole_link(text: str, low: int, start: int, end: int) -> tuple[int, int]:
    """The letters of all of `[label](URL "title")`, `[![alt](URL)](…)` or `<URL>`, else the URL's own."""
    label = _label_start(text, low, start)
    closing = _END.match(text, end)
    if label is None or closing is None:
        in_angles = text[low:start].endswith("<") and text.startswith(">", end)
        return (start - 1, end + 1) if in_angles else (start, end)
    outer = _OUTER_END.match(text, closing.end())
    if outer and text[low:label].endswith("["):
        return label - 1, outer.end()
    return label, closing.end()


def _label_start(text: str, low: int, url: int) -> int | None:
    """Where the label of the Markdown link begins whose URL stands here; None when there is no label."""
    position = url - 1 if text[url - 1 : url] == "<" else url
    if text[max(low, position - 2) : position] != "](":
        return None
    depth = 0
    for place in range(position - 2, max(low, position - LONGEST) - 1, -1):
        depth += (text[place] == "]") - (text[place] == "[")
        if depth == 0:
            return place - 1 if place > low and text[place - 1] == "!" else place
        if text[place] == BREAK:
            break
    return None
