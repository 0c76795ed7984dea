"""The trip of a hostile answer: its bytes as a source reads them, the articles it holds, the editions they make."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from pathlib import Path

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.fetching.fetch import Fetched
from newsletter.articles.gathering.paging import Query
from newsletter.articles.gathering.raw import Show
from newsletter.articles.recognising.aliases import trusted
from newsletter.errors import SourceError
from newsletter.init import Answers, create
from newsletter.model import Article, Edition, Issue
from newsletter.pipeline import Kit, compose, open_kit
from newsletter.settings import load
from tests.articles.fakes.walking import listing_of
from tests.articles.harmless import head_of
from tests.articles.hostile_feeds import FORMS, said, story
from tests.articles.test_sources import REGIONS

_ADDRESS = "https://hostile.example/list"
_SHOWN: tuple[Show, ...] = ("full", "auto", "teaser")
_DATES = {"uk": date(2026, 11, 26), "middle-east": date(2026, 11, 24)}
_PICTURE = "https://ok.example/a.png"
_BODY = f"<p>High water.</p><p><img src='{_PICTURE}' alt='A pier' width='9'></p>"


@dataclass(frozen=True)
class Press:
    """A project, one of the ways in which it can show articles, and what may stand in its letters' heads."""

    kit: Kit = field(repr=False)
    heads: frozenset[str] = field(repr=False)

    def editions(self, articles: Sequence[Article]) -> Iterator[Edition]:
        """Of every region in every language."""
        return _editions(self.kit, articles)


def presses(folder: Path) -> list[Press]:
    """The sample project without its articles, in each of its templates, with articles in full and as teasers."""
    create(folder, Answers(), None, date(2026, 11, 19))
    for sample in (folder / "articles").iterdir():
        sample.unlink()
    kit = open_kit(load(folder, {}))
    shapes = product(("digest", "feature", "announcement"), _SHOWN)
    return [Press(changed, _heads(changed)) for changed in (_changed(kit, template, show) for template, show in shapes)]


def read(form: str, answer: bytes) -> list[Article] | None:
    """The articles in an answer of this form; None where it is refused as a whole, in words."""
    listing = listing_of(FORMS[form][0])
    try:
        page = listing.page(Query(_ADDRESS, "list"), Fetched(_ADDRESS, {}, answer))
    except UnicodeError:
        raise
    except (SourceError, ValueError):
        return None
    cleaned = {article.id: article for article in (to_article(raw, REGIONS) for raw in page.articles)}
    return trusted(cleaned.values())


def seconds(press: Press, field: str, junk: str) -> float:
    """How long one article takes from its answer to an edition, with junk in one of its fields."""
    answer = said("json feed", [story(**{field: junk})])
    start = time.process_time()
    next(press.editions(read("json feed", answer) or []))
    return time.process_time() - start


def _changed(kit: Kit, template: str, show: Show) -> Kit:
    campaign = kit.settings.campaigns["weekly"]
    rule = replace(campaign.articles, show=show, max=50, since_days=3_000)
    campaigns = {"weekly": replace(campaign, template=template, articles=rule)}
    return replace(kit, settings=replace(kit.settings, campaigns=campaigns))


def _editions(kit: Kit, articles: Sequence[Article]) -> Iterator[Edition]:
    for slug, region in kit.settings.regions.items():
        for language in region.languages:
            yield compose(Issue("weekly", slug, _DATES[slug]), language, articles, kit)


def _heads(kit: Kit) -> frozenset[str]:
    """What stands in the heads of letters that mean no harm, with and without pictures, of one story and of four."""
    links = ["", "https://ok.example/1", "", "https://ok.example/2"]
    stories = [story(body=_BODY, image=_PICTURE, guid=str(number), link=link) for number, link in enumerate(links)]
    four = read("json feed", said("json feed", stories)) or []
    issues = (four, four[:1], [replace(article, image=None) for article in four])
    return frozenset().union(*(head_of(edition.html) for articles in issues for edition in _editions(kit, articles)))
