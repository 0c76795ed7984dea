"""Catalogues as hostile, careless or unlucky people write them: each is found, by file and line, and none harms."""

import os
from pathlib import Path
from time import process_time

import pytest

from newsletter.errors import CatalogueError
from newsletter.localise.catalogue import Catalogues, read
from newsletter.localise.catalogue_check import problems
from newsletter.model import Finding, Language

CONTENT_TYPE = '"Content-Type: text/plain; charset=utf-8\\n"\n'
SIX = '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"\n'
HEADER = f'msgid ""\nmsgstr ""\n{CONTENT_TYPE}{SIX}\n'  # messages begin in line 6
ARTICLES = 'msgid "one article"\nmsgid_plural "%(count)s articles"\n'
GOOD = [f"{index} %(count)s" for index in range(6)]


def with_forms(*forms: str) -> str:
    return ARTICLES + "".join(f'msgstr[{index}] "{form}"\n' for index, form in enumerate(forms))


def one_form(index: int, form: str) -> str:
    return with_forms(*GOOD[:index], form, *GOOD[index + 1 :])


def found(folder: Path, catalogue: str | bytes, code: str = "ar") -> tuple[Finding, ...]:
    file = folder / "locales" / code / "LC_MESSAGES" / "newsletter.po"
    file.parent.mkdir(parents=True)
    file.write_bytes(catalogue if isinstance(catalogue, bytes) else catalogue.encode())
    return problems([folder / "locales"], [])


def told(folder: Path, catalogue: str | bytes, code: str = "ar") -> list[tuple[int, str]]:
    """The line and the words of each finding, all of them errors in this very file."""
    findings = found(folder, catalogue, code)
    assert {(Path(finding.part).parents[1].name, finding.level) for finding in findings} <= {(code, "error")}
    assert all(finding.remedy for finding in findings)
    return [(finding.line, finding.message) for finding in findings]


