"""What access knows of the rows that come next, looked up before they are held."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chassis.security.vault import Vault
from contracts import access, addresses
from contracts.access.email_lookups import MOST_EMAILS
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
    `colleagues` are ids by address; `users` the addresses that are users', None where that was not asked.
    """

    import_id: str
    done: int
    occupied: Mapping[str, bool] = field(default_factory=dict)
    colleagues: Mapping[str, str] = field(default_factory=dict)
    users: frozenset[str] | None = None

    def are_of(self, found: KeptImport) -> bool:
        """Whether these are the rows that are done now: another import may have come first."""
        return (self.import_id, self.done) == (found.id, found.done)


def of_rows(calls: Rpc, vault: Vault, found: KeptImport, rows: Sequence[KeptRow]) -> OutsideFacts:
    """What is known of these rows; nothing is asked that they do not need."""
    if found.state == ImportStatus.UNDOING:
        return OutsideFacts(found.id, found.done, occupied=_occupied(calls, rows))
    if found.kind != ImportKind.CLIENTS or not _named(found):
        return OutsideFacts(found.id, found.done)
    said = import_batch.said_in(vault, found, rows)
    return OutsideFacts(
        found.id,
        found.done,
        colleagues=_colleagues(calls, found.practice_id, said),
        users=_users(calls, found, said) if found.state == ImportStatus.CHECKING else None,
    )


def _named(found: KeptImport) -> bool:
    """Whether a column can have an address in it: most files are not opened a second time."""
    named = {column["field"] for column in found.columns}
    return bool(named & {"account_manager", "colleagues", "email", "invitee_email"})


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


def _users(calls: Rpc, found: KeptImport, said: Said) -> frozenset[str] | None:
    """Those to be invited who are users already, as far as their author may be told (product.md 4.3)."""
    emails = dict.fromkeys(email for row in said.values() for email in _invited(row))
    if not emails:
        return frozenset()
    author = import_records.acting(found).user_id
    try:
        users = access.look_up_emails(
            calls, practice_id=found.practice_id, user_id=author, emails=list(emails)[:MOST_EMAILS]
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
