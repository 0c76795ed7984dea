"""A catalogue brought up to date with what the templates say now: its text before → its text after, for the CLI.

    still said            its translation, comments and place stay; the templates' own comments and names are made anew
    changed               what vanished and is like it: kept in its place, fuzzy, with the old text as previous msgid
    said again            taken back from what was put aside
    new                   at the end, empty
    no longer said        put aside at the very end, behind #~

Nothing else is touched. Babel's `Catalog.update` does not serve: it puts everything into the template's order, drops
headers that it does not know, wraps comments anew, takes for changed what stands beside its likeness, and never takes
back what was put aside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from babel.core import Locale

from newsletter.localise.extraction import Message, untranslated
from newsletter.localise.plurals import Plurals
from newsletter.localise.po import Entry, Po, statements

_ALIKE = 0.6  # of 1; as msgmerge has it
_OF_TEMPLATES = ("#.", "#:")
_BEFORE = ("#,", "#|", "msgctxt", "msgid")  # what the templates' comments stand above


@dataclass(slots=True)
class Updated:
    """The new text, and what became of the messages."""

    text: str = ""
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)


def update(po: Po, said: Sequence[Message], plurals: Plurals, *, thin: bool = False) -> Updated:
    """The catalogue as it should be; a thin one holds only what differs from another and is given nothing new."""
    done = Updated()
    wanted = {message.key: message for message in said}
    aside = {entry.key: entry for entry in po.entries if entry.obsolete}
    there = {entry.key for entry in po.messages}
    known = there | aside.keys()
    fresh = [message for message in said if message.key not in known]
    back = [message for message in said if message.key in aside and message.key not in there]
    vanished = [entry for entry in po.messages if entry.key not in wanted]
    likeness = _likeness(vanished, fresh)
    texts = [] if po.header is None else [po.header.text]
    for entry in po.messages:
        if message := wanted.get(entry.key):
            texts.append(_kept(entry, message, plurals, done))
        elif message := likeness.get(entry.key):
            texts.append(_fuzzy(entry, message, plurals))
            done.changed.append(message.singular)
        else:
            done.vanished.append(entry.singular)
    texts += [_kept(aside.pop(message.key), message, plurals, done) for message in back]
    alike = {message.key for message in likeness.values()}
    new = [] if thin else [message for message in fresh if message.key not in alike]
    texts += [untranslated(message, plurals.count) for message in new]
    done.new += [message.singular for message in new]
    gone = [entry for entry in vanished if entry.key not in likeness]
    texts += [_put_aside(entry) for entry in (*aside.values(), *gone)]
    done.text = "\n\n".join(filter(None, (*texts, po.ending))) + "\n"
    return done


def begin(code: str, plurals: Plurals) -> str:
    """A new catalogue without messages."""
    language = Locale.parse(code).get_display_name("en_GB")
    fields = (
        "Project-Id-Version: newsletter",
        f"Language: {code}",
        f"Language-Team: {language}",
        f"Plural-Forms: {plurals}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    )
    lines = [f'"{said}\\n"' for said in fields]
    return "\n".join([f"# The words of the e-mail templates in {language}.", 'msgid ""', 'msgstr ""', *lines, ""])


# ── details ────────────────────────────────────────────────────────────────────────────────────────


def _likeness(vanished: Iterable[Entry], fresh: Iterable[Message]) -> dict[tuple[str | None, str], Message]:
    """What of the vanished is said in a new wording: each key with the message that took its place, one to one."""
    left = {entry.singular: entry for entry in vanished if any(form.text for form in entry.forms)}
    found = {}
    for message in fresh:
        same_context = [text for text, entry in left.items() if entry.context == message.context]
        for text in get_close_matches(message.singular, same_context, n=1, cutoff=_ALIKE):
            found[left.pop(text).key] = message
    return found


def _kept(entry: Entry, message: Message, plurals: Plurals, done: Updated) -> str:
    """Letter for letter but for what the templates say of it, unless it got another plural, or lost it."""
    if entry.plural != message.plural:
        done.changed.append(message.singular)
        return _fuzzy(entry, message, plurals)
    lines = entry.text.split("\n")
    if not any(line.startswith("#,") for line in lines) and message.format:
        lines.insert(_first(lines, _BEFORE), f"#, {message.format}")
    return "\n".join(_with_notes(lines, message))


def _fuzzy(entry: Entry, message: Message, plurals: Plurals) -> str:
    """The new wording with the old translation and the old wording, for the translator to compare."""
    comments = [line for line in entry.text.split("\n") if line.startswith("#") and line[:2] not in ("#,", "#|")]
    flags = ", ".join(filter(None, ("fuzzy", message.format)))
    previous = [f"#| {line}" for line in statements(entry.context, entry.singular, entry.plural, [])]
    old = {form.index: form.text for form in entry.forms}
    count = plurals.count if message.plural is not None else 1
    forms = [(index, old.get(index, "")) for index in range(count)]
    said = statements(message.context, message.singular, message.plural, forms)
    return "\n".join(_with_notes([*comments, f"#, {flags}", *previous, *said], message))


def _with_notes(lines: list[str], message: Message) -> list[str]:
    own = [line for line in lines if line[:2] not in _OF_TEMPLATES]
    at = _first(own, _BEFORE)
    return [*own[:at], *message.notes, *own[at:]]


def _first(lines: list[str], beginnings: tuple[str, ...]) -> int:
    return next(number for number, line in enumerate(lines) if line.startswith(beginnings))


def _put_aside(entry: Entry) -> str:
    lines = (line for line in entry.text.split("\n") if line[:2] not in _OF_TEMPLATES)
    return "\n".join(_aside(line) for line in lines)


def _aside(line: str) -> str:
    if line.startswith("#|"):
        return f"#~{line[1:]}"
    return line if line.startswith("#") else f"#~ {line}"
