"""What a review says, in words: facts, and for each colleague a table of lines and one of connections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.review_document.review_facts import AuthorizedConnection, ColleagueFacts, ReviewFacts
from gateway.review_document.review_rows import Row

_DECIDED = {"keep": "Kept", "change": "Changed", "end": "Ended"}
#: Titles of columns, with their widths.
LINES = (
    ("Client", 168), ("Why", 186), ("Level", 46), ("Last change of theirs", 78), ("Decision", 142),
    ("Decided by", 86), ("Decided at", 64),
)  # fmt: skip
CONNECTIONS = (("Client", 240), ("Software", 120), ("Organisation", 230), ("State", 100), ("Connected", 80))
_NOT_SAME = "The file of lines is not what was signed off: its digest is another."


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are texts; a second text of a cell stands below the first, and says less."""

    columns: Sequence[tuple[str, float]]
    rows: Iterator[Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Section:
    """A colleague: a heading, what is said below it, tables each with its title."""

    heading: str
    said: str
    tables: Sequence[tuple[str, Table | str]]


def facts(review: ReviewFacts) -> list[tuple[str, str]]:
    """What stands at the beginning."""
    decided = review["kept"] + review["changed"] + review["ended"]
    found = [
        ("Whose access", review["subject"]),
        ("State", review["state"]),
        ("Started", f"{_at(review['started_at'])} by {review['started_by']}"),
    ]
    if review["reviewer"]:
        found.append(("Who decides", review["reviewer"]))
    if review["ended_at"]:
        found.append((review["state"], f"{_at(review['ended_at'])} by {review['ended_by']}"))
    waiting = f"{review['lines'] - decided:,} without a decision"
    found.append(("Lines", f"{review['lines']:,}: {_counted(review)}, {waiting}"))
    if review["digest"]:
        found.append(
            ("Digest", f"{review['digest']} (SHA-256 of the review’s CSV file, as in the audit trail)")
        )
        if review["digest"] != review["file_digest"]:
            found.append(("Not the same", f"{_NOT_SAME[:-1]}, {review['file_digest']}."))
    return [*found, ("This document", f"Made {_at(review['made_at'])}. All times are UTC.")]


def footer(review: ReviewFacts) -> str:
    """At the end of each page."""
    if review["digest"] is None:
        return f"{review['state']}: lines may change"
    if review["digest"] != review["file_digest"]:
        return _NOT_SAME
    return f"SHA-256 {review['digest']}"


def sections(review: ReviewFacts, rows: Mapping[str, Sequence[Row]]) -> Iterator[Section]:
    """The colleagues in the order of the review."""
    for each in review["colleagues"]:
        of_them = rows.get(each["user_id"], ())
        signed_in = each["last_signed_in_at"]
        seen = f"last signed in {_at(signed_in)}" if signed_in else "no sign-in on record"
        said = f"{each['role']}, {seen}. {_number(len(of_them))}: {_counted(each)}."
        cells = Table(LINES, (_line(row, review["crns"]) for row in of_them))
        yield Section(
            each["name"],
            said,
            [
                ("", cells if of_them else "Reached no client."),
                ("Connections they authorised, as of now", _connections(each["connections"])),
            ],
        )


def _connections(found: Sequence[AuthorizedConnection] | None) -> Table | str:
    if found is None:
        return "They could not be looked up."
    if not found:
        return "None."
    return Table(
        CONNECTIONS,
        (
            [
                (each["client"], ""),
                (each["software"], ""),
                (each["organisation"], ""),
                (each["state"], ""),
                (_at(each["connected_at"]), ""),
            ]
            for each in found
        ),
    )


def _line(row: Row, crns: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        _client(row, crns),
        (row.why, ""),
        (row.level.capitalize(), ""),
        (_at(row.last_change_at) or "None on record", ""),
        _decision(row),
        (row.decided_by, ""),
        (_at(row.decided_at), ""),
    ]


def _client(row: Row, crns: Mapping[str, str]) -> tuple[str, str]:
    if row.client_id:
        return row.client, crns.get(row.client_id, row.client_id)
    if row.why.startswith("role "):
        return f"Every client ({int(row.clients):,}), by role", ""
    return f"{int(row.clients):,} clients that all colleagues see", ""


def _decision(row: Row) -> tuple[str, str]:
    if not row.decision:
        return "Not decided", ""
    said = _DECIDED.get(row.decision, row.decision)
    if row.new_level:
        said += f" to {row.new_level}"
    if row.new_until:
        said += f" until {_at(row.new_until)}"
    return said, f"Then: {row.access_then or 'no access'}"


def _number(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines:,} lines"


def _counted(of: ReviewFacts | ColleagueFacts) -> str:
    return f"{of['kept']:,} kept, {of['changed']:,} changed, {of['ended']:,} ended"


def _at(moment: str) -> str:
    """A moment (RFC 3339, UTC) as people read it, to the second."""
    return moment[:19].replace("T", " ")
