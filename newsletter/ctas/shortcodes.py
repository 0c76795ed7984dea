"""Finds every way an article can ask for a CTA and puts a marker in its place; called by `articles.cleaning.clean`.

    source ──elements──▶ cuts ──fold──▶ letters ──links, forms──▶ more cuts ──▶ markers, and faults with their places

Runs before sanitising, which would drop the classes and ids that CTAs are known by. Braces that ask for no CTA
are not touched here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.ctas.cuts import Align, Asked, Cut, Refused, shortened
from newsletter.ctas.embeds import elements, links
from newsletter.ctas.forms import forms
from newsletter.ctas.letters import fold, read_tags

_FAULTS_AT_MOST = 100  # all are taken out; a person mends these first, and then hears of more


@dataclass(frozen=True, slots=True)
class FoundCta:
    """A CTA form that was understood; its marker stands in the source exactly once."""

    marker: str
    id: str  # a GUID in lower case, or 6 to 20 digits
    align: Align
    line: int  # from 1, in the source as it was given
    label: str = ""  # what its rendering by HubSpot said, and where it led; for people who look for it
    target: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A CTA-like form that was taken out because it cannot be understood."""

    line: int  # from 1
    column: int  # from 1, in characters
    text: str  # the form as it stood, shortened
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """A source without CTA forms: markers where they were understood, nothing where they were not."""

    source: str
    tokens: tuple[FoundCta, ...]
    faults: tuple[Fault, ...]


def extract(source: str, *, salt: str) -> Extracted:
    """The source (HTML, Markdown or plain text) with a marker `⟦cta:<salt>:<n>⟧` for every CTA; linear time.

    Lines and columns are those of the source as given. A marker that the source brought along is a fault.
    """
    line_ends = [found.start() for found in re.finditer("\n", source)]
    pieces: list[str] = []
    tokens: list[FoundCta] = []
    faults: list[Fault] = []
    position = 0
    for cut in _cuts(source):
        line = bisect_left(line_ends, cut.start) + 1
        put = _seam(source, cut) if cut.verdict else ""
        if isinstance(cut.verdict, Asked):
            put = f"⟦cta:{salt}:{len(tokens)}⟧"
            asked = cut.verdict
            tokens.append(FoundCta(put, asked.id, asked.align, line, asked.label, asked.target))
        elif isinstance(cut.verdict, Refused) and len(faults) < _FAULTS_AT_MOST:
            column = cut.start - (line_ends[line - 2] if line > 1 else -1)
            text = shortened(source[cut.start : cut.end])
            faults.append(Fault(line, column, text, cut.verdict.message, cut.verdict.remedy))
        # The lines of what goes stay, so that whatever is said of the rest names the right ones.
        pieces += [source[position : cut.start], put, cut.kept, "\n" * source.count("\n", cut.start, cut.end)]
        position = cut.end
    return Extracted("".join(pieces) + source[position:], tuple(tokens), tuple(faults))


def without_forms(text: str) -> str:
    """A text in which no button can be, such as a title, without the CTA forms in it."""
    return re.sub("⟦cta::[0-9]+⟧", "", extract(text, salt="").source)


def _cuts(source: str) -> Iterator[Cut]:
    """All that is to be cut, in order; where two overlap, the later one gets what is left of it."""
    tags = read_tags(source)
    embedded = list(elements(source, tags))
    letters = fold(source, tags, embedded)
    end = 0
    for cut in sorted([*embedded, *links(letters), *forms(letters)], key=lambda cut: (cut.start, -cut.end)):
        if cut.end > end:
            yield cut if cut.start >= end else replace(cut, start=end)
            end = cut.end


def _seam(source: str, cut: Cut) -> str:
    """What keeps apart the two sides of a cut that leaves nothing, lest two words or half forms become one."""
    before, after = source[max(0, cut.start - 1) : cut.start], source[cut.end : cut.end + 1]
    apart = not before or not after or before.isspace() or after.isspace() or before == ">" or after == "<"
    return "" if apart else " "
