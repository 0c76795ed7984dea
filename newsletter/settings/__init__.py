"""settings.toml, ctas.csv and the environment, read once at the door, as one frozen value.

`load(project, environment)` is called by the command line and the web's start; nothing else reads the environment.
Raises SettingsError with one fault a line: the file, the key, what is wrong and the remedy.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from newsletter.errors import NoProject, SettingsError
from newsletter.model import Campaign, Checks, Cta, HouseStyle, Region, Relay, SourceSettings, Text
from newsletter.settings import build, cta_sheet, ctas, layers, regions, sources
from newsletter.settings.checks import checks_of
from newsletter.settings.faults import faults_of
from newsletter.settings.schema import HouseTable, SettingsTable


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a project says; every value is checked, every reference leads somewhere."""

    project: Path
    name: Text
    base_url: str
    links: Literal["redirect", "utm"]
    pictures: Literal["served", "linked"]  # by our public pages, or left where they are
    own_domains: tuple[str, ...]
    signing_keys: tuple[bytes, ...] = field(repr=False)  # the newest first
    database_url: str | None = field(repr=False)  # None: the embedded server
    house: HouseStyle  # of spelling
    checks: Checks
    sources: tuple[SourceSettings, ...]
    regions: Mapping[str, Region]
    ctas: tuple[Cta, ...]
    campaigns: Mapping[str, Campaign]
    relays: Mapping[str, Relay]
    origins: Mapping[str, str]  # key → the file or variable that said it

    @property
    def fingerprint(self) -> str:
        """What the project's public pages answer with, which tells that `base_url` leads to them."""
        return hmac.new(self.signing_keys[-1], b"fingerprint", "sha256").hexdigest()[:32]

    def relay_of(self, region: Region) -> Relay | None:
        """The relay that takes a region's mail: its own, else the only one, else none."""
        if region.relay is not None:
            return self.relays[region.relay]
        return next(iter(self.relays.values())) if len(self.relays) == 1 else None


def find_project(start: Path) -> Path:
    """The nearest folder from `start` upwards that holds a settings.toml; raises NoProject."""
    for folder in (start, *start.parents):
        if (folder / "settings.toml").is_file():
            return folder
    raise NoProject


def load(project: Path, environment: Mapping[str, str]) -> Settings:
    """The project's settings; raises SettingsError naming everything that is wrong."""
    raw = layers.read(project, environment)
    try:
        table = SettingsTable.model_validate(raw.values)
    except ValidationError as error:
        raise SettingsError(faults_of(error, raw)) from error
    in_sheet, faults = cta_sheet.ctas_of(cta_sheet.read(project, regions.names_of(table.regions)))
    said = [*(ctas.Said(ctas.cta(entry, raw.place_of(("ctas",)))) for entry in table.ctas), *in_sheet]
    faults = [*build.faults_between(table, raw, said), *faults]
    if faults:
        raise SettingsError(faults)
    inherited = regions.handed_down(table.regions, raw.origins) | cta_sheet.origins_of(in_sheet)
    return Settings(
        project=project,
        name=build.text(table.newsletter.name),
        base_url=table.newsletter.base_url,
        links=table.newsletter.links,
        pictures=build.pictures(table.newsletter),
        own_domains=tuple(table.newsletter.own_domains),
        signing_keys=tuple(key.encode() for key in (table.signing_key, *table.old_signing_keys)),
        database_url=table.database.url,
        house=build.house(
            table.spelling, table.newsletter.name.plain, (region.sender for region in table.regions.values())
        ),
        checks=checks_of(table.checks),
        sources=tuple(sources.source(entry, project) for entry in table.sources),
        regions={slug: build.region(slug, table, raw) for slug in table.regions},
        ctas=tuple(one.cta for one in said),
        campaigns={slug: build.campaign(slug, entry, table.regions) for slug, entry in table.campaigns.items()},
        relays={slug: build.relay(slug, entry) for slug, entry in table.relays.items()},
        origins={".".join(key): place for key, place in (raw.origins | inherited).items()},
    )


def load_house(project: Path, environment: Mapping[str, str]) -> HouseStyle:
    """The project's own spelling, whatever else its settings lack; raises SettingsError for what is wrong with it."""
    raw = layers.read(project, environment)
    try:
        table = HouseTable.model_validate(raw.values)
    except ValidationError as error:
        raise SettingsError(faults_of(error, raw)) from error
    senders = [_text(raw.values, *key, "sender") for key in raw.origins if len(key) == 2 and key[0] == "regions"]
    return build.house(table.spelling, _text(raw.values, "newsletter", "name"), senders)


def _text(table: object, *key: str) -> str:
    """What a raw tree says at a key, if it is a text."""
    for part in key:
        table = table.get(part) if isinstance(table, Mapping) else None
    return table if isinstance(table, str) else ""
