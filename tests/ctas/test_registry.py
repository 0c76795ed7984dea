"""A CTA is found by id or alias; a region has a target, its own or an ancestor's or a fallback's, or none; by date."""

from dataclasses import replace
from datetime import date

import pytest

from newsletter.ctas.registry import Missing, Registry, Resolved
from newsletter.model import Cta, CtaTarget, Text

GUID = "5d0b3c1e-7a42-4f6b-9c88-1e2f3a4b5c6d"
UK = CtaTarget(Text("Book a visit", {"ar": "احجز"}), "https://example.co.uk/visit")
GULF = CtaTarget(Text("Gulf"), "https://example.com/gulf")
SAUDI = CtaTarget(Text("Saudi"), "https://example.com/sa")
VISIT = Cta(GUID, ("Visit", "1234567"), {"uk": UK})
TIDES = Cta("7654321", (), {"uk": replace(UK, label=Text("Read the tides")), "middle-east": UK})
REGISTRY = Registry([VISIT, TIDES])
DAY = date(2026, 11, 26)
LINEAGE = ("saudi", "gulf", "middle-east")


def resolved(cta: Cta, *others: Cta, lineage: tuple[str, ...] = LINEAGE, on: date = DAY) -> Resolved | Missing:
    return Registry([cta, *others]).resolve(cta.id, lineage, on)


# ── by name ────────────────────────────────────────────────────────────────────────────────────────


def test_a_cta_is_found_by_its_id_in_any_case() -> None:
    assert REGISTRY.find(GUID) is REGISTRY.find(GUID.upper()) is VISIT


def test_a_cta_is_found_by_its_aliases() -> None:
    assert REGISTRY.find("visit") is REGISTRY.find("1234567") is VISIT
    assert REGISTRY.resolve("1234567", ("uk",), DAY) == Resolved(UK, GUID)


def test_an_id_goes_before_another_ones_alias() -> None:
    assert Registry([Cta("a", ("b",), {}), Cta("b", (), {"uk": UK})]).resolve("b", ("uk",), DAY) == Resolved(UK, "b")


# ── by region ──────────────────────────────────────────────────────────────────────────────────────


def test_a_region_gets_its_own_target() -> None:
    assert REGISTRY.resolve(GUID, ("uk",), DAY) == Resolved(UK, GUID)


def test_a_region_never_gets_anothers_target() -> None:
    missing = REGISTRY.resolve(GUID, ("middle-east",), DAY)
    assert isinstance(missing, Missing)
    assert missing.reason == "it has no target in the region middle-east"
    assert missing.remedy.startswith(f"give “Book a visit” ({GUID}) middle-east = {{ label")
    assert "it has one in uk, which is not used here" in missing.remedy


def test_one_of_the_spreadsheet_is_mended_there() -> None:
    missing = resolved(replace(VISIT, file="ctas.csv"), lineage=("middle-east",))
    assert isinstance(missing, Missing)
    assert missing.remedy.startswith(f"add a row for middle-east to “Book a visit” ({GUID}) in ctas.csv")


def test_a_child_gets_its_nearest_ancestors_target_until_it_has_its_own() -> None:
    assert resolved(Cta(GUID, (), {"middle-east": UK, "gulf": GULF})) == Resolved(GULF, GUID)
    assert resolved(Cta(GUID, (), {"middle-east": UK, "saudi": SAUDI})) == Resolved(SAUDI, GUID)


def test_nobody_gets_a_childs_or_a_siblings_target() -> None:
    parent, sibling = (
        resolved(Cta(GUID, (), {"saudi": UK}), lineage=lineage)
        for lineage in (("middle-east",), ("qatar", "middle-east"))
    )
    assert isinstance(parent, Missing) and "it has one in saudi, which is not used here" in parent.remedy
    assert isinstance(sibling, Missing)
    assert sibling.reason == "it has no target in the region qatar, nor in middle-east above it"


