"""Whether the catalogues say everything that the templates say, and say it safely; `check` and the tests call it.

Babel's own checks do not do: `compile --statistics` counts empty plurals as translated, `update --check` always
fails on a msgctxt. Here the words are extracted afresh and each message is looked at.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from newsletter.localise.catalogue import Catalogue, catalogue_files, code_of, examine
from newsletter.localise.catalogue_rules import faults_of, percent_fault
from newsletter.localise.extraction import Message, TemplateWords, messages, template_words
from newsletter.localise.plurals import plurals_of, tells_apart
from newsletter.localise.po import Entry, Fault
from newsletter.model import Finding, Language

_PER_FILE = 100  # who sees a hundred knows what kind of file it is
_CHARSET = re.compile(r"charset=([\w-]+)", re.I)


def problems(locales: Iterable[Path], templates: Iterable[Path]) -> tuple[Finding, ...]:
    """What is wrong with the catalogues, and what they lack of the templates' words.

    Each with its file and line; of one file, the first hundred. Raises TemplateError for a template that is none.
    """
    said = messages(template_words(templates))
    known, broken = _read(locales)
    return (
        *_of_templates(said),
        *_missing(known, {code_of(file) for file in broken}, said),
        *(one for file, faults in broken.items() for one in _first(file, (_error(file, fault) for fault in faults))),
        *(one for each in known for one in _first(each.file, chain(_of_catalogue(each), _needless(each, said)))),
    )


def absent(locales: Iterable[Path], spoken: Iterable[Language]) -> Iterator[Finding]:
    """The languages that are spoken although no folder has a catalogue in them."""
    codes = {code_of(file).partition("_")[0] for folder in locales for file in catalogue_files(folder)}
    for language in sorted(spoken, key=lambda language: language.code):
        if not language.is_english and language.base not in codes:
            what = f"{language.code} is one of the languages, and no catalogue is in it"
            remedy = f"make one: newsletter catalogue update --language {language.base}"
            yield Finding("catalogue", "error", "locales", 0, 0, what, remedy)


def is_thin(code: str, codes: Iterable[str]) -> bool:
    """Whether a language's catalogue says only what differs: an English one, or a territory's beside its language's."""
    base = code.partition("_")[0]
    return base == "en" or (code != base and base in codes)


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _read(folders: Iterable[Path]) -> tuple[list[Catalogue], dict[Path, tuple[Fault, ...]]]:
    known, broken = [], {}
    for file in (file for folder in folders for file in catalogue_files(folder)):
        catalogue, faults = examine(file)
        if catalogue:
            known.append(catalogue)
        else:
            broken[file] = faults
    return known, broken


def _first(file: Path, findings: Iterator[Finding]) -> Iterator[Finding]:
    yield from islice(findings, _PER_FILE)
    if one := next(findings, None):
        rest = Fault(one.line, f"more is wrong from here on; these are the first {_PER_FILE}", "mend them, check again")
        yield _error(file, rest)


# ── what the templates say and no catalogue has ────────────────────────────────────────────────────


def _of_templates(said: Iterable[Message]) -> Iterator[Finding]:
    for message in said:
        if percent := percent_fault(message.singular) or percent_fault(message.plural or ""):
            what = f'"{message.singular}" holds a bare %, {percent!r}, which fails when the edition is rendered'
            yield _at(message.places[0], what, "write %% in _(), or say it between {% trans %} and {% endtrans %}")


def _missing(known: Iterable[Catalogue], broken: set[str], said: Iterable[Message]) -> Iterator[Finding]:
    """What no catalogue of a language translates; ar_AE may be thin beside a whole ar."""
    shapes: dict[str, set[tuple[tuple[str | None, str], bool]]] = {}
    for one in known:
        shapes.setdefault(one.code, set()).update((each.key, each.plural is not None) for each in one.messages)
    for code in sorted(shapes.keys() - broken):
        if not is_thin(code, shapes.keys() | broken):
            for message in said:
                if (message.key, message.plural is not None) not in shapes[code]:
                    with_plural = " with its plural" if message.plural else ""
                    what = f'no catalogue for {code} has "{message.singular}"{with_plural}'
                    yield _at(message.places[0], what, "add it by newsletter catalogue update, and translate it")


def _at(words: TemplateWords, what: str, remedy: str) -> Finding:
    return _error(words.file, Fault(words.line, what, remedy))


# ── what is wrong in a catalogue ───────────────────────────────────────────────────────────────────


def _of_catalogue(catalogue: Catalogue) -> Iterator[Finding]:
    for fault in chain(_of_header(catalogue), _doubles(catalogue.messages)):
        yield _error(catalogue.file, fault)
    for message in catalogue.messages:
        for fault in faults_of(message, catalogue.plurals):
            yield _error(catalogue.file, fault)


def _of_header(catalogue: Catalogue) -> Iterator[Fault]:
    header, fields, code = catalogue.po.header, catalogue.po.fields, catalogue.code
    if header is None:
        yield Fault(1, "it has no header", 'begin it with msgid "" and its Content-Type, as newsletter.pot does')
        return
    charset = _CHARSET.search(fields.get("content-type", ""))
    if charset is None or charset[1].lower() not in {"utf-8", "utf8"}:
        what = f"its Content-Type says {charset[1] if charset else 'no charset'}"
        yield Fault(header.line_with("Content-Type"), what, "write Content-Type: text/plain; charset=UTF-8")
    if fields.get("language", code).replace("-", "_").partition("_")[0] != code.partition("_")[0]:
        what = f"its Language says {fields['language']}, and it stands in the folder {code}"
        yield Fault(header.line_with("Language:"), what, "put it into its own folder, or mend the header")
    if "plural-forms" not in fields and any(message.plural is not None for message in catalogue.messages):
        yield Fault(header.line, "it has no Plural-Forms", f"write Plural-Forms: {plurals_of(code)}")
    elif not tells_apart(catalogue.plurals, code):
        what = f"its Plural-Forms take numbers together that {code} keeps apart"
        yield Fault(header.line_with("Plural-Forms"), what, f"write Plural-Forms: {plurals_of(code)}")


def _doubles(entries: Iterable[Entry]) -> Iterator[Fault]:
    first: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        if (known := first.setdefault(entry.key, entry)) is not entry:
            what = f'"{entry.singular}" stands in line {known.line} already'
            yield Fault(entry.line, what, "keep one of the two, or tell them apart by msgctxt")


def _needless(catalogue: Catalogue, said: Iterable[Message]) -> Iterator[Finding]:
    """One warning for all that no template says any more."""
    keys = {message.key for message in said}
    needless = [entry for entry in catalogue.messages if entry.key not in keys]
    if keys and needless:
        what = f'no template says "{needless[0].singular}"' + (
            f" and {len(needless) - 1:,} more" if len(needless) > 1 else ""
        )
        remedy = "newsletter catalogue update puts it aside"
        yield Finding("catalogue", "warning", str(catalogue.file), needless[0].line, 1, what, remedy)


def _error(file: Path, fault: Fault) -> Finding:
    return Finding("catalogue", "error", str(file), fault.line, 1, fault.what, fault.remedy)
