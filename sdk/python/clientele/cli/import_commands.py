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
from clientele.cli import account, import_tables
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
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Import clients, or practice codes, from FILE, a CSV or XLSX.

    It shows what each row would do, and asks before anything is created or changed.
    """
    if not (yes or dry_run or sys.stdin.isatty()):
        raise Failed("--yes: say it where nobody can be asked, or --dry-run.", USAGE)
    with account.signed_in() as api:
        begun = _upload(api, file, kind)
        identity = begun["id"]
        mapped = _at_rest(api, identity)
        _expect(api, mapped, "mapping")
        decided: dict[str, Any] = {
            "columns": _columns(api, mapped, columns),
            "mode": mode,
            "near": near,
            "exact": exact,
        }
        if everyone:
            decided["access"] = {"everyone": True}
        api.settle_client_import(identity, {name: said for name, said in decided.items() if said is not None})
        ready = _at_rest(api, identity)
        _expect(api, ready, "ready")
        if not as_json:
            import_tables.say_columns(ready)
            import_tables.say_plan(ready, import_tables.rows(api, identity, most))
        if dry_run or not (yes or _agreed(ready)):
            document = {"import": ready, "rows": _all_rows(api, identity)} if as_json else None
            api.delete_client_import(identity)
            if document is not None:
                say_json(document)
            note("Nothing was imported, and the file is forgotten.")
            return
        api.start_client_import(identity)
        ended = _at_rest(api, identity)
        _say_result(api, ended, failures, as_json)
    if ended["state"] != "done" or ended["counts"].get("failed"):
        raise SystemExit(REFUSED)


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


def _say_result(api: Clientele, ended: models.Import, failures: Path | None, as_json: bool) -> None:
    identity = ended["id"]
    if failures is not None and ended["counts"].get("failed"):
        failures.write_bytes(api.export_client_import_failures(identity))
        note(f"The rows that failed are in {failures}.")
    if as_json:
        say_json({"import": ended, "rows": _all_rows(api, identity)})
    else:
        import_tables.say_result(ended, import_tables.rows(api, identity, 20, result="failed"))
