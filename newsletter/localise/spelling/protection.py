"""What in a paragraph may not be changed, and why: quoted and code elements, masks, names and a house's own words.

`newsletter.localise.british` and `newsletter.localise.terms` ask it before they touch a word.
"""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from newsletter.localise.spelling.house import own_words
from newsletter.localise.spelling.markup import Paragraph, Span
from newsletter.localise.spelling.masks import masks
from newsletter.localise.spelling.names import names
from newsletter.model import HouseStyle


class Protection:
    """What is protected of one paragraph; its names are looked for when the first capitalised word is asked about."""

    def __init__(self, paragraph: Paragraph, house: HouseStyle) -> None:
        self._paragraph = paragraph
        self._masked = _Spans((*paragraph.verbatim, *masks(paragraph.text), *own_words(paragraph.text, house)))

    @cached_property
    def _names(self) -> "_Spans":
        return _Spans(names(self._paragraph.text))

    def why(self, start: int, end: int, *, itself: bool = False) -> str:
        """Why these characters may not change; empty when they may, or `itself` when they are all of a name."""
        if masked := self._masked.over(start, end):
            return masked.why
        if not self._paragraph.text[start:end].islower() and (name := self._names.over(start, end)):
            alone = name.start >= start and name.end <= end + len("'s")
            return "" if itself and alone else name.why
        return "split by a tag" if self._paragraph.is_split(start, end) else ""


class _Spans:
    """Spans merged where they overlap, so that a look-up costs a bisection."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for span in sorted(spans, key=lambda span: (span.start, -span.end)):
            last = self._spans[-1] if self._spans else None
            if last and span.start < last.end:
                self._spans[-1] = Span(last.start, max(last.end, span.end), last.why)
            else:
                self._spans.append(span)
        self._starts = [span.start for span in self._spans]

    def over(self, start: int, end: int) -> Span | None:
        """The span that covers any of these characters."""
        index = bisect_right(self._starts, end - 1) - 1
        return self._spans[index] if index >= 0 and self._spans[index].end > start else None
