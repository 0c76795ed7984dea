"""What fills a slot, of all that is related."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsletter.articles.choosing.slots import MOST, filled
from newsletter.model import Article, Language, Pointer, Region, RegionBlock, RelatedSlot, Text

EAST = Region(
    "middle-east", Text("East"), (), "AE", "Asia/Dubai", (Language("en_GB"),), "british", "", None, (), (), None
)
SAUDI = replace(EAST, slug="saudi", ancestors=("middle-east",))
SLOT = RelatedSlot("Related Post", 1)


BEFORE = datetime(2026, 11, 26, tzinfo=UTC)


def article(key: str, *pieces: RegionBlock | RelatedSlot, related: tuple[Pointer, ...] = ()) -> Article:
    return Article(key, "a", key, key, pieces, Language("en_GB"), None, related=related)


def pointer(key: str, alike: float = 0.9, *regions: str, seen: datetime | None = None) -> Pointer:
    return Pointer(key, key, f"https://example.com/{key}", regions, seen, alike)


def fill(*related: Pointer, region: Region = EAST, inside: tuple[str, ...] = ()) -> list[str]:
    return [one.id for one in filled([article("asking", SLOT, related=related)], inside, region, BEFORE)["asking"]]


def test_the_most_alike_that_are_not_inside_come_first() -> None:
    assert fill(pointer("a"), pointer("inside", 0.8), pointer("b", 0.5), inside=("inside",)) == ["a", "b"]


def test_no_more_than_a_few_are_listed() -> None:
    assert len(fill(*(pointer(str(n)) for n in range(9)))) == MOST


def test_what_is_not_out_yet_and_what_is_for_another_region_is_not_pointed_to() -> None:
    coming, past = pointer("coming", seen=BEFORE), pointer("past", seen=BEFORE - timedelta(seconds=1))
    assert fill(coming, past, pointer("theirs", 0.9, "uk"), pointer("ours", 0.9, "middle-east", "uk")) == [
        "past",
        "ours",
    ]


def test_one_for_this_region_alone_needs_nothing_in_common() -> None:
    alone, both = pointer("alone", 0.0, "middle-east"), pointer("both", 0.0, "middle-east", "uk")
    assert fill(alone, both, pointer("all", 0.0)) == ["alone"]
    assert fill(alone, both, region=SAUDI) == ["alone"]


def test_only_an_article_with_a_slot_in_this_region_is_given_any() -> None:
    block = RegionBlock("middle-east", "Harbour Middle East:", (SLOT,), 1)
    other = RegionBlock("uk", "Harbour UK:", (SLOT,), 1)
    asking = [article("bare"), article("in-block", block), article("elsewhere", other)]
    assert list(filled(asking, (), EAST, BEFORE)) == ["in-block"]
