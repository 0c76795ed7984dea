"""The front matter of an article's file: TOML between `+++` lines or YAML between `---` lines; `folder` reads it.

    title, teaser, image_alt    text
    event                       a table: day, and if there is more to say begins, ends ("18:30") and venue
    published                   a date or a moment; without a zone it is UTC, a bare date its midnight in UTC
    language                    a code such as en_GB or en-gb
    tags, regions               a list, or one text with commas; regions are slugs of the settings
    canonical, image            a web address
    translation_of              the original: its file name, web address or title
    show                        auto, teaser or full
    large_region_blocks         true: the blocks of one region may be over a quarter of this article

Pure. YAML is read without aliases, anchors and tags: nine lines of aliases can fill the memory.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

import yaml

from newsletter.articles.gathering.raw import own_language
from newsletter.errors import SourceError
from newsletter.model import Event, Language

_LARGEST = 16_000  # characters; tomllib is quadratic in dotted keys
_DEEPEST = 9  # lists within lists; PyYAML is quadratic in them


@dataclass(frozen=True, slots=True)
class Known:
    """What a front matter may name."""

    languages: Sequence[Language]
    regions: Collection[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, cut in two."""

    said: Mapping[str, Any]  # the fields of a `RawArticle` that its front matter sets
    body: str
    first_line: int  # of the body


def read_document(text: str, known: Known) -> Document:
    """A file's text (lines end in a line feed) as front matter and body; raises SourceError naming key or line."""
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence not in _PARSERS:
        return Document({}, text, 1)
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == fence), None)
    if end is None:
        raise SourceError(f"line 1: its front matter is never closed; end it with a line {fence}")
    matter = "\n" + "\n".join(lines[1:end])  # the empty first line makes the parsers count as the file does
    return Document(_fields(_parsed(matter, fence), known), "\n".join(lines[end + 1 :]), end + 2)


def _parsed(matter: str, fence: str) -> Mapping[object, object]:
    if len(matter) > _LARGEST:
        raise SourceError(f"its front matter is over {_LARGEST:,} characters; move text into the article")
    try:
        parsed = _PARSERS[fence](matter)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        fault = " ".join(str(error).split())
        raise SourceError(f"its front matter cannot be read ({fault}); correct it") from error
    if not isinstance(parsed, dict):
        raise SourceError("its front matter holds no keys; write lines such as title: …")
    return parsed


def _yaml(matter: str) -> object:
    depth = 0
    for event in yaml.parse(matter, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"nested over {_DEEPEST} deep")
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise ValueError("anchors, aliases and tags are not taken")
    return yaml.safe_load(matter) or {}


_PARSERS: Mapping[str, Callable[[str], object]] = {"+++": tomllib.loads, "---": _yaml}


def _fields(said: Mapping[object, object], known: Known) -> dict[str, Any]:
    fields = {str(key): _read(str(key), value, known) for key, value in said.items() if value is not None}
    if "large_region_blocks" in fields:
        fields["bounded_drops"] = not fields.pop("large_region_blocks")
    return fields


def _read(key: str, value: object, known: Known) -> object:
    if key not in _KEYS:
        near = get_close_matches(key[:40], _KEYS, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(_KEYS)}"
        raise SourceError(f"{key[:40]}: no such key in a front matter; {remedy}")
    try:
        return _KEYS[key](value, known)
    except (SourceError, ValueError, OverflowError) as error:
        raise SourceError(f"{key}: {error}") from error


# ── what each key may hold ─────────────────────────────────────────────────────────────────────────


def _text(value: object, _: Known) -> str:
    if not isinstance(value, str):
        raise SourceError(f"is {value!r:.40}, not text; put it in quotes")
    text = re.sub(r"[ \t\r\n]+", " ", value).strip(" ")
    if re.search("[\x00-\x1f\x7f\ud800-\udfff]", text):
        raise SourceError("holds a character that cannot be stored; take control characters out")
    return text


def _words(value: object, known: Known) -> tuple[str, ...]:
    listed = value.split(",") if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise SourceError(f"is {value!r:.40}, not a list; write it with commas")
    return tuple(dict.fromkeys(word for item in listed if (word := _text(item, known))))


def _regions(value: object, known: Known) -> tuple[str, ...]:
    slugs = _words(value, known)
    for slug in slugs:
        if slug not in known.regions:
            raise SourceError(f"no region {slug[:40]!r}; the settings have {', '.join(known.regions)}")
    return slugs


def _moment(value: object, _: Known) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    if not isinstance(value, date):
        raise SourceError(f"is {value!r:.40}, not a date; write it as 2026-11-26 or 2026-11-26T09:00:00Z")
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _event(value: object, known: Known) -> Event:
    if not isinstance(value, Mapping):
        raise SourceError('is no table; write it as { day = 2026-12-03, begins = "18:30", venue = "…" }')
    if unknown := [str(key) for key in value if key not in ("day", "begins", "ends", "venue")]:
        raise SourceError(f"{unknown[0][:40]}: no such key; known are day, begins, ends, venue")
    if "day" not in value:
        raise SourceError("has no day; add day = 2026-12-03")
    begins, ends = (_hour(value[key]) if key in value else None for key in ("begins", "ends"))
    return Event(_day(value["day"]), begins, ends, _text(value.get("venue", ""), known))


def _day(value: object) -> date:
    if isinstance(value, str):
        value = date.fromisoformat(value.strip())
    if not isinstance(value, date) or isinstance(value, datetime):
        raise SourceError(f"is on {value!r:.40}, not a day; write it as 2026-12-03")
    return value


def _hour(value: object) -> time:
    """An hour of the clock; YAML 1.1 reads a bare 18:30 as sixty times eighteen and thirty."""
    if isinstance(value, int) and 0 <= value < 24 * 60:
        return time(*divmod(value, 60))
    if isinstance(value, str):
        value = time.fromisoformat(value.strip())
    if not isinstance(value, time) or value.tzinfo:
        raise SourceError(f'is {value!r:.40}, not an hour of the clock there; write it as "18:30"')
    return value


def _language(value: object, known: Known) -> Language:
    said = _text(value, known)
    if not re.fullmatch("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}", said):
        raise SourceError(f"{said[:40]!r} is no language code; write it as en_GB")
    base, *rest = said.replace("-", "_").split("_")
    foreign = Language("_".join([base.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)]))
    return own_language(said, known.languages) or foreign


def _address(value: object, known: Known) -> str:
    address = _text(value, known)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in address:
        raise SourceError(f"{address[:80]!r} is no web address; write it whole, from https:// on")
    return address


def _show(value: object, _: Known) -> str:
    if value not in ("auto", "teaser", "full"):
        raise SourceError(f"is {value!r:.40}; write auto, teaser or full")
    return str(value)


def _switch(value: object, _: Known) -> bool:
    if not isinstance(value, bool):
        raise SourceError(f"is {value!r:.40}; write true or false")
    return value


_KEYS: Mapping[str, Callable[[object, Known], object]] = {
    "title": _text,
    "published": _moment,
    "language": _language,
    "tags": _words,
    "regions": _regions,
    "canonical": _address,
    "translation_of": _text,
    "image": _address,
    "image_alt": _text,
    "teaser": _text,
    "event": _event,
    "show": _show,
    "large_region_blocks": _switch,
}
