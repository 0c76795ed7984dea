"""From what a source gave to an article: the scraped shape whole, then each trap, then anything at all."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.cleaning.wording import prose_of
from newsletter.articles.gathering.raw import Form, RawArticle
from newsletter.model import Article, Attribution, CtaToken, Language, Prose, Region, RegionBlock, RelatedSlot, Text

GUID = "6f0b1c2d-3e4f-4a5b-8c6d-7e8f9a0b1c2d"
MODIFIED = datetime(2026, 11, 20, 9, tzinfo=UTC)

SCRAPED = f"""X

Knots That Hold When the Wind Does Not

A knot is a promise made with rope. Our sailors organize a whole evening around it each winter, and nobody is dry by the end.

Most knots fail for one of two reasons,\u00a0 haste or thin gloves. Use 12\u00a0mm line — it forgives — and a patient’s patience.

Source: Knots that hold: a winter's notes

{{{{cta(‘{GUID}’)}}}}

Harbour Middle East:
Related Post"""


def region(slug: str, name: str, *aliases: str) -> Region:
    languages = (Language("en_GB"),)
    return Region(slug, Text(name), aliases, "GB", "Europe/London", languages, "british", "", None, (), (), None)


REGIONS = (region("uk", "United Kingdom", "UK"), region("middle-east", "Middle East", "GCC"))


def clean(body: str, form: Form = "text", **said: Any) -> Article:
    raw = RawArticle(
        "journal", "knots.txt", "knots.txt", body, form, Language("en_GB"), **{"modified": MODIFIED, **said}
    )
    return to_article(raw, REGIONS)


def shown(article: Article) -> str:
    return "\n".join(prose.html for prose in prose_of(article.pieces))


def test_a_scraped_article_becomes_title_pieces_and_teaser() -> None:
    article = clean(SCRAPED)
    assert article.id == "journal:knots.txt"
    assert article.title == "Knots That Hold When the Wind Does Not"
    assert article.teaser == (
        "A knot is a promise made with rope. Our sailors organize a whole evening around it each winter, "
        "and nobody is dry by the end."
    )
    first, second, *rest = article.pieces
    assert isinstance(first, Prose)
    assert first.line == 5
    assert second == Prose(
        "<p>Most knots fail for one of two reasons, haste or thin gloves. "
        "Use 12\u00a0mm line — it forgives — and a patient’s patience.</p>",
        7,
    )
    assert rest == [
        Attribution("Knots that hold: a winter's notes", None, 9),
        CtaToken(GUID, "center", 11),
        RegionBlock("middle-east", "Harbour Middle East:", (RelatedSlot("Related Post", 14),), 13),
    ]
    assert article.findings == ()


def test_all_that_was_done_to_a_scraped_article_is_noted() -> None:
    assert [(note.kind, note.text) for note in clean(SCRAPED).notes] == [
        ("fallback", "dated 20 November 2026"),
        ("dropped", "“X” (knots.txt:1)"),
        ("kept", "“Source: Knots that hold: a winter's notes” (knots.txt:9)"),
        ("kept", "“Related Post” (knots.txt:14)"),
        ("changed", "no-break spaces made plain: 1"),
    ]


def test_a_date_of_its_own_counts_and_none_at_all_stays_none() -> None:
    published = datetime(2026, 11, 1, tzinfo=UTC)
    assert clean(SCRAPED).published == MODIFIED
    assert clean(SCRAPED, published=published).published == published
    assert clean(SCRAPED, modified=None).published is None


def test_the_first_line_of_the_file_shifts_all_lines() -> None:
    article = clean(f"A Title\n\nWords.\n\n{{{{ cta('{GUID}') }}}}\n\n{{{{ cta('oops') }}}}", first_line=11)
    assert [piece.line for piece in article.pieces if not isinstance(piece, RegionBlock)] == [13, 15]
    assert [(finding.line, finding.column) for finding in article.findings] == [(17, 1)]


def test_windows_line_ends_change_nothing() -> None:
    assert clean(SCRAPED.replace("\n", "\r\n")).pieces == clean(SCRAPED).pieces


@pytest.mark.parametrize(
    ("body", "form", "said", "title"),
    [
        ("# Of Masts\n\nWords.", "markdown", "", "Of Masts"),
        ("<p>X</p><h1>Of <em>Masts</em></h1><p>Words.</p>", "html", "", "Of Masts"),
        ("<p>Sailing</p><h1>Of Masts</h1><p>Words.</p>", "html", "", "Of Masts"),
        ("Of Masts\nWords.", "text", "", "Of Masts"),
        ("of masts\n\nWords.", "text", "Of Masts", "Of Masts"),
        ("<h1>OF MASTS</h1><p>Words.</p>", "html", "Of Masts", "Of Masts"),
        ("Words.", "text", "Of {{masts}}\u202e", "Of { {masts} }"),
        ("Harbour UK:\nOf Masts\nWords.", "text", "", "Of Masts"),
        ("", "text", "", "knots.txt"),
    ],
)
def test_the_title_is_the_given_one_else_the_first_heading_or_line(
    body: str, form: Form, said: str, title: str
) -> None:
    article = clean(body, form, title=said)
    assert article.title == title
    assert title not in shown(article)


def test_only_one_of_two_lines_that_say_the_title_goes() -> None:
    assert len(clean("<p>T</p><p>T</p>", "html").pieces) == 1


def test_a_first_line_too_long_for_a_title_is_cut_for_it_and_stays_in_the_body() -> None:
    article = clean("word " * 60)
    assert len(article.title) <= 151
    assert article.title.endswith("…")
    assert len(article.pieces) == 1


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_cta_splits_its_paragraph(form: Form) -> None:
    article = clean(f"<p>Come {{{{cta('{GUID}')}}}} or call.</p>", form, title="T")
    assert [type(piece) for piece in article.pieces] == [Prose, CtaToken, Prose]


def test_a_faulty_cta_blocks_and_leaves_nothing_of_itself() -> None:
    article = clean("T\n\nCome now {{ cta(visit_id) }} or call.")
    (finding,) = article.findings
    assert (finding.gate, finding.level, finding.part, finding.line, finding.column) == (
        "ctas",
        "error",
        "knots.txt",
        3,
        10,
    )
    assert finding.remedy
    assert "cta" not in shown(article)


@pytest.mark.parametrize("body", ["<p>a</p><script>{{cta('%s')}}</script>", "[a]({{cta('%s')}})"])
def test_a_cta_that_goes_with_a_script_or_an_address_is_pointed_out(body: str) -> None:
    article = clean(body % GUID, "markdown", title="T", canonical="https://www.example.com/")
    assert [(finding.gate, finding.level) for finding in article.findings] == [("ctas", "warning")]
    assert "cta:" not in shown(article)


HOSTILE = '{{ 7*7 }} {% include %} <mj-include path="/etc/passwd"/> <script>alert(1)</script> &lt;b&gt;'


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("text", "<p>{ { 7*7 } } { % include % } &lt;mj-include path=\"/etc/passwd\"/&gt; &lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;</p>"),
        ("html", "<p>{ { 7*7 } } { % include % }   &lt;b&gt;</p>"),
        ("markdown", "<p>{ { 7*7 } } { % include % }   &lt;b&gt;</p>"),
    ],
)  # fmt: skip
def test_code_of_any_language_renders_as_harmless_text(form: Form, said: str) -> None:
    article = clean(HOSTILE, form, title="T")
    assert shown(article) == said
    assert any(note.text.startswith("double braces") for note in article.notes)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_region_line_opens_a_block_in_html_and_a_mark_in_both(form: Form) -> None:
    body = "<p>a</p>\n\n<!-- region: uk -->\n\n<p>b</p>\n\n<!-- /region -->\n\n<p><strong>Harbour Middle East:</strong></p>\n\n<p>c</p>"
    article = clean(body, form, title="T")
    regions = [piece.region for piece in article.pieces if isinstance(piece, RegionBlock)]
    assert regions == (["uk", "middle-east"] if form == "html" else ["uk"])


def test_a_region_line_of_a_page_may_be_wrapped_and_share_a_paragraph_with_its_slot() -> None:
    article = clean("<p><b>Harbour\n  Middle East:</b><br>\nRelated Post</p>", "html", title="T")
    assert article.pieces == (RegionBlock("middle-east", "Harbour Middle East:", (RelatedSlot("Related Post", 3),), 1),)


def test_an_article_that_compares_regions_under_plain_headings_has_no_blocks() -> None:
    words = "Here the boats come out of the water in October, and the covers go on."
    article = clean(f"A Comparison\n\n{words}\n\nUnited Kingdom\n\n{words}\n\nMiddle East\n\n{words}")
    assert [piece.html[:4] for piece in article.pieces if isinstance(piece, Prose)] == [
        "<p>H",
        "<h3>",
        "<p>H",
        "<h3>",
        "<p>H",
    ]


def test_its_teaser_is_the_sources_own_without_a_footer() -> None:
    assert clean("T\n\nWords.", teaser="Calm. The post T appeared first on Harbour.").teaser == "Calm."


@pytest.mark.parametrize(
    ("image", "kept"),
    [("https://example.com/a.png", "https://example.com/a.png"), ("http://example.com/a.png", None), ("/a.png", None)],
)
def test_only_an_absolute_https_picture_is_kept(image: str, kept: str | None) -> None:
    article = clean("T\n\nWords.", image=image)
    assert article.image == kept
    told = [note.text for note in article.notes if note.text.startswith("pictures")]
    assert told == ([] if kept else ["pictures without a full https address: 1"])


@pytest.mark.parametrize(
    ("said", "alt"),
    [("", "A pier"), ("The old pier", "The old pier")],
    ids=["nothing", "its own"],
)
def test_what_the_text_says_of_an_articles_own_picture_serves_where_nothing_else_is_said(said: str, alt: str) -> None:
    body = '<p>a<img src="/b.png" alt="A boat"> <img src="/a.png?x=1&amp;y=2" alt=""></p>'
    body += '<p><img src="/a.png?x=1&amp;y=2" alt="A pier"></p>'
    article = clean(body, form="html", canonical="https://www.example.com/", image="/a.png?x=1&y=2", image_alt=said)
    assert article.image_alt == alt


FRAGMENTS = st.lists(
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "{", "cta('", GUID, "')", "<script>", "</script>", "<p>", "</p>", "<b>", "<a href='", "'>", "</a>",
         "javascript:", "java\x01script:", "<img src=x>", "<!-- region: uk -->", "<!-- /region -->", "Harbour UK:", "Related Post",
         "Source: x", "\n", "\n\n", "# ", "- ", "\u202e", "\u2067", "\u00a0", "\ud800", "⟦cta:", ":0⟧", "<ul><li>", "<br>", "words "]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(FRAGMENTS | st.text(), st.sampled_from(["text", "markdown", "html"]), st.sampled_from(["", "Harbour UK:"]))
@settings(deadline=None)
def test_whatever_an_article_holds_it_comes_out_safe(body: str, form: Form, title: str) -> None:
    article = clean(body, form, title=title, canonical="https://www.example.com/")
    whole = "\n".join((article.title, article.teaser, shown(article), str(article.pieces)))
    assert not re.search(r"\{\{|\{%|[\u202a-\u202e\x00]|[\ud800-\udfff]", whole)
    assert not re.search(r"<script|<[^>]*(?:javascript:|\son\w+=)", shown(article))
    assert not re.search(
        r"<(?!/?(?:p|h[234]|[uo]l|li|a|strong|em|b|i|blockquote|code|pre|br|hr|su[pb]|t(?:able|head|body|[rhd])|img|span)\b)",
        shown(article),
    )
    assert clean(body, form, title=title, canonical="https://www.example.com/") == article


JUNK = {
    "CTA forms": ("{{cta(", "text"),
    "nested tags": ("<b>", "html"),
    "deep boxes": ("<div>", "html"),
    "unclosed links": ("<a ", "html"),
    "braces": ("{", "text"),
    "no-break spaces": ("\u00a0 x", "text"),
    "breaks": ("<br>", "html"),
    "quotations": ("> ", "markdown"),
}


@pytest.mark.parametrize(("junk", "form"), JUNK.values(), ids=JUNK)
def test_a_hundred_kilobytes_of_junk_make_an_article_like_any_other(junk: str, form: Form) -> None:
    article = clean(junk * (100_000 // len(junk)), form, title="T")
    assert len(article.pieces) <= 1


def test_a_title_without_end_is_cut() -> None:
    article = clean("Words.", title="Tide " * 1_000)
    assert len(article.title) <= 501 and article.title.endswith("Tide…")
