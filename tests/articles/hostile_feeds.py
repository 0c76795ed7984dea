"""Answers of sources that mean harm, in every language that sources speak; `hypothesis` puts them together.

scraps ──▶ texts ──▶ stories ──in their source's words──▶ an answer ──bytes changed at random──▶ an answer
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from hypothesis import strategies as st

from newsletter.articles.gathering.feeds import Feed
from newsletter.articles.gathering.ghost import Ghost
from newsletter.articles.gathering.hubspot import HubSpot
from newsletter.articles.gathering.wordpress import WordPress
from tests.articles.fakes.walking import Kind

GUID = "5d0b3c1e-7a42-4f6b-9c88-1e2f3a4b5c6d"
KNOWN_CTA = "7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310"  # the sample project's
RUN = "document.title='taken'"

# Each is a piece of an attack that somebody has tried: alone most mean nothing.
_SCRIPTS = (
    f"<script>{RUN}</script>", "<script", "</script>", f"<ScRiPt\n>{RUN}</sCrIpT\t>", "<script/src=//evil.example/x.js>", "<scr<script>ipt>",
    f"<img src=x onerror={RUN}>", f'<img src="https://evil.example/a.png" onload="{RUN}" alt="x">', f"<svg/onload={RUN}>", f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>", f'<p onclick="{RUN}" onmouseover={RUN}>', f"<input autofocus onfocus={RUN}>", "<a href='", "'>", '">', "</a>",
    f'<a href="javascript:{RUN}">', f"<a href=java&#x09;script:{RUN}>", f"<a href='JaVa\nScRiPt:{RUN}'>", f"<a href=\"&#1;javascript:{RUN}\">",
    f"<a href='java\x00script:{RUN}'>", "<a href=vbscript:x>", "<a href='data:text/html,<script>1</script>'>", "<a href=blob:https://x.example/1>",
    "<a href='//evil.example/a'>", "<a href='https://user@evil.example/'>", "<a href='https://ok.example/?a=1&amp;b={{x}}'>", "<a href='#x'>",
    "<a data-track=off href='https://ok.example/plain'>", "<a href='mailto:a@b.example?bcc=c@d.example'>", "<a href='tel:+44%0d%0a'>",
    "<a href='https://ok.example/\x0d\x0aX: y'>", "<a href='https://[::1]/'>", "<a href='https://ok.example/(a)?q=\"x\"'>",
)  # fmt: skip
_ELEMENTS = (
    "<iframe srcdoc='<script>1</script>'>", "<iframe src=https://evil.example/>", "<object data=x>", "<embed src=x>", "<form action='https://evil.example/'>",
    "<button formaction=javascript:1>", "<base href='https://evil.example/'>", "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>", "<style>*{background:url(https://evil.example/)}</style>", "<style>", "</style>",
    "<style>@import 'https://evil.example/';", '<p style="background:url(https://evil.example/x)">', '<p style="width:expression(1)">',
    "<table background=https://evil.example/b.png>", "<td background='javascript:1'>", "<video poster=https://evil.example/p><source src=x>",
    "<img srcset='https://evil.example/1.png 1x, javascript:1 2x'>", "<img data-src=https://ok.example/lazy.png alt=Boats>", "<img src=data:image/svg+xml,<svg>>",
    "<img src='https://ok.example/a.png' alt='\"><script>1</script>' title='--><script>'>", "<img src=cid:x>", "<img src='https://ok.example/{{x}}.png'>",
    "<svg>", "</svg>", "<math>", "<mtext>", "<mglyph>", "<annotation-xml encoding=text/html>", "<foreignObject>", "<desc>", "<noscript>", "</noscript>",
    "<template>", "</template>", "<textarea>", "</textarea>", "<title>", "</title>", "<xmp>", "<plaintext>", "<select>", "<option>", "<frameset>", "<image src=x>",
    "<mj-include path='/etc/passwd'/>", "<mj-raw>", "</mj-text>", "</mj-body></mjml>", "<mj-style>", "<v:rect>", "<o:p>", "<xml>", "<x:script>", "<isindex>",
)  # fmt: skip
_MARKUP = (
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "<em>", "</em>", "<span dir=rtl>", "</span>", "<h1>", "</h1>", "<h2>", "</h2>", "<ul><li>", "<ol>",
    "</li>", "</ul>", "<br>", "<br/>", "<hr>", "<pre>", "</pre>", "<code>", "<blockquote>", "</blockquote>", "<table>", "<tr><td>", "</td></tr>", "</table>",
    "<td>", "<th>", "<sup>", "<a>", "<!--", "-->", "--!>", "<!-->", "<!--->", "<![CDATA[", "]]>", "]]]]><![CDATA[>", "<?php ?>", "<?xml version='1.0'?>",
    "<!DOCTYPE html>", "<![endif]-->", "<!--[if mso]><script>1</script><![endif]-->", "<!--[if mso | IE]>", "<!-- region: uk -->", "<!-- /region -->",
    "<p lang='en\" onclick=1'>", "<p dir=ltr lang=ar>", "<", ">", "</", "<>", "&", "&lt;", "&gt;", "&amp;lt;", "&lt;script&gt;1&lt;/script&gt;", "&quot;", "&#39;",
    "&#x3c;img src=x&#x3e;", "&#0;", "&#55357;", "&#x110000;", "&#99999999999999;", "&nbsp;", "&bogus;", "&#x202e;", "&#60;b&#62;", "&shy;", "&apos;", '"', "'", "`",
)  # fmt: skip
_TOKENS = (
    "{{", "}}", "{%", "%}", "{#", "#}", "{{7*7}}", "{{ self }}", "{% include 'x' %}", "&#123;&#123;", "&lcub;%", "{<b>{</b>", "{<!-- -->{x}}", "{\u200b{",
    f"{{{{cta('{KNOWN_CTA}')}}}}", f"{{{{cta(‘{GUID}’)}}}}", "{{cta('", "{{<em>cta</em>('1234567')}}", "{{cta(", "[hubspot type=cta id=1234567]", "[hubspot ",
    f"<span class='hs-cta-wrapper' id='hs-cta-wrapper-{GUID}'>", "hs-cta-", "<!--HubSpot Call-to-Action Code-->", f"<div class='hs-cta-embed-{GUID}'></div>",
    "https://x.example/cta/redirect/5/", "⟦cta:", "⟦cta:0:0⟧", "⟦", "⟧", "prose-", "\ue000", "The Quay UK:", "Harbour Middle East:", "Related Post", "Source: x",
    "Source: <a href='https://ok.example/s'>x</a>", "X", "Share this", "$(x)", "\\", "\\u003cscript\\u003e", "%3Cscript%3E", "%s", "{subject}", "{lead}",
)  # fmt: skip
_LETTERS = (
    "\u202e", "\u202a", "\u2066", "\u2067", "\u2068", "\u2069", "\u200f", "\u061c", "\u2028", "\u2029", "\u00a0", "\u00ad", "\u200b", "\ufeff", "\ufffe", "\ufffd",
    "\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\x9b", "\ud800", "\udc00", "\r\nBcc: evil@evil.example\r\n", "\n\n", "\n", "\r", "\t",
    "\r\n.\r\n", "=0D=0A", "=?utf-8?q?x?=", "é", "e\u0301", "ميناء", "🚢", "👩\u200d🚀", "\U000e0001", "K", "ﬁ", "colour", "color", "Two words. ", "A sentence ends. ",
    "a" * 400, "word " * 40, "\u0301" * 60, "<b>" * 60, "<div>" * 300, "(" * 80, "&" * 80,
)  # fmt: skip
SCRAPS = (*_SCRIPTS, *_ELEMENTS, *_MARKUP, *_TOKENS, *_LETTERS)

TEXTS = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=4), max_size=14).map("".join)
_SHORT = st.lists(st.sampled_from(SCRAPS), max_size=4).map("".join)
_DATES = st.sampled_from(
    ["Sat, 21 Nov 2026 09:00:00 GMT", "2026-11-21T09:00:00Z", "", "0000-00-00T00:00:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
     "32 Foo 99999", "2026-02-30", "-1", "1e400", "Thu, 01 Jan 1970 00:00:00 +9999", "2026-11-21T09:00:00+99:99", "\u0662\u0660\u0662\u0666"]
)  # fmt: skip
_LINKS = _SHORT | st.sampled_from(
    ["https://ok.example/story", "http://ok.example/a?b=c&d#e", "https://ok.example/%7B%7Bx", "/relative", "//evil.example", "javascript:alert(1)", "http://[",
     "https://ok.example/\nX: y", "https://münchen.example/ä?ö", "https://u:p@evil.example/", "http://127.0.0.1/", "file:///etc/passwd", "https://ok.example:99999/",
     "https://ok.example/" + "a" * 5_000, "https://xn--a/", "HTTPS://OK.EXAMPLE/\"><script>", "https://ok.example/a\\b", "https://ok.example/{{cta('1234567')}}"]
)  # fmt: skip
_LANGUAGES = st.sampled_from(["en-GB", "ar", "ar-AE", "fr", "", "x" * 99, "<b>"])


@dataclass(frozen=True)
class Story:
    """What a source says of an article."""

    title: str
    body: str
    teaser: str
    guid: str
    link: str
    image: str
    alt: str
    date: str
    tag: str
    language: str


def story(**said: str) -> Story:
    """A story that means no harm, but for what is given."""
    tame = {"title": "Tides", "body": "<p>High water.</p>", "guid": "1", "language": "en"}
    return Story(**dict.fromkeys(Story.__annotations__, "") | tame | said)


_STORIES = st.builds(
    Story, TEXTS, TEXTS, TEXTS, _SHORT | st.sampled_from(["1", "", "g" * 5_000]), _LINKS, _LINKS, _SHORT, _DATES, _SHORT, _LANGUAGES
)  # fmt: skip

_ATOM = 'xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'


def _rss(stories: list[Story], wrap: Callable[[str], str]) -> str:
    items = "".join(
        f"<item><title>{wrap(one.title)}</title><guid>{wrap(one.guid)}</guid><link>{wrap(one.link)}</link><pubDate>{one.date}</pubDate>"
        f"<description>{wrap(one.teaser)}</description><content:encoded>{wrap(one.body)}</content:encoded><category>{wrap(one.tag)}</category>"
        f"<enclosure type='image/png' url='{escape(one.image)}'/></item>"
        for one in stories
    )
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "&b;&b;"><!ENTITY b "<p>">]><rss version="2.0" {spaces}><channel>{items}</channel></rss>'


def _atom(stories: list[Story], kind: str, wrap: Callable[[str], str]) -> str:
    entries = "".join(
        f'<entry xml:lang="{escape(one.language)}"><id>{wrap(one.guid)}</id><title type="{kind}">{wrap(one.title)}</title><published>{one.date}</published>'
        f'<link rel="alternate" href="{escape(one.link)}"/><link rel="alternate" hreflang="ar" href="{escape(one.image)}"/><category term="{escape(one.tag)}"/>'
        f'<summary type="{kind}">{wrap(one.teaser)}</summary><content type="{kind}" xml:base="{escape(one.link)}">{wrap(one.body)}</content>'
        f'<media:thumbnail url="{escape(one.image)}"/></entry>'
        for one in stories
    )
    return f"<feed {_ATOM}>{entries}</feed>"


def _json_feed(stories: list[Story]) -> Any:
    items = [
        {"id": one.guid, "url": one.link, "title": one.title, "content_html": one.body, "summary": one.teaser, "image": one.image,
         "date_published": one.date, "tags": [one.tag], "language": one.language}
        for one in stories
    ]  # fmt: skip
    return {"version": "https://jsonfeed.org/version/1.1", "items": items}


def _wordpress(stories: list[Story]) -> Any:
    return [
        {"id": number, "guid": {"rendered": one.guid}, "link": one.link, "date_gmt": one.date, "title": {"rendered": one.title}, "lang": one.language,
         "content": {"rendered": one.body}, "excerpt": {"rendered": one.teaser}, "translations": {one.tag: one.guid},
         "_embedded": {"wp:featuredmedia": [{"source_url": one.image, "alt_text": one.alt}], "wp:term": [[{"name": one.tag}]]}}
        for number, one in enumerate(stories, start=1)
    ]  # fmt: skip


def _hubspot(stories: list[Story]) -> Any:
    posts = [
        {"id": number, "url": one.link, "publishDate": one.date, "name": one.title, "language": one.language, "postBody": one.body, "postSummary": one.teaser,
         "featuredImage": one.image, "featuredImageAltText": one.alt, "translatedFromId": one.guid, "currentState": "PUBLISHED"}
        for number, one in enumerate(stories, start=1)
    ]  # fmt: skip
    return {"results": posts}


def _ghost(stories: list[Story]) -> Any:
    posts = [
        {"id": number, "uuid": one.guid, "url": one.link, "published_at": one.date, "title": one.title, "html": one.body, "custom_excerpt": one.teaser,
         "feature_image": one.image, "feature_image_alt": one.alt, "tags": [{"name": one.tag}], "canonical_url": one.link}
        for number, one in enumerate(stories, start=1)
    ]  # fmt: skip
    return {"posts": posts}


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def _in_bytes(answer: Any) -> bytes:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return text.encode("utf-8", "surrogatepass")


# name → who reads it, and how stories are said in it
FORMS: Mapping[str, tuple[Kind, Callable[[list[Story]], Any]]] = {
    "rss escaped": (Feed, lambda stories: _rss(stories, escape)),
    "rss in CDATA": (Feed, lambda stories: _rss(stories, _cdata)),
    "rss as it is": (Feed, lambda stories: _rss(stories, str)),
    "atom of html": (Feed, lambda stories: _atom(stories, "html", escape)),
    "atom of xhtml": (Feed, lambda stories: _atom(stories, "xhtml", lambda text: f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>')),
    "atom of text": (Feed, lambda stories: _atom(stories, "text", escape)),
    "json feed": (Feed, _json_feed),
    "wordpress": (WordPress, _wordpress),
    "hubspot": (HubSpot, _hubspot),
    "ghost": (Ghost, _ghost),
}  # fmt: skip


def said(form: str, stories: list[Story]) -> bytes:
    """The stories as a source of this form answers them."""
    return _in_bytes(FORMS[form][1](stories))


@st.composite
def answers(draw: st.DrawFn, form: str) -> bytes:
    """An answer of this form; every second one with some of its bytes changed."""
    answer = bytearray(said(form, draw(st.lists(_STORIES, min_size=1, max_size=3))))
    for _ in range(draw(st.sampled_from([0, 0, 1, 4]))):
        start = draw(st.integers(0, len(answer)))
        end = min(len(answer), start + draw(st.sampled_from([0, 0, 1, 8, 200])))
        answer[start:end] = draw(
            st.binary(max_size=4)
            | st.sampled_from([answer[start:end] * 3, b"]]>", b"<", b"&", b"\xff\xfe", b'"', b"}"])
        )
    return bytes(answer)
