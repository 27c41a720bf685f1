"""What access answers about requests to see a client, about who has been given it, and of notices."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Configured, Data, every, rpc
from chassis.rpc.request import Request
from contracts import access
from services.access.access_history import client_history, colleague_history
from services.access.access_requests import (
    access_summary,
    decided_requests,
    ended_requests,
    new_requests,
    request_views,
    waiting_requests,
)
from services.access.client_access import end_notices, ended_grants
from services.access.notices import digests, own_notices
from services.access.passwords import try_limits


class AccessRequests:
    """Entrypoints only, of `service.Access`."""

    database: Database = Data()
    access_requests: try_limits.Limit = Configured("access_requests")

    @rpc(access.GET_CLIENT_ACCESS)
    def get_client_access(self, request: Request[access.GetClientAccess]) -> access.ShownAccess:
        if request.data.at is not None:
            return client_history.of(self.database, request.caller, request.data.client_id, request.data.at)
        return waiting_requests.with_access(self.database, request.caller, request.data.client_id)

    @rpc(access.GET_COLLEAGUE_ACCESS)
    def get_colleague_access(self, request: Request[access.GetColleagueAccess]) -> access.ColleagueAccess:
        return colleague_history.of(self.database, request.caller, request.data)

    @rpc(access.GET_ACCESS_SUMMARY)
    def get_access_summary(self, request: Request[access.GetAccessSummary]) -> access.AccessSummary:
        return access_summary.of(self.database, request.caller, request.data)

    @rpc(access.REQUEST_ACCESS)
    def request_access(self, request: Request[access.RequestAccess]) -> access.AccessRequest:
        return new_requests.request(self.database, self.access_requests, request)

    @rpc(access.LIST_ACCESS_REQUESTS)
    def list_access_requests(self, request: Request[access.ListAccessRequests]) -> access.AccessRequestPage:
        return request_views.page(self.database, request.caller, request.data)

    @rpc(access.GET_ACCESS_REQUEST)
    def get_access_request(self, request: Request[access.OneAccessRequest]) -> access.AccessRequest:
        return request_views.get(self.database, request.caller, request.data.request_id)

    @rpc(access.APPROVE_ACCESS)
    def approve_access(self, request: Request[access.ApproveAccess]) -> access.AccessRequestWithMessages:
        return decided_requests.approve(self.database, request)

    @rpc(access.DECLINE_ACCESS)
    def decline_access(self, request: Request[access.DeclineAccess]) -> access.AccessRequest:
        return decided_requests.decline(self.database, request)

    @rpc(access.WITHDRAW_ACCESS_REQUEST)
    def withdraw_access_request(self, request: Request[access.OneAccessRequest]) -> access.AccessRequest:
        return decided_requests.withdraw(self.database, request)

    @rpc(access.LIST_NOTICES)
    def list_notices(self, request: Request[access.ListNotices]) -> access.NoticePage:
        return own_notices.page(self.database, request.caller, request.data)

    @rpc(access.READ_NOTICES)
    def read_notices(self, request: Request[access.ReadNotices]) -> access.UnreadNotices:
        return own_notices.read(self.database, request)

    @rpc(access.CHOOSE_NOTICE_DIGEST)
    def choose_notice_digest(self, request: Request[access.ChooseDigest]) -> access.ChosenDigest:
        return digests.choose(self.database, request)

    @every(60)
    def order_digests(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = digests.send_one(uow)

    @every(5)
    def end_grants(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = ended_grants.end_some(uow)

    @every(30)
    def notice_ending_grants(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = end_notices.notice_some(uow)

    @every(30)
    def expire_access_requests(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = ended_requests.expire_one(uow)
