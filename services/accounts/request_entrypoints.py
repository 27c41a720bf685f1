"""What accounts answers about practices' links, and about who asks to be taken on."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Calls, Configured, Data, rpc
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from contracts import accounts
from contracts.messages import NoArguments
from services.accounts.practice_requests import client_requests, request_records
from services.accounts.practices import practice_links


class PracticeRequests:
    """Entrypoints only, of `service.Accounts`."""

    database: Database = Data()
    calls: RpcClient = Calls()
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

    @rpc(accounts.REQUEST_PRACTICE)
    def request_practice(self, request: Request[accounts.RequestPractice]) -> accounts.PracticeRequest:
        return client_requests.ask(self.database, self.calls, request)

    @rpc(accounts.LIST_PRACTICE_REQUESTS)
    def list_practice_requests(self, request: Request[accounts.ListRequests]) -> accounts.PracticeRequestPage:
        return request_records.page(self.database, self.calls, request.caller, request.data)

    @rpc(accounts.ACCEPT_PRACTICE_REQUEST)
    def accept_practice_request(self, request: Request[accounts.AcceptRequest]) -> accounts.Client:
        return client_requests.accept(self.database, request, self.extract_domain)

    @rpc(accounts.DECLINE_PRACTICE_REQUEST)
    def decline_practice_request(self, request: Request[accounts.DeclineRequest]) -> accounts.PracticeRequest:
        return client_requests.decline(self.database, request)
