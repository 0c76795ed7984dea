"""Articles from a folder and its subfolders: Markdown, HTML and text, each with or without front matter.

`sources` calls it. A file that cannot be taken is reported and never stops the others; hidden files and files with
other endings are left alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from newsletter.articles.gathering.front_matter import Known, read_document
from newsletter.articles.gathering.raw import ALWAYS, Form, Gathered, RawArticle, Skipped
from newsletter.errors import SourceError

FORMS: Mapping[str, Form] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
}
LARGEST = 2_000_000  # bytes of one file


def read_folder(folder: Path, source: str, known: Known) -> Gathered:
    """Every article of a folder, by name; the first of `known.languages` is the default.

    Raises SourceError only where there is no folder.
    """
    if not folder.is_dir():
        raise SourceError(f"{source}: there is no folder {folder}; make it, or correct the source's path")
    articles, skipped = [], []
    for path in _files(folder):
        place = path.relative_to(folder).as_posix()
        try:
            articles.append(_article(path, folder, source, known))
        except SourceError as error:
            skipped.append(Skipped(place, str(error)))
    return Gathered(tuple(articles), tuple(skipped), complete_since=ALWAYS)


def _files(folder: Path) -> Iterator[Path]:
    """The files to read, and links to folders, so that none is left out silently."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and (path.is_symlink() if path.is_dir() else path.suffix.lower() in FORMS):
            yield path


def _article(path: Path, folder: Path, source: str, known: Known) -> RawArticle:
    name = path.relative_to(folder).as_posix()
    if not name.isprintable():
        raise SourceError("its name cannot be shown; rename it")
    document = read_document(_text(_content(path, folder)), known)
    bare = RawArticle(
        source=source,
        key=name,
        place=name,
        body=document.body,
        form=FORMS[path.suffix.lower()],
        language=known.languages[0],
        modified=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        first_line=document.first_line,
    )
    return replace(bare, **document.said)


def _content(path: Path, folder: Path) -> bytes:
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            raise SourceError("it is a link that leaves the folder; put the file itself there")
        if not path.is_file():
            raise SourceError("it is no plain file; put the file itself there")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself, until Python 3.13
        raise SourceError(f"it cannot be read ({error}); see to its permissions") from error
    if len(content) > LARGEST:
        raise SourceError(f"it is over {LARGEST:,} bytes; make it shorter")
    return content


def _text(content: bytes) -> str:
    """A file as text whose lines end in a line feed."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(f"line {line}: it is not UTF-8; save it as UTF-8") from error
    if "\0" in text:
        raise SourceError("it holds NUL characters, as only binary files do; save it as text in UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")
