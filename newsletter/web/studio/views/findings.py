"""What the checks found, as it is read: the gravest first, and what one remedy mends in one place. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.model import Edition, Finding
from newsletter.web.studio.views import words
from newsletter.web.studio.views.listing import Place, place
from newsletter.web.studio.views.words import Mood

_LEVELS: dict[str, Mood] = {"error": "bad", "warning": "fair"}  # the gravest first
_CALM = 6  # findings; where there are more, warnings wait to be asked for


@dataclass(frozen=True, slots=True)
class Mended:
    """Findings that one remedy mends."""

    found: tuple[tuple[str, Place], ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Level:
    """All findings of one level."""

    name: str
    heading: str
    mood: Mood
    open: bool
    groups: tuple[Mended, ...]


def levels(edition: Edition) -> tuple[Level, ...]:
    """The findings of an edition, each with where it can be seen."""
    calm = len(edition.findings) <= _CALM
    return tuple(
        Level(
            name=name,
            heading=words.counted(len(found), name),
            mood=mood,
            open=calm or name == "error",
            groups=tuple(_groups(found, edition)),
        )
        for name, mood in _LEVELS.items()
        if (found := [finding for finding in edition.findings if finding.level == name])
    )


def _groups(findings: Sequence[Finding], edition: Edition) -> Iterator[Mended]:
    parts = {"html": edition.html, "text": edition.text}
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.gate, finding.remedy), []).append(finding)
    for (_, remedy), found in alike.items():
        yield Mended(tuple((one.message, place(one, parts, edition.articles)) for one in found), remedy)
