"""The .po format: what is written is read back, every line number is right, and nothing that is read can fail."""

from io import BytesIO

from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from newsletter.localise.po import Po, parse, quoted, statements

PO = """\
# What stands at the top.
msgid ""
msgstr ""
"Language: ar\\n"

# The translator's.
#. The template's.
#: templates/a.mjml.j2
#, fuzzy, python-format
#| msgid "Raed"
msgctxt "verb"
msgid ""
"Read "
"%(name)s"
msgstr "اقرأ \\"%(name)s\\"\\n"

msgid "one article"
msgid_plural "%(count)s articles"
msgstr[0] "مقال"
msgstr[2] ""
"مقال"
"ان"

# Of old.
#~ msgid "Leave"
#~ msgstr "غادر"

# The end.
"""


def texts() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def test_a_message_is_read_with_all_that_belongs_to_it() -> None:
    read, articles, leave = parse(PO.encode()).entries[1:]
    assert read.key == ("verb", "Read %(name)s") and read.forms[0].text == 'اقرأ "%(name)s"\n'
    assert read.flags == {"fuzzy", "python-format"} and read.fuzzy and not articles.fuzzy
    assert articles.plural == "%(count)s articles"
    assert [(form.index, form.text) for form in articles.forms] == [(0, "مقال"), (2, "مقالان")]
    assert leave.obsolete and leave.text == '# Of old.\nmsgid "Leave"\nmsgstr "غادر"'


def test_every_line_is_that_of_the_file() -> None:
    lines = PO.split("\n")
    for entry in parse(PO.encode()).entries:
        assert lines[entry.line - 1].removeprefix("#~ ").startswith("msgid ")
        assert lines[entry.begins - 1] == entry.text.split("\n")[0]
        for form in entry.forms:
            assert lines[form.line - 1].removeprefix("#~ ").startswith("msgstr")


def test_the_header_is_no_message_and_what_is_put_aside_is_none_either() -> None:
    po = parse(PO.encode())
    assert po.fields["language"] == "ar" and po.header and po.header.line_with("Language") == 4
    assert [entry.singular for entry in po.messages] == ["Read %(name)s", "one article"]
    assert po.ending == "# The end." and po.faults == ()


@given(st.none() | texts(), texts(), st.none() | texts(), st.lists(texts(), min_size=1, max_size=6))
def test_what_is_written_is_read_back(context: str | None, singular: str, plural: str | None, forms: list[str]) -> None:
    said = list(enumerate(forms if plural is not None else forms[:1]))
    (entry,) = parse("\n".join(statements(context, singular, plural, said)).encode()).entries
    assert (entry.context, entry.singular, entry.plural) == (context, singular, plural)
    assert [(form.index, form.text) for form in entry.forms] == said


@given(texts())
def test_babel_reads_a_string_as_it_was_written(text: str) -> None:
    written = f'msgid "x"\nmsgstr {quoted(text.replace(chr(0x85), "").strip())}\n'
    (_, message) = read_po(BytesIO(written.encode()))
    assert message.string == text.replace(chr(0x85), "").strip()


LINES = ('msgid "a"', 'msgid_plural "b"', 'msgctxt "c"', 'msgstr "d"', 'msgstr[1] "e"', '"f"', "# g", "#~ ", "?", "")


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_whatever_order_lines_stand_in_each_is_kept_or_faulted(lines: list[str]) -> None:
    po = parse("\n".join(lines).encode())
    kept = {entry.begins + number for entry in po.entries for number, _ in enumerate(entry.text.split("\n"))}
    for number, line in enumerate(lines, 1):
        if line.startswith("?"):
            assert number in {fault.line for fault in po.faults}
    assert all(1 <= fault.line <= len(lines) for fault in po.faults)
    assert all(1 <= entry.line <= len(lines) for entry in po.entries) and min(kept, default=1) >= 1


@given(st.binary())
def test_any_bytes_are_a_file_or_faults(raw: bytes) -> None:
    assert isinstance(parse(raw), Po)


def test_a_message_without_msgid_gives_its_translation_to_nobody() -> None:
    """Babel 2.18 gives it to the next message."""
    po = parse(b'msgstr "stray"\n\nmsgid "Go"\nmsgstr "away"\n')
    assert [(fault.line, fault.what) for fault in po.faults] == [(1, "msgstr without a msgid before it")]
    assert [entry.forms[0].text for entry in po.entries] == ["away"]
