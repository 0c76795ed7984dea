"""The local inbox: what it shows of a message, and that nothing outside it can be named."""

import os
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from newsletter.deliver import inbox as post
from newsletter.deliver.message import proof
from newsletter.model import Issue, Language
from newsletter.pipeline import compose, pull_all
from newsletter.schedule.desk import Desk
from newsletter.web.studio.table import inbox

HOSTILE = '<script>top.document.title = "taken"</script><p>Hello</p>'


def keep(project: Path, name: str, html: str = "<p>Hello</p>") -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Tides <b>", "Ana <ana@example.com>", "ben@example.com"
    message.set_content("Hello")
    message.add_alternative(html, subtype="html")
    post.keep(project, name, message.as_bytes())


def test_the_newest_message_comes_first(tmp_path: Path) -> None:
    keep(tmp_path, "20261122T090000-uk.en_GB")
    keep(tmp_path, "20261123T090000-uk.en_GB")
    assert [letter.name[:8] for letter in inbox.letters(tmp_path)] == ["20261123", "20261122"]


def test_a_message_that_is_no_test_has_no_mark(tmp_path: Path) -> None:
    keep(tmp_path, "one")
    assert [(letter.marked, letter.named) for letter in inbox.letters(tmp_path)] == [("", "Tides <b>")]


async def test_a_test_message_of_an_arabic_edition_reads_from_right_to_left(desk: Desk) -> None:
    issue, language = Issue("weekly", "middle-east", date(2026, 11, 24)), Language("ar_AE")
    articles = [article for one in pull_all(desk.kit) for article in one.articles]
    edition = compose(issue, language, articles, desk.kit)
    settings = desk.kit.settings
    post.keep(settings.project, "one", proof(settings, edition, "me@example.org", desk.now(), "[Test] "))
    (letter,) = inbox.letters(settings.project)
    assert letter.language.direction == "rtl"
    assert letter.subject == f"[Test] {edition.subject}"
    assert (letter.marked, letter.named) == ("[Test]", edition.subject)
    assert 'dir="rtl"' in letter.html and letter.text.strip()


@pytest.mark.parametrize(
    "junk", [b"", b"\xff\xfe\0" * 2000, b"Subject: =?x?q?=ff?=\nContent-Type: text/html; charset=x-no\n\n<p>"]
)
def test_a_damaged_message_is_shown_as_well_as_can_be(tmp_path: Path, junk: bytes) -> None:
    post.keep(tmp_path, "junk", junk)
    assert [letter.name for letter in inbox.letters(tmp_path)] == ["junk"]


async def test_a_file_outside_the_inbox_is_not_found(marketer: httpx.AsyncClient, project: Path) -> None:
    keep(project, "mine")
    (project / ".newsletter" / "secret.eml").write_bytes(b"Subject: secret\n\nsecret")
    for name in ("../secret", "..%2Fsecret", "secret", "%2E%2E%2Fsecret", "x" * 5000):
        answer = await marketer.get(f"/inbox/{name}")
        assert answer.status_code == 404 and "secret" not in answer.text


async def test_the_inbox_lists_its_messages_and_escapes_what_they_say(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    keep(project, "one")
    page = (await marketer.get("/inbox")).text
    assert "Tides &lt;b&gt;" in page and 'href="/inbox/one"' in page


async def test_an_empty_inbox_says_how_to_fill_it(marketer: httpx.AsyncClient) -> None:
    assert "newsletter send" in (await marketer.get("/inbox")).text


async def test_a_messages_html_stands_in_a_frame_of_its_own(marketer: httpx.AsyncClient, project: Path) -> None:
    keep(project, "one", HOSTILE)
    page, frame = (await marketer.get("/inbox/one")).text, await marketer.get("/inbox/one/html")
    assert '<iframe id="frame" sandbox="allow-same-origin" src="/inbox/one/html?' in page
    assert "<script>" not in page
    assert frame.headers["content-security-policy"].startswith("sandbox allow-same-origin; default-src 'none'")


async def test_a_message_is_looked_at_as_an_edition_is(marketer: httpx.AsyncClient, project: Path) -> None:
    keep(project, "one")
    page = (await marketer.get("/inbox/one?width=320&look=inverted&images=off")).text
    assert 'width="320"' in page and "look=inverted&amp;images=off" in page
    frame = await marketer.get("/inbox/one/html?look=inverted&images=off")
    assert "invert(1)" in frame.text and "img-src 'none'" in frame.headers["content-security-policy"]


async def test_a_messages_parts_and_headers_can_be_read(marketer: httpx.AsyncClient, project: Path) -> None:
    keep(project, "one")
    page = (await marketer.get("/inbox/one")).text
    assert "<code>&lt;p&gt;Hello&lt;/p&gt;</code>" in page and "<code>Hello</code>" in page
    assert "multipart/alternative" in page


def test_the_moment_of_a_message_is_said_in_plain_words_or_as_it_stands(tmp_path: Path) -> None:
    for name, said in (("a", "Wed, 25 Nov 2026 12:05:00 +0400"), ("b", "yesterday")):
        post.keep(tmp_path, name, f"Date: {said}\n\n".encode())
    assert [letter.date for letter in inbox.letters(tmp_path)] == ["yesterday", "25 November 2026, 08:05 UTC"]


@pytest.mark.parametrize(
    "headers",
    [
        b"Message-ID: <[",  # an IndexError in `email`
        b"To: a:b:c:;;,,,;",  # an AttributeError
        b"To: " + b"(" * 5000,  # a RecursionError
        b"From: =?utf-8?q?[\xff",
    ],
)
async def test_a_message_that_nobody_can_read_hides_no_other(
    marketer: httpx.AsyncClient, project: Path, headers: bytes
) -> None:
    keep(project, "good")
    post.keep(project, "junk", headers + b"\n\nx")
    page = await marketer.get("/inbox")
    assert page.status_code == 200 and "Tides &lt;b&gt;" in page.text and 'href="/inbox/junk"' in page.text
    for path in ("/inbox/junk", "/inbox/junk/html"):
        assert (await marketer.get(path)).status_code == 200


def test_what_is_no_file_is_no_message(tmp_path: Path) -> None:
    keep(tmp_path, "good")
    folder = tmp_path / ".newsletter" / "inbox"
    (folder / "folder.eml").mkdir()
    (folder / "nowhere.eml").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.eml")  # reading it would never end
    assert [letter.name for letter in inbox.letters(tmp_path)] == ["good"]


def test_of_a_huge_message_the_beginning_is_shown(tmp_path: Path) -> None:
    keep(tmp_path, "huge", f"<p>Hello</p>{'<p>And on and on it goes</p>' * 100_000}<p>End</p>")
    (letter,) = inbox.letters(tmp_path)
    assert "Hello" in letter.html and "End" not in letter.html
