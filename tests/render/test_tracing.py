"""Faults of MJML are told at the line of the template that a person can mend, whatever stands between."""

import re
from dataclasses import replace
from gettext import NullTranslations

import pytest

from newsletter.errors import TemplateError
from newsletter.model import Choice, Language, Linked, Story
from newsletter.render import mjml
from newsletter.render.edition import Frame, render
from newsletter.render.templates import Templates
from newsletter.render.tracing import Trace
from newsletter.render.validator import Faulty

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
PARTIAL = "partials/p.mjml.j2"


class _Spoken(NullTranslations):
    """Translations of this test's own."""

    def gettext(self, message: str) -> str:
        return {"Read </p>on": "تابع </p>القراءة"}.get(message, message)


def _error(sources: dict[str, str], language: Language = ENGLISH, **values: object) -> TemplateError:
    """What a person reads when the letter made of these templates is wrong; `t.mjml.j2` is the outermost."""
    templates = Templates(sources, {"ar_AE": _Spoken()})
    said = templates.fill("t.mjml.j2", language, values)
    with pytest.raises(Faulty) as raised:
        mjml.to_html(said)
    return templates.blame(raised.value.faults, said, "t.mjml.j2", language, values)


def _place(sources: dict[str, str], language: Language = ENGLISH, **values: object) -> tuple[str, int, int]:
    error = _error(sources, language, **values)
    assert str(error).startswith(f"{error.file}: line {error.line}, column {error.column}: ")
    return error.file, error.line, error.column


def _letter(content: str) -> str:
    """A template whose fourth line is the content's first."""
    return (
        '<mjml lang="en-GB" dir="ltr">\n  <mj-body><mj-section><mj-column>\n{# a note\n  #}'
        f"{content}\n"
        "  </mj-column></mj-section></mj-body>\n</mjml>\n"
    )


def test_a_fault_names_file_line_column_and_what_stands_there() -> None:
    error = _error({"t.mjml.j2": _letter('\n  <mj-text colour="red">x</mj-text>')})
    assert str(error) == (
        "t.mjml.j2: line 5, column 20: <mj-text> has no attribute colour; did you mean color?\n"
        '    <mj-text colour="red">x</mj-text>'
    )
    assert (error.file, error.line, error.column) == ("t.mjml.j2", 5, 20)


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("<mj-text>{{ x }}</mj-text><mj-txt></mj-txt>", 4, 31),
        ('\n{% if true %}\n  <mj-text\n    colour="{{ x }}">x</mj-text>\n{% endif %}', 7, 13),
        ("\n  <mj-text>{{ x }}</mj-text>\n  <mj-text align='{{ x }}'>x</mj-text>", 6, 19),
        ("\n  <mj-text color='#101010' align='{{\n  x }}'>x</mj-text>", 6, 1),
        ("{% for n in range(3) %}\n<mj-text>x</mj-text>\n{% endfor %}\n<mj-txt></mj-txt>", 7, 1),
        (
            "\n{% macro m(a) %}\n<mj-text align='{{ a }}'>x</mj-text>\n{% endmacro %}\n{{ m('left') }}\n{{ m('up') }}",
            6,
            17,
        ),
        ("\n{% set s %}\n<mj-txt></mj-txt>\n{% endset %}\n{{ s }}", 6, 1),
        ("\n{% macro m() %}<mj-text>{{ caller() }}</mj-text>{% endmacro %}\n{% call m() %}a</p>\n{% endcall %}", 6, 16),
        ("\n{% filter trim %}\n<mj-txt></mj-txt>\n{% endfilter %}", 6, 1),
        ("\n<mj-text>{% trans %}Read </p>on{% endtrans %}</mj-text>", 5, 26),
        ("\n<mj-text>\n{% trans y=x -%}\n  Read {{ y }}\n  </p>on\n{%- endtrans %}\n</mj-text>", 8, 3),
        ("\n<mj-text>\n{% trans y=x -%}\n  Read {{ y }}\n{%- endtrans %}</p></mj-text>", 8, 16),
        ("\n<mj-text>{{ _('Read </p>on') }}</mj-text>", 5, 10),
    ],
)
def test_a_fault_is_found_wherever_it_is_written(content: str, line: int, column: int) -> None:
    assert _place({"t.mjml.j2": _letter(content)}, x="sea") == ("t.mjml.j2", line, column)


@pytest.mark.parametrize(
    ("call", "partial"),
    [
        ("{% include 'partials/p.mjml.j2' %}", "\n<mj-txt></mj-txt>"),
        ("{% for n in 'ab' %}{% include 'partials/p.mjml.j2' %}{% endfor %}", "\n<mj-txt></mj-txt>"),
        (
            "{% import 'partials/p.mjml.j2' as p %}{{ p.m() }}",
            "{% macro m() %}\n<mj-txt></mj-txt>{% endmacro %}",
        ),
        (
            "{% from 'partials/p.mjml.j2' import m %}<mj-text>x</mj-text>{{ m() }}",
            "{% macro m() %}\n<mj-txt></mj-txt>{% endmacro %}",
        ),
    ],
)
def test_a_fault_in_a_partial_names_the_partial(call: str, partial: str) -> None:
    assert _place({"t.mjml.j2": _letter(call), PARTIAL: partial}) == (PARTIAL, 2, 1)


