"""The sample project: every article has the shape it is there to show, and nobody in it exists."""

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import pytest

from newsletter.articles.cleaning.clean import to_article
from newsletter.articles.gathering.folder import read_folder
from newsletter.articles.gathering.front_matter import Known
from newsletter.audience.spreadsheet import open_sheet, subscribers
from newsletter.localise.british import respell
from newsletter.model import Article, CtaToken, Language, Piece, RegionBlock, RelatedSlot, Subscriber
from newsletter.settings import Settings, load
from newsletter.starter import bundled

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
SCRAPED = ("sea-legs.txt", "long-way-home.txt", "boatyard-back.txt")
WHEN = tomllib.loads(bundled("dates.toml").read_text("utf-8"))
ISSUES = {"uk": datetime(2026, 11, 19, 9, tzinfo=UTC), "middle-east": datetime(2026, 11, 17, 6, tzinfo=UTC)}
SAFE_DOMAINS = re.compile(r"(?:[a-z0-9-]+\.)*(?:example\.(?:com|org|net|co\.uk)|invalid)")
HOST = re.compile(r"(?:https?://|(?<=[\w+])@)([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")


def text_of(name: str) -> str:
    return (bundled("articles") / name).read_text("utf-8")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    project = tmp_path_factory.mktemp("project")
    (project / "settings.toml").write_bytes(bundled("settings.toml").read_bytes())
    return load(project, {"NEWSLETTER_SIGNING_KEY": "k" * 40})


@pytest.fixture(scope="module")
def articles(settings: Settings) -> dict[str, Article]:
    gathered = read_folder(bundled("articles"), "journal", Known((ENGLISH, ARABIC), tuple(settings.regions)))
    assert gathered.skipped == ()
    regions = tuple(settings.regions.values())
    return {raw.place: to_article(raw, regions) for raw in gathered.articles}


