"""Reads single lines: does this one open a region block, or only look as though it did?

Called by `blocks` and `clean`. `Harbour Middle East:` opens a block: one to four brand words, each beginning with a
capital or a digit, a region's alias, a colon. `Middle East` and `What to pack for the Middle East:` do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newsletter.model import Region

_LONGEST = 120  # characters: beyond it, a line is a sentence
_MOST_BRAND_WORDS = 4
# Words that lead to a place's name and so are never the last of a brand's: "In the UK:", "The Middle East:".
_LEADING_WORDS = frozenset(
    {
        "a", "across", "and", "around", "at", "for", "from", "in", "into", "of", "on", "or", "our", "the", "throughout",
        "to", "your",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says of regions: opens one, is only the name of one, or has the shape but no region's name."""

    kind: Literal["opens", "bare", "unknown"]
    region: str  # a slug; "" when unknown


class RegionNames:
    """What the regions of a project are called: slug, name in any language, aliases; capitals do not matter."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self.slugs = tuple(region.slug for region in regions)
        self._names: dict[tuple[str, ...], str] = {}
        for region in regions:
            for name in (region.name.plain, *region.name.translations.values(), *region.aliases):
                self._names.setdefault(_words(name), region.slug)
        self._longest = max(map(len, self._names), default=0)

    def named(self, name: str) -> str | None:
        """The slug of the region that an explicit mark names."""
        return name.casefold() if name.casefold() in self.slugs else self._names.get(_words(name))

    def read(self, line: str) -> Reading | None:
        """What the line says, standing alone; None: it is any other line."""
        line = line.strip()
        if not line or len(line) > _LONGEST or "\n" in line:
            return None
        words = line.rstrip(": ").split()
        if slug := self._names.get(_words(" ".join(words))):
            return Reading("bare", slug)
        if not line.endswith(":"):
            return None
        return self._opening(words) or (Reading("unknown", "") if len(words) > 1 and _is_brand(words) else None)

    def opens(self, line: str) -> bool:
        """Does the line open a region block?"""
        reading = self.read(line)
        return reading is not None and reading.kind == "opens"

    def _opening(self, words: Sequence[str]) -> Reading | None:
        for length in range(min(self._longest, len(words) - 1), 0, -1):
            slug = self._names.get(_words(" ".join(words[-length:])))
            if slug and _is_brand(words[:-length]):
                return Reading("opens", slug)
        return None


def _words(name: str) -> tuple[str, ...]:
    return tuple(name.casefold().split())


def _is_brand(words: Sequence[str]) -> bool:
    return (
        1 <= len(words) <= _MOST_BRAND_WORDS
        and all(word[0].isupper() or word[0].isdigit() for word in words)
        and words[-1].casefold() not in _LEADING_WORDS
    )
