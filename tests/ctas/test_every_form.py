"""What becomes of every CTA form in an article, whatever kind of text it is: one token or one error, never words."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.gathering.raw import Form, RawArticle
from newsletter.model import Article, Attribution, CtaToken, Language, Prose, Region, RegionBlock, Text
from tests.ctas.every_form import GUID, PASTED, REFUSED, REFUSED_RENDERED, UNDERSTOOD

ENGLISH = Language("en_GB")
UK = Region("uk", Text("United Kingdom"), ("UK",), "GB", "Europe/London", (ENGLISH,), "british", "", None, (), (), None)
KINDS: dict[Form, str] = {
    "html": "<h1>Tides</h1>\n<p>Before it.</p>\n<p>{form}</p>\n<p>After it.</p>",
    "markdown": "# Tides\n\nBefore it.\n\n{form}\n\nAfter it.\n",
    "text": "Tides\nBefore it.\n{form}\nAfter it.\n",
}
# What a reader would see of a CTA that nobody took out.
_RAW = re.compile(r"\{\{\s*cta|\{%\s*(?:cta|module)|\[\s*hubspot\s+\w+\s*=|hs-cta|⟦\s*cta\s*:", re.I)


def made(body: str, form: Form, **said: str) -> Article:
    return to_article(RawArticle("journal", "tides", "tides.md", body, form, ENGLISH, **said), [UK])  # type: ignore[arg-type]


def tokens(article: Article) -> list[CtaToken]:
    return [piece for piece in article.pieces if isinstance(piece, CtaToken)]


def shown(article: Article) -> str:
    """All that a reader may see of an article, its pictures' words and its addresses too."""
    inner = [one for piece in article.pieces for one in (piece.pieces if isinstance(piece, RegionBlock) else [piece])]
    texts = [piece.html for piece in inner if isinstance(piece, Prose)]
    texts += [piece.text for piece in inner if isinstance(piece, Attribution)]
    texts += [piece.heading for piece in article.pieces if isinstance(piece, RegionBlock)]
    return "▮".join([html.unescape(text) for text in texts] + [article.title, article.teaser, article.image_alt])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("form", "cta", "align"), UNDERSTOOD)
def test_a_form_is_one_token_in_its_place(kind: Form, form: str, cta: str, align: str) -> None:
    article = made(KINDS[kind].format(form=form), kind)
    assert [(token.id, token.align) for token in tokens(article)] == [(cta, align)]
    assert [finding for finding in article.findings if finding.gate == "ctas"] == []
    assert article.title == "Tides"
    assert re.sub(r"<[^>]*>|▮", " ", shown(article)).split("Tides")[0].split() == ["Before", "it.", "After", "it."]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", [*(form for form, _ in REFUSED), *REFUSED_RENDERED.values(), PASTED])
def test_a_refused_form_is_an_error_and_no_words(kind: Form, form: str) -> None:
    article = made(KINDS[kind].format(form=form), kind)
    assert tokens(article) == []
    assert "error" in {finding.level for finding in article.findings if finding.gate == "ctas"}
    assert not _RAW.search(shown(article))


@pytest.mark.parametrize("field", ["title", "teaser", "image_alt"])
@pytest.mark.parametrize("form", [f"{{{{cta(‘{GUID}’)}}}}", "{{ cta(x) }}", f"[hubspot type=cta id={GUID}]", "{{cta("])
def test_a_form_beside_the_text_is_taken_out_with_a_warning(field: str, form: str) -> None:
    article = made("Low water.", "text", **{"title": "Tides", field: f"Read {form} on"})
    assert " ".join(getattr(article, field).split()) == "Read on"
    (finding,) = [finding for finding in article.findings if finding.gate == "ctas"]
    assert finding.level == "warning" and "was taken out" in finding.message


@pytest.mark.parametrize("form", [f"{{{{cta('{GUID}')}}}}", f"[hubspot type=cta id={GUID}]"])
def test_a_form_in_a_pictures_words_or_a_links_title_is_an_error_and_no_words(form: str) -> None:
    source = (
        f'<p><img src="https://example.com/a.png" alt="{form}"> <a href="https://example.com" title="{form}">x</a></p>'
    )
    article = made(source, "html")
    assert tokens(article) == [] and not _RAW.search(shown(article))
    assert "error" in {finding.level for finding in article.findings}


FRAGMENTS = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{", "cta", "CTA(", "(", ")", "'", "‘", "&quot;", "&amp;#8216;", "&#123;", GUID, "1234567", ",",
        "<em>", "</em>", "<p>", "</p>", "<h1>", "<!--", "-->", "<", ">", "\n", "\n\n", "\u00a0", "\u200b", "[hubspot type=cta id=",
        "&#91;hubspot ", "type=cta", "id=", "]", "](", "hs-cta-", "hs&#45;cta-x", "<span class='hs-cta-wrapper' id='hs-cta-wrapper-1234567'>", "</span>",
        "https://x.example/cta/redirect/5/", "⟦cta:", "⟦", "module path='@hubspot/cta' guid=", "guid=", "Source: ", "# ", "`", "**", "\\", "|",
        "Quay UK:\n", "<img alt='", "<a title='", "<script>", "</script>", "<pre>", "<!--HubSpot Call-to-Action Code-->",
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS | st.text(max_size=2), max_size=30).map("".join), st.sampled_from([*KINDS]))
def test_no_article_shows_a_form_whatever_it_is_made_of(source: str, kind: Form) -> None:
    article = made(source, kind, title=source[:60], teaser=source[-60:], image_alt=source[:20])
    assert not _RAW.search(shown(article))
    assert not _RAW.search(shown(made(source, kind)))
