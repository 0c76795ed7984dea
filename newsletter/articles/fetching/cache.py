"""What a web address answered last time, kept in a folder.

`fetch` asks "only if it changed" by it, and answers from it alone where nobody may go to the network. A file holds one
line of JSON (what is needed to ask again) and then the body, byte for byte. There is one for each lasting name,
whatever address was asked for it and wherever that redirected to, so the folder does not grow.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and what it can be asked after by; a server that says neither is asked for all of it again."""

    url: str  # where it came from, after redirects
    headers: Mapping[str, str]  # those that matter, by their names in small letters
    body: bytes


def recall(folder: Path, name: str) -> Kept | None:
    """The answer kept under a name; None where there is none, or only a damaged one."""
    try:
        head, _, body = _file(folder, name).read_bytes().partition(b"\n")
        said = json.loads(head)
        if said["size"] != len(body):
            return None
        return Kept(str(said["url"]), {key: str(value) for key, value in said["headers"].items()}, body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(folder: Path, name: str, answer: Kept) -> None:
    """Keeps an answer, whole or not at all; raises OSError where the folder cannot be written."""
    head = {"url": answer.url, "headers": dict(answer.headers), "size": len(answer.body)}
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + answer.body)
        Path(temporary).replace(_file(folder, name))
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _file(folder: Path, name: str) -> Path:
    return folder / hashlib.sha256(name.encode()).hexdigest()
