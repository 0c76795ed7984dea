"""Whether the catalogues say everything that the templates say, and say it safely; `check` and the tests call it.

Babel's own checks do not do: `compile --statistics` counts empty plurals as translated, `update --check` always
fails on a msgctxt. Here the words are extracted afresh and each message is looked at.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError

from newsletter.errors import TemplateError
from newsletter.localise.catalogue import TemplateWords, catalogue_files, code_of, forms_of, key_of, read
from newsletter.model import Finding

_Shape = tuple[str | None, str, bool]  # context, singular, whether it has a plural

_EXTRACTOR = "jinja2.ext:babel_extract"
# `trimmed` must match render's policy, else strings go untranslated in silence; a silent extractor skips broken files.
_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_PERCENT = re.compile(r"%\(\w+\)s|%%|(?P<bare>%)")


def template_words(templates: Iterable[Path]) -> tuple[TemplateWords, ...]:
    """Every message of the `*.j2` files beneath the folders; of two with one name, the earlier folder's is read."""
    files: dict[Path, Path] = {}
    for folder in templates:
        for file in sorted(folder.rglob("*.j2")):
            files.setdefault(file.relative_to(folder), file)
    return tuple(words for name, file in files.items() for words in _words_of(name.as_posix(), file))


def problems(locales: Iterable[Path], templates: Iterable[Path]) -> tuple[Finding, ...]:
    """What is wrong with the catalogues, each with its file and line; raises CatalogueError on an unreadable one."""
    said = template_words(templates)
    catalogues = {file: read(file) for folder in locales for file in catalogue_files(folder)}
    messages = [
        finding
        for file, catalogue in catalogues.items()
        for message in catalogue
        if message.id
        for finding in _of_message(file, catalogue, message)
    ]
    return (*_missing(catalogues, said), *messages)


def _words_of(name: str, file: Path) -> Iterator[TemplateWords]:
    try:
        with file.open("rb") as template:
            found = list(extract(_EXTRACTOR, template, options=_OPTIONS))
    except TemplateSyntaxError as error:
        text = file.read_text("utf-8").split("\n")[error.lineno - 1].strip()
        fault = f"{name}: line {error.lineno}: {error.message}\n    {text[:160]}"
        raise TemplateError(fault, file=name, line=error.lineno) from error
    for line, message, _, context in found:
        singular, plural = (message, None) if isinstance(message, str) else message[:2]
        yield TemplateWords(singular, plural, context, file, line)


def _missing(catalogues: Mapping[Path, Catalog], said: Iterable[TemplateWords]) -> Iterator[Finding]:
    """What no catalogue of a language translates; ar_AE may be thin beside a whole ar."""
    codes = {code_of(file) for file in catalogues}
    for code in sorted(codes):
        base = code.partition("_")[0]
        if base != "en" and (code == base or base not in codes):
            known = [catalogue for file, catalogue in catalogues.items() if code_of(file) == code]
            yield from _missing_in(code, {_shape(message) for catalogue in known for message in catalogue}, said)


def _missing_in(code: str, known: set[_Shape], said: Iterable[TemplateWords]) -> Iterator[Finding]:
    for (context, singular, plural), words in {(one.context, one.singular, one.plural): one for one in said}.items():
        if (context, singular, plural is not None) not in known:
            what = f'no catalogue for {code} has "{singular}"' + (" with its plural" if plural else "")
            yield _error(words.file, words.line, what, "add the message to the catalogue and translate it")


def _shape(message: Message) -> _Shape:
    return *key_of(message), message.pluralizable


def _of_message(file: Path, catalogue: Catalog, message: Message) -> Iterator[Finding]:
    line, name = message.lineno or 0, key_of(message)[1]
    if message.fuzzy:
        yield _error(file, line, f'"{name}" is marked fuzzy and not used', "read the translation, then delete the mark")
    for index, form in enumerate(forms_of(message)):
        where = f'"{name}", form {index}' if message.pluralizable else f'"{name}"'
        for what, remedy in _of_form(catalogue, message, index, form):
            yield _error(file, line, f"{where} {what}", remedy)


def _of_form(catalogue: Catalog, message: Message, index: int, form: str) -> Iterator[tuple[str, str]]:
    if not form:
        yield "has no translation", "translate it"
        return
    if not _placeholders_agree(catalogue, message, index, form):
        yield "has other placeholders than the English", "write each %(name)s of the English once, letter for letter"
    if "<" in form:
        yield "holds markup, which would not be escaped", "leave tags to the template"
    if any(found["bare"] for found in _PERCENT.finditer(form)):
        yield "holds a bare %, which fails when the edition is rendered", "write %%"


def _placeholders_agree(catalogue: Catalog, message: Message, index: int, form: str) -> bool:
    """Equal to the English; a plural form that stands for one number only may leave that number out ("one article")."""
    english = message.id if isinstance(message.id, str) else message.id[-1]
    wanted, written = Counter(_PLACEHOLDER.findall(english)), Counter(_PLACEHOLDER.findall(form))
    if message.pluralizable and _numbers_of(catalogue, index) == 1:
        return written <= wanted and (wanted - written).total() <= 1
    return written == wanted


def _numbers_of(catalogue: Catalog, index: int) -> int:
    """How many of the numbers to 200 take this plural form: one only for Arabic's zero, one and two."""
    form_of = c2py(catalogue.plural_expr)
    return sum(form_of(number) == index for number in range(201))


def _error(file: Path, line: int, message: str, remedy: str) -> Finding:
    return Finding("catalogue", "error", str(file), line, 1, message, remedy)
