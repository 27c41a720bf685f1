"""The accounts service: practices, client accounts, and the process of creating them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from environs import EnvError

from chassis.catching_up import caught_up
from chassis.database import Database
from chassis.entrypoints import Calls, Configured, Data, every, handles, rpc, works_off
from chassis.rpc.asked import Asked
from chassis.rpc.client import RpcClient
from chassis.settings import Settings, SettingsError, environment, one_line
from chassis.vault import Vault
from chassis.work import Work, now
from contracts import accounts
from contracts.access import events as access_events
from contracts.connections import events as connection_events
from contracts.invitations import events as invitation_events
from services.accounts import (
    changing,
    counting,
    creating,
    creating_from_draft,
    drafts,
    duplicates,
    exporting,
    extract_address,
    guide,
    import_records,
    import_rows,
    importing,
    imports,
    inviting,
    listing,
    onboarding,
    own_account,
    practices,
    projecting,
    reading,
    reference,
    requesting,
    retiring,
    searching,
    self_employed,
    standing,
    syncing,
)

Told = dict[str, Any]


class Accounts:
    """Entrypoints only: load, call, dump."""

    name = accounts.NAME
    database: Database = Data()
    calls: RpcClient = Calls()
    extract_domain: str = Configured("extract_domain")
    vault: Vault = Configured("vault")

    @rpc(accounts.REGISTER_PRACTICE)
    def register_practice(self, asked: Asked) -> Told:
        return practices.register(self.database, self.calls, asked)

    @rpc(accounts.GET_PRACTICE)
    def get_practice(self, asked: Asked) -> Told:
        return practices.get(self.database, asked.caller)

    @rpc(accounts.CHANGE_PRACTICE)
    def change_practice(self, asked: Asked) -> Told:
        return practices.change(self.database, asked)

    @rpc(accounts.CREATE_CLIENT)
    def create_client(self, asked: Asked) -> Told:
        return creating.create(self.database, self.calls, self.vault, asked, self.extract_domain)

    @rpc(accounts.CHANGE_CLIENT)
    def change_client(self, asked: Asked) -> Told:
        if asked.caller.kind == "client":
            return own_account.change(self.database, self.calls, self.vault, asked, self.extract_domain)
        return changing.change(self.database, self.vault, asked, self.extract_domain)

    @rpc(accounts.ARCHIVE_CLIENT)
    def archive_client(self, asked: Asked) -> Told:
        return retiring.put(self.database, asked, "archived", self.extract_domain)

    @rpc(accounts.RESTORE_CLIENT)
    def restore_client(self, asked: Asked) -> Told:
        return retiring.put(self.database, asked, "active", self.extract_domain)

    @rpc(accounts.DELETE_CLIENT)
    def delete_client(self, asked: Asked) -> None:
        retiring.remove(self.database, self.calls, asked)

    @rpc(accounts.RESOLVE_EXTRACT_EMAIL)
    def resolve_extract_email(self, asked: Asked) -> Told:
        return extract_address.resolve(self.database, asked.data["address"], self.extract_domain)

    @rpc(accounts.CHECK_DUPLICATES)
    def check_duplicates(self, asked: Asked) -> Told:
        return duplicates.check(self.database, self.vault, asked.caller, asked.data)

    @rpc(accounts.BEGIN_DRAFT)
    def begin_draft(self, asked: Asked) -> Told:
        return drafts.begin(self.database, self.vault, asked)

    @rpc(accounts.CHANGE_DRAFT)
    def change_draft(self, asked: Asked) -> Told:
        return drafts.change(self.database, self.vault, asked)

    @rpc(accounts.GET_DRAFT)
    def get_draft(self, asked: Asked) -> Told:
        return drafts.get(self.database, self.vault, asked.caller, asked.data["draft_id"])

    @rpc(accounts.LIST_DRAFTS)
    def list_drafts(self, asked: Asked) -> Told:
        return drafts.page(self.database, asked.caller, asked.data)

    @rpc(accounts.DELETE_DRAFT)
    def delete_draft(self, asked: Asked) -> None:
        drafts.remove(self.database, asked)

    @rpc(accounts.CREATE_FROM_DRAFT)
    def create_from_draft(self, asked: Asked) -> Told:
        return creating_from_draft.create(self.database, self.calls, self.vault, asked, self.extract_domain)

    @rpc(accounts.SYNC_CLIENTS)
    def sync_clients(self, asked: Asked) -> Told:
        return syncing.sync(self.database, self.calls, self.vault, asked)

    @rpc(accounts.GET_CLIENT)
    def get_client(self, asked: Asked) -> Told:
        if asked.caller.kind == "client":
            wanted = asked.data["client_id"]
            return own_account.get(self.database, self.calls, asked.caller, wanted, self.extract_domain)
        return reading.get(self.database, asked.caller, asked.data["client_id"], self.extract_domain)

    @rpc(accounts.LIST_CLIENTS)
    def list_clients(self, asked: Asked) -> Told:
        return listing.page(self.database, asked.caller, asked.data, self.extract_domain)

    @rpc(accounts.COUNT_CLIENTS)
    def count_clients(self, asked: Asked) -> Told:
        return counting.count(self.database, asked.caller, asked.data["status"])

    @rpc(accounts.EXPORT_CLIENTS)
    def export_clients(self, asked: Asked) -> Told:
        return exporting.part(self.database, asked.caller, asked.data, self.extract_domain)

    @rpc(accounts.INVITE_TO_CLIENT)
    def invite_to_client(self, asked: Asked) -> Told:
        return inviting.invite(self.database, self.calls, asked)

    @rpc(accounts.GET_REFERENCE)
    def get_reference(self, asked: Asked) -> Told:
        return reference.find(asked.data["kind"], asked.data.get("q"))

    @rpc(accounts.GET_GUIDE)
    def get_guide(self, asked: Asked) -> Told:
        client_id = asked.data["client_id"]
        return guide.of(reading.get(self.database, asked.caller, client_id, self.extract_domain))

    @rpc(accounts.RECEIVE_FILE)
    def receive_file(self, asked: Asked) -> Told:
        return imports.receive(self.database, asked)

    @rpc(accounts.RECEIVE_FILE_PART)
    def receive_file_part(self, asked: Asked) -> Told:
        return imports.receive_part(self.database, self.vault, asked)

    @rpc(accounts.GET_IMPORT)
    def get_import(self, asked: Asked) -> Told:
        return import_records.get(self.database, asked.caller, asked.data["import_id"])

    @rpc(accounts.LIST_IMPORTS)
    def list_imports(self, asked: Asked) -> Told:
        return import_records.page(self.database, asked.caller, asked.data)

    @rpc(accounts.SETTLE_IMPORT)
    def settle_import(self, asked: Asked) -> Told:
        return imports.settle(self.database, asked)

    @rpc(accounts.START_IMPORT)
    def start_import(self, asked: Asked) -> Told:
        return imports.start(self.database, asked)

    @rpc(accounts.RESUME_IMPORT)
    def resume_import(self, asked: Asked) -> Told:
        return imports.resume(self.database, asked)

    @rpc(accounts.UNDO_IMPORT)
    def undo_import(self, asked: Asked) -> Told:
        return imports.undo(self.database, asked)

    @rpc(accounts.DELETE_IMPORT)
    def delete_import(self, asked: Asked) -> None:
        imports.remove(self.database, asked)

    @rpc(accounts.LIST_IMPORT_ROWS)
    def list_import_rows(self, asked: Asked) -> Told:
        return import_rows.page(self.database, self.vault, asked.caller, asked.data)

    @rpc(accounts.EXPORT_IMPORT_FAILURES)
    def export_import_failures(self, asked: Asked) -> Told:
        return import_rows.failures(self.database, self.vault, asked.caller, asked.data["import_id"])

    @rpc(accounts.REQUEST_PRACTICE)
    def request_practice(self, asked: Asked) -> Told:
        return requesting.ask(self.database, self.calls, asked)

    @rpc(accounts.LIST_PRACTICE_REQUESTS)
    def list_practice_requests(self, asked: Asked) -> Told:
        return requesting.page(self.database, self.calls, asked.caller, asked.data)

    @rpc(accounts.ACCEPT_PRACTICE_REQUEST)
    def accept_practice_request(self, asked: Asked) -> Told:
        return requesting.accept(self.database, asked, self.extract_domain)

    @rpc(accounts.DECLINE_PRACTICE_REQUEST)
    def decline_practice_request(self, asked: Asked) -> Told:
        return requesting.decline(self.database, asked)

    @works_off()
    def work_off_imports(self) -> bool:
        return importing.work_off_some(self.database, self.calls, self.vault)

    @rpc(accounts.CATCH_UP)
    def catch_up(self, asked: Asked) -> Told:
        return {"caught_up": caught_up(self.database, asked.data["message_ids"])}

    @handles(access_events.COLLEAGUE_CHANGED)
    def note_colleague(self, work: Work, data: Told) -> None:
        standing.note_member(work, data)
        projecting.note_removed_colleague(work, data)

    @handles(access_events.TEAM_CHANGED)
    def note_team(self, work: Work, data: Told) -> None:
        projecting.note_team(work, data)

    @handles(access_events.SESSION_REVOKED)
    def note_ended_session(self, work: Work, data: Told) -> None:
        standing.note_ended_session(work, data)

    @handles(access_events.CLIENT_ACCESS_CHANGED)
    def note_access(self, work: Work, data: Told) -> None:
        projecting.note_access(work, data)

    @handles(invitation_events.INVITATION_SENT)
    def note_sent_invitation(self, work: Work, data: Told) -> None:
        projecting.note_invitation(work, data)

    @handles(invitation_events.INVITATION_FAILED)
    def note_failed_invitation(self, work: Work, data: Told) -> None:
        projecting.note_invitation(work, data)

    @handles(invitation_events.INVITATION_ACCEPTED)
    def note_accepted_invitation(self, work: Work, data: Told) -> None:
        projecting.note_invitation(work, data)

    @handles(invitation_events.INVITATION_EXPIRED)
    def note_expired_invitation(self, work: Work, data: Told) -> None:
        projecting.note_invitation(work, data)

    @handles(invitation_events.INVITATION_DELIVERED)
    def note_delivered_invitation(self, work: Work, data: Told) -> None:
        projecting.note_invitation(work, data)

    @handles(invitation_events.INVITATION_RESENT)
    def note_resent_invitation(self, work: Work, data: Told) -> None:
        projecting.note_invitation(work, data)

    @handles(invitation_events.INVITATION_REVOKED)
    def note_revoked_invitation(self, work: Work, data: Told) -> None:
        projecting.note_invitation(work, data)

    @handles(connection_events.CONNECTION_ESTABLISHED)
    def note_connection(self, work: Work, data: Told) -> None:
        projecting.note_connection(work, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, work: Work, data: Told) -> None:
        projecting.note_connection(work, data)

    @handles(connection_events.CONNECTION_CLOSED)
    def note_closed_connection(self, work: Work, data: Told) -> None:
        projecting.note_connection(work, data)

    @handles(connection_events.CONNECTION_REFUSED)
    def note_refused_connection(self, work: Work, data: Told) -> None:
        projecting.note_refused_connection(work, data)

    @every(10)
    def order_steps_again(self) -> None:
        onboarding.order_again(self.database)
        onboarding.count_attention(self.database)

    @every(3600)
    def seal_numbers_anew(self) -> None:
        self_employed.seal_anew(self.database, self.vault)

    @every(3600)
    def forget_old_imports(self) -> None:
        import_records.forget_old(self.database, now())

    @every(3600)
    def forget_expired_drafts(self) -> None:
        drafts.forget_expired(self.database, now())

    @every(60)
    def let_all_clients_be_found(self) -> None:
        searching.index_missing(self.database)

    @every(300)
    def forget_ended_sessions(self) -> None:
        standing.forget_ended_sessions(self.database, now())


def prepare(_settings: Settings) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    env = environment()
    try:
        keys: list[str] = env.list("SECRET_KEYS")
        domain = env.str("EXTRACT_DOMAIN", "extract.clientele.example")
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    try:
        vault = Vault(keys)
    except ValueError:
        raise SettingsError("CLIENTELE_SECRET_KEYS: not base64url keys of 32 bytes") from None
    return {"extract_domain": domain, "vault": vault}
