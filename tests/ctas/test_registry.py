"""CTAs are found by id or alias, and a region has its own target, its nearest ancestor's, or none."""

from newsletter.ctas.registry import Missing, Registry
from newsletter.model import Cta, CtaTarget, Text

GUID = "5d0b3c1e-7a42-4f6b-9c88-1e2f3a4b5c6d"
UK = CtaTarget(Text("Book a visit"), "https://example.co.uk/visit")
VISIT = Cta(GUID, ("Visit", "1234567"), {"uk": UK})
TIDES = Cta("7654321", (), {"uk": UK, "middle-east": UK})
REGISTRY = Registry([VISIT, TIDES])


def test_a_cta_is_found_by_its_id_in_any_case() -> None:
    assert REGISTRY.find(GUID) is REGISTRY.find(GUID.upper()) is VISIT


def test_a_cta_is_found_by_its_aliases() -> None:
    assert REGISTRY.find("visit") is REGISTRY.find("1234567") is VISIT


def test_an_id_goes_before_another_ones_alias() -> None:
    assert Registry([Cta("a", ("b",), {}), Cta("b", (), {"uk": UK})]).resolve("b", ("uk",)) == UK


def test_a_region_gets_its_own_target() -> None:
    assert REGISTRY.resolve(GUID, ("uk",)) is UK


def test_a_region_never_gets_anothers_target() -> None:
    missing = REGISTRY.resolve(GUID, ("middle-east",))
    assert isinstance(missing, Missing)
    assert "middle-east" in missing.reason
    assert "middle-east = { label" in missing.remedy and GUID in missing.remedy


def test_a_child_gets_its_nearest_ancestors_target_until_it_has_its_own() -> None:
    gulf, saudi = CtaTarget(Text("Gulf"), "https://example.com/gulf"), CtaTarget(Text("KSA"), "https://example.com/sa")
    lineage = ("saudi", "gulf", "middle-east")
    assert Registry([Cta(GUID, (), {"middle-east": UK, "gulf": gulf})]).resolve(GUID, lineage) is gulf
    assert Registry([Cta(GUID, (), {"middle-east": UK, "saudi": saudi})]).resolve(GUID, lineage) is saudi


def test_nobody_gets_a_childs_or_a_siblings_target() -> None:
    registry = Registry([Cta(GUID, (), {"saudi": UK})])
    parent, sibling = (registry.resolve(GUID, lineage) for lineage in (("middle-east",), ("qatar", "middle-east")))
    assert isinstance(parent, Missing) and "it has one in saudi, which is not used here" in parent.remedy
    assert isinstance(sibling, Missing)
    assert sibling.reason == "it has no target in the region qatar, nor in middle-east above it"


def test_an_unknown_id_is_missing_and_the_nearest_known_ones_are_named() -> None:
    missing = REGISTRY.resolve(GUID[:-1] + "e", ("uk",))
    assert isinstance(missing, Missing)
    assert GUID in missing.remedy and "7654321" not in missing.remedy


def test_an_id_like_no_other_is_missing_without_a_guess() -> None:
    missing = Registry([]).resolve(GUID, ("uk",))
    assert isinstance(missing, Missing)
    assert "nearest" not in missing.remedy and "[[ctas]]" in missing.remedy
