"""A client who has an account already invites the practice (product.md 7)."""

from __future__ import annotations

from contracts.accounts.schemas import Access
from contracts.addresses import Email
from contracts.fields import Choice, Contract, Id, Moment, Part, Result, Whole, fields

STATES = ("pending", "accepted", "declined", "withdrawn")


class RequestPractice(Contract):
    practice_admin_email = Email("the email address of a practice admin", required=True)


class ListRequests(Contract):
    state = Choice(STATES, "a state", load_default=None)
    limit = Whole(1, 200, load_default=50)
    cursor = Id("request", load_default=None)


class DeclineRequest(Contract):
    request_id = Id("request", required=True)


class AcceptRequest(DeclineRequest):
    """`access` says who of the practice is to see the client."""

    access = Part(Access, "who has access", load_default=None, allow_none=True)


class Requester(Result):
    id = Id("user", required=True)
    name = fields.String(required=True)


class RequestingClient(Result):
    id = Id("client", required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)


class PracticeRequest(Result):
    """A request as the practice and the client see it. It says nothing of whose the email address is."""

    id = Id("request", required=True)
    client = Part(RequestingClient, required=True)
    practice_admin_email = fields.String(required=True)
    requested_by = Part(Requester, required=True)
    state = Choice(STATES, required=True)
    created_at = Moment(required=True)
    decided_at = Moment(required=True, allow_none=True)


class PracticeRequestPage(Result):
    items = fields.List(fields.Nested(PracticeRequest), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
