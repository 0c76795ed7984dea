"""What links answered when they were last asked, kept in a file, so that they are not asked for each letter anew.

`articles.fetching.link_check` fills it; a send and the studio read it, and ask nobody.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from newsletter.ctas.verdicts import Verdict

_FINE_FOR = timedelta(hours=24)
_OTHERWISE_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A verdict and when it was given."""

    verdict: Verdict
    at: datetime

    def holds(self, now: datetime) -> bool:
        age = now - self.at
        return timedelta() <= age < (_FINE_FOR if self.verdict.state == "fine" else _OTHERWISE_FOR)


_FILE = TypeAdapter(dict[str, Asked])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts of one project by address; what is too old is forgotten, so the file does not grow."""

    file: Path

    @classmethod
    def of(cls, project: Path) -> "Verdicts":
        return cls(project / ".newsletter" / "cache" / "links.json")

    def known(self, addresses: Iterable[str], now: datetime) -> dict[str, Verdict]:
        """Of these addresses, those whose verdict still holds: a day if it was fine, else an hour."""
        kept = self._kept(now)
        return {address: kept[address].verdict for address in addresses if address in kept}

    def keep(self, found: Mapping[str, Verdict], now: datetime) -> None:
        """Keeps verdicts of now beside the others; raises OSError where the folder cannot be written."""
        kept = self._kept(now) | {address: Asked(verdict, now) for address, verdict in found.items()}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.file.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_FILE.dump_json(kept))
            Path(temporary).replace(self.file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _kept(self, now: datetime) -> dict[str, Asked]:
        try:
            kept = _FILE.validate_json(self.file.read_bytes())
        except (OSError, ValidationError):
            return {}
        return {address: asked for address, asked in kept.items() if asked.holds(now)}
