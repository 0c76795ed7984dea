"""An edition with nothing left in its language: its readers get the region's English one, approved as such."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from newsletter.model import Issue, Language, Subscriber
from newsletter.pipeline import edition_name
from newsletter.schedule import desk, pulling
from newsletter.schedule.approval import Hold, Send
from newsletter.store import issues, subscribers

if TYPE_CHECKING:
    from tests.schedule.conftest import Newsroom

ISSUE = Issue("weekly", "middle-east", date(2026, 11, 24))
ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
OMITTING = {
    "CAMPAIGNS__WEEKLY__REGIONS": '["middle-east"]',
    "CAMPAIGNS__WEEKLY__SCHEDULE": '{ middle-east = "tue 10:00" }',
    "CAMPAIGNS__WEEKLY__ARTICLES": '{ untranslated = "omit" }',
}
TRANSLATION = "---\ntitle: المد\nlanguage: ar_AE\ntranslation_of: tides.md\npublished: 2026-11-20\n---\n\nيعلو المد عند التاسعة.\n"


@pytest.fixture
async def gulf(newsroom: "Newsroom") -> "Newsroom":
    """The newsroom with two readers in the Gulf, one of each language."""
    async with newsroom.open() as opened, opened.pool.connection() as connection:
        people = [
            Subscriber("mona@b.example", "middle-east", ARABIC),
            Subscriber("tom@b.example", "middle-east", ENGLISH),
        ]
        await subscribers.merge(connection, people, newsroom.now)
    newsroom.now = datetime(2026, 11, 24, 6, 1, tzinfo=UTC)
    return newsroom


async def test_arabic_readers_get_the_english_edition_that_was_previewed_and_approved(gulf: "Newsroom") -> None:
    async with gulf.open(**OMITTING) as opened:
        await pulling.pull(opened)
        draft = await desk.draft(opened, ISSUE)
        english, arabic = draft.editions
        assert (arabic.language, arabic.told_in, english.instead) == (ARABIC, ENGLISH, None)
        assert (arabic.html, arabic.subject) == (english.html, english.subject)
        assert edition_name(opened.kit, arabic).endswith("Arabic (optional), told in English")
        what = "no article is left in ar_AE; its readers get the en_GB edition"
        assert what in [finding.message for finding in arabic.findings]
        assert ("fallback", what) in [(note.kind, note.why) for note in arabic.notes]
        await desk.approve(opened, draft, languages=[ENGLISH], by="Ana")
        held = desk.decide(opened, await desk.draft(opened, ISSUE))
        assert isinstance(held, Hold)
        assert held.reason.endswith("told in English: not approved")
        await desk.approve(opened, draft, languages=[ARABIC], by="Ana")
        ready = await desk.draft(opened, ISSUE)
        assert desk.decide(opened, ready) == Send()
        assert await desk.start(opened, ready) == 2
        rows = await gulf.rows(opened, "SELECT address, language FROM deliveries ORDER BY address")
        assert rows == [("mona@b.example", "ar_AE"), ("tom@b.example", "en_GB")]
        async with opened.pool.connection() as connection:
            kept = {one.language: one for one in await issues.editions(connection, ready.row.id)}
        assert (kept[ARABIC].told_in, kept[ARABIC].html) == (ENGLISH, english.html)


async def test_an_arabic_edition_that_is_emptied_after_its_approval_has_to_be_approved_again(gulf: "Newsroom") -> None:
    translation = gulf.project / "articles" / "tides.ar.md"
    translation.write_text(TRANSLATION, "utf-8")
    async with gulf.open(**OMITTING) as opened:
        await pulling.pull(opened)
        draft = await desk.draft(opened, ISSUE)
        assert [edition.told_in for edition in draft.editions] == [ENGLISH, ARABIC]
        await desk.approve(opened, draft, languages=[ENGLISH, ARABIC], by="Ana")
        assert desk.decide(opened, await desk.draft(opened, ISSUE)) == Send()
        translation.unlink()
        await pulling.pull(opened)
        held = desk.decide(opened, await desk.draft(opened, ISSUE))
        assert isinstance(held, Hold)
        assert held.reason.endswith("told in English: changed since it was approved by Ana")


async def test_where_english_has_nothing_either_the_edition_stays_its_own(gulf: "Newsroom") -> None:
    for article in (gulf.project / "articles").iterdir():
        article.unlink()
    async with gulf.open(**OMITTING) as opened:
        await pulling.pull(opened)
        draft = await desk.draft(opened, ISSUE)
        assert [(edition.language, edition.instead) for edition in draft.editions] == [(ENGLISH, None), (ARABIC, None)]
