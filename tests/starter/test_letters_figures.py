"""Dates, counts and telephone numbers in the letters we bring, as each region asks for them."""

import re
from dataclasses import replace
from html import unescape

import pytest

from newsletter.model import Edition, Language, Text
from newsletter.settings import Settings
from tests.starter.test_letters import ARABIC, ENGLISH, LETTERS, edition, every_kind, settings, story

__all__ = ["settings"]  # a fixture

ASKED = {"territory": "SA", "digits": "arabic", "calendar": "hijri", "phone": "+966112345678"}


def asking(settings: Settings, **asked: object) -> Settings:
    regions = {slug: replace(region, **asked) for slug, region in settings.regions.items()}  # type: ignore[arg-type]
    return replace(settings, regions=regions)


def made(settings: Settings, language: Language, template: str = "digest", **asked: object) -> Edition:
    return edition(asking(settings, **(asked or ASKED)), language, every_kind(language), template)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<body") :])).split(" "))


@pytest.mark.parametrize("template", LETTERS)
@pytest.mark.parametrize(
    ("language", "date", "hijri"),
    [
        (ENGLISH, "19 November 2026", "9 Jumada al-Akhirah 1448"),
        (ARABIC, "١٩ نوفمبر ٢٠٢٦", "٩ جمادى الآخرة ١٤٤٨\u00a0هـ"),
    ],
)
def test_both_parts_have_the_hijri_date_beside_the_other(
    settings: Settings, language: Language, template: str, date: str, hijri: str
) -> None:
    said = made(settings, language, template)
    assert f"{date} ({hijri})".replace("\u00a0", " ") in said.text.replace("\u00a0", " ")
    assert re.search(rf"{date}(?:<br ?/?>| \(){hijri}", unescape(said.html)) and said.findings == ()
    assert [note.text for note in said.notes if "computed" in note.why] == [f"{date} ({hijri})"]


@pytest.mark.parametrize("template", LETTERS)
@pytest.mark.parametrize(
    ("language", "label", "number"),
    [(ENGLISH, "Telephone:", "011 234 5678"), (ARABIC, "الهاتف:", "\u2066011 234 5678\u2069")],
)
def test_both_parts_say_the_number_and_lead_to_it(
    settings: Settings, language: Language, template: str, label: str, number: str
) -> None:
    said = made(settings, language, template)
    link = re.search(r'<a href="tel:\+966112345678" dir="ltr"[^>]*>([^<]*)</a>', said.html)
    assert link and unescape(link[1]) == number and f">{label} <a" in said.html
    assert f"{label} {number}\ntel:+966112345678\n" in said.text and said.findings == ()


def test_a_region_that_asks_for_nothing_shows_neither(settings: Settings) -> None:
    said = made(settings, ARABIC, phone=None)
    assert "tel:" not in said.html + said.text and "هـ" not in said.text and "19 نوفمبر 2026" in said.text
    assert not [note for note in said.notes if "computed" in note.why]


def test_every_number_of_ours_is_in_the_regions_digits(settings: Settings) -> None:
    plain = Text("النشرة في {date}")
    campaign = replace(settings.campaigns["weekly"], subject=dict.fromkeys(settings.regions, plain))
    regions = asking(settings, **ASKED, legal=()).regions
    ours = replace(settings, regions=regions, campaigns={"weekly": campaign})
    told = tuple(replace(story(number, ARABIC), title="الماء") for number in range(1, 13))
    said = edition(ours, ARABIC, told)
    assert said.subject == "النشرة في ١٩ نوفمبر ٢٠٢٦"
    assert "في هذا العدد: ١٢ مقالًا" in said.text and "في هذا العدد: ١٢ مقالًا" in unescape(said.html)
    assert re.findall(r"^([٠-٩]+)  الماء$", said.text, re.MULTILINE)[-3:] == ["١٠", "١١", "١٢"]
    seen = words(said.html).replace("011 234 5678", "")
    assert re.findall(r"[0-9]+", seen) == []


def test_prose_keeps_the_digits_of_its_author(settings: Settings) -> None:
    told = replace(story(1, ARABIC), title="الجرعة 500 ملغ")
    said = edition(asking(settings, **ASKED), ARABIC, (told,))
    assert "الجرعة 500 ملغ" in said.html and said.articles[0][1] == "الجرعة 500 ملغ"


@pytest.mark.parametrize("template", LETTERS)
@pytest.mark.parametrize("code", ["en_AE", "en_SA", "en_US"])
def test_an_english_edition_is_the_british_one_whatever_its_territory(
    settings: Settings, template: str, code: str
) -> None:
    british, other = made(settings, ENGLISH, template), made(settings, Language(code), template)
    tag = f'lang="{code.replace("_", "-")}"'
    assert tag in other.html
    assert other.text == british.text and other.subject == british.subject
    assert re.sub(r'lang="[\w-]*"', "", other.html) == re.sub(r'lang="[\w-]*"', "", british.html)
