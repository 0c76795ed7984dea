"""Capitals tell a name in prose and nothing in a heading."""

import pytest

from newsletter.localise.british import respell


@pytest.mark.parametrize(
    "text",
    [
        "They met at the Harbor Street clinic.",
        "Staff of the Ministry of Labor came.",
        "The Cancer Center Support Grant was renewed.",
        "Centers for Harbor Health and Care reopened.",
        "The U.S. Labor Office replied.",
        "Dr. Harbor agreed.",
        "The COLOR study and the CENTER-2 trial ended.",
        "COLOR is a trial.",
        "The COLOR Trial and Its Readers",
        "Some say — Harbor agrees.",
        "Leukemia UK raised funds.",
        "Centers of Excellence reopened.",
        "Dr. Harbor Explains Bones",
        "Visit us at 12 Harbor Street today.",
    ],
)
def test_a_name_in_prose_stays(text: str) -> None:
    respelled = respell(text)
    assert respelled.text == text
    assert all(kept.why.startswith("a name") for kept in respelled.kept)
    assert respelled.kept


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("Tumor DNA was found.", "Tumour DNA was found."),
        ("Skeptical Americans wrote in.", "Sceptical Americans wrote in."),
        ("Colors of Arabia shine.", "Colours of Arabia shine."),
        ("Analyzing Jane Eyre takes time.", "Analysing Jane Eyre takes time."),
        ("They were Americanized in the Paleolithic.", "They were Americanised in the Palaeolithic."),
        ("See Dr. Harbor for Tumors", "See Dr. Harbor for Tumours"),
        ("Color matters. Centers open at nine.", "Colour matters. Centres open at nine."),
        ("It spares hepatitis C. Tumors shrink.", "It spares hepatitis C. Tumours shrink."),
        ("Note: Color matters.", "Note: Colour matters."),
        ("1. Color the map", "1. Colour the map"),
        ("• Color the map", "• Colour the map"),
        ("Analyzed, Organized, Personalized", "Analysed, Organised, Personalised"),
        ("A Specialized Approach to Tumors", "A Specialised Approach to Tumours"),
        ("NEW COLORS FOR THE WARD", "NEW COLOURS FOR THE WARD"),
        ("The Organization said it was a color.", "The Organization said it was a colour."),
    ],
)
def test_a_sentence_s_first_word_and_a_heading_change(american: str, british: str) -> None:
    assert respell(american).text == british


@pytest.mark.parametrize(
    "name", ["Pearl Harbor", "Gray’s Anatomy", "World Health Organization", "MD Anderson Cancer Center"]
)
def test_a_name_of_the_list_stays_even_in_a_heading(name: str) -> None:
    assert respell(f"A Specialized Visit to {name}").text == f"A Specialised Visit to {name}"
    assert respell(f"A SPECIALIZED VISIT TO {name.upper()}").text == f"A SPECIALISED VISIT TO {name.upper()}"


def test_the_list_is_about_names_only() -> None:
    assert respell("a university medical center").text == "a university medical centre"


def test_a_line_break_of_a_page_ends_a_heading() -> None:
    assert respell("<p>Tumor Center<br>the Tumor Center opens</p>", "html").text == (
        "<p>Tumour Centre<br>the Tumor Center opens</p>"
    )
