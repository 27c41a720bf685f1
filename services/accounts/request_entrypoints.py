"""What accounts answers about practices' links, and about who asks to be taken on."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.entrypoints import Calls, Configured, Data, every, rpc
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import accounts
from contracts.messages import NoArguments
from services.accounts.practice_requests import (
    client_requests,
    decided_requests,
    new_client_records,
    new_client_requests,
    request_records,
)
from services.accounts.practices import practice_links


class PracticeRequests:
    """Entrypoints only, of `service.Accounts`."""

    database: Database = Data()
    calls: RpcClient = Calls()
    vault: Vault = Configured("vault")
    extract_domain: str = Configured("extract_domain")

    @rpc(accounts.GET_PRACTICE_LINK)
    def get_practice_link(self, request: Request[NoArguments]) -> accounts.PracticeLink:
        return practice_links.get(self.database, request.caller)

    @rpc(accounts.CHANGE_PRACTICE_LINK)
    def change_practice_link(self, request: Request[accounts.ChangePracticeLink]) -> accounts.PracticeLink:
        return practice_links.change(self.database, self.calls, request)

    @rpc(accounts.LOOK_UP_PRACTICE_LINK)
    def look_up_practice_link(self, request: Request[accounts.LookUpLink]) -> accounts.LinkFound:
        return practice_links.look_up(self.database, request.data.handle)

    @rpc(accounts.BEGIN_REQUEST)
    def begin_request(self, request: Request[accounts.BeginRequest]) -> None:
        new_client_requests.begin(self.database, self.calls, request)

    @rpc(accounts.OPEN_REQUEST)
    def open_request(self, request: Request[accounts.OpenRequest]) -> accounts.OpenedRequest:
        return new_client_requests.open_form(self.database, self.calls, request)

    @rpc(accounts.REQUEST_AS_NEW_CLIENT)
    def request_as_new_client(self, request: Request[accounts.AnyNewClient]) -> accounts.Requested:
        return new_client_requests.submit(self.database, self.calls, self.vault, request)

    @rpc(accounts.REQUEST_PRACTICE)
    def request_practice(self, request: Request[accounts.RequestPractice]) -> accounts.PracticeRequest:
        return client_requests.ask(self.database, self.calls, request)

    @rpc(accounts.LIST_PRACTICE_REQUESTS)
    def list_practice_requests(self, request: Request[accounts.ListRequests]) -> accounts.PracticeRequestPage:
        return request_records.page(self.database, self.calls, self.vault, request.caller, request.data)

    @rpc(accounts.GET_PRACTICE_REQUEST)
    def get_practice_request(self, request: Request[accounts.GetRequest]) -> accounts.ExaminedRequest:
        return request_records.get(
            self.database, self.calls, self.vault, request.caller, request.data.request_id
        )

    @rpc(accounts.COMPARE_PRACTICE_REQUESTS)
    def compare_practice_requests(
        self, request: Request[accounts.CompareRequests]
    ) -> accounts.ComparedRequests:
        return request_records.compare(self.database, self.vault, request.caller, request.data.request_ids)

    @rpc(accounts.ACCEPT_PRACTICE_REQUEST)
    def accept_practice_request(self, request: Request[accounts.AcceptRequest]) -> accounts.Client:
        return decided_requests.accept(self.database, self.calls, self.vault, request, self.extract_domain)

    @rpc(accounts.DECLINE_PRACTICE_REQUEST)
    def decline_practice_request(self, request: Request[accounts.DeclineRequest]) -> accounts.PracticeRequest:
        return decided_requests.decline(self.database, self.vault, request)

    @every(3600)
    def expire_new_client_requests(self) -> None:
        new_client_records.expire(self.database, now())
