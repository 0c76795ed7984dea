"""What mail clients support, feature by feature: facts of caniemail (MIT licence), with their date.

`settings` asks which clients and features there are, the gate `clients` which features the chosen clients lack.
`support.tsv` holds the facts (`tests/bench/client_support.py` makes it), `graceful.tsv` what our own templates use
although some client lacks it, with the reason why nobody misses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Support:
    """The facts: which clients were tried on which platforms, and how each took each feature."""

    date: str
    clients: Mapping[str, str]  # name in the settings → as people call it
    platforms: tuple[tuple[str, str], ...]  # a client's name in the settings, and a platform of it
    titles: Mapping[str, str]  # feature → as CSS or HTML calls it
    answers: Mapping[str, tuple[str, ...]]  # feature → y (yes), a (partly), n (no) or u (unknown) for each platform


@cache
def support() -> Support:
    """The table, read once."""
    (_, date), (_, _, *tried), (_, _, *families), (_, _, *platforms), *features = _rows("support.tsv")
    clients = [one.partition(".")[0] for one in tried]
    return Support(
        date=date,
        clients=dict(zip(clients, families, strict=True)),
        platforms=tuple(zip(clients, platforms, strict=True)),
        titles={feature: title for feature, title, *_ in features},
        answers={feature: tuple(answers) for feature, _, *answers in features},
    )


@cache
def graceful() -> Mapping[str, str]:
    """The features that do no harm where a client lacks them, as our templates use them, and why."""
    return dict(_rows("graceful.tsv"))


@lru_cache(maxsize=64)
def lacking(clients: tuple[str, ...]) -> Mapping[str, str]:
    """Each feature that one of these clients lacks, and the clients: `Gmail (Mobile Webmail) and Outlook`."""
    return {feature: said for feature in support().answers if (said := " and ".join(_lacking(feature, clients)))}


def _lacking(feature: str, clients: tuple[str, ...]) -> list[str]:
    known, said = support(), []
    for client in clients:
        # What nobody has tried is not held against a client.
        tried = [
            (platform, answer)
            for (one, platform), answer in zip(known.platforms, known.answers[feature], strict=True)
            if one == client and answer != "u"
        ]
        without = [platform for platform, answer in tried if answer == "n"]
        if without:
            where = f" ({', '.join(without)})" if len(without) < len(tried) else ""
            said.append(f"{known.clients[client]}{where}")
    return said


def _rows(name: str) -> list[list[str]]:
    lines = (files(__package__) / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
