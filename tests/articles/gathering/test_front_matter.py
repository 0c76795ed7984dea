"""Front matter in TOML and YAML: what it may say, and how it is told what it may not."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.gathering.front_matter import Document, Known, read_document
from newsletter.errors import SourceError
from newsletter.model import Event, Language

KNOWN = Known((Language("en_GB"), Language("ar_AE")), ("uk", "middle-east"))


def read(text: str) -> Document:
    return read_document(text, KNOWN)


def said(line: str, fence: str = "---") -> object:
    """The one field that a line of front matter sets."""
    (value,) = read(f"{fence}\n{line}\n{fence}\n").said.values()
    return value


def complaint(text: str) -> str:
    with pytest.raises(SourceError) as raised:
        read(text)
    return str(raised.value)


def test_yaml_and_toml_say_the_same() -> None:
    yaml = read(
        "---\ntitle: A harbour walk\npublished: 2026-11-26T09:00:00+04:00\ntags: [sea, town]\nregions: uk\n"
        "large_region_blocks: true\n---\nText\n"
    )
    toml = read(
        '+++\ntitle = "A harbour walk"\npublished = 2026-11-26T09:00:00+04:00\ntags = ["sea", "town"]\n'
        'regions = ["uk"]\nlarge_region_blocks = true\n+++\nText\n'
    )
    assert yaml == toml
    assert yaml.said == {
        "title": "A harbour walk",
        "published": datetime(2026, 11, 26, 5, tzinfo=UTC),
        "tags": ("sea", "town"),
        "regions": ("uk",),
        "bounded_drops": False,
    }


EVENING = Event(date(2026, 12, 3), time(18, 30), time(20, 0), "Custom House Quay, Falmouth")


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ('+++\nevent = { day = 2026-12-03, begins = 18:30:00, ends = "20:00", venue = "Custom House Quay, Falmouth" }\n+++\n', EVENING),
        ("---\nevent:\n  day: 2026-12-03\n  begins: 18:30\n  ends: '20:00'\n  venue: Custom House Quay, Falmouth\n---\n", EVENING),
        ("---\nevent: {day: '2026-12-03'}\n---\n", Event(date(2026, 12, 3))),
    ],
)  # fmt: skip
def test_an_event_has_a_day_and_may_have_hours_and_a_venue(text: str, event: Event) -> None:
    assert read(text).said == {"event": event}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("tomorrow", "is no table"),
        ("{begins: '18:30'}", "has no day; add day = 2026-12-03"),
        ("{day: soon}", "Invalid isoformat string"),
        ("{day: 2026-12-03 18:30:00}", "not a day; write it as 2026-12-03"),
        ("{day: 2026-12-03, begins: 18.5}", 'not an hour of the clock there; write it as "18:30"'),
        ("{day: 2026-12-03, begins: 2000}", 'not an hour of the clock there; write it as "18:30"'),
        ("{day: 2026-12-03, begins: '18:30+04:00'}", 'not an hour of the clock there; write it as "18:30"'),
        ("{day: 2026-12-03, where: here}", "where: no such key; known are day, begins, ends, venue"),
    ],
)
def test_an_event_that_cannot_be_is_named_with_its_remedy(event: str, told: str) -> None:
    assert complaint(f"---\nevent: {event}\n---\n").startswith("event: ") and told in complaint(
        f"---\nevent: {event}\n---\n"
    )


def test_the_body_begins_on_the_line_after_the_fence() -> None:
    document = read("---\ntitle: A\n---\nFirst\nSecond\n")
    assert (document.body, document.first_line) == ("First\nSecond\n", 4)


@pytest.mark.parametrize("text", ["", "X\n\nA title\n", "A rule below\n---\n", " ---\ntitle: A\n---\n", "----\n"])
def test_text_without_front_matter_is_all_body(text: str) -> None:
    assert read(text) == Document({}, text, 1)


@pytest.mark.parametrize("text", ["---\n---\nText", "---  \n# only a comment\n--- \nText", "+++\n+++\nText"])
def test_an_empty_front_matter_says_nothing(text: str) -> None:
    document = read(text)
    assert document.said == {}
    assert document.body == "Text"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("published: 2026-11-26", datetime(2026, 11, 26, tzinfo=UTC)),
        ("published: 2026-11-26 09:00:00", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("published: 2026-11-26T09:00:00Z", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("published: '2026-11-26T09:00+04:00'", datetime(2026, 11, 26, 5, tzinfo=UTC)),
        ("language: en-gb", Language("en_GB")),
        ("language: en_US", Language("en_GB")),
        ("language: ar", Language("ar_AE")),
        ("language: pt-br", Language("pt_BR")),
        ("tags: sea, town, sea", ("sea", "town")),
        ("regions: [middle-east]", ("middle-east",)),
        ("canonical: https://example.com/a?b=c", "https://example.com/a?b=c"),
        ("title: '  Two\u00a0 words '", "Two\u00a0 words"),
        ("teaser: >\n  Two\n  lines\n", "Two lines"),
        ("translation_of: walk.md", "walk.md"),
        ("image_alt: A quay", "A quay"),
        ("show: teaser", "teaser"),
        ("large_region_blocks: false", True),
    ],
)
def test_a_key_is_read_as_what_it_is(line: str, value: object) -> None:
    assert said(line) == value


def test_a_key_without_a_value_is_as_good_as_absent() -> None:
    assert read("---\nteaser:\n---\n").said == {}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("titel: A", "titel: no such key in a front matter; did you mean title?"),
        ("zzz: A", "zzz: no such key in a front matter; known are title, published,"),
        ("1: A", "1: no such key"),
        ("title: 2026", "title: is 2026, not text; put it in quotes"),
        ("title: Yes", "title: is True, not text; put it in quotes"),
        ("language: no", "language: is False, not text; put it in quotes"),
        ("language: English!", "language: 'English!' is no language code; write it as en_GB"),
        ('title: "A\\x07"', "title: holds a character that cannot be stored"),
        ('title: "A\\ud800"', "title: holds a character that cannot be stored"),
        ("published: tomorrow", "published: Invalid isoformat string"),
        ("published: 1790000000", "published: is 1790000000, not a date; write it as 2026-11-26"),
        ("published: 0001-01-01T00:00:00+04:00", "published: date value out of range"),
        ("published: 2026-13-45", "its front matter cannot be read (month must be in 1..12)"),
        ("regions: [uk, us]", "regions: no region 'us'; the settings have uk, middle-east"),
        ("tags: {a: b}", "tags: is {'a': 'b'}, not a list"),
        ("tags: [1]", "tags: is 1, not text"),
        ("canonical: example.com", "canonical: 'example.com' is no web address; write it whole"),
        ("canonical: javascript:alert(1)", "is no web address"),
        ("image: /quay.jpg", "image: '/quay.jpg' is no web address"),
        ("image: 'http://[::1'", "image: Invalid IPv6 URL"),
        ("show: some", "show: is 'some'; write auto, teaser or full"),
        ("large_region_blocks: 1", "large_region_blocks: is 1; write true or false"),
        ("- title", "its front matter holds no keys; write lines such as title"),
        ("only words", "its front matter holds no keys"),
        ("a: b: c", "line 2"),
        ("title: &a A", "anchors, aliases and tags are not taken"),
        ("title: !!python/name:os.system", "anchors, aliases and tags are not taken"),
        ("title: !!int ''", "anchors, aliases and tags are not taken"),
        ("[[a], b]: c", "cannot be read"),
        ("[" * 5_000, "its front matter cannot be read"),
        ("title: " + "A" * 20_000, "its front matter is over 16,000 characters"),
        ("title: " + "9" * 5_000, "its front matter cannot be read (Exceeds the limit"),
    ],
)
def test_what_it_cannot_mean_is_named_with_its_remedy(line: str, told: str) -> None:
    assert told in complaint(f"---\n{line}\n---\nText\n")


@pytest.mark.parametrize("line", ["title = A", "title = 'A'\ntitle = 'B'", "a = " + "[" * 5_000, "n = " + "9" * 5_000])
def test_broken_toml_is_an_error(line: str) -> None:
    assert "its front matter cannot be read" in complaint(f"+++\n{line}\n+++\n")


def test_a_fault_is_at_the_line_of_the_file() -> None:
    assert "line 3" in complaint("+++\ntitle = 'A'\nteaser = B\n+++\n")
    assert "line 3" in complaint("---\ntitle: A\nteaser: b: c\n---\n")


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_front_matter_without_an_end_is_an_error(fence: str) -> None:
    assert complaint(f"{fence}\ntitle: A\n") == f"line 1: its front matter is never closed; end it with a line {fence}"


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a: &a [x, x]", *(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))]
    assert "aliases" in complaint("---\n" + "\n".join(lines) + "\n---\n")


@given(st.sampled_from(["---", "+++"]), st.text(max_size=300))
def test_any_text_is_a_document_or_an_error(fence: str, text: str) -> None:
    try:
        document = read(f"{fence}\n{text}\n{fence}\nBody")
    except SourceError:
        return
    assert document.body.endswith("Body")
