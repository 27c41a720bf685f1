"""`clientele` on the command line.

program             the command, and what it ends with where something goes wrong
credential_file     where what one signs in with is kept
account             whom a command speaks for: options, environment, file
login_commands      login, logout, whoami
client_commands     clients list, clients add, invite
import_commands     import: a file looked at, asked about, imported
import_tables       what each row does, and what became of it
import_invitations  whom the rows name, invited once somebody agrees
event_commands      events tail
output              tables for people, JSON for programs
failures            one line that names the field, and an exit code
"""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point; says what to install where what it needs is not there."""
    try:
        from clientele.cli.program import clientele
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich", "platformdirs"):
            raise
        sys.exit('The command line needs more than the library: pip install "clientele-sdk[cli]"')
    clientele(prog_name="clientele")
