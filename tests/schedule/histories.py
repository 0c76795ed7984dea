"""A publisher who changes what can be changed about its articles, and a newsletter that must send none of them twice."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.gathering.raw import RawArticle
from newsletter.articles.recognising.aliases import trusted
from newsletter.articles.sources import Pulled
from newsletter.init import Answers, create
from newsletter.model import Issue, Language
from newsletter.schedule import desk, pulling
from newsletter.settings import load

T = TypeVar("T")
ENGLISH = Language("en_GB")
BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)
PIECES = range(6)
# A guid, an address and a text may change at once: then the text, but for a word, is all it is known by.
CHANGES = st.sets(st.sampled_from(["guid", "scheme", "slug", "date", "title", "word"]), min_size=1)


@dataclass(frozen=True)
class Piece:
    """What the publisher says of one piece at present."""

    number: int
    published: datetime
    guid: int = 0
    slug: int = 0
    title: int = 0
    scheme: str = "http"
    word: int = 0  # which of its words is another one by now

    def raw(self, source: str, now: datetime) -> RawArticle:
        words = [f"word{self.number}n{place}" for place in range(80)]
        words[self.word] = f"other{self.number}n{self.word}"
        link = f"{self.scheme}://blog.test/piece-{self.number}-{self.slug}"
        key = f"guid-{self.number}-{self.guid}" if source == "feed" else f"cms-{self.number}"
        return RawArticle(
            source=source,
            key=key,
            place=link,
            body=f"<p>piece{self.number} {' '.join(words)}</p>",
            form="html",
            language=ENGLISH,
            title=f"Piece {self.number}, title {self.title}",
            published=min(self.published, now),
            canonical=link,
            names=(key, link),
        )


class Histories(RuleBasedStateMachine):
    """Publishing, changing, pulling and sending in any order; each issue is looked at when it has gone."""

    url: str
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.now = BEGIN
        self.pieces: dict[int, Piece] = {}
        self.changed: set[int] = set()  # since they were last pulled
        self.sent: dict[int, str] = {}
        said = {
            "DATABASE__URL": self.url,
            "NEWSLETTER__LINKS": "utm",
            "CAMPAIGNS__WEEKLY__REGIONS": '["uk"]',
            "CAMPAIGNS__WEEKLY__SCHEDULE": '{ uk = "daily 09:00" }',
        }
        settings = load(self.folder, {f"NEWSLETTER_{name}": value for name, value in said.items()})
        self.opening = desk.opened(settings, lambda: self.now)
        self.desk = self.do(self.opening.__aenter__())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.do(self.opening.__aexit__(None, None, None))
        self.runner.close()

    @initialize()
    def begin(self) -> None:
        self.do(self._forget())
        for number in PIECES[:3]:
            self.publish(number, back=1)
        self.pull(copies={0}, feed=True, hours=1)

    @rule(number=st.sampled_from(PIECES), back=st.integers(0, 3))
    def publish(self, number: int, back: int) -> None:
        self.pieces.setdefault(number, Piece(number, self.now - timedelta(days=back)))

    @rule(number=st.sampled_from(PIECES), what=CHANGES)
    def change(self, number: int, what: set[str]) -> None:
        if number not in self.pieces or number in self.changed:
            return
        piece = self.pieces[number]
        new: dict[str, Any] = {name: getattr(piece, name) + 1 for name in what - {"scheme", "date"}}
        new |= {"scheme": "https"} if "scheme" in what else {}
        new |= {"published": self.now} if "date" in what else {}
        self.pieces[number] = replace(piece, **new)
        self.changed.add(number)

    @rule(copies=st.sets(st.sampled_from(PIECES)), feed=st.booleans(), hours=st.integers(1, 30))
    def pull(self, copies: set[int], feed: bool, hours: int) -> None:
        """The feed shows all, or is away; a CMS has copies of some."""
        self.now += timedelta(hours=hours)
        shown = {
            "feed": list(self.pieces.values()) if feed else [],
            "cms": [self.pieces[n] for n in copies & {*self.pieces}],
        }
        pulled = [
            Pulled(source, tuple(trusted(to_article(piece.raw(source, self.now), ()) for piece in pieces)))
            for source, pieces in shown.items()
        ]
        self.do(pulling.remember(self.desk, pulled, self.now))
        self.changed -= {piece.number for pieces in shown.values() for piece in pieces}

    @rule()
    def send(self) -> None:
        self.now += timedelta(days=1)
        issue = Issue("weekly", "uk", self.now.date())
        draft = self.do(desk.draft(self.desk, issue))
        (edition,) = draft.editions
        if not edition.articles or draft.row.state != "draft":
            return
        self.do(desk.approve(self.desk, draft, languages=[ENGLISH], by="Ana"))
        assert self.do(desk.start(self.desk, draft)) is not None
        for number in PIECES:
            if f"piece{number}" in edition.text:
                assert number not in self.sent, f"piece {number} went in {self.sent[number]} and in {issue.id}"
                self.sent[number] = issue.id

    async def _forget(self) -> None:
        async with self.desk.pool.connection() as connection:
            await connection.execute("TRUNCATE articles, sent, sources, issues, deliveries, shards, links CASCADE")


def project(folder: Path) -> Path:
    """A project for a history to happen in."""
    create(folder, Answers(), None, date(2026, 3, 1))
    return folder
