"""Whether the words that no article brings are British: the templates', the English catalogues', the settings'.

`newsletter check` asks; an edition's own gates look at what became of them. Templates and catalogues are read here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from newsletter.localise.british import respell
from newsletter.localise.catalogue import catalogue_files, code_of, read
from newsletter.localise.edits import Remark, context
from newsletter.localise.extraction import template_words
from newsletter.model import Finding, Region, Text
from newsletter.settings import Settings

Level = Literal["error", "warning"]


def finding(remark: Remark, part: str, around: str, *, british: bool, key: str = "") -> Finding:
    """An American word as a finding: an error where British is spelt, unless its sense decides."""
    level: Level = "error" if british and remark.tier != 3 else "warning"
    message = f"{key}American spelling: {remark.word}, in “{around}”"
    return Finding("spelling", level, part, remark.line, remark.column, message, f"write {remark.better}")


def proofread(settings: Settings, locales: Iterable[Path], templates: Iterable[Path]) -> Iterator[Finding]:
    """Every American word, by file and line or by the settings' key; raises TemplateError, CatalogueError."""
    british = any(_is_british(region) for region in settings.regions.values())
    for file, line, text in (*_templates(templates), *_catalogues(locales)):
        for remark in respell(text, "text", settings.house).changes:
            yield finding(replace(remark, line=line, column=1), str(file), context(text, remark), british=british)
    for key, text, here in dict.fromkeys(_settings(settings, british)):
        place = settings.origins.get(key, "settings.toml")
        for remark in respell(text, "text", settings.house).changes:
            around = context(text, remark)
            yield finding(replace(remark, line=0, column=0), place, around, british=here, key=f"{key}: ")


def _is_british(region: Region) -> bool:
    return region.spelling == "british" and any(language.is_english for language in region.languages)


def _templates(folders: Iterable[Path]) -> Iterator[tuple[Path, int, str]]:
    for words in template_words(folders):
        yield words.file, words.line, words.singular
        if words.plural:
            yield words.file, words.line, words.plural


def _catalogues(folders: Iterable[Path]) -> Iterator[tuple[Path, int, str]]:
    for file in (file for folder in folders for file in catalogue_files(folder)):
        if code_of(file).startswith("en"):
            for message in read(file).messages:
                yield from ((file, form.line, form.text) for form in message.forms)


def _settings(settings: Settings, british: bool) -> Iterator[tuple[str, str, bool]]:
    """The texts that readers see, each with its key and whether it is spelt the British way."""
    for slug, region in settings.regions.items():
        here = _is_british(region)
        texts = [("name", region.name), *(("legal", line) for line in region.legal)]
        texts += [("terms", Text(own)) for own in region.terms.values()]
        texts += [("rules.required", one.line) for one in region.rules.required]
        texts += [("greetings", greeting.text) for greeting in region.greetings]
        yield from ((f"regions.{slug}.{key}", said, here) for key, text in texts for said in _english(text))
    for cta in settings.ctas:
        for slug, target in cta.targets.items():
            here = _is_british(settings.regions[slug])
            yield from ((f"ctas.{cta.id}.{slug}.label", said, here) for said in _english(target.label))
    for name, campaign in settings.campaigns.items():
        for slug in campaign.regions:
            here = _is_british(settings.regions[slug])
            for key, text in (("subject", campaign.subject[slug]), ("preheader", campaign.preheader[slug])):
                yield from ((f"campaigns.{name}.{key}", said, here) for said in _english(text))
    yield from (("spelling.change", better, british) for _, better in settings.house.change)


def _english(text: Text) -> Iterator[str]:
    yield text.plain
    yield from (said for code, said in text.translations.items() if code.startswith("en"))
