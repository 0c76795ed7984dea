"""The line of a settings file on which something is said."""

from newsletter.settings.lines import line_of

TEXT = """\
# banned = ["best"]
[regions.uk]
name = "best"

[regions.middle-east.rules]
banned = [
    # "best"
    "unique",
    'best',                # not "bestow"
]
[[claims]]
claim = "sound sleep"
[[claims]]
claim = "sound sleep"
reference = ""
[regions.north.rules]
banned = { best = "good", "most loved" = "" }
"""


def test_a_phrase_is_found_in_its_own_table_in_either_quotation_marks() -> None:
    assert line_of(TEXT, "regions.middle-east", "best") == 9
    assert line_of(TEXT, "regions.uk", "best") == 3


def test_a_key_is_found_without_quotation_marks() -> None:
    assert line_of(TEXT, "regions.north", "best") == line_of(TEXT, "regions.north", "most loved") == 17


def test_of_a_list_the_entry_that_is_asked_for_is_found() -> None:
    assert [line_of(TEXT, "claims", "sound sleep", number) for number in (0, 1)] == [12, 14]


def test_what_is_not_there_has_no_line() -> None:
    assert (
        line_of(TEXT, "regions.uk", "bestow") == line_of(TEXT, "regions.east", "peerless") == line_of("", "x", "y") == 0
    )