@pytest.fixture(scope="module")
def everybody(settings: Settings) -> list[Subscriber]:
    with bundled("subscribers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(subscribers(open_sheet(file), settings.regions))
    assert [row for row in rows if not isinstance(row, Subscriber)] == []
    return [row for row in rows if isinstance(row, Subscriber)]


def pieces_of(article: Article) -> list[Piece]:
    """Its pieces, those in region blocks included."""
    inner = [piece for block in article.pieces if isinstance(block, RegionBlock) for piece in block.pieces]
    return [*article.pieces, *inner]


def published(article: Article) -> datetime:
    """What a fresh project gives it: a scraped text is dated by the table, everything else dates itself."""
    if article.place in SCRAPED:
        return datetime.fromisoformat(f"{WHEN['reference']}T12:00Z") - timedelta(
            days=WHEN["days_before"][article.place]
        )
    assert article.published is not None
    return article.published


# ── articles ───────────────────────────────────────────────────────────────────────────────────────


def test_no_sample_article_has_a_finding(articles: dict[str, Article]) -> None:
    assert [(place, article.findings) for place, article in articles.items() if article.findings] == []


def test_the_samples_are_ten_articles_of_120_to_300_words(articles: dict[str, Article]) -> None:
    assert len(articles) == 10
    assert {place for place in articles if not 120 <= len(text_of(place).split()) <= 300} == set()


@pytest.mark.parametrize("name", SCRAPED)
def test_a_scraped_sample_begins_with_a_share_icon_and_a_title(name: str, articles: dict[str, Article]) -> None:
    first, empty, title = text_of(name).split("\n")[:3]
    assert (first, empty, title) == ("X", "", articles[name].title)
    assert title == title.strip() and title[0].isupper()


@pytest.mark.parametrize("name", SCRAPED)
def test_a_scraped_sample_asks_for_a_cta_in_typographic_quotes(name: str, articles: dict[str, Article]) -> None:
    assert re.search(r"\{\{cta\(‘[0-9a-f-]{36}’", text_of(name))
    assert any(isinstance(piece, CtaToken) for piece in pieces_of(articles[name]))


@pytest.mark.parametrize("name", SCRAPED)
def test_a_scraped_sample_has_a_region_block(name: str, articles: dict[str, Article]) -> None:
    assert [block for block in articles[name].pieces if isinstance(block, RegionBlock)] != []


def test_two_scraped_samples_have_runs_of_no_break_spaces() -> None:
    assert [name for name in SCRAPED if "\u00a0 " in text_of(name)] == ["long-way-home.txt", "boatyard-back.txt"]


def test_one_sample_leaves_a_slot_for_a_related_article_to_the_middle_east(articles: dict[str, Article]) -> None:
    block = articles["sea-legs.txt"].pieces[-1]
    assert isinstance(block, RegionBlock) and block.region == "middle-east"
    assert [type(piece) for piece in block.pieces] == [RelatedSlot]


def test_the_related_article_is_older_than_the_issue_and_has_a_page_to_lead_to(articles: dict[str, Article]) -> None:
    related = articles["calm-crossings.md"]
    assert related.regions == ("middle-east",) and related.canonical is not None
    assert published(related) < ISSUES["middle-east"] - timedelta(days=30)


def test_the_html_sample_holds_a_legacy_cta_block_and_one_cta(articles: dict[str, Article]) -> None:
    assert "<!--HubSpot Call-to-Action Code-->" in text_of("sailors-shoulder.html")
    assert sum(isinstance(piece, CtaToken) for piece in articles["sailors-shoulder.html"].pieces) == 1


def test_two_articles_have_an_arabic_translation_with_the_same_ctas(articles: dict[str, Article]) -> None:
    translated = [article for article in articles.values() if article.language == ARABIC]
    assert len(translated) == 2
    for article in translated:
        original = articles[article.translation_of or ""]
        assert [piece.id for piece in article.pieces if isinstance(piece, CtaToken)] == [
            piece.id for piece in original.pieces if isinstance(piece, CtaToken)
        ]


def test_a_translation_says_the_same_numbers(articles: dict[str, Article]) -> None:
    for article in (article for article in articles.values() if article.language == ARABIC):
        here, there = text_of(article.place), text_of(article.translation_of or "")
        assert Counter(re.findall(r"\d+", here)) == Counter(re.findall(r"\d+", there))


def test_every_english_sample_has_something_to_respell(articles: dict[str, Article]) -> None:
    english = [article.place for article in articles.values() if article.language == ENGLISH]
    assert [place for place in english if not respell(text_of(place)).changes] == []


def test_names_and_quotations_in_the_samples_keep_their_spelling() -> None:
    kept = {word.word for name in ("sea-legs.txt", "sailors-shoulder.html") for word in respell(text_of(name)).kept}
    assert {"Harbor", "Center", "color", "labored", "Behavioral"} <= kept


# ── dates ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_of_dates_names_every_scraped_sample_and_nothing_else() -> None:
    assert set(WHEN["days_before"]) == set(SCRAPED)
    assert {path.name for path in bundled("articles").glob("*.txt")} == set(SCRAPED)


def test_dated_samples_can_be_moved_by_one_line(articles: dict[str, Article]) -> None:
    for name in set(articles) - set(SCRAPED):
        assert len(re.findall(r"^published(?:: | = )\d{4}-\d\d-\d\d$", text_of(name), re.MULTILINE)) == 1


@pytest.mark.parametrize("region", list(ISSUES))
def test_six_english_articles_are_recent_for_both_issues_of_the_week(
    region: str, articles: dict[str, Article], settings: Settings
) -> None:
    since = ISSUES[region] - timedelta(days=settings.campaigns["weekly"].articles.since_days)
    english = [article for article in articles.values() if article.language == ENGLISH]
    recent = [article.place for article in english if since < published(article) <= ISSUES[region]]
    assert len(recent) == settings.campaigns["weekly"].articles.max == 6
    assert {"regatta-week.md", "calm-crossings.md"}.isdisjoint(recent)


def test_the_newest_two_articles_are_those_with_a_translation(articles: dict[str, Article]) -> None:
    newest = sorted((a for a in articles.values() if a.language == ENGLISH), key=published, reverse=True)[:2]
    assert {a.place for a in newest} == {a.translation_of for a in articles.values() if a.language == ARABIC}


def test_moved_to_any_day_the_samples_are_still_recent_at_the_next_issue(
    articles: dict[str, Article], settings: Settings
) -> None:
    reference = datetime.fromisoformat(f"{WHEN['reference']}T00:00Z")
    oldest = min(published(a) for a in articles.values() if a.place in SCRAPED or a.language == ARABIC)
    assert (reference - oldest).days + 7 <= settings.campaigns["weekly"].articles.since_days


# ── settings and subscribers ───────────────────────────────────────────────────────────────────────


def test_every_cta_of_the_samples_has_a_button_in_every_region_and_language(
    articles: dict[str, Article], settings: Settings
) -> None:
    asked = {piece.id for a in articles.values() for piece in pieces_of(a) if isinstance(piece, CtaToken)}
    known = {cta.id: cta for cta in settings.ctas}
    assert asked == set(known)
    for cta in known.values():
        for region in settings.regions.values():
            label = cta.targets[region.slug].label
            assert [label.said_in(language)[1] for language in region.languages] == list(region.languages)


def test_legal_lines_are_said_in_every_language_of_their_region(settings: Settings) -> None:
    for region in settings.regions.values():
        for line in region.legal:
            assert [line.said_in(language)[1] for language in region.languages] == list(region.languages)


def test_the_sample_settings_are_in_british_spelling() -> None:
    assert respell(bundled("settings.toml").read_text("utf-8")).changes == ()


def test_there_are_200_subscribers_with_an_address_each(everybody: list[Subscriber]) -> None:
    assert len({person.email.lower() for person in everybody}) == len(everybody) == 200
    editions = Counter((person.region, person.language.code) for person in everybody)
    assert editions == {("uk", "en_GB"): 110, ("middle-east", "en_GB"): 60, ("middle-east", "ar_AE"): 30}


def test_every_subscriber_has_agreed(everybody: list[Subscriber]) -> None:
    for person in everybody:
        assert person.consent_source and person.consent_at and person.consent_at < ISSUES["middle-east"]


def test_nothing_in_the_sample_project_leads_to_a_real_host(settings: Settings, everybody: list[Subscriber]) -> None:
    files = [*bundled("articles").iterdir(), bundled("subscribers.csv"), bundled("settings.toml")]
    hosts = {host.lower() for file in files for host in HOST.findall(file.read_text("utf-8"))}
    hosts |= {person.email.partition("@")[2] for person in everybody}
    hosts |= {parseaddr(region.sender)[1].partition("@")[2] for region in settings.regions.values()}
    assert len(hosts) > 5
    assert {host for host in hosts if not SAFE_DOMAINS.fullmatch(host)} == set()
