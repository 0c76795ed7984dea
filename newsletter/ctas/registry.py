"""The project's CTAs by id, and what each of them is in a region; made by the pipeline, asked by `ctas.resolve`."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from newsletter.model import Cta, CtaTarget

_KNOWN_AT_MOST = 3  # ids that a remedy lists


@dataclass(frozen=True, slots=True)
class Missing:
    """A CTA that has no target in a region: why, and what to do."""

    reason: str
    remedy: str


class Registry:
    """CTAs found by id or alias, in any case of letters."""

    def __init__(self, ctas: Sequence[Cta]) -> None:
        by_alias = {alias.lower(): cta for cta in reversed(ctas) for alias in cta.aliases}
        self._by_id = by_alias | {cta.id.lower(): cta for cta in ctas}

    def find(self, cta_id: str) -> Cta | None:
        return self._by_id.get(cta_id.lower())

    def resolve(self, cta_id: str, lineage: tuple[str, ...]) -> CtaTarget | Missing:
        """The CTA's target in a region, else in its nearest ancestor; never a sibling's or a child's."""
        cta = self.find(cta_id)
        if cta is None:
            return Missing("no CTA has this id", self._remedy_for_unknown(cta_id))
        target = next((cta.targets[slug] for slug in lineage if slug in cta.targets), None)
        return target or Missing(f"it has no target in {_in_words(lineage)}", _remedy_for_region(cta, lineage[0]))

    def _remedy_for_unknown(self, cta_id: str) -> str:
        nearest = get_close_matches(cta_id.lower(), self._by_id, n=_KNOWN_AT_MOST, cutoff=0.5)
        known = f"; the nearest known: {', '.join(nearest)}" if nearest else ""
        return f'add it: [[ctas]] with id = "{cta_id}" in settings.toml{known}'


def _in_words(lineage: tuple[str, ...]) -> str:
    region, *ancestors = lineage
    return f"the region {region}" + (f", nor in {' or '.join(ancestors)} above it" if ancestors else "")


def _remedy_for_region(cta: Cta, region: str) -> str:
    elsewhere = f"; it has one in {', '.join(sorted(cta.targets))}, which is not used here" if cta.targets else ""
    return f'give it {region} = {{ label = "…", url = "https://…" }} beside id = "{cta.id}"{elsewhere}'
