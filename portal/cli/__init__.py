"""The `portal` command: one file a group, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import click

from portal.cli.failure import Failure
from portal.config import SettingsError
from portal.version import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def portal() -> None:
    """Run and look after the portal."""


def load_commands() -> click.Group:
    """The whole command, its groups and commands found in this folder."""
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for command in getattr(module, "COMMANDS", ()):
            portal.add_command(command)
    return portal


def main() -> None:
    """Exit status: 0 done, 1 could not (one clear line says why), 2 wrong usage."""
    command = load_commands()
    try:
        command(prog_name="portal")
    except (Failure, SettingsError) as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(1)