# What is wrong in one message, the line of it, and a part of how it is told.
MESSAGES = {
    "markup": ('msgid "Read"\nmsgstr "<b>اقرأ</b>"\n', 7, "holds markup that the English has not, '<b>'"),
    "markup in a plural form": (one_form(4, "<i>%(count)s</i>"), 12, "form 4 holds markup"),
    "an unclosed tag": ('msgid "Read"\nmsgstr "اقرأ <a href="\n', 7, "'<a href='"),
    "a tag of the English with an address of its own": (
        "msgid \"<a href='x'>Read</a>\"\nmsgstr \"<a href='https://evil.example'>اقرأ</a>\"\n",
        7,
        "evil.example",
    ),
    "a lost tag": ('msgid "<b>Read</b>"\nmsgstr "<b>اقرأ"\n', 7, "lacks the markup of the English, '</b>'"),
    "a template's expression": ('msgid "Read"\nmsgstr "{{ config }}"\n', 7, "'{{'"),
    "a template's statement": ('msgid "Read"\nmsgstr "{% include x %}"\n', 7, "'{%'"),
    "an entity": ('msgid "Read"\nmsgstr "اقرأ&nbsp;الآن"\n', 7, "'&nbsp;', which the text part would read aloud"),
    "a bare per cent sign": ('msgid "Read"\nmsgstr "50% اقرأ"\n', 7, "holds a bare %, '%'"),
    "a per cent sign at the end": ('msgid "Read"\nmsgstr "اقرأ 100%"\n', 7, "holds a bare %, '%'"),
    "%(count)d": (one_form(3, "%(count)d مقالات"), 11, "'%(count)d'"),
    "%(count) and nothing": (one_form(3, "%(count) مقالات"), 11, "'%(count)'"),
    "an unclosed placeholder": (one_form(3, "%(count مقالات"), 11, "'%(count'"),
    "%s": ('msgid "Read"\nmsgstr "%s اقرأ"\n', 7, "holds a bare %"),
    "a placeholder that is none, behind %%": (one_form(3, "%%(count)s مقالات"), 11, "has other placeholders"),
    "three per cent signs": ('msgid "Read"\nmsgstr "100%%%"\n', 7, "holds a bare %"),
    "a placeholder lost": ('msgid "Hi %(name)s"\nmsgstr "أهلا"\n', 7, "has other placeholders"),
    "a placeholder translated": ('msgid "Hi %(name)s"\nmsgstr "أهلا %(الاسم)s"\n', 7, "has other placeholders"),
    "a placeholder of its own": ('msgid "Hi %(name)s"\nmsgstr "%(name)s %(secret)s"\n', 7, "has other placeholders"),
    "a placeholder twice": ('msgid "Hi %(name)s"\nmsgstr "%(name)s %(name)s"\n', 7, "has other placeholders"),
    "fuzzy": ('# Ask.\n#, fuzzy, python-format\nmsgid "Read"\nmsgstr "اقرأ"\n', 8, "is marked fuzzy"),
    "nothing but a space": ('msgid "Read"\nmsgstr " "\n', 7, "has no translation"),
    "an empty form": (one_form(2, ""), 10, "form 2 has no translation"),
    "a missing form": (with_forms(*GOOD[:5]), 6, "has no form 5"),
    "a form too many": (with_forms(*GOOD, "%(count)s"), 14, "has a form 6"),
    "the same message again": (
        'msgid "Read"\nmsgstr "اقرأ"\n\nmsgid "Read"\nmsgstr "طالع"\n',
        9,
        '"Read" stands in line 6 already',
    ),
    "the same with a plural": (f'msgid "one article"\nmsgstr "مقال"\n\n{with_forms(*GOOD)}', 9, "line 6 already"),
    "a context's message again": (
        'msgctxt "verb"\nmsgid "Post"\nmsgstr "انشر"\n\nmsgctxt "verb"\nmsgid "Post"\nmsgstr "أرسل"\n',
        11,
        "line 7 already",
    ),
    "a fault under a context": ('msgctxt "verb"\nmsgid "Post"\nmsgstr ""\n', 8, "has no translation"),
    "an override": ('msgid "Read"\nmsgstr "\u202ecod.exe"\n', 7, "bidi override U+202E"),
    "an embedding": ('msgid "Read"\nmsgstr "\u202bاقرأ\u202c"\n', 7, "bidi override U+202B"),
    "an isolate that is not closed": (
        'msgid "Read"\nmsgstr "\u2068اقرأ"\n',
        7,
        "isolate without its other half, U+2068",
    ),
    "an isolate that is not opened": ('msgid "Read"\nmsgstr "\u2069اقرأ\u2068"\n', 7, "other half, U+2069"),
    "a private-use character": ('msgid "Read"\nmsgstr "اقرأ \ue0a1"\n', 7, "private-use character U+E0A1"),
    "a control character": ('msgid "Read"\nmsgstr "اقرأ \x07"\n', 7, "control character U+0007"),
    "a carriage return": ('msgid "Read"\nmsgstr "اقرأ\\r"\n', 7, "control character U+000D"),
    "a lost letter": ('msgid "Read"\nmsgstr "اقر\ufffd"\n', 7, "mark of a lost letter U+FFFD"),
    "a line separator": ('msgid "Read"\nmsgstr "اقرأ\u2028"\n', 7, "line separator U+2028"),
    "in the third of many lines": ('#. Why\n#: a.j2\nmsgid ""\n"Read"\nmsgstr ""\n"اقرأ"\n" 5%"\n', 10, "bare %"),
}


@pytest.mark.parametrize(("catalogue", "line", "words"), MESSAGES.values(), ids=MESSAGES)
def test_a_hostile_message_is_found_at_its_line_and_not_heard(
    tmp_path: Path, catalogue: str, line: int, words: str
) -> None:
    findings = told(tmp_path, HEADER + catalogue)
    assert {where for where, _ in findings} == {line}
    assert any(words in message for _, message in findings)
    heard = Catalogues.load([tmp_path / "locales"]).translations(Language("ar"))
    for number in (0, 1, 2, 3, 11, 100):
        heard.gettext("Read") % {}
        heard.ngettext("one article", "%(count)s articles", number) % {"count": number}


GOOD_MESSAGES = {
    "entities and tags of the English": 'msgid "<b>Tea</b> &amp; %(name)s"\nmsgstr "%(name)s &amp; <b>شاي</b>"\n',
    "two per cent signs": 'msgid "Half"\nmsgstr "50%%"\n',
    "marks and isolates": 'msgid "Read"\nmsgstr "\u200fاقرأ \u2068BBC\u2069 \u061c"\n',
    "harakat, tatweel and joiners": 'msgid "Read"\nmsgstr "اِقـرأْ می\u200cشود"\n',
    "an emoji": 'msgid "Read"\nmsgstr "اقرأ 📖 👩\u200d⚕️"\n',
    "one and two without the number": with_forms("لا", "مقال", "مقالان", *GOOD[3:]),
    "the same words in two contexts": 'msgctxt "a"\nmsgid "X"\nmsgstr "س"\n\nmsgctxt "b"\nmsgid "X"\nmsgstr "ص"\n',
    "what is put aside, however bad": '#~ msgid "Old"\n#~ msgstr "<b>%d \u202e"\n\n#~ msgid "Old"\n#~ msgstr ""\n',
    "what was put aside with its plural": "".join(f"#~ {line}\n" for line in with_forms("<b>").splitlines()),
    "previous words": '#| msgid "Raed"\nmsgid "Read"\nmsgstr "اقرأ"\n',
}


