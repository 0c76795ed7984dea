"""Compiled templates are shared by all who say the same, and by nobody else."""

from gettext import NullTranslations

import pytest
from jinja2 import Environment

from newsletter.model import Language
from newsletter.render.compiled import CompiledTemplates
from newsletter.render.templates import Templates

ENGLISH, ARABIC = Language("en_GB"), Language("ar_AE")


class Shouting(NullTranslations):
    """Every word in capitals, for want of another language."""

    def gettext(self, message: str) -> str:
        return message.upper()


def said(source: str, name: str = "a.txt.j2") -> str:
    return Templates({name: source}, {}).fill(name, ENGLISH, {"who": "<Ana>"})


def test_a_template_is_compiled_once_for_all_languages_and_each_hears_its_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str | None] = []
    compile_ = Environment.compile

    def counting(self: Environment, source: str, name: str | None = None, *rest: str | None, **named: bool) -> object:
        compiled.append(name)
        return compile_(self, source, name, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", counting)
    templates = Templates({"once.txt.j2": "{{ _('tide') }}"}, {"en_GB": NullTranslations(), "ar_AE": Shouting()})
    assert [templates.fill("once.txt.j2", language, {}) for language in (ENGLISH, ARABIC)] == ["tide", "TIDE"]
    assert Templates({"once.txt.j2": "{{ _('tide') }}"}, {}).fill("once.txt.j2", ENGLISH, {}) == "tide"
    assert compiled == ["once.txt.j2"]


def test_a_changed_template_says_what_it_says_now_and_a_changed_back_one_what_it_said() -> None:
    assert [said("one"), said("two"), said("one")] == ["one", "two", "one"]


def test_two_templates_that_say_the_same_are_two() -> None:
    """What is escaped depends on the name."""
    assert (said("{{ who }}", "a.txt.j2"), said("{{ who }}", "a.mjml.j2")) == ("<Ana>", "&lt;Ana&gt;")


def test_it_holds_one_code_a_name_however_often_that_changes() -> None:
    kept = CompiledTemplates()
    for number in range(9):
        environment = Environment(bytecode_cache=kept, autoescape=True)
        bucket = kept.get_bucket(environment, "a.txt.j2", "a.txt.j2", f"{number}")
        bucket.code = compile(f"{number}", "a.txt.j2", "eval")
        kept.set_bucket(bucket)
    assert len(kept._codes) == 1
