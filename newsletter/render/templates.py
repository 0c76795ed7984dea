"""The e-mail templates of a project: read once at the door, then Jinja in memory, one environment per language.

`pipeline`'s kit holds one `Templates`; `render.edition` calls it. A template called `digest` is a pair of files,
`digest.mjml.j2` and `digest.txt.j2`. What a template may count on:

Values
    newsletter      the newsletter's name
    region          the region's name, in the language of the edition
    lineage         the region's slug and its ancestors'; `{% region "uk" %}` looks there
    date            the issue's date, formatted
    hijri           the Hijri date to stand beside it, "" where the region asks for none
    day             the issue's date, for the filters
    subject, preheader
    language        a `Language`: `.code`, `.base`, `.tag` (for `lang`), `.direction`, `.is_english`
    dir             "ltr" or "rtl"
    start, end      "left" and "right", the other way round where the language runs right to left
    stories         a tuple of `model.Story`; it may be empty (a blocked edition is rendered all the same)
    theme           the region's look, a `Theme`: `.light.ink`, `.fonts.label`, `.space`, `.face(dir).size`, …
    greetings       the day's, pairs of a text and its `Language`; mostly none
    legal           pairs of a text and its `Language`
    unsubscribe     a URL (https or mailto)
    sender          the sender's display name
    phone           the region's telephone number for `tel:`, or None
    formats         the `Formats` of the edition's language and region; the filters below write with it

Tests      `piece is prose`, `button`, `related_list`, `attribution`, `cta_token` (unresolved: show it plainly)
Filters    `{{ piece|prose }}`   in MJML, inside <mj-text> only: styled HTML, with `dir` and `lang` of its story
           `{{ piece|plain }}`   in text: its words; links as `text (URL)`, lists as `- `, headings plain
           As the edition's readers write it, and in the digits that their region asks for:
           `{{ day|date }}`, `short_date`, `weekday`, `week`, `hijri`; `{{ first|dates(last) }}`
           `{{ story.published|time }}`, `{{ begins|hours(ends) }}`
           `{{ 9500|currency }}` in the region's own, `{{ 9500|currency("AED") }}`
           `{{ 1204|number }}` (of itself in `{% trans %}`), `{{ 0.45|percent }}`
           `{{ 5|unit("kilometer") }}`, `{{ 5|unit("gram", short=true) }}`
           `{{ phone|phone }}`, isolated where it must be; `{{ names|listed }}`: a, b and c

`{% region "uk", "middle-east" %} … {% endregion %}` is for these regions and their children alone; in a macro of an
imported file it needs the import `with context`. `{% trans %}` is newstyle gettext, trimmed. `trim_blocks` and
`lstrip_blocks` are on. An undefined name is an error.
Everything is escaped but in `*.txt.j2`, where HTML's entities would be read aloud. Text lines are wrapped afterwards.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from gettext import NullTranslations
from pathlib import Path
from traceback import extract_tb

import jinja2
from jinja2 import Environment, FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsletter.errors import TemplateError
from newsletter.model import Attribution, Button, CtaToken, Language, Prose, RelatedList
from newsletter.render import figures
from newsletter.render.compiled import CompiledTemplates
from newsletter.render.plain_text import plain
from newsletter.render.prose import Block
from newsletter.render.regions import RegionBlocks, TemplateBlock, blocks_in
from newsletter.render.tracing import Spot, Trace, wrong
from newsletter.render.validator import Fault

_KINDS: dict[str, type] = {
    "prose": Prose,
    "button": Button,
    "related_list": RelatedList,
    "attribution": Attribution,
    "cta_token": CtaToken,
}
# What an expression in a template can raise besides Jinja's own errors; a bare % in a translation is a ValueError.
_EXPRESSION_ERRORS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_COMPILED = CompiledTemplates()
_QUOTED = re.compile(r"'([^']+)'")


class Templates:
    """All templates of a project, ready to be filled in any language; filling touches no file."""

    def __init__(self, sources: Mapping[str, str], translations: Mapping[str, NullTranslations]) -> None:
        """Sources by name, such as `partials/footer.mjml.j2`; translations by language code, the source needs none."""
        self._sources = dict(sources)
        self._translations = dict(translations)
        self._untranslated = _environment(self._sources, NullTranslations())
        self._environments = {code: _environment(self._sources, spoken) for code, spoken in translations.items()}
        for environment in (self._untranslated, *self._environments.values()):
            environment.bytecode_cache = _COMPILED

    @classmethod
    def load(cls, folders: Iterable[Path], translations: Mapping[str, NullTranslations]) -> "Templates":
        """Reads every `*.j2` beneath the folders; of two with one name, the earlier folder's is taken."""
        sources: dict[str, str] = {}
        for folder in folders:
            # An editor's lock is a link to nowhere that is called like a template, and a pipe would never end.
            for path in sorted(path for path in folder.rglob("*.j2") if path.is_file()):
                sources.setdefault(path.relative_to(folder).as_posix(), _read(path))
        return cls(sources, translations)

    def fill(self, name: str, language: Language, values: Mapping[str, object]) -> str:
        """What the template `name` says with these values; a TemplateError says which line of which template fails."""
        environment = self._environments.get(language.code, self._untranslated)
        try:
            return _plain_line_ends(environment.get_template(name).render(values))
        except jinja2.TemplateSyntaxError as error:
            raise self._wrong(error, error.name or name, error.lineno) from error
        except SyntaxError as error:  # of the Python that Jinja makes of a template, so its line means nothing
            raise wrong([(Spot(error.filename or name, 0, 0, ""), f"{error.msg}; take it apart")]) from error
        except (jinja2.TemplateError, *_EXPRESSION_ERRORS) as error:
            raise self._wrong(error, *self._where(error, name)) from error

    def region_blocks(self) -> tuple[TemplateBlock, ...]:
        """Every region block of every template; a TemplateError says which line of which cannot be read."""
        try:
            return tuple(
                block for name, said in self._sources.items() for block in blocks_in(self._untranslated, name, said)
            )
        except jinja2.TemplateSyntaxError as error:
            raise self._wrong(error, error.name or "", error.lineno) from error

    def blame(
        self, faults: Sequence[Fault], said: str, name: str, language: Language, values: Mapping[str, object]
    ) -> TemplateError:
        """The error for faults in what `fill` said: each with the line of the template that it comes from."""
        trace = Trace(name, said)
        spoken = self._translations.get(language.code, NullTranslations())
        environment = _environment(self._sources, spoken, trace.environment)
        try:
            marked = _plain_line_ends(environment.get_template(name).render(values))
        except (jinja2.TemplateError, *_EXPRESSION_ERRORS):
            marked = ""  # a mark was in the way of an expression
        spots = trace.spots(marked, self._sources, [offset for offset, _ in faults])
        return wrong(zip(spots, [fault for _, fault in faults], strict=True))

    def _where(self, error: Exception, name: str) -> tuple[str, int]:
        frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename in self._sources]
        return (frames[-1].filename, frames[-1].lineno or 1) if frames else (name if name in self._sources else "", 0)

    def _wrong(self, error: Exception, file: str, line: int) -> TemplateError:
        fault = str(error)
        if isinstance(error, jinja2.TemplateNotFound):
            known = ", ".join(sorted(self._sources)) or "none at all"
            fault = f"{error.name}: no such template; there are: {known}"
        text = self._sources[file].split("\n")[line - 1] if line else ""
        return wrong([(Spot(file, line, _column(text, str(error)), text), fault)])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TemplateError(f"{path}: cannot be read ({error.strerror}); see to its permissions") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error


