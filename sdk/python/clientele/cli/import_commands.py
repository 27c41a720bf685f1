"""import: a file is read, looked at, asked about and imported, with how far it is."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from clientele import models
from clientele.cli import account, import_invitations, import_tables
from clientele.cli.failures import REFUSED, USAGE, Failed
from clientele.cli.output import json_option, note, say_json
from clientele.client import Clientele
from clientele.imports import MEDIA_TYPES, watch_import

_WORDS = {
    "uploading": "Uploading",
    "reading": "Reading the file",
    "checking": "Checking the rows",
    "importing": "Importing",
}
_treatment = click.Choice(["create", "skip"])


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--kind", type=click.Choice(["clients", "practice_codes"]), default="clients", show_default=True
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FIELD",
    help="What a column is; HEADING= leaves it out.",
)
@click.option(
    "--mode",
    type=click.Choice(["create", "create_and_update", "update"]),
    help="Whether rows add clients, or change those that they name by CRN, practice code or company number.",
)
@click.option("--near", type=_treatment, help="Rows that resemble a client of yours.")
@click.option("--exact", type=_treatment, help="Rows of clients that you have.")
@click.option("--everyone", is_flag=True, help="All colleagues have access to what is created.")
@click.option(
    "--rows", "most", type=click.IntRange(0), default=20, show_default=True, help="How many are shown."
)
@click.option(
    "--failures",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep rows that failed here, to mend them.",
)
@click.option("--invite", is_flag=True, help="Invite whom the rows name, without asking once more.")
@click.option(
    "--acknowledge-existing-users",
    is_flag=True,
    help="Invite also whose address is already somebody's login.",
)
@click.option("--dry-run", is_flag=True, help="Only check; the file is forgotten.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@json_option
def import_file(
    file: Path,
    kind: str,
    columns: tuple[str, ...],
    mode: str | None,
    near: str | None,
    exact: str | None,
    everyone: bool,
    most: int,
    failures: Path | None,
    invite: bool,
    acknowledge_existing_users: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Import clients, or practice codes, from FILE, a CSV or XLSX.

    It shows what each row would do, and asks before anything is created or changed, and again before anybody
    is invited.
    """
    if not (yes or dry_run or sys.stdin.isatty()):
        raise Failed("--yes: say it where nobody can be asked, or --dry-run.", USAGE)
    with account.signed_in() as api:
        decided: dict[str, Any] = {
            "mode": mode,
            "near": near,
            "exact": exact,
            "access": {"everyone": True} if everyone else None,
        }
        ready = _ready(api, file, kind, columns, decided)
        if not as_json:
            import_tables.say_columns(ready)
            import_tables.say_plan(ready, import_tables.rows(api, ready["id"], most))
        if dry_run or not (yes or _agreed(ready)):
            _forget(api, ready, as_json)
            return
        api.start_client_import(ready["id"])
        ended = _at_rest(api, ready["id"])
        _keep_failures(api, ended, failures)
        if not as_json:
            import_tables.say_result(ended, import_tables.rows(api, ended["id"], 20, result="failed"))
        agreed = True if invite else False if yes else None
        sent = import_invitations.invite(api, ended, agreed=agreed, acknowledge=acknowledge_existing_users)
        if as_json:
            say_json(_document(api, ended, sent))
        elif sent is not None:
            import_invitations.say_result(api, sent)
    if not _all_done(ended, sent):
        raise SystemExit(REFUSED)


def _ready(
    api: Clientele, file: Path, kind: str, columns: tuple[str, ...], decided: dict[str, Any]
) -> models.Import:
    """The import of the file, checked as was decided."""
    begun = _upload(api, file, kind)
    mapped = _at_rest(api, begun["id"])
    _expect(api, mapped, "mapping")
    decided = {"columns": _columns(api, mapped, columns), **decided}
    api.settle_client_import(begun["id"], {name: said for name, said in decided.items() if said is not None})
    ready = _at_rest(api, begun["id"])
    _expect(api, ready, "ready")
    return ready


def _forget(api: Clientele, ready: models.Import, as_json: bool) -> None:
    document = _document(api, ready, None) if as_json else None
    api.delete_client_import(ready["id"])
    if document is not None:
        say_json(document)
    note("Nothing was imported, and the file is forgotten.")


def _all_done(ended: models.Import, sent: models.BulkInvitation | None) -> bool:
    refused = sent is not None and (sent["state"] == "stopped" or sent["counts"].get("refused"))
    return ended["state"] == "done" and not ended["counts"].get("failed") and not refused


def _upload(api: Clientele, file: Path, kind: str) -> models.Import:
    media = MEDIA_TYPES.get(file.suffix.lower())
    if media is None:
        raise Failed(f"FILE: {file.name} does not end with .csv or .xlsx.", USAGE)
    content: Any = file.read_bytes()
    return api.import_clients(content, media_type=media, kind=kind, filename=file.name[-200:])  # type: ignore[arg-type]  # one of MEDIA_TYPES


def _at_rest(api: Clientele, identity: str) -> models.Import:
    """The import when somebody has to decide, or it has ended; meanwhile a bar says how far it is."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar, _kept_where_interrupted(identity):
        shown: dict[str, TaskID] = {}
        for found in watch_import(api, identity):
            state = found["state"]
            if state in _WORDS and state not in shown:
                shown[state] = bar.add_task(_WORDS[state], total=None)
            if state in shown:
                bar.update(shown[state], completed=found["done"], total=found["rows"] or None)
        return found


@contextlib.contextmanager
def _kept_where_interrupted(identity: str) -> Any:
    try:
        yield
    except KeyboardInterrupt:
        note(f"The import {identity} is kept, and goes on where it had begun; see it under Clients, Import.")
        raise


def _expect(api: Clientele, found: models.Import, state: str) -> None:
    """Nobody goes on with it here where it is at another step, so it is forgotten. Raises `Failed`."""
    if found["state"] != state:
        api.delete_client_import(found["id"])
        reason = found["problem"] or f"the import is {found['state']}."
        raise Failed(f"FILE: {reason}")


def _columns(api: Clientele, found: models.Import, said: tuple[str, ...]) -> list[str | None]:
    """The field of each column: what the API takes it for, less what was said otherwise."""
    fields = [each["field"] for each in found["columns"]]
    headings = [each["heading"].strip().casefold() for each in found["columns"]]
    for each in said:
        heading, equals, field = each.rpartition("=")
        if not equals or heading.strip().casefold() not in headings:
            api.delete_client_import(found["id"])
            there = ", ".join(column["heading"] for column in found["columns"])
            raise Failed(f"--column: {each} is not HEADING=FIELD. The file has: {there}.", USAGE)
        fields[headings.index(heading.strip().casefold())] = field.strip() or None
    return fields


def _agreed(ready: models.Import) -> bool:
    return click.confirm(f"Import {ready['filename']}?", err=True)


def _all_rows(api: Clientele, identity: str) -> list[Any]:
    return list(api.each(api.list_client_import_rows, identity, limit=200))


def _document(api: Clientele, ended: models.Import, sent: models.BulkInvitation | None) -> dict[str, Any]:
    found: dict[str, Any] = {"import": ended, "rows": _all_rows(api, ended["id"])}
    if sent is not None:
        found |= {"invitations": sent, "invited": import_invitations.rows(api, sent)}
    return found


def _keep_failures(api: Clientele, ended: models.Import, failures: Path | None) -> None:
    if failures is not None and ended["counts"].get("failed"):
        failures.write_bytes(api.export_client_import_failures(ended["id"]))
        note(f"The rows that failed are in {failures}.")
