"""The command, and what it ends with where something goes wrong."""

from __future__ import annotations

import click

from clientele.cli.account import ENVIRONMENT
from clientele.cli.client_commands import clients, invite
from clientele.cli.event_commands import events
from clientele.cli.failures import EXIT_CODES, INTERRUPTED
from clientele.cli.import_commands import import_file
from clientele.cli.login_commands import login, logout, whoami


class _Program(click.Group):
    """Ends with 130 where somebody presses Ctrl-C, as shells do; click's 1 is a refusal here."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, EOFError):
            click.echo("", err=True)
            ctx.exit(INTERRUPTED)


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"{ENVIRONMENT}\n\n{EXIT_CODES}",
)
@click.version_option(package_name="clientele-sdk")
def clientele() -> None:
    """Clientele on the command line: clients, invitations, imports and events of your practice."""


for _command in (login, logout, whoami, clients, invite, import_file, events):
    clientele.add_command(_command)
