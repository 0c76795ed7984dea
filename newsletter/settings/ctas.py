"""The tables `[[ctas]]` and a campaign's `ctas`: their shape, the values they make, what is wrong with them.

A CTA of `ctas.csv` has the same shape (see `cta_sheet`), and is held to the same rules beside the others.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from newsletter.ctas.urls import RefusedUrl, add_utm, host_of
from newsletter.errors import Fault
from newsletter.model import Cta, CtaRule, CtaTarget, Text
from newsletter.settings.layers import Key
from newsletter.settings.rules import Day
from newsletter.settings.table import Table, Translated


def _url(said: str) -> str:
    try:
        add_utm(said, campaign="", content="", own_domains=(), home=[host_of(said)])  # whose it is, is said elsewhere
    except RefusedUrl as refused:
        raise ValueError(f"cannot stand in a letter: {refused}") from refused
    return said


Filled = Annotated[str, Field(min_length=1)]


class CtaTargetTable(Table):
    texts = ("label",)
    label: Translated[Filled]
    url: Annotated[Filled, AfterValidator(_url)]
    style: Literal["primary", "secondary"] = "primary"
    valid_from: Day | None = None
    valid_until: Day | None = None


class CtaTable(BaseModel):
    """A CTA, what holds of it everywhere, and one table per region, named by the region's slug."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, CtaTargetTable]
    id: Filled
    aliases: list[str] = []
    valid_from: Day | None = None
    valid_until: Day | None = None
    fallback: Filled | None = None
    track: bool = True


class CtaRuleTable(Table):
    unresolved: Literal["block", "drop", "fallback"] = "block"
    fallback: Filled | None = None


class Said(NamedTuple):
    """A CTA, and the rows that say it where it comes from a spreadsheet: its first, and its regions'."""

    cta: Cta
    row: int = 0
    rows: Mapping[str, int] = {}

    def fault(self, message: str, *key: str) -> Fault:
        """What is wrong with it, or with a key of it: of a region's target, or its own."""
        row = self.rows.get(key[0], self.row) if key else self.row
        within = key[1:] if key and key[0] in self.rows else key
        named = (f"row {row}", *within) if row else (".".join(("ctas", self.cta.id, *key)),)
        return Fault(self.cta.file, ": ".join(named), message)


def cta(table: CtaTable, file: str) -> Cta:
    """The CTA; a region's own dates go before those that hold everywhere."""
    targets = {slug: target(_dated(own, table), table.track) for slug, own in table.__pydantic_extra__.items()}
    return Cta(table.id, tuple(table.aliases), targets, table.fallback, file)


def target(table: CtaTargetTable, track: bool) -> CtaTarget:
    label = Text(table.label.plain, dict(table.label.translations))
    return CtaTarget(label, table.url, table.style, table.valid_from, table.valid_until, track)


def _dated(own: CtaTargetTable, table: CtaTable) -> CtaTargetTable:
    dates = {"valid_from": own.valid_from or table.valid_from, "valid_until": own.valid_until or table.valid_until}
    return own.model_copy(update=dates)


def rule(table: CtaRuleTable) -> CtaRule:
    return CtaRule(table.unresolved, table.fallback)


# ── faults ─────────────────────────────────────────────────────────────────────────────────────────


def faults_in(ctas: Sequence[Said], regions: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with CTAs beside each other and the regions."""
    claimed: dict[str, Said] = {}
    for one in ctas:
        for slug in one.cta.targets:
            if slug not in regions:
                what = f"no such region: {slug!r}" if one.row else "no such setting or region"
                yield one.fault(f"{what}; regions: {', '.join(regions)}", slug)
        if not one.cta.targets:
            yield one.fault(f'has no region; add one like {regions[0]} = {{ label = "…", url = "…" }}')
        for name in (one.cta.id, *one.cta.aliases):
            first = claimed.setdefault(name.casefold(), one)
            if first is not one:
                yield one.fault(_doubled(name, first, one))
        yield from _date_faults(one)
    yield from _fallback_faults(ctas)


def rule_faults(slug: str, rule: CtaRuleTable, ctas: Sequence[Said]) -> Iterator[tuple[Key, str]]:
    """What is wrong with a campaign's rule beside the CTAs."""
    at = ("campaigns", slug, "ctas", "fallback")
    if rule.unresolved == "fallback" and rule.fallback is None:
        yield at, 'is missing; name the CTA that takes the place of others, fallback = "…"'
    elif rule.unresolved != "fallback" and rule.fallback is not None:
        yield at, 'is of no use; set unresolved = "fallback", or take it out'
    elif rule.fallback is not None and rule.fallback.casefold() not in _names(ctas):
        yield at, _unknown(rule.fallback, _names(ctas))


def _doubled(name: str, first: Said, second: Said) -> str:
    if first.cta.file != second.cta.file and name.casefold() == first.cta.id.casefold():
        return f"{name!r} is also in {first.cta.file}; take it out of one of them"
    where = f" on row {first.row}" if first.row else ""
    return f"{name!r} is also CTA {first.cta.id}{where}; take one out"


def _date_faults(one: Said) -> Iterator[Fault]:
    for slug, target in one.cta.targets.items():
        first, last = target.valid_from, target.valid_until
        if first and last and last < first:
            yield one.fault(f"is {last}, before valid_from, {first}; correct one of them", slug, "valid_until")


def _names(ctas: Sequence[Said]) -> dict[str, Said]:
    """Each CTA by its id and its aliases."""
    aliases = {alias.casefold(): one for one in reversed(ctas) for alias in one.cta.aliases}
    return aliases | {one.cta.id.casefold(): one for one in ctas}


def _fallback_faults(ctas: Sequence[Said]) -> Iterator[Fault]:
    names = _names(ctas)
    for one in ctas:
        fallback = one.cta.fallback
        if fallback is not None and fallback.casefold() not in names:
            yield one.fault(_unknown(fallback, names), "fallback")
        circle = _circle(one, names)
        if circle and one.cta.id == min(circle):  # told once, of one of those that stand in it
            way = " → ".join((*circle, one.cta.id))
            yield one.fault(f"goes round in a circle: {way}; take one of these fallbacks out", "fallback")


def _circle(one: Said, names: Mapping[str, Said]) -> list[str]:
    """The ids on the way from a CTA by fallbacks back to itself; empty where none leads there."""
    way = [one.cta.id]
    following = names.get((one.cta.fallback or "").casefold())
    while following and following.cta.id not in way:
        way.append(following.cta.id)
        following = names.get((following.cta.fallback or "").casefold())
    return way if following and following.cta.id == one.cta.id else []


def _unknown(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
    return f"no such CTA: {name!r}" + (f"; did you mean {close[0]}?" if close else "; write the id of another CTA")
