"""The pseudo-language: longer, accented, in brackets, and with everything that is no word left alone."""

import re

from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.catalogue_rules import faults_of
from newsletter.localise.plurals import plurals_of
from newsletter.localise.po import parse, statements
from newsletter.localise.pseudo import PseudoTranslations, accented


def test_a_string_is_accented_stretched_and_in_brackets() -> None:
    assert accented("Unsubscribe") == "[Ûñšûƀšçŕîƀé òñé]"
    assert len(accented("a" * 100)) in range(138, 146)


def test_placeholders_per_cent_signs_entities_and_tags_stay() -> None:
    said = accented("Hi %(name)s, 5%% of <b class='x'>Q&amp;A</b>")
    assert re.findall(r"%\(name\)s|%%|<b class='x'>|&amp;|</b>", said) == [
        "%(name)s",
        "%%",
        "<b class='x'>",
        "&amp;",
        "</b>",
    ]


def test_nothing_stays_nothing() -> None:
    assert (accented(""), accented(" \n")) == ("", " \n")


@given(st.text(st.characters(codec="ascii", exclude_characters="%<&\\\r\0{", min_codepoint=32), min_size=1))
def test_no_ascii_letter_is_left(text: str) -> None:
    assert not re.search(r"[A-Za-z]", accented(text))


@given(st.sampled_from(["Read", "Hi %(name)s", "5%% of %(a)s and %(b)s", "<b>Tea</b> &amp; %(x)s", "A"]))
def test_what_it_says_would_be_a_sound_translation(english: str) -> None:
    (entry,) = parse("\n".join(statements(None, english, None, [(0, accented(english))])).encode()).entries
    assert list(faults_of(entry, plurals_of("en"))) == []


def test_it_has_a_plural_and_knows_contexts() -> None:
    words = PseudoTranslations()
    assert words.ngettext("a day", "%(n)s days", 1) == accented("a day")
    assert words.npgettext("of work", "a day", "%(n)s days", 2) == accented("%(n)s days")
    assert words.pgettext("of work", "day") == accented("day")
