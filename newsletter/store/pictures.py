"""Pictures of articles and themes, kept in a folder at `pull`, so that looking at an edition asks nobody on the web.

`articles.pictures` fills it; the studio and the proof read it. A picture's file is named by the SHA-256 of its address,
and what kind it is of stands in its first bytes: no server's word is taken for it.
"""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
# SVG is not among them: it is a document that can hold a script.
_KINDS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one of the kinds that mail programs show."""

    content_type: str
    body: bytes

    @classmethod
    def of(cls, body: bytes) -> "Picture | None":
        """These bytes as a picture, by what they begin with; None where they are none, or of another kind."""
        return next((cls(kind, body) for begins, kind in _KINDS if begins.match(body)), None)


def name_of(url: str) -> str:
    """What the picture at an address is called here: 64 hexadecimal digits."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures that are kept in a folder; it is made when the first one comes."""

    folder: Path

    def __contains__(self, url: str) -> bool:
        return (self.folder / name_of(url)).is_file()

    def find(self, url: str) -> Picture | None:
        """The picture of an address, if it is kept."""
        return self.named(name_of(url))

    def named(self, name: str) -> Picture | None:
        """The picture called so, if there is one; a name that is none of ours finds nothing, wherever it points."""
        if not _NAME.fullmatch(name):
            return None
        try:
            return Picture.of((self.folder / name).read_bytes())
        except OSError:
            return None

    def keep(self, url: str, picture: Picture) -> None:
        """Keeps a picture, whole or not at all; raises OSError where the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(picture.body)
            Path(temporary).replace(self.folder / name_of(url))
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
