"""Dates, numbers and amounts in templates, as the readers of the edition write them; `templates` installs all this.

How they are written depends on the edition's language and region, and what is compiled of a template serves every
edition: so each filter takes the edition's `Formats` from the values, and Jinja works out none of them beforehand.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from newsletter.localise.formats import Formats

_GETTEXT = ("gettext", "ngettext", "pgettext", "npgettext")


def _filter(write: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def written(context: Context, *said: Any, **more: Any) -> str:
        return write(_formats(context), *said, **more)

    return written


FILTERS = {
    "date": _filter(Formats.date),
    "short_date": _filter(Formats.short_date),
    "weekday": _filter(Formats.weekday),
    "dates": _filter(Formats.dates),
    "week": _filter(Formats.week),
    "hijri": _filter(Formats.hijri),
    "time": _filter(Formats.time),
    "hours": _filter(Formats.hours),
    "number": _filter(Formats.number),
    "percent": _filter(Formats.percent),
    "currency": _filter(Formats.currency),
    "unit": _filter(Formats.unit),
    "phone": _filter(Formats.phone),
    "listed": _filter(Formats.list),  # not `list`: Jinja's own makes a list of what a filter gave
}


def counting(spoken: Mapping[str, Any]) -> dict[str, Callable[..., str]]:
    """Gettext's functions of an environment, with every number in a message as the edition's readers write it."""
    return {name: _counting(spoken[name]) for name in _GETTEXT}


def _counting(say: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def said(context: Context, *message: Any, **variables: Any) -> str:
        counted = {"num": message[-1]} if _is_number(message[-1]) else {}  # what Jinja calls it that is counted
        told = {name: _number(value, context) for name, value in (counted | variables).items()}
        return say(context, *message, **told)

    return said


def _number(value: Any, context: Context) -> Any:
    return _formats(context).number(value) if _is_number(value) else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _formats(context: Context) -> Formats:
    formats = context.get("formats")
    if not isinstance(formats, Formats):
        raise TypeError("dates and numbers need the edition's language and region; import this template `with context`")
    return formats
