"""What was done to the words, grouped for a page and told in one line."""

from dataclasses import replace

from newsletter.model import Note
from newsletter.report.spelling import groups, one_line
from tests.report.test_differences import GULF, UK


def changed(text: str, place: str, why: str = "British spelling") -> Note:
    return Note("changed", text, why, place, "spelling")


TRAVEL = changed("traveling → travelling", "tides.md:3")
REALIZE = changed("realize → realise", "tides.md:5", "British spelling, a house's choice")
HARBOR = Note("kept", "Harbor", "a name: a run of capitals", "tides.md:7", "spelling")
COLOR = Note("kept", "color", "inside a quotation", "tides.md:9", "spelling")
SUPPER = Note("changed", "supper → dinner", "the region’s own word", "tides.md:3", "terms")
RESIDUE = Note("dropped", "X", "a share icon's name")


def test_the_same_word_is_one_row_with_every_place() -> None:
    (group,) = groups([TRAVEL, TRAVEL, replace(TRAVEL, place="tides.md:8")])
    (row,) = group.rows
    assert (group.heading, group.words, row.text, row.times, row.said) == (
        "Made British",
        3,
        "traveling → travelling",
        "×3",
        "tides.md:3, tides.md:8",
    )


def test_a_reason_is_given_where_the_heading_does_not_give_it() -> None:
    made, own, kept = groups([REALIZE, HARBOR, SUPPER, RESIDUE])
    assert [group.heading for group in (made, own, kept)] == [
        "Made British",
        "In the region’s own words",
        "Kept on purpose",
    ]
    assert [group.rows[0].said for group in (made, own, kept)] == [
        "a house's choice; tides.md:5",
        "tides.md:3",
        "a name: a run of capitals; tides.md:7",
    ]


def test_one_line_counts_the_words_and_the_reasons() -> None:
    letter = replace(UK, notes=(TRAVEL, TRAVEL, REALIZE, HARBOR, COLOR, COLOR, SUPPER, RESIDUE))
    assert one_line([letter]) == (
        "3 words made British (traveling → travelling ×2, realize → realise), "
        "1 word in the region’s own words (supper → dinner), "
        "3 words kept on purpose (1 a name, 2 inside a quotation)"
    )


def test_what_two_editions_share_counts_once() -> None:
    both = [replace(UK, notes=(TRAVEL, TRAVEL)), replace(GULF, notes=(TRAVEL, TRAVEL, SUPPER))]
    assert one_line(both).startswith("2 words made British (traveling → travelling ×2), 1 word in the region")


def test_nothing_done_is_said_too() -> None:
    assert one_line([replace(UK, notes=(RESIDUE,))]) == "no word had to be changed"
