"""Commands of the long-running parts, of the machine-room, and of the one who looks after them: run, doctor, db."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.editions import Json
from newsletter.cli.project import now, settings_of
from newsletter.cli.screen import say, show_json, show_table
from newsletter.errors import NewsletterError, UsageError

if TYPE_CHECKING:
    from newsletter.settings import Settings

PARTS = ("studio", "public", "scheduler", "worker")

database = typer.Typer(help="Look after a database of your own server.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(doctor)
    app.add_typer(database, name="db")


def run(
    context: typer.Context,
    parts: Annotated[list[str] | None, typer.Argument(help="studio, public, scheduler, worker; else all.")] = None,
    studio_port: Annotated[int, typer.Option(help="The studio's port on this computer.")] = 8024,
    public_port: Annotated[int, typer.Option(help="The readers' pages' port on this computer.")] = 8025,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="Stop the worker when nothing is due.")] = False,
) -> None:
    """Run the long-running parts, all in one process or each by its name.

    Example: newsletter run studio
    """
    chosen = tuple(parts or PARTS)
    if unknown := [part for part in chosen if part not in PARTS]:
        raise UsageError(f"no such part: {unknown[0]}; known: {', '.join(PARTS)}")
    if until_idle and chosen != ("worker",):
        raise UsageError("--until-idle goes with: newsletter run worker")
    settings = settings_of(context)
    _log_to_stderr()
    asyncio.run(_run(settings, chosen, {"studio": studio_port, "public": public_port}, until_idle=until_idle))


async def _run(settings: "Settings", parts: tuple[str, ...], ports: dict[str, int], *, until_idle: bool) -> None:
    from newsletter.running import run_parts

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await run_parts(settings, parts, ports, now, stop, until_idle=until_idle, say=say)


def _log_to_stderr() -> None:
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", datefmt="%H:%M:%S")
    for noisy in ("apscheduler", "procrastinate", "httpx", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def doctor(context: typer.Context, json: Json = False) -> None:
    """Try database, relays, sources, base_url and sender domains one by one, and say where each setting comes from.

    Example: newsletter doctor
    """
    from newsletter.doctor import examine

    settings = settings_of(context)
    findings = asyncio.run(examine(settings))
    origins = sorted(settings.origins.items())
    if json:
        show_json(
            {
                "checks": [{"what": one.what, "well": one.well, "said": one.said} for one in findings],
                "settings": [{"key": key, "origin": place} for key, place in origins],
            }
        )
    else:
        show_table(("tried", "", "found"), [(one.what, "well" if one.well else "ill", one.said) for one in findings])
        show_table(("setting", "said in"), origins)
    ill = [one for one in findings if not one.well]
    if ill:
        raise NewsletterError("\n".join(f"{one.what}: {one.said}" for one in ill))


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