def _column(text: str, fault: str) -> int:
    """Where in a line that stands which Jinja's message quotes last: its errors know their line alone."""
    quoted = _QUOTED.findall(fault)
    found = re.search(rf"(?<!\w){re.escape(quoted[-1])}(?!\w)", text) if quoted else None
    return found.start() + 1 if found else 0


def _plain_line_ends(said: str) -> str:
    """A template's own are plain; an article's come from anywhere, and mrml would spell out a carriage return."""
    return said.replace("\r\n", "\n").replace("\r", "\n")


def _environment(
    sources: Mapping[str, str],
    spoken: NullTranslations,
    kind: Callable[..., Environment] = ImmutableSandboxedEnvironment,
) -> Environment:
    environment = kind(
        # A DictLoader but for the names: in its tracebacks every template is called `<template>`.
        loader=FunctionLoader(lambda name: (sources[name], name, lambda: True) if name in sources else None),
        autoescape=_escapes,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", RegionBlocks],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(spoken, newstyle=True)  # type: ignore[attr-defined]  # i18n adds it
    environment.tests.update({name: _is_a(kind) for name, kind in _KINDS.items()})
    environment.globals.update(figures.counting(environment.globals))
    environment.filters.update(figures.FILTERS, prose=_stand_in, plain=_words)
    # The same values give the same bytes: nothing in a template draws lots.
    del environment.filters["random"], environment.globals["lipsum"]
    return environment


def _escapes(name: str | None) -> bool:
    """Jinja's `select_autoescape` leaves `*.j2` unescaped; here only the text part is, for it is not HTML."""
    return not (name or "").endswith(".txt.j2")


def _is_a(kind: type) -> Callable[[object], bool]:
    return lambda piece: isinstance(piece, kind)


def _stand_in(piece: object) -> str:
    if not isinstance(piece, Block):
        raise TypeError(f"|prose is for prose, and this is a {type(piece).__name__}; ask `piece is prose` first")
    return piece.mark


def _words(piece: object) -> str:
    if not isinstance(piece, Prose):
        raise TypeError(f"|plain is for prose, and this is a {type(piece).__name__}; ask `piece is prose` first")
    return plain(piece.html)
