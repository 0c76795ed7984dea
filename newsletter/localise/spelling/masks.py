"""What in a paragraph is not the author's own prose: addresses, code, quotations, references.

`newsletter.localise.british` leaves these words alone and says why. Every pattern is anchored at a token's start and
gives nothing back (possessive), so that 100 kB of junk costs one pass.
"""

import re
from collections.abc import Iterator
from functools import cache

from newsletter.localise.spelling import tables
from newsletter.localise.spelling.markup import LINE_BREAK, Span

_LINE = rf"(?:^|{LINE_BREAK})[^\w{LINE_BREAK}]*+"  # the beginning of a line, bullets and brackets included
_REST = f"[^{LINE_BREAK}]*"
_AUTHOR = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)? [A-Z]{1,3}"  # Miller JB
_AUTHOR_WITH_STOPS = r"[A-Z][\w’'-]+, [A-Z]\.(?: ?[A-Z]\.)?"  # Miller, J. B.
_YEAR = r"(?:19|20)\d\d(?!\d)"

MASKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (why, re.compile(pattern))
    for why, pattern in (
        ("inside template code", r"\{\{[^{}]*\}\}|\{%[^{}]*?%\}|\{#[^{}]*?#\}"),
        ("inside a code span", r"`[^`]*`"),
        ("inside a web address", r"(?<!\w)(?:https?|ftp|mailto|tel|sms):[^\s<>“”\"]+|(?<![\w.])www\.[^\s<>“”\"]+"),
        ("inside a DOI", r"(?i:(?<!\w)doi:)\s*[^\s]+|(?<![\w.])10\.\d{4,9}/\S+"),
        ("inside an e-mail address", r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)*"),
        ("inside a handle", r"(?<![\w@])@\w+"),
        ("inside a hashtag", r"(?<![\w#])#\w+"),
        ("inside a domain or file name", r"(?<![\w.-])[\w-]++(?:\.(?=[a-z0-9]|[A-Z]{2,4}(?!\w))[\w-]++)+(?:/\S*)?"),
        ("inside a path", r"(?<![\w./])(?:~|\.{1,2})?/[\w.-]+(?:/[\w.-]+)*|(?<!\w)[A-Za-z]:\\\S+"),
        ("inside a query string", r"(?<![\w.\[\]-])[\w.\[\]-]++=\S+"),
        ("inside an identifier", r"(?<!\w)(?!\d+[^\W\d_]++(?!\w))(?=[^\W\d_]*+[\d_])\w++"),
        ("in a source line", rf"{_LINE}(?:Sources?|References?|Bibliography|Citations?)\W?:{_REST}"),
        ("in a byline", rf"{_LINE}By(?: [A-Z][\w.’'-]*){{1,4}}(?=$|{LINE_BREAK})"),
        (
            "in a reference",
            rf"{_LINE}(?:\d+\W+)?{_AUTHOR}(?:, {_AUTHOR})*(?:,? et al)?\. [^.{LINE_BREAK}]+\. {_REST}?\b{_YEAR}{_REST}",
        ),
        (
            "in a reference",
            rf"{_LINE}(?:\d+\W+)?{_AUTHOR_WITH_STOPS}(?:,? (?:& |and )?{_AUTHOR_WITH_STOPS})*,? \({_YEAR}{_REST}",
        ),
    )
)

_QUOTE = re.compile('["“”„«»]')
_CLOSING = {"“": "”", "„": "“”", "«": "»", '"': '"'}


def masks(text: str) -> Iterator[Span]:
    """The stretches of a paragraph that no rule may touch."""
    for why, pattern in MASKS:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), why)
    for match in _phrases().finditer(text):
        yield Span(match.start(), match.end(), "spelt so in Britain too, in this company")
    yield from _quotations(text)


def _quotations(text: str) -> Iterator[Span]:
    """Double-quoted speech; what is opened and never closed is quoted to the paragraph's end."""
    opened: re.Match[str] | None = None
    for quote in _QUOTE.finditer(text):
        if opened is None:
            opened = quote if _opens(text, quote) else None
        elif quote.group() in _CLOSING[opened.group()]:
            yield Span(opened.start(), quote.end(), "inside a quotation")
            opened = None
    if opened is not None:
        yield Span(opened.start(), len(text), "inside a quotation")


def _opens(text: str, quote: re.Match[str]) -> bool:
    """A straight quotation mark behind a letter, a digit (inches) or a stop opens nothing."""
    if quote.group() != '"':
        return quote.group() in _CLOSING
    before = text[quote.start() - 1 : quote.start()]
    return not before.isalnum() and before not in tuple(".,!?;:'’′")


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{'|'.join(map(re.escape, tables.phrases()))})(?!\w)")
