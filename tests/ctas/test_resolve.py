"""Stories are linked: buttons, tracked links, and a finding for all that cannot be."""

from dataclasses import replace
from datetime import date

import pytest

from newsletter.ctas.links import LinkSettings, pass_mark
from newsletter.ctas.registry import Registry
from newsletter.ctas.resolve import resolve
from newsletter.model import (
    Attribution,
    Button,
    Cta,
    CtaRule,
    CtaTarget,
    CtaToken,
    Issue,
    Language,
    Linked,
    Localised,
    Note,
    Prose,
    Region,
    RelatedItem,
    RelatedList,
    Story,
    StoryPiece,
    Text,
)

KEY = b"k" * 32
BLOCK = CtaRule()
ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
ISSUE = Issue("weekly", "uk", date(2026, 11, 26))
UK = Region("uk", Text("United Kingdom"), (), "GB", "Europe/London", (ENGLISH,), "british", "", None, (), (), None)
VISIT = Cta(
    "1234567", (), {"uk": CtaTarget(Text("Book a visit", {"ar": "احجز"}), "https://example.com/visit", "secondary")}
)
PLAIN = Cta("2345678", (), {"uk": CtaTarget(Text("Read on"), "https://other.example/read")})
BROKEN = Cta("3456789", (), {"uk": CtaTarget(Text("Go"), "javascript:alert(1)")})
SETTINGS = LinkSettings("https://news.example.com", "redirect", ("example.com",), KEY, Registry([VISIT, PLAIN, BROKEN]))
MARK = pass_mark(KEY, ISSUE, ENGLISH)
UTM = "utm_source=newsletter&utm_medium=email&utm_campaign=uk-weekly-2026-11-26&utm_content="
STORY = Story("journal:tides", "tides.md", "Reading the Tides", (), "", ENGLISH, True, None, None, "", None)


def linked(
    *pieces: StoryPiece,
    settings: LinkSettings = SETTINGS,
    language: Language = ENGLISH,
    read_more: str | None = None,
    rule: CtaRule = BLOCK,
) -> Linked:
    story = replace(STORY, pieces=pieces, read_more=read_more)
    return resolve(Localised((story,), (), ()), ISSUE, language, UK, settings, rule)


def test_a_token_becomes_its_regions_button_with_a_tracked_link() -> None:
    result = linked(CtaToken("1234567", "right", 7))
    (link,) = result.links
    assert (link.slot, link.label, link.cta, link.tracked) == ("story-1-button-1", "Book a visit", "1234567", True)
    assert link.target == f"https://example.com/visit?{UTM}1234567"
    assert link.href == f"https://news.example.com/c/{link.id}{MARK}"
    assert result.stories[0].pieces == (Button("Book a visit", link.href, "1234567", "right", "secondary", ENGLISH),)
    assert result.findings == ()


def test_an_unknown_cta_keeps_its_place_and_blocks() -> None:
    token = CtaToken("1234568", "left", 7)
    result = linked(token)
    (finding,) = result.findings
    assert result.stories[0].pieces == (token,) and result.links == ()
    assert (finding.gate, finding.level, finding.part, finding.line) == ("ctas", "error", "tides.md", 7)
    assert "1234568" in finding.message and "United Kingdom" in finding.message
    assert "1234567" in finding.remedy


def test_a_campaign_may_go_without_what_does_not_resolve_and_says_so() -> None:
    result = linked(
        Prose("<h3>Book</h3>", 5), CtaToken("9999999", "left", 7), Prose("<p>Tides</p>", 9), rule=CtaRule("drop")
    )
    assert [piece for piece in result.stories[0].pieces if not isinstance(piece, Prose)] == []
    assert (result.findings, result.links) == ((), ())
    (note,) = result.notes
    assert (note.kind, note.text, note.place) == ("dropped", "the CTA 9999999", "tides.md:7")
    assert note.why == "in United Kingdom: no CTA has this id; the campaign goes without what does not resolve"


@pytest.mark.parametrize(
    ("pieces", "left"),
    [
        ("h3 - p", "h3 p"),
        ("p h3 -", "p"),
        ("p h3 - -", "p"),
        ("h3 - h3 p", "h3 p"),
        ("h3 - h2 p", "h2 p"),
        ("h2 - h3 p", "h2 h3 p"),
        ("h2 h3 -", ""),
        ("h3 p -", "h3 p"),
        ("h3", "h3"),
    ],
)
def test_a_heading_goes_with_the_only_cta_beneath_it(pieces: str, left: str) -> None:
    made = [
        Prose(f"<{name}>x</{name}>", 1) if name != "-" else CtaToken("9999999", "left", 1) for name in pieces.split()
    ]
    kept = linked(*made, rule=CtaRule("drop")).stories[0].pieces
    assert kept == tuple(Prose(f"<{name}>x</{name}>", 1) for name in left.split())


