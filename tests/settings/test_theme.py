"""Themes: a region's laid over the project's, and what no reader could read refused by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.errors import SettingsError
from newsletter.model import Logo, Theme
from newsletter.model.colours import LEAST_CONTRAST, contrast
from newsletter.model.theme import WORDS_ON
from newsletter.settings import Settings, load

LEAST = """\
signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
newsletter = { name = "The Quay", base_url = "https://news.example.com" }
sources = [{ name = "journal", kind = "folder", path = "articles" }]
campaigns.weekly = { template = "digest", regions = ["uk"] }
[regions.uk]
name = "United Kingdom"
territory = "GB"
timezone = "Europe/London"
languages = ["en_GB"]
sender = "letter@example.co.uk"
[regions.ie]
name = "Ireland"
territory = "IE"
timezone = "Europe/Dublin"
languages = ["en_IE"]
sender = "letter@example.ie"
"""


def loaded(folder: Path, theme: str) -> Settings:
    (folder / "settings.toml").write_text(LEAST + theme, "utf-8")
    return load(folder, {})


def faults(folder: Path, theme: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        loaded(folder, theme)
    return [f"{fault.key}: {fault.message}" for fault in caught.value.faults]


def test_our_own_look_can_be_read_by_day_and_by_night() -> None:
    for palette in (Theme().light, Theme().dark):
        for words, ground in WORDS_ON:
            assert contrast(getattr(palette, words), getattr(palette, ground)) >= LEAST_CONTRAST, (words, ground)


def test_a_region_changes_what_it_says_and_keeps_the_rest(tmp_path: Path) -> None:
    said = '[theme]\nsize = 20\nlight = { accent = "#5b0a2f" }\n[regions.uk.theme]\nradius = 24\nlight = { desk = "#ffffff" }\n'
    regions = loaded(tmp_path, said).regions
    accented = replace(Theme().light, accent="#5b0a2f")
    assert regions["ie"].theme == replace(Theme(), size=20, light=accented)
    assert regions["uk"].theme == replace(Theme(), size=20, radius=24, light=replace(accented, desk="#ffffff"))


def test_a_regions_logo_stands_in_place_of_the_projects_whole(tmp_path: Path) -> None:
    said = (
        '[theme]\nlogo = { src = "https://example.com/l.png", width = 180, dark = "https://example.com/d.png" }\n'
        '[regions.uk.theme]\nlogo = { src = "https://example.com/uk.png", width = 90 }\n'
    )
    regions = loaded(tmp_path, said).regions
    assert regions["ie"].theme.logo == Logo("https://example.com/l.png", 180, "https://example.com/d.png")
    assert regions["uk"].theme.logo == Logo("https://example.com/uk.png", 90)


def test_words_that_their_ground_would_swallow_are_named_once_with_figures(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, '[theme.light]\nmuted = "#999999"\n')
    assert fault == (
        "theme.light.muted: #999999 on sheet #fffdf8 has a contrast of 2.8:1; readers need 4.5:1: choose colours further apart"
    )


def test_a_regions_colours_are_held_against_the_projects(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, '[theme.dark]\naccent = "#ffffff"\n[regions.uk.theme.dark]\non_accent = "#eeeeee"\n')
    assert fault.startswith("regions.uk.theme.dark.on_accent: #eeeeee on accent #ffffff has a contrast of 1.2:1")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('light = { ink = "#123" }', "theme.light.ink: not a colour; write it with six digits, like #0a5b63"),
        ('light = { ink = "teal" }', "theme.light.ink: not a colour; write it with six digits, like #0a5b63"),
        ('fonts = { text = "Arial; x:url(a)" }', "theme.fonts.text: not a list of fonts; write it like Georgia, 'Times New Roman', serif"),
        ("fonts = { text = '\"Arial\"' }", "theme.fonts.text: not a list of fonts; write it like Georgia, 'Times New Roman', serif"),
        ('logo = { src = "http://example.com/l.png", width = 9 }', "theme.logo.src: not a picture's address; write it like https://example.com/logo.png"),
        ('logo = { src = "https://example.com/l.png", width = 700 }', "theme.logo.width: must be less than or equal to 520"),
        ("size = 12", "theme.size: must be greater than or equal to 16"),
    ],
)  # fmt: skip
def test_a_value_that_could_break_a_letter_is_refused_in_plain_words(line: str, said: str, tmp_path: Path) -> None:
    assert said in faults(tmp_path, f"[theme]\n{line}\n")
