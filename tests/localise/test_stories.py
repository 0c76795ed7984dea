"""Articles become a region's stories: spelling, teaser or full, and a note for everything that was done."""

import re
from dataclasses import replace
from datetime import date, time

import pytest

from newsletter.localise.stories import localise
from newsletter.model import (
    Article,
    ArticleRule,
    Attribution,
    Choice,
    CtaToken,
    Event,
    Finding,
    HouseStyle,
    Language,
    Localised,
    Note,
    Prose,
    Region,
    Text,
)

REGION = Region(
    slug="uk",
    name=Text("United Kingdom"),
    aliases=("UK",),
    territory="GB",
    timezone="Europe/London",
    languages=(Language("en_GB"),),
    spelling="british",
    sender="The Harbour Letter <letter@example.co.uk>",
    reply_to=None,
    testers=(),
    legal=(),
    relay=None,
)
HOUSE = HouseStyle()
CTA = CtaToken("0f6c2c54-0000-4000-8000-000000000001", "left", 9)
ARTICLE = Article(
    id="journal:boats",
    source="journal",
    place="boats.md",
    title="Traveling by Boat",
    pieces=(
        Prose('<p>We organized it at the <a href="/center">center</a>.</p>', 3),
        Prose("<p>“A fine color,” said Jo.</p>", 5),
        Attribution("Source: The color of boats", None, 7),
        CTA,
    ),
    language=Language("en_US"),
    published=None,
    image_alt="A harbor",
    teaser="How boats & people learned traveling.",
    notes=(Note("dropped", "X", "residue"),),
    findings=(Finding("residue", "warning", "boats.md", 1, 1, "odd", "look"),),
)


def told(
    article: Article,
    show: ArticleRule | None = None,
    region: Region = REGION,
    language: str = "en_GB",
    house: HouseStyle = HOUSE,
) -> Localised:
    return localise(Choice((article,), (), {}), region, Language(language), show or ArticleRule(), house)


@pytest.mark.parametrize(
    ("event", "language", "when"),
    [
        (Event(date(2026, 12, 3), time(18, 30), time(20)), "en_US", "Thursday 3 December 2026, 18:30–20:00"),
        (Event(date(2026, 12, 3), time(9)), "en_AE", "Thursday 3 December 2026, 09:00"),
        (Event(date(2026, 12, 3)), "en_GB", "Thursday 3 December 2026"),
        (Event(date(2026, 12, 3), time(18, 30)), "ar_AE", "الخميس، 3 ديسمبر 2026، 6:30 م"),
        (None, "en_GB", ""),
    ],
)
def test_an_event_is_told_by_the_clocks_of_its_place_in_the_storys_language(
    event: Event | None, language: str, when: str
) -> None:
    (story,) = told(replace(ARTICLE, event=event, language=Language(language))).stories
    assert story.when == when


@pytest.mark.parametrize(
    ("language", "when"),
    [
        ("en_GB", "Thursday 10 December 2026 (1 Rajab 1448), 18:30"),
        ("ar_AE", "الخميس، ١٠ ديسمبر ٢٠٢٦ (١ رجب ١٤٤٨\u00a0هـ)، ٦:٣٠ م"),
    ],
)
def test_an_events_day_is_told_in_the_regions_digits_and_calendar(language: str, when: str) -> None:
    riyadh = replace(REGION, territory="SA", digits="arabic", calendar="hijri")
    article = replace(ARTICLE, event=Event(date(2026, 12, 10), time(18, 30)), language=Language(language))
    localised = told(article, region=riyadh)
    assert localised.stories[0].when == when
    (note,) = [note for note in localised.notes if "computed" in note.why]
    assert note.text.partition(" (")[2] in when


def test_a_venue_is_a_name_and_kept_letter_for_letter() -> None:
    (story,) = told(replace(ARTICLE, event=Event(date(2026, 12, 3), venue="Harbor Color Center"))).stories
    assert story.where == "Harbor Color Center"


def noted(localised: Localised, kind: str) -> list[tuple[str, str]]:
    return [
        (note.text, f"{note.why}; {note.place}" if note.place else note.why)
        for note in localised.notes
        if note.kind == kind
    ]


def test_an_article_in_full_is_respelled_but_for_its_attribution() -> None:
    story = told(ARTICLE).stories[0]
    assert (story.title, story.image_alt, story.full) == ("Travelling by Boat", "A harbour", True)
    assert story.pieces == (
        Prose('<p>We organised it at the <a href="/center">centre</a>.</p>', 3),
        Prose("<p>“A fine color,” said Jo.</p>", 5),
        Attribution("Source: The color of boats", None, 7),
        CTA,
    )


