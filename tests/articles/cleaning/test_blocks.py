"""Region blocks: what opens one, what ends it, and what is reported."""

import pytest

from newsletter.articles.cleaning.blocks import Pieces, in_pieces
from newsletter.articles.cleaning.body import Block, Item, RegionMark
from newsletter.articles.cleaning.region_lines import RegionNames
from newsletter.articles.cleaning.wording import text_of
from newsletter.articles.gathering.raw import Form
from newsletter.model import Language, Prose, Region, RegionBlock, RelatedSlot, Text


def region(slug: str, name: str) -> Region:
    return Region(slug, Text(name), (), "GB", "Europe/London", (Language("en_GB"),), "british", "", None, (), (), None)


NAMES = RegionNames([region("uk", "UK"), region("middle-east", "Middle East")])


def items(*rows: str) -> list[Item]:
    """`#` makes a heading, `<…>` a mark, `Related Post` a slot, the rest paragraphs; one line each."""
    made: list[Item] = []
    for line, row in enumerate(rows, 1):
        if row.startswith("<"):
            made.append(RegionMark(None if row == "</>" else row[1:-1], line))
        elif row == "Related Post":
            made.append(RelatedSlot(row, line))
        else:
            tag = "h3" if row.startswith("#") else "p"
            made.append(Block(tag, f"<{tag}>{row.strip('# ')}</{tag}>", row.strip("# "), line))
    return made


def cut(*rows: str, form: Form = "html") -> Pieces:
    return in_pieces(items(*rows), NAMES, form, "a.html")


def outline(pieces: Pieces) -> list[str]:
    """A word per piece; a block's pieces behind its region."""

    def word(piece: object) -> str:
        if isinstance(piece, RegionBlock):
            return f"{piece.region}({' '.join(map(word, piece.pieces))})"
        return text_of(piece.html).lower() if isinstance(piece, Prose) else "slot"

    return [word(piece) for piece in pieces.pieces]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("a", "Harbour UK:", "b", "c"), ["a", "uk(b c)"]),
        (("Harbour UK:", "b", "Harbour Middle East:", "c"), ["uk(b)", "middle-east(c)"]),
        (("Harbour UK:", "b", "# c", "d"), ["uk(b)", "c", "d"]),
        (("# Harbour UK:", "b"), ["uk(b)"]),
        (("Harbour UK:", "Related Post"), ["uk(slot)"]),
        (("Harbour UK:",), ["uk()"]),
        (("<uk>", "b", "c"), ["uk(b c)"]),
        (("<uk>", "b", "# c"), ["uk(b)", "c"]),
        (("<uk>", "b", "# c", "</>", "d"), ["uk(b c)", "d"]),
        (("<uk>", "b", "<middle-east>", "c", "</>", "d"), ["uk(b)", "middle-east(c)", "d"]),
        (("<UK>", "b", "Harbour Middle East:", "c"), ["uk(b)", "middle-east(c)"]),
        (("<uk>", "b", "Harbour Middle East:", "</>"), ["uk(b harbour middle east:)"]),
    ],
)
def test_a_block_runs_to_the_next_heading_region_line_mark_or_the_end(rows: tuple[str, ...], said: list[str]) -> None:
    pieces = cut(*rows)
    assert outline(pieces) == said
    assert pieces.findings == ()


def test_a_block_keeps_its_heading_as_it_stood_and_its_line() -> None:
    assert cut("a", "Harbour UK:", "b").pieces[1] == RegionBlock("uk", "Harbour UK:", (Prose("<p>b</p>", 3),), 2)


def test_plain_region_names_as_headings_lose_nothing_and_are_noted() -> None:
    pieces = cut("# UK", "a", "# Middle East", "b", "# What to pack for the Middle East:", "c")
    assert not any(isinstance(piece, RegionBlock) for piece in pieces.pieces)
    assert [(note.kind, note.text) for note in pieces.notes] == [
        ("kept", "“UK” (a.html:1)"),
        ("kept", "“Middle East” (a.html:3)"),
    ]


def test_an_unknown_places_line_stays_and_is_reported() -> None:
    pieces = cut("Harbour France:", "a")
    assert len(pieces.pieces) == 2
    assert "no region has this name" in pieces.notes[0].why


def test_markdown_knows_only_explicit_marks_and_says_so() -> None:
    pieces = cut("Harbour UK:", "a", form="markdown")
    assert len(pieces.pieces) == 2
    assert [(finding.level, finding.remedy) for finding in pieces.findings] == [
        ("warning", "write <!-- region: uk --> above it if it should")
    ]


def test_a_guessed_heading_that_ends_a_block_is_pointed_out() -> None:
    pieces = cut("Harbour UK:", "a", "# b", "c", form="text")
    assert outline(pieces)[0] == "uk(a)"
    assert [(finding.level, finding.line) for finding in pieces.findings] == [("warning", 3)]


@pytest.mark.parametrize(
    ("rows", "level", "message"),
    [
        (("<mars>", "a"), "error", "no region is called “mars”"),
        (("<>", "a"), "error", "no region is called “”"),
        (("a", "</>"), "warning", "closes nothing"),
        (("Harbour UK:", "a", "</>"), "warning", "closes nothing"),
    ],
)
def test_marks_that_make_no_sense_are_findings(rows: tuple[str, ...], level: str, message: str) -> None:
    (finding,) = cut(*rows).findings
    assert (finding.gate, finding.level) == ("blocks", level)
    assert message in finding.message


def test_a_mark_inside_a_block_of_text_is_an_error() -> None:
    (finding,) = in_pieces([RegionMark("uk", 4, inside=True)], NAMES, "html", "a.html").findings
    assert (finding.level, finding.part, finding.line) == ("error", "a.html", 4)