@pytest.mark.parametrize("catalogue", GOOD_MESSAGES.values(), ids=GOOD_MESSAGES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "BOM"])
def test_a_good_catalogue_is_heard_whatever_its_line_ends(
    tmp_path: Path, catalogue: str, end: str, mark: bytes
) -> None:
    assert told(tmp_path, mark + (HEADER + catalogue).replace("\n", end).encode()) == []


# What keeps a file from being read: its text, the line, and how it is told.
BROKEN: dict[str, tuple[str | bytes, int, str]] = {
    "UTF-16": ((HEADER + "# x").encode("utf-16"), 1, "UTF-16"),
    "Windows-1256": (HEADER.encode() + 'msgid "Read"\nmsgstr "اقرأ"\n'.encode("cp1256"), 7, "not UTF-8 (byte 0x"),
    "a NUL": (HEADER + 'msgid "Read"\nmsgstr "ا\0"\n', 7, "a NUL character"),
    "a keyword that is none": (HEADER + 'msgid "Read"\nmessage "اقرأ"\n', 7, "not a line of a catalogue: message"),
    "an unclosed string": (HEADER + 'msgid "Read\nmsgstr "اقرأ"\n', 6, 'not a line of a catalogue: msgid "Read'),
    "a quotation mark in a string": (HEADER + 'msgid "Read"\nmsgstr "قل "اقرأ""\n', 7, "not a line of a catalogue"),
    "a string out of nowhere": ('"Read"\n' + HEADER, 1, "not a line of a catalogue"),
    "a merge's leftovers": (HEADER + '<<<<<<< ours\nmsgid "Read"\nmsgstr "اقرأ"\n', 6, "<<<<<<< ours"),
    "a msgid without msgstr": (HEADER + 'msgid "Go"\n\nmsgid "Read"\nmsgstr "اقرأ"\n', 6, "a msgid without its msgstr"),
    "a msgid without msgstr at the end": (HEADER + 'msgid "Go"', 6, "a msgid without its msgstr"),
    "a msgstr without msgid": ('msgstr "اقرأ"\n\n' + HEADER, 1, "msgstr without a msgid"),
    "a msgstr behind the header": (HEADER + 'msgstr "اقرأ"\n', 6, "stands there a second time"),
    "a msgstr twice": (HEADER + 'msgid "Go"\nmsgstr "ا"\nmsgstr "ب"\n', 8, "stands there a second time"),
    "forms without a plural": (HEADER + 'msgid "Go"\nmsgstr[0] "ا"\n', 7, "msgstr[0] does not go with its msgid"),
    "a plural without forms": (HEADER + ARTICLES + 'msgstr "ا"\n', 8, "msgstr does not go with its msgid"),
    "a form that is no number": (HEADER + ARTICLES + 'msgstr[x] "ا"\n', 8, "not a line of a catalogue"),
    "a form of many digits": (HEADER + ARTICLES + 'msgstr[99999999999] "ا"\n', 8, "not a line of a catalogue"),
    "an escape that is none": (HEADER + 'msgid "Go"\nmsgstr "\\x1b"\n', 7, "\\x means nothing here"),
    "plural forms with code": (HEADER.replace("n==0 ? 0", "__import__('os')"), 4, "no expression of n"),
    "plural forms that divide by nought": (HEADER.replace("n==0 ? 0", "n%(n-7)==0 ? 0"), 4, "no expression of n"),
    "a million plural forms": (HEADER.replace("nplurals=6", "nplurals=999999999"), 4, "not like nplurals=2"),
    "too few plural forms": (HEADER.replace("nplurals=6", "nplurals=2"), 4, "leads to form 2, and there are 2"),
    "no plural forms": (HEADER.replace("nplurals=6; ", ""), 4, "not like nplurals=2"),
    "a deep expression": (HEADER.replace("n==0 ? 0", "(" * 400 + "n" + ")" * 400 + " ? 0"), 4, "no expression of n"),
}


