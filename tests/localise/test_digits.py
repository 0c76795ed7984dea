"""Arabic-Indic digits, with the separators that belong to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.digits import in_arabic


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("1,234,567.89", "١٬٢٣٤٬٥٦٧٫٨٩"),
        ("45%", "٤٥٪"),
        ("-5", "\u061c-٥"),
        ("5 مارس 2026", "٥ مارس ٢٠٢٦"),
        ("6:30 م", "٦:٣٠ م"),
        ("الخميس، 5", "الخميس، ٥"),
        ("9 ر.س.", "٩ ر.س."),
        ("ا, ب.", "ا, ب."),
    ],
)
def test_numbers_change_and_words_do_not(latin: str, arabic: str) -> None:
    assert in_arabic(latin) == arabic


@given(st.text())
def test_what_is_no_digit_is_kept_whatever_it_is(text: str) -> None:
    changed = in_arabic(text)
    assert not set(changed) & set("0123456789")
    assert in_arabic(changed) == changed