def test_each_change_and_each_kept_word_is_noted_with_its_place() -> None:
    localised = told(ARTICLE)
    assert noted(localised, "changed") == [
        ("Traveling → Travelling", "British spelling; boats.md:title"),
        ("harbor → harbour", "British spelling; boats.md:picture"),
        ("organized → organised", "British spelling, a house's choice; boats.md:3"),
        ("center → centre", "British spelling; boats.md:3"),
    ]
    assert noted(localised, "kept") == [("color", "inside a quotation; boats.md:5")]


def test_the_article_s_own_notes_and_findings_travel_on() -> None:
    localised = told(ARTICLE)
    assert localised.notes[0] == ARTICLE.notes[0]
    assert localised.findings == ARTICLE.findings


def test_a_region_that_keeps_spelling_changes_nothing_and_says_what_it_would_have() -> None:
    localised = told(ARTICLE, region=replace(REGION, spelling="keep"))
    story = localised.stories[0]
    assert (story.title, story.pieces, story.teaser) == (ARTICLE.title, ARTICLE.pieces, ARTICLE.teaser)
    assert noted(localised, "changed") == []
    assert noted(localised, "kept")[0] == (
        "Traveling → Travelling",
        'the region has spelling = "keep"; boats.md:title',
    )


def test_an_article_with_a_canonical_link_is_a_teaser_with_its_buttons() -> None:
    localised = told(replace(ARTICLE, canonical="https://example.com/boats"))
    story = localised.stories[0]
    assert (story.full, story.read_more) == (False, "https://example.com/boats")
    assert story.pieces == (Prose("<p>How boats &amp; people learned travelling.</p>", 3), CTA)
    assert story.teaser == "How boats & people learned travelling."
    assert ("traveling → travelling", "British spelling; boats.md:teaser") in noted(localised, "changed")


def test_the_campaign_may_ask_for_all_in_full() -> None:
    story = told(replace(ARTICLE, canonical="https://example.com/boats"), ArticleRule(show="full")).stories[0]
    assert (story.full, story.read_more, len(story.pieces)) == (True, None, 4)


def test_the_article_s_own_word_comes_before_the_campaign_s() -> None:
    assert told(replace(ARTICLE, show="full"), ArticleRule(show="teaser")).stories[0].full


def test_a_teaser_that_leads_nowhere_is_a_warning() -> None:
    found = told(ARTICLE, ArticleRule(show="teaser")).findings[-1]
    assert (found.level, found.part) == ("warning", "boats.md")
    assert "no canonical link" in found.message


def test_an_untranslated_article_keeps_its_language_and_is_noted() -> None:
    localised = told(ARTICLE, language="ar_AE")
    assert localised.stories[0].language == Language("en_US")
    assert localised.stories[0].title == "Travelling by Boat"
    assert noted(localised, "fallback") == [("Traveling by Boat", "boats.md: no translation into ar_AE; told in en_US")]


@pytest.mark.parametrize("language", ["ar", "ar_AE"])
def test_an_arabic_article_is_not_spelt_in_english(language: str) -> None:
    localised = told(replace(ARTICLE, language=Language(language)), language="ar_AE")
    said = re.sub(r'<span dir="ltr">|</span>|\\u206[69]', "", "".join(map(str, localised.stories[0].pieces)))
    assert said == "".join(map(str, ARTICLE.pieces))
    assert noted(localised, "fallback") == noted(localised, "changed") == []


TERMS = replace(REGION, terms={"boat": "dhow"})


def test_a_region_s_terms_take_the_place_of_the_author_s_words() -> None:
    localised = told(ARTICLE, region=TERMS)
    assert localised.stories[0].title == "Travelling by Dhow"
    assert ("Boat → Dhow", "the region’s own word; boats.md:title") in noted(localised, "changed")


def test_a_region_that_keeps_its_spelling_keeps_the_author_s_words_too() -> None:
    localised = told(ARTICLE, region=replace(TERMS, spelling="keep"))
    assert localised.stories[0].title == "Traveling by Boat"
    assert ("Boat → Dhow", 'the region has spelling = "keep"; boats.md:title') in noted(localised, "kept")


def test_the_project_s_own_spelling_counts() -> None:
    house = HouseStyle(keep=("Traveling",), change=(("organized", "arranged"),))
    story = told(ARTICLE, house=house).stories[0]
    assert story.title == "Traveling by Boat"
    assert story.pieces[0] == Prose('<p>We arranged it at the <a href="/center">centre</a>.</p>', 3)
