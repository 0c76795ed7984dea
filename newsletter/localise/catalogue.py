"""The templates' own words in every language (gettext), for `render`; read once at the door.

    locales/<code>/LC_MESSAGES/newsletter.po   →   ar_AE → ar → the English of the templates

No `.mo` is committed: a `.po` is compiled in memory. `catalogue_check` says what is wrong with one.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from gettext import GNUTranslations, NullTranslations, c2py
from io import BytesIO
from pathlib import Path

from babel.localedata import exists
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from newsletter.errors import CatalogueError
from newsletter.model import Language

_FILE = Path("LC_MESSAGES") / "newsletter.po"


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """One message that a template says: its English, plural and context, and where it stands."""

    singular: str
    plural: str | None
    context: str | None
    file: Path
    line: int


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


def catalogue_files(folder: Path) -> list[Path]:
    """The catalogues of a `locales` folder, in the order of their codes."""
    return sorted(folder.glob(f"*/{_FILE.as_posix()}"))


def code_of(file: Path) -> str:
    return file.parents[1].name


def read(file: Path) -> Catalog:
    """One `.po` file as Babel's catalogue, its messages knowing their lines."""
    if not exists(code_of(file)):
        raise CatalogueError(f"{file}: {code_of(file)} is no language code; name the folder as in ar_AE")
    try:
        with file.open("rb") as lines:
            catalogue = read_po(lines, locale=code_of(file), abort_invalid=True)
        c2py(catalogue.plural_expr)
    except PoFileError as error:  # it counts lines from 0
        what = str(error).rpartition(" on ")[0]
        raise CatalogueError(f"{file}:{error.lineno + 1}: {what}; mend this line") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{file}:{_line_of(file, error)}: not UTF-8; save the file as UTF-8") from error
    except ValueError as error:
        raise CatalogueError(f"{file}:1: its Plural-Forms are wrong: {error}; copy them from a good file") from error
    return catalogue


def key_of(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    """Every plural form of a translation, or its only one; an empty one is not translated."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _compile(catalogue: Catalog) -> _Compiled:
    """Compiled in memory without fuzzy messages and without incomplete plurals, which would hide the fallback.

    Babel #697: an untranslated plural compiles to English forms under the language's own indices.
    """
    for message in [message for message in catalogue if message.id and not all(forms_of(message))]:
        catalogue.delete(message.id, message.context)
    binary = BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    heard = frozenset(key_of(message) for message in catalogue if message.id and not message.fuzzy)
    return _Compiled(GNUTranslations(binary), heard)


def _line_of(file: Path, error: UnicodeDecodeError) -> int:
    """The line that could not be decoded: Babel decodes line by line and says none."""
    lines = file.read_bytes().splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip() == error.object), 1)
