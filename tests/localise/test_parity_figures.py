"""Figures as they are read: one thing said in several ways is one figure, and what is no figure is none."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.parity_figures import Figure, figures


def keys(text: str) -> list[object]:
    return [figure.key for figure in figures(text)]


@pytest.mark.parametrize(
    "ways",
    [
        [
            "3 March 2026",
            "March 3, 2026",
            "3rd of March 2026",
            "2026-03-03",
            "03/03/2026",
            "٣ مارس ٢٠٢٦",
            "3 آذار 2026",
        ],
        ["4 pm", "4 p.m.", "16:00", "4.00 pm", "الساعة 4 عصرًا", "٤ مساءً"],
        ["5–10 mg", "5 to 10 mg", "5mg or 10mg", "من ٥ إلى ١٠ ملغ", "5 ملغ و10 ملغ"],
        ["1.5 g", "1,500 mg", "1½ grams", "١٫٥ غرام", "١٬٥٠٠ ملغم", "1,5 g"],
        ["38 °C", "38°C", "38 degrees Celsius", "٣٨ درجة مئوية", "38 °م"],
        ["AED 1,250", "AED1,250", "1250 dirhams", "١٬٢٥٠ درهمًا", "1,250 د.إ"],
        ["45%", "45 per cent", "٤٥٪", "45 في المئة"],
        ["5–7 March", "5 and 7 March", "5 و7 مارس"],
        ["£2m", "£2 million", "2 million pounds sterling"],
        ["on Sunday", "يوم الأحد", "Sundays"],
    ],
)
def test_one_thing_in_several_ways_is_the_same_figure(ways: list[str]) -> None:
    assert {tuple(keys(way)) for way in ways} == {tuple(keys(ways[0]))}
    assert keys(ways[0])


@pytest.mark.parametrize(
    "text",
    [
        "vitamin B12",
        "فيتامين ب12",
        "COVID-19",
        "16 Ramadan 1447",
        "١٦ رمضان ١٤٤٧ هـ",
        "https://a.test/5/6",
        "three",
        "ثلاثة",
    ],
)
def test_names_addresses_hijri_dates_and_words_are_no_figures(text: str) -> None:
    assert keys(text) == []


def test_a_figure_is_shown_as_it_was_written_with_the_words_about_it() -> None:
    (figure,) = figures("خذ ٥ ملغ مع الماء", 7)
    assert (figure.said, figure.line, figure.context) == ("٥ ملغ", 7, "خذ ٥ ملغ مع الماء")


@given(st.text(alphabet="0123456789٠١٢٣.,٫٬ -–:/+()%mgap°C£ أيامملغوهـ\u0652\u2066", max_size=60))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for figure in figures(text):
        assert isinstance(figure, Figure)
        assert figure.said


@given(st.integers(1, 10**6), st.sampled_from(["mg", "ml", "km", "°C", "kg"]))
def test_a_measure_is_the_same_in_either_digits(amount: int, unit: str) -> None:
    arabic = str(amount).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert keys(f"{amount} {unit}") == keys(f"{arabic} {unit}") == keys(f"{amount:,} {unit}")


@pytest.mark.parametrize("piece", ["9", "9 ", "9,999", "0-", "+9 ", "a", "a9-", "1 2 ", "www.", "@", "الساعة ", "(0) "])
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begun = process_time()
        list(figures(text))
        return process_time() - begun

    short, long = (min(seconds(size) for _ in range(2)) for size in (20_000, 80_000))
    assert long < 8 * short + 0.1
