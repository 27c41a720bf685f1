"""The accounts service: practices, client accounts, and the process of creating them."""

from __future__ import annotations

from collections.abc import Mapping

from environs import Env

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.entrypoints import Calls, Configured, Data, every, rpc, works_off
from chassis.messaging.catching_up import caught_up
from chassis.process import settings
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import accounts
from contracts.accounts.client_states import ClientStatus
from contracts.invitations.sent_invitations import Invitation
from contracts.messages import NoArguments
from services.accounts import reference_data
from services.accounts.bulk_entrypoints import BulkInvitations
from services.accounts.client_lists import (
    client_counts,
    client_crns,
    client_export,
    client_pages,
    duplicate_clients,
    hidden_clients,
)
from services.accounts.clients import (
    archiving_clients,
    client_guide,
    client_invitations,
    client_settings,
    client_view,
    client_words,
    extract_addresses,
    own_account,
    self_employed,
)
from services.accounts.document_entrypoints import Documents
from services.accounts.documents import document_pages, malware_scanner, store_settings, threaded_store
from services.accounts.documents.sealed_contents import SealedContents
from services.accounts.drafts import clients_from_drafts, kept_drafts
from services.accounts.event_handlers import EventHandlers
from services.accounts.home import practice_home
from services.accounts.imports import import_decisions, import_jobs, import_records, import_rows, unread_files
from services.accounts.imports.columns import import_template
from services.accounts.new_clients import client_sync, creating_clients
from services.accounts.onboarding import overdue_steps
from services.accounts.practices import practice_settings
from services.accounts.projections import sessions
from services.accounts.request_entrypoints import PracticeRequests
from services.accounts.table_entrypoints import ImportTables
from services.accounts.view_entrypoints import SavedViews


