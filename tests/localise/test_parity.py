"""A translation held against its original: what an editor might get wrong is found, and what languages differ in is not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from newsletter.articles import sources
from newsletter.init import Answers, create
from newsletter.localise.parity import translated
from newsletter.model import Article, Finding, SourceSettings
from newsletter.model.languages import Language
from newsletter.settings import Settings, load

ENGLISH = """---
title: Before the Crossing
published: 2026-11-16
language: en_GB
teaser: A nurse answers 24 hours a day.
event: {day: 2026-12-03, begins: "18:30", ends: "20:00", venue: The quay}
---

Take 5 mg with 250 ml of water, and never more than 1.5 g in 24 hours. Children take 2.5–5 ml, or 3 drops.

On 3 March 2026 and again on 14 April we open from 08:00 to 18:30, on Sunday until 4 pm. The rooms stay at 21 °C.

Call +971 4 123 4567 or 800 1234. A visit costs AED 1,250, for members 15% less; 1,204 people came in 2025.

The walk is 3 km long, at 5 km/h, and 120 m up. Keep the tablets below 25 °C for 6 weeks, two of them a day.

Read [the leaflet](https://www.example.org/leaflet) or [our page](https://www.example.com/journal/crossing).

{{ cta('5e80b3d9-42f1-4c97-b6aa-0c13d7f82e65') }}

{{ cta('7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310') }}

<!-- region: uk -->

Our desk in Falmouth has 9 chairs.
"""
ARABIC = """---
title: قبل العبور
published: 2026-11-16
language: ar_AE
translation_of: crossing.md
teaser: ممرضة تجيب على مدار 24 ساعة.
event: {day: 2026-12-03, begins: "18:30", ends: "20:00", venue: الرصيف}
---

تناول 5 ملغ مع 250 مل من الماء، ولا تتجاوز 1.5 غرام خلال 24 ساعة. أما الأطفال فلهم من 2.5 إلى 5 مل، أو 3 قطرات.

نفتح في 3 مارس 2026 ثم في 14 أبريل من الساعة 08:00 إلى 18:30، ويوم الأحد حتى الساعة 4 عصرًا. حرارة الغرف 21 درجة مئوية.

اتصل على الرقم +971 4 123 4567 أو 800 1234. تكلفة الزيارة 1,250 درهمًا، وللأعضاء خصم 15%؛ زارنا 1,204 أشخاص في 2025.

طول المسار 3 كم، بسرعة 5 كم/س، وارتفاعه 120 مترًا. احفظ الأقراص دون 25 درجة مئوية لمدة 6 أسابيع، قرصان كل يوم.

اقرأ [النشرة](https://www.example.org/leaflet) أو [صفحتنا](https://www.example.com/ar/journal/crossing).

{{ cta('5e80b3d9-42f1-4c97-b6aa-0c13d7f82e65') }}

{{ cta('7d1c0f52-6b3e-4f0a-9a58-2f41c7e9b310') }}
"""
# what an editor changes in the Arabic → what a finding must say
CHANGES = [
    ("5 ملغ", "50 ملغ", "5 mg"),
    ("5 ملغ", "5 مكغ", "5 mg"),
    ("5 ملغ", "٥٫٥ ملغ", "5 mg"),
    ("5 ملغ", "5 غرام", "5 mg"),
    ("5 ملغ", "قليلًا", "5 mg"),
    ("250 مل", "25 مل", "250 ml"),
    ("250 مل", "250 لترًا", "250 ml"),
    ("1.5 غرام", "15 غرام", "1.5 g"),
    ("1.5 غرام", "1.5 كغ", "1.5 g"),
    ("من 2.5 إلى 5 مل", "من 2.5 إلى 15 مل", "5 ml"),
    ("من 2.5 إلى 5 مل", "من 25 إلى 5 مل", "2.5"),
    ("3 قطرات", "30 قطرة", "3 drops"),
    ("3 قطرات", "3 أقراص", "3 drops"),
    ("خلال 24 ساعة", "خلال 12 ساعة", "24 hours"),
    ("خلال 24 ساعة", "خلال 24 يومًا", "24 hours"),
    ("3 مارس 2026", "4 مارس 2026", "3 March 2026"),
    ("3 مارس 2026", "3 مايو 2026", "3 March 2026"),
    ("3 مارس 2026", "3 مارس 2027", "3 March 2026"),
    ("14 أبريل", "15 أبريل", "14 April"),
    ("14 أبريل", "14 نيسان 2026 و15 نيسان", "15"),
    ("08:00", "09:00", "08:00"),
    ("إلى 18:30، ويوم", "إلى 18:00، ويوم", "18:30"),
    ("الساعة 4 عصرًا", "الساعة 4 صباحًا", "4 pm"),
    ("الساعة 4 عصرًا", "الساعة 5 عصرًا", "4 pm"),
    ("ويوم الأحد", "ويوم الاثنين", "Sunday"),
    ("21 درجة مئوية", "21 درجة فهرنهايت", "21 °C"),
    ("21 درجة مئوية", "31 درجة مئوية", "21 °C"),
    ("+971 4 123 4567", "+971 4 123 4576", "+971 4 123 4567"),
    ("+971 4 123 4567", "+974 4 123 4567", "+971 4 123 4567"),
    ("800 1234", "800 1235", "800 1234"),
    ("1,250 درهمًا", "1,520 درهمًا", "AED 1,250"),
    ("1,250 درهمًا", "1,250 ريالًا", "AED 1,250"),
    ("15%", "50%", "15%"),
    ("1,204", "1,240", "1,204"),
    ("في 2025", "في 2024", "2025"),
    ("3 كم،", "3 أميال،", "3 km"),
    ("3 كم،", "30 كم،", "3 km"),
    ("5 كم/س", "5 كم", "5 km/h"),
    ("120 مترًا", "12 مترًا", "120 m"),
    ("25 درجة مئوية", "52 درجة مئوية", "25 °C"),
    ("6 أسابيع", "6 أشهر", "6 weeks"),
    ("6 أسابيع", "8 أسابيع", "6 weeks"),
    ("{{ cta('5e80b3d9-42f1-4c97-b6aa-0c13d7f82e65') }}", "", "5e80b3d9"),
    ("5e80b3d9-42f1-4c97-b6aa-0c13d7f82e65", "c2a94e17-0d85-4b6f-8e23-91b7a5d0f4c6", "5e80b3d9"),
    ("[النشرة](https://www.example.org/leaflet)", "النشرة", "example.org/leaflet"),
    ("https://www.example.com/ar/journal/crossing", "https://www.example.com/ar/journal/other", "journal/crossing"),
    ("day: 2026-12-03", "day: 2026-12-04", "2026-12-03"),
    ('begins: "18:30"', 'begins: "18:00"', "18:30"),
    ("مدار 24 ساعة", "مدار 20 ساعة", "24 hours"),
    ("قبل العبور", "قبل 3 أيام من العبور", "3 أيام"),
]
DOSES = CHANGES[:13]
HARMLESS = [
    ("5 ملغ", "5 ملغم"),
    ("5 ملغ", "خمسة ملليغرامات"),
    ("5 ملغ", "٥ ملّيغرام"),
    ("5 ملغ", "\u20665\u00a0mg\u2069"),
    ("1.5 غرام", "1500 ملغ"),
    ("1.5 غرام", "١٫٥ جم"),
    ("1.5 غرام", "1½ غرام"),
    ("من 2.5 إلى 5 مل", "2.5–5 مل"),
    ("من 2.5 إلى 5 مل", "٢٫٥ - ٥ ملليلتر"),
    ("3 قطرات", "ثلاث قطرات"),
    ("24 ساعة. أما", "24 ســاعة. أما"),
    ("3 مارس 2026", "٣ آذار ٢٠٢٦"),
    ("3 مارس 2026", "03/03/2026"),
    ("3 مارس 2026", "الثالث 3 من مارس 2026 (14 رمضان 1447 هـ)"),
    ("14 أبريل", "14 نيسان 2026"),
    ("الساعة 4 عصرًا", "16:00"),
    ("الساعة 4 عصرًا", "الساعة ٤ مساءً"),
    ("08:00", "8:00 صباحًا"),
    ("+971 4 123 4567", "04 123 4567"),
    ("+971 4 123 4567", "\u2066+971-4-1234567\u2069"),
    ("+971 4 123 4567", "٠٠٩٧١ ٤ ١٢٣ ٤٥٦٧"),
    ("1,250 درهمًا", "1250 د.إ"),
    ("1,250 درهمًا", "١٬٢٥٠ درهماً إماراتياً"),
    ("15%", "١٥٪"),
    ("15%", "15 في المئة"),
    ("1,204 أشخاص", "1204 أشخاص"),
    ("6 أسابيع", "ستة أسابيع"),
    ("قرصان", "2 قرص"),
    ("تناول 5 ملغ مع 250 مل من الماء", "مع 250 مل من الماء تُؤخذ 5 ملغ"),
    ("https://www.example.com/ar/journal/crossing", "https://www.example.com/journal/crossing/?utm_source=x#top"),
    ("21 درجة مئوية", "21 درجة"),
    ("قبل العبور", "قَبْلَ العُبُور، فيتامين ب12"),
]

Held = Callable[[str, str], list[Finding]]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    project = tmp_path_factory.mktemp("parity") / "project"
    create(project, Answers(), None, date(2026, 11, 22))
    return load(project, {})


@pytest.fixture
def held(settings: Settings, tmp_path: Path) -> Held:
    """What is found between an original and its translation."""

    def hold(english: str, arabic: str) -> list[Finding]:
        folder = tmp_path / "articles"
        folder.mkdir(exist_ok=True)
        (folder / "crossing.md").write_text(english, "utf-8")
        (folder / "crossing.ar.md").write_text(arabic, "utf-8")
        articles = pulled(settings, folder)
        return list(translated(articles["crossing.md"], articles["crossing.ar.md"]))

    return hold


def pulled(settings: Settings, folder: Path) -> dict[str, Article]:
    source = SourceSettings("journal", "folder", folder, None, Language("en_GB"))
    (found,) = sources.pull((source,), tuple(settings.regions.values()), folder.parent / "cache")
    assert not found.skipped
    return {article.place: article for article in found.articles}


def test_a_true_translation_is_passed_in_silence(held: Held) -> None:
    assert held(ENGLISH, ARABIC) == []


@pytest.mark.parametrize(("stands", "instead", "said"), CHANGES)
def test_what_an_editor_changes_in_the_translation_is_found(held: Held, stands: str, instead: str, said: str) -> None:
    assert ARABIC.count(stands) == 1
    found = held(ENGLISH, ARABIC.replace(stands, instead))
    assert any(said in finding.message for finding in found), found
    assert all(finding.part == "crossing.ar.md" and finding.remedy for finding in found)


@pytest.mark.parametrize(("stands", "instead", "said"), DOSES)
def test_a_changed_dose_blocks(held: Held, stands: str, instead: str, said: str) -> None:
    assert any(finding.level == "error" for finding in held(ENGLISH, ARABIC.replace(stands, instead)))


@pytest.mark.parametrize(("stands", "instead", "said"), [row for row in CHANGES[13:] if "قرص" not in row[1]])
def test_any_other_change_is_a_warning(held: Held, stands: str, instead: str, said: str) -> None:
    assert {finding.level for finding in held(ENGLISH, ARABIC.replace(stands, instead))} == {"warning"}


@pytest.mark.parametrize(("stands", "instead"), HARMLESS)
def test_what_only_looks_different_is_passed_in_silence(held: Held, stands: str, instead: str) -> None:
    assert ARABIC.count(stands) == 1
    assert held(ENGLISH, ARABIC.replace(stands, instead)) == []


def test_a_finding_shows_both_figures_in_their_places(held: Held) -> None:
    (finding,) = held(ENGLISH, ARABIC.replace("5 ملغ", "50 ملغ"))
    assert (finding.part, finding.line) == ("crossing.ar.md", 10)
    assert "“50 ملغ”" in finding.message
    assert "“5 mg” in crossing.md:9 (Take 5 mg with 250 ml of water" in finding.message
    assert "region block" in finding.remedy


def test_a_region_block_may_say_another_dose_on_either_side(held: Held) -> None:
    own = "\n\n<!-- region: middle-east -->\n\nHere it is 7 mg, [by law](https://law.example.com/x).\n\n{{ cta('c2a94e17-0d85-4b6f-8e23-91b7a5d0f4c6') }}\n"
    assert held(ENGLISH + own, ARABIC) == []
    assert held(ENGLISH, ARABIC + own) == []


def test_what_a_block_has_may_stand_free_in_the_translation_that_only_one_region_reads(held: Held) -> None:
    block = "\n\n<!-- region: middle-east -->\n\nHere it is 7 mg.\n"
    assert held(ENGLISH + block, ARABIC.replace("اقرأ", "الجرعة هنا 7 ملغ. اقرأ")) == []


def test_a_text_of_nothing_but_differences_is_told_in_bounded_length(held: Held) -> None:
    many = " ".join(f"{number} mg," for number in range(1000, 9000))
    assert len(held(ENGLISH + f"\n\n{many}\n", ARABIC)) <= 60


def test_the_samples_say_the_same_in_both_languages(settings: Settings) -> None:
    articles = pulled(settings, settings.project / "articles")
    pairs = [(articles[f"{name}.md"], articles[f"{name}.ar.md"]) for name in ("desert-water", "vaccination-calendar")]
    assert [finding for pair in pairs for finding in translated(*pair)] == []
