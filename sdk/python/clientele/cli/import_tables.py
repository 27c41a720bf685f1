"""What each row of a file does, and what became of it, as people read it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import click

from clientele import models
from clientele.cli.output import note, printable, say_table
from clientele.client import Clientele

_VERDICTS = ("new", "near", "exact", "update", "same", "unmatched", "invalid")
_RESULTS = ("created", "changed", "unchanged", "skipped", "failed")


def rows(api: Clientele, identity: str, most: int, **query: Any) -> list[Any]:
    """So many rows of an import, the first ones."""
    found = api.each(api.list_client_import_rows, identity, limit=max(1, min(most, 200)), **query)
    return list(itertools.islice(found, most))


def say_columns(found: models.Import) -> None:
    """What each column is taken for, and what is to be known of how the file was read."""
    say_table(
        ("COLUMN", "IS", "SUCH AS"),
        [
            (each["heading"], each["field"] or "left out", ", ".join(each["samples"][:2]))
            for each in found["columns"]
        ],
    )
    for notice in found.get("notices", ()):
        note(notice)
    click.echo()


def say_plan(found: models.Import, shown: list[Any]) -> None:
    """What each row does, and how many do what."""
    say_table(
        ("ROW", "NAME", "DOES", "WHY"),
        [(each["number"], _name(each), _does(found, each), _why(each)) for each in shown],
    )
    if found["rows"] > len(shown):
        note(f"and {found['rows'] - len(shown)} more rows; --rows shows more.")
    click.echo(_counted(found, _VERDICTS))


def say_result(found: models.Import, failed: list[Any]) -> None:
    """What became of the rows, and which failed."""
    if failed:
        say_table(
            ("ROW", "NAME", "FAILED BECAUSE"),
            [(each["number"], _name(each), each["detail"] or _why(each)) for each in failed],
        )
    if found["state"] != "done":
        note(f"It is {found['state']}: {found['problem'] or 'see it under Clients, Import.'}")
    click.echo(_counted(found, _RESULTS))


def _counted(found: models.Import, whats: Sequence[str]) -> str:
    counts = found["counts"]
    said = ", ".join(f"{counts[what]} {what}" for what in whats if counts.get(what))
    return printable(f"{found['rows']} rows: {said or 'nothing'}")


def _name(row: Any) -> str:
    values = row["values"]
    person = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    there = (row.get("updates") or {}).get("name")
    return str(values.get("name") or person or there or values.get("crn") or "")


def _does(found: models.Import, row: Any) -> str:
    verdict = row["verdict"]
    of_update = {
        "invalid": "fails",
        "update": "is changed",
        "same": "stays as it is",
        "unmatched": "is left out",
    }.get(verdict)
    if of_update is not None:
        return of_update
    if found["kind"] == "practice_codes":
        return "sets the code"
    treatment = {"near": found["near"], "exact": found["exact"]}.get(verdict, "create")
    return "is created" if treatment == "create" else "is skipped"


def _why(row: Any) -> str:
    said = [f"{each['field']}: {each['message']}" for each in row["errors"]]
    said += [
        f"{each['field']}: {each['before'] or 'none'} -> {each['after'] or 'none'}"
        for each in row.get("changes", ())
    ]
    for match in row["matches"]:
        other = match["client"]["name"] if match["client"] else f"row {match['row']}"
        said.append(f"like {other}")
    return "; ".join(said)
