"""When a delivery is tried again, and how a relay that is in trouble is spared: decisions only, pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_FIRST = timedelta(minutes=5)  # a greylist mostly wants this much (RFC 6647 5)
_LONGEST = timedelta(hours=4)
_JITTER = 0.2  # of the wait, so that what was put off together does not come back together


@dataclass(frozen=True, slots=True)
class Retry:
    """It is tried again, not before this."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The relay's last answer counts."""


def next_try(tries: int, since: datetime, now: datetime, retry_for: timedelta, chance: float) -> Retry | GiveUp:
    """What a 4xx to the `tries`th try means (from 1), the first of which was at `since`; `chance` is from 0 to 1.

    The wait doubles, from five minutes to four hours, and never leads beyond the last moment of `retry_for`.
    """
    ends = since + retry_for
    if now >= ends:
        return GiveUp()
    wait = min(_LONGEST, _FIRST * 2 ** min(tries - 1, 10)) * (1 + _JITTER * (2 * chance - 1))
    return Retry(min(now + wait, ends))


@dataclass(slots=True)
class Throttle:
    """How many connections a relay gets: half after trouble, and slowly more again; times in seconds."""

    most: int
    allowed: int = 0
    failures: int = 0  # in a row
    cool_until: float = 0.0
    _taken: int = 0  # messages since the last step up

    def __post_init__(self) -> None:
        self.allowed = self.most

    def trouble(self, now: float, chance: float) -> None:
        """A 421, or a connection that could not be had: half as many, and a pause that doubles up to five minutes.

        What fails together, because it was begun together, is one trouble.
        """
        if now < self.cool_until:
            return
        self.failures += 1
        self.allowed = max(1, self.allowed // 2)
        self.cool_until = now + min(300.0, 2.0 ** min(self.failures - 1, 9)) * (1 + _JITTER * chance)
        self._taken = 0

    def success(self) -> None:
        """A message was taken: after each hundred, one connection more."""
        self.failures = 0
        if self.allowed < self.most:
            self._taken += 1
            if self._taken >= 100:
                self._taken, self.allowed = 0, self.allowed + 1
