"""What lies in a project's files at a moment, told by their names, sizes and times without reading any of them.

The light table takes a survey to know whether to read again, the live stream to know whether to say so. Hidden files
are left out: editors keep their own there.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_SETTINGS = ("settings.toml", "settings.local.toml", "ctas.csv")
_OWN = ("templates", "locales")
_PULLED = (".newsletter/cache", ".newsletter/pictures")
_SHOWN = (".newsletter/inbox",)  # pages show it, but no edition is made of it

Entry = tuple[str, int, int, int]  # path, inode, size, time in nanoseconds


@dataclass(frozen=True, slots=True)
class Survey:
    """Two surveys that are alike have seen the same."""

    kit: str  # of what `open_kit` reads: settings, templates, catalogues
    articles: str  # of where articles and their pictures come from
    shown: str  # of all this and what else a page shows
    folders: frozenset[tuple[Path, int]]  # where changes can happen, each with its inode


def survey(project: Path, sources: Iterable[Path]) -> Survey:
    """The project as it lies there now, with these folders of articles; what is missing is no error."""
    folders: set[tuple[Path, int]] = set()

    def seen(places: Iterable[Path]) -> list[Entry]:
        return sorted(entry for place in places for entry in _entries(place, folders))

    kit = seen(project / name for name in _SETTINGS + _OWN)
    articles = seen([*(project / name for name in _PULLED), *sources])
    shown = seen(project / name for name in _SHOWN)
    return Survey(_digest(kit), _digest(articles), _digest(kit + articles + shown), frozenset(folders))


def _entries(place: Path, folders: set[tuple[Path, int]]) -> Iterator[Entry]:
    """All files beneath a place, or the file itself; notes every folder that has to be watched for it."""
    _note(_nearest(place.parent), folders)  # where it comes back if it is renamed, and appears if it is not there yet
    try:
        found = place.stat()
    except OSError:
        return
    if place.is_dir():
        yield (str(place), found.st_ino, 0, 0)  # its own time changes with hidden files too
        yield from _beneath(place, folders)
    else:
        yield (str(place), found.st_ino, found.st_size, found.st_mtime_ns)


def _beneath(folder: Path, folders: set[tuple[Path, int]]) -> Iterator[Entry]:
    for root, inner, files in os.walk(folder):
        _note(Path(root), folders)
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and (entry := _entry(os.path.join(root, name))):
                yield entry


def _entry(path: str) -> Entry | None:
    try:
        found = os.stat(path)
    except OSError:  # it went a moment ago
        return None
    return (path, found.st_ino, found.st_size, found.st_mtime_ns)


def _note(folder: Path, folders: set[tuple[Path, int]]) -> None:
    try:
        folders.add((folder, folder.stat().st_ino))
    except OSError:
        return


def _nearest(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.is_dir())


def _digest(entries: list[Entry]) -> str:
    return hashlib.sha256(repr(entries).encode("utf-8", "surrogateescape")).hexdigest()[:16]
