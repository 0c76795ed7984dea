"""The tables `[regions.….rules]`, `[[regions.….greetings]]` and `[[claims]]`: their shape; `ruling` reads them.

They are settings of a project and no legal advice.
"""

import re
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from newsletter.model.rules import COMPUTED, FIXED
from newsletter.settings.table import Table, Translated


def _day(said: Any) -> Any:
    """A date of TOML, or one that is written so: variables of the environment are texts."""
    try:
        return date.fromisoformat("" if isinstance(said, datetime) else str(said))
    except ValueError:
        raise ValueError("not a date; write year, month and day, like 2026-12-31") from None


def _phrase(text: str) -> str:
    if not re.search(r"\w", text) or text != text.strip():
        raise ValueError("not a word or phrase; write it as it stands in a text, like harbour wall")
    return text


def _occasion(name: str) -> str:
    known = (*FIXED, *COMPUTED)
    if name in known:
        return name
    try:
        return date.fromisoformat(name).isoformat()
    except ValueError:
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"write a date like 2026-12-02, or one of {', '.join(known)}"
        raise ValueError(f"no such occasion: {name}; {hint}") from None


def _with_remedies(said: Any) -> Any:
    """A list is a table without remedies."""
    return dict.fromkeys(said, "") if isinstance(said, list) else said


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Phrase = Annotated[str, AfterValidator(_phrase)]
Phrases = Annotated[list[Phrase], BeforeValidator(_as_list)]
Occasion = Annotated[
    str, BeforeValidator(lambda said: str(said) if isinstance(said, date) else said), AfterValidator(_occasion)
]


class PermitTable(Table):
    reference: Phrase
    expires: Day


class RulesTable(Table):
    texts = ("required",)
    banned: Annotated[dict[Phrase, str], BeforeValidator(_with_remedies)] = Field(default_factory=dict)
    allow: Phrases = Field(default_factory=list)
    required: Translated[Phrases] = Translated(plain=[])
    permit: PermitTable | None = None


class GreetingTable(Table):
    texts = ("text",)
    on: Occasion
    text: Translated[Phrase]
    days: Annotated[int, Field(ge=1, le=31)] = 1
    confirmed: Day | None = None


class ClaimTable(Table):
    texts = ("claim",)
    claim: Translated[Phrase]
    reference: str = ""
    expires: Day | None = None
    regions: Annotated[list[str], Field(min_length=1)]
