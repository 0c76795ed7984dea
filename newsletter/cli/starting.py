"""Commands that begin: init makes a project, demo shows the whole job on the samples."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.project import now, open_desk, wait_for
from newsletter.cli.screen import counted, is_terminal, say
from newsletter.errors import SourceError, UsageError

if TYPE_CHECKING:
    from newsletter.init import Answers


def register(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(demo)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the new project.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take the samples.")] = False,
    clear_samples: Annotated[bool, typer.Option("--clear-samples", help="Take the samples out of a project.")] = False,
) -> None:
    """Make a new project: settings, templates, sample articles.

    Asks five things; what the folder holds already is left alone. Later, --clear-samples takes out the samples
    that nobody has changed.

    Example: newsletter init harbour
    """
    from newsletter.init import Answers, check_free, create

    if clear_samples:
        _clear(folder.resolve())
        return
    check_free(folder.resolve())
    if not yes and not is_terminal():
        raise UsageError("there is nobody to ask; add --yes to take the samples")
    answers = Answers() if yes else _ask()
    relay = _relay(answers)
    create(folder.resolve(), answers, relay, now().date())
    say(f"A project is in {folder.resolve()}.")
    if relay:
        say(f"Mail goes through {relay['host']}. Its password: NEWSLETTER_RELAYS__MAIN__PASSWORD, or …_FILE.")
    here = folder.resolve() == Path.cwd()
    say(f"Next: {program()}{'' if here else f' --project {folder}'} run studio")


def demo(
    folder: Annotated[Path, typer.Option(help="Where to make the demo's project; made anew each time.")] = Path(
        ".newsletter/demo"
    ),
) -> None:
    """Do the whole job on sample articles, with nobody mailed.

    Every region and language, real messages, to a sink on this computer.

    Example: newsletter demo
    """
    from newsletter.demo import run

    wait_for(run(folder.resolve(), program(), say))


def program() -> str:
    """How the person called us, so that what we print can be copied."""
    from shutil import which

    called = Path(sys.argv[0])
    if not called.is_absolute():
        return str(called)
    if called.is_relative_to(Path.cwd()):
        return str(called.relative_to(Path.cwd()))
    return called.name if which(called.name) == str(called) else str(called)


# ── the five questions ─────────────────────────────────────────────────────────────────────────────


def _ask() -> "Answers":
    from newsletter.init import Answers

    return Answers(
        name=_prompt("The newsletter's name", "The Harbour Letter"),
        feed=_prompt("Your website or feed (Enter: sample articles)", read=_feed),
        uk_sender=_prompt("Sender for the United Kingdom, as Name <address> (Enter: a sample)", read=_sender),
        middle_east_sender=_prompt("Sender for the Middle East, as Name <address> (Enter: a sample)", read=_sender),
        arabic=typer.confirm("Arabic for the Middle East too?", default=True, err=True),
    )


def _prompt(question: str, default: str = "", read: Callable[[str], str] = str.strip) -> str:
    """An answer; one that `read` refuses with a UsageError is asked for again."""
    while True:
        answer = str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()
        try:
            return read(answer) if answer else ""
        except UsageError as error:
            say(str(error))


def _feed(answer: str) -> str:
    from newsletter.articles.fetching.discover import feed_of

    try:
        feed, said = feed_of(answer)
    except SourceError as error:
        raise UsageError(str(error)) from None
    say(said)
    return feed


def _sender(answer: str) -> str:
    from newsletter.settings.schema import mailbox

    try:
        return mailbox(answer)
    except ValueError as error:
        raise UsageError(f"{answer}: {error}") from None


def _relay(answers: "Answers") -> dict[str, Any] | None:
    """The relay that a sender's own mail goes through."""
    from email.utils import parseaddr

    from newsletter.deliver.relays import guess

    sender = answers.uk_sender or answers.middle_east_sender
    return guess(parseaddr(sender)[1]) if sender else None


# ── clearing ───────────────────────────────────────────────────────────────────────────────────────


def _clear(folder: Path) -> None:
    import os

    from newsletter.init import clear_samples
    from newsletter.settings import load

    if not (folder / "settings.toml").is_file():
        raise UsageError(f"{folder}: no settings.toml there")
    settings = load(folder, os.environ)
    gone = clear_samples(folder)
    files = f": {', '.join(gone)}" if gone else ""
    say(f"{counted(len(gone), 'untouched sample file')} taken out{files}.")

    async def run() -> int:
        from newsletter.store import subscribers

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            return await subscribers.remove_samples(connection)

    say(f"{counted(wait_for(run()), 'sample subscriber')} taken out.")
