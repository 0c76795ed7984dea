"""The table `[checks]`: its shape, and the names of mail clients and features that it may hold."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, Field

from newsletter.model import Checks
from newsletter.render.clients import support
from newsletter.settings.table import Table


def _one_of(what: str, known: Callable[[], Iterable[str]]) -> AfterValidator:
    """Refuses a name that is not known, and says which one is nearest."""

    def check(name: str) -> str:
        names = list(known())
        if name not in names:
            close = get_close_matches(name, names, n=1, cutoff=0.4)
            raise ValueError(f"no such {what}: {name}" + (f"; did you mean {close[0]}?" if close else ""))
        return name

    return AfterValidator(check)


Client = Annotated[str, _one_of("mail client", lambda: support().clients)]
Feature = Annotated[str, _one_of("feature of HTML or CSS", lambda: support().titles)]


class ChecksTable(Table):
    clients: list[Client] = Field(default_factory=lambda: [*Checks().clients], min_length=1)
    allow: dict[Feature, Annotated[str, Field(min_length=1)]] = Field(default_factory=dict)


def checks_of(table: ChecksTable) -> Checks:
    """What the table asks of every edition's checks."""
    return Checks(tuple(dict.fromkeys(table.clients)), dict(table.allow))
