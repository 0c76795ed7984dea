"""Reads a scraped plain text into items: its title line, paragraphs and the headings among them, CTAs, region marks.

Called by `clean`. Everything in a text is text: `<script>` is a word between angle brackets, and stays one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from newsletter.articles.cleaning.body import Binder, Item, LineReader, RegionMark
from newsletter.articles.cleaning.depth import REGION_COMMENT
from newsletter.articles.cleaning.wording import same_words

# A line that ends early was meant to end there; a full one was wrapped; a longer one is a paragraph by itself.
_ENDS_EARLY, _WRAPPED = 55, 110
_LONGEST_HEADING, _MOST_HEADING_WORDS = 80, 12
_SENTENCE_END = re.compile(r"[.!?…,;؟،؛][\"'”’»)]*\s*\Z")
_NO_HEADING = re.compile(r"[•*–—#>-]|.*(?:://|@|⟦)")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: tuple[str, ...]
    line: int
    alone: bool  # it means something by itself: a region line, a slot, a CTA, the title
    apart: bool  # nothing stands directly above or beneath it

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def text_items(source: str, first_line: int, binder: Binder, title: str, lines: LineReader) -> Iterator[Item]:
    """The items of a text; its first line is one by itself, unless the `title` is known and says something else.

    A heading is a short line apart, without a sentence's end, above prose. The line right after one that opens a region
    block never is: it would leave the block empty and give its content to everyone.
    """
    paragraphs = list(_paragraphs(source.split("\n"), first_line, title, lines))
    for index, paragraph in enumerate(paragraphs):
        if comment := _region_comment(paragraph):
            yield RegionMark(None if comment["close"] else comment["name"] or "", paragraph.line)
            continue
        opened = index > 0 and lines.opens(paragraphs[index - 1].text)
        heads = not opened and _may_head(paragraph) and _is_prose(paragraphs[index + 1 : index + 2])
        tag = "h3" if heads else "p"
        yield from binder.items(f"<{tag}>{_joined(paragraph.lines)}</{tag}>", tag, paragraph.line)


def _paragraphs(rows: Sequence[str], first_line: int, title: str, lines: LineReader) -> Iterator[_Paragraph]:
    single = [lines.alone(row.strip()) or row.lstrip().startswith("<!--") for row in rows]
    heading = next((place for place, row in enumerate(rows) if row.strip() and not single[place]), 0)
    single[heading] = single[heading] or not title or same_words(rows[heading], title)
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and rows[end].strip() and not single[end] and _goes_on(rows[end - 1], single[end - 1]):
            end += 1
        if rows[start].strip():
            apart = all(_parts(rows, single, place) for place in (start - 1, end))
            yield _Paragraph(tuple(row.strip() for row in rows[start:end]), first_line + start, single[start], apart)
        start = end


def _goes_on(row: str, single: bool) -> bool:
    return not single and 0 < len(row.strip()) <= _WRAPPED


def _parts(rows: Sequence[str], single: Sequence[bool], place: int) -> bool:
    return not 0 <= place < len(rows) or single[place] or not rows[place].strip()


def _region_comment(paragraph: _Paragraph) -> re.Match[str] | None:
    text = paragraph.text
    return REGION_COMMENT.fullmatch(text[4:-3]) if text.startswith("<!--") and text.endswith("-->") else None


def _may_head(paragraph: _Paragraph) -> bool:
    text = paragraph.text
    return (
        paragraph.apart
        and not paragraph.alone
        and len(text) <= _LONGEST_HEADING
        and len(paragraph.lines) == 1
        and len(text.split()) <= _MOST_HEADING_WORDS
        and not text[0].islower()
        and any(letter.isalpha() for letter in text)
        and not _SENTENCE_END.search(text)
        and not _NO_HEADING.match(text)
    )


def _is_prose(paragraphs: Sequence[_Paragraph]) -> bool:
    return any(
        not paragraph.alone
        and (len(paragraph.text) > _LONGEST_HEADING or _SENTENCE_END.search(paragraph.text) is not None)
        for paragraph in paragraphs
    )


def _joined(lines: Sequence[str]) -> str:
    """The lines as HTML: an early end is a `<br>`, a wrapped line goes on."""
    ends = ["<br>" if len(line) < _ENDS_EARLY else "\n" for line in lines[:-1]]
    return "".join(escape(line) + end for line, end in zip(lines, [*ends, ""], strict=True))
