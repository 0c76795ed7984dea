"""Which articles an edition carries, and what is said of the others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from newsletter.articles.choosing.choose import Window, choose
from newsletter.articles.recognising.compared import compared
from newsletter.model import (
    UNTOUCHED,
    Article,
    ArticleRule,
    Choice,
    Curation,
    Issue,
    Language,
    Override,
    Prose,
    Region,
    RegionBlock,
    RelatedSlot,
    Text,
)

EN, AR = Language("en_GB"), Language("ar_AE")
END = datetime(2026, 11, 26, 9, tzinfo=UTC)
WINDOW = Window(END - timedelta(days=7), END)


def region(slug: str, timezone: str, *languages: Language) -> Region:
    return Region(slug, Text(slug), (), "GB", timezone, languages, "british", "", None, (), (), None)


UK, EAST = region("uk", "Europe/London", EN), region("middle-east", "Asia/Dubai", EN, AR)
SAUDI = replace(region("saudi", "Asia/Riyadh", EN), ancestors=("middle-east",))


def article(key: str, days: float | None = 1, language: Language = EN, **said: Any) -> Article:
    """An article published so many days before the window's end, its text like no other's."""
    published = END - timedelta(days=days) if days is not None else None
    text = " ".join(f"{key}{n}" for n in range(30))
    said = {"pieces": (Prose(f"<p>{text}</p>", 1),), "title": key.title(), **said}
    return Article(id=f"a:{key}", source="a", place=key, language=language, published=published, **said)


def decide(
    articles: list[Article],
    place: Region = UK,
    language: Language = EN,
    curation: Curation = UNTOUCHED,
    **rule: Any,
) -> Choice:
    issue = Issue("weekly", place.slug, date(2026, 11, 26))
    known = compared(articles)
    return choose(known, ArticleRule(**rule), issue, language, place, window=WINDOW, curation=curation)


def picked(choice: Choice) -> list[str]:
    return [one.id.removeprefix("a:") for one in choice.picked]


def reasons(choice: Choice) -> dict[str, str]:
    return {out.id.removeprefix("a:"): out.reason for out in choice.left_out}


def test_the_newest_come_first_and_undated_ones_last_by_id() -> None:
    choice = decide([article("b", None), article("old", 5), article("new", 1), article("a", None)])
    assert picked(choice) == ["new", "old", "a", "b"]
    assert choice.left_out == ()


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (article("x", 24), "too old: 2 November 2026, the window begins 19 November"),
        (article("x", 340), "too old: 21 December 2025, the window begins 19 November 2026"),
        (article("x", -4), "not yet due: 30 November 2026, the window ends 26 November 2026"),
        (article("x", None, first_seen=END), "too new: first seen 26 November 2026, the window ends 26 November 2026"),
        (
            article("x", 1, first_seen=END - timedelta(days=24)),
            "too old: 2 November 2026, the window begins 19 November",
        ),
        (article("x", regions=("middle-east",)), "only for Middle East"),
        (article("x", sent={"uk": "weekly/uk/2026-11-19"}), "already sent on 19 November 2026 in weekly"),
        (article("x", language=AR), "no English translation"),
        (article("x", backlog=True), "it lay in its source before the newsletter began"),
    ],
)
def test_what_is_left_out_says_why(one: Article, reason: str) -> None:
    choice = decide([one])
    assert picked(choice) == []
    assert reasons(choice) == {"x": reason}


def test_an_article_for_a_region_is_for_its_children_too_and_one_for_a_child_is_for_nobody_else() -> None:
    both = [article("east", regions=("middle-east",)), article("ksa", regions=("saudi",))]
    assert picked(decide(both, SAUDI)) == ["east", "ksa"]
    assert reasons(decide(both, EAST)) == {"ksa": "only for Saudi"}


def test_what_an_ancestor_has_had_a_child_has_not() -> None:
    assert picked(decide([article("x", sent={"middle-east": "weekly/middle-east/2026-11-19"})], SAUDI)) == ["x"]


@pytest.mark.parametrize("place", [UK, SAUDI])
def test_a_withdrawn_article_is_known_to_the_region_that_had_it_and_to_no_other(place: Region) -> None:
    gone = article("x", sent={"middle-east": "weekly/middle-east/2026-11-26"}, withdrawn=True)
    assert picked(decide([gone], EAST)) == ["x"]
    assert reasons(decide([gone], place)) == {"x": "no longer in its source"}


def test_the_window_holds_its_beginning_and_not_its_end() -> None:
    assert picked(decide([article("first", 7), article("end", 0)])) == ["first"]


def test_days_are_those_of_the_regions_zone() -> None:
    late = replace(article("x"), published=datetime(2026, 11, 2, 21, tzinfo=UTC))
    assert reasons(decide([late], EAST))["x"].startswith("too old: 3 November")


def test_an_article_that_this_very_issue_carried_stays_in_it() -> None:
    assert picked(
        decide([article("x", sent={"uk": "weekly/uk/2026-11-26", "middle-east": "weekly/middle-east/2026-11-20"})])
    ) == ["x"]


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_translation_is_picked_with_its_original_where_that_is_at_hand(at_hand: bool) -> None:
    original, translation = article("x"), article("x.ar", language=AR, translation_of="x")
    choice = decide([original, translation] if at_hand else [translation], EAST, language=AR)
    assert picked(choice) == ["x.ar"]
    assert choice.originals == ({"a:x.ar": compared([original])[0]} if at_hand else {})


def test_tags_ask_for_one_in_common() -> None:
    choice = decide([article("x", tags=("heat",)), article("y", tags=("news",))], tags=("travel", "heat"))
    assert picked(choice) == ["x"]
    assert reasons(choice) == {"y": "none of the tags travel, heat"}


def test_no_more_than_the_limit_are_picked() -> None:
    choice = decide([article(name, place) for place, name in enumerate("abc", 1)], max=2)
    assert picked(choice) == ["a", "b"]
    assert reasons(choice) == {"c": "over the limit of 2"}


def test_a_duplicate_is_left_out_and_named() -> None:
    first = article("a", 1)
    choice = decide([first, article("b", 2, pieces=first.pieces)])
    assert picked(choice) == ["a"]
    assert reasons(choice) == {"b": "duplicate of “A”"}


def test_what_was_sent_does_not_come_back_under_another_guid() -> None:
    before = article("a", 10, sent={"uk": "weekly/uk/2026-11-19"})
    assert reasons(decide([before, article("b", 1, pieces=before.pieces)]))["b"] == (
        "duplicate of “A”, already sent on 19 November 2026 in weekly"
    )


WATER = article("water", 2, title="On Water")
WATER_AR = article("water.ar", 2, AR, title="عن الماء", translation_of="water")


def test_each_edition_takes_its_own_languages_member() -> None:
    english, arabic = decide([WATER, WATER_AR], EAST, EN), decide([WATER, WATER_AR], EAST, AR)
    assert (picked(english), picked(arabic)) == (["water"], ["water.ar"])
    assert reasons(english) == {"water.ar": "translation of “On Water” (shown in Arabic editions)"}
    assert reasons(arabic) == {"water": "shown in its Arabic translation"}


def test_an_untranslated_article_is_shown_or_omitted_by_the_rule() -> None:
    assert picked(decide([WATER], EAST, AR)) == ["water"]
    omitted = decide([WATER], EAST, AR, untranslated="omit")
    assert picked(omitted) == []
    assert reasons(omitted) == {"water": "no Arabic translation"}


def test_a_translation_counts_as_its_original() -> None:
    sent = replace(WATER, sent={"middle-east": "weekly/middle-east/2026-11-19"})
    assert reasons(decide([sent, WATER_AR], EAST, AR))["water.ar"] == "already sent on 19 November 2026 in weekly"
    old = replace(WATER, published=END - timedelta(days=24))
    assert reasons(decide([old, WATER_AR], EAST, AR))["water.ar"].startswith("too old: 2 November")
    ours = replace(WATER, regions=("uk",))
    assert reasons(decide([ours, WATER_AR], EAST, AR))["water.ar"] == "only for UK"


SLOT = RelatedSlot("Related Post", 9)
ASKING = article("asking", 1, pieces=(RegionBlock("middle-east", "Harbour Middle East:", (SLOT,), 8),))


def linked(key: str, days: float, **said: Any) -> Article:
    return article(key, days, canonical=f"https://example.com/{key}", regions=("middle-east",), **said)


def test_a_slot_is_given_articles_of_its_region_that_are_out_and_not_in_the_issue() -> None:
    others = [linked("old", 40), linked("inside", 2), linked("future", -3), linked("ar", 40, language=AR)]
    choice = decide([ASKING, *others], EAST)
    assert [one.id for one in choice.related["a:asking"]] == ["a:old"]


def test_a_slot_in_an_ancestors_block_is_the_childs_too_and_a_withdrawn_article_fills_none() -> None:
    gone = linked("gone", 40, withdrawn=True, sent={"middle-east": "weekly/middle-east/2026-10-15"})
    choice = decide([ASKING, linked("old", 40), gone], SAUDI)
    assert [one.id for one in choice.related["a:asking"]] == ["a:old"]


def test_where_there_is_no_slot_in_this_region_nothing_is_related() -> None:
    assert decide([ASKING, linked("old", 40)], UK).related == {}


def test_the_same_articles_in_another_order_give_the_same_choice() -> None:
    articles = [article("a", 1), article("b", 1), WATER, WATER_AR, ASKING, linked("old", 40)]
    assert decide(articles, EAST) == decide(articles[::-1], EAST)


def test_a_copy_from_another_source_is_the_same_piece_and_said_to_be() -> None:
    copy = replace(article("copy"), source="b", cluster="a:x")
    choice = decide([replace(article("x"), cluster="a:x"), copy])
    assert (picked(choice), reasons(choice)) == (["x"], {"copy": "the same as “X”, from a"})


def test_a_copy_that_is_still_in_its_source_is_shown_for_one_that_is_not() -> None:
    gone = replace(article("x", withdrawn=True, sent={"middle-east": "weekly/middle-east/2026-11-20"}), cluster="a:x")
    assert picked(decide([gone, replace(article("copy"), source="b", cluster="a:x")])) == ["copy"]


# ── the editor's hand ──────────────────────────────────────────────────────────────────────────────


OLD, TAGGED = article("old", 40), article("tagged", 3, tags=("news",))


def test_what_is_pinned_comes_first_whatever_its_date_and_tags() -> None:
    hand = Curation(pinned=("a:old", "a:b"))
    choice = decide([article("a", 1, tags=("news",)), article("b", 2), OLD, TAGGED], curation=hand, tags=("news",))
    assert picked(choice) == ["old", "b", "a", "tagged"]


def test_what_is_pinned_counts_and_is_never_over_the_limit() -> None:
    articles = [article(name, place) for place, name in enumerate("abcd", 1)]
    assert picked(decide(articles, curation=Curation(pinned=("a:d",)), max=2)) == ["d", "a"]
    assert picked(decide(articles, curation=Curation(pinned=("a:d", "a:c", "a:b")), max=2)) == ["d", "c", "b"]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (article("x", sent={"uk": "weekly/uk/2026-11-19"}), "pinned, but already sent on 19 November 2026 in weekly"),
        (article("x", regions=("middle-east",)), "pinned, but only for Middle East"),
        (article("x", withdrawn=True), "pinned, but no longer in its source"),
    ],
)
def test_a_pin_sends_nothing_twice_nor_to_another_region(one: Article, reason: str) -> None:
    choice = decide([one], curation=Curation(pinned=("a:x",)))
    assert (picked(choice), reasons(choice)) == ([], {"x": reason})


def test_a_pinned_duplicate_comes_and_the_other_stays_out() -> None:
    first = article("a", 1)
    choice = decide([first, article("b", 2, pieces=first.pieces)], curation=Curation(pinned=("a:b",)))
    assert (picked(choice), reasons(choice)) == (["b"], {"a": "duplicate of “B”"})


def test_what_is_dropped_stays_out_in_each_language_and_is_said_to_be() -> None:
    hand = Curation(dropped=("a:water",))
    english, arabic = (decide([WATER, WATER_AR], EAST, language, hand) for language in (EN, AR))
    assert (picked(english), picked(arabic)) == ([], [])
    assert reasons(english)["water"] == reasons(arabic)["water.ar"] == "dropped by an editor"


def test_order_is_kept_among_what_is_in_and_the_others_follow() -> None:
    articles = [article(name, place) for place, name in enumerate("abcd", 1)]
    hand = Curation(order=("a:c", "a:gone", "a:a"))
    assert picked(decide(articles, curation=hand)) == ["c", "a", "b", "d"]
    assert picked(decide(articles, curation=hand, max=2)) == ["a", "b"]


def test_an_article_is_given_other_words_in_one_issue_and_the_report_says_so() -> None:
    (one,) = decide([article("x")], curation=Curation(overrides={"a:x": Override(title="Other", teaser="New.")})).picked
    assert (one.title, one.teaser, one.image) == ("Other", "New.", None)
    assert [note.text for note in one.notes] == ["title: “Other”", "teaser: “New.”"]


def test_a_translation_keeps_its_own_words() -> None:
    hand = Curation(overrides={"a:water": Override(title="Other")})
    assert decide([WATER, WATER_AR], EAST, AR, hand).picked[0].title == "عن الماء"
