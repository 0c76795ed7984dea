"""Commands that begin: init makes a project, demo shows the whole job on the samples."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.project import now, open_desk
from newsletter.cli.screen import is_terminal, say
from newsletter.errors import UsageError

if TYPE_CHECKING:
    from newsletter.init import Answers


def register(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(demo)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the new project.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take the samples.")] = False,
    clear_samples: Annotated[bool, typer.Option(help="Take the samples out of a project.")] = False,
) -> None:
    """Make a new project: settings, templates, translations and sample articles.

    Example: newsletter init harbour
    """
    from newsletter.init import Answers, create

    folder = folder.resolve()
    if clear_samples:
        _clear(folder)
        return
    if not yes and not is_terminal():
        raise UsageError("there is nobody to ask; add --yes to take the samples")
    answers = Answers() if yes else _ask()
    relay = _relay(answers)
    create(folder, answers, relay, now().date())
    here = folder.name if folder.parent == Path.cwd() else folder
    say(f"A project is in {folder}.")
    if relay:
        say(f"Mail goes through {relay['host']}. Its password: NEWSLETTER_RELAYS__MAIN__PASSWORD, or …_FILE.")
    say(f"Next: {program()} --project {here} run studio")


def demo(
    folder: Annotated[Path, typer.Option(help="Where to make the demo's project; made anew each time.")] = Path(
        ".newsletter/demo"
    ),
) -> None:
    """Do the whole job on the sample articles: every region and language, real messages to a local sink.

    Example: newsletter demo
    """
    from newsletter.demo import run

    asyncio.run(run(folder.resolve(), program(), say))


def program() -> str:
    """How the person called us, so that what we print can be copied."""
    called = Path(sys.argv[0])
    inside = called.is_relative_to(Path.cwd()) if called.is_absolute() else "/" in sys.argv[0]
    return str(called.relative_to(Path.cwd()) if called.is_absolute() else called) if inside else "newsletter"


def _ask() -> "Answers":
    """The five questions."""
    from newsletter.init import Answers

    return Answers(
        name=_prompt("The newsletter's name", "The Harbour Letter"),
        feed=_feed(_prompt("Your website or feed (Enter: sample articles)", "")),
        uk_sender=_prompt("Sender for the United Kingdom, as Name <address> (Enter: a sample)", ""),
        middle_east_sender=_prompt("Sender for the Middle East (Enter: a sample)", ""),
        arabic=typer.confirm("Arabic for the Middle East too?", default=True, err=True),
    )


def _prompt(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()


def _feed(answer: str) -> str:
    if not answer:
        return ""
    from newsletter.articles.discover import feed_of

    feed, said = feed_of(answer)
    say(said)
    return feed


def _relay(answers: "Answers") -> "dict[str, object] | None":
    from email.utils import parseaddr

    address = parseaddr(answers.uk_sender or answers.middle_east_sender)[1]
    if not address:
        return None
    from newsletter.deliver.relays import guess

    return guess(address)


def _clear(folder: Path) -> None:
    import os

    from newsletter.init import clear_samples
    from newsletter.settings import load

    if not (folder / "settings.toml").is_file():
        raise UsageError(f"{folder}: no settings.toml there")
    gone = clear_samples(folder)
    say(f"{len(gone)} sample files taken out: {', '.join(gone)}" if gone else "No untouched sample files were found.")

    async def run() -> int:
        from newsletter.store import subscribers

        async with open_desk(load(folder, os.environ)) as desk, desk.pool.connection() as connection:
            return await subscribers.remove_samples(connection)

    say(f"{asyncio.run(run())} sample subscribers taken out.")
