"""Decides which articles an edition carries, and says of every other one why not. Pure.

Called by the pipeline with all articles it knows. Translations are one cluster, of which an edition takes its own
language's member; the cluster's date is its original's. What was sent to a region by another issue is not sent again,
under whatever guid it returns. An edition outside English may show an English article untranslated; an English one
shows English only. What an editor has pinned comes in whatever the campaign's rule says of it, but never twice.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale

from newsletter.articles.choosing.candidates import Candidate
from newsletter.articles.choosing.hand import Hand
from newsletter.articles.choosing.slots import filled
from newsletter.articles.cleaning.wording import day
from newsletter.articles.recognising.clusters import Cluster, clusters, doubts, member_for
from newsletter.model import (
    UNTOUCHED,
    Article,
    ArticleRule,
    Choice,
    Curation,
    Issue,
    Language,
    LeftOut,
    Region,
)


@dataclass(frozen=True, slots=True)
class Window:
    """The time an issue's articles come from: `start` ≤ moment < `end`, in UTC."""

    start: datetime
    end: datetime


def choose(
    articles: Sequence[Article],
    rule: ArticleRule,
    issue: Issue,
    language: Language,
    region: Region,
    *,
    window: Window,
    curation: Curation = UNTOUCHED,
) -> Choice:
    """The articles of one edition: the editor's first, then the newest; undated ones, which count as recent, last."""
    # By id, so that the same articles in another order, from a source or from the database, give the same edition.
    known = clusters(sorted(articles, key=lambda article: article.id))
    shown = [Candidate(cluster, member) for cluster in known if (member := _member(cluster, language, rule))]
    left_out = [out for cluster in known for out in _other_members(cluster, _member(cluster, language, rule), language)]
    hand, judge = Hand(curation), _Judge(rule, issue, region, window)
    reasons = [(candidate, hand.objection(candidate) or judge.objection(candidate, hand)) for candidate in shown]
    left_out += [_left_out(candidate.member, reason) for candidate, reason in reasons if reason]
    fit = sorted((candidate for candidate, reason in reasons if not reason), key=hand.before_the_newest)
    picked, repeated = _without_repeats(fit, shown, hand, judge)
    most = max(rule.max, sum(map(hand.pins, picked)))
    left_out += repeated + [_left_out(late.member, f"over the limit of {rule.max}") for late in picked[most:]]
    picked = sorted(picked[:most], key=hand.in_order)
    inside = {article.id for candidate in picked for article in candidate.cluster}
    return Choice(
        tuple(hand.touched(_doubted(candidate)) for candidate in picked),
        tuple(left_out),
        filled([candidate.member for candidate in picked], inside, region, window.end),
        {candidate.member.id: candidate.original for candidate in picked if candidate.is_translation},
    )


def _doubted(candidate: Candidate) -> Article:
    """The article that is shown, with what is to be said of how it was joined to its translations."""
    found = tuple(doubts(candidate.cluster, candidate.member))
    return replace(candidate.member, findings=candidate.member.findings + found) if found else candidate.member


class _Judge:
    """What speaks against an article in one issue."""

    def __init__(self, rule: ArticleRule, issue: Issue, region: Region, window: Window) -> None:
        self._rule, self._issue, self._region, self._window = rule, issue, region, window

    def objection(self, candidate: Candidate, hand: Hand) -> str:
        """Why the candidate is left out, in plain words; empty: it is not."""
        pinned = hand.pins(candidate)
        never = self._never(candidate)
        return f"pinned, but {never}" if pinned and never else never or ("" if pinned else self._not_now(candidate))

    def _never(self, candidate: Candidate) -> str:
        if not candidate.is_for(self._region):
            return f"only for {' and '.join(map(_region_name, candidate.regions))}"
        if candidate.is_gone(self._region):
            return "no longer in its source"
        if issue := self.sent(candidate):
            return f"already sent {_sent(issue)}"
        return ""

    def _not_now(self, candidate: Candidate) -> str:
        tags = {tag for article in candidate.cluster for tag in article.tags}
        if self._rule.tags and not tags.intersection(self._rule.tags):
            return f"none of the tags {', '.join(self._rule.tags)}"
        if candidate.original.backlog:
            return "it lay in its source before the newsletter began"
        return self._untimely(candidate)

    def sent(self, candidate: Candidate) -> str | None:
        """The other issue that carried the article, or a translation of it, to this region."""
        issues = (article.sent.get(self._region.slug) for article in candidate.cluster)
        return next((issue for issue in issues if issue and issue != self._issue.id), None)

    def _untimely(self, candidate: Candidate) -> str:
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
        elif article is not shown and article.language == shown.language and article.translation_of is None:
            yield _left_out(article, f"the same as “{shown.title}”, from {shown.source}")
        elif article is not shown and article is cluster[0]:
            yield _left_out(article, f"shown in its {_language_name(shown.language)} translation")
        elif article is not shown:
            editions = f"shown in {_language_name(article.language)} editions"
            yield _left_out(article, f"translation of “{cluster[0].title}” ({editions})")


def _without_repeats(
    fit: Sequence[Candidate], shown: Sequence[Candidate], hand: Hand, judge: _Judge
) -> tuple[list[Candidate], list[LeftOut]]:
    """The candidates that repeat neither each other nor what this region has already been sent."""
    twins = _twins(shown)
    picked, repeated, taken = list[Candidate](), list[LeftOut](), set[str]()
    for candidate in fit:
        known = twins.get(candidate.member.id, ())
        said = next((twin for twin in known if judge.sent(twin) or twin.member.id in taken), None)
        if said and not hand.pins(candidate):
            issue = judge.sent(said)
            already = f", already sent {_sent(issue)}" if issue else ""
            repeated.append(_left_out(candidate.member, f"duplicate of “{said.member.title}”{already}"))
        else:
            picked.append(candidate)
            taken.add(candidate.member.id)
    return picked, repeated


def _twins(shown: Sequence[Candidate]) -> Mapping[str, list[Candidate]]:
    """The candidates that say nearly the same as each, by the id of its member; whichever of the two knows it."""
    by_id = {article.id: candidate for candidate in shown for article in candidate.cluster}
    twins = defaultdict[str, list[Candidate]](list)
    for candidate in shown:
        for name in (twin for article in candidate.cluster for twin in article.twins):
            twin = by_id.get(name, candidate)
            if twin is not candidate:
                twins[candidate.member.id].append(twin)
                twins[twin.member.id].append(candidate)
    return twins


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
