"""Catalogues: compiled in memory, chained to the English, and wrong ones named by file and line."""

from pathlib import Path

import pytest
from jinja2 import Environment

from newsletter.errors import CatalogueError
from newsletter.localise.catalogue import Catalogues
from newsletter.localise.extraction import TemplateWords
from newsletter.model import Language

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
SIX_FORMS = HEADER + (
    '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"\n'
)
ARTICLES = 'msgid "%(count)s article"\nmsgid_plural "%(count)s articles"\n'
ARABIC = Language("ar_AE")


def write(folder: Path, code: str, text: str | bytes) -> Path:
    file = folder / code / "LC_MESSAGES" / "newsletter.po"
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_a_message_is_looked_for_in_the_language_then_its_base_then_the_source(tmp_path: Path) -> None:
    write(tmp_path, "ar", SIX_FORMS + '\nmsgid "Read"\nmsgstr "اقرأ"\n\nmsgid "Leave"\nmsgstr "غادر"\n')
    write(tmp_path, "ar_AE", SIX_FORMS + '\nmsgid "Read"\nmsgstr "طالع"\n')
    words = Catalogues.load([tmp_path]).translations(ARABIC)
    assert [words.gettext(message) for message in ("Read", "Leave", "Stay")] == ["طالع", "غادر", "Stay"]


def test_one_language_s_chain_leaves_another_s_alone(tmp_path: Path) -> None:
    write(tmp_path, "ar", SIX_FORMS + '\nmsgid "Read"\nmsgstr "اقرأ"\n')
    write(tmp_path, "ar_AE", SIX_FORMS + '\nmsgid "Leave"\nmsgstr "غادر"\n')
    catalogues = Catalogues.load([tmp_path])
    catalogues.translations(ARABIC)
    assert catalogues.translations(Language("ar")).gettext("Leave") == "Leave"
    assert catalogues.translations(ARABIC).gettext("Read") == "اقرأ"


def test_the_earlier_folder_is_heard_first(tmp_path: Path) -> None:
    write(tmp_path / "project", "ar", SIX_FORMS + '\nmsgid "Read"\nmsgstr "طالع"\n')
    write(tmp_path / "ours", "ar", SIX_FORMS + '\nmsgid "Read"\nmsgstr "اقرأ"\n\nmsgid "Leave"\nmsgstr "غادر"\n')
    words = Catalogues.load([tmp_path / "project", tmp_path / "ours"]).translations(ARABIC)
    assert (words.gettext("Read"), words.gettext("Leave")) == ("طالع", "غادر")


def test_an_incomplete_plural_does_not_hide_the_fallback(tmp_path: Path) -> None:
    """Babel #697: its empty forms would compile to English under Arabic indices."""
    forms = "".join(f'msgstr[{index}] "ش{index} %(count)s"\n' for index in range(6))
    write(tmp_path, "ar", f"{SIX_FORMS}\n{ARTICLES}{forms}")
    write(tmp_path, "ar_AE", f'{SIX_FORMS}\n{ARTICLES}msgstr[0] "ع"\nmsgstr[1] ""\n')
    words = Catalogues.load([tmp_path]).translations(ARABIC)
    numbers = (0, 1, 2, 5, 40, 100)
    said = [words.ngettext("%(count)s article", "%(count)s articles", number) for number in numbers]
    assert said == [f"ش{index} %(count)s" for index in range(6)]


def test_a_fuzzy_message_is_not_used(tmp_path: Path) -> None:
    write(tmp_path, "ar", SIX_FORMS + '\n#, fuzzy\nmsgid "Read"\nmsgstr "اقرأ"\n')
    catalogues = Catalogues.load([tmp_path])
    assert catalogues.translations(ARABIC).gettext("Read") == "Read"
    assert catalogues.missing(ARABIC, [said("Read")]) == ("Read",)


@pytest.mark.parametrize("unsafe", ["<b>اقرأ</b>", "اقرأ 100%", "اقرأ %(name)s", "\u202eاقرأ", "{{ اقرأ }}"])
def test_an_unsafe_message_is_said_in_english_and_told(tmp_path: Path, unsafe: str) -> None:
    write(tmp_path, "ar", f'{SIX_FORMS}\nmsgid "Read"\nmsgstr "{unsafe}"\n')
    catalogues = Catalogues.load([tmp_path])
    assert catalogues.translations(ARABIC).gettext("Read") == "Read"
    assert catalogues.missing(ARABIC, [said("Read")]) == ("Read",)


def test_of_two_equal_messages_the_first_is_heard_and_what_is_put_aside_never(tmp_path: Path) -> None:
    twice = 'msgid "Read"\nmsgstr "اقرأ"\n\nmsgid "Read"\nmsgstr "طالع"\n\n#~ msgid "Leave"\n#~ msgstr "غادر"\n'
    write(tmp_path, "ar", f"{SIX_FORMS}\n{twice}")
    words = Catalogues.load([tmp_path]).translations(ARABIC)
    assert (words.gettext("Read"), words.gettext("Leave")) == ("اقرأ", "Leave")


def test_the_pseudo_language_says_every_message_and_needs_no_catalogue() -> None:
    words = Catalogues.load([]).translations(Language("en_XA"))
    assert words.gettext("Read more:") == "[Ŕéåð ɱöŕé: òñé]"
    assert Catalogues.load([]).missing(Language("en_XA"), [said("Read")]) == ()


def test_what_falls_back_to_english_is_told_but_never_of_english_itself(tmp_path: Path) -> None:
    write(tmp_path, "ar", SIX_FORMS + '\nmsgid "Read"\nmsgstr "اقرأ"\n\nmsgctxt "verb"\nmsgid "Post"\nmsgstr "انشر"\n')
    catalogues = Catalogues.load([tmp_path])
    messages = [said("Read"), said("Leave"), said("Leave"), said("Post", "verb"), said("Post")]
    assert catalogues.missing(ARABIC, messages) == ("Leave", "Post")
    assert catalogues.missing(Language("en_GB"), messages) == ()


def said(singular: str, context: str | None = None) -> TemplateWords:
    return TemplateWords(singular, None, context, Path("digest.mjml.j2"), 1)


def test_jinja_says_a_trimmed_message_in_arabic(tmp_path: Path) -> None:
    write(tmp_path, "ar", SIX_FORMS + '\nmsgid "You read %(name)s."\nmsgstr "تقرأ %(name)s."\n')
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.policies["ext.i18n.trimmed"] = True
    words = Catalogues.load([tmp_path]).translations(ARABIC)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]  # the extension's
    template = environment.from_string("{% trans name=name %}\n  You read\n  {{ name }}.\n{% endtrans %}")
    assert template.render(name="<b>") == "تقرأ &lt;b&gt;."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEADER + '\nmsgid "Read"\nmessage "اقرأ"\n', "newsletter.po:6: "),
        (HEADER.encode() + b'\nmsgid "Read"\nmsgstr "\xff"\n', "newsletter.po:6: not UTF-8"),
        (HEADER + '"Plural-Forms: nplurals=2; plural=n..1;\\n"\n', "newsletter.po:4: its Plural-Forms"),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, text: str | bytes, place: str) -> None:
    write(tmp_path, "ar", text)
    with pytest.raises(CatalogueError) as raised:
        Catalogues.load([tmp_path])
    assert place in str(raised.value)


def test_a_folder_that_is_no_language_is_named(tmp_path: Path) -> None:
    write(tmp_path, "arabic_words", HEADER)
    with pytest.raises(CatalogueError, match="arabic_words is no language code"):
        Catalogues.load([tmp_path])
