"""`{% region %}` in templates: told to its regions and their children alone, and wrong ones found before they show."""

from gettext import NullTranslations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import TemplateError
from newsletter.localise.extraction import template_words
from newsletter.model import Language
from newsletter.render import mjml
from newsletter.render.regions import empty, refuse_unknown
from newsletter.render.templates import Templates
from newsletter.render.validator import Faulty

ROOT = Path(__file__).parents[2]
ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")
UK, EAST, SAUDI = ("uk",), ("middle-east",), ("saudi", "middle-east")
KNOWN = ("uk", "middle-east", "saudi")


def said(source: str, lineage: tuple[str, ...], name: str = "t.txt.j2", **values: object) -> str:
    return Templates({name: source}, {}).fill(name, ENGLISH, {"lineage": lineage, **values})


def refused(**sources: str) -> TemplateError:
    """What a person reads when the kit is opened with these templates."""
    templates = Templates({f"{name}.txt.j2": source for name, source in sources.items()}, {})
    with pytest.raises(TemplateError) as raised:
        refuse_unknown(templates.region_blocks(), KNOWN)
    return raised.value


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('a{% region "uk" %}B{% endregion %}c', ("aBc", "ac", "ac")),
        ('a{% region "middle-east" %}B{% endregion %}c', ("ac", "aBc", "aBc")),
        ("a{% region 'saudi' %}B{% endregion %}c", ("ac", "ac", "aBc")),
        ('a{% region "uk", "saudi" %}B{% endregion %}c', ("aBc", "ac", "aBc")),
        ('a{%- region "uk" -%} B {%- endregion -%} c', ("aBc", "ac", "ac")),
        ('{% region "middle-east" %}a{% region "saudi" %}b{% endregion %}c{% endregion %}', ("", "ac", "abc")),
        ('{% for n in [1, 2] %}{% region "uk" %}{{ n }}{% endregion %}{% endfor %}', ("12", "", "")),
        ('{% region "uk" %}\nB\n{% endregion %}\nc', ("B\nc", "c", "c")),
    ],
)
def test_a_block_is_told_to_its_regions_and_to_their_children(source: str, told: tuple[str, str, str]) -> None:
    assert tuple(said(source, lineage) for lineage in (UK, EAST, SAUDI)) == told


def test_what_stands_in_another_regions_block_is_not_even_asked_for() -> None:
    source = '{% region "uk" %}{{ 1 // 0 }}{{ nobody }}{% set price = 9 %}{% endregion %}{{ price is defined }}'
    assert said(source, EAST) == "False"


def test_templates_compiled_once_look_up_the_region_each_time_they_are_filled() -> None:
    templates = Templates({"shared.txt.j2": '{% region "uk" %}B{% endregion %}'}, {"ar_AE": NullTranslations()})
    told = [
        templates.fill("shared.txt.j2", language, {"lineage": lineage})
        for lineage in (UK, SAUDI, UK)
        for language in (ENGLISH, ARABIC)
    ]
    assert told == ["B", "B", "", "", "B", "B"]


def test_an_included_partial_and_a_macro_imported_with_context_know_the_region() -> None:
    sources = {
        "a.txt.j2": '{% include "b.txt.j2" %}{% import "c.txt.j2" as c with context %}{{ c.m() }}',
        "b.txt.j2": '{% region "uk" %}B{% endregion %}',
        "c.txt.j2": '{% macro m() %}{% region "saudi" %}C{% endregion %}{% endmacro %}',
    }
    templates = Templates(sources, {})
    assert [templates.fill("a.txt.j2", ENGLISH, {"lineage": lineage}) for lineage in (UK, EAST, SAUDI)] == [
        "B",
        "",
        "C",
    ]


@given(st.lists(st.sampled_from(KNOWN), min_size=1), st.lists(st.sampled_from(KNOWN), min_size=1), st.booleans())
def test_whatever_regions_are_named_it_is_told_where_one_of_them_is_in_the_lineage(
    named: list[str], lineage: list[str], tight: bool
) -> None:
    listed = ("," if tight else " , ").join(f'"{slug}"' for slug in named)
    assert bool(said(f"{{% region {listed} %}}B{{% endregion %}}", tuple(lineage))) == bool({*named} & {*lineage})


