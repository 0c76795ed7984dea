"""A cluster as one edition would show it; made and judged by `choose`, named by `hand`. Pure."""

from dataclasses import dataclass
from datetime import datetime

from newsletter.articles.recognising.clusters import Cluster
from newsletter.model import Article, Region


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster and the member that this edition would show."""

    cluster: Cluster
    member: Article

    @property
    def original(self) -> Article:
        return self.cluster[0]

    @property
    def seen(self) -> datetime | None:
        """When it became news: a later date on an article known before makes it no newer."""
        known = [when for when in (self.original.published, self.original.first_seen) if when]
        return min(known, default=None)

    @property
    def regions(self) -> tuple[str, ...]:
        return self.member.regions or self.original.regions

    @property
    def is_translation(self) -> bool:
        """Whether its original is at hand, and another."""
        return self.member is not self.original and self.original.translation_of is None

    def is_for(self, region: Region) -> bool:
        """An article that names a region is its children's too."""
        return not self.regions or not {*self.regions}.isdisjoint(region.lineage)

    def is_gone(self, region: Region) -> bool:
        return self.member.withdrawn and region.slug not in self.member.sent
