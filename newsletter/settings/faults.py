"""What pydantic found, said as faults: the file, the key as the user wrote it, and the remedy."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from newsletter.errors import Fault
from newsletter.settings.layers import Key, Layers
from newsletter.settings.schema import SettingsTable
from newsletter.settings.table import Translated

# What pydantic calls it → how we say it; what is not here says "must be …" itself.
_PLAIN = {
    "missing": "is missing; set it",
    "string_too_short": "is too short",
    "too_short": "is empty; give at least one",
    "string_type": 'must be a text; write it in quotation marks, "like this"',
    "list_type": 'must be a list; write it in brackets, ["like this"]',
    "dict_type": 'must be a table; write it in braces, { name = "like this" }',
    "model_type": 'must be a table; write it in braces, { name = "like this" }',
    "model_attributes_type": 'must be a table; write it in braces, { name = "like this" }',
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
}
_SECRETS = {"signing_key": "newsletter init writes one into settings.local.toml, or set NEWSLETTER_SIGNING_KEY"}


def faults_of(error: ValidationError, layers: Layers) -> list[Fault]:
    """One fault for each thing wrong, in the order of the schema."""
    return [_fault(detail, layers) for detail in error.errors(include_url=False, include_input=False)]


def _fault(detail: ErrorDetails, layers: Layers) -> Fault:
    location = [part for part in detail["loc"] if part not in ("plain", "translations", "[key]", "str")]
    key = tuple(str(part) for part in location if not (isinstance(part, str) and part.startswith("dict[")))
    called = _called(location, layers.values)
    return Fault(layers.place_of(called), ".".join(called), _message(detail, key))


def _message(detail: ErrorDetails, key: Key) -> str:
    if detail["type"] == "extra_forbidden":
        known = _keys_beside(key)
        close = get_close_matches(key[-1], known, n=1)
        return f"no such setting; did you mean {close[0]}?" if close else f"no such setting; known: {', '.join(known)}"
    if key and key[-1] in _SECRETS:
        return f"is missing or shorter than 32 characters; {_SECRETS[key[-1]]}"
    if key and key[-1] == "timezone" and detail["type"] == "missing":
        return 'is missing and has no default; set it, for example timezone = "Europe/London"'
    if key and key[-1] == "url" and key[0] == "ctas" and detail["type"] == "missing":
        return 'is missing, so this CTA leads nowhere in this region; set url = "https://…"'
    said = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return _PLAIN.get(detail["type"], said)


def _called(location: list[Any], values: Mapping[str, Any]) -> Key:
    """The key with entries of a list called by their name or id: `sources.journal.path`."""
    shown, here = [], values
    for part in location:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = {}
        label = (here.get("name") or here.get("id")) if isinstance(part, int) and isinstance(here, Mapping) else None
        shown.append(str(label or (part + 1 if isinstance(part, int) else part)))
    return tuple(part for part in shown if not part.startswith("dict["))


def _keys_beside(key: Key) -> list[str]:
    """The settings that the table around this key knows."""
    table: Any = SettingsTable
    for part in key[:-1]:
        if isinstance(table, type) and issubclass(table, BaseModel) and part in table.model_fields:
            table = _innermost(table.model_fields[part].annotation)
    return sorted(table.model_fields) if isinstance(table, type) and issubclass(table, BaseModel) else []


def _innermost(annotation: Any) -> Any:
    """The table inside `dict[str, Table]`, `list[Table]` or `Table | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Translated):
        return annotation
    if get_origin(annotation) in (dict, list, Union, UnionType):
        tables = [_innermost(inner) for inner in get_args(annotation)]
        return next((t for t in tables if isinstance(t, type) and issubclass(t, BaseModel)), annotation)
    return _innermost(get_args(annotation)[0]) if get_origin(annotation) else annotation