@pytest.mark.parametrize(
    ("source", "line", "fault"),
    [
        ("a\n{% region uk %}B{% endregion %}", 2, 'write the region in quotation marks, as in {% region "uk" %}'),
        ("{% region %}B{% endregion %}", 1, "write the region in quotation marks"),
        ('{% region "uk", %}B{% endregion %}', 1, "write the region in quotation marks"),
        ('{% region "uk" "saudi" %}B{% endregion %}', 1, "expected token 'end of statement block'"),
        ('a\n{% region "uk" %}B', 2, "Jinja was looking for the following tags: 'endregion'"),
        ("a\n{% endregion %}", 2, "Encountered unknown tag 'endregion'"),
        (
            '{% region "uk" %}\n{% if x %}{% block b %}{% endblock %}{% endif %}{% endregion %}',
            2,
            "put {% region %} into",
        ),
    ],
)
def test_a_tag_that_is_wrong_is_told_with_its_line(source: str, line: int, fault: str) -> None:
    with pytest.raises(TemplateError) as raised:
        said(source, UK)
    assert fault in str(raised.value) and raised.value.line == line


def test_an_unknown_region_is_refused_with_its_place_and_the_nearest_name_though_nothing_would_render_it() -> None:
    error = refused(a='one\n{% if false %}\n  {% region "uk", "Sawdi" %}B{% endregion %}{% endif %}')
    assert str(error) == (
        "a.txt.j2: line 3, column 20: no such region: 'Sawdi'; did you mean saudi?\n"
        '    {% region "uk", "Sawdi" %}B{% endregion %}{% endif %}'
    )
    assert (error.file, error.line, error.column) == ("a.txt.j2", 3, 20)


def test_unknown_regions_of_all_templates_are_told_together_and_what_is_like_no_other_lists_them() -> None:
    error = refused(a='{% region "mars" %}B{% endregion %}', b='{% region "UK" %}B{% endregion %}')
    assert "a.txt.j2: line 1, column 12: no such region: 'mars'; known: uk, middle-east, saudi" in str(error)
    assert "b.txt.j2: line 1, column 12: no such region: 'UK'; did you mean uk?" in str(error)


def test_a_template_that_cannot_be_read_is_told_when_its_blocks_are_looked_at() -> None:
    with pytest.raises(TemplateError, match=r"a\.j2: line 2, column 4: "):
        Templates({"a.j2": 'x\n{% region "uk" %}'}, {}).region_blocks()


def test_known_regions_pass_and_a_template_may_speak_of_regions() -> None:
    source = '{# {% region "mars" %} #}{% raw %}{% region "mars" %}{% endraw %}{{ "region" }}{% region "uk" %}B{% endregion %}'
    refuse_unknown(Templates({"a.j2": source}, {}).region_blocks(), KNOWN)


@pytest.mark.parametrize("nothing", ["", " \n ", "{# later #}", "\n{# a #}\n{# b #}\n"])
def test_a_block_with_nothing_in_it_is_warned_of(nothing: str) -> None:
    source = f'one\n{{% region "uk", "saudi" %}}{nothing}{{% endregion %}}'
    (finding,) = empty(Templates({"a.j2": source}, {}).region_blocks())
    assert (finding.level, finding.part, finding.line) == ("warning", "a.j2", 2)
    assert finding.message == "the region block of uk and saudi has nothing in it"


@pytest.mark.parametrize("something", ["B", "{{ x }}", "{% include 'b.j2' %}", "{% trans %}B{% endtrans %}"])
def test_a_block_that_may_say_something_is_not(something: str) -> None:
    source = f'{{% region "uk" %}}{something}{{% endregion %}}'
    assert list(empty(Templates({"a.j2": source}, {}).region_blocks())) == []


def test_a_fault_of_mjml_in_a_block_is_told_at_its_line_in_the_template() -> None:
    source = (
        '<mjml lang="en-GB" dir="ltr"><mj-body><mj-section><mj-column>\n'
        '{% region "saudi" %}<mj-img />{% endregion %}\n'
        '{% region "uk" %}\n<mj-txt></mj-txt>\n{% endregion %}\n'
        "</mj-column></mj-section></mj-body></mjml>"
    )
    templates, values = Templates({"t.mjml.j2": source}, {}), {"lineage": UK}
    filled = templates.fill("t.mjml.j2", ENGLISH, values)
    with pytest.raises(Faulty) as raised:
        mjml.to_html(filled)
    error = templates.blame(raised.value.faults, filled, "t.mjml.j2", ENGLISH, values)
    assert (error.line, error.column) == (4, 1) and "mj-img" not in str(error)


def test_the_words_in_a_block_are_found_by_the_extractor(tmp_path: Path) -> None:
    source = '{% region "uk" %}{% trans %}\n  Call\n  us\n{% endtrans %}{{ _("Read") }}{% endregion %}'
    (tmp_path / "a.txt.j2").write_text(source, "utf-8")
    assert [words.singular for words in template_words([tmp_path])] == ["Call us", "Read"]
