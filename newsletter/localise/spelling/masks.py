"""What in a paragraph is not the author's own prose: addresses, code, quotations, references.

`newsletter.localise.british` leaves these words alone and says why. Every pattern is anchored at a token's start and
gives nothing back (possessive), so that 100 kB of junk costs one pass.
"""

import re
from collections.abc import Iterator

from newsletter.localise.spelling.markup import LINE_BREAK, Span

_LINE = rf"(?:^|{LINE_BREAK})[^\w{LINE_BREAK}]*+"  # the beginning of a line, bullets and brackets included
_REST = f"[^{LINE_BREAK}]*"
_AUTHOR = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)? [A-Z]{1,3}"  # Miller JB
_AUTHOR_WITH_STOPS = r"[A-Z][\w’'-]+, [A-Z]\.(?: ?[A-Z]\.)?"  # Miller, J. B.
_YEAR = r"(?:19|20)\d\d(?!\d)"

# Why, characters of which a paragraph must have one for the pattern to be tried, and the pattern.
MASKS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (why, hints, re.compile(pattern))
    for why, hints, pattern in (
        (
            "inside template code",
            "{%",
            r"\{\{[^{}]*\}\}|\{%[^{}]*?%\}|\{#[^{}]*?#\}|\{[\w.]*\}|%\(\w*\)s",
        ),
        ("inside a code span", "`", r"`[^`]*`"),
        ("inside a web address", ":", r"(?<!\w)(?:https?|ftp|mailto|tel|sms):[^\s<>“”\"]+"),
        ("inside a web address", "wW", r"(?<![\w.])(?i:www)\.[^\s<>“”\"]+"),
        ("inside a DOI", "/", r"(?i:(?<!\w)doi:)\s*[^\s]+|(?<![\w.])10\.\d{4,9}/\S+"),
        ("inside a web address", ":", r"(?<![\w.-])[\w.-]++:\d{2,5}/\S*"),
        ("inside an e-mail address", "@", r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)*(?::[\w./-]+)?"),
        ("inside a handle", "@", r"(?<![\w@])@\w+"),
        ("inside a hashtag", "#", r"(?<![\w#])#\w+"),
        (
            "inside a domain or file name",
            ".",
            r"(?<![\w.-])(?!\d+\.\d+-)[\w-]++(?:\.(?=[a-z0-9]|[A-Z]{2,4}(?!\w))[\w-]++)+(?:/\S*)?",
        ),
        ("inside a path", "/\\", r"(?<![\w./-])(?:~|\.{1,2})?/[\w.-]+(?:/[\w.-]+)*|(?<!\w)[A-Za-z]:\\\S+"),
        ("inside a query string", "=", r"(?<![\w.\[\]-])[\w.\[\]-]++=\S+"),
        ("inside a function call", "(", r"(?<!\w)[A-Za-z_][\w.]*+\((?!(?:e?s|e?d|ing|al|ly|y)\))[^()\s]*\)"),
        ("a command's option", "-", r"(?<!\S)--[a-z][\w-]*"),
        ("inside a style", "-", r"(?<![\w-])(?:background|border|outline|caret|accent|text-decoration)-color(?![\w-])"),
        ("inside a style", ".", r"(?<![\w.)\]])\.[A-Za-z][\w-]*"),
        (
            "inside an identifier",
            "-",
            r"\b(?:property|attribute|class|selector|variable|parameter|tag) [a-z]\w*(?:-\w+)+",
        ),
        ("inside a style", ";", r"(?<![\w-])[a-z]+(?:-[a-z]+)*:\s*[#\w.%-]+;"),
        ("inside an identifier", ":", r"(?<!\w)\w++::[\w:-]+"),
        ("inside an identifier", "_0123456789", r"(?<!\w)(?!\d+[^\W\d_]++(?!\w))(?=[^\W\d_]*+[\d_])\w++"),
        ("in a source line", ":", rf"{_LINE}(?:Sources?|References?|Bibliography|Citations?)\W?:{_REST}"),
        ("in Latin", "dt", r"(?i:\bipsum dolor\b[^.]*|\bcalor, dolor, rubor and tumor|\blabor omnia vincit)"),
        ("in a byline", "B", rf"{_LINE}By(?: [A-Z][\w.’'-]*){{1,4}}(?:,[^.!?{LINE_BREAK}]*)?(?=$|{LINE_BREAK})"),
        (
            "in a reference",
            "12",
            rf"{_LINE}(?:\d+\W+)?{_AUTHOR}(?:, {_AUTHOR})*(?:,? et al)?\. [^.{LINE_BREAK}]+\. {_REST}?\b{_YEAR}{_REST}",
        ),
        (
            "in a reference",
            "(",
            rf"{_LINE}(?:\d+\W+)?{_AUTHOR_WITH_STOPS}(?:,? (?:& |and )?{_AUTHOR_WITH_STOPS})*,? \({_YEAR}{_REST}",
        ),
    )
)

_SAYS = "(?:said|says|asked|asks|added|adds|explained|explains|wrote|writes|recalled|insists?|insisted|replied|warned)"
_OPEN = rf"(?<![\w’'])[‘'](?=[^\W\d_])[^‘“”{LINE_BREAK}]{{1,400}}?"
# In single quotation marks only what is said is a quotation; the end of a sentence or who says it tells that it is.
_SPEECH = (
    re.compile(rf"(?P<speech>{_OPEN}(?:[,.?!…—][’'](?!\w)|[’'](?=,? (?:\w+ ){{0,2}}{_SAYS}\b)))"),
    re.compile(rf"\b{_SAYS}[,:] (?P<speech>{_OPEN}[’'](?!\w))"),
)
_QUOTE = re.compile('["“”„«»]')
_CLOSING = {"“": "”", "„": "“”", "«": "»", '"': '"'}


def masks(text: str) -> Iterator[Span]:
    """The stretches of a paragraph that no rule may touch."""
    characters = set(text)
    for why, hints, pattern in MASKS:
        if not characters.isdisjoint(hints):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), why)
    for speech in _SPEECH if not characters.isdisjoint("‘'") else ():
        for match in speech.finditer(text):
            yield Span(match.start("speech"), match.end("speech"), "inside a quotation")
    yield from _quotations(text)


def _quotations(text: str) -> Iterator[Span]:
    """Double-quoted speech, with what is quoted in it; what is never closed is quoted to the paragraph's end."""
    opened: re.Match[str] | None = None
    depth = 0
    for quote in _QUOTE.finditer(text):
        if opened is None:
            opened, depth = (quote, 1) if _opens(text, quote) else (None, 0)
        elif quote[0] in _CLOSING[opened[0]]:
            depth -= 1
            if depth == 0:
                yield Span(opened.start(), quote.end(), "inside a quotation")
                opened = None
        elif quote[0] == opened[0]:
            depth += 1
    if opened is not None:
        yield Span(opened.start(), len(text), "inside a quotation")


def _opens(text: str, quote: re.Match[str]) -> bool:
    """A straight quotation mark behind a letter, a digit (inches) or a stop opens nothing."""
    if quote.group() != '"':
        return quote.group() in _CLOSING
    before = text[quote.start() - 1 : quote.start()]
    return not before.isalnum() and before not in tuple(".,!?;:'’′")
