"""Ten thousand hostile texts for each of the three readers that take what strangers wrote: respell, extract, clean."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.cleaning.wording import prose_of
from newsletter.articles.gathering.raw import Form, RawArticle
from newsletter.ctas.shortcodes import extract
from newsletter.localise.british import respell
from newsletter.localise.spelling.markup import Form as TextForm
from newsletter.model import Article, Language, Region, Text
from tests.localise.prose import AMERICAN_PROSE, BRITISH_PROSE

pytestmark = pytest.mark.torture

PATIENT = settings(max_examples=10_000, deadline=None)

# ── respell: what it did once it leaves alone, and markup is not its business ──────────────────────

PROSE = st.sampled_from(
    ["color", "Center", "TUMOR", "organized", "traveling", "analyze", "hemoglobin", "labeled", "the", "We", "colour", "size", "Dr. J",
     " ", " ", " ", ". ", ", ", ": ", "\n", "\r\n", "“", "”", "‘", "’", '"', "'s ", "-", "\u00a0", "&nbsp;", "&amp;", "&#8217;", "&quot;",
     "://", "www.", "@", "#", "`", "{{", "}}", "/", ".com", "1", "é", "ميناء", "\u200b", "\u2028"]
)  # fmt: skip
WORDS = st.lists(
    PROSE | st.text(st.characters(exclude_characters="<>", exclude_categories=["Cs"]), max_size=3), max_size=8
).map("".join)
MARKUP = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br>", "<br/>", "<center>", "</center>", "<!-- color -->", "<!--->", "<!-- > color <b> -->", "<!DOCTYPE color>",
     '<p style="color:gray" class=\'center\'>', "<p data-alt='color'>", '<img src="/color.png">', "<a href='https://center.example/color'>",
     "<script>let color = '<b>center</b>'</script>", "<style>.center{color:gray}</style>", "<blockquote>", "</blockquote>", "<code>", "</code>",
     '<mj-text color="gray" align="center">', "</mj-text>", "<td bgcolor=gray>"]
)  # fmt: skip
PAGE = st.lists(st.tuples(st.just("words"), WORDS) | st.tuples(st.just("markup"), MARKUP), max_size=12)
FORMS = st.sampled_from(["text", "html", "mjml"])


@PATIENT
@given(BRITISH_PROSE)
def test_british_prose_comes_back_unchanged(text: str) -> None:
    assert respell(text).text == text


@PATIENT
@given(AMERICAN_PROSE)
def test_case_apostrophes_and_all_else_that_is_no_letter_are_kept(text: str) -> None:
    respelled = respell(text)
    assert re.sub(r"[^\W\d_]+", "a", respelled.text) == re.sub(r"[^\W\d_]+", "a", text)
    for change in respelled.changes:
        assert (change.better.isupper(), change.better.istitle()) == (change.word.isupper(), change.word.istitle())


@PATIENT
@given(AMERICAN_PROSE | WORDS | PAGE.map(lambda page: "".join(piece for _, piece in page)) | st.text(), FORMS)
def test_what_was_respelled_once_stays(text: str, form: TextForm) -> None:
    once = respell(text, form).text
    assert respell(once, form).text == once


@PATIENT
@given(PAGE, FORMS.filter(lambda form: form != "text"))
def test_markup_stays_as_it_is_to_the_byte(page: list[tuple[str, str]], form: TextForm) -> None:
    respelled = respell("".join(piece for _, piece in page), form).text
    assert re.fullmatch("".join("[^<>]*+" if kind == "words" else re.escape(piece) for kind, piece in page), respelled)


# ── extract: nothing that asks for a CTA is left, in linear time ───────────────────────────────────

GUID = "5d0b3c1e-7a42-4f6b-9c88-1e2f3a4b5c6d"
SCRAP = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{", "}", "cta", "(", ")", "'", "‘", "”", "&quot;", "&amp;#8216;", "&#123;", "&lcub;", GUID, "1234567", ",",
     "left", "<em>", "</em>", "<span class='hs-cta-wrapper' id='hs-cta-wrapper-1234567'>", "</span>", "<p>", "<a href='", "'>", "</a>", "<!--",
     "-->", "<", ">", '"', "=", " ", "\n", "\u00a0", "\u200b", "[hubspot type=cta id=", "]", "[", "](", "https://x.example/cta/redirect/5/",
     "⟦cta:s:0⟧", "⟦", "cta:s:1", "module path='@hubspot/cta' guid=", "guid=", "a", "|", "{{cta('1234567')}}", "{{cta('"]
)  # fmt: skip


@PATIENT
@given(st.lists(SCRAP | st.text(max_size=3), max_size=40).map("".join))
def test_no_cta_form_is_left_in_a_source(source: str) -> None:
    found = extract(source, salt="s")
    assert all(found.source.count(token.marker) == 1 for token in found.tokens)
    rest = extract(re.sub("⟦cta:s:[0-9]+⟧", " button ", found.source), salt="s")
    assert rest.tokens == ()


@PATIENT
@given(st.lists(SCRAP, min_size=1, max_size=4).map("".join), SCRAP)
def test_four_times_as_long_takes_four_times_as_much(piece: str, beginning: str) -> None:
    long, longer = (beginning + piece * (size // len(piece) + 1) for size in (3_000, 12_000))
    assert any(_seconds(longer) < 10 * _seconds(long) + 0.005 for _ in range(5))  # what is quadratic takes 16 times


def _seconds(source: str) -> float:
    start = time.process_time()
    extract(source, salt="s")
    return time.process_time() - start


# ── clean: whatever comes in, an article comes out, and it is safe ─────────────────────────────────

TAG = re.compile(
    "p|h[234]|[uo]l|li|a|strong|em|b|i|blockquote|code|pre|br|hr|sup|sub|table|thead|tbody|tr|th|td|img|span"
)
ATTRIBUTES = {"href", "title", "alt", "src", "width", "lang", "dir"}
SCHEMES = {"http", "https", "mailto", "tel", "sms"}
HARMFUL = re.compile(r"\{\{|\{%|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ATTACK = st.sampled_from(
    ["<script>", "</script>", "alert(1)", "<p>", "</p>", "<b>", "<h1>", "</h1>", "<img src=x onerror=alert(1)>", "<a href='", "'>", "</a>",
     "javascript:", "java\x01script:", "java&#x09;script:", "data:text/html,<b>", "vbscript:", "//evil.example", "https://www.example.com/",
     "<svg>", "<math>", "<mtext>", "<mglyph>", "<style>", "</style>", "<table>", "<tr><td>", "<noscript>", "<template>", "<iframe srcdoc='",
     "<form action='", "<base href='", "<meta http-equiv=refresh>", "<title>", "<textarea>", "<plaintext>", "<![CDATA[", "]]>", "<?x ?>",
     "<!--", "-->", "--!>", "onclick=", "style='", '"', "'", "=", "&#123;&#123;", "&lcub;%", "{{7*7}}", "{%", "%}", "{", "cta('", GUID, "')",
     "{{cta('1234567')}}", "⟦cta:", ":0⟧", "<!-- region: uk -->", "<!-- /region -->", "Harbour UK:", "Related Post", "Source: x", "X", "\n",
     "\n\n", "# ", "- ", "> ", "```", "[a](", ")", "|", "---", "\t", "\u202e", "\u2067", "\u00a0", "\u2028", "\ud800", "\x00", "\x85",
     "\ufeff", "<ul><li>", "<br>", "words ", "A sentence. "]
)  # fmt: skip
ENGLISH = Language("en_GB")
UK = Region("uk", Text("UK"), (), "GB", "Europe/London", (ENGLISH,), "british", "", None, (), (), None)


@PATIENT
@given(
    st.lists(ATTACK | st.text(max_size=3), max_size=30).map("".join),
    st.sampled_from(["text", "markdown", "html"]),
    st.lists(ATTACK, max_size=3).map("".join),
)
def test_whatever_an_article_holds_it_comes_out_safe(body: str, form: Form, said: str) -> None:
    raw = RawArticle("journal", "key", "article", body, form, ENGLISH, title=said, teaser=said, image_alt=said)
    article = to_article(replace(raw, image=said, canonical=said), (UK,))
    assert not HARMFUL.search(_all_of(article))
    assert list(_dangers(article)) == []


def _all_of(article: Article) -> str:
    html = "\n".join(prose.html for prose in prose_of(article.pieces))
    return "\n".join([article.title, article.teaser, article.image_alt, html, unescape(html)])


def _dangers(article: Article) -> Iterator[str]:
    """What a browser would find in the article that no article may hold."""
    if article.image and not article.image.startswith("https://"):
        yield article.image
    for prose in prose_of(article.pieces):
        body = LexborHTMLParser(prose.html).body
        assert body
        for node in body.traverse():
            if node.mem_id != body.mem_id:
                yield from _dangers_of(node)


def _dangers_of(node: LexborNode) -> Iterator[str]:
    if not TAG.fullmatch(node.tag or ""):
        yield f"<{node.tag}>"
    for name, value in node.attributes.items():
        if name not in ATTRIBUTES:
            yield f"{name}="
        elif name in {"href", "src"} and urlsplit(value or "").scheme not in (SCHEMES if name == "href" else {"https"}):
            yield f"{name}={value}"
