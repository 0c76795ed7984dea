"""A block of an article as a translator sees it, and back: each tag a number, so that none can be broken. Pure.

    <p>Take <b>5 mg</b> at <a href="…">noon</a>.</p>   ⇄   Take <1>5 mg</1> at <2>noon</2>.

`translate` opens blocks with it, `translate_reading` closes them. The element round the whole block is left out; a tag
that nothing closes is `<3/>`. Of the letters only `<` is written otherwise, as `&lt;`, and an `&` that would read so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

_TAG = re.compile(r'<(/?)([A-Za-z][\w-]*+)((?:[^>"]|"[^"]*")*)>')
_VOID = frozenset({"br", "hr", "img"})
_PLACEHOLDER = re.compile(r"<(/?)([0-9]{1,4})(/?)>")
_MARKUP = re.compile(r"<(?!/?[0-9]{1,4}/?>)\S{0,20}")
_AMBIGUOUS = re.compile(r"&(?=(?:lt|amp);)")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_SPOKEN = re.compile(r'(?<=\s)(alt|title)="([^"]*\w[^"]*)"')


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the block and what closes it."""

    opening: str
    closing: str  # "": nothing does
    parent: int  # the number of the tag around it; 0: the block's own


@dataclass(frozen=True, slots=True)
class Marked:
    """A block's words with numbers for tags, and the tags."""

    text: str
    tags: tuple[Tag, ...]
    before: str = ""  # the tag round the whole block
    after: str = ""

    @property
    def spoken(self) -> Iterator[tuple[int, str, str]]:
        """What its tags say to a reader: the tag's number, the attribute's name, its text."""
        for number, tag in enumerate(self.tags, 1):
            for said in _SPOKEN.finditer(tag.opening):
                yield number, said[1], unescape(said[2])


def opened(html: str) -> Marked:
    """The block for a translator; a tag that does not fit the others becomes one that nothing closes."""
    before, whole, after = _bared(html)
    inner = whole.strip()
    lead = len(whole) - len(whole.lstrip())
    before, after = before + whole[:lead], whole[lead + len(inner) :] + after
    tags, parts, around, here = list[Tag](), list[str](), list[tuple[int, str]](), 0
    for found in _TAG.finditer(inner):
        parts.append(_shown(inner[here : found.start()]))
        here = found.end()
        if found[1] and around and around[-1][1] == found[2]:
            number, _ = around.pop()
            tags[number - 1] = Tag(tags[number - 1].opening, found[0], tags[number - 1].parent)
            parts.append(f"</{number}>")
            continue
        tags.append(Tag(found[0], "", around[-1][0] if around else 0))
        stays_open = not found[1] and found[2] not in _VOID
        parts.append(f"<{len(tags)}>" if stays_open else f"<{len(tags)}/>")
        if stays_open:
            around.append((len(tags), found[2]))
    text = "".join((*parts, _shown(inner[here:])))
    for number, _ in around:  # sanitised HTML closes every tag
        text = text.replace(f"<{number}>", f"<{number}/>")
    return Marked(text, tuple(tags), before, after)


def closed(marked: Marked, text: str, spoken: dict[tuple[int, str], str]) -> str:
    """The block in HTML again with other words; what `faults` finds nothing against."""
    parts, here = list[str](), 0
    for found in _PLACEHOLDER.finditer(text):
        tag = marked.tags[int(found[2]) - 1]
        parts += (_written(text[here : found.start()]), tag.closing if found[1] else _said(tag, int(found[2]), spoken))
        here = found.end()
    html = "".join((marked.before, *parts, _written(text[here:]), marked.after))
    return html if html.startswith("<pre") else _BLANK_LINES.sub("\n", html)  # a blank line would end it in Markdown


def faults(marked: Marked, text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a translation's placeholders, and what to do about each."""
    for markup in _MARKUP.finditer(text):
        yield (
            f"has markup of its own, {markup[0]}",
            "write &lt; for a less-than sign, and no tags but the numbered ones",
        )
    wanted = [found[0] for found in _PLACEHOLDER.finditer(marked.text)]
    given = [found[0] for found in _PLACEHOLDER.finditer(text)]
    for one in dict.fromkeys([*wanted, *given]):
        if given.count(one) < wanted.count(one):
            yield f"lacks {one}", f"put {one} where it belongs in the translation"
        elif given.count(one) > wanted.count(one):
            yield f"has {one} once too often", f"take {one} out; the original has it {wanted.count(one)} times"
    if sorted(wanted) == sorted(given) and not _is_nested(marked, text):
        yield "has its placeholders in one another's way", "let each begin and end within the one it had around it"


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _bared(html: str) -> tuple[str, str, str]:
    """The block without the one element that is round all of it."""
    tags = list(_TAG.finditer(html))
    if len(tags) < 2 or tags[0].start() or tags[-1].end() != len(html) or tags[0][1] or tags[0][2] in _VOID:
        return "", html, ""
    depth = 0
    for tag in tags:
        depth += -1 if tag[1] else tag[2] not in _VOID
        if depth == 0:
            break
    if tag is not tags[-1]:
        return "", html, ""
    return tags[0][0], html[tags[0].end() : tags[-1].start()], tags[-1][0]


def _shown(html: str) -> str:
    return _AMBIGUOUS.sub("&amp;", unescape(html)).replace("<", "&lt;")


def _written(text: str) -> str:
    return escape(text.replace("&lt;", "<").replace("&amp;", "&"), quote=False)


def _said(tag: Tag, number: int, spoken: dict[tuple[int, str], str]) -> str:
    def said(found: re.Match[str]) -> str:
        return f'{found[1]}="{escape(spoken.get((number, found[1]), unescape(found[2])))}"'

    return _SPOKEN.sub(said, tag.opening)


def _is_nested(marked: Marked, text: str) -> bool:
    around = [0]
    for found in _PLACEHOLDER.finditer(text):
        number = int(found[2])
        if found[1]:
            if around.pop() != number or not around:
                return False
        elif marked.tags[number - 1].parent != around[-1]:
            return False
        elif not found[3]:
            around.append(number)
    return around == [0]
