"""Templates: read once, closed to mischief, escaped, spoken in every language, and clear about what is wrong."""

import os
from gettext import NullTranslations
from pathlib import Path

import pytest

from newsletter.errors import TemplateError
from newsletter.localise.formats import Formats
from newsletter.model import Attribution, Button, CtaToken, Language, Prose, RelatedList
from newsletter.render.templates import Templates
from tests.render.conftest import REGION

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")


class _Spoken(NullTranslations):
    """Translations of this test's own."""

    def gettext(self, message: str) -> str:
        return {"Read on": "تابع القراءة", "Two lines": "سطران", "%(n)s": "100 % wrong"}.get(message, message)


def _fill(source: str, *, name: str = "t.mjml.j2", language: Language = ENGLISH, **values: object) -> str:
    formats = Formats(language, REGION)
    return Templates({name: source}, {"ar_AE": _Spoken()}).fill(name, language, {"formats": formats, **values})


def test_words_are_escaped_in_mjml_and_left_alone_in_text() -> None:
    assert _fill("{{ title }}", title='<mj-raw> & "x"') == "&lt;mj-raw&gt; &amp; &#34;x&#34;"
    assert _fill("{{ title }}", name="t.txt.j2", title="Q & A") == "Q & A"


@pytest.mark.parametrize("name", ["t.mjml.j2", "partials/t.j2", "t.j2", "t.html.j2"])
def test_nothing_but_the_text_part_goes_unescaped(name: str) -> None:
    assert _fill("{{ title }}", name=name, title="<") == "&lt;"


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__.__mro__}'.format(title) }}",
        "{{ '{x.__class__}'.format_map({'x': title}) }}",
        "{{ title.format.__globals__ }}",
        "{{ [1].append(2) }}",
        "{% for n in range(10000000) %}{% endfor %}",
        "{{ lipsum() }}",
        "{{ [1, 2]|random }}",
    ],
)
def test_a_template_reaches_nothing_but_what_it_is_given(source: str) -> None:
    with pytest.raises(TemplateError):
        _fill(source, title="x")


def test_what_an_article_says_is_never_a_template() -> None:
    assert _fill("{{ title }}", title="{{ 7 * 7 }}{% raw %}") == "{{ 7 * 7 }}{% raw %}"


def test_all_line_ends_become_plain_ones() -> None:
    assert _fill("a\r\n{{ title }}\r\nb", title="c\r\nd\re") == "a\nc\nd\ne\nb"


def test_an_unknown_name_is_an_error_with_its_template_line_and_text() -> None:
    with pytest.raises(TemplateError) as raised:
        _fill("one\n\n  {{ titel }}\n")
    assert str(raised.value) == "t.mjml.j2: line 3, column 6: 'titel' is undefined\n    {{ titel }}"
    assert (raised.value.file, raised.value.line, raised.value.column) == ("t.mjml.j2", 3, 6)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("ab {{ region.naem }}", 14),
        ("{% if true %}{{ 'x'|uper }}{% endif %}", 21),
        ("{% fro x in y %}", 4),
        ("{{ 1 // 0 }}", 0),
    ],
)
def test_the_column_is_that_of_the_word_that_is_wrong(line: str, column: int) -> None:
    with pytest.raises(TemplateError) as raised:
        _fill(f"one\n{line}", region={})
    assert (raised.value.line, raised.value.column) == (2, column)


def test_an_error_in_a_partial_names_the_partial() -> None:
    pair = {"a.j2": "\n{% include 'partials/b.j2' %}", "partials/b.j2": "x\n{{ 1 // 0 }}"}
    with pytest.raises(TemplateError, match=r"partials/b\.j2: line 2: .*zero"):
        Templates(pair, {}).fill("a.j2", ENGLISH, {})


def test_a_template_that_cannot_be_read_names_line_and_text() -> None:
    with pytest.raises(TemplateError) as raised:
        _fill("one\n{% for x %}\n")
    assert str(raised.value).startswith("t.mjml.j2: line 2: ") and "{% for x %}" in str(raised.value)


def test_a_missing_template_says_which_there_are() -> None:
    with pytest.raises(TemplateError, match=r"digset\.mjml\.j2: no such template; there are: digest\.mjml\.j2"):
        Templates({"digest.mjml.j2": ""}, {}).fill("digset.mjml.j2", ENGLISH, {})


def test_a_missing_partial_says_who_asked_for_it() -> None:
    with pytest.raises(TemplateError) as raised:
        _fill("one\n{% include 'partials/buton.mjml.j2' %}")
    assert str(raised.value) == (
        "t.mjml.j2: line 2: partials/buton.mjml.j2: no such template; there are: t.mjml.j2\n"
        "    {% include 'partials/buton.mjml.j2' %}"
    )


