"""import, export: listings from and to files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from portal import create_app
from portal.accounts.joining import home_organisation
from portal.cli.failure import Failure
from portal.cli.running import runtime
from portal.core.audit import Actor
from portal.editorial import exchange, exports, rows
from portal.editorial.exchange import Options, Report
from portal.editorial.rows import Format
from portal.listings.kit import ListingType
from portal.listings.registry import registry
from portal.runtime import Runtime

SHOWN_FAULTS = 100
ACTOR = Actor(None, "portal import")


@click.command("import")
@click.argument("type_key", metavar="TYPE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every line, write nothing.")
@click.option("--publish", is_flag=True, help="Make the records public, not drafts.")
def import_(type_key: str, file: Path, dry_run: bool, publish: bool) -> None:
    """Read records of a TYPE from a .jsonl or .csv FILE.

    A record whose source_id is known updates it. Good lines are kept, bad ones are listed
    with their number and field; the exit status is then 1.
    """
    listing_type, format = _type(type_key), _format(file)
    built = runtime()
    options = Options(ACTOR, _default_owner(built), publish=publish, dry_run=dry_run)
    with create_app(runtime=built).app_context(), file.open("rb") as opened:
        report = exchange.import_file(
            built.database, listing_type, opened, format, options, _show_progress
        )
        _tell(report, options)
    if report.bad:
        raise Failure(f"{report.bad} of {report.good + report.bad} records could not be taken")


@click.command("export")
@click.argument("type_key", metavar="TYPE")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(type_key: str, file: Path) -> None:
    """Write what is public of a TYPE to a .jsonl or .csv FILE, one record a language."""
    listing_type, format = _type(type_key), _format(file)
    built = runtime()
    columns = exchange.columns(listing_type)
    try:
        with built.database.read() as session, file.open("wb") as opened:
            records = exports.records(session, listing_type, format)
            count = rows.write(opened, format, columns, records)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"written to {file}: {count}")


COMMANDS = (import_, export)


def _type(key: str) -> ListingType:
    found = registry().get(key)
    if found is None:
        raise click.BadParameter(f"{key}: use one of {', '.join(registry())}", param_hint="TYPE")
    return found


def _format(file: Path) -> Format:
    try:
        return Format(file.suffix.lower().lstrip("."))
    except ValueError as error:
        raise click.BadParameter(
            f"{file.name}: the file's name must end in .jsonl or .csv", param_hint="FILE"
        ) from error


def _default_owner(built: Runtime) -> int:
    try:
        with built.database.read() as session:
            return home_organisation(session).id
    except LookupError as error:
        raise Failure(str(error)) from error


def _show_progress(lines: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{lines} records", nl=False, err=True)


def _tell(report: Report, options: Options) -> None:
    if sys.stderr.isatty():
        click.echo("", err=True)
    for fault in report.faults[:SHOWN_FAULTS]:
        field = f" {fault.field}:" if fault.field else ""
        click.echo(f"line {fault.line}:{field} {fault.message}", err=True)
    for name, count in sorted(report.ignored.items()):
        click.echo(f"left out: {name} is no field of this type ({count} records)", err=True)
    done = "would be taken" if options.dry_run else "taken"
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.outcomes.items()))
    click.echo(f"{done}: {report.good}" + (f" ({told})" if told else ""))
