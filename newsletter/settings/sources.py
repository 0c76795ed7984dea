"""The tables `[[sources]]`: their shape, the values they make, what is wrong with them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from newsletter.model import Language, SourceSettings
from newsletter.settings.layers import Key, Layers
from newsletter.settings.table import LanguageCode, Slug, Table


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of source must be told, and what is said of it where nobody says otherwise."""

    needs: Literal["path", "url"]
    url: str | None = None
    api: str = ""  # the path of its API
    has_key: bool = False  # without which it gives nothing; only those who pull have to have it


KINDS = {
    "folder": Kind("path"),
    "feed": Kind("url"),
    "wordpress": Kind("url", api="wp-json/wp/v2/posts"),
    # Dated: the paths v1 to v3 lose support in September 2027.
    "hubspot": Kind("url", url="https://api.hubapi.com", api="cms/blogs/2026-03/posts", has_key=True),
    "ghost": Kind("url", api="ghost/api/content/posts/", has_key=True),
}


def _key(said: str) -> str:
    if not said:
        raise ValueError("is empty; copy it once more")
    if not re.fullmatch(r"[\x21-\x7e]{1,1000}", said):
        raise ValueError("holds spaces or letters that no key has; copy it once more")
    return said


class SourceTable(Table):
    name: Slug
    kind: Literal["folder", "feed", "wordpress", "hubspot", "ghost"]
    path: str | None = None
    url: str | None = None
    key: Annotated[str, AfterValidator(_key)] | None = Field(default=None, repr=False)
    language: LanguageCode = "en_GB"
    regions: list[str] = []
    backlog: Literal["news", "seen"] = "news"
    allow_hosts: list[str] = []


def source(table: SourceTable, project: Path) -> SourceSettings:
    kind = KINDS[table.kind]
    return SourceSettings(
        name=table.name,
        kind=table.kind,
        path=project / table.path if table.path is not None and not kind.api else None,
        url=table.url or kind.url,
        language=Language(table.language),
        allow_hosts=tuple(table.allow_hosts),
        api=(table.path or kind.api).lstrip("/") if kind.api else "",
        key=table.key,
        regions=tuple(table.regions),
        backlog=table.backlog,
    )


def faults_in(tables: Sequence[SourceTable], regions: Collection[str], layers: Layers) -> Iterator[tuple[Key, str]]:
    """What is wrong with each source, and between two of them."""
    names: set[str] = set()
    for table in tables:
        for key, fault in (*_place_faults(table), *_key_faults(table, layers)):
            yield ("sources", table.name, key), fault
        for slug in table.regions:
            if slug not in regions:
                message = f"no such region: {slug!r}; known: {', '.join(regions)}"
                yield ("sources", table.name, "regions"), message
        if table.name in names:
            yield ("sources", table.name, "name"), "names two sources; give each its own name"
        names.add(table.name)


def set_key(name: str) -> str:
    """How a source is given its key: as a remedy says it."""
    variable = f"NEWSLETTER_SOURCES__{name.upper().replace('-', '_')}__KEY"
    return f"set {variable}, or {variable}_FILE with the name of a file that holds it"


def _place_faults(table: SourceTable) -> Iterator[tuple[str, str]]:
    kind = KINDS[table.kind]
    if getattr(table, kind.needs) is None and not kind.url:
        yield kind.needs, f"is missing; a {table.kind} needs it"
    if kind.api and "://" in (table.path or "").partition("?")[0]:
        yield "path", "is the path of the site's API; the address of the site itself is its url"


def _key_faults(table: SourceTable, layers: Layers) -> Iterator[tuple[str, str]]:
    if table.key is None:
        return
    if ("sources", table.name, "key") not in layers.origins:
        yield "key", f"stands in a file that others may read; take it out and {set_key(table.name)}"
    if not KINDS[table.kind].has_key:
        yield "key", f"is of no use; a {table.kind} takes none"
    parts = urlsplit(table.url or "https:")
    if parts.scheme == "http" and {parts.netloc, parts.hostname}.isdisjoint(table.allow_hosts):
        yield "url", "begins with http, so its key would travel for everybody to read; write https"
