"""The layers of the settings laid over each other, each value with where it was said.

Environment, then `settings.local.toml`, then `settings.toml`; called by `newsletter.settings.load` alone.
`NEWSLETTER_REGIONS__MIDDLE_EAST__SENDER` is `regions.middle-east.sender`; `…_FILE` names a file that holds the value. A
table of a list is found by its `name`: `NEWSLETTER_SOURCES__BLOG__KEY` is of the source that is called blog.
"""

import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsletter.errors import Fault, SettingsError

PREFIX = "NEWSLETTER_"
NOT_SETTINGS = frozenset({"NEWSLETTER_PROJECT"})  # names the project itself

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """One tree of raw values, and for each key the file or variable that said it last."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[Key, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict, repr=False)  # each file's, by its name

    def place_of(self, key: Key) -> str:
        """Where this key, or else the nearest table around it, was said."""
        while key and key not in self.origins:
            key = key[:-1]
        return self.origins.get(key, "settings.toml")


def read(project: Path, environment: Mapping[str, str]) -> Layers:
    """All layers of a project; raises SettingsError for a file that is not TOML."""
    layers = Layers()
    for name in ("settings.toml", "settings.local.toml"):
        path = project / name
        if path.exists():
            layers.texts[name] = _text(path)
            _lay(layers, layers.values, _toml(name, layers.texts[name]), (), name)
    for variable in sorted(environment):
        if variable.startswith(PREFIX) and variable not in NOT_SETTINGS:
            _lay_variable(layers, variable, environment[variable])
    return layers


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([Fault(path.name, "(file)", f"cannot be read: {error}")]) from error


def _toml(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError([Fault(name, "(file)", f"not valid TOML: {error}")]) from error


def _lay(layers: Layers, under: MutableMapping[str, Any], over: Mapping[str, Any], at: Key, place: str) -> None:
    """Tables merge; everything else, lists included, is replaced as a whole."""
    for name, value in over.items():
        key = (*at, name)
        layers.origins[key] = place
        if isinstance(value, Mapping):
            if not isinstance(under.get(name), dict):
                under[name] = {}
            _lay(layers, under[name], value, key, place)
        else:
            under[name] = value


def _lay_variable(layers: Layers, variable: str, value: str) -> None:
    path, place = variable.removeprefix(PREFIX), f"environment {variable}"
    if path.endswith("_FILE"):
        path, value = path.removesuffix("_FILE"), _secret(value, place)
    table: Any = layers.values
    key: list[str] = []
    *parents, last = path.lower().split("__")
    for part in parents:
        table = _opened(table, part, key, place)
    if not isinstance(table, dict):
        raise SettingsError([Fault(place, ".".join(key), "is not a table, so nothing in it can be set")])
    key.append(_same(table, last, leaf=True))
    table[key[-1]] = _literal(value)
    layers.origins[tuple(key)] = place
    for depth in range(1, len(key)):
        layers.origins.setdefault(tuple(key[:depth]), place)


def _opened(table: Any, part: str, key: list[str], place: str) -> Any:
    """What is in a table, made where it is missing, or in a list under a name; the key grows by what it is called."""
    if isinstance(table, list):
        named = {str(entry["name"]): entry for entry in table if isinstance(entry, dict) and "name" in entry}
        if (name := _same(named, part)) not in named:
            why = f"none is called {name!r}; correct the variable's name; known: {', '.join(named)}"
            raise SettingsError([Fault(place, ".".join(key), why)])
        key.append(name)
        return named[name]
    if not isinstance(table, dict):
        return None
    key.append(_same(table, part))
    return table.setdefault(key[-1], {})


def _same(table: Mapping[str, Any], part: str, *, leaf: bool = False) -> str:
    """The table's own spelling of a variable's part: `middle_east` is `middle-east`."""
    known = {name.replace("-", "_").lower(): name for name in table}
    return known.get(part, part if leaf else part.replace("_", "-"))


def _secret(path: str, place: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise SettingsError([Fault(place, path, f"cannot be read ({why}); correct the path or the file")]) from error


def _literal(value: str) -> Any:
    """Lists and inline tables are written as in TOML; anything else is the text itself."""
    if not value.startswith(("[", "{")):
        return value
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value
