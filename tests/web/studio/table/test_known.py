"""What there is of articles: files as they are now, feeds as they were pulled, and the database's memory of both."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter.articles.pictures import THEME
from newsletter.articles.sources import Pulled
from newsletter.model import Article, Language, SourceSettings
from newsletter.web.studio.table.known import known_now, told

ENGLISH = Language("en_GB")
SEEN, NOW = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
SOURCES = (
    SourceSettings("journal", "folder", None, None, ENGLISH),
    SourceSettings("blog", "feed", None, "https://example.com/feed", ENGLISH),
)
FILE = Article("journal:a.md", "journal", "a.md", "A", (), ENGLISH, None)
ITEM = Article("blog:1", "blog", "https://example.com/1", "One", (), ENGLISH, None)


def known(remembered: Sequence[Article], *pulled: Pulled) -> list[Article]:
    return list(known_now(remembered, pulled, SOURCES, NOW).values())


def test_a_file_that_was_changed_keeps_what_the_database_knows_of_it() -> None:
    before = replace(FILE, title="Before", first_seen=SEEN, sent={"uk": "weekly/uk/2026-11-05"})
    (article,) = known([before], Pulled("journal", (FILE,)))
    assert (article.title, article.first_seen, article.sent) == ("A", SEEN, before.sent)


def test_what_is_new_is_first_seen_now_as_if_it_were_pulled() -> None:
    assert known([], Pulled("journal", (FILE,)), Pulled("blog", (ITEM,))) == [
        replace(ITEM, first_seen=NOW),
        replace(FILE, first_seen=NOW),
    ]


def test_a_file_that_is_gone_is_known_no_more() -> None:
    assert known([FILE], Pulled("journal")) == []


def test_a_file_that_is_gone_and_was_sent_stays_known_to_the_region_that_had_it() -> None:
    sent = replace(FILE, sent={"uk": "weekly/uk/2026-11-05"})
    assert known([sent], Pulled("journal")) == [replace(sent, withdrawn=True)]


def test_a_folder_that_cannot_be_read_takes_nothing_away() -> None:
    assert known([FILE], Pulled("journal", error="there is no folder")) == [FILE]


def test_the_articles_of_a_source_that_is_no_longer_named_are_gone() -> None:
    assert known([replace(ITEM, source="gone")]) == []


def test_a_feed_is_what_the_database_remembers_of_it_else_what_was_pulled_here() -> None:
    remembered = replace(ITEM, title="Newer, pulled elsewhere", first_seen=SEEN)
    assert known([remembered], Pulled("blog", (ITEM,))) == [remembered]
    assert known([FILE], Pulled("blog", (ITEM,)), Pulled("journal", (FILE,)))[0].title == "One"


# ── what is said of the sources ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "last", "error"),
    [
        (Pulled("blog"), Pulled("blog", error="is not there"), "is not there"),
        (Pulled("journal"), Pulled("journal", error="there was no folder"), None),
        (Pulled("journal", error="there is no folder"), Pulled("journal"), "there is no folder"),
    ],
)
def test_an_error_is_a_folders_of_now_or_a_feeds_of_the_last_pull(now: Pulled, last: Pulled, error: str | None) -> None:
    (one,) = told([now], {last.source: last}, [], SOURCES)
    assert one.error == error


def test_warnings_of_now_and_of_the_last_pull_are_said_once() -> None:
    now, last = Pulled("blog", warnings=("broken",)), Pulled("blog", warnings=("broken", "a picture is missing"))
    (one,) = told([now], {"blog": last}, [], SOURCES)
    assert one.warnings == ("broken", "a picture is missing")


def test_a_feed_that_was_pulled_elsewhere_is_not_said_to_be_missing_here() -> None:
    here = Pulled("blog", warnings=("Not pulled yet",))
    assert told([here], {}, [], SOURCES) == (here,)
    assert told([here], {}, [ITEM], SOURCES) == (Pulled("blog"),)


def test_a_warning_of_the_theme_is_said_though_it_is_no_source() -> None:
    theme = Pulled(THEME, warnings=("its logo is not there",))
    assert told([Pulled("journal")], {THEME: theme}, [], SOURCES) == (Pulled("journal"), theme)
