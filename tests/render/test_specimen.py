"""The specimen letter: it fills every branch of the templates, and says what fails and what is not marked."""

from pathlib import Path

import pytest

from newsletter.localise.catalogue import Catalogues
from newsletter.localise.extraction import template_files
from newsletter.model import Finding, Language
from newsletter.render import specimen
from newsletter.render.templates import Templates
from tests.render.conftest import CAMPAIGN, REGION

LETTER = """\
<mjml lang="{{ language.tag }}" dir="{{ dir }}"><mj-body><mj-section><mj-column><mj-text>
<p>{{ newsletter }} {{ region }} {{ date }} {{ _("Read") }}</p>
{% for story in stories %}<p>{{ story.title }}</p>{% endfor %}
HERE
</mj-text></mj-column></mj-section></mj-body></mjml>
"""
PLAIN = "{{ newsletter }} {{ _('Read') }} {{ unsubscribe }}\n"


def found(folder: Path, here: str, plain: str = PLAIN) -> list[Finding]:
    (folder / "letter.mjml.j2").write_text(LETTER.replace("HERE", here), "utf-8")
    (folder / "letter.txt.j2").write_text(plain, "utf-8")
    codes = ("en_GB", "ar_AE", "en_XA")
    spoken = {code: Catalogues.load([]).translations(Language(code)) for code in codes}
    files, templates = template_files([folder]), Templates.load([folder], spoken)
    return [
        *specimen.faults(files, [REGION], CAMPAIGN, templates),
        *specimen.unmarked(files, REGION, CAMPAIGN, templates),
    ]


def told(folder: Path, here: str, plain: str = PLAIN) -> list[tuple[str, int, str]]:
    return [(Path(one.part).name, one.line, one.message) for one in found(folder, here, plain)]


def test_of_a_sound_template_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert told(tmp_path, '<p>{{ _("Leave") }} 5 % — <a href="https://example.com/read">{{ day|date }}</a></p>') == []


@pytest.mark.parametrize(
    "branch",
    [
        "{% if stories and stories[0].when and stories[0].where %}HERE{% endif %}",
        "{% if not stories %}HERE{% endif %}",
        "{% if stories and not stories[0].full %}HERE{% endif %}",
        "{% for story in stories if story.language.base == 'fr' and dir == 'rtl' %}HERE{% endfor %}",
        "{% for story in stories if not story.image %}HERE{% endfor %}",
        "{% for story in stories %}{% for p in story.pieces if p is button and p.style == 'secondary' and p.align == 'full' %}HERE{% endfor %}{% endfor %}",
        "{% for story in stories %}{% for p in story.pieces if p is attribution and not p.href %}HERE{% endfor %}{% endfor %}",
        "{% for story in stories %}{% for p in story.pieces if p is related_list and not p.heading %}HERE{% endfor %}{% endfor %}",
        "{% for story in stories %}{% for p in story.pieces if p is cta_token %}HERE{% endfor %}{% endfor %}",
    ],
)
def test_a_misspelt_name_in_any_branch_is_found_by_file_and_line(tmp_path: Path, branch: str) -> None:
    findings = specimen_faults(tmp_path, branch.replace("HERE", "{{ stroy.title }}"))
    assert [(Path(one.part).name, one.line, one.level) for one in findings] == [("letter.mjml.j2", 4, "error")]
    assert "'stroy' is undefined" in findings[0].message


def specimen_faults(folder: Path, here: str) -> list[Finding]:
    (folder / "letter.mjml.j2").write_text(LETTER.replace("HERE", here), "utf-8")
    (folder / "letter.txt.j2").write_text(PLAIN, "utf-8")
    return list(specimen.faults(template_files([folder]), [REGION], CAMPAIGN, Templates.load([folder], {})))


def test_a_bare_per_cent_sign_of_a_template_is_found_where_it_fails(tmp_path: Path) -> None:
    (one,) = specimen_faults(tmp_path, '{{ _("50% off") }}')
    assert one.line == 4 and one.message.endswith("in middle-east, en_GB")


def test_what_is_not_marked_is_found_in_text_in_attributes_in_expressions_and_in_the_text_part(tmp_path: Path) -> None:
    here = (
        '<p>View in browser <img src="https://example.com/a.png" alt="Our logo" /></p>\n<p>{{ "Follow " ~ "us" }}</p>'
    )
    assert told(tmp_path, here, f"{PLAIN}\nTo the web\n") == [
        ("letter.mjml.j2", 4, '"View in browser" is not marked for translation'),
        ("letter.mjml.j2", 4, '"Our logo" is not marked for translation'),
        ("letter.mjml.j2", 5, '"Follow us" is not marked for translation'),
        ("letter.txt.j2", 3, '"To the web" is not marked for translation'),
    ]


def test_what_a_format_says_is_nobodys_to_mark(tmp_path: Path) -> None:
    assert told(tmp_path, "<p>{{ day|weekday }} {{ 5|unit('kilometer') }}</p>") == []


def test_a_campaign_may_name_templates_and_no_partials() -> None:
    assert specimen.template_names(["a.mjml.j2", "a.txt.j2", "partials/b.mjml.j2"]) == ["a"]