def test_a_campaigns_fallback_takes_the_place_of_what_does_not_resolve_and_says_so() -> None:
    result = linked(CtaToken("9999999", "right", 7), rule=CtaRule("fallback", "1234567"))
    (button,) = result.stories[0].pieces
    assert isinstance(button, Button) and (button.label, button.cta, button.align) == (
        "Book a visit",
        "1234567",
        "right",
    )
    assert [link.cta for link in result.links] == ["1234567"]
    (note,) = result.notes
    assert (note.kind, note.text, note.place) == ("fallback", "the CTA 9999999", "tides.md:7")
    assert "no CTA has this id; “Book a visit” (1234567) takes its place by the campaign's rule" in note.why


def test_a_campaigns_fallback_that_does_not_resolve_either_blocks() -> None:
    (finding,) = linked(CtaToken("9999999", "right", 7), rule=CtaRule("fallback", "8888888")).findings
    assert finding.level == "error" and "nor has the campaign's fallback 8888888: no CTA has this id" in finding.message


def test_a_ctas_own_fallback_goes_before_the_campaigns_rule_and_says_so() -> None:
    moved = Cta("4567890", (), {}, fallback="1234567")
    settings = replace(SETTINGS, registry=Registry([VISIT, moved]))
    result = linked(CtaToken("4567890", "left", 7), settings=settings, rule=CtaRule("drop"))
    (button,) = result.stories[0].pieces
    assert isinstance(button, Button) and button.cta == "1234567"
    assert [note.kind for note in result.notes] == ["fallback"]
    assert "no target in the region uk; “Book a visit” (1234567) takes its place" in result.notes[0].why


def test_an_expired_cta_blocks_by_the_issues_local_date() -> None:
    last = CtaTarget(Text("Book"), "https://example.com/visit", valid_until=date(2026, 11, 25))
    settings = replace(SETTINGS, registry=Registry([Cta("1234567", (), {"uk": last})]))
    (finding,) = linked(CtaToken("1234567", "left", 7), settings=settings).findings
    assert finding.level == "error"
    assert finding.message == "the CTA 1234567 in United Kingdom: it expired on 25 November 2026"


def test_a_cta_with_an_address_that_cannot_be_used_blocks() -> None:
    result = linked(CtaToken("3456789", "left", 7))
    assert isinstance(result.stories[0].pieces[0], CtaToken)
    assert [finding.level for finding in result.findings] == ["error"]
    assert "javascript:" in result.findings[0].message


def test_a_label_of_the_editions_language_is_used() -> None:
    (button,) = linked(CtaToken("1234567", "left", 7), language=ARABIC).stories[0].pieces
    assert isinstance(button, Button) and (button.label, button.language) == ("احجز", ARABIC)


def test_a_label_in_another_language_is_used_with_a_warning() -> None:
    result = linked(CtaToken("2345678", "left", 7), language=ARABIC)
    (button,) = result.stories[0].pieces
    assert isinstance(button, Button) and (button.label, button.language) == ("Read on", ENGLISH)
    assert [(finding.level, finding.line) for finding in result.findings] == [("warning", 7)]
    assert "label_ar" in result.findings[0].remedy


def test_links_in_prose_are_tracked_and_the_rest_stays() -> None:
    html = '<p>A &amp; b, <a href="https://example.com/a?x&amp;y=%20#z" title="t">the <b>tide</b></a>.&nbsp;<img src="i.png" alt=""></p>'
    result = linked(Prose(html, 3))
    (link,) = result.links
    assert (link.slot, link.label, link.cta) == ("story-1-link-1", "the tide", None)
    assert link.target == f"https://example.com/a?x&y=%20&{UTM}story-1-link-1#z"
    assert result.stories[0].pieces == (Prose(html.replace("https://example.com/a?x&amp;y=%20#z", link.href), 3),)


def test_prose_without_links_stays_byte_for_byte() -> None:
    prose = Prose("<p>A<br/>b &mdash; <a name=x>c</a>", 3)
    assert linked(prose).stories[0].pieces == (prose,)


def test_what_looks_like_a_link_in_words_is_no_link() -> None:
    html = '<p>Write &lt;a href="https://example.com"&gt; or href=\'x\'. <a href="https://example.com/b">b</a></p>'
    result = linked(Prose(html, 3))
    (piece,) = result.stories[0].pieces
    assert isinstance(piece, Prose) and "&lt;a href=\"https://example.com\"&gt; or href='x'." in piece.html
    assert len(result.links) == 1


