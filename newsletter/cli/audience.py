"""Commands on the audience: subscribers import, export, show, erase, suppress."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.options import Json, Yes
from newsletter.cli.project import now, open_desk, settings_of, wait_for
from newsletter.cli.screen import counted, end_progress, is_terminal, say, say_progress, show_json, show_table
from newsletter.errors import NewsletterError, UsageError

if TYPE_CHECKING:
    from newsletter.audience.imports import Imported

subscribers = typer.Typer(help="Import, export, show, erase and suppress subscribers.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="A mail address.")]


def register(app: typer.Typer) -> None:
    app.add_typer(subscribers, name="subscribers")


@subscribers.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file with email and region at least.")],
    json: Json = False,
) -> None:
    """Add and update subscribers from a CSV file.

    Bad rows go to a rejects file beside it, with the reason.

    Example: newsletter subscribers import people.csv
    """
    settings = settings_of(context)

    async def run() -> "Imported":
        from newsletter.audience.imports import import_file

        async with open_desk(settings) as desk:
            regions, sample = dict(settings.regions), _is_sample(file)
            return await import_file(desk.pool, file, regions, now(), sample=sample, progress=_tell_rows)

    done = wait_for(run())
    end_progress()
    for column in done.unknown_columns:
        say(f"{file}: column {column!r} is not known and was passed over")
    if json:
        rejected = [{"line": one.line, "reason": one.reason} for one in done.rejected]
        show_json({"added": done.added, "updated": done.updated, "rejected": rejected})
    else:
        say(f"{done.added:,} added, {done.updated:,} updated, {len(done.rejected):,} rejected")
    if done.rejected:
        was = "row was" if len(done.rejected) == 1 else "rows were"
        raise NewsletterError(f"{len(done.rejected):,} {was} not taken; the reasons are in {done.rejects_file}")


@subscribers.command()
def export(context: typer.Context) -> None:
    """Print all subscribers as CSV.

    Example: newsletter subscribers export > people.csv
    """
    settings = settings_of(context)

    async def run() -> None:
        from newsletter.audience import spreadsheet
        from newsletter.store import subscribers as store

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            spreadsheet.write(sys.stdout, await store.every(connection))

    wait_for(run())


@subscribers.command()
def show(context: typer.Context, address: Address, json: Json = False) -> None:
    """Show one subscriber, and whether the address is suppressed.

    Example: newsletter subscribers show reader@example.org
    """
    settings = settings_of(context)

    async def run() -> dict[str, Any]:
        from newsletter.store import subscribers as store

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            person = await store.find(connection, address)
            suppressed = await store.suppression(connection, address)
        if person is None and suppressed is None:
            raise NewsletterError(f"{address}: no such subscriber")
        return {
            "email": person.email if person else address,
            "region": person.region if person else None,
            "language": person.language.code if person else None,
            "name": person.name if person else None,
            "tags": list(person.tags) if person else [],
            "consent_at": person.consent_at if person else None,
            "consent_source": person.consent_source if person else None,
            "suppressed": suppressed[0] if suppressed else None,
            "suppressed_since": suppressed[1] if suppressed else None,
        }

    found = wait_for(run())
    if json:
        show_json(found)
    else:
        show_table(("", ""), [(key, "" if value is None else value) for key, value in found.items()])


@subscribers.command()
def erase(
    context: typer.Context,
    address: Address,
    yes: Yes = False,
) -> None:
    """Forget a person, and never mail the address again.

    The address stays on the suppression list, and nowhere else.

    Example: newsletter subscribers erase reader@example.org
    """
    settings = settings_of(context)
    if not yes and not is_terminal():
        raise UsageError(f"Erase {address} for good? There is nobody to ask; add --yes")
    if not yes and not typer.confirm(f"Erase {address} for good?", err=True):
        raise UsageError("nothing was erased")

    async def run() -> bool:
        from newsletter.store import subscribers as store

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            return await store.erase(connection, address, now())

    if not wait_for(run()):
        raise NewsletterError(f"{address}: no such subscriber")
    say(f"{address} was erased.")


@subscribers.command()
def suppress(
    context: typer.Context,
    address: Annotated[str | None, typer.Argument(help="A mail address.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with one address a line, such as a relay's list.")] = None,
    reason: Annotated[str, typer.Option(help="Why; shown by subscribers show.")] = "by hand",
) -> None:
    """Never mail these addresses again.

    Example: newsletter subscribers suppress --file bounces.txt --reason bounced
    """
    settings = settings_of(context)
    if (address is None) == (file is None):
        raise UsageError("name one address, or a file with --file")
    lines = [address] if address else _lines(file)  # type: ignore[arg-type]  # one of the two is there
    addresses = [line for line in lines if "@" in line]
    if address and not addresses:
        raise UsageError(f"{address}: not a mail address")

    async def run() -> int:
        from newsletter.store import subscribers as store

        async with open_desk(settings) as desk, desk.pool.connection() as connection:
            return await store.suppress(connection, addresses, reason, now())

    new = wait_for(run())
    say(f"{len(addresses):,} read, {new:,} newly suppressed")
    if passed_over := len(lines) - len(addresses):
        say(f"{counted(passed_over, 'line')} without an address passed over")


def _lines(file: Path) -> list[str]:
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from error
    return [line.strip() for line in lines if line.strip()]


def _is_sample(file: Path) -> bool:
    """Whether these are the sample subscribers as they came, who must not be mailed."""
    from newsletter.starter import bundled

    sample = bundled("subscribers.csv")
    return file.name == sample.name and file.is_file() and file.read_bytes() == sample.read_bytes()


def _tell_rows(rows: int) -> None:
    say_progress(f"{rows:,} rows")
