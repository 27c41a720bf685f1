"""The second step of an import: whom its rows name is invited, once somebody has agreed to so many."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from clientele import models
from clientele.cli.output import note, printable, say_table
from clientele.client import Clientele
from clientele.imports import PAUSE

_RESULTS = ("invited", "refused", "waiting")


def invite(
    api: Clientele, ended: models.Import, *, agreed: bool | None, acknowledge: bool
) -> models.BulkInvitation | None:
    """Send what is left to send of an import; None where nothing is, or nobody agrees.

    `agreed` is None where the person is to be asked. It is over when all are sent, or when the rest waits for
    the practice's limits.
    """
    to_invite = ended.get("invitations")
    left = to_invite["to_send"] if to_invite is not None and ended["state"] == "done" else 0
    if not left:
        return None
    how_many = f"{left:,} invitation{'' if left == 1 else 's'}"
    if agreed is None:
        agreed = click.confirm(f"Send {how_many}?", err=True)
    if not agreed:
        note(f"{how_many} can be sent still: say --invite the next time, or see it under Clients, Import.")
        return None
    begun = api.invite_imported(ended["id"], {"acknowledge_existing_users": acknowledge})
    return _sent(api, begun)


def rows(api: Clientele, sent: models.BulkInvitation, **query: Any) -> list[models.BulkRow]:
    """The result of each client."""
    return list(api.each(api.list_bulk_invitation_rows, sent["id"], limit=200, **query))


def say_result(api: Clientele, sent: models.BulkInvitation) -> None:
    """How many were invited, and who was not, and why."""
    if sent["counts"].get("refused"):
        say_table(
            ("ROW", "CLIENT", "EMAIL", "NOT INVITED BECAUSE"),
            [
                (each["number"], each["client_name"], each["email"], each["detail"] or each["code"])
                for each in rows(api, sent, result="refused")
            ],
        )
    if sent["waits_until"] is not None:
        note(
            f"The practice's limit is reached: the rest waits until {sent['waits_until']} and goes by itself."
        )
    elif sent["state"] != "done":
        note(f"It is {sent['state']}: {sent['problem'] or 'see it under Invitations.'}")
    counts = sent["counts"]
    said = ", ".join(f"{counts[what]} {what}" for what in _RESULTS if counts.get(what))
    click.echo(printable(f"{sent['total']} invitations: {said}"))


def _sent(api: Clientele, begun: models.BulkInvitation) -> models.BulkInvitation:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task, found = bar.add_task("Sending the invitations", total=begun["total"]), begun
        for found in _watched(api, begun["id"]):
            bar.update(task, completed=found["total"] - found["counts"].get("waiting", 0))
        return found


def _watched(api: Clientele, identity: str) -> Iterator[models.BulkInvitation]:
    while True:
        found = api.get_bulk_invitation(identity)
        yield found
        if found["state"] != "sending" or found["waits_until"] is not None:
            return
        time.sleep(PAUSE)
