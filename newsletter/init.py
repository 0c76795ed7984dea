"""Makes a new project in a folder: settings, templates, locales, sample articles dated back from today, a signing key.

Called by `newsletter init` and by the demo. Nothing that is there already is overwritten.
"""

import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from newsletter.errors import UsageError
from newsletter.starter import bundled

_LOCAL = "settings.local.toml"
_IGNORED = (".newsletter/", _LOCAL, "*.rejects.csv")
_PUBLISHED = re.compile(rb"(?m)^(published(?: =|:) )(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Answers:
    """What `init` asks; empty where the samples' own is to stay."""

    name: str = ""
    feed: str = ""
    uk_sender: str = ""
    middle_east_sender: str = ""
    arabic: bool = True


def check_free(folder: Path) -> None:
    """Raises UsageError where the folder holds a project already."""
    for name in ("settings.toml", _LOCAL):
        if (folder / name).exists():
            raise UsageError(f"{folder}: there is a {name} already; choose another folder")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder; choose another name")


def create(folder: Path, answers: Answers, relay: dict[str, Any] | None, today: date) -> None:
    """Writes the project; raises UsageError where the folder holds one already."""
    check_free(folder)
    for name in ("templates", "locales"):
        for file in sorted(path for path in bundled(name).rglob("*") if path.is_file()):
            _put(folder / name / file.relative_to(bundled(name)), file.read_bytes())
    _write_settings(folder, answers, relay)
    _write_secret(folder / _LOCAL, f'signing_key = "{secrets.token_hex(32)}"\n')
    _ignore(folder / ".gitignore")
    (folder / "articles").mkdir(exist_ok=True)
    if not answers.feed:
        _write_samples(folder, today)


def clear_samples(folder: Path) -> list[str]:
    """Takes out the samples that nobody has changed; returns the names of the files that went."""
    gone = []
    for sample in (*sorted(bundled("articles").iterdir()), bundled("subscribers.csv")):
        copy = folder / ("articles" if sample.parent.name == "articles" else ".") / sample.name
        if copy.is_file() and _undated(copy.read_bytes()) == _undated(sample.read_bytes()):
            copy.unlink()
            gone.append(copy.name)
    return gone


def _write_settings(folder: Path, answers: Answers, relay: dict[str, Any] | None) -> None:
    document: Any = tomlkit.parse(bundled("settings.toml").read_text("utf-8"))
    if answers.name:
        document["newsletter"]["name"] = answers.name
    if answers.feed:
        _use_feed(document, answers.feed)
    for slug, sender in (("uk", answers.uk_sender), ("middle-east", answers.middle_east_sender)):
        if sender:
            region = document["regions"][slug]
            region["sender"] = region["reply_to"] = sender
            region["testers"] = [parseaddr(sender)[1]]
    if not answers.arabic:
        document["regions"]["middle-east"]["languages"].remove("ar_AE")
    if relay:
        document["relays"] = {"main": relay}
    (folder / "settings.toml").write_text(tomlkit.dumps(document), "utf-8")


def _use_feed(document: Any, feed: str) -> None:
    """A real source has a real site, and no public server of ours yet: links lead there directly."""
    site = urlsplit(feed)
    newsletter = document["newsletter"]
    newsletter["base_url"] = f"{site.scheme}://{site.netloc}"
    newsletter["links"] = "utm"
    newsletter["own_domains"] = [(site.hostname or "").removeprefix("www.")]
    document["sources"][0].update({"name": "website", "kind": "feed", "url": feed})
    del document["sources"][0]["path"]


def _write_secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _ignore(path: Path) -> None:
    """Keeps the key and what belongs to one computer out of git, beside what somebody ignores there already."""
    there = path.read_text("utf-8") if path.exists() else ""
    missing = [line for line in _IGNORED if line not in there.splitlines()]
    separator = "" if there.endswith("\n") or not there else "\n"
    path.write_text(there + separator + "".join(f"{line}\n" for line in missing), "utf-8")


def _write_samples(folder: Path, today: date) -> None:
    """The samples, moved from their reference week so that they end today."""
    dates = tomllib.loads(bundled("dates.toml").read_text("utf-8"))
    shift = today - dates["reference"]
    for sample in sorted(bundled("articles").iterdir()):
        copy = folder / "articles" / sample.name
        is_new = _put(copy, _PUBLISHED.sub(lambda found: found[1] + _moved(found[2], shift), sample.read_bytes()))
        if is_new and (days := dates["days_before"].get(sample.name)) is not None:
            written = datetime.combine(today - timedelta(days=days), time(12), UTC).timestamp()
            os.utime(copy, (written, written))
    _put(folder / "subscribers.csv", bundled("subscribers.csv").read_bytes())


def _moved(day: bytes, shift: timedelta) -> bytes:
    return str(date.fromisoformat(day.decode()) + shift).encode()


def _put(path: Path, content: bytes) -> bool:
    """Writes a file unless there is one; true where it was written."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _undated(text: bytes) -> bytes:
    return _PUBLISHED.sub(rb"\1", text)