class Accounts(EventHandlers, BulkInvitations, PracticeRequests, ImportTables, Documents, SavedViews):
    """Entrypoints only: load, call, dump."""

    name = accounts.NAME
    database: Database = Data()
    calls: RpcClient = Calls()
    extract_domain: str = Configured("extract_domain")
    vault: Vault = Configured("vault")

    @rpc(accounts.REGISTER_PRACTICE)
    def register_practice(self, request: Request[accounts.RegisterPractice]) -> accounts.Registered:
        return practice_settings.register(self.database, self.calls, request)

    @rpc(accounts.GET_PRACTICE)
    def get_practice(self, request: Request[NoArguments]) -> accounts.Practice:
        return practice_settings.get(self.database, request.caller)

    @rpc(accounts.GET_OWN_PRACTICE)
    def get_own_practice(self, request: Request[NoArguments]) -> accounts.OwnPractice:
        return own_account.practice_of(self.database, self.calls, request.caller)

    @rpc(accounts.CHANGE_PRACTICE)
    def change_practice(self, request: Request[accounts.PracticeChange]) -> accounts.Practice:
        return practice_settings.change(self.database, request)

    @rpc(accounts.CREATE_CLIENT)
    def create_client(self, request: Request[creating_clients.AnyClient]) -> accounts.Client:
        return creating_clients.create(
            self.database, self.calls, self.vault, request, request.data, self.extract_domain
        )

    @rpc(accounts.CHANGE_CLIENT)
    def change_client(self, request: Request[accounts.ChangeClient]) -> accounts.Client:
        if request.caller.kind == "client":
            return own_account.change(self.database, self.calls, self.vault, request, self.extract_domain)
        return client_settings.change(self.database, self.vault, request, self.extract_domain)

    @rpc(accounts.ARCHIVE_CLIENT)
    def archive_client(self, request: Request[accounts.GetClient]) -> accounts.Client:
        return archiving_clients.put(self.database, request, ClientStatus.ARCHIVED, self.extract_domain)

    @rpc(accounts.RESTORE_CLIENT)
    def restore_client(self, request: Request[accounts.GetClient]) -> accounts.Client:
        return archiving_clients.put(self.database, request, ClientStatus.ACTIVE, self.extract_domain)

    @rpc(accounts.DELETE_CLIENT)
    def delete_client(self, request: Request[accounts.DeleteClient]) -> None:
        archiving_clients.remove(self.database, self.calls, request)

    @rpc(accounts.RESOLVE_EXTRACT_EMAIL)
    def resolve_extract_email(
        self, request: Request[accounts.ResolveExtractEmail]
    ) -> accounts.ExtractEmailResolved:
        return extract_addresses.resolve(self.database, request.data.address, self.extract_domain)

    @rpc(accounts.CHECK_DUPLICATES)
    def check_duplicates(self, request: Request[accounts.CheckDuplicates]) -> accounts.Duplicates:
        return duplicate_clients.check(self.database, self.vault, request.caller, request.data)

    @rpc(accounts.FIND_BY_NUMBER)
    def find_by_number(self, request: Request[accounts.FindByNumber]) -> accounts.KnownCompanies:
        return duplicate_clients.by_number(self.database, request.caller, request.data.company_numbers)

    @rpc(accounts.BEGIN_DRAFT)
    def begin_draft(self, request: Request[accounts.DraftAnswers]) -> accounts.Draft:
        return kept_drafts.begin(self.database, self.vault, request)

    @rpc(accounts.CHANGE_DRAFT)
    def change_draft(self, request: Request[accounts.ChangeDraft]) -> accounts.Draft:
        return kept_drafts.change(self.database, self.vault, request)

    @rpc(accounts.GET_DRAFT)
    def get_draft(self, request: Request[accounts.GetDraft]) -> accounts.Draft:
        return kept_drafts.get(self.database, self.vault, request.caller, request.data.draft_id)

    @rpc(accounts.LIST_DRAFTS)
    def list_drafts(self, request: Request[accounts.ListDrafts]) -> accounts.DraftPage:
        return kept_drafts.page(self.database, request.caller, request.data)

    @rpc(accounts.DELETE_DRAFT)
    def delete_draft(self, request: Request[accounts.GetDraft]) -> None:
        kept_drafts.remove(self.database, request)

    @rpc(accounts.CREATE_FROM_DRAFT)
    def create_from_draft(self, request: Request[accounts.GetDraft]) -> accounts.Client:
        return clients_from_drafts.create(self.database, self.calls, self.vault, request, self.extract_domain)

    @rpc(accounts.SYNC_CLIENTS)
    def sync_clients(self, request: Request[accounts.SyncClients]) -> accounts.SyncedClients:
        return client_sync.sync(self.database, self.calls, self.vault, request)

    @rpc(accounts.GET_CLIENT)
    def get_client(self, request: Request[accounts.GetClient]) -> accounts.Client:
        client_id = request.data.client_id
        if request.caller.kind == "client":
            return own_account.get(self.database, self.calls, request.caller, client_id, self.extract_domain)
        return client_view.get(self.database, request.caller, client_id, self.extract_domain)

    @rpc(accounts.LIST_CLIENTS)
    def list_clients(self, request: Request[accounts.ListClients]) -> accounts.ClientPage:
        return client_pages.page(self.database, request.caller, request.data, self.extract_domain)

    @rpc(accounts.FIND_BY_CRN)
    def find_by_crn(self, request: Request[accounts.FindByCrn]) -> accounts.FoundByCrn:
        return hidden_clients.by_crn(self.database, request.caller, request.data)

    @rpc(accounts.FIND_CRNS)
    def find_crns(self, request: Request[accounts.FindCrns]) -> accounts.FoundCrns:
        return client_crns.find(self.database, request.caller, request.data)

    @rpc(accounts.COUNT_CLIENTS)
    def count_clients(self, request: Request[accounts.CountClients]) -> accounts.ClientCounts:
        return client_counts.count(self.database, request.caller, request.data.status)

    @rpc(accounts.GET_HOME)
    def get_home(self, request: Request[NoArguments]) -> accounts.Home:
        return practice_home.of(self.database, self.vault, request.caller)

    @rpc(accounts.EXPORT_CLIENTS)
    def export_clients(self, request: Request[accounts.ExportClients]) -> accounts.Exported:
        return client_export.part(self.database, request.caller, request.data, self.extract_domain)

    @rpc(accounts.INVITE_TO_CLIENT)
    def invite_to_client(self, request: Request[accounts.InviteToClient]) -> Invitation:
        return client_invitations.invite(self.database, self.calls, request)

    @rpc(accounts.GET_REFERENCE)
    def get_reference(self, request: Request[accounts.GetReference]) -> accounts.Reference:
        return reference_data.find(request.data["kind"], request.data.get("q"))

    @rpc(accounts.GET_GUIDE)
    def get_guide(self, request: Request[accounts.GetClient]) -> accounts.Guide:
        client_id = request.data.client_id
        client = client_view.get(self.database, request.caller, client_id, self.extract_domain)
        return client_guide.of(client, has_documents=document_pages.has_any(self.database, client_id))

    @rpc(accounts.RECEIVE_FILE)
    def receive_file(self, request: Request[accounts.ReceiveFile]) -> accounts.Import:
        return import_decisions.receive(self.database, request)

    @rpc(accounts.RECEIVE_FILE_PART)
    def receive_file_part(self, request: Request[accounts.ReceivePart]) -> accounts.Import:
        return import_decisions.receive_part(self.database, self.vault, request)

    @rpc(accounts.GET_IMPORT)
    def get_import(self, request: Request[accounts.GetImport]) -> accounts.Import:
        return import_records.get(self.database, request.caller, request.data.import_id)

    @rpc(accounts.LIST_IMPORTS)
    def list_imports(self, request: Request[accounts.ListImports]) -> accounts.ImportPage:
        return import_records.page(self.database, request.caller, request.data)

    @rpc(accounts.GET_IMPORT_TEMPLATE)
    def get_import_template(self, request: Request[accounts.GetTemplate]) -> accounts.Template:
        return import_template.of(self.database, request.caller, request.data.format)

    @rpc(accounts.MAP_COLUMNS)
    def settle_import(self, request: Request[accounts.MapColumns]) -> accounts.Import:
        return import_decisions.map_columns(self.database, request)

    @rpc(accounts.START_IMPORT)
    def start_import(self, request: Request[accounts.GetImport]) -> accounts.Import:
        return import_decisions.start(self.database, request)

    @rpc(accounts.RESUME_IMPORT)
    def resume_import(self, request: Request[accounts.GetImport]) -> accounts.Import:
        return import_decisions.resume(self.database, request)

    @rpc(accounts.UNDO_IMPORT)
    def undo_import(self, request: Request[accounts.GetImport]) -> accounts.Import:
        return import_decisions.undo(self.database, request)

    @rpc(accounts.DELETE_IMPORT)
    def delete_import(self, request: Request[accounts.GetImport]) -> None:
        import_decisions.remove(self.database, request)

    @rpc(accounts.LIST_IMPORT_ROWS)
    def list_import_rows(self, request: Request[accounts.ListRows]) -> accounts.RowPage:
        return import_rows.page(self.database, self.vault, request.caller, request.data)

    @rpc(accounts.EXPORT_IMPORT_FAILURES)
    def export_import_failures(self, request: Request[accounts.GetImport]) -> accounts.Failures:
        return import_rows.failures(self.database, self.vault, request.caller, request.data.import_id)

    @works_off(unread_files.UNREAD.due, import_jobs.DUE)
    def work_off_imports(self) -> bool:
        return import_jobs.work_off_some(self.database, self.calls, self.vault)

    @rpc(accounts.CATCH_UP)
    def catch_up(self, request: Request[accounts.CatchUp]) -> accounts.CaughtUp:
        return {"caught_up": caught_up(self.database, request.data.message_ids)}

    @every(10)
    def order_steps_again(self) -> None:
        overdue_steps.order_again(self.database)
        overdue_steps.count_attention(self.database)

    @every(3600)
    def seal_numbers_anew(self) -> None:
        self_employed.seal_anew(self.database, self.vault)

    @every(3600)
    def forget_old_imports(self) -> None:
        import_records.forget_old(self.database, now())

    @every(3600)
    def forget_expired_drafts(self) -> None:
        kept_drafts.forget_expired(self.database, now())

    @every(60)
    def let_all_clients_be_found(self) -> None:
        client_words.index_missing(self.database)

    @every(300)
    def forget_ended_sessions(self) -> None:
        sessions.forget_ended_sessions(self.database, now())


def prepare(env: Env) -> Mapping[str, object]:
    """The parts of this service that its settings decide."""
    vault = settings.vault(env)
    store = threaded_store.green(store_settings.of(env))
    store_settings.try_out(store)
    contents = SealedContents(store, vault)
    return {
        "extract_domain": env.str("EXTRACT_DOMAIN", "extract.clientele.example"),
        "vault": vault,
        "scanner": malware_scanner.of(env.str("CLAMD_URL", "")),
        "contents": contents,
        "checks": {"documents": contents.check},
    }
