"""Whatever a source answers: no crash, no script, no markup but ours in an edition, and no pull that is lost.

The long run of the same, with a real Chromium to look at the letters, is `tests/torture/test_fuzz.py`.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.gathering.raw import RawArticle
from newsletter.articles.sources import Pulled
from newsletter.model import Article, Language
from newsletter.schedule import desk, pulling
from newsletter.schedule.desk import Desk
from newsletter.settings import load
from newsletter.store import articles as stored
from tests.articles.harmless import faults_of, harms
from tests.articles.hostile_feeds import FORMS, answers, said, story
from tests.articles.hostile_trips import Press, presses, read, seconds

UNSHRUNK = [Phase.reuse, Phase.generate]  # to make a failure smaller takes minutes; the long run does
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
GOOD = to_article(RawArticle("journal", "good", "good.md", "<p>Good words.</p>", "html", ENGLISH, title="Good"), ())


@pytest.fixture(scope="module")
def every_press(tmp_path_factory: pytest.TempPathFactory) -> list[Press]:
    return presses(tmp_path_factory.mktemp("fuzz") / "project")


# ── feed → edition ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", FORMS)
def test_no_answer_crashes_and_no_edition_holds_what_it_may_not(every_press: list[Press], form: str) -> None:
    @bounds(max_examples=8, deadline=None, phases=UNSHRUNK, suppress_health_check=SLOW)
    @given(answers(form), st.sampled_from(every_press))
    def told(answer: bytes, press: Press) -> None:
        for edition in press.editions(read(form, answer) or []):
            assert harms(edition, press.heads) == []
            assert faults_of(press.kit.settings, edition) == []

    told()


def test_the_attacks_arrive(every_press: list[Press]) -> None:
    """What is refused at the door proves nothing of the rooms behind it."""
    body = (
        "<p>Words</p><script>document.title='taken'</script><p onclick='x'>{{7*7}} <a href='javascript:1'>here</a></p>"
    )
    for form in FORMS:
        (article,) = read(form, said(form, [story(title="A <b>title", body=body)])) or [GOOD]
        assert article is not GOOD and article.pieces and "title" in article.title, form
        for edition in every_press[0].editions([article]):
            assert "Words" in edition.html and "7*7" in edition.text and "here" in edition.text


RSS = "<rss version='2.0'><channel><item>{}</item><item><title>Sands</title><guid>2</guid></item></channel></rss>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{}</entry><entry><title>Sands</title><id>2</id></entry></feed>"
# What feedparser 6.0.14 makes None of, or leaves out.
BROKEN = {
    "no guid": RSS.format("<title>Tides</title><guid><xml></div>x</guid><link>https://ok.example/</link>"),
    "no link": ATOM.format("<title>Tides</title><content type='xhtml'><div><link href='x'/></div></content>"),
    "no type": ATOM.format("<title>Tides</title><content type='xhtml'><content src='x'></content></content>"),
}


@pytest.mark.parametrize("feed", BROKEN.values(), ids=BROKEN)
def test_an_entry_with_a_hole_in_it_is_an_article_and_so_are_the_others(feed: str) -> None:
    assert [article.title for article in read("rss as it is", feed.encode()) or []] == ["Tides", "Sands"]


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_the_last_and_the_first_day_are_days_everywhere(every_press: list[Press], when: str) -> None:
    (article,) = read("json feed", said("json feed", [story(date=when)])) or [GOOD]
    west = replace(every_press[0].kit.settings.regions["uk"], timezone="America/Los_Angeles")
    east = replace(every_press[0].kit.settings.regions["middle-east"], timezone="Pacific/Kiritimati")
    settings = replace(every_press[0].kit.settings, regions={"uk": west, "middle-east": east})
    editions = [*Press(replace(every_press[0].kit, settings=settings), frozenset()).editions([article])]
    assert [out.reason.split(":")[0] for edition in editions for out in edition.left_out] == [
        "not yet due" if when.startswith("9") else "too old"
    ] * 3


@pytest.mark.parametrize(
    "body",
    [
        "<p>{{cta('\x1b]0;x\x07')}}</p>",
        "<p>{{cta('\u202ex')}} {{cta(\x9b1m)}}</p>",
        "<!-- region: \x1b[2J --><p>x</p>",
        "<p><a href='mailto:a@ok.example?%1b[31m=x'>x</a></p>",
    ],
)
def test_what_is_said_of_an_article_gives_a_terminal_no_orders(every_press: list[Press], body: str) -> None:
    edition = next(every_press[0].editions(read("json feed", said("json feed", [story(body=body)])) or []))
    assert edition.findings and harms(edition, every_press[0].heads) == []


HARMS = {
    "<script>x</script>": "<script>",
    "<p onclick='x'>x</p>": "p onclick=",
    "<a href='javascript:x'>x</a>": "a href='javascript:x'",
    "<img src='http://ok.example/a.png'>": "img src='http:",
    "<form></form>": "<form>",
    "<p style='background:url(https://ok.example/)'>x</p>": "style=",
    "<style>p{}</style>": "in its head",
    "<meta http-equiv='refresh'>": "in its head",
    "<title>x</title>": "a head of its own",
    "<!--[if mso]><script>x</script><![endif]-->": "<script> in a comment",
    "<p>{{x</p>": "'{{' in html",
    "<p>&#123;%</p>": "'{%' in html",
    "<p>\u202e</p>": "in html",
    "<p title='&#x1b;'>x</p>": "p title",
    "<p>[hubspot</p>": "nothing keeps it",
    "<a href='https://ok.example/only-here'>x</a>": "a link that the text lacks",
}


@pytest.mark.parametrize("added", HARMS)
def test_each_harm_would_be_found(every_press: list[Press], added: str) -> None:
    edition = next(every_press[0].editions(read("json feed", said("json feed", [story()])) or []))
    assert harms(edition, every_press[0].heads) == []
    harmed = replace(edition, html=edition.html.replace("</body>", f"{added}</body>"))
    assert any(HARMS[added] in found for found in harms(harmed, every_press[0].heads))


# ── the database ───────────────────────────────────────────────────────────────────────────────────


def said_at_random(form: str) -> list[list[Article]]:
    """The articles of some answers of this form."""
    found: list[list[Article]] = []

    @bounds(max_examples=6, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=SLOW)
    @given(answers(form))
    def gather(answer: bytes) -> None:
        found.append(read(form, answer) or [])

    gather()
    return found


async def remembered(opened: Desk, hostile: list[Article]) -> set[str]:
    """The ids of what is known after a pull of a good source and a hostile one."""
    await pulling.remember(opened, [Pulled("journal", (GOOD,)), Pulled("blog", tuple(hostile))], NOW)
    async with opened.pool.connection() as connection:
        return {one.id for one in await stored.known(connection)}


async def test_whatever_a_source_says_is_remembered_with_what_the_others_say(
    every_press: list[Press], database_url: str
) -> None:
    project = every_press[0].kit.settings.project
    async with desk.opened(load(project, {"NEWSLETTER_DATABASE__URL": database_url}), lambda: NOW) as opened:
        for hostile in (articles for form in FORMS for articles in said_at_random(form)):
            assert GOOD.id in await remembered(opened, hostile)


LONG = "".join(map(chr, range(0x4E00, 0x4E00 + 3_900)))
UNGAINLY: dict[str, list[dict[str, Any]]] = {
    "an original that nobody has, of 3,900 letters": [
        {"language": ARABIC, "translation_of": f"https://ok.example/{LONG}"}
    ],
    "an original of a hundred kilobytes": [{"language": ARABIC, "translation_of": LONG * 25}],
    "an id of 300 letters": [{"key": LONG[:300]}],
    "a hundred thousand names": [{"names": tuple(map(str, range(100_000)))}],
    "an address of 3,900 letters": [{"canonical": f"https://ok.example/{LONG}"}],
    "every letter in an id": [{"key": chr(letter) + "key"} for letter in range(0x20, 0x180)],
    "what would be SQL": [{"key": "'); DROP TABLE articles; --$1%s{}\\", "title": "'\"\\%s"}],
    "the first and the last day": [
        {"key": str(year), "published": datetime(year, day, day, tzinfo=UTC)} for year, day in ((1, 1), (9999, 12))
    ],
    "a ring of translations": [
        {"key": str(number), "language": ARABIC, "translation_of": f"blog:{(number + 1) % 40}"} for number in range(40)
    ],
    "a thousand translations of each other": [
        {"key": str(number), "language": ARABIC, "translation_of": f"blog:{number + 1}"} for number in range(1_000)
    ],
    "a thousand times the same": [
        {"key": str(number), "body": f"<p>{'one two three four ' * 9}</p>"} for number in range(1_000)
    ],
}


@pytest.mark.parametrize("what", UNGAINLY)
async def test_an_ungainly_article_is_remembered_beside_the_others(
    every_press: list[Press], database_url: str, what: str
) -> None:
    project = every_press[0].kit.settings.project
    usual: dict[str, Any] = {"source": "blog", "key": "key", "place": "p", "body": "<p>x</p>", "form": "html"}
    hostile = [
        to_article(RawArticle(**usual | {"language": ENGLISH, "title": "T"} | said), ()) for said in UNGAINLY[what]
    ]
    async with desk.opened(load(project, {"NEWSLETTER_DATABASE__URL": database_url}), lambda: NOW) as opened:
        known = await remembered(opened, hostile)
        assert known == {GOOD.id, *(article.id for article in hostile)}


# ── time ───────────────────────────────────────────────────────────────────────────────────────────

JUNK = ["<p onclick=", "{{cta('", "&#x202e;\u2067", "<!-- region: uk -->", "<a href='https://ok.example/"]


@pytest.mark.parametrize("junk", JUNK)
def test_four_times_the_junk_takes_four_times_as_long(every_press: list[Press], junk: str) -> None:
    quarter, whole = (junk * (size // len(junk)) for size in (250_000, 1_000_000))
    assert any(
        seconds(every_press[0], "body", whole) < 10 * seconds(every_press[0], "body", quarter) + 0.1 for _ in range(3)
    )
