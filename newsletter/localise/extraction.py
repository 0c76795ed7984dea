"""The words that the templates say: every message with its place, extracted afresh, and as `locales/newsletter.pot`.

`pipeline` asks what an edition leaves in English, `catalogue_check` and `catalogue_update` hold catalogues against it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError

from newsletter.errors import TemplateError
from newsletter.localise.po import statements

_EXTRACTOR = "jinja2.ext:babel_extract"
# `trimmed` must match render's policy, else strings go untranslated in silence; a silent extractor skips broken files.
_OPTIONS = {
    "trimmed": "true",
    "newstyle_gettext": "true",
    "silent": "false",
    "encoding": "utf-8",
    "extensions": "newsletter.render.regions.RegionBlocks",
}
_TO_TRANSLATORS = "TRANSLATORS:"  # {# TRANSLATORS: … #}, on the line of its message or the one before
_HEAD = """\
# The words of the templates, as `newsletter catalogue extract` finds them; nobody translates in this file.
msgid ""
msgstr ""
"Project-Id-Version: newsletter\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """One message that a template says: its English, plural and context, and where it stands."""

    singular: str
    plural: str | None
    context: str | None
    file: Path
    line: int
    name: str = ""  # of the template, such as partials/footer.mjml.j2
    comments: tuple[str, ...] = ()  # of its author to translators


@dataclass(frozen=True, slots=True)
class Message:
    """A message once, with all its places."""

    singular: str
    plural: str | None
    context: str | None
    places: tuple[TemplateWords, ...]

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular

    @property
    def notes(self) -> Iterator[str]:
        """What stands above it in a catalogue: the author's comments, the templates that say it, its format."""
        yield from dict.fromkeys(f"#. {comment}" for one in self.places for comment in one.comments)
        yield from dict.fromkeys(f"#: templates/{one.name}" for one in self.places)

    @property
    def format(self) -> str:
        """The flag by which other programs look after placeholders; our templates fill them as Python does."""
        return "python-format" if "%" in self.singular + (self.plural or "") else ""


def template_words(templates: Iterable[Path]) -> tuple[TemplateWords, ...]:
    """Every message of the `*.j2` files beneath the folders; of two with one name, the earlier folder's is read."""
    return tuple(words for name, file in template_files(templates).items() for words in _words_of(name, file))


def template_files(templates: Iterable[Path]) -> dict[str, Path]:
    """Each template's name and file; of two with one name, the earlier folder's."""
    files: dict[str, Path] = {}
    for folder in templates:
        for file in sorted(file for file in folder.rglob("*.j2") if file.is_file()):
            files.setdefault(file.relative_to(folder).as_posix(), file)
    return files


def messages(said: Iterable[TemplateWords]) -> tuple[Message, ...]:
    """Each message once, in the order of the templates; it has a plural if one of its places has."""
    places: dict[tuple[str | None, str], list[TemplateWords]] = {}
    for words in said:
        places.setdefault((words.context, words.singular), []).append(words)
    return tuple(
        Message(singular, next((one.plural for one in found if one.plural), None), context, tuple(found))
        for (context, singular), found in places.items()
    )


def pot(said: Iterable[TemplateWords]) -> str:
    """`newsletter.pot`: the same templates give the same text, on any machine and any day."""
    return "\n".join([_HEAD, *(f"{untranslated(message, 2)}\n" for message in messages(said))])


def untranslated(message: Message, forms: int) -> str:
    """A message with an empty translation, or with so many empty plural forms."""
    flags = [f"#, {message.format}"] if message.format else []
    empty = [(index, "") for index in range(forms if message.plural is not None else 1)]
    lines = statements(message.context, message.singular, message.plural, empty)
    return "\n".join([*message.notes, *flags, *lines])


def _words_of(name: str, file: Path) -> Iterator[TemplateWords]:
    try:
        with file.open("rb") as template:
            found = list(extract(_EXTRACTOR, template, comment_tags=[_TO_TRANSLATORS], options=_OPTIONS))
    except TemplateSyntaxError as error:
        text = file.read_text("utf-8").split("\n")[error.lineno - 1].strip()
        fault = f"{name}: line {error.lineno}: {error.message}\n    {text[:160]}"
        raise TemplateError(fault, file=name, line=error.lineno) from error
    except RecursionError as error:
        raise TemplateError(f"{name}: its expressions are nested too deeply; take them apart", file=name) from error
    for line, message, comments, context in found:
        singular, plural = (message, None) if isinstance(message, str) else message[:2]
        told = tuple(" ".join(comment.split()) for comment in comments)
        yield TemplateWords(singular, plural, context, file, line, name, told)
