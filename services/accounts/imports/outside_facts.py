"""What access knows of the rows that come next, looked up before they are held."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chassis.security.vault import Vault
from contracts import access, addresses
from contracts.access.email_lookups import MOST_EMAILS
from contracts.accounts.import_columns import responsibility_of
from contracts.accounts.import_states import ImportKind, ImportStatus
from contracts.errors import InvalidInput, RoleRequired, TooManyRequests
from contracts.messages import Rpc
from services.accounts.imports import import_batch, import_records
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.kept_rows import KeptRow
from services.accounts.imports.rows import row_access, row_contents, row_invitees

Said = Mapping[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class OutsideFacts:
    """Of the rows of one import from number `done` on. `occupied` says of each client whether it has users;
    `colleagues` are ids by address; `users` the addresses that are users', None where that was not asked;
    `known_users` says it of those that were looked up before.
    """

    import_id: str
    version: int
    done: int
    occupied: Mapping[str, bool] = field(default_factory=dict)
    colleagues: Mapping[str, str] = field(default_factory=dict)
    users: frozenset[str] | None = None
    known_users: Mapping[str, bool] = field(default_factory=dict)

    def are_of(self, found: KeptImport) -> bool:
        """Whether these are the rows that are done now: another import, or a change, may have come first."""
        return (self.import_id, self.version, self.done) == (found.id, found.version, found.done)


def of_rows(calls: Rpc, vault: Vault, found: KeptImport, rows: Sequence[KeptRow]) -> OutsideFacts:
    """What is known of these rows; nothing is asked that they do not need."""
    if found.state == ImportStatus.UNDOING:
        return OutsideFacts(found.id, found.version, found.done, occupied=_occupied(calls, rows))
    if found.kind != ImportKind.CLIENTS or not _named(found):
        return OutsideFacts(found.id, found.version, found.done)
    said = import_batch.said_in(vault, found, rows)
    known = _known_users(said, rows)
    return OutsideFacts(
        found.id,
        found.version,
        found.done,
        colleagues=_colleagues(calls, found.practice_id, said),
        users=_users(calls, found, said, known) if found.state == ImportStatus.CHECKING else None,
        known_users=known,
    )


def _named(found: KeptImport) -> bool:
    """Whether a column can have an address in it: most files are not opened a second time."""
    named = {column["field"] for column in found.columns}
    people = {"account_manager", "colleagues", "email", "invitee_email"}
    return bool(named & people) or any(responsibility_of(field) is not None for field in named)


def made_in(rows: Iterable[KeptRow]) -> list[str]:
    """The clients that these rows have made."""
    return [row.client_id for row in rows if row.result == "created" and row.client_id is not None]


def _occupied(calls: Rpc, rows: Sequence[KeptRow]) -> dict[str, bool]:
    made = made_in(rows)
    having: Container[str] = access.clients_with_users(calls, client_ids=made) if made else ()
    return {client_id: client_id in having for client_id in made}


def _colleagues(calls: Rpc, practice_id: str, said: Said) -> dict[str, str]:
    written = {email.casefold(): email for row in said.values() for email in row_access.emails_in(row)}
    emails = [email for email in written.values() if addresses.normalised(email)][:MOST_EMAILS]
    if not emails:
        return {}
    found = access.colleagues_by_email(calls, practice_id=practice_id, emails=emails)
    return {each["email"].casefold(): each["user_id"] for each in found}


def _known_users(said: Said, rows: Sequence[KeptRow]) -> dict[str, bool]:
    """Whether people are users, of rows that have not changed since that was looked up."""
    return {
        email.casefold(): row.existing_user
        for row in rows
        if row.existing_user is not None
        for email in _invited(said[row.number])
    }


def _users(calls: Rpc, found: KeptImport, said: Said, known: Container[str]) -> frozenset[str] | None:
    """Those to be invited who are users already, as far as their author may be told (product.md 4.3)."""
    invited = dict.fromkeys(email for row in said.values() for email in _invited(row))
    emails = [email for email in invited if email.casefold() not in known]
    if not emails:
        return frozenset()
    author = import_records.acting(found).user_id
    try:
        users = access.look_up_emails(
            calls, practice_id=found.practice_id, user_id=author, emails=emails[:MOST_EMAILS]
        )
    except (RoleRequired, TooManyRequests):
        # Who may add clients no more is told so by the check itself.
        return None
    return frozenset(email.casefold() for email in users)


def _invited(said: dict[str, str]) -> Iterable[str]:
    try:
        person = row_invitees.of(said, row_contents.type_of(said), "GB")
    except InvalidInput:
        return ()
    return () if person is None else (person.email,)
