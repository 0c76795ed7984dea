"""Commands of the long-running parts, of the machine-room, and of the one who looks after them: run, doctor, db."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.options import Json
from newsletter.cli.project import now, settings_of, wait_for
from newsletter.cli.screen import counted, say, show_json, show_table
from newsletter.errors import NewsletterError, UsageError

if TYPE_CHECKING:
    from newsletter.doctor import Examined
    from newsletter.settings import Settings

PARTS = ("studio", "public", "scheduler", "worker")

database = typer.Typer(help="Look after a database of your own server.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(doctor)
    app.add_typer(database, name="db")


def run(
    context: typer.Context,
    parts: Annotated[
        list[str] | None, typer.Argument(metavar="PART", help="studio, public, scheduler or worker; else all.")
    ] = None,
    studio_port: Annotated[int, typer.Option(help="The studio's port on this computer.")] = 8024,
    public_port: Annotated[int, typer.Option(help="The readers' pages' port on this computer.")] = 8025,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="Stop the worker when nothing is due.")] = False,
) -> None:
    """Run studio, public pages, scheduler and worker.

    All in one process, or only those that are named.

    Example: newsletter run studio
    """
    chosen = tuple(parts or PARTS)
    if unknown := [part for part in chosen if part not in PARTS]:
        raise UsageError(f"no such part: {unknown[0]}; known: {', '.join(PARTS)}")
    if until_idle and chosen != ("worker",):
        raise UsageError("--until-idle goes with: newsletter run worker")
    settings_of(context)  # what is wrong with them is said before anything starts
    _log_to_stderr()
    wait_for(
        _run(
            lambda: settings_of(context), chosen, {"studio": studio_port, "public": public_port}, until_idle=until_idle
        )
    )


async def _run(
    read_settings: Callable[[], "Settings"], parts: tuple[str, ...], ports: dict[str, int], *, until_idle: bool
) -> None:
    import asyncio
    import signal

    from newsletter.running import run_parts

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await run_parts(read_settings, parts, ports, now, stop, until_idle=until_idle, say=say)


def _log_to_stderr() -> None:
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", datefmt="%H:%M:%S")
    for noisy in ("apscheduler", "procrastinate", "httpx", "alembic", "watchfiles"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def doctor(context: typer.Context, json: Json = False) -> None:
    """Try what the project leans on, one thing after another.

    Database, sources, relays, base_url and the senders' domains; and where each setting was said.

    Example: newsletter doctor
    """
    from newsletter.doctor import examine

    settings = settings_of(context)
    findings = wait_for(examine(settings, now()))
    if json:
        show_json(_doctor_json(settings, findings))
    else:
        show_table(("tried", "", "found"), [(one.what, "well" if one.well else "ill", one.said) for one in findings])
        show_table(("setting", "said in"), _origins(settings))
    if ill := [one.what for one in findings if not one.well]:
        raise NewsletterError(f"{counted(len(ill), 'thing')} to mend: {', '.join(ill)}")


@database.command()
def upgrade(context: typer.Context) -> None:
    """Take the database's schema to this program's.

    Example: newsletter db upgrade
    """
    from newsletter.store.database import current, upgrade

    url = _url(settings_of(context))
    upgrade(url)
    say(f"The schema is {current(url)}.")


@database.command()
def status(context: typer.Context) -> None:
    """Say which schema the database has.

    Example: newsletter db status
    """
    from newsletter.store.database import check, current

    url = _url(settings_of(context))
    print(current(url) or "none")
    check(url)


def _url(settings: "Settings") -> str:
    if settings.database_url is None:
        raise UsageError("the embedded database upgrades itself; db is for a server named by [database] url")
    return settings.database_url


def _doctor_json(settings: "Settings", findings: "Sequence[Examined]") -> dict[str, Any]:
    return {
        "checks": [{"what": one.what, "well": one.well, "said": one.said} for one in findings],
        "settings": [{"key": key, "origin": place} for key, place in _origins(settings)],
    }


def _origins(settings: "Settings") -> list[tuple[str, str]]:
    """Each setting that somebody has made, and where; a table is its settings."""
    tables = {key.rpartition(".")[0] for key in settings.origins}
    return sorted((key, place) for key, place in settings.origins.items() if key not in tables)
