"""Decides which articles an edition carries, and says of every other one why not. Pure.

Called by the pipeline with all articles it knows. Translations are one cluster, of which an edition takes its own
language's member; the cluster's date is its original's. What was sent to a region by another issue is not sent again,
under whatever guid it returns. An edition outside English may show an English article untranslated; an English one
shows English only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale

from newsletter.articles.clusters import Cluster, clusters, doubts, member_for
from newsletter.articles.duplicates import Gallery
from newsletter.articles.related import Library
from newsletter.articles.wording import day
from newsletter.model import Article, ArticleRule, Choice, Issue, Language, LeftOut, Region, RegionBlock, RelatedSlot


@dataclass(frozen=True, slots=True)
class Window:
    """The time an issue's articles come from: `start` ≤ moment < `end`, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Candidate:
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


def choose(
    articles: Sequence[Article], rule: ArticleRule, issue: Issue, language: Language, region: Region, *, window: Window
) -> Choice:
    """The articles of one edition, newest first; undated ones, which count as recent, last."""
    # By id, so that the same articles in another order, from a source or from the database, give the same edition.
    known = clusters(sorted(articles, key=lambda article: article.id))
    shown = [_Candidate(cluster, member) for cluster in known if (member := _member(cluster, language, rule))]
    left_out = [out for cluster in known for out in _other_members(cluster, _member(cluster, language, rule), language)]
    judge = _Judge(rule, issue, region, window)
    reasons = [(candidate, judge.objection(candidate)) for candidate in shown]
    left_out += [_left_out(candidate.member, reason) for candidate, reason in reasons if reason]
    sent = [candidate for candidate in shown if judge.sent(candidate)]
    fit = sorted((candidate for candidate, reason in reasons if not reason), key=_newest_first)
    picked, repeated = _without_repeats(fit, sent, judge)
    left_out += repeated + [_left_out(late.member, f"over the limit of {rule.max}") for late in picked[rule.max :]]
    picked = picked[: rule.max]
    return Choice(
        tuple(_doubted(candidate) for candidate in picked),
        tuple(left_out),
        _related(picked, shown, region, window),
        {candidate.member.id: candidate.original for candidate in picked if _is_translation(candidate)},
    )


def _doubted(candidate: _Candidate) -> Article:
    """The article that is shown, with what is to be said of how it was joined to its translations."""
    found = tuple(doubts(candidate.cluster, candidate.member))
    return replace(candidate.member, findings=candidate.member.findings + found) if found else candidate.member


class _Judge:
    """What speaks against an article in one issue."""

    def __init__(self, rule: ArticleRule, issue: Issue, region: Region, window: Window) -> None:
        self._rule, self._issue, self._region, self._window = rule, issue, region, window

    def objection(self, candidate: _Candidate) -> str:
        """Why the candidate is left out, in plain words; empty: it is not."""
        tags = {tag for article in candidate.cluster for tag in article.tags}
        if not _is_for(candidate, self._region):
            return f"only for {' and '.join(map(_region_name, _regions(candidate)))}"
        if _is_gone(candidate, self._region):
            return "no longer in its source"
        if issue := self.sent(candidate):
            return f"already sent {_sent(issue)}"
        if self._rule.tags and not tags.intersection(self._rule.tags):
            return f"none of the tags {', '.join(self._rule.tags)}"
        return self._untimely(candidate)

    def sent(self, candidate: _Candidate) -> str | None:
        """The other issue that carried the article, or a translation of it, to this region."""
        issues = (article.sent.get(self._region.slug) for article in candidate.cluster)
        return next((issue for issue in issues if issue and issue != self._issue.id), None)

    def _untimely(self, candidate: _Candidate) -> str:
        window, published, seen = self._window, candidate.original.published, candidate.seen
        if published and published >= window.end:
            return f"not yet due: {self._day(published)}, the window ends {self._day(window.end)}"
        if seen and seen >= window.end:
            return f"too new: first seen {self._day(seen)}, the window ends {self._day(window.end)}"
        if seen and seen < window.start:
            return f"too old: {self._day(seen)}, the window begins {self._day(window.start, year=seen.year)}"
        return ""

    def _day(self, when: datetime, year: int | None = None) -> str:
        local = when.astimezone(ZoneInfo(self._region.timezone)).date()
        return day(local).removesuffix(f" {year}")