def test_a_link_that_no_letter_should_hold_keeps_its_words_only() -> None:
    result = linked(Prose('<p>Go <a href="javascript:alert(1)">out to <i>sea</i></a> now</p>', 3))
    assert result.stories[0].pieces == (Prose("<p>Go out to <i>sea</i> now</p>", 3),)
    assert [(f.gate, f.level, f.part, f.line) for f in result.findings] == [("links", "warning", "tides.md", 3)]
    assert "out to sea" in result.findings[0].message


def test_mail_telephone_and_our_own_pages_are_not_tracked() -> None:
    urls = [
        "mailto:a@example.com?subject=x",
        "tel:+442079460000",
        "sms:+442079460000",
        "https://news.example.com/archive",
    ]
    result = linked(*(Prose(f'<a href="{url}">x</a>', 1) for url in urls))
    assert [(link.href, link.target, link.tracked) for link in result.links] == [(url, url, False) for url in urls]
    assert linked(Prose('<a href="#top">x</a>', 1)).links == ()


def test_a_host_that_only_begins_like_ours_is_tracked() -> None:
    assert linked(Prose('<a href="https://news.example.com.evil.example/">x</a>', 1)).links[0].tracked


def test_read_more_related_articles_and_sources_are_tracked() -> None:
    related = RelatedList("Related", (RelatedItem("Fog", "https://example.com/fog"), RelatedItem("Bad", "ftp://x")))
    source = Attribution("Source: the almanac", "https://other.example/a", 9)
    result = linked(related, source, Attribution("Source: a book", None, 9), read_more="https://example.com/tides")
    assert {link.slot: link.label for link in result.links} == {
        "story-1-related-1": "Fog",
        "story-1-source-1": "Source: the almanac",
        "story-1-read-more": "Reading the Tides",
    }
    fog, source_link, read_more = result.links
    assert result.stories[0].read_more == read_more.href
    assert result.stories[0].pieces == (
        RelatedList("Related", (RelatedItem("Fog", fog.href),)),
        Attribution("Source: the almanac", source_link.href, 9),
        Attribution("Source: a book", None, 9),
    )
    assert source_link.target == "https://other.example/a"


def test_without_a_redirect_links_lead_straight_to_their_target() -> None:
    result = linked(CtaToken("1234567", "left", 7), settings=replace(SETTINGS, links="utm"))
    (link,) = result.links
    assert (link.href, link.tracked) == (link.target, False)
    assert link.target == f"https://example.com/visit?{UTM}1234567"


def test_a_cta_that_nobody_shall_count_leads_straight_to_its_url() -> None:
    target = CtaTarget(Text("Go"), "https://example.com/visit?a", track=False)
    settings = replace(SETTINGS, registry=Registry([Cta("7654321", (), {"uk": target})]))
    result = linked(CtaToken("7654321", "left", 7), settings=settings)
    (link,) = result.links
    assert (link.target, link.href, link.tracked, link.cta) == (target.url, target.url, False, "7654321")


def test_a_link_in_prose_is_one_link_whatever_its_attributes() -> None:
    html = '<p><a href="https://example.com/a" data-track="off">x</a> <a data-track="off" name="y">y</a></p>'
    result = linked(Prose(html, 3))
    assert [(link.target, link.tracked) for link in result.links] == [("https://example.com/a", False)]
    assert result.stories[0].pieces == (Prose(html.replace(' data-track="off"', ""), 3),)


def test_a_link_to_an_inner_network_is_for_local_work_only() -> None:
    html = '<p><a href="http://127.0.0.1:8000/a">x</a></p>'
    assert "inner network" in linked(Prose(html, 3)).findings[0].message
    for settings in (
        replace(SETTINGS, own_domains=("127.0.0.1",)),
        replace(SETTINGS, base_url="http://127.0.0.1:8026"),
    ):
        assert linked(Prose(html, 3), settings=settings).findings == ()


def test_the_same_address_twice_is_two_links_with_ids_of_their_own() -> None:
    links = linked(Prose('<a href="https://a.example">x</a> <a href="https://a.example">y</a>', 1)).links
    assert len({link.id for link in links}) == len({link.href for link in links}) == 2
    assert links == linked(Prose('<a href="https://a.example">x</a> <a href="https://a.example">y</a>', 1)).links


def test_a_picture_lends_its_words_to_its_link() -> None:
    assert linked(Prose('<a href="https://a.example"><img src="i.png" alt="A boat"></a>', 1)).links[0].label == "A boat"


def test_notes_and_findings_of_the_way_here_are_kept() -> None:
    note = Note("kept", "a", "b")
    assert resolve(Localised((), (note,), ()), ISSUE, ENGLISH, UK, SETTINGS, BLOCK).notes == (note,)
