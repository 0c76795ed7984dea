"""Feeds as they come: well made, badly made and hostile."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.articles.gathering.feed import read_feed
from newsletter.articles.gathering.paging import Page
from newsletter.articles.gathering.raw import RawArticle
from newsletter.errors import SourceError
from newsletter.model import Language

URL = "https://example.com/news/feed.xml"
LANGUAGES = (Language("en_GB"), Language("ar_AE"))
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)


def read(feed: str | bytes, content_type: str = "application/rss+xml") -> Page:
    return read_feed(feed if isinstance(feed, bytes) else feed.encode(), content_type, URL, "journal", LANGUAGES)


def rss(*items: str, head: str = "") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{head}{listed}</channel></rss>'


def atom(*entries: str, head: str = "") -> str:
    listed = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{listed}</feed>'


def only(feed: str | bytes, content_type: str = "application/rss+xml") -> RawArticle:
    (article,) = read(feed, content_type).articles
    return article


def test_an_rss_item_becomes_an_article() -> None:
    item = (
        "<guid isPermaLink='false'>walk-1</guid><title>A harbour walk</title><link>https://example.com/walk</link>"
        "<pubDate>Thu, 26 Nov 2026 09:00:00 +0400</pubDate><description>&lt;p&gt;Short.&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>The tide is out.</p>]]></content:encoded>"
        "<category>Sea</category><category>Town</category><category>Sea</category>"
        "<enclosure url='https://example.com/quay.jpg' type='image/jpeg' length='9'/>"
    )
    assert only(rss(item)) == RawArticle(
        source="journal",
        key="walk-1",
        place="https://example.com/walk",
        body="<p>The tide is out.</p>",
        form="html",
        language=Language("en_GB"),
        title="A harbour walk",
        published=datetime(2026, 11, 26, 5, tzinfo=UTC),
        canonical="https://example.com/walk",
        image="https://example.com/quay.jpg",
        teaser="Short.",
        tags=("Sea", "Town"),
        names=("walk-1", "https://example.com/walk"),
    )


def test_an_atom_entry_becomes_an_article() -> None:
    article = only(
        atom(
            "<id>tag:example.com,2026:1</id><title type='html'>Salt &amp;amp; &lt;b&gt;tar&lt;/b&gt;</title>"
            "<link href='https://example.com/salt'/><updated>2026-11-26T09:00:00Z</updated>"
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Text</p></div></content>"
        ),
        "application/atom+xml",
    )
    assert (article.title, article.key, article.form) == ("Salt & tar", "tag:example.com,2026:1", "html")
    assert article.published == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert "<p>Text</p>" in article.body


# ── text ───────────────────────────────────────────────────────────────────────────────────────────


def test_ctas_and_region_comments_reach_the_cleaner_untouched() -> None:
    body = (
        '<!-- region: uk --><span class="hs-cta-wrapper" id="hs-cta-wrapper-1"><!--HubSpot Call-to-Action Code-->'
        '<img data-src="https://example.com/a.png" srcset="a.png 2x" /></span><p>{{cta(‘1’)}} {{ cta(&#8216;1&#8217;) }}</p>'
    )
    article = only(rss(f"<title>A</title><content:encoded><![CDATA[{body}]]></content:encoded>"))
    for part in (
        "<!-- region: uk -->",
        'class="hs-cta-wrapper"',
        'id="hs-cta-wrapper-1"',
        "<!--HubSpot",
        "data-src",
        "‘1’",
    ):
        assert part in article.body


def test_a_relative_link_is_made_whole_and_the_body_is_left_alone() -> None:
    article = only(
        rss("<title>A</title><link>/walk</link><description>&lt;A HREF='map'&gt;Map&lt;/A&gt;</description>")
    )
    assert article.canonical == "https://example.com/walk"
    assert article.body == "<A HREF='map'>Map</A>"


def test_html_goes_before_plain_text() -> None:
    content = "<content type='text'>plain</content><content type='html'>&lt;p&gt;rich&lt;/p&gt;</content>"
    assert only(atom(f"<title>A</title>{content}")).body == "<p>rich</p>"


def test_plain_text_stays_text() -> None:
    article = only(atom("<title>A</title><content type='text'>1 &lt; 2 &amp;amp; &lt;b&gt;</content>"))
    assert (article.form, article.body) == ("text", "1 < 2 &amp; <b>")


def test_a_summary_alone_is_the_body_and_no_teaser() -> None:
    article = only(rss("<title>A</title><description>&lt;p&gt;Short.&lt;/p&gt;</description>"))
    assert (article.body, article.teaser) == ("<p>Short.</p>", "")


def test_a_content_of_bytes_is_not_taken_for_text() -> None:
    article = only(atom("<title>A</title><content type='image/png'>iVBORw0KGgo=</content><summary>Short</summary>"))
    assert article.body == "Short"


def test_tags_in_a_teaser_go_without_gluing_words() -> None:
    teaser = "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;t&lt;b&gt;w&lt;/b&gt;o &amp;amp; three&lt;/p&gt;"
    article = only(rss(f"<description>{teaser}</description><content:encoded>Text</content:encoded>"))
    assert article.teaser == "One two & three"


def test_an_item_without_title_and_text_is_skipped_with_its_reason() -> None:
    gathered = read(rss("<link>https://example.com/a</link>"))
    assert gathered.articles == ()
    assert gathered.skipped == (("https://example.com/a", "it has neither a title nor a text"),)


# ── keys ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_guid_that_stands_twice_is_not_trusted() -> None:
    guid = "<guid isPermaLink='false'>same</guid>"
    first, second = read(
        rss(
            f"{guid}<link>https://example.com/a</link><title>A</title>",
            f"{guid}<link>https://example.com/b</link><title>B</title>",
        )
    ).articles
    assert (first.key, second.key) == ("https://example.com/a", "https://example.com/b")


def test_where_guid_and_link_both_repeat_the_text_tells_items_apart() -> None:
    same = "<guid>https://example.com/</guid><link>https://example.com/</link>"
    keys = {article.key for article in read(rss(f"{same}<title>A</title>", f"{same}<title>B</title>")).articles}
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)


def test_a_key_without_guid_and_link_is_the_same_at_every_pull() -> None:
    feed = rss("<title>A</title><description>Text</description>")
    assert only(feed).key == only(feed).key


def test_an_endless_guid_is_no_key() -> None:
    assert len(only(rss(f"<guid isPermaLink='false'>{'x' * 5_000}</guid><title>A</title>")).key) == 32


# ── addresses, pictures, dates, languages ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "link", ["", "javascript:alert(1)", "mailto:a@example.com", "http://[::1", "file:///etc/passwd"]
)
def test_without_a_web_address_there_is_no_canonical_link(link: str) -> None:
    article = only(rss(f"<title>A</title><link>{link}</link>"))
    assert article.canonical is None
    assert article.place == URL


@pytest.mark.parametrize(
    ("media", "image"),
    [
        ("<media:content medium='image' url='https://example.com/a.jpg'/>", "https://example.com/a.jpg"),
        ("<media:thumbnail url='/t.png'/>", "https://example.com/t.png"),
        ("<enclosure type='audio/mpeg' url='https://example.com/a.mp3' length='1'/>", None),
        ("<enclosure type='image/png' url='javascript:alert(1)' length='1'/>", None),
    ],
)
def test_the_picture_is_the_first_with_a_web_address(media: str, image: str | None) -> None:
    assert only(rss(f"<title>A</title>{media}")).image == image


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("<pubDate>Thu, 26 Nov 2026 09:00:00 GMT</pubDate>", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("<pubDate>2026-11-26</pubDate>", datetime(2026, 11, 26, tzinfo=UTC)),
        ("<atom:updated>2026-11-26T09:00:00Z</atom:updated>", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("<pubDate>soon</pubDate>", None),
        ("", None),
    ],
)
def test_a_date_is_a_moment_in_utc_or_none(date: str, moment: datetime | None) -> None:
    assert only(rss(f"<title>A</title>{date}")).published == moment


def test_an_edited_date_does_not_make_an_article_new() -> None:
    dates = "<published>2026-11-01T09:00:00Z</published><updated>2026-11-26T09:00:00Z</updated>"
    assert only(atom(f"<title>A</title>{dates}")).published == datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(("said", "code"), [("ar", "ar_AE"), ("en-us", "en_GB"), ("fr", "en_GB"), ("", "en_GB")])
def test_a_language_that_is_ours_is_believed(said: str, code: str) -> None:
    assert only(rss("<title>A</title>", head=f"<language>{said}</language>")).language.code == code


def test_the_language_of_an_entry_goes_before_that_of_its_feed() -> None:
    entry = "<title>A</title><content type='html' xml:lang='ar'>Text</content>"
    assert only(atom(entry).replace("<feed ", "<feed xml:lang='en' ", 1)).language.code == "ar_AE"


def test_a_language_that_is_not_ours_is_told() -> None:
    gathered = read(rss("<title>A</title>", "<title>B</title>", head="<language>fr</language>"))
    assert gathered.warnings == ("it says its language is 'fr', which no region has; taken as en_GB",)


# ── broken and hostile ─────────────────────────────────────────────────────────────────────────────


def test_broken_xml_is_a_warning_and_its_items_are_kept() -> None:
    gathered = read(rss("<title>A & B</title>", "<title>C</title>").replace("</channel></rss>", ""))
    assert [article.title for article in gathered.articles] == ["A & B", "C"]
    assert gathered.warnings[0].startswith("its XML is broken (")


def test_a_feed_without_items_is_no_error() -> None:
    assert read(rss()) == Page()


@pytest.mark.parametrize("body", [b"", b"x.xml", b"<html><body>News</body></html>", b'{"version": "1.1"}', b"\x00\xff"])
def test_what_is_no_feed_is_an_error_with_a_remedy(body: bytes) -> None:
    with pytest.raises(SourceError, match=f"^journal: {URL}: is no RSS or Atom feed; give the feed's own address"):
        read(body)


@pytest.mark.parametrize("body", [b"x.xml", b"./x.xml", b"file:x.xml"])
def test_a_body_that_names_a_file_does_not_open_it(
    body: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.xml").write_text(rss("<title>secret</title>"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match="is no RSS or Atom feed"):
        read(body)


@pytest.mark.parametrize("declared", ["SYSTEM 'x.xml'", "SYSTEM 'file:///etc/passwd'", "'bang bang bang'"])
def test_an_entity_of_the_feed_s_own_is_never_opened(declared: str) -> None:
    doctype = f"<!DOCTYPE rss [<!ENTITY own {declared}>]>"
    assert only(rss("<title>A &own;</title>").replace("?>", f"?>{doctype}", 1)).title == "A &own;"


def test_half_an_emoji_costs_one_character_and_not_the_feed() -> None:
    gathered = read(rss("<title>A &#55357;&#0; B</title>", "<title>C</title>"))
    assert [article.title for article in gathered.articles] == ["A \ufffd\ufffd B", "C"]
    assert gathered.warnings == ("some of its characters cannot be read; each stands as \ufffd",)


@pytest.mark.parametrize(
    "junk",
    ["<", "<a ", "&", "<div>", "&lt;", "&lt;a ", "&lt;aaaaaaaaaaaaaaaaaaaa", "<![CDATA[", "{{cta(", "a", "a.", "a@"],
)
@pytest.mark.parametrize("element", ["title", "content:encoded", "author", "category"])
def test_junk_is_read_in_linear_time(junk: str, element: str) -> None:
    def seconds(size: int) -> float:
        text = junk * (size // len(junk))
        begun = time.process_time()
        read(rss(f"<{element}>{text}</{element}>"))
        return time.process_time() - begun

    small, large = (min(seconds(size) for _ in range(3)) for size in (10_000, 40_000))  # a busy machine spoils one
    assert large < 8 * small + 0.1  # quadratic: 16 times


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: rss(text, f"<title>{text}</title>").encode("utf-8", "replace"))
)
def test_any_bytes_are_a_feed_or_an_error(body: bytes) -> None:
    try:
        gathered = read(body)
    except SourceError:
        return
    assert all(article.key and article.language in LANGUAGES for article in gathered.articles)
