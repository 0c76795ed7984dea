"""An article cut to one region: what stays, what goes, and what is said of it."""

from dataclasses import replace

from newsletter.localise.blocks import Cut, cut
from newsletter.model import (
    Article,
    Attribution,
    CtaToken,
    Language,
    Note,
    Piece,
    Pointer,
    Prose,
    Region,
    RegionBlock,
    RelatedItem,
    RelatedList,
    RelatedSlot,
    Text,
)

EN = Language("en_GB")
EVERYONE = Prose(f"<p>{'word ' * 40}</p>", 1)
TOKEN = CtaToken("123456", "center", 3)
SLOT = RelatedSlot("Related Post", 22)
LOCAL = Prose("<p>Come to our rooms.</p>", 10)


def region(slug: str, name: str) -> Region:
    return Region(slug, Text(name), (), "GB", "Europe/London", (EN,), "british", "", None, (), (), None)


UK, EAST = region("uk", "United Kingdom"), region("middle-east", "Middle East")
SAUDI = replace(region("saudi", "Saudi Arabia"), ancestors=("middle-east",))


def article(*pieces: Piece, bounded: bool = True) -> Article:
    return Article("a:k", "a", "knots.txt", "Knots", pieces, EN, None, bounded_drops=bounded)


def block(
    *pieces: Prose | CtaToken | RelatedSlot | Attribution,
    of: str = "middle-east",
    heading: str = "Harbour Middle East:",
) -> RegionBlock:
    return RegionBlock(of, heading, pieces, 21)


OTHER = Pointer("a:o", "Dust & Salt", "https://example.com/dust?a=1&b=2", (), None, 0.5)


def outcome(made: Cut) -> tuple[int, int, int]:
    return len(made.pieces), len(made.notes), len(made.findings)


def test_a_regions_block_stays_beneath_its_heading_without_the_colon() -> None:
    made = cut(article(EVERYONE, block(LOCAL, TOKEN)), EAST, ())
    assert made == Cut((EVERYONE, Prose("<h3>Harbour Middle East</h3>", 21), LOCAL, TOKEN), (), ())


def test_a_heading_is_escaped_and_an_explicit_block_has_none() -> None:
    assert cut(article(block(LOCAL, heading="A&B UK:")), EAST, ()).pieces[0] == Prose("<h3>A&amp;B UK</h3>", 21)
    assert cut(article(block(LOCAL, heading="")), EAST, ()).pieces == (LOCAL,)


def test_another_regions_block_goes_and_its_words_are_counted() -> None:
    made = cut(article(EVERYONE, block(LOCAL)), UK, (OTHER,))
    assert made.pieces == (EVERYONE,)
    assert made.notes == (
        Note("dropped", "“Harbour Middle East:” (knots.txt:21), 4 words", "belongs to middle-east only"),
    )


def test_a_block_of_an_ancestor_is_its_childrens_too_and_a_childs_is_its_own() -> None:
    ours = Prose("<p>In Riyadh.</p>", 30)
    both = article(EVERYONE, block(LOCAL, heading=""), block(ours, of="saudi", heading="Harbour KSA:"))
    assert cut(both, SAUDI, ()) == Cut((EVERYONE, LOCAL, Prose("<h3>Harbour KSA</h3>", 21), ours), (), ())
    for place in (EAST, UK):
        dropped = [note.why for note in cut(both, place, ()).notes]
        assert dropped == ["belongs to middle-east only"] * (place is UK) + ["belongs to saudi only"]


def test_what_goes_is_counted_for_each_edition_by_itself() -> None:
    long = article(EVERYONE, block(Prose(f"<p>{'word ' * 14}</p>", 22), of="saudi", heading=""))
    assert len(cut(long, EAST, ()).findings) == 1
    assert cut(long, SAUDI, ()).findings == ()


def test_a_block_of_unfilled_slots_goes_whole_with_one_warning_in_its_own_region() -> None:
    lost = article(EVERYONE, block(SLOT, SLOT))
    made = cut(lost, EAST, ())
    assert made.pieces == (EVERYONE,)
    (finding,) = made.findings
    assert (finding.gate, finding.level, finding.part, finding.line) == ("blocks", "warning", "knots.txt", 21)
    assert finding.message == (
        "knots.txt:21 'Harbour Middle East:' has nothing beneath it; its button or text may have been lost in copying"
    )
    assert cut(lost, UK, ()).findings == ()


def test_a_block_with_nothing_at_all_warns_likewise() -> None:
    assert outcome(cut(article(EVERYONE, block()), EAST, (OTHER,))) == (1, 0, 1)
    assert "'<!-- region: uk -->'" in cut(article(block(of="uk", heading="")), UK, ()).findings[0].message


def test_a_filled_slot_lists_related_articles_beneath_the_blocks_heading() -> None:
    made = cut(article(EVERYONE, block(SLOT)), EAST, (OTHER,))
    listed = RelatedList("Harbour Middle East", (RelatedItem("Dust & Salt", "https://example.com/dust?a=1&b=2"),))
    assert made == Cut((EVERYONE, listed), (), ())


def test_a_slot_after_other_content_keeps_its_own_heading() -> None:
    pieces = cut(article(block(LOCAL, SLOT)), EAST, (OTHER,)).pieces
    assert [piece.heading for piece in pieces if isinstance(piece, RelatedList)] == ["Related Post"]
    assert pieces[0] == Prose("<h3>Harbour Middle East</h3>", 21)


def test_a_slot_among_other_content_goes_in_silence_when_unfilled() -> None:
    assert outcome(cut(article(block(SLOT, LOCAL)), EAST, ())) == (2, 0, 0)


def test_a_slot_for_everyone_is_filled_or_noted() -> None:
    assert cut(article(SLOT), UK, (OTHER,)).pieces[0] == RelatedList(
        "Related Post", (RelatedItem(OTHER.title, OTHER.canonical),)
    )
    assert outcome(cut(article(SLOT), UK, ())) == (0, 1, 0)


def test_dropping_over_a_quarter_of_the_words_is_an_error_until_the_article_says_so() -> None:
    long = block(Prose(f"<p>{'word ' * 14}</p>", 22))
    made = cut(article(EVERYONE, long), UK, ())
    assert [(finding.gate, finding.level, finding.line) for finding in made.findings] == [("blocks", "error", 21)]
    assert made.findings[0].message == "14 of 54 words would be dropped from the edition for United Kingdom"
    assert cut(article(EVERYONE, long, bounded=False), UK, ()).findings == ()
    assert cut(article(EVERYONE, long), EAST, ()).findings == ()


def test_a_quarter_exactly_may_go_and_several_blocks_count_together() -> None:
    ten = Prose(f"<p>{'word ' * 10}</p>", 22)
    thirty = Prose(f"<p>{'word ' * 30}</p>", 2)
    assert cut(article(thirty, block(ten)), UK, ()).findings == ()
    assert len(cut(article(thirty, block(ten), block(ten)), UK, ()).findings) == 1


def test_attributions_and_ctas_of_everyone_stay_as_they_are() -> None:
    source = Attribution("Knots", None, 2)
    assert cut(article(source, TOKEN), UK, ()).pieces == (source, TOKEN)
