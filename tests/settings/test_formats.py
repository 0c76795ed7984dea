"""What a region writes with: digits, calendar, currency and telephone number."""

from pathlib import Path

import pytest

from newsletter.errors import SettingsError
from newsletter.model import Region
from newsletter.settings import load

LEAST = """
signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
[newsletter]
name = "The Quay"
base_url = "https://news.example.com"
[[sources]]
name = "journal"
kind = "folder"
path = "articles"
[campaigns.weekly]
template = "digest"
regions = ["gulf"]
[regions.gulf]
name = "Gulf"
territory = "AE"
timezone = "Asia/Dubai"
languages = ["en_GB"]
sender = "letter@example.com"
"""


def gulf(tmp_path: Path, line: str) -> Region:
    (tmp_path / "settings.toml").write_text(LEAST + line, encoding="utf-8")
    return load(tmp_path, {}).regions["gulf"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("04 234 5678", "+97142345678"),
        ("+971 4 234 5678", "+97142345678"),
        ("٠٤ ٢٣٤ ٥٦٧٨", "+97142345678"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("800 1234", "+9718001234"),
    ],
)
def test_a_telephone_number_is_kept_as_the_world_dials_it(tmp_path: Path, said: str, kept: str) -> None:
    assert gulf(tmp_path, f'phone = "{said}"').phone == kept


@pytest.mark.parametrize(
    "said", ["", "the harbour", "123", "+44 1632 960001 x 5", "04 234 5678 ext. 12", "+999 1234567"]
)
def test_what_nobody_can_dial_is_refused_with_the_remedy(tmp_path: Path, said: str) -> None:
    with pytest.raises(SettingsError, match=r"regions\.gulf\.phone: not a telephone number; write it with its country"):
        gulf(tmp_path, f'phone = "{said}"')


@pytest.mark.parametrize("code", ["aed", "DIRHAM", "XQZ", ""])
def test_a_currency_that_does_not_exist_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(SettingsError, match=r"regions\.gulf\.currency: not a currency; write its three letters"):
        gulf(tmp_path, f'currency = "{code}"')


@pytest.mark.parametrize(("key", "known"), [("digits", "'latin' or 'arabic'"), ("calendar", "'gregorian' or 'hijri'")])
def test_digits_and_calendars_are_those_that_we_know(tmp_path: Path, key: str, known: str) -> None:
    with pytest.raises(SettingsError, match=rf"regions\.gulf\.{key}: must be {known}"):
        gulf(tmp_path, f'{key} = "roman"')