def test_a_fault_in_a_layout_names_the_layout_and_one_in_its_block_the_letter() -> None:
    layout = _letter("\n<mj-txt></mj-txt>{% block content %}{% endblock %}")
    letter = "{% extends 'partials/p.mjml.j2' %}\n{% block content %}\n  <mj-img />\n{% endblock %}"
    error = _error({"t.mjml.j2": letter, PARTIAL: layout})
    assert re.findall(r"^\S+ line.*column \d+", str(error), re.MULTILINE) == [
        f"{PARTIAL}: line 5, column 1",
        "t.mjml.j2: line 3, column 3",
    ]


def test_a_translation_s_fault_names_the_line_of_the_words_it_translates() -> None:
    content = "\n<mj-text>{% trans %}\n  Read\n  </p>on\n{% endtrans %}</mj-text>"
    assert _place({"t.mjml.j2": _letter(content)}, ARABIC) == ("t.mjml.j2", 7, 3)


def test_what_a_loop_says_over_and_over_is_told_once_and_the_next_fault_with_it() -> None:
    content = "{% for n in range(50) %}<mj-txt></mj-txt>{% endfor %}\n<mj-img />"
    assert str(_error({"t.mjml.j2": _letter(content)})).count("MJML has no") == 2


def test_ten_faults_are_told_at_once_and_no_more() -> None:
    content = "\n".join(f"<mj-text a{n}='x'>x</mj-text>" for n in range(30))
    assert str(_error({"t.mjml.j2": _letter(content)})).count("has no attribute") == 10


def test_what_has_no_place_names_the_template() -> None:
    templates = Templates({"t.mjml.j2": "a\nb"}, {})
    error = templates.blame([(-1, "mrml says: no")], "a\nb", "t.mjml.j2", ENGLISH, {})
    assert (str(error), error.file, error.line) == ("t.mjml.j2: mrml says: no", "t.mjml.j2", 0)


def test_an_article_cannot_pretend_to_be_a_mark() -> None:
    sources = {"t.mjml.j2": _letter("\n<mj-text>{{ title }}</mj-text>\n<mj-txt></mj-txt>")}
    said = Templates(sources, {}).fill("t.mjml.j2", ENGLISH, {"title": ""})
    mark_of_another_filling = Trace("t.mjml.j2", said).mark("t.mjml.j2", 1, said=True)
    assert _place(sources, title=f"{mark_of_another_filling}\ue000-0-") == ("t.mjml.j2", 6, 1)


def test_empty_values_stay_empty_for_those_who_ask() -> None:
    content = "{% set s %}{{ x }}{% endset %}{% if s %}\n\n<mj-txt></mj-txt>{% else %}\n<mj-txt></mj-txt>{% endif %}"
    assert _place({"t.mjml.j2": _letter(content)}, x="")[1] == 7


@pytest.mark.parametrize("asked", ["s|length < 9", "s == 'sea'", "{'sea': 1}[s]"])
def test_where_a_mark_would_change_what_is_said_the_template_is_named_and_no_line(asked: str) -> None:
    content = f"{{% set s %}}{{{{ x }}}}{{% endset %}}{{% if {asked} %}}<mj-txt></mj-txt>{{% endif %}}"
    error = _error({"t.mjml.j2": _letter(content)}, x="sea")
    assert str(error).startswith("t.mjml.j2: MJML has no <mj-txt>") and (error.line, error.column) == (0, 0)
    assert "\n    <mj-txt></mj-txt>" in str(error)


def test_a_value_s_own_line_ends_move_nothing() -> None:
    sources = {"t.mjml.j2": _letter("\n<mj-text>{{ x }}</mj-text>\n<mj-txt></mj-txt>")}
    assert _place(sources, x="a\r\nb\rc") == ("t.mjml.j2", 6, 1)


def test_a_template_that_says_nothing_at_all_is_named() -> None:
    assert str(_error({"t.mjml.j2": ""})).startswith("t.mjml.j2: ")


def test_an_edition_s_error_names_the_partial_and_holds_its_place(frame: Frame, story: Story) -> None:
    partial = '{% for story in stories %}\n<mj-text colour="red">{{ story.title }}</mj-text>\n{% endfor %}'
    sources = {"letter.mjml.j2": _letter(f"{{% include '{PARTIAL}' %}}"), PARTIAL: partial, "letter.txt.j2": ""}
    stories = (replace(story, title="Tides\u00a0and sands"), replace(story, title="-1-"))
    with pytest.raises(TemplateError) as raised:
        render(Linked(stories, (), (), ()), Choice((), (), {}), frame, Templates(sources, {}))
    assert str(raised.value) == (
        f"{PARTIAL}: line 2, column 18: <mj-text> has no attribute colour; did you mean color?\n"
        '    <mj-text colour="red">{{ story.title }}</mj-text>'
    )
    assert (raised.value.file, raised.value.line, raised.value.column) == (PARTIAL, 2, 18)
