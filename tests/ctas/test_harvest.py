"""What articles ask for and nobody knows: where it stands, what HubSpot's rendering said of it, and rows to complete."""

from dataclasses import replace

import pytest

from newsletter.ctas.harvest import Unknown, harvest, rows_of
from newsletter.ctas.registry import Registry
from newsletter.ctas.shortcodes import extract
from newsletter.model import Article, Cta, CtaToken, Language, Piece, Region, RegionBlock, Text
from tests.ctas.every_form import GUID, INTERACTIVE, LEGACY, NEW, PICTURE, PUBLIC, REDIRECT

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
UK = Region("uk", Text("United Kingdom"), (), "GB", "Europe/London", (ENGLISH,), "british", "", None, (), (), None)
GULF = replace(UK, slug="middle-east", name=Text("Middle East"))
REGIONS = {"uk": UK, "middle-east": GULF, "saudi": replace(GULF, slug="saudi", ancestors=("middle-east",))}
KNOWN = Registry([Cta("1234567", ("7654321",), {})])


def article(
    *pieces: Piece, place: str = "tides.md", language: Language = ENGLISH, regions: tuple[str, ...] = ()
) -> Article:
    return Article(f"journal:{place}", "journal", place, "Tides", pieces, language, None, regions=regions)


def found(*articles: Article) -> list[Unknown]:
    return harvest(articles, KNOWN, REGIONS)


def test_known_ones_are_no_harvest() -> None:
    assert found(article(CtaToken("1234567", "left", 3), CtaToken("7654321", "left", 4))) == []


def test_an_unknown_one_is_told_once_with_all_its_places_and_hints() -> None:
    (one,) = found(
        article(CtaToken(GUID, "left", 3), CtaToken(GUID, "left", 9, "Visit us", "https://example.com/visit")),
        article(CtaToken(GUID, "left", 5, "زورونا"), place="arabic.md", language=ARABIC),
    )
    assert one == Unknown(
        GUID,
        [("tides.md:3", "Tides"), ("tides.md:9", "Tides"), ("arabic.md:5", "Tides")],
        {"label": "Visit us", "label_ar": "زورونا"},
        "https://example.com/visit",
        ["uk", "middle-east", "saudi"],
    )
    common = {"id": GUID, "label": "Visit us", "label_ar": "زورونا", "url": "https://example.com/visit"}
    # Saudi Arabia has its parent's.
    assert list(rows_of(one, REGIONS)) == [{**common, "region": "uk"}, {**common, "region": "middle-east"}]


@pytest.mark.parametrize(
    ("made", "regions"),
    [
        (article(CtaToken(GUID, "left", 3), regions=("uk",)), ["uk"]),
        (article(CtaToken(GUID, "left", 3), regions=("middle-east",)), ["middle-east", "saudi"]),
        (article(RegionBlock("middle-east", "Quay:", (CtaToken(GUID, "left", 3),), 2)), ["middle-east", "saudi"]),
        (article(RegionBlock("saudi", "Quay:", (CtaToken(GUID, "left", 3),), 2), regions=("middle-east",)), ["saudi"]),
    ],
)
def test_only_the_regions_whose_readers_would_see_it_need_a_row(made: Article, regions: list[str]) -> None:
    (one,) = found(made)
    assert one.regions == regions


DESTINATION = 'cta_dest_link="https://example.com/visit?a=1&amp;b=2" target='


@pytest.mark.parametrize(
    ("source", "label", "target"),
    [
        (LEGACY, "Visit us", ""),
        (LEGACY.replace("target=", DESTINATION), "Visit us", "https://example.com/visit?a=1&b=2"),
        (LEGACY.replace("target=", 'cta_dest_link="javascript:alert(1)" target='), "Visit us", ""),
        (LEGACY.replace("target=", 'cta_dest_link="https://example.com/\x1b[2J" target='), "Visit us", ""),
        (NEW, "Visit us", ""),
        (NEW.replace(INTERACTIVE, "https://example.com/visit"), "Visit us", "https://example.com/visit"),
        (f'<a href="{REDIRECT}">Visit\n <b>us</b> &amp; them<script>x</script></a>', "Visit us & them", ""),
        (f'<a href="{REDIRECT}"><img alt="" src="x"><img alt=\'A "boat"\' src="{PICTURE}"></a>', 'A "boat"', ""),
        (f"[Visit us]({PUBLIC})", "Visit us", ""),
        (f"[![A boat]({PICTURE})]({REDIRECT})", "A boat", ""),
        (f"<a href='{REDIRECT}'>{{{{cta('{GUID}')}}}}</a>", "", ""),
        (f"<a href='{REDIRECT}'>…</a>", "", ""),
        (f"{{{{cta('{GUID}')}}}}", "", ""),
        (PUBLIC, "", ""),
    ],
)
def test_a_rendering_tells_its_words_and_where_it_led(source: str, label: str, target: str) -> None:
    (token,) = extract(source, salt="s").tokens
    assert (token.label, token.target) == (label, target)