# ── by date ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (None, None, ""),
        (DAY, None, ""),
        (None, DAY, ""),
        (DAY, DAY, ""),
        (None, date(2026, 11, 25), "it expired on 25 November 2026"),
        (date(2026, 11, 27), None, "it begins on 27 November 2026"),
    ],
)
def test_a_target_holds_from_its_first_day_to_its_last(first: date | None, last: date | None, why: str) -> None:
    found = resolved(Cta(GUID, (), {"uk": replace(UK, valid_from=first, valid_until=last)}), lineage=("uk",))
    assert (found.reason if isinstance(found, Missing) else "") == why


def test_an_expired_one_is_mended_by_its_dates() -> None:
    missing = resolved(Cta(GUID, (), {"uk": replace(UK, valid_until=date(2026, 11, 3))}), lineage=("uk",))
    assert isinstance(missing, Missing)
    assert missing.remedy.startswith(f"set valid_from and valid_until of “Book a visit” ({GUID}) anew in settings.toml")


def test_an_ancestors_target_stands_in_for_an_expired_one_and_that_is_told() -> None:
    expired = replace(SAUDI, valid_until=date(2026, 11, 3))
    found = resolved(Cta(GUID, (), {"saudi": expired, "gulf": GULF}))
    assert found == Resolved(GULF, GUID, "it expired on 3 November 2026")


def test_an_ancestors_expired_target_is_told_with_its_region() -> None:
    missing = resolved(Cta(GUID, (), {"gulf": replace(GULF, valid_until=date(2026, 11, 3))}))
    assert isinstance(missing, Missing) and missing.reason == "it expired on 3 November 2026 in gulf"


# ── by fallback ────────────────────────────────────────────────────────────────────────────────────


def test_a_fallback_takes_the_place_of_one_without_a_target_and_that_is_told() -> None:
    found = resolved(replace(VISIT, fallback="7654321"), TIDES, lineage=("middle-east",))
    assert found == Resolved(UK, "7654321", "it has no target in the region middle-east")


def test_a_fallbacks_ancestor_counts_and_its_sibling_does_not() -> None:
    call, visit = Cta("2345678", (), {"gulf": GULF}), replace(VISIT, fallback="2345678")
    assert isinstance(resolved(visit, call), Resolved)
    assert isinstance(resolved(visit, call, lineage=("qatar", "middle-east")), Missing)


def test_fallbacks_are_tried_one_after_the_other_and_each_reason_is_told() -> None:
    expired = Cta("2345678", (), {"saudi": replace(UK, valid_until=date(2026, 11, 3))}, "7654321")
    found = resolved(replace(VISIT, fallback="2345678"), expired, TIDES)
    assert isinstance(found, Resolved) and found.cta == "7654321"
    assert found.instead.endswith("; its fallback 2345678 expired on 3 November 2026")


def test_what_neither_it_nor_its_fallback_has_is_missing() -> None:
    missing = resolved(replace(VISIT, fallback="2345678"), Cta("2345678", (), {"uk": UK}), lineage=("middle-east",))
    assert isinstance(missing, Missing)
    assert missing.reason.endswith("; its fallback 2345678 has no target in the region middle-east")


# ── unknown ────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_id_is_missing_and_the_nearest_known_one_is_named_by_label_and_id() -> None:
    missing = REGISTRY.resolve(GUID[:-1] + "e", ("uk",), DAY)
    assert isinstance(missing, Missing)
    assert missing.remedy.endswith(f"the nearest known: “Book a visit” ({GUID})")


@pytest.mark.parametrize("label", ["Read the tide", "READ THE TIDES!"])
def test_one_that_said_nearly_the_same_is_named_too(label: str) -> None:
    missing = REGISTRY.resolve("aaaaaaaa-0000-4000-8000-000000000000", ("uk",), DAY, label)
    assert isinstance(missing, Missing)
    assert missing.remedy.endswith("the nearest known: “Read the tides” (7654321)")


def test_one_is_named_however_unlike_it_is_and_none_where_there_is_none() -> None:
    near, none = (Registry(ctas).resolve("99999999999", ("uk",), DAY) for ctas in ([VISIT], []))
    assert isinstance(near, Missing) and isinstance(none, Missing)
    assert near.remedy.endswith(f"the nearest known: “Book a visit” ({GUID})")
    assert "nearest" not in none.remedy and "[[ctas]]" in none.remedy
