"""One edition, from linked stories to final bytes."""

import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.errors import TemplateError
from newsletter.model import (
    Choice,
    CtaToken,
    Edition,
    Finding,
    Language,
    LeftOut,
    Link,
    Linked,
    Note,
    Prose,
    Story,
    Text,
)
from newsletter.render.edition import Frame, render
from newsletter.render.templates import Templates

ARABIC = Language("ar_AE")
Render = Callable[..., Edition]


def _errors(edition: Edition) -> list[str]:
    return [finding.gate for finding in edition.findings if finding.level == "error"]


@pytest.fixture
def arabic(frame: Frame) -> Frame:
    return replace(frame, language=ARABIC)


def test_a_whole_edition_passes_every_gate(rendered: Render, story: Story) -> None:
    edition = rendered(story, replace(story, id="journal:sand", title="Sand"))
    assert edition.findings == () and not edition.blocked
    assert (edition.subject, edition.preheader) == ("Reading the Tides", "Sand")
    assert edition.articles == (("journal:tides", "Reading the Tides"), ("journal:sand", "Sand"))


def test_html_and_text_say_the_same_in_their_own_way(rendered: Render, story: Story) -> None:
    edition = rendered(story)
    assert '<a href="https://example.com/sea" style="' in edition.html
    assert "The sea comes back (https://example.com/sea)." in edition.text
    assert "Book a visit (https://news.example.com/c/PASS)" in edition.text


def test_an_arabic_edition_runs_right_to_left_in_every_part(rendered: Render, story: Story, arabic: Frame) -> None:
    told = replace(
        story, title="قراءة المدّ", language=ARABIC, pieces=(Prose("<p>البحر يعود</p>", 1),), image_alt="جدول"
    )
    edition = rendered(told, frame=arabic)
    assert edition.findings == ()
    assert '<p style="margin:0 0 16px;text-align:right" lang="ar-AE" dir="rtl">البحر يعود</p>' in edition.html
    assert "direction:ltr" not in edition.html
    assert "الشرق الأوسط" in edition.text and "شركة هاربور" in edition.html


def test_an_english_story_in_an_arabic_edition_keeps_its_direction(
    rendered: Render, story: Story, arabic: Frame
) -> None:
    edition = rendered(story, frame=arabic)
    sea = next(node for node in LexborHTMLParser(edition.html).css("p") if "The sea" in node.text())
    assert (sea.attributes["lang"], sea.attributes["dir"]) == ("en-GB", "ltr")
    assert edition.findings == ()


HOSTILE = '"><mj-raw></mj-text>{{ 7 * 7 }}\\n<script>\u064f\r\nBcc: x'


def test_what_articles_say_is_never_code(rendered: Render, story: Story) -> None:
    evil = replace(story, title=HOSTILE, image_alt=HOSTILE, pieces=(Prose("<p>&lt;mj-text&gt; {% raw %}</p>", 1),))
    edition = rendered(evil)
    page = LexborHTMLParser(edition.html)
    assert not page.css("script") and "<mj-" not in edition.html and r"\u{" not in edition.html
    assert page.css("img")[0].attributes["alt"] == HOSTILE.replace("\r\n", "\n")
    assert set(_errors(edition)) == {"leftovers"}


def test_prose_with_marks_of_mjml_comes_out_as_it_went_in(rendered: Render, story: Story) -> None:
    words = 'a \\ b &amp; \u064f \u200f "quoted"'
    assert words in rendered(replace(story, pieces=(Prose(f"<p>{words}</p>", 1),))).html


def test_subject_and_preheader_are_safe_headers(rendered: Render, story: Story) -> None:
    edition = rendered(replace(story, title="Tides\r\nBcc: all@example.com\u2028x"))
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = edition.subject
    assert edition.subject == "Tides Bcc: all@example.com x"


def test_an_unknown_field_blocks_and_names_the_known_ones(rendered: Render, story: Story, frame: Frame) -> None:
    campaign = replace(frame.campaign, subject={"middle-east": Text("{leed}")})
    (finding,) = rendered(story, frame=replace(frame, campaign=campaign)).findings
    assert (finding.part, finding.level, finding.message) == ("subject", "error", "{leed} is no field")
    assert "{lead}" in finding.remedy and "{newsletter}" in finding.remedy


def test_nothing_is_said_to_stand_in_the_preheader_where_nothing_can(rendered: Render, story: Story) -> None:
    edition = rendered(replace(story, teaser=""))
    assert edition.preheader == "" and not [note for note in edition.notes if note.kind == "fallback"]


