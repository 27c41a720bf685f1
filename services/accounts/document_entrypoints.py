"""What accounts does about documents of clients."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.entrypoints import Calls, Configured, Data, every, rpc
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from contracts import accounts
from services.accounts.documents import (
    checked_senders,
    decided_mails,
    document_pages,
    drawn_pages,
    due_receipts,
    removed_documents,
    sender_settings,
    uploaded_documents,
)
from services.accounts.documents.malware_scanner import Scanner
from services.accounts.documents.sealed_contents import SealedContents


class Documents:
    """Entrypoints only, of `service.Accounts`."""

    database: Database = Data()
    calls: RpcClient = Calls()
    contents: SealedContents = Configured("contents")
    scanner: Scanner = Configured("scanner")

    @rpc(accounts.BEGIN_DOCUMENT)
    def begin_document(self, request: Request[accounts.BeginDocument]) -> accounts.DocumentBegun:
        return uploaded_documents.begin(self.database, self.calls, self.contents, request)

    @rpc(accounts.RECEIVE_DOCUMENT_PART)
    def receive_document_part(self, request: Request[accounts.ReceiveDocumentPart]) -> accounts.Document:
        return uploaded_documents.receive_part(
            self.database, self.calls, self.contents, self.scanner, request
        )

    @rpc(accounts.GET_DOCUMENT)
    def get_document(self, request: Request[accounts.GetDocument]) -> accounts.Document:
        return document_pages.get(self.database, self.calls, self.contents, request.caller, request.data)

    @rpc(accounts.GET_DOCUMENT_PART)
    def get_document_part(self, request: Request[accounts.GetDocumentPart]) -> accounts.DocumentPart:
        return document_pages.part(self.database, self.calls, self.contents, request.caller, request.data)

    @rpc(accounts.DRAW_DOCUMENT_PAGE)
    def draw_document_page(self, request: Request[accounts.DrawDocumentPage]) -> accounts.DrawnPage:
        return drawn_pages.draw(self.database, self.calls, self.contents, request)

    @rpc(accounts.LIST_DOCUMENTS)
    def list_documents(self, request: Request[accounts.ListDocuments]) -> accounts.DocumentPage:
        return document_pages.page(self.database, self.calls, self.contents, request.caller, request.data)

    @rpc(accounts.DELETE_DOCUMENT)
    def delete_document(self, request: Request[accounts.GetDocument]) -> None:
        removed_documents.remove(self.database, self.calls, request)

    @rpc(accounts.RESTORE_DOCUMENT)
    def restore_document(self, request: Request[accounts.GetDocument]) -> accounts.Document:
        return removed_documents.restore(self.database, self.calls, self.contents, request)

    @rpc(accounts.GET_DOCUMENT_SENDERS)
    def get_document_senders(self, request: Request[accounts.GetDocumentSenders]) -> accounts.DocumentSenders:
        return sender_settings.get(
            self.database, self.calls, self.contents.vault, request.caller, request.data.client_id
        )

    @rpc(accounts.CHANGE_DOCUMENT_SENDERS)
    def change_document_senders(
        self, request: Request[accounts.ChangeDocumentSenders]
    ) -> accounts.DocumentSenders:
        return sender_settings.change(self.database, self.calls, self.contents.vault, request)

    @rpc(accounts.FORGET_SENDER)
    def forget_sender(self, request: Request[accounts.ForgetSender]) -> None:
        sender_settings.forget(self.database, self.calls, request)

    @rpc(accounts.ACCEPT_DOCUMENT)
    def accept_document(self, request: Request[accounts.AcceptDocument]) -> accounts.DocumentPage:
        return decided_mails.accept(self.database, self.calls, self.contents, request)

    @rpc(accounts.REFUSE_DOCUMENT)
    def refuse_document(self, request: Request[accounts.GetDocument]) -> None:
        decided_mails.refuse(self.database, self.calls, request)

    @every(5)
    def tell_known_senders(self) -> None:
        due_receipts.tell(self.database, self.calls, self.contents.vault)

    @every(5)
    def accept_known_senders(self) -> None:
        checked_senders.accept_known(self.database, self.calls, self.contents.vault)

    @every(600)
    def remove_old_documents(self) -> None:
        removed_documents.remove_for_good(self.database, self.contents, now())
