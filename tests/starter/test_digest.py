"""The digest and its words: both directions, every kind of piece, and the catalogues against the templates."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from newsletter.localise.catalogue import Catalogues, forms_of, read
from newsletter.localise.catalogue_check import problems
from newsletter.model import (
    Attribution,
    Button,
    Choice,
    CtaToken,
    Edition,
    Issue,
    Language,
    Linked,
    Prose,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
)
from newsletter.render.edition import Frame, render
from newsletter.render.templates import Templates
from newsletter.settings import Settings, load
from newsletter.starter import bundled

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
OUR_ENGLISH = ("In this letter", "Source:", "Read more", "You are reading", "Unsubscribe", "Draft:")
PAGE = "https://www.example.com/journal"
ISOLATED = "\u2068The Harbour Letter\u2069"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    project = tmp_path_factory.mktemp("project")
    (project / "settings.toml").write_bytes(bundled("settings.toml").read_bytes())
    return load(project, {"NEWSLETTER_SIGNING_KEY": "k" * 40})


@cache
def templates() -> Templates:
    catalogues = Catalogues.load([bundled("locales")])
    return Templates.load([bundled("templates")], {ARABIC.code: catalogues.translations(ARABIC)})


def button(language: Language, style: str, align: str) -> Button:
    label = "اقرأ دليل الجيب" if language == ARABIC else "Read our pocket guide"
    return Button(label, f"{PAGE}/guide", "guide", align, style, language)  # type: ignore[arg-type]


def story(number: int, language: Language, *pieces: StoryPiece, full: bool = True) -> Story:
    words = "الماء" if language == ARABIC else "Water"
    told = (Prose(f"<p>{words}</p>", 1), *pieces)
    read_more = None if full else f"{PAGE}/{number}"
    return Story(
        f"journal:{number}", "a.md", f"{words} {number}", told, words, language, full, read_more, None, "", None
    )


def every_kind(language: Language) -> tuple[Story, ...]:
    related = RelatedList("Harbour Middle East", (RelatedItem("Calm Crossings", f"{PAGE}/calm"),))
    attribution = Attribution("Behavioral remedies (2nd ed.)", f"{PAGE}/source", 1)
    return (
        story(1, language, button(language, "primary", "left"), attribution, related),
        story(2, language, button(language, "secondary", "full"), full=False),
        story(3, ENGLISH, Attribution("A harbor log", None, 1)),
    )


def edition(settings: Settings, language: Language, stories: tuple[Story, ...]) -> Edition:
    slug = "middle-east" if language == ARABIC else "uk"
    frame = Frame(
        issue=Issue("weekly", slug, date(2026, 11, 19)),
        campaign=settings.campaigns["weekly"],
        region=settings.regions[slug],
        language=language,
        newsletter=settings.name.plain,
        date="19 نوفمبر 2026" if language == ARABIC else "19 November 2026",
        unsubscribe="https://news.example.com/u/pass",
        pass_mark="pass",
    )
    return render(Linked(stories, (), (), ()), Choice((), (), {}), frame, templates())


@pytest.fixture(params=[ENGLISH, ARABIC], ids=["ltr", "rtl"])
def language(request: pytest.FixtureRequest) -> Language:
    spoken: Language = request.param
    return spoken


def test_an_edition_with_every_kind_of_piece_passes_all_gates(settings: Settings, language: Language) -> None:
    assert edition(settings, language, every_kind(language)).findings == ()


def test_an_arabic_edition_says_none_of_our_words_in_english(settings: Settings) -> None:
    made = edition(settings, ARABIC, every_kind(ARABIC))
    assert [word for word in OUR_ENGLISH if word in made.html or word in made.text] == []


def test_a_story_in_another_language_is_marked_and_keeps_its_direction(settings: Settings) -> None:
    made = edition(settings, ARABIC, every_kind(ARABIC))
    assert made.html.count("بالإنجليزية") == made.text.count("بالإنجليزية") == 1
    assert re.search(r'<h2 lang="en-GB" dir="ltr"[^>]*>Water 3</h2>', made.html)
    assert re.search(r'<h2 lang="ar-AE" dir="rtl"[^>]*>الماء 1</h2>', made.html)


def test_latin_words_in_an_arabic_sentence_are_isolated(settings: Settings) -> None:
    made = edition(settings, ARABIC, every_kind(ARABIC))
    for part in (unescape(made.html), made.text):
        assert f"نشرة {ISOLATED}، نسخة الشرق الأوسط." in part
    assert "\u2068Behavioral remedies (2nd ed.)\u2069" in unescape(made.html)


def test_buttons_begin_where_reading_begins(settings: Settings, language: Language) -> None:
    side = "right" if language == ARABIC else "left"
    made = edition(settings, language, (story(1, language, button(language, "primary", "left")),))
    assert re.search(rf'<td align="{side}"[^>]* class="inset button"', made.html)


def test_a_missing_button_shows_in_both_parts_of_a_draft(settings: Settings) -> None:
    made = edition(settings, ENGLISH, (story(1, ENGLISH, CtaToken("5e80b3d9", "center", 4)),))
    said = "Draft: a button belongs here, but 5e80b3d9 has no label and address in this region."
    assert said in made.html and said in made.text.replace("\n", " ")
    assert [finding.gate for finding in made.findings if finding.level == "error"] == ["ctas"]


def test_both_parts_say_who_writes_why_and_how_to_leave(settings: Settings, language: Language) -> None:
    made = edition(settings, language, every_kind(language))
    region = settings.regions[made.issue.region]
    words = [line.said_in(language)[0] for line in region.legal]
    for part in (made.html, made.text.replace("\n", " ")):
        for said in (*words, region.name.said_in(language)[0], "https://news.example.com/u/pass"):
            assert said in part


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_short_letter_has_no_list_of_contents(settings: Settings, count: int) -> None:
    made = edition(settings, ENGLISH, every_kind(ENGLISH)[:count])
    assert "In this letter" not in made.html + made.text


def test_a_title_that_looks_like_mjml_is_shown_as_it_stands(settings: Settings) -> None:
    made = edition(settings, ENGLISH, (replace(story(1, ENGLISH), title='</mj-text> & "so on"'),))
    assert "&lt;/mj-text&gt; &amp;" in made.html and '</mj-text> & "so on"' in made.text


def test_all_type_is_at_least_16_pixels_and_nothing_but_pictures_is_fetched() -> None:
    for path in bundled("templates").rglob("*.mjml.j2"):
        source = path.read_text("utf-8")
        assert [size for size in re.findall(r"font-size[\"=: ]+(\d+)px", source) if int(size) < 16] == []
        assert not re.search(r"@import|@font-face|url\(|<link|https?:", source)


# ── words ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_catalogues_say_everything_the_templates_say() -> None:
    assert problems([bundled("locales")], [bundled("templates")]) == ()


def test_arabic_has_six_forms_of_every_plural() -> None:
    catalogue = read(bundled("locales") / "ar/LC_MESSAGES/newsletter.po")
    plurals = [message for message in catalogue if message.pluralizable]
    assert plurals and {len(forms_of(message)) for message in plurals} == {6}


def test_the_emirates_say_only_what_they_say_differently() -> None:
    everywhere, emirates = (read(bundled("locales") / code / "LC_MESSAGES/newsletter.po") for code in ("ar", "ar_AE"))
    said = {message.id: message.string for message in emirates if message.id}
    assert said and all(everywhere[words].string != string for words, string in said.items())


def test_the_template_of_the_catalogues_is_what_extraction_finds() -> None:
    with (bundled("locales") / "babel.cfg").open(encoding="utf-8") as configuration:
        methods, options = parse_mapping_cfg(configuration)  # type: ignore[no-untyped-call]  # Babel leaves it so
    found = extract_from_dir(str(bundled("templates")), methods, options)
    with (bundled("locales") / "newsletter.pot").open("rb") as file:
        known = {message.id for message in read_po(file) if message.id}
    assert {words for _, _, words, _, _ in found} == known