@pytest.mark.parametrize(("catalogue", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_catalogue_that_cannot_be_read_is_found_by_line_and_stops_no_other(
    tmp_path: Path, catalogue: str | bytes, line: int, words: str
) -> None:
    findings = told(tmp_path, catalogue)
    assert any(where == line and words in message for where, message in findings)
    with pytest.raises(CatalogueError) as raised:
        read(tmp_path / "locales" / "ar" / "LC_MESSAGES" / "newsletter.po")
    assert f"newsletter.po:{findings[0][0]}: {findings[0][1]}; " in str(raised.value)


# A header that can be read and is wrong.
HEADERS = {
    "no header": (with_forms(*GOOD), 1, "it has no header"),
    "another charset": (HEADER.replace("utf-8", "windows-1256"), 3, "its Content-Type says windows-1256"),
    "no charset": (HEADER.replace(CONTENT_TYPE, '"Content-Type: text/plain\\n"\n'), 3, "says no charset"),
    "no Content-Type": (HEADER.replace(CONTENT_TYPE, ""), 1, "says no charset"),
    "another language": (HEADER.replace(CONTENT_TYPE, '"Language: fr\\n"\n' + CONTENT_TYPE), 3, "its Language says fr"),
    "plurals of English": (
        HEADER.replace(SIX, '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'),
        4,
        "take numbers together that ar keeps apart",
    ),
    "plurals of nobody": (HEADER.replace(SIX, "") + with_forms(*GOOD), 1, "it has no Plural-Forms"),
}


@pytest.mark.parametrize(("catalogue", "line", "words"), HEADERS.values(), ids=HEADERS)
def test_a_wrong_header_is_found_at_its_line(tmp_path: Path, catalogue: str, line: int, words: str) -> None:
    assert [(where, words in message) for where, message in told(tmp_path, catalogue)] == [(line, True)]


def test_a_folder_that_is_no_language_is_found(tmp_path: Path) -> None:
    assert told(tmp_path, HEADER, code="arabisch") == [(1, "arabisch is no language code")]


def test_a_broken_catalogue_is_not_also_said_to_lack_everything(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.txt.j2").write_text("{{ _('Read') }}", "utf-8")
    found(tmp_path, HEADER + "?\n")
    assert [finding.line for finding in problems([tmp_path / "locales"], [tmp_path / "templates"])] == [6]


# ── a lot of it ────────────────────────────────────────────────────────────────────────────────────


def seconds(folder: Path, catalogue: str) -> tuple[float, tuple[Finding, ...]]:
    begun = process_time()
    findings = found(folder, catalogue)
    return process_time() - begun, findings


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('msgid "Read {}"\nmsgstr "اقرأ {}"\n\n', 0),
        ('msgid "Read {}"\nmsgstr "<b>% \u202e {}"\n\n', 101),
        ("? {}\n", 101),
    ],
    ids=["good", "bad", "no catalogue"],
)
def test_a_hundred_thousand_messages_take_seconds_and_are_told_in_a_hundred(
    tmp_path: Path, message: str, expected: int
) -> None:
    took, findings = seconds(tmp_path, HEADER + "".join(message.replace("{}", str(n)) for n in range(100_000)))
    assert len(findings) == expected and took < 30
    if expected:
        assert findings[-1].message == "more is wrong from here on; these are the first 100"


@pytest.mark.parametrize("filling", ["%", "<", "\\\\"])
def test_one_message_of_ten_megabytes_takes_seconds(tmp_path: Path, filling: str) -> None:
    size = 10_000_000 // len(filling.encode())
    took, _ = seconds(tmp_path, f'{HEADER}msgid "Read"\nmsgstr "{filling * size}"\n')
    assert took < 30


def test_ten_megabytes_without_a_line_end_take_seconds(tmp_path: Path) -> None:
    took, findings = seconds(tmp_path, HEADER + 'msgid "' + "\\" * 10_000_000)
    assert took < 30 and len(findings[0].message) < 200


def test_a_catalogue_is_read_and_never_written(tmp_path: Path) -> None:
    found(tmp_path, HEADER + 'msgid "Read"\nmsgstr ""\n')
    file = tmp_path / "locales" / "ar" / "LC_MESSAGES" / "newsletter.po"
    os.utime(file, (1, 1))
    problems([tmp_path / "locales"], [])
    assert file.stat().st_mtime == 1 and sorted(path.name for path in file.parent.iterdir()) == ["newsletter.po"]


def test_what_is_no_file_is_no_catalogue(tmp_path: Path) -> None:
    folder = tmp_path / "locales" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "newsletter.po")  # reading it would never end
    assert problems([tmp_path / "locales"], []) == ()
