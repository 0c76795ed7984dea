"""What makes a catalogue incomplete or dangerous, each found with its file and line."""

from pathlib import Path

import pytest

from newsletter.errors import TemplateError
from newsletter.localise.catalogue_check import absent, problems
from newsletter.localise.extraction import template_words
from newsletter.model import Language

ROOT = Path(__file__).parents[2]
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"\n\n'
)
ARTICLES = 'msgid "one article"\nmsgid_plural "%(count)s articles"\n'


def findings(folder: Path, catalogue: str, template: str = "", code: str = "ar") -> list[str]:
    """Each finding as `file:line: message`."""
    file = folder / "locales" / code / "LC_MESSAGES" / "newsletter.po"
    file.parent.mkdir(parents=True)
    file.write_text(HEADER + catalogue, "utf-8")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "digest.mjml.j2").write_text(template, "utf-8")
    found = problems([folder / "locales"], [folder / "templates"])
    return [f"{Path(finding.part).name}:{finding.line}: {finding.message}" for finding in found]


@pytest.mark.parametrize(
    ("catalogue", "found"),
    [
        ('msgid "Read"\nmsgstr ""\n', 'newsletter.po:7: "Read" has no translation'),
        ('#, fuzzy\nmsgid "Read"\nmsgstr "اقرأ"\n', 'newsletter.po:7: "Read" is marked fuzzy and not used'),
        (
            'msgid "Hi %(name)s"\nmsgstr "أهلا"\n',
            'newsletter.po:7: "Hi %(name)s" has other placeholders than the English',
        ),
    ],
)
def test_a_bad_message_is_found_at_its_line(tmp_path: Path, catalogue: str, found: str) -> None:
    assert findings(tmp_path, catalogue) == [found]


def test_two_per_cent_signs_are_one_and_no_fault(tmp_path: Path) -> None:
    assert findings(tmp_path, 'msgid "Half"\nmsgstr "50%%"\n') == []


def test_every_plural_form_must_be_filled(tmp_path: Path) -> None:
    forms = "".join(f'msgstr[{index}] "%(count)s"\n' for index in range(5))
    assert findings(tmp_path, ARTICLES + forms) == ['newsletter.po:6: "one article" has no form 5']


def test_a_form_for_one_number_may_leave_the_number_out_and_no_other(tmp_path: Path) -> None:
    forms = "".join(f'msgstr[{index}] "مقالات"\n' for index in range(6))
    assert [found.partition(" has ")[0] for found in findings(tmp_path, ARTICLES + forms)] == [
        f'newsletter.po:{8 + index}: "one article", form {index}' for index in (3, 4, 5)
    ]


def test_a_message_that_the_catalogue_does_not_know_is_found_where_the_template_says_it(tmp_path: Path) -> None:
    assert findings(tmp_path, "", "<mjml>\n{% trans %}\n  Read\n  more\n{% endtrans %}") == [
        'digest.mjml.j2:2: no catalogue for ar has "Read more"'
    ]


def test_a_message_without_its_plural_is_missing(tmp_path: Path) -> None:
    template = "{% trans count=2 %}one article{% pluralize %}{{ count }} articles{% endtrans %}"
    assert findings(tmp_path, 'msgid "one article"\nmsgstr "مقال"\n', template) == [
        'digest.mjml.j2:1: no catalogue for ar has "one article" with its plural'
    ]


def test_what_no_template_says_is_told_once(tmp_path: Path) -> None:
    catalogue = 'msgid "Read"\nmsgstr "اقرأ"\n\nmsgid "Go"\nmsgstr "اذهب"\n\nmsgid "Stay"\nmsgstr "ابق"\n'
    assert findings(tmp_path, catalogue, "{{ _('Read') }}") == ['newsletter.po:9: no template says "Go" and 1 more']


def test_a_bare_per_cent_sign_of_a_template_is_found_there(tmp_path: Path) -> None:
    catalogue = 'msgid "Half: 50%"\nmsgstr "50%%"\n\nmsgid "All: 100%%"\nmsgstr "100%%"\n'
    template = "{{ _('Half: 50%') }}\n{% trans %}All: 100%{% endtrans %}"
    assert [found.partition(", which")[0] for found in findings(tmp_path, catalogue, template)] == [
        "digest.mjml.j2:1: \"Half: 50%\" holds a bare %, '%'"
    ]


def test_a_language_without_any_catalogue_is_told_and_english_needs_none(tmp_path: Path) -> None:
    findings(tmp_path, "")
    spoken = [Language(code) for code in ("en_GB", "en_XA", "ar_AE", "fr_CH", "fr")]
    told = [finding.message for finding in absent([tmp_path / "locales"], spoken)]
    assert [message.partition(" is ")[0] for message in told] == ["fr", "fr_CH"]


def test_a_template_of_the_project_stands_before_ours_of_the_same_name(tmp_path: Path) -> None:
    for folder, word in (("project", "Mine"), ("ours", "Yours")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "digest.txt.j2").write_text("{{ _('" + word + "') }}", "utf-8")
    assert [words.singular for words in template_words([tmp_path / "project", tmp_path / "ours"])] == ["Mine"]


def test_a_territory_s_catalogue_may_be_thin_beside_a_whole_one_and_not_alone(tmp_path: Path) -> None:
    template = "{{ _('Read') }}"
    assert len(findings(tmp_path, "", template, code="ar_AE")) == 1
    assert findings(tmp_path, 'msgid "Read"\nmsgstr "اقرأ"\n', template, code="ar") == []


def test_a_template_that_cannot_be_parsed_is_no_silence(tmp_path: Path) -> None:
    (tmp_path / "digest.mjml.j2").write_text("fine\n{% trans %}", "utf-8")
    with pytest.raises(TemplateError, match=r"^digest\.mjml\.j2: line 2: "):
        template_words([tmp_path])


def test_our_own_catalogues_say_all_that_our_templates_say() -> None:
    assert template_words([ROOT / "templates"])
    assert problems([ROOT / "locales"], [ROOT / "templates"]) == ()
