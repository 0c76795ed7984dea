"""Catalogues brought up to date: what a translator did stays, and what changed in the templates shows."""

from pathlib import Path

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.catalogue_update import Updated, begin, update
from newsletter.localise.extraction import Message, TemplateWords
from newsletter.localise.plurals import plurals_of
from newsletter.localise.po import parse

ARABIC = plurals_of("ar")
HEADER = """\
# Ana's own catalogue.
msgid ""
msgstr ""
"Project-Id-Version: harbour 3\\n"
"Language: ar\\n"
"X-Generator: Poedit 3.4\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"""


def words(singular: str, plural: str | None = None, context: str | None = None, comment: str = "") -> Message:
    place = TemplateWords(singular, plural, context, Path("a.j2"), 1, "a.mjml.j2", (comment,) if comment else ())
    return Message(singular, plural, context, (place,))


def updated(catalogue: str, *said: Message, thin: bool = False) -> Updated:
    """The catalogue after an update, which has to be read without fault and to stay as it is in the next one."""
    done = update(parse((HEADER + catalogue).encode()), said, ARABIC, thin=thin)
    po = parse(done.text.encode())
    assert po.faults == () and done.text.startswith(HEADER)
    assert update(po, said, ARABIC, thin=thin).text == done.text
    return done


def body(done: Updated) -> str:
    return done.text.removeprefix(HEADER).lstrip("\n")


def test_a_translation_stays_letter_for_letter_with_its_comments() -> None:
    kept = '# Ana: as on the doors,\n# not as on the ships.\nmsgid ""\n"Read"\nmsgstr ""\n"اق"\n"رأ"\n'
    assert body(updated("\n" + kept, words("Read"))) == kept.replace('msgid ""', '#: templates/a.mjml.j2\nmsgid ""')


def test_what_the_templates_say_of_a_message_is_made_anew() -> None:
    old = '\n# Ana: fine.\n#. An old hint.\n#: templates/gone.j2:17\nmsgid "Read"\nmsgstr "اقرأ"\n'
    assert body(updated(old, words("Read", comment="A button."))) == (
        '# Ana: fine.\n#. A button.\n#: templates/a.mjml.j2\nmsgid "Read"\nmsgstr "اقرأ"\n'
    )


def test_a_new_message_is_empty_at_the_end_with_all_forms_of_the_language() -> None:
    done = updated('\nmsgid "Read"\nmsgstr "اقرأ"\n', words("one tea", "%(count)s teas", "drink"), words("Read"))
    assert done.new == ["one tea"]
    assert body(done).endswith(
        'msgstr "اقرأ"\n\n#: templates/a.mjml.j2\n#, python-format\nmsgctxt "drink"\nmsgid "one tea"\n'
        'msgid_plural "%(count)s teas"\n' + "".join(f'msgstr[{index}] ""\n' for index in range(6))
    )


def test_a_changed_message_is_fuzzy_in_its_place_and_shows_what_it_was() -> None:
    old = '\n# Ana: short.\nmsgid "Read more"\nmsgstr "اقرأ المزيد"\n\nmsgid "Leave"\nmsgstr "غادر"\n'
    done = updated(old, words("Leave"), words("Read more:"))
    assert (done.changed, done.new, done.vanished) == (["Read more:"], [], [])
    assert body(done).startswith(
        "# Ana: short.\n#: templates/a.mjml.j2\n#, fuzzy\n"
        '#| msgid "Read more"\nmsgid "Read more:"\nmsgstr "اقرأ المزيد"\n\n'
    )


def test_what_is_still_said_lends_its_translation_to_no_likeness() -> None:
    done = updated('\nmsgid "In Arabic"\nmsgstr "بالعربية"\n', words("In Arabic"), words("In Aramaic"))
    assert (done.changed, done.new) == ([], ["In Aramaic"])


def test_one_translation_is_lent_once_and_within_its_context() -> None:
    old = '\nmsgctxt "verb"\nmsgid "Post"\nmsgstr "انشر"\n\nmsgid "Read it all"\nmsgstr "اقرأ"\n'
    done = updated(old, words("Post", context="noun"), words("Read it all!"), words("Read it all."))
    assert (done.changed, done.new, done.vanished) == (["Read it all!"], ["Post", "Read it all."], ["Post"])


def test_a_message_that_gets_a_plural_is_fuzzy_with_its_form_kept() -> None:
    done = updated('\nmsgid "article"\nmsgstr "مقال"\n', words("article", "%(count)s articles"))
    assert done.changed == ["article"]
    assert '#| msgid "article"\nmsgid "article"\nmsgid_plural' in done.text
    assert 'msgstr[0] "مقال"\nmsgstr[1] ""\n' in done.text


def test_a_message_that_loses_its_plural_keeps_its_first_form() -> None:
    forms = "".join(f'msgstr[{index}] "م{index}"\n' for index in range(6))
    done = updated(f'\nmsgid "article"\nmsgid_plural "articles"\n{forms}', words("article"))
    assert body(done).endswith('#| msgid_plural "articles"\nmsgid "article"\nmsgstr "م0"\n')


def test_what_no_template_says_is_put_aside_and_taken_back_when_it_is_said_again() -> None:
    old = '\n# Ana: hers.\n#, fuzzy\n#| msgid "Lave"\nmsgctxt "ship"\nmsgid "Leave"\nmsgstr "غادر"\n'
    gone = updated(old)
    aside = '# Ana: hers.\n#, fuzzy\n#~| msgid "Lave"\n#~ msgctxt "ship"\n#~ msgid "Leave"\n#~ msgstr "غادر"\n'
    assert gone.vanished == ["Leave"] and body(gone) == aside
    again = updated(body(gone), words("Leave", context="ship"))
    assert again.new == [] and body(again) == old.lstrip("\n").replace("#, fuzzy", "#: templates/a.mjml.j2\n#, fuzzy")


def test_a_thin_catalogue_is_given_nothing_new() -> None:
    done = updated('\nmsgid "Read"\nmsgstr "اقرأ"\n', words("Read"), words("Leave"), thin=True)
    assert done.new == [] and "Leave" not in done.text


def test_comments_at_the_end_stay_there() -> None:
    assert updated("\n# To do: ask Ben.\n").text.endswith("\n\n# To do: ask Ben.\n")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_become_plain(end: str) -> None:
    old = (HEADER + '\nmsgid "Read"\nmsgstr "اقرأ"\n').replace("\n", end)
    assert "\r" not in update(parse(old.encode()), [words("Read")], ARABIC).text


@pytest.mark.parametrize("code", sorted({code.partition("_")[0] for code in locale_identifiers()} | {"fr_CH"}))
def test_a_catalogue_can_be_begun_in_every_language(code: str) -> None:
    plurals = plurals_of(code)
    po = parse(update(parse(begin(code, plurals).encode()), [words("a", "b")], plurals).text.encode())
    assert po.faults == () and po.fields["plural-forms"] == str(plurals)
    assert len(po.messages[0].forms) == plurals.count


MESSAGES = st.lists(
    st.builds(words, st.text("abc %", min_size=1, max_size=8), st.none() | st.just("b"), st.none() | st.just("c")),
    max_size=6,
    unique_by=lambda message: message.key,
)


@given(MESSAGES, MESSAGES)
def test_after_an_update_the_catalogue_has_just_what_is_said(before: list[Message], after: list[Message]) -> None:
    there = updated("", *before)
    done = updated(body(there), *after)
    assert {entry.key for entry in parse(done.text.encode()).messages} == {message.key for message in after}
