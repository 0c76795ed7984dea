"""The project's CTAs by id, and what each is in a region on a day; made by the pipeline, asked by `ctas.outcome`.

    the region's own target ─▶ its ancestors' ─▶ the fallback's own ─▶ its ancestors' ─▶ the fallback's fallback …

The first that is in date counts. A sibling's or a child's target never does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from newsletter.articles.cleaning.wording import day
from newsletter.model import Cta, CtaTarget

_NAMED_AT_MOST = 3  # CTAs that a remedy names
_ALIKE = 0.6  # two GUIDs by chance never come near it


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a CTA is in a region; `instead` says why, where it is not the one that was asked for."""

    target: CtaTarget
    cta: str  # the id of the one whose target it is
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A CTA that has no target in a region, or none in date: why, and what to do."""

    reason: str
    remedy: str


class Registry:
    """CTAs found by id or alias, in any case of letters."""

    def __init__(self, ctas: Sequence[Cta]) -> None:
        by_alias = {alias.lower(): cta for cta in reversed(ctas) for alias in cta.aliases}
        self._by_id = by_alias | {cta.id.lower(): cta for cta in ctas}
        self._by_label = {
            label.lower(): cta
            for cta in reversed(ctas)
            for target in cta.targets.values()
            for label in (target.label.plain, *target.label.translations.values())
        }

    def find(self, cta_id: str) -> Cta | None:
        return self._by_id.get(cta_id.lower())

    def resolve(self, cta_id: str, lineage: tuple[str, ...], on: date, label: str = "") -> Resolved | Missing:
        """The CTA's target in a region on a day, or why there is none; `label` is what it once said, to be found by."""
        cta = self.find(cta_id)
        if cta is None:
            return Missing("no CTA has this id", self._remedy_for_unknown(cta_id, label))
        against: list[str] = []
        for one in self._with_fallbacks(cta):
            called = "it" if one is cta else f"its fallback {one.id}"
            for slug in (slug for slug in lineage if slug in one.targets):
                target = one.targets[slug]
                if not (out_of_date := _out_of_date(target, on)):
                    return Resolved(target, one.id, "; ".join(against))
                against.append(f"{called} {out_of_date}{f' in {slug}' if slug != lineage[0] else ''}")
            if one.targets.keys().isdisjoint(lineage):
                against.append(f"{called} has no target in {_in_words(lineage)}")
        return Missing("; ".join(against), _remedy_for_region(cta, lineage))

    def _with_fallbacks(self, cta: Cta) -> Iterator[Cta]:
        """The CTA, its fallback, the fallback's fallback and so on; the settings let no circle through."""
        following: Cta | None = cta
        while following:
            yield following
            following = self.find(following.fallback) if following.fallback else None

    def _remedy_for_unknown(self, cta_id: str, label: str) -> str:
        remedy = f"correct it in the article, or add {cta_id} to ctas.csv or as [[ctas]] to settings.toml"
        named = ", ".join(map(name_of, self._nearest(cta_id, label)))
        return f"{remedy}; the nearest known: {named}" if named else remedy

    def _nearest(self, cta_id: str, label: str) -> list[Cta]:
        """CTAs like the one that is meant, by id and by label; at least one, where there are any."""
        by_id = get_close_matches(cta_id.lower(), self._by_id, n=_NAMED_AT_MOST, cutoff=_ALIKE)
        by_label = get_close_matches(label.lower(), self._by_label, n=_NAMED_AT_MOST, cutoff=_ALIKE) if label else []
        near = [*(self._by_id[one] for one in by_id), *(self._by_label[one] for one in by_label)]
        if not near:
            near = [self._by_id[one] for one in get_close_matches(cta_id.lower(), self._by_id, n=1, cutoff=0)]
        return list({one.id: one for one in near}.values())[:_NAMED_AT_MOST]


def name_of(cta: Cta) -> str:
    """A CTA as people know it: “Book a visit” (5d0b…)."""
    label = next((target.label.plain for target in cta.targets.values()), "")
    return f"“{label:.60}” ({cta.id})" if label else cta.id


def _out_of_date(target: CtaTarget, on: date) -> str:
    """Why a target may not stand in an issue of this day; empty where it may."""
    if target.valid_from and on < target.valid_from:
        return f"begins on {day(target.valid_from)}"
    if target.valid_until and on > target.valid_until:
        return f"expired on {day(target.valid_until)}"
    return ""


def _in_words(lineage: tuple[str, ...]) -> str:
    region, *ancestors = lineage
    return f"the region {region}" + (f", nor in {' or '.join(ancestors)} above it" if ancestors else "")


def _remedy_for_region(cta: Cta, lineage: tuple[str, ...]) -> str:
    region = lineage[0]
    if not cta.targets.keys().isdisjoint(lineage):
        return f"set valid_from and valid_until of {name_of(cta)} anew in {cta.file}, or give it a fallback"
    elsewhere = f"; it has one in {', '.join(sorted(cta.targets))}, which is not used here" if cta.targets else ""
    if cta.file.endswith(".csv"):
        return f"add a row for {region} to {name_of(cta)} in {cta.file}{elsewhere}"
    table = f'{region} = {{ label = "…", url = "https://…" }}'
    return f'give {name_of(cta)} {table} beside id = "{cta.id}" in {cta.file}{elsewhere}'
