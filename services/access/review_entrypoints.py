"""What access answers about reviews of who reaches what."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Data, every, rpc
from chassis.rpc.request import Request
from contracts import access
from services.access.access_reviews import (
    decided_lines,
    ended_reviews,
    line_views,
    new_reviews,
    review_file,
    review_snapshot,
    review_views,
)


class AccessReviews:
    """Entrypoints only, of `service.Access`."""

    database: Database = Data()

    @rpc(access.START_ACCESS_REVIEW)
    def start_access_review(self, request: Request[access.StartAccessReview]) -> access.AccessReview:
        return new_reviews.start(self.database, request)

    @rpc(access.LIST_ACCESS_REVIEWS)
    def list_access_reviews(self, request: Request[access.ListAccessReviews]) -> access.AccessReviewPage:
        return review_views.page(self.database, request.caller, request.data)

    @rpc(access.GET_ACCESS_REVIEW)
    def get_access_review(self, request: Request[access.OneAccessReview]) -> access.AccessReview:
        return review_views.get(self.database, request.caller, request.data.review_id)

    @rpc(access.LIST_REVIEWED_COLLEAGUES)
    def list_reviewed_colleagues(
        self, request: Request[access.ListReviewedColleagues]
    ) -> access.ReviewedColleaguePage:
        return review_views.colleagues(self.database, request.caller, request.data)

    @rpc(access.LIST_REVIEW_LINES)
    def list_review_lines(self, request: Request[access.ListReviewLines]) -> access.ReviewLinePage:
        return line_views.page(self.database, request.caller, request.data)

    @rpc(access.DECIDE_REVIEW_LINE)
    def decide_review_line(self, request: Request[access.DecideReviewLine]) -> access.ReviewLineWithMessages:
        return decided_lines.decide(self.database, request)

    @rpc(access.UNDO_REVIEW_DECISION)
    def undo_review_decision(self, request: Request[access.OneReviewLine]) -> access.ReviewLineWithMessages:
        return decided_lines.undo(self.database, request)

    @rpc(access.SIGN_OFF_ACCESS_REVIEW)
    def sign_off_access_review(self, request: Request[access.OneAccessReview]) -> access.AccessReview:
        return ended_reviews.sign_off(self.database, request)

    @rpc(access.CANCEL_ACCESS_REVIEW)
    def cancel_access_review(self, request: Request[access.OneAccessReview]) -> access.AccessReview:
        return ended_reviews.cancel(self.database, request)

    @rpc(access.GET_REVIEW_FILE)
    def get_review_file(self, request: Request[access.GetReviewFile]) -> access.ReviewFilePart:
        return review_file.part(self.database, request.caller, request.data)

    @every(2)
    def take_down_reviews(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = review_snapshot.take_down_some(uow)
