"""Dates and numbers in templates: written with the edition's language and region, whoever filled the template before."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from gettext import NullTranslations

import pytest

from newsletter.errors import TemplateError
from newsletter.localise.formats import Formats
from newsletter.model import Language, Region
from newsletter.render.figures import FILTERS
from newsletter.render.templates import Templates
from tests.render.conftest import REGION

ENGLISH, ARABIC = Language("en_GB"), Language("ar_SA")
RIYADH = replace(REGION, territory="SA", timezone="Asia/Riyadh", digits="arabic", calendar="hijri")
VALUES = {
    "day": date(2026, 12, 10),
    "last": date(2026, 12, 12),
    "moment": datetime(2026, 12, 10, 6, 5, tzinfo=UTC),
    "unzoned": datetime(2026, 12, 10, 6, 5),  # noqa: DTZ001
    "nine": time(9),
    "noon": time(12),
    "phone": "+97142345678",
    "names": ("Ana", "Ben", "Cem"),
}


class _Counted(NullTranslations):
    """Translations of this test's own, which count as Arabic does: up to ten, and on."""

    def ngettext(self, singular: str, _plural: str, number: int) -> str:
        return singular if number == 1 else "%(num)s كتب" if number <= 10 else "%(num)s كتابًا"


def fill(source: str, language: Language = ENGLISH, region: Region = REGION, **values: object) -> str:
    templates = Templates({"figures.txt.j2": source}, {"ar_SA": _Counted()})
    return templates.fill("figures.txt.j2", language, {**VALUES, "formats": Formats(language, region), **values})


# Each filter's line → what an English edition in Dubai and an Arabic one in Riyadh make of it.
LINES = {
    "{{ day|date }}": ("10 December 2026", "١٠ ديسمبر ٢٠٢٦"),
    "{{ day|short_date }}": ("10 Dec 2026", "١٠ ديسمبر ٢٠٢٦"),
    "{{ day|weekday }}": ("Thursday 10 December 2026", "الخميس، ١٠ ديسمبر ٢٠٢٦"),
    "{{ day|dates(last) }}": ("10–12 December 2026", "١٠–١٢ ديسمبر ٢٠٢٦"),
    "{{ day|week }}": ("7–13 December 2026", "٦–١٢ ديسمبر ٢٠٢٦"),
    "{{ day|hijri }}": ("1 Rajab 1448", "١ رجب ١٤٤٨\u00a0هـ"),
    "{{ moment|time }}": ("10:05", "٩:٠٥ ص"),
    "{{ nine|hours(noon) }}": ("09:00–12:00", "٩:٠٠ ص–١٢:٠٠ م"),
    "{{ 9500.5|number }}": ("9,500.5", "٩٬٥٠٠٫٥"),
    "{{ 0.45|percent }}": ("45%", "٤٥٪"),
    "{{ 9500|currency }}": ("AED\u00a09,500", "٩٬٥٠٠\u00a0ر.س.\u200f"),
    '{{ 20|currency("GBP") }}': ("£20", "٢٠\u00a0UK£"),
    '{{ 5|unit("kilometer") }}': ("5 kilometres", "٥ كيلومترات"),
    '{{ 5|unit("kilometer", short=true) }}': ("5 km", "٥ كم"),
    "{{ phone|phone }}": ("04 234 5678", "\u2066+971 4 234 5678\u2069"),
    "{{ names|listed }}": ("Ana, Ben and Cem", "Ana وBen وCem"),
}


def test_every_filter_is_tried_here() -> None:
    assert {name for name in FILTERS if any(f"|{name}" in line for line in LINES)} == {*FILTERS}


@pytest.mark.parametrize("line", LINES)
def test_a_filter_writes_as_the_readers_of_each_edition_do(line: str) -> None:
    # The first that fills a template has it compiled for all: nothing of the first edition may stay in it.
    assert (fill(line), fill(line, ARABIC, RIYADH), fill(line)) == (*LINES[line], LINES[line][0])


def test_a_number_in_a_message_is_written_so_of_itself() -> None:
    line = "{% trans n=5, price=1204 %}{{ n }} of {{ price }}{% endtrans %}"
    assert fill(line) == "5 of 1,204"
    assert fill(line, ARABIC, RIYADH) == "٥ of ١٬٢٠٤"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "٠ كتب"), (1, "one book"), (2, "٢ كتب"), (3, "٣ كتب"), (11, "١١ كتابًا"), (100, "١٠٠ كتابًا")]
)
def test_what_is_counted_chooses_its_plural_before_its_digits_change(count: int, said: str) -> None:
    line = "{% trans num=count %}one book{% pluralize %}{{ num }} books{% endtrans %}"
    assert fill(line, ARABIC, RIYADH, count=count) == said


def test_a_word_in_a_message_is_left_as_it_is() -> None:
    line = "{% trans year='2026', on=true %}{{ year }} {{ on }}{% endtrans %}"
    assert fill(line, ARABIC, RIYADH) == "2026 True"


def test_jinjas_own_list_stays() -> None:
    assert fill("{{ names|select('ne', 'Ben')|list|length }}") == "2"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{{ 'many'|number }}", "ConversionSyntax"),
        ("{{ 5|unit('furlongs') }}", "'furlongs' is no unit that en_GB has a word for"),
        ("{{ 'harbour'|phone }}", "'harbour' is no telephone number; write it like"),
        ("{{ 5|date }}", "5 is no day; ask whether there is one before it is written"),
        ("{{ none|weekday }}", "None is no day"),
        ("{{ none|hijri }}", "None is no day"),
        ("{{ unzoned|time }}", "2026-12-10 06:05:00 has no zone; give it one"),
        ("{{ none|time }}", "tzinfo"),
        ("{{ nothing|number }}", "'nothing' is undefined"),
        ("{{ 5|currency }}", "QQ has no currency; set regions.middle-east.currency"),
    ],
)
def test_what_cannot_be_written_is_an_error_with_its_line(line: str, fault: str) -> None:
    with pytest.raises(TemplateError, match=r"figures\.txt\.j2: line 1") as raised:
        fill(line, region=replace(REGION, territory="QQ"))
    assert fault in str(raised.value)


def test_an_import_without_the_editions_values_says_what_it_lacks() -> None:
    pair = {
        "a.txt.j2": "{% import 'm.j2' as m %}{{ m.price() }}",
        "m.j2": "{% macro price() %}{{ 5|currency }}{% endmacro %}",
    }
    values = {"formats": Formats(ENGLISH, REGION)}
    with pytest.raises(TemplateError, match="import this template `with context`"):
        Templates(pair, {}).fill("a.txt.j2", ENGLISH, values)
    pair["a.txt.j2"] = pair["a.txt.j2"].replace(" as m", " as m with context")
    assert Templates(pair, {}).fill("a.txt.j2", ENGLISH, values) == "AED\u00a05"
