"""Pictures of articles and themes, kept in a folder at `pull`, so that looking at an edition asks nobody on the web.

    <SHA-256 of the picture>.<ending>    the picture, as letters show it
    <SHA-256 of its address>.json        what was kept of the address, and for which width

`articles.pictures` fills it; the studio and the proof read it. An address is fetched once: a picture that has changed
since needs an address of its own, so that no letter changes after it was approved. `served_pictures` has those that
readers are given.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from newsletter.model import KeptPicture

_FILE = re.compile(r"[0-9a-f]{64}\.(png|jpg|gif)")
_SERVED = re.compile(rf"https?://[^?#]*/pictures/({_FILE.pattern})")  # `KeptPicture.path`
# Of what kind it is stands in the first bytes. SVG is not among them: it is a document that can hold a script.
_KINDS = {
    "png": (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    "jpg": (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    "gif": (re.compile(rb"GIF8[79]a"), "image/gif"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one of the kinds that mail programs show."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Record:
    """What was kept of an address."""

    picture: KeptPicture
    at_most: int  # pixels: how wide it was wanted


_RECORD = TypeAdapter(_Record)


def name_of(body: bytes) -> str:
    """What a picture is called: 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def checked(file: str, body: bytes) -> Picture | None:
    """The picture in a file of this name; None where its bytes are of another kind than its name says."""
    begins, content_type = _KINDS[file.rpartition(".")[2]]
    return Picture(content_type, body) if begins.match(body) else None


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures that are kept in a folder; it is made when the first one comes."""

    folder: Path

    def __contains__(self, url: str) -> bool:
        return self.file_of(url) is not None

    def kept(self, url: str, at_most: int = 0) -> KeptPicture | None:
        """What was kept of an address, if it was wanted at least so many pixels wide."""
        try:
            record = _RECORD.validate_json((self.folder / _record_of(url)).read_bytes())
        except (OSError, ValidationError):
            return None
        is_there = record.at_most >= at_most and (self.folder / record.picture.file).is_file()
        return record.picture if is_there else None

    def file_of(self, url: str) -> str | None:
        """The file of an address's picture, if it is kept: of where it came from, or of where readers find it."""
        if served := _SERVED.fullmatch(url):
            return served[1] if (self.folder / served[1]).is_file() else None
        kept = self.kept(url)
        return kept.file if kept else None

    def find(self, url: str) -> Picture | None:
        """The picture of an address, if it is kept."""
        file = self.file_of(url)
        return self.named(file) if file else None

    def named(self, file: str) -> Picture | None:
        """The picture of this file, if there is one; a name that is none of ours finds nothing, wherever it points."""
        if not _FILE.fullmatch(file):
            return None
        try:
            return checked(file, (self.folder / file).read_bytes())
        except OSError:
            return None

    def keep(self, url: str, picture: KeptPicture, body: bytes, at_most: int) -> None:
        """Keeps a picture, whole or not at all; raises OSError where the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write(picture.file, body)
        self._write(_record_of(url), json.dumps(asdict(_Record(picture, at_most))).encode())

    def sweep(self, in_use: Collection[str], before: float) -> None:
        """Takes away what is older than a moment and is none of these pictures, with what points to it."""
        for path in self._older(before):
            try:
                record = _RECORD.validate_json(path.read_bytes()) if path.suffix == ".json" else None
                if (record.picture.name if record else path.stem) not in in_use:
                    path.unlink(missing_ok=True)
            except ValidationError:
                path.unlink(missing_ok=True)
            except OSError:
                continue  # another process was faster, or may do what this one may not

    def _older(self, before: float) -> Iterator[Path]:
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            try:
                if path.stat().st_mtime < before:
                    yield path
            except OSError:
                continue  # it went a moment ago

    def _write(self, name: str, body: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(temporary).replace(self.folder / name)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def _record_of(url: str) -> str:
    return f"{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()}.json"