def _member(cluster: Cluster, language: Language, rule: ArticleRule) -> Article | None:
    member = member_for(cluster, language)
    if member is None and not language.is_english and rule.untranslated == "show":
        return member_for(cluster, Language("en_GB"))
    return member


def _other_members(cluster: Cluster, shown: Article | None, language: Language) -> Iterator[LeftOut]:
    for article in cluster:
        if shown is None:
            yield _left_out(article, f"no {_language_name(language)} translation")
        elif article is not shown and article is cluster[0]:
            yield _left_out(article, f"shown in its {_language_name(shown.language)} translation")
        elif article is not shown:
            editions = f"shown in {_language_name(article.language)} editions"
            yield _left_out(article, f"translation of “{cluster[0].title}” ({editions})")


def _without_repeats(
    fit: Sequence[_Candidate], sent: Sequence[_Candidate], judge: _Judge
) -> tuple[list[_Candidate], list[LeftOut]]:
    """The candidates that repeat neither each other nor what this region has already been sent."""
    before = {article.id: judge.sent(candidate) for candidate in sent for article in candidate.cluster}
    gallery, picked, repeated = Gallery(), list[_Candidate](), list[LeftOut]()
    for candidate in sent:
        gallery.add(candidate.member)
    for candidate in fit:
        if twin := gallery.twin_of(candidate.member):
            issue = before.get(twin.id)
            already = f", already sent {_sent(issue)}" if issue else ""
            repeated.append(_left_out(candidate.member, f"duplicate of “{twin.title}”{already}"))
        else:
            picked.append(candidate)
    return picked, repeated


def _related(
    picked: Sequence[_Candidate], shown: Sequence[_Candidate], region: Region, window: Window
) -> Mapping[str, tuple[Article, ...]]:
    """Of each picked article with a slot: others of this region that are out already and not in this issue."""
    asking = [candidate.member for candidate in picked if _has_slot(candidate.member, region)]
    taken = {candidate.member.id for candidate in picked}
    if not asking:
        return {}
    library = Library(
        candidate.member
        for candidate in shown
        if candidate.member.id not in taken
        and _is_for(candidate, region)
        and not _is_gone(candidate, region)
        and not (candidate.seen and candidate.seen >= window.end)
    )
    return {article.id: library.related(article, region) for article in asking}


def _is_translation(candidate: _Candidate) -> bool:
    """Whether its original is at hand, and another."""
    return candidate.member is not candidate.original and candidate.original.translation_of is None


def _has_slot(article: Article, region: Region) -> bool:
    blocks = (piece for piece in article.pieces if isinstance(piece, RegionBlock) and piece.region in region.lineage)
    pieces = [*article.pieces, *(inner for block in blocks for inner in block.pieces)]
    return any(isinstance(piece, RelatedSlot) for piece in pieces)


def _regions(candidate: _Candidate) -> tuple[str, ...]:
    return candidate.member.regions or candidate.original.regions


def _is_for(candidate: _Candidate, region: Region) -> bool:
    """An article that names a region is its children's too."""
    regions = _regions(candidate)
    return not regions or not {*regions}.isdisjoint(region.lineage)


def _is_gone(candidate: _Candidate, region: Region) -> bool:
    return candidate.member.withdrawn and region.slug not in candidate.member.sent


def _newest_first(candidate: _Candidate) -> tuple[bool, float]:
    return candidate.seen is None, -candidate.seen.timestamp() if candidate.seen else 0.0


def _left_out(article: Article, reason: str) -> LeftOut:
    return LeftOut(article.id, article.title, reason)


def _sent(issue: str) -> str:
    """Of `weekly/uk/2026-11-19`: "on 19 November 2026 in weekly"."""
    campaign, _, rest = issue.partition("/")
    return f"on {day(date.fromisoformat(rest.rpartition('/')[2]))} in {campaign}"


def _language_name(language: Language) -> str:
    return Locale.parse(language.base).get_language_name("en") or language.code


def _region_name(slug: str) -> str:
    return slug.upper() if len(slug) <= 3 else slug.replace("-", " ").title()
