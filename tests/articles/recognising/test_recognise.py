"""An article is the same one under another name, and a piece is one whatever source a copy comes from."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.recognising.recognise import Known, recognise
from newsletter.model import Article, Language

EN, AR = Language("en_GB"), Language("ar_AE")


def article(
    name: str, *aliases: str, source: str = "blog", language: Language = EN, title: str = "The Wall"
) -> Article:
    own = f"{source}:{name}"
    return Article(own, source, name, title, (), language, None, aliases=(own, *aliases))


def known(name: str, *aliases: str, source: str = "blog", base: str = "en", title: str = "The  wall") -> Known:
    own = f"{source}:{name}"
    return Known(own, source, base, title, None, own, (own, *aliases))


def ids(arrived: list[Article], *before: Known) -> list[tuple[str, str]]:
    return [(one.article.id, one.piece) for one in recognise(arrived, before)]


def test_what_was_never_seen_is_a_piece_of_its_own() -> None:
    assert ids([article("1", "page:a"), article("2")]) == [("blog:1", "blog:1"), ("blog:2", "blog:2")]


def test_an_article_that_shares_an_alias_keeps_the_id_it_is_known_by() -> None:
    assert ids([article("new", "page:a")], known("old", "page:a")) == [("blog:old", "blog:old")]


def test_an_address_that_is_given_to_another_piece_on_another_day_makes_it_no_old_one() -> None:
    old = replace(known("old", "page:a", title="Spring offers"), published=datetime(2026, 3, 1, tzinfo=UTC))
    new = article("new", "page:a", title="Summer offers")
    for day, told in ((1, "blog:old"), (2, "blog:new")):
        published = datetime(2026, 3, day, 9, tzinfo=UTC)
        assert ids([replace(new, published=published)], old)[0][0] == told
    renamed = replace(
        article("new", "page:a", "blog:guid", title="Summer offers"), published=datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert ids([renamed], replace(old, aliases=(*old.aliases, "blog:guid")))[0][0] == "blog:old"


def test_its_own_id_says_more_than_an_alias() -> None:
    assert ids([article("1", "page:b")], known("2", "page:b"), known("1", "page:a"))[0][0] == "blog:1"


def test_two_that_arrive_are_never_one() -> None:
    assert ids([article("1", "page:a"), article("new", "page:a")], known("1", "page:a")) == [
        ("blog:1", "blog:1"),
        ("blog:new", "blog:1"),
    ]
    assert [one for one, _ in ids([article("x", "page:a"), article("y", "page:a")], known("old", "page:a"))] == [
        "blog:old",
        "blog:y",
    ]


def test_two_that_a_source_has_side_by_side_are_two_though_one_has_the_address_that_was_the_others() -> None:
    before = known("1", "page:offers", title="Offers of May")
    arrived = [article("1", "page:offers-of-may", title="Offers of May"), article("2", "page:offers", title="Offers")]
    for order in (arrived, arrived[::-1]):
        assert dict(ids(order, before)) == {"blog:1": "blog:1", "blog:2": "blog:2"}
    later = known("2", "page:offers", title="Offers")
    assert recognise(arrived[1:], [before, later])[0].joined == ()


def test_a_copy_from_another_source_or_in_another_language_is_another_article_of_the_same_piece() -> None:
    before = known("1", "page:a", source="feed")
    assert ids([article("9", "page:a")], before) == [("blog:9", "feed:1")]
    assert ids([article("1.ar", "page:a", source="feed", language=AR)], before) == [("feed:1.ar", "feed:1")]


def test_what_comes_together_joins_its_pieces_to_the_articles_own() -> None:
    before = known("1", "page:a"), known("2", "page:b", source="feed")
    (one,) = recognise([article("1", "page:a", "page:b")], before)
    assert (one.piece, one.joined) == ("blog:1", ("feed:2",))


def test_what_was_joined_a_moment_ago_is_one_for_those_that_follow() -> None:
    before = known("1", "page:a"), known("2", "page:b", source="feed")
    arrived = [article("1", "page:a", "page:b"), article("3", "page:b", source="third")]
    assert ids(arrived, *before)[1] == ("third:3", "blog:1")


def test_no_source_makes_anothers_articles_its_own_or_each_others_by_a_claim() -> None:
    ours = [article("1", "page:a", title="A"), article("2", "page:b", title="B")]
    claim = article("x", "page:a", "page:b", source="evil", title="Mine")
    for arrived in ([*ours, claim], [claim, *ours]):
        assert dict(ids(arrived)) == {one: one for one in ("blog:1", "blog:2", "evil:x")}


def test_a_copy_with_a_title_of_its_own_is_known_by_the_same_text() -> None:
    before = known("1", "page:a", "text:1234", source="feed", title="Another")
    assert ids([article("9", "page:a", "text:1234")], before) == [("blog:9", "feed:1")]
    assert ids([article("9", "page:a")], before) == [("blog:9", "blog:9")]


NAMES = st.sampled_from("abcdef")


@given(
    st.lists(st.tuples(NAMES, st.sets(NAMES, max_size=3), st.sampled_from(["blog", "feed"])), max_size=8),
    st.lists(st.tuples(NAMES, st.sets(NAMES, max_size=3), st.sampled_from(["blog", "feed"])), max_size=8),
)
def test_whatever_comes_no_two_have_one_id_and_whoever_shares_an_alias_is_of_one_piece(
    before: list[tuple[str, set[str], str]], after: list[tuple[str, set[str], str]]
) -> None:
    there = {(name, source): known(name, *sorted(pages), source=source) for name, pages, source in before}
    come = {(name, source): article(name, *sorted(pages), source=source) for name, pages, source in after}
    recognised = recognise(list(come.values()), there.values())
    assert len({one.article.id for one in recognised}) == len(recognised)
    joined = {gone: one.piece for one in recognised for gone in one.joined}

    def piece(name: str) -> str:
        while name in joined:
            name = joined[name]
        return name

    for one in recognised:
        for other in recognised:
            if not {*one.article.aliases}.isdisjoint(other.article.aliases):
                assert piece(one.piece) == piece(other.piece)
