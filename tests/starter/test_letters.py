"""The letters we bring and their words: both directions, every kind of piece, the catalogues against the templates."""

import re
from dataclasses import astuple, replace
from datetime import date
from functools import cache
from html import unescape

import pytest

from newsletter.localise.catalogue import Catalogues, catalogue_files, code_of, read
from newsletter.localise.catalogue_check import problems
from newsletter.localise.catalogue_update import update
from newsletter.localise.extraction import messages, pot, template_words
from newsletter.model import (
    Attribution,
    Button,
    Choice,
    CtaToken,
    Edition,
    Issue,
    Language,
    Linked,
    Logo,
    Palette,
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
OUR_ENGLISH = ("In this letter", "Source:", "Read more", "You are reading", "Unsubscribe", "Telephone:", "Draft:")
LETTERS = ("digest", "feature", "announcement")
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


def edition(settings: Settings, language: Language, stories: tuple[Story, ...], template: str = "digest") -> Edition:
    slug = "middle-east" if language == ARABIC else "uk"
    frame = Frame(
        issue=Issue("weekly", slug, date(2026, 11, 19)),
        campaign=replace(settings.campaigns["weekly"], template=template),
        region=settings.regions[slug],
        language=language,
        newsletter=settings.name.plain,
        unsubscribe="https://news.example.com/u/pass",
        pass_mark="pass",
    )
    return render(Linked(stories, (), (), ()), Choice((), (), {}), frame, templates())


@pytest.fixture(params=[ENGLISH, ARABIC], ids=["ltr", "rtl"])
def language(request: pytest.FixtureRequest) -> Language:
    spoken: Language = request.param
    return spoken


@pytest.mark.parametrize("template", LETTERS)
def test_an_edition_with_every_kind_of_piece_passes_all_gates(
    settings: Settings, language: Language, template: str
) -> None:
    assert edition(settings, language, every_kind(language), template).findings == ()


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_says_everything_once_in_order(settings: Settings, language: Language, template: str) -> None:
    made = edition(settings, language, every_kind(language), template)
    titles = [title for _, title in made.articles]
    body = made.html[made.html.index("</h1>") :]
    headings = [unescape(found) for found in re.findall(r"<h2[^>]*>([^<]*)</h2>", body)]
    assert headings == titles and re.findall(r"<h(1)", made.html) == ["1"]


@pytest.mark.parametrize("template", LETTERS)
def test_both_parts_say_when_and_where_an_event_is(settings: Settings, language: Language, template: str) -> None:
    invited = replace(story(1, language), when="Thursday 3 December 2026, 18:30", where="The quay & pier")
    made = edition(settings, language, (invited,), template)
    when, where = ("الموعد:", "المكان:") if language == ARABIC else ("When:", "Where:")
    assert f">{when}</b> {invited.when}</p>" in made.html and f">{where}</b> The quay &amp; pier</p>" in made.html
    assert f"{when} {invited.when}\n{where} {invited.where}\n" in made.text and made.findings == ()


def test_a_feature_opens_with_large_words_and_its_other_stories_do_not(settings: Settings) -> None:
    told = [story(number, ENGLISH, Prose("<p>More</p>", 2)) for number in (1, 2)]
    sizes = re.findall(
        r"font-size:(\d+)px[^>]*>\s*<p[^>]*>(Water|More)</p>", edition(settings, ENGLISH, tuple(told), "feature").html
    )
    assert sizes == [("22", "Water"), ("18", "More"), ("18", "Water")]  # where a text begins; the last goes on


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_without_stories_is_still_a_page(settings: Settings, template: str) -> None:
    made = edition(settings, ENGLISH, (), template)
    assert [finding.gate for finding in made.findings] == ["stories"] and "Unsubscribe" in made.html


def test_a_picture_leads_from_edge_to_edge_and_else_stands_beside_its_words(settings: Settings) -> None:
    pictured = [
        replace(story(n, ENGLISH, full=n != 3), image=f"https://example.com/{n}.jpg", image_alt=f"No. {n}")
        for n in (1, 2, 3)
    ]
    made = edition(settings, ENGLISH, tuple(pictured))
    assert re.findall(r'<img[^>]*alt="(No. \d)"[^>]*width="(\d+)"', made.html) == [
        ("No. 1", "600"), ("No. 2", "520"), ("No. 3", "176"),
    ]  # fmt: skip


def test_a_logo_stands_in_place_of_the_name_and_says_it(settings: Settings) -> None:
    uk = settings.regions["uk"]
    logo = Logo("https://example.com/l.png", 180, "https://example.com/d.png")
    dressed = replace(settings, regions={**settings.regions, "uk": replace(uk, theme=replace(uk.theme, logo=logo))})
    for template in LETTERS:
        made = edition(dressed, ENGLISH, every_kind(ENGLISH), template)
        logos = re.findall(
            r'<h1[^>]*>\s*<img src="([^"]*)" alt="([^"]*)" width="180"[^>]*>\s*<img src="([^"]*)"', made.html
        )
        assert logos == [("https://example.com/l.png", "The Harbour Letter", "https://example.com/d.png")]
        assert ".by-night { display: block" in made.html
    plain = edition(settings, ENGLISH, every_kind(ENGLISH))
    assert "by-night" not in plain.html and re.search(r"<h1[^>]*>The Harbour Letter</h1>", plain.html)


@pytest.mark.parametrize("template", LETTERS)
def test_a_theme_reaches_every_colour_of_a_letter(settings: Settings, template: str) -> None:
    """Every colour of the house is gone where a project has its own."""
    colours = [f"#a{number}b{number}c{number}" for number in range(7)]
    light, dark = Palette(*colours), Palette(*[colour.replace("a", "d") for colour in colours])
    uk = settings.regions["uk"]
    theme = replace(uk.theme, light=light, dark=dark)
    dressed = replace(settings, regions={**settings.regions, "uk": replace(uk, theme=theme)})
    made = edition(dressed, ENGLISH, every_kind(ENGLISH), template)
    others = {"#3b2f10", "#ffe9b0", "#d8b453", "#ffffff"}  # a missing button's, and the hidden preheader's
    found = set(re.findall(r"#[0-9a-f]{6}\b", made.html)) - others
    assert found <= {*astuple(light), *astuple(dark)} and light.accent in found and dark.ink in found


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
    plurals = [message for message in catalogue.messages if message.plural]
    assert plurals and {len(message.forms) for message in plurals} == {6}


def test_the_emirates_say_only_what_they_say_differently() -> None:
    everywhere, emirates = (read(bundled("locales") / code / "LC_MESSAGES/newsletter.po") for code in ("ar", "ar_AE"))
    said, elsewhere = (
        {message.key: [form.text for form in message.forms] for message in catalogue.messages}
        for catalogue in (emirates, everywhere)
    )
    assert said and all(elsewhere[key] != forms for key, forms in said.items())


def test_every_file_of_the_catalogues_is_as_the_command_would_write_it() -> None:
    """After a change to a template's words: `newsletter --project . catalogue update`."""
    words, locales = template_words([bundled("templates")]), bundled("locales")
    assert (locales / "newsletter.pot").read_text("utf-8") == pot(words)
    for file in catalogue_files(locales):
        there, is_territory = read(file), code_of(file) != "ar"
        updated = update(there.po, messages(words), there.plurals, thin=is_territory)
        assert file.read_text("utf-8") == updated.text
