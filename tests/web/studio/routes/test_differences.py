"""The page of two editions and what differs between them."""

from pathlib import Path

import httpx
import pytest

from newsletter.web.studio.table.light_table import LightTable
from tests.web.conftest import browser, laid_table

PAGE = "/preview/weekly/differences"


@pytest.fixture
def table(project: Path) -> LightTable:
    return laid_table(project, None)


async def shown(table: LightTable, path: str) -> httpx.Response:
    async with browser(table) as client:
        return await client.get(path)


async def test_two_regions_in_one_language_are_compared_word_by_word(table: LightTable) -> None:
    answer = await shown(table, PAGE)
    assert answer.status_code == 200
    assert "letter@example.co.uk" in answer.text and "letter@me.example.com" in answer.text
    assert "It does: articles, CTAs, links and figures." in answer.text
    assert "<del>supper.</del>" in answer.text and "<ins>dinner.</ins>" in answer.text


async def test_what_should_agree_and_does_not_stands_first(table: LightTable, project: Path) -> None:
    settings = project / "settings.toml"
    own = settings.read_text("utf-8").replace('{ supper = "dinner" }', '{ supper = "5 mg dinner" }')
    settings.write_text(own, "utf-8")
    answer = await shown(table, PAGE)
    assert "<strong>Error</strong> “5 mg”" in answer.text


async def test_arabic_beside_english_stands_from_right_to_left_with_its_articles_joined(table: LightTable) -> None:
    answer = await shown(table, f"{PAGE}?one=middle-east.ar_AE&other=uk.en_GB&date=2026-11-26")
    assert 'class="told" lang="ar-AE"' in answer.text
    assert "<ins>" not in answer.text.partition("Words of one edition only")[0]
    assert (
        answer.text.count("روزنامة التطعيم") and "Only in Middle East" not in answer.text.partition("Calm Crossings")[0]
    )


@pytest.mark.parametrize("query", ["one=no", "one=uk.en_GB&other=uk.ar_AE", "date=never", "one=<script>"])
async def test_what_the_settings_do_not_have_is_not_there(table: LightTable, query: str) -> None:
    assert (await shown(table, f"{PAGE}?{query}")).status_code == 404
    assert (await shown(table, "/preview/no/differences")).status_code == 404


async def test_the_page_is_one_link_away_from_the_others(table: LightTable) -> None:
    for path in ("/preview/weekly", "/preview/weekly/uk/en_GB"):
        assert f'href="{PAGE}' in (await shown(table, path)).text
