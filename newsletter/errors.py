"""Every error that a user can meet, in one tree; a class's docstring is its message when none is given.

    NewsletterError                exit 1
    ├── UsageError                 exit 2   the call itself makes no sense
    │   └── NoProject                       no settings.toml here or above
    ├── SettingsError              exit 1   one `Fault` a line: file, key, what is wrong, remedy
    ├── SourceError                exit 1   a source that cannot be read
    │   ├── Refused                         an address that answers with a status that is no answer
    │   └── NotPulled                       a feed that nobody has fetched yet, asked for without going there
    ├── TemplateError              exit 1   template, line, column, the line's text
    ├── CatalogueError             exit 1   a .po file, its line, what is wrong
    ├── Blocked                    exit 3   a check stands against it
    ├── DatabaseError              exit 1   the server, the schema or a query
    │   └── SchemaMismatch                  the database is older or newer than the program
    ├── RelayError                 exit 1   what the relay said, in which phase, and whether it is final
    └── PartlySent                 exit 4   some deliveries were not accepted

A message names the thing, the place and the remedy: `settings.toml: regions.uk.timezon: no such
setting; did you mean timezone?` Errors of drivers and libraries are wrapped where they are met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class NewsletterError(Exception):
    """Something went wrong."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().partition("\n")[0])


class UsageError(NewsletterError):
    """That call makes no sense; see newsletter --help."""

    exit_code = 2


class NoProject(UsageError):
    """No settings.toml here or above; make a project with newsletter init DIR, or name one with --project."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the settings: where it was said, its key, and what to do."""

    place: str  # "settings.toml", "settings.local.toml", "environment NEWSLETTER_…"
    key: str  # "regions.uk.timezone"
    message: str  # what is wrong, and the remedy

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.message}"


_TOLD_AT_MOST = 100  # faults: a spreadsheet of nonsense has one in each of its rows


class SettingsError(NewsletterError):
    """The settings are wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(self.faults) - _TOLD_AT_MOST
        told = [*map(str, self.faults[:_TOLD_AT_MOST]), *([f"and {more:,} more"] if more > 0 else [])]
        super().__init__("\n".join(told))


class SourceError(NewsletterError):
    """A source could not be read."""


class Refused(SourceError):
    """An address gave no answer."""

    def __init__(self, message: str, *, status: int, said: str) -> None:
        self.status = status
        self.said = said  # the beginning of its body, for those who know how to read it
        super().__init__(message)


class NotPulled(SourceError):
    """Not pulled yet; press Pull, or run newsletter pull."""


class TemplateError(NewsletterError):
    """A template is wrong."""

    def __init__(self, message: str | None = None, *, file: str = "", line: int = 0, column: int = 0) -> None:
        # Of the first fault, for those who show the place apart; the message says it too. 0 is unknown.
        self.file, self.line, self.column = file, line, column
        super().__init__(message)


class CatalogueError(NewsletterError):
    """A catalogue is wrong."""


class Blocked(NewsletterError):
    """A check stands against it."""

    exit_code = 3


class DatabaseError(NewsletterError):
    """The database cannot be used."""


class SchemaMismatch(DatabaseError):
    """The database's schema is not this program's."""


class RelayError(NewsletterError):
    """The relay refused."""

    def __init__(self, message: str, *, phase: str, permanent: bool) -> None:
        self.phase = phase  # connect, tls, auth, mail, rcpt, data, body
        self.permanent = permanent
        super().__init__(message)


class PartlySent(NewsletterError):
    """Some deliveries were not accepted."""

    exit_code = 4
