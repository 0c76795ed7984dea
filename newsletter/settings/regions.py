"""The tables `[regions.…]` side by side: what a region has from its ancestors, and what is wrong with them.

`build` makes the model's regions of what `completed` gives; `settings.load` asks where what came from an ancestor was
said. A region says its own name, aliases, territory, timezone, languages and formats; of these it inherits nothing.
"""

from collections.abc import Iterator, Mapping
from zoneinfo import available_timezones

from newsletter.model import Language, Theme
from newsletter.settings.layers import Key
from newsletter.settings.schema import RegionTable, SettingsTable
from newsletter.settings.theme import ThemeTable, themed

# Whole, from the nearest that says it; a list's or a text's parts belong together.
TAKEN = ("spelling", "sender", "reply_to", "testers", "legal", "relay")
# Word by word, the nearest heard first.
MERGED = ("terms", "watch")

Regions = Mapping[str, RegionTable]
Found = Iterator[tuple[Key, str]]


def lineage_of(slug: str, regions: Regions) -> tuple[str, ...]:
    """The region's own slug, its parent's, its parent's parent's and so on; in a circle each once."""
    line = [slug]
    while (here := regions.get(line[-1])) and here.parent and here.parent in regions and here.parent not in line:
        line.append(here.parent)
    return tuple(line)


def names_of(regions: Regions) -> dict[str, tuple[str, ...]]:
    """What each region is called besides its slug."""
    return {slug: (entry.name.plain, *entry.aliases) for slug, entry in regions.items()}


def completed(slug: str, regions: Regions) -> RegionTable:
    """A region's table with what it leaves unsaid as its nearest ancestor says it; its look is `look_of`."""
    line = [regions[one] for one in lineage_of(slug, regions)]
    taken = {
        name: next((getattr(table, name) for table in line if name in table.model_fields_set), getattr(line[0], name))
        for name in TAKEN
    }
    merged = {
        name: {word: said for table in reversed(line) for word, said in getattr(table, name).items()} for name in MERGED
    }
    return line[0].model_copy(update=taken | merged)


def look_of(slug: str, regions: Regions, everywhere: ThemeTable) -> Theme:
    """A region's theme: the project's, with its ancestors' laid over it from the farthest on, and its own on top."""
    return themed(everywhere, *(regions[one].theme for one in reversed(lineage_of(slug, regions))))


def handed_down(regions: Regions, origins: Mapping[Key, str]) -> dict[Key, str]:
    """The keys of `TAKEN` and `MERGED` that a region has from an ancestor, each with where it is said, and as what."""
    found: dict[Key, str] = {}
    for slug, entry in regions.items():
        left = (*MERGED, *(name for name in TAKEN if name not in entry.model_fields_set))
        for ancestor in reversed(lineage_of(slug, regions)[1:]):
            found |= {
                ("regions", slug, *key[2:]): f"{place}, as {'.'.join(key)}"
                for key, place in origins.items()
                if key[:2] == ("regions", ancestor) and len(key) > 2 and _field(key[2]) in left
            }
    return {key: place for key, place in found.items() if key not in origins}


def _field(name: str) -> str:
    """The field that a key belongs to: `legal`, of `legal_ar`."""
    return next((text for text in RegionTable.texts if name.startswith(f"{text}_")), name)


# ── faults ─────────────────────────────────────────────────────────────────────────────────────────


def faults_in(table: SettingsTable) -> Found:
    """What is wrong with the regions beside each other; what a region only inherits is told of its ancestor."""
    claimed: dict[str, str] = {}
    for slug, entry in table.regions.items():
        whole = completed(slug, table.regions)
        yield from _parent_faults(slug, table.regions)
        if entry.timezone not in available_timezones():
            yield ("regions", slug, "timezone"), f"no such zone: {entry.timezone!r}; write it like Europe/London"
        if not whole.sender:
            yield ("regions", slug, "sender"), "is missing; set it"
        for name in entry.relay:
            if name not in table.relays:
                yield ("regions", slug, "relay"), f"no such relay: {name!r}; add [relays.{name}]"
        if not whole.relay and len(table.relays) > 1:
            yield ("regions", slug, "relay"), "is missing though there are several relays; name one"
        for alias in (entry.name.plain, *entry.aliases):
            if claimed.setdefault(alias.casefold(), slug) != slug:
                remedy = f"{alias!r} is also region {claimed[alias.casefold()]}; take one out"
                yield ("regions", slug, "aliases"), remedy
        yield from _legal_faults(slug, entry, whole)


def _parent_faults(slug: str, regions: Regions) -> Found:
    parent, line = regions[slug].parent, lineage_of(slug, regions)
    at = ("regions", slug, "parent")
    if parent == slug:
        yield at, "is the region itself; name another, or take it out"
    elif parent is not None and parent not in regions:
        yield at, f"no such region: {parent!r}; known: {', '.join(regions)}"
    elif regions[line[-1]].parent == slug == min(line):  # told once, of one of those that stand in it
        yield at, f"goes round in a circle: {' → '.join((*line, slug))}; take one of these parents out"


def _legal_faults(slug: str, entry: RegionTable, whole: RegionTable) -> Found:
    # A legal line that a reader cannot read binds nobody: other texts fall back to English, this one never.
    lines, translated = whole.legal.plain, whole.legal.translations.keys()
    for language in map(Language, entry.languages):
        if lines and not language.is_english and not {language.code, language.base} & translated:
            remedy = f"translate each line of legal, or take {language.code} out of languages"
            yield ("regions", slug, f"legal_{language.base}"), f"is missing; {remedy}"
    for code, translation in entry.legal.translations.items():
        if len(translation) != len(entry.legal.plain):
            yield (
                ("regions", slug, f"legal_{code}"),
                f"has {len(translation)} lines, legal has {len(entry.legal.plain)}",
            )
