"""An editor's decisions as the page sends them: what each becomes, what is said of it, and who may not send one."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from newsletter.articles.choosing.curation import LONGEST
from newsletter.model import Curation, Override
from newsletter.schedule import curating, pulling
from newsletter.schedule import desk as desks
from newsletter.schedule.desk import Desk
from newsletter.store import curations, issues
from tests.web.conftest import browser, laid_table
from tests.web.studio.conftest import ITEM, put_items
from tests.web.studio.routes.test_overview import ARABIC, UK, UK_ISSUE
from tests.web_server import Web

OURS = {"Sec-Fetch-Site": "same-origin"}
VACCINES, DESERT, LEGS = "journal:vaccination-calendar.md", "journal:desert-water.md", "journal:sea-legs.txt"
CALM, BACK = "journal:calm-crossings.md", "journal:boatyard-back.txt"
OLD = """<item><guid isPermaLink="false">old</guid><title>An Old Pier</title><description>It stands on oak.</description>
<pubDate>Fri, 01 May 2020 09:00:00 GMT</pubDate></item>"""


async def pressed(marketer: httpx.AsyncClient, path: str = UK, **form: str) -> str:
    """The section on articles to which a press leads."""
    answer = await marketer.post(f"{path}/articles", data=form, headers=OURS)
    assert answer.status_code == 303 and urlsplit(answer.headers["location"]).fragment == "told"
    page = (await marketer.get(answer.headers["location"])).text
    return section(page)


def section(page: str) -> str:
    (found,) = re.findall(r'<section id="articles".*?</section>', page, re.DOTALL)
    return unescape(found)


def told(page: str) -> str:
    (found,) = re.findall(r'<div id="told"[^>]*>(.*?)</div>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found).split())


def carried(page: str) -> list[str]:
    """The ids of the articles, in order."""
    return re.findall(r'<li id="article-\d+">.*?<code>([^<]+)</code>', page, re.DOTALL)


async def decided(desk: Desk) -> Curation:
    async with desk.pool.connection() as connection:
        row = await issues.find(connection, UK_ISSUE)
        return await curations.of(connection, row.id) if row else Curation()


# ── what each button does ──────────────────────────────────────────────────────────────────────────


async def test_an_article_is_moved_up_and_down(marketer: httpx.AsyncClient, desk: Desk) -> None:
    first, second, *others = carried(section((await marketer.get(UK)).text))
    page = await pressed(marketer, down=first)
    assert carried(page) == [second, first, *others] and told(page).endswith("was moved: 2 of 6.")
    page = await pressed(marketer, up=first)
    assert carried(page) == [first, second, *others]
    assert carried(await pressed(marketer, up=first)) == [first, second, *others]
    assert (await decided(desk)).order == (first, second, *others)


async def test_an_article_is_pinned_and_unpinned(marketer: httpx.AsyncClient) -> None:
    before = carried(section((await marketer.get(UK)).text))
    page = await pressed(marketer, pin=BACK)
    assert carried(page)[0] == BACK and told(page) == "“A Stronger Back for the Boatyard” is pinned: 1 of 6."
    assert '<span class="badge">pinned</span>' in page and 'aria-label="Unpin A Stronger Back for the Boatyard"' in page
    page = await pressed(marketer, unpin=BACK)
    assert carried(page) == before and '<span class="badge">' not in page


async def test_what_is_dropped_can_be_put_back_from_where_it_lies(marketer: httpx.AsyncClient) -> None:
    page = await pressed(marketer, drop=LEGS)
    assert LEGS not in carried(page) and told(page).startswith("“Finding Your Sea Legs Before the Crossing” is dropped")
    group = re.findall(r'<details class="left-out" open>.*?</details>', page, re.DOTALL)
    assert len(group) == 1 and "Dropped by an editor" in group[0]
    assert f'name="back" value="{LEGS}" aria-label="Put back Finding Your Sea Legs' in group[0]
    assert LEGS in carried(await pressed(marketer, back=LEGS))


async def test_an_article_of_a_feed_that_is_years_old_is_shown_once_it_is_pinned(
    feed: Web, marketer: httpx.AsyncClient, desk: Desk
) -> None:
    put_items(feed, OLD, ITEM.format(guid="new", title="A New Pier", text="It stands on steel."))
    await marketer.post("/pull", headers=OURS)
    page = section((await marketer.get(UK)).text)
    assert "A New Pier" in page and "An Old Pier" not in page
    await curating.curate(desk, UK_ISSUE, lambda _: Curation(pinned=("blog:old",)))
    assert carried(section((await marketer.get(UK)).text))[0] == "blog:old"


async def test_other_words_are_shown_spelled_and_taken_back(marketer: httpx.AsyncClient, desk: Desk) -> None:
    picture = {"image": "https://pictures.example/a.png", "image_alt": "A pier"}
    page = await pressed(marketer, edit=VACCINES, title="Colors", teaser="Two\r\nlines.", **picture)
    assert told(page) == "“Colours” is edited in this issue: 1 of 6."
    assert '<span class="badge">edited</span>' in page and 'value="Colors"' in page
    assert "Its own: <bdi>A Vaccination Calendar for Unhurried Travelers</bdi>" in page
    given = Override("Colors", "Two lines.", "https://pictures.example/a.png", "A pier")
    assert (await decided(desk)).overrides == {VACCINES: given}
    await pressed(marketer, edit=VACCINES, title="Colors", teaser="")
    assert (await decided(desk)).overrides == {VACCINES: Override("Colors")}
    page = await pressed(marketer, own=VACCINES)
    assert (await decided(desk)).overrides == {} and "edited" not in page.partition("left out")[0]


async def test_what_is_refused_says_why_and_keeps_what_was_typed(marketer: httpx.AsyncClient, desk: Desk) -> None:
    page = await pressed(marketer, edit=VACCINES, title="A <b>{{cta('x')}}", teaser="Soon.")
    assert told(page).startswith("Nothing was changed: the title holds '{{'")
    assert '<details class="edit" open>' in page and ">Soon.</textarea>" in page
    assert "A <b>{{cta('x')}}" in page and await decided(desk) == Curation()


async def test_the_bounds_of_the_form_are_those_of_the_check(marketer: httpx.AsyncClient) -> None:
    page = section((await marketer.get(UK)).text)
    for name, longest in LONGEST.items():
        assert re.search(rf'id="{name}-1" name="{name}"[^>]* maxlength="{longest}"', page)


async def test_an_article_that_nobody_knows_is_refused(marketer: httpx.AsyncClient, desk: Desk) -> None:
    page = await pressed(marketer, pin="journal:nobody")
    assert "no article is called 'journal:nobody'" in told(page) and await decided(desk) == Curation()
    assert "does not carry it any more" in told(await pressed(marketer, up=CALM))


async def test_a_form_without_a_decision_is_none(marketer: httpx.AsyncClient) -> None:
    assert (await marketer.post(f"{UK}/articles", data={"title": "x"}, headers=OURS)).status_code == 404
    assert (await marketer.get(f"{UK}/articles")).status_code == 405


# ── around it ──────────────────────────────────────────────────────────────────────────────────────


async def test_an_approval_that_is_void_by_it_is_said(marketer: httpx.AsyncClient, desk: Desk) -> None:
    await pulling.pull(desk)
    draft = await desks.draft(desk, UK_ISSUE)
    await desks.approve(desk, draft, languages=[draft.editions[0].language], by="Ana")
    page = await pressed(marketer, drop=LEGS)
    assert told(page).endswith("It is not what Ana approved, so it has to be approved again.")
    assert "approved again" not in told(await pressed(marketer, back=LEGS))


async def test_what_came_after_the_approval_is_listed_and_can_be_pinned(
    marketer: httpx.AsyncClient, desk: Desk, project: Path
) -> None:
    await pulling.pull(desk)
    draft = await desks.draft(desk, UK_ISSUE)
    await desks.approve(desk, draft, languages=[draft.editions[0].language], by="Ana")
    late = project / "articles" / "late.md"
    late.write_text('+++\ntitle = "Late"\npublished = 2026-11-22\n+++\n\nIt came late.\n', "utf-8")
    page = section((await marketer.get(UK)).text)
    assert "came after the approval" in page and "journal:late.md" not in carried(page)
    page = await pressed(marketer, pin="journal:late.md")
    assert carried(page)[0] == "journal:late.md" and "came after the approval" not in page


async def test_what_is_dropped_in_arabic_is_dropped_in_english(marketer: httpx.AsyncClient) -> None:
    english = ARABIC.replace("ar_AE", "en_GB")
    assert DESERT in carried(section((await marketer.get(english)).text))
    await pressed(marketer, ARABIC, drop="journal:desert-water.ar.md")
    assert DESERT not in carried(section((await marketer.get(english)).text))


async def test_the_way_back_keeps_the_view(marketer: httpx.AsyncClient) -> None:
    path = f"{UK}/articles?date=2026-12-03&look=dark&width=375"
    answer = await marketer.post(path, data={"drop": LEGS}, headers=OURS)
    assert answer.headers["location"].startswith(f"{UK}?date=2026-12-03&look=dark&width=375&told=")


async def test_an_issue_on_its_way_has_no_buttons_and_says_so(marketer: httpx.AsyncClient, desk: Desk) -> None:
    await pulling.pull(desk)
    draft = await desks.draft(desk, UK_ISSUE)
    assert "<button" in section((await marketer.get(f"{UK}?date=2026-11-26")).text)
    async with desk.pool.connection() as connection:
        await issues.move(connection, draft.row.id, to="sending", from_states=("draft",))
    page = section((await marketer.get(f"{UK}?date=2026-11-26")).text)
    assert "<button" not in page and "on its way, or over" in page
    answer = await marketer.post(f"{UK}/articles?date=2026-11-26", data={"drop": LEGS}, headers=OURS)
    assert "is being sent; what it carries cannot be" in told((await marketer.get(answer.headers["location"])).text)


async def test_without_a_database_nothing_can_be_chosen_and_it_says_so(project: Path) -> None:
    async with browser(laid_table(project, None)) as marketer:
        page = section((await marketer.get(UK)).text)
        assert "<button" not in page and "while the database does not answer" in page
        assert "the database does not answer" in told(await pressed(marketer, drop=LEGS))


async def test_while_the_project_cannot_be_read_nothing_can_be_chosen(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    await marketer.get(UK)
    (project / "templates" / "digest.mjml.j2").write_text("{% if %}", "utf-8")
    page = section((await marketer.get(UK)).text)
    assert "<button" not in page and "until what is wrong above is put right" in page


async def test_five_hundred_that_are_left_out_lie_in_a_few_folded_groups(
    marketer: httpx.AsyncClient, project: Path
) -> None:
    for number in range(500):
        text = f'+++\ntitle = "Piece {number}"\npublished = 2026-10-{number % 28 + 1:02}\n+++\n\nWords {number}.\n'
        (project / "articles" / f"piece-{number}.md").write_text(text, "utf-8")
    page = section((await marketer.get(UK)).text)
    assert re.search(r"<h3>50\d left out</h3>", page) and 'aria-label="Pin Piece 499"' in page
    assert "Too old <span" in page and len(re.findall('<details class="left-out">', page)) <= 6


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
async def test_another_page_cannot_decide(marketer: httpx.AsyncClient, desk: Desk, headers: dict[str, str]) -> None:
    answer = await marketer.post(f"{UK}/articles", data={"drop": LEGS}, headers=headers)
    assert answer.status_code == 403 and await decided(desk) == Curation()


async def test_an_address_cannot_put_words_into_the_studios_mouth(marketer: httpx.AsyncClient) -> None:
    assert "All were dropped" not in (await marketer.get(f"{UK}?told=All+were+dropped")).text