def test_a_template_that_includes_itself_is_an_error_with_its_line() -> None:
    with pytest.raises(TemplateError, match=r"t\.mjml\.j2: line 2: .*recursion"):
        _fill("\n{% include 't.mjml.j2' %}")


def test_each_language_speaks_its_own_words_and_falls_back_to_the_source() -> None:
    source = "{{ _('Read on') }}/{% trans %}\n  Two\n  lines\n{% endtrans %}/{{ _('Else') }}"
    assert _fill(source, language=ARABIC) == "تابع القراءة/سطران/Else"
    assert _fill(source, language=Language("ar")) == "Read on/Two lines/Else"


def test_words_in_a_translation_are_escaped() -> None:
    assert _fill("{% trans title %}About {{ title }}{% endtrans %}", title="<b>") == "About &lt;b&gt;"


def test_a_bare_percent_in_a_translation_is_an_error_with_a_place() -> None:
    with pytest.raises(TemplateError, match=r"t\.mjml\.j2: line 1: "):
        _fill("{% trans n=1 %}{{ n }}{% endtrans %}", language=ARABIC)


@pytest.mark.parametrize(
    ("piece", "name"),
    [
        (Prose("", 1), "prose"),
        (CtaToken("x", "left", 1), "cta_token"),
        (Attribution("x", None, 1), "attribution"),
        (RelatedList("x", ()), "related_list"),
        (Button("x", "x", "x", "left", "primary", ENGLISH), "button"),
    ],
)
def test_a_template_can_ask_what_a_piece_is(piece: object, name: str) -> None:
    names = ["prose", "cta_token", "attribution", "related_list", "button"]
    source = "".join(f"{{{{ '{each} ' if piece is {each} }}}}" for each in names)
    assert _fill(source, piece=piece).strip() == name


@pytest.mark.parametrize("expression", ["piece|prose", "piece|plain"])
def test_the_filters_for_prose_say_when_a_piece_is_none(expression: str) -> None:
    with pytest.raises(TemplateError, match="ask `piece is prose` first"):
        _fill(f"{{{{ {expression} }}}}", piece=CtaToken("x", "left", 1))


def test_a_projects_template_is_taken_before_the_packaged_one(tmp_path: Path) -> None:
    for folder, name in (("own", "a.mjml.j2"), ("packaged", "a.mjml.j2"), ("packaged", "partials/b.j2")):
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{folder} " + ("{% include 'partials/b.j2' %}" if name == "a.mjml.j2" else "b"), "utf-8")
    templates = Templates.load([tmp_path / "own", tmp_path / "packaged", tmp_path / "missing"], {})
    (tmp_path / "own" / "a.mjml.j2").unlink()
    assert templates.fill("a.mjml.j2", ENGLISH, {}) == "own packaged b"


def test_an_include_does_not_leave_the_template_folders(tmp_path: Path) -> None:
    (tmp_path / "secret.j2").write_text("secret", "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.j2").write_text("{% include '../secret.j2' %}", "utf-8")
    with pytest.raises(TemplateError, match="no such template"):
        Templates.load([tmp_path / "templates"], {}).fill("a.j2", ENGLISH, {})


def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.j2").write_bytes(b"caf\xe9")
    with pytest.raises(TemplateError, match=r"a\.j2: not UTF-8 at byte 3"):
        Templates.load([tmp_path], {})


def test_what_is_no_file_is_no_template(tmp_path: Path) -> None:
    (tmp_path / "a.j2").write_text("a", "utf-8")
    (tmp_path / ".#a.j2").symlink_to("ana@desk.4711")  # as Emacs says who is editing a.j2
    (tmp_path / "folder.j2").mkdir()
    os.mkfifo(tmp_path / "pipe.j2")  # reading it would never end
    with pytest.raises(TemplateError, match=r"there are: a\.j2$"):
        Templates.load([tmp_path], {}).fill("b.j2", ENGLISH, {})


def test_a_template_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.j2").symlink_to("/proc/self/mem")  # a plain file that not even root can read from its start
    with pytest.raises(TemplateError, match=r"a\.j2: cannot be read \(Input/output error\)"):
        Templates.load([tmp_path], {})


def test_loops_nested_deeper_than_python_takes_are_an_error_with_their_template() -> None:
    nested = "{% for a in [1] %}" * 25 + "{% endfor %}" * 25
    with pytest.raises(TemplateError, match=r"^t\.mjml\.j2: too many statically nested blocks; take it apart$"):
        _fill(nested)
