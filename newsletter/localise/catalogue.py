"""The templates' own words in every language (gettext), for `render`; read once at the door.

    locales/<code>/LC_MESSAGES/newsletter.po   →   ar_AE → ar → the English of the templates

No `.mo` is committed: a `.po` is compiled in memory, without what is fuzzy, incomplete or unsafe: that is said in
English. `catalogue_check` tells what is wrong with a catalogue, message by message.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.localedata import exists
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from newsletter.errors import CatalogueError
from newsletter.localise.catalogue_rules import faults_of
from newsletter.localise.extraction import TemplateWords
from newsletter.localise.plurals import Plurals, plurals_of, read_plurals
from newsletter.localise.po import Entry, Fault, Po, parse
from newsletter.localise.pseudo import PSEUDO, PseudoTranslations
from newsletter.model import Language
from newsletter.settings.table import LANGUAGE

_FILE = Path("LC_MESSAGES") / "newsletter.po"
_PLURAL_FORMS = "plural-forms"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One `.po` file that can be read."""

    file: Path
    code: str
    po: Po
    plurals: Plurals

    @property
    def messages(self) -> tuple[Entry, ...]:
        return self.po.messages


@dataclass(frozen=True, slots=True)
class _Compiled:
    words: GNUTranslations
    translated: frozenset[tuple[str | None, str]]  # context and singular of each complete message


class Catalogues:
    """Every language's catalogue, compiled; frozen after loading."""

    def __init__(self, compiled: Mapping[str, tuple[_Compiled, ...]]) -> None:
        self._compiled = dict(compiled)  # language code → its catalogues, the first folder's first

    @classmethod
    def load(cls, folders: Iterable[Path]) -> "Catalogues":
        """All catalogues of the folders; where two say the same message, the earlier folder is heard.

        Raises CatalogueError with the file and its line.
        """
        compiled: dict[str, tuple[_Compiled, ...]] = {}
        for file in (file for folder in folders for file in catalogue_files(folder)):
            compiled[code_of(file)] = (*compiled.get(code_of(file), ()), _compile(read(file)))
        return cls(compiled)

    def translations(self, language: Language) -> NullTranslations:
        """The words of one language: exact, then base, then the English of the templates.

        `Translations.load` of Babel does not chain. A copy shares the words but not the fallback.
        """
        if language.code == PSEUDO:
            return PseudoTranslations()
        chain = NullTranslations()
        for each in reversed(self._chain(language)):
            heard = copy.copy(each.words)
            heard.add_fallback(chain)
            chain = heard
        return chain

    def missing(self, language: Language, said: Iterable[TemplateWords]) -> tuple[str, ...]:
        """The messages that this language has to say in English; none in an English edition."""
        if language.is_english:
            return ()
        translated = frozenset().union(*(each.translated for each in self._chain(language)))
        return tuple(dict.fromkeys(one.singular for one in said if (one.context, one.singular) not in translated))

    def _chain(self, language: Language) -> tuple[_Compiled, ...]:
        codes = dict.fromkeys((language.code, language.base))
        return tuple(each for code in codes for each in self._compiled.get(code, ()))


def catalogue_file(folder: Path, code: str) -> Path:
    """Where a language's catalogue stands in a `locales` folder."""
    return folder / code / _FILE


def catalogue_files(folder: Path) -> list[Path]:
    """The catalogues of a `locales` folder, in the order of their codes."""
    return sorted(file for file in folder.glob(f"*/{_FILE.as_posix()}") if file.is_file())


def code_of(file: Path) -> str:
    return file.parents[1].name


def is_language(code: str) -> bool:
    """Whether a region may speak it and CLDR knows it; the pseudo-language has no catalogue."""
    return LANGUAGE.fullmatch(code) is not None and exists(code)


def read(file: Path) -> Catalogue:
    """One `.po` file; raises CatalogueError with its first fault that keeps it from being read."""
    catalogue, faults = examine(file)
    if catalogue is None:
        line, what, remedy = faults[0]
        raise CatalogueError(f"{file}:{line}: {what}; {remedy}")
    return catalogue


def examine(file: Path) -> tuple[Catalogue | None, tuple[Fault, ...]]:
    """One `.po` file, or none and all faults that keep it from being read."""
    code = code_of(file)
    if not is_language(code):
        return None, (Fault(1, f"{code} is no language code", "name the folder as in ar_AE"),)
    po = parse(file.read_bytes())
    try:
        plurals = read_plurals(po.fields[_PLURAL_FORMS]) if _PLURAL_FORMS in po.fields else plurals_of(code)
    except ValueError as error:
        line = po.header.line_with("Plural-Forms") if po.header else 1
        fault = Fault(line, f"its Plural-Forms are wrong: {error}", f"write Plural-Forms: {plurals_of(code)}")
        return None, (*po.faults, fault)
    return (None if po.faults else Catalogue(file, code, po, plurals)), po.faults


def _compile(catalogue: Catalogue) -> _Compiled:
    """Compiled in memory, without the messages in which something is wrong; of two with one key, the first is heard.

    Babel #697: an untranslated plural compiles to English forms under the language's own indices, which would hide the
    fallback.
    """
    heard: dict[tuple[str | None, str], Entry] = {}
    for message in catalogue.messages:
        if not any(faults_of(message, catalogue.plurals)):
            heard.setdefault(message.key, message)
    compiled = Catalog(locale=catalogue.code)  # without one, Babel leaves Plural-Forms out
    compiled.add("", f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {catalogue.plurals}\n")
    for message in heard.values():
        forms = tuple(form.text for form in message.forms)
        if message.plural is None:
            compiled.add(message.singular, forms[0], context=message.context)
        else:
            compiled.add((message.singular, message.plural), forms, context=message.context)
    binary = BytesIO()
    write_mo(binary, compiled)
    binary.seek(0)
    return _Compiled(GNUTranslations(binary), frozenset(heard))
