"""Makes a new project in a folder: settings, templates, locales, sample articles dated back from today, a signing key.

Called by `newsletter init` and by the demo. Nothing that is there already is overwritten.
"""

import os
import re
import secrets
import shutil
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

_PUBLISHED = re.compile(r"(?m)^(published(?: =|:) )(\d{4}-\d{2}-\d{2})")
_SAMPLES = ("articles", "subscribers.csv")


@dataclass(frozen=True, slots=True)
class Answers:
    """What `init` asks; empty where the samples' own is to stay."""

    name: str = ""
    feed: str = ""
    uk_sender: str = ""
    middle_east_sender: str = ""
    arabic: bool = True


def create(folder: Path, answers: Answers, relay: dict[str, Any] | None, today: date) -> None:
    """Writes the project; raises UsageError where the folder holds one already."""
    if (folder / "settings.toml").exists():
        raise UsageError(f"{folder}: there is a settings.toml already; choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("templates", "locales"):
        shutil.copytree(bundled(name), folder / name, dirs_exist_ok=True)
    _write_settings(folder, answers, relay)
    _write_secret(folder / "settings.local.toml", f'signing_key = "{secrets.token_hex(32)}"\n')
    (folder / ".gitignore").write_text(".newsletter/\nsettings.local.toml\n*.rejects.csv\n", "utf-8")
    (folder / "articles").mkdir(exist_ok=True)
    if not answers.feed:
        _write_samples(folder, today)


def clear_samples(folder: Path) -> list[str]:
    """Takes out the samples that nobody has changed; returns the names of the files that went."""
    gone = []
    for sample in (*sorted(bundled("articles").iterdir()), bundled("subscribers.csv")):
        copy = folder / ("articles" if sample.parent.name == "articles" else ".") / sample.name
        if copy.is_file() and _undated(copy.read_text("utf-8")) == _undated(sample.read_text("utf-8")):
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
        document["regions"]["middle-east"]["languages"] = ["en_GB"]
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


def _write_samples(folder: Path, today: date) -> None:
    """The samples, moved from their reference week so that they end today."""
    dates = tomllib.loads(bundled("dates.toml").read_text("utf-8"))
    shift = today - dates["reference"]
    for sample in sorted(bundled("articles").iterdir()):
        text = _PUBLISHED.sub(
            lambda found: f"{found[1]}{date.fromisoformat(found[2]) + shift}", sample.read_text("utf-8")
        )
        copy = folder / "articles" / sample.name
        copy.write_text(text, "utf-8")
        if (days := dates["days_before"].get(sample.name)) is not None:
            written = datetime.combine(today - timedelta(days=days), time(12), UTC).timestamp()
            os.utime(copy, (written, written))
    shutil.copyfile(bundled("subscribers.csv"), folder / "subscribers.csv")


def _undated(text: str) -> str:
    return _PUBLISHED.sub(r"\1", text)
