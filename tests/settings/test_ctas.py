"""CTAs of the settings: dates, fallbacks, and a campaign's rule; each fault in one line with its key and remedy."""

from datetime import date
from pathlib import Path

import pytest

from newsletter.errors import SettingsError
from newsletter.model import CtaRule
from newsletter.settings import Settings, load

PROJECT = """
signing_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
newsletter = { name = "The Quay", base_url = "https://news.example.com" }
sources = [{ name = "journal", kind = "folder", path = "articles" }]

[regions.uk]
name = "United Kingdom"
aliases = ["UK"]
territory = "GB"
timezone = "Europe/London"
languages = ["en_GB"]
sender = "quay@example.co.uk"

[regions.middle-east]
name = "Middle East"
territory = "AE"
timezone = "Asia/Dubai"
languages = ["en_GB"]
sender = "quay@example.ae"

[campaigns.weekly]
template = "digest"
regions = ["uk"]
"""
VISIT = '[[ctas]]\nid = "visit"\nuk = { label = "Visit", url = "https://example.com/visit" }\n'
CALL = '[[ctas]]\nid = "call"\naliases = ["123456"]\nuk = { label = "Call", url = "https://example.com/call" }\n'


def loaded(folder: Path, more: str) -> Settings:
    (folder / "settings.toml").write_text(PROJECT + more, "utf-8")
    return load(folder, {})


def faults(folder: Path, more: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        loaded(folder, more)
    return [str(fault) for fault in caught.value.faults]


def test_dates_hold_everywhere_but_where_a_region_has_its_own(tmp_path: Path) -> None:
    dates = "valid_from = 2026-12-01\nvalid_until = 2026-12-31\n"
    gulf = '[ctas.middle-east]\nlabel = "Visit"\nurl = "https://example.com/me"\nvalid_until = 2027-01-06\n'
    (cta,) = loaded(tmp_path, VISIT + dates + gulf).ctas
    spans = {slug: (target.valid_from, target.valid_until) for slug, target in cta.targets.items()}
    assert spans["uk"] == (date(2026, 12, 1), date(2026, 12, 31))
    assert spans["middle-east"] == (date(2026, 12, 1), date(2027, 1, 6))


def test_a_fallback_is_another_cta_by_its_id_or_an_alias_of_it(tmp_path: Path) -> None:
    for name in ("call", "CALL", "123456"):
        assert loaded(tmp_path, f'{VISIT}fallback = "{name}"\n{CALL}').ctas[0].fallback == name


@pytest.mark.parametrize(
    ("rule", "made"),
    [
        ("", CtaRule()),
        ('ctas = { unresolved = "drop" }', CtaRule("drop")),
        ('ctas = { unresolved = "fallback", fallback = "call" }', CtaRule("fallback", "call")),
    ],
)
def test_a_campaign_says_what_becomes_of_what_does_not_resolve(tmp_path: Path, rule: str, made: CtaRule) -> None:
    assert loaded(tmp_path, f"{rule}\n{CALL}").campaigns["weekly"].ctas == made


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (f'{VISIT}fallback = "cal"\n{CALL}', "ctas.visit.fallback: no such CTA: 'cal'; did you mean call?"),
        (f'{VISIT}fallback = "9999999"\n{CALL}', "ctas.visit.fallback: no such CTA: '9999999'; write the id of another CTA"),
        (f'{VISIT}fallback = "visit"\n', "ctas.visit.fallback: goes round in a circle: visit → visit"),
        (
            f'{VISIT}fallback = "123456"\n{CALL}fallback = "visit"\n',
            "ctas.call.fallback: goes round in a circle: call → visit → call; take one of these fallbacks out",
        ),
        (f"{VISIT}valid_from = 2026-12-02\nvalid_until = 2026-12-01\n", "ctas.visit.uk.valid_until: is 2026-12-01, before valid_from"),
        (f'{VISIT}valid_from = "next week"\n', "ctas.visit.valid_from: not a date; write year, month and day, like 2026-12-31"),
        (VISIT.replace("https://example.com", "javascript:"), "ctas.visit.uk.url: cannot stand in a letter: "),
        (VISIT.replace("uk =", "gulf ="), "ctas.visit.gulf: no such setting or region; regions: uk, middle-east"),
        ('[[ctas]]\nid = "visit"\n', "ctas.visit: has no region; add one like uk = {"),
        (VISIT + CALL.replace("123456", "VISIT"), "ctas.call: 'VISIT' is also CTA visit; take one out"),
        ('ctas = { unresolved = "fallback" }', "campaigns.weekly.ctas.fallback: is missing; name the CTA"),
        (f'ctas = {{ fallback = "call" }}\n{CALL}', "campaigns.weekly.ctas.fallback: is of no use; set unresolved"),
        (f'ctas = {{ unresolved = "fallback", fallback = "cal" }}\n{CALL}', "campaigns.weekly.ctas.fallback: no such CTA: 'cal'; did you mean call?"),
        ('ctas = { unresolved = "hide" }', "campaigns.weekly.ctas.unresolved: must be 'block', 'drop' or 'fallback'"),
    ],
)  # fmt: skip
def test_each_fault_is_one_line_with_its_key_and_remedy(tmp_path: Path, more: str, said: str) -> None:
    (line,) = faults(tmp_path, more)
    assert line.startswith(f"settings.toml: {said}")
