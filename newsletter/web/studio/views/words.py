"""How the studio says things: verdicts, approvals, states and moments, in plain British English. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

from newsletter.ctas.verdicts import Verdict
from newsletter.localise.formats import Formats
from newsletter.model import Edition, Language, Region
from newsletter.render import checks
from newsletter.store.issues import Approval

Mood = Literal["good", "fair", "bad", "quiet"]

_ENGLISH = Language("en_GB")
_STATES: dict[str, tuple[str, Mood]] = {
    "draft": ("Draft", "quiet"),
    "held": ("Held", "bad"),
    "sending": ("Sending", "fair"),
    "paused": ("Paused", "fair"),
    "done": ("Done", "good"),
    "cancelled": ("Cancelled", "quiet"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A few words and how grave they are; the colour never says more than the words."""

    words: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the project: its place and remedy in a sentence, and the line as it stands."""

    said: str
    shown: str = ""


BROKEN = Said("Cannot be made", "bad")


def verdict(edition: Edition) -> Said:
    """What the checks say of it; good where they have found nothing."""
    mood: Mood = "bad" if edition.blocked else "fair" if edition.findings else "good"
    return Said(checks.verdict(edition.findings), mood)


def approval(edition: Edition, given: Sequence[Approval], needed: int) -> Said:
    """Whether people have approved this very edition, and whether it has changed since."""
    approvers = _people(one for one in given if one.hash == edition.hash)
    if len(approvers) >= needed:
        return Said(f"Approved by {_names(approvers)}", "good")
    if approvers:
        return Said(f"Approved by {_names(approvers)}, {len(approvers)} of {needed} people", "fair")
    if given:
        return Said(f"Changed since it was approved by {_names(_people(given))}", "bad")
    return Said("Not approved yet", "quiet")


def state(name: str | None) -> Said:
    """An issue's state; None: nobody has drafted it."""
    return Said(*_STATES[name]) if name else Said("Planned", "quiet")


def answer(verdict: Verdict) -> Said:
    """What an address said when it was last asked."""
    if verdict.state == "fine":
        return Said("Answers", "good")
    return (
        Said(f"Broken: {verdict.said}", "bad")
        if verdict.state == "broken"
        else Said(f"Unverified: {verdict.said}", "fair")
    )


def when(day: date, instant: datetime | None, region: Region) -> str:
    """`Thursday 26 November 2026, 09:00 London`, and the time of UTC where it differs."""
    formats = Formats(_ENGLISH, region)
    if instant is None:
        return f"{formats.weekday(day)}, started by hand"
    city = region.timezone.rpartition("/")[2].replace("_", " ")
    local, universal = formats.time(instant), f"{instant.astimezone(UTC):%H:%M}"
    return f"{formats.weekday(instant)}, {local} {city}" + ("" if local == universal else f" ({universal}\u00a0UTC)")


def problems(*troubles: Exception | None) -> list[Problem]:
    """What is wrong with the project, each thing once and in the error's own words; nothing where nothing is."""
    found: list[Problem] = []
    for line in "\n".join(dict.fromkeys(str(trouble) for trouble in troubles if trouble)).splitlines():
        if found and line.startswith(" "):  # errors show the line they speak of beneath, indented
            found[-1] = replace(found[-1], shown=f"{found[-1].shown}\n{line.strip()}".strip())
        else:
            found.append(Problem(line.strip()))
    return found


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def kilobytes(number: int) -> str:
    return f"{number / 1000:.1f} kB"


def _people(approvals: Iterable[Approval]) -> list[str]:
    """Each person once, however they wrote their name."""
    return list({one.approved_by.strip().casefold(): one.approved_by.strip() for one in approvals}.values())


def _names(people: Sequence[str]) -> str:
    return " and ".join(people)