def test_a_missing_second_story_leaves_the_teaser_for_a_preheader(rendered: Render, story: Story) -> None:
    edition = rendered(story)
    assert edition.preheader == story.teaser
    assert [(note.kind, note.text) for note in edition.notes] == [("fallback", story.teaser)]


def test_words_of_another_language_in_a_pattern_are_warned_of(rendered: Render, story: Story, arabic: Frame) -> None:
    campaign = replace(arabic.campaign, subject={"middle-east": Text("News: {lead}")})
    findings = rendered(story, story, frame=replace(arabic, campaign=campaign)).findings
    assert [(one.gate, one.level, one.part) for one in findings] == [("translation", "warning", "subject")]
    assert findings[0].remedy == f"add campaigns.{campaign.slug}.subject_ar to settings.toml"


def test_a_region_named_in_english_only_is_warned_of(rendered: Render, story: Story, arabic: Frame) -> None:
    region = replace(arabic.region, name=Text("Middle East"))
    findings = rendered(story, story, frame=replace(arabic, region=region)).findings
    assert [one.message for one in findings] == ["“Middle East” has no ar_AE translation"]


def test_an_edition_without_stories_has_one_error(rendered: Render) -> None:
    edition = rendered()
    assert [finding.message for finding in edition.findings] == ["it carries no article"]
    assert edition.blocked and edition.html and edition.text


def test_an_unresolved_cta_is_told_once(templates: Templates, frame: Frame, story: Story) -> None:
    draft = replace(story, pieces=(CtaToken("dead", "left", 9),))
    told = Finding("ctas", "error", "tides.md", 9, 1, "nobody knows it", "add it")
    assert render(Linked((draft,), (), (), (told,)), Choice((), (), {}), frame, templates).findings == (told,)
    assert _errors(render(Linked((draft,), (), (), ()), Choice((), (), {}), frame, templates)) == ["ctas"]


def test_what_earlier_steps_found_travels_on(templates: Templates, frame: Frame, story: Story) -> None:
    left, link = LeftOut("x", "X", "too old"), Link("id", "s", "l", "https://a", "https://b", True, None)
    linked = Linked((story, story), (link,), (Note("kept", "a", "b"),), ())
    edition = render(linked, Choice((), (left,), {}), frame, templates)
    assert (edition.links, edition.left_out, edition.notes) == ((link,), (left,), linked.notes)


# ── the hash ───────────────────────────────────────────────────────────────────────────────────────


def test_the_same_arguments_give_the_same_bytes(rendered: Render, story: Story) -> None:
    assert rendered(story) == rendered(story)
    assert re.fullmatch(r"[0-9a-f]{64}", rendered(story).hash)


def _with_region(frame: Frame, **changes: object) -> Frame:
    return replace(frame, region=replace(frame.region, **changes))  # type: ignore[arg-type]


CHANGES: list[Callable[[Frame], Frame]] = [
    lambda frame: _with_region(frame, sender="Other <letter@example.com>"),
    lambda frame: _with_region(frame, reply_to="reply@example.com"),
    lambda frame: _with_region(frame, legal=(Text("Other Ltd."),)),
    lambda frame: replace(frame, campaign=replace(frame.campaign, audience_tags=("other",))),
    lambda frame: replace(frame, campaign=replace(frame.campaign, preheader={"middle-east": Text("Other")})),
    lambda frame: replace(frame, language=Language("en_IE")),
    lambda frame: replace(frame, unsubscribe="https://news.example.com/other/PASS"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_hash_changes_with_what_a_reader_gets_and_who_gets_it(
    rendered: Render, story: Story, frame: Frame, change: Callable[[Frame], Frame]
) -> None:
    assert rendered(story, frame=change(frame)).hash != rendered(story).hash


def test_the_hash_changes_with_the_regions_slug(rendered: Render, story: Story, frame: Frame) -> None:
    patterns = {"uk": Text("{lead}")}
    campaign = replace(frame.campaign, subject=patterns, preheader={"uk": Text("{second}")})
    assert (
        rendered(story, frame=_with_region(replace(frame, campaign=campaign), slug="uk")).hash != rendered(story).hash
    )


def test_a_wrong_template_is_an_error_and_no_edition(rendered: Render, story: Story, frame: Frame) -> None:
    with pytest.raises(TemplateError, match=r"lettre\.mjml\.j2: no such template; there are: letter\.mjml\.j2"):
        rendered(story, frame=replace(frame, campaign=replace(frame.campaign, template="lettre")))
