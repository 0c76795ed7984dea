"""The templates' words as they are extracted, and the .pot file that they make."""

import os
from pathlib import Path

import pytest

from newsletter.errors import TemplateError
from newsletter.localise.extraction import messages, pot, template_words
from newsletter.localise.po import parse

TEMPLATE = """\
{# TRANSLATORS: Of an
   event. #}
{{ _("When:") }}
{# For ourselves. #}
{% trans count=2 %}one day{% pluralize %}{{ count }} days{% endtrans %}
{{ pgettext("verb", "Post") }} {{ ngettext("a", "b", 3) }} {{ _(unknown) }}
"""


def put(folder: Path, **templates: str) -> Path:
    for name, text in templates.items():
        file = folder / f"{name.replace('__', '/')}.mjml.j2"
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text, "utf-8")
    return folder


def test_the_pot_says_each_message_once_with_its_templates_and_their_comments(tmp_path: Path) -> None:
    put(tmp_path, digest=TEMPLATE, partials__event='{{ _("When:") }}')
    text = pot(template_words([tmp_path]))
    assert (
        "#. Of an event.\n#: templates/digest.mjml.j2\n#: templates/partials/event.mjml.j2\n"
        'msgid "When:"\nmsgstr ""\n\n#: templates/digest.mjml.j2\n#, python-format\nmsgid "one day"\n'
        'msgid_plural "%(count)s days"\nmsgstr[0] ""\nmsgstr[1] ""\n\n'
    ) in text
    po = parse(text.encode())
    assert po.faults == () and [entry.key for entry in po.messages] == [
        (None, "When:"), (None, "one day"), ("verb", "Post"), (None, "a"),
    ]  # fmt: skip


def test_the_same_templates_give_the_same_file(tmp_path: Path) -> None:
    one = put(tmp_path / "one", b="{{ _('B') }}{{ _('C') }}", a="{{ _('A') }}")
    other = put(tmp_path / "other", a="\n{{ _('A') }}", b="{{ _('B') }}\n\n{{ _('C') }}")
    assert pot(template_words([one])) == pot(template_words([other]))


def test_a_message_has_the_plural_that_one_of_its_places_gives_it(tmp_path: Path) -> None:
    put(tmp_path, a="{{ _('day') }}", b="{{ ngettext('day', 'days', 2) }}")
    (message,) = messages(template_words([tmp_path]))
    assert message.plural == "days" and [place.name for place in message.places] == ["a.mjml.j2", "b.mjml.j2"]


def test_what_is_no_file_is_no_template(tmp_path: Path) -> None:
    put(tmp_path, digest='{{ _("When:") }}')
    os.mkfifo(tmp_path / "pipe.mjml.j2")  # reading it would never end
    (tmp_path / ".#digest.mjml.j2").symlink_to("ana@desk.4711")
    assert [words.singular for words in template_words([tmp_path])] == ["When:"]


def test_expressions_nested_deeper_than_jinja_reads_are_an_error_with_their_template(tmp_path: Path) -> None:
    put(tmp_path, digest=f"{{{{ {'(' * 500}1{')' * 500} }}}}")
    with pytest.raises(TemplateError, match=r"^digest\.mjml\.j2: its expressions are nested too deeply"):
        template_words([tmp_path])
