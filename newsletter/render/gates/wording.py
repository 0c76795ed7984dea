"""Gates on how an English edition is worded: what is American in its final bytes, and what its region watches."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from newsletter.localise.british import respell
from newsletter.localise.edits import Remark, context
from newsletter.localise.proofread import finding
from newsletter.localise.terms import watched
from newsletter.model import Finding, HouseStyle
from newsletter.render.gates.draft import Draft
from newsletter.render.markup import place

T = TypeVar("T")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def spelling(draft: Draft) -> Iterator[Finding]:
    """American words block where the region is spelt the British way; what depends on sense is for a person to see."""
    found = list(remarks(draft.parts, draft.house)) if draft.language.is_english else []
    for part, remark in found:
        if not remark.why:
            british = draft.region.spelling == "british"
            yield finding(remark, part, context(dict(draft.parts)[part], remark), british=british)
    for word, same in _grouped((one for one in found if one[1].unclear), lambda one: one[1].word.lower()):
        part, remark = same[0]
        around = context(dict(draft.parts)[part], remark)
        message = f"{remark.word} or {remark.better}?{_times(same)} {remark.why}, in “{around}”"
        remedy = f"write {remark.better} where that is meant; to be asked no more, add {word} to spelling.keep"
        yield Finding("spelling", "warning", part, remark.line, remark.column, message, remedy)


def remarks(parts: Sequence[tuple[str, str]], house: HouseStyle) -> Iterator[tuple[str, Remark]]:
    """Each American word of an English edition with its part, protected ones too.

    The HTML shows what is a quotation or somebody's name. The other parts have the same words without the signs, so
    what is protected there is not looked for again.
    """
    html = respell(dict(parts)["html"], "html", house)
    protected = {remark.word for remark in html.kept}
    yield from (("html", remark) for remark in html.remarks)
    for part, text in parts:
        for remark in _unwrapped(text, house) if part != "html" else ():
            if remark.word not in protected:
                yield part, remark


def watch(draft: Draft) -> Iterator[Finding]:
    """Each phrase that the region watches, where it can be read best; the HTML has the subject and preheader too."""
    if not draft.language.is_english:
        return
    found = watched(draft.html, "html", draft.region.watch, draft.house)
    for better, same in _grouped(found, lambda remark: remark.better):
        around, remark = max(((context(draft.html, one), one) for one in same), key=lambda one: len(one[0]))
        message = f"“{remark.word}” is on the watch list of {draft.region.slug}{_times(same)}, in “{around}”"
        yield Finding("watch", "warning", "html", remark.line, remark.column, message, f"better: {better}")


def _unwrapped(text: str, house: HouseStyle) -> Iterator[Remark]:
    """What is American in a wrapped text; a quotation may run on from line to line of a paragraph."""
    for paragraph in _PARAGRAPH.finditer(text):
        for remark in respell(paragraph[0].replace("\n", " "), "text", house).remarks:
            line, column = place(text, paragraph.start() + remark.column - 1)
            yield replace(remark, line=line, column=column)


def _grouped(found: Iterable[T], key: Callable[[T], str]) -> Iterator[tuple[str, list[T]]]:
    """What is alike together, in the order of where it stands first."""
    groups: dict[str, list[T]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    yield from groups.items()


def _times(found: Sequence[object]) -> str:
    return f" ({len(found)} times)" if len(found) > 1 else ""
