"""What a region is held to by its own tables and its ancestors', with the line that says each, and faults in them.

`build` asks. A child has all the rules of its ancestors and adds its own; of permits and of greetings for one occasion
the nearest counts.
"""

from collections.abc import Iterator

from newsletter.model import Banned, Claim, Greeting, Language, Permit, Required, Rules, Spot, Text
from newsletter.model.rules import COMPUTED
from newsletter.settings.layers import Key, Layers
from newsletter.settings.lines import line_of
from newsletter.settings.regions import Found, lineage_of
from newsletter.settings.rules import ClaimTable, GreetingTable, RulesTable
from newsletter.settings.schema import SettingsTable
from newsletter.settings.table import Translated


def rules_of(slug: str, table: SettingsTable, layers: Layers) -> Rules:
    """The rules that a region's editions are held to."""
    said = [_own(one, table.regions[one].rules, layers) for one in _from_farthest(slug, table)]
    banned = {one.phrase: one for own in said for one in own.banned}
    return Rules(
        banned=tuple(banned.values()),
        allow=tuple(dict.fromkeys(phrase for own in said for phrase in own.allow)),
        required=tuple(line for own in said for line in own.required),
        permit=next((own.permit for own in reversed(said) if own.permit), None),
        claims=tuple(_claim(number, entry, layers) for number, entry in enumerate(table.claims)),
    )


def greetings_of(slug: str, table: SettingsTable, layers: Layers) -> tuple[Greeting, ...]:
    """The greetings of a region's letters."""
    said = {
        entry.on: _greeting(one, number, entry, layers)
        for one in _from_farthest(slug, table)
        for number, entry in enumerate(table.regions[one].greetings)
    }
    return tuple(said.values())


def _from_farthest(slug: str, table: SettingsTable) -> tuple[str, ...]:
    return lineage_of(slug, table.regions)[::-1]


def _own(slug: str, table: RulesTable, layers: Layers) -> Rules:
    def spot(field: str, said: str) -> Spot:
        return _spot(layers, ("regions", slug, "rules", field), f"regions.{slug}", said)

    permit = table.permit
    return Rules(
        banned=tuple(Banned(phrase, remedy, spot("banned", phrase)) for phrase, remedy in table.banned.items()),
        allow=tuple(table.allow),
        required=tuple(Required(line, spot("required", line.plain)) for line in _lines(table.required)),
        permit=Permit(permit.reference, permit.expires, spot("permit", permit.reference)) if permit else None,
    )


def _claim(number: int, table: ClaimTable, layers: Layers) -> Claim:
    spot = _spot(layers, ("claims",), "claims", table.claim.plain, number)
    return Claim(_text(table.claim), table.reference.strip(), table.expires, tuple(table.regions), spot)


def _greeting(slug: str, number: int, table: GreetingTable, layers: Layers) -> Greeting:
    key = ("regions", slug, "greetings")
    spot = _spot(layers, key, ".".join(key), table.on, number)
    return Greeting(table.on, _text(table.text), table.days, table.confirmed, spot)


def _spot(layers: Layers, key: Key, header: str, said: str, number: int = 0) -> Spot:
    file = layers.place_of(key)
    return Spot(".".join(key), file, line_of(layers.texts.get(file, ""), header, said, number))


def _text(said: Translated[str]) -> Text:
    return Text(said.plain, dict(said.translations))


def _lines(said: Translated[list[str]]) -> Iterator[Text]:
    for number, line in enumerate(said.plain):
        translations = {code: lines[number] for code, lines in said.translations.items() if number < len(lines)}
        yield Text(line, translations)


# ── faults ─────────────────────────────────────────────────────────────────────────────────────────


def faults_in(table: SettingsTable, layers: Layers) -> Found:
    """What is wrong with rules, greetings and claims beside the rest."""
    for slug in table.regions:
        yield from _required_faults(slug, table, layers)
        for number, greeting in enumerate(table.regions[slug].greetings, 1):
            if greeting.confirmed and greeting.on not in COMPUTED:
                message = f"is for computed days, and {greeting.on} is none; take it out"
                yield ("regions", slug, "greetings", str(number), "confirmed"), message
    for claim in table.claims:
        for slug in claim.regions:
            if slug not in table.regions:
                known = ", ".join(table.regions)
                yield ("claims", claim.claim.plain, "regions"), f"no such region: {slug!r}; known: {known}"


def _required_faults(slug: str, table: SettingsTable, layers: Layers) -> Found:
    # Readers of each language must have the line: as with legal lines, an English one will not do for them.
    own = table.regions[slug].rules.required
    for code, lines in own.translations.items():
        if len(lines) != len(own.plain):
            message = f"has {len(lines)} lines, required has {len(own.plain)}"
            yield ("regions", slug, "rules", f"required_{code}"), message
    required = rules_of(slug, table, layers).required
    for language in map(Language, table.regions[slug].languages):
        if any(one.line.said_in(language)[1].base != language.base for one in required):
            remedy = f"translate each line of required, or take {language.code} out of languages"
            yield ("regions", slug, "rules", f"required_{language.base}"), f"is missing; {remedy}"
