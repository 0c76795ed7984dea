"""Whether an issue may go out now: a decision as a value, which the pipeline then carries out. Pure.

An approval belongs to the hash of one edition: whatever changes in it, the approval is void. What is not
approved at its time is held and says why; it is never sent late in silence.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from newsletter.articles.recognising.clusters import Named, roots
from newsletter.model import Article, Curation

_BETWEEN_LOOKS = timedelta(minutes=1)  # the clock's step; nobody can be more punctual


class Candidate(NamedTuple):
    """An edition as it would go out."""

    name: str  # for people: "Middle East, Arabic"
    language: str  # code: "ar_AE"
    hash: str
    blocked: str = ""  # what a check has against it


class Approval(NamedTuple):
    """What somebody has approved."""

    language: str
    hash: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Wait:
    """It is not yet time."""


@dataclass(frozen=True, slots=True)
class Send:
    """It is time, and nothing stands against it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """It was time, and somebody has to look."""

    reason: str  # a plain sentence without its full stop; several are joined by "; "


def decide(
    send_at: datetime,
    now: datetime,
    grace: timedelta,
    editions: Sequence[Candidate],
    approvals: Sequence[Approval],
    *,
    approvals_needed: int,
) -> Wait | Send | Hold:
    """What to do with an issue now: wait for its time, send it, or hold it for every reason there is."""
    if now < send_at:
        return Wait()
    reasons = [reason for edition in editions for reason in _against(edition, approvals, approvals_needed)]
    if not editions:
        reasons.append("it has no editions")
    if now - send_at > max(grace, _BETWEEN_LOOKS):
        reasons.append(f"late by {_duration(now - send_at)}, and the campaign's grace is {_duration(grace)}")
    return Hold("; ".join(reasons)) if reasons else Send()


def lay_before(known: Sequence[Article], approver: Collection[str], curation: Curation) -> list[Article]:
    """What of the known articles an approver had before them, by id, and what an editor has pinned beyond that.

    What arrives after an approval waits for the next issue, and nothing points to it; an editor's word does not wait.
    """
    of = roots(map(Named.of, known))
    pinned = {of[name] for name in curation.pinned if name in of} - {of[name] for name in approver if name in of}
    return [
        replace(article, related=tuple(other for other in article.related if other.id in approver))
        for article in known
        if article.id in approver or of[article.id] in pinned
    ]


def _against(edition: Candidate, approvals: Sequence[Approval], needed: int) -> Iterator[str]:
    if edition.blocked:
        yield f"{edition.name}: blocked, {edition.blocked}"
    given = [approval for approval in approvals if approval.language == edition.language]
    approvers = _people(approval for approval in given if approval.hash == edition.hash)
    if len(approvers) >= needed:
        return
    if approvers:
        yield f"{edition.name}: approved by {_names(approvers)}, {len(approvers)} of {needed} people"
    elif given:
        yield f"{edition.name}: changed since it was approved by {_names(_people(iter(given)))}"
    else:
        yield f"{edition.name}: not approved"


def _people(approvals: Iterator[Approval]) -> list[str]:
    """Who approved, each person once, however they wrote their name."""
    return list(
        {approval.approved_by.strip().casefold(): approval.approved_by.strip() for approval in approvals}.values()
    )


def _names(people: Sequence[str]) -> str:
    return " and ".join(people)


def _duration(span: timedelta) -> str:
    """A span in whole minutes, in words: "2 hours 5 minutes"."""
    minutes = int(span.total_seconds()) // 60
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "less than a minute"
