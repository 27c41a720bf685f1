"""Pages have words for all that lines of the audit trail tell, as services write them (product.md 8.5)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from chassis.database.unit_of_work import now
from contracts import access, accounts, connections, invitations
from contracts.access import AccessLevel, ActivityKind
from contracts.connections import events as connections_events
from contracts.invitations import events as invitations_events
from contracts.messages import Event
from deploy.allinone.product import Product
from gateway.web.activity import activity_changes, activity_log
from services.access import event_handlers
from services.access.access_requests import ended_requests
from services.access.activity import audit_events, audit_lines
from services.access.client_access import ended_grants
from services.access.tables import AccessRequest
from tests.access.passing_time import ends_come
from tests.access.review_calls import finishes, starts
from tests.accounts.document_acts import handles_documents
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    a_team,
    eventually,
    gives,
    unique,
)
from tests.gateway.test_refusal_words import OF_THE_INTERFACE

#: Lines that tell of nothing but that it happened, each held by the test of what it tells of.
_BARE = {
    ActivityKind.USER_PASSWORD_CHANGED, ActivityKind.USER_PASSWORD_RESET, ActivityKind.USER_TOTP_ENABLED,
    ActivityKind.USER_TOTP_DISABLED, ActivityKind.USER_RECOVERY_CODES_RENEWED,
}  # fmt: skip
#: What only time, a vendor or a receiver brings about: written here from the event alone.
_FROM_OUTSIDE: tuple[Event[Any], ...] = (
    invitations_events.INVITATION_EXPIRED,
    invitations_events.INVITATION_FAILED,
    connections_events.CONNECTION_ESTABLISHED,
    connections_events.CONNECTION_NEEDS_RECONNECT,
    connections_events.CONNECTION_CLOSED,
)


def trail(person: Person) -> list[Any]:
    found: list[Any] = []
    with person.acting():
        cursor = None
        while not found or cursor:
            page = access.list_activity(person.rpc, limit=200, cursor=cursor)
            found, cursor = [*found, *page["items"]], page["next_cursor"]
    return found


def test_each_event_that_becomes_a_line_is_of_a_kind_that_there_is() -> None:
    source = Path(event_handlers.__file__).read_text()
    noted = re.findall(r"audit_events\.note\(uow, (\w+)\.([A-Z_]+), data\)", source)
    assert len(noted) > 15
    for module, name in noted:
        kind = audit_events.kind_of(getattr(getattr(event_handlers, module), name))
        assert kind in set(ActivityKind)


def test_a_line_of_no_kind_cannot_be_written(owner: Person, product: Product) -> None:
    database = product.hosted["access"].database
    with database.unit_of_work() as uow, pytest.raises(ValueError, match="unheard_of"):
        audit_lines.note(uow, "practice.unheard_of", practice_id=owner.account_id, actor_id=None)


def test_pages_have_words_for_all_that_the_services_write(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    client_id = _changes_clients(owner, mailbox)
    _changes_the_team(owner, mailbox, product, client_id)
    _asks_for_access(owner, mailbox, product)
    finishes(owner, starts(owner))
    with owner.acting():
        access.cancel_access_review(owner.rpc, starts(owner)["id"])
    _names_responsibilities(owner)
    _changes_the_practice(owner)
    handles_documents(owner, product)
    _changes_programs(owner)
    _takes_a_client_over(owner, mailbox)
    _from_outside(owner, product, client_id)
    wanted = set(ActivityKind) - _BARE
    eventually(lambda: wanted <= {each["kind"] for each in trail(owner)})
    lines = trail(owner)
    assert {each["kind"] for each in lines} == wanted
    unheard_of = {
        (line["kind"], name)
        for line in lines
        for name in {**(line["before"] or {}), **(line["after"] or {})}
        if name not in activity_changes.FIELDS and not activity_changes.is_said(line["kind"], name)
    }
    assert unheard_of == set()
    for line in lines:
        changes = [str(part) for each in activity_log.changes(line) for part in each]
        words = re.sub("<[^>]+>", "", " | ".join((str(activity_log.said(line, {})), *changes)))
        assert OF_THE_INTERFACE.search(words) is None, words
        assert "something" not in words, (line["kind"], words)
        assert re.search(r"\b(user|team|client|prac|inv|conn|auth)_[0-9A-Z]{26}\b", words) is None, words


def _changes_clients(owner: Person, mailbox: Mailbox) -> str:
    address = f"{unique('jo')}@acme.example"
    client_id = str(owner.adds_client(name="Acme", invitation={"name": "Jo", "email": address})["id"])
    mailbox.token_for(address)
    with owner.acting():
        (sent,) = invitations.list_client_invitations(owner.rpc, client_id=client_id)["items"]
        invitations.resend_invitation(owner.rpc, invitation_id=sent["id"])
        invitations.revoke_invitation(owner.rpc, sent["id"])
    kim = a_client_user(owner, mailbox, client_id)
    lee = a_client_user(owner, mailbox, client_id, role="standard_user")
    with owner.acting():
        access.change_client_user(owner.rpc, client_id=client_id, user_id=lee.user_id, role="user_admin")
        access.remove_client_user(owner.rpc, client_id=client_id, user_id=lee.user_id)
        changes: dict[str, Any] = {
            "name": "Acme Widgets",
            "practice_code": "A1",
            "company_number": "SC123456",
            "industry": "62012",
            "solutions": ["bookkeeping", "insights"],
            "base_currency": "EUR",
            "country": "IE",
            "extract_email": unique("parcels").lower(),
        }
        accounts.change_client(owner.rpc, client_id=client_id, **changes)
    assert kim.user_id
    other = owner.adds_self_employed(national_insurance_number="TC663795B")["id"]
    with owner.acting():
        changes = {
            "national_insurance_number": None,
            "postcode": "LS1 1AA",
            "income_sources": [{"name": "Flat", "type": "uk_property"}],
        }
        accounts.change_client(owner.rpc, client_id=other, **changes)
        accounts.archive_client(owner.rpc, other)
        accounts.restore_client(owner.rpc, other)
    name = owner.reads(other)["name"]
    with owner.acting():
        accounts.delete_client(owner.rpc, client_id=other, confirm_name=name)
    return client_id


def _ends_access(product: Product, client_id: str) -> None:
    ends_come(product, client_id)
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        while ended_grants.end_some(uow):
            pass


def _changes_the_team(owner: Person, mailbox: Mailbox, product: Product, client_id: str) -> None:
    bob = a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    gives(owner, client_id, colleague_ids=[bob.user_id], team_ids=[team_id], account_manager_id=bob.user_id)
    soon = now() + datetime.timedelta(days=2)
    grants = access.EndingGrant
    gives(
        owner,
        client_id,
        everyone=True,
        colleague_ids=[bob.user_id],
        team_ids=[team_id],
        account_manager_id=bob.user_id,
        colleague_ends=[access.ColleagueEnd(user_id=bob.user_id, until=soon)],
        ends=[
            access.GivenEnd(grant=each, team_id=team_id if each is grants.TEAM else None, until=soon)
            for each in grants
        ],
    )
    _ends_access(product, client_id)
    gives(owner, client_id, everyone=True)
    with owner.acting():
        access.change_colleague(owner.rpc, user_id=bob.user_id, permissions=[access.Permission.ADD_CLIENTS])
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id)
        access.reactivate_colleague(owner.rpc, user_id=bob.user_id)
        access.remove_colleague(owner.rpc, user_id=bob.user_id)
        access.change_team(owner.rpc, team_id=team_id, name="Payrolls")
        access.delete_team(owner.rpc, team_id=team_id)
        access.look_up_email(owner.rpc, email=f"{unique('jo')}@acme.example")


def _asks_for_access(owner: Person, mailbox: Mailbox, product: Product) -> None:
    bob = a_colleague(owner, mailbox)
    made = []
    for _ in range(4):
        client_id = str(owner.adds_client()["id"])
        with bob.acting():
            soon = now() + datetime.timedelta(days=2)
            made.append(access.request_access(bob.rpc, client_id=client_id, reason="VAT", until=soon)["id"])
    with owner.acting():
        access.approve_access(owner.rpc, made[0])
        access.decline_access(owner.rpc, made[1], "No")
    with bob.acting():
        access.withdraw_access_request(bob.rpc, made[2])
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(update(AccessRequest).where(AccessRequest.id == made[3]).values(expires_at=now()))
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        while ended_requests.expire_one(uow):
            pass


def _names_responsibilities(owner: Person) -> None:
    with owner.acting():
        one = access.create_responsibility(owner.rpc, name=unique("Tax"), level=AccessLevel.WORK)["id"]
        access.change_responsibility(owner.rpc, responsibility_id=one, name=unique("VAT"))
        access.end_responsibility(owner.rpc, responsibility_id=one)


def _changes_the_practice(owner: Person) -> None:
    with owner.acting():
        changes: dict[str, Any] = {
            "name": "Smith & Daughters",
            "plan": "advanced",
            "hidden_clients": "search",
            "document_senders": "known",
            "document_receipts": "known",
            "defaults": {"country": "IE", "base_currency": "EUR", "solutions": ["insights"]},
        }
        accounts.change_practice(owner.rpc, **changes)
        accounts.change_practice_link(owner.rpc, handle=unique("smith").lower(), enabled=True)
        words = {"subject": "Welcome", "opening": "Hello there"}
        wording: Any = {kind.value: words for kind in invitations.MailKind}
        wording["client_text"] = {"opening": "Join us: {practice}"}
        invitations.change_practice_messages(
            owner.rpc, sender_name="Smith", reply_to="office@smith.example", wording=wording
        )


def _changes_programs(owner: Person) -> None:
    with owner.acting():
        program = access.create_program(
            owner.rpc, name="CRM", scopes=["clients:read"], networks=["203.0.113.0/24"]
        )
        access.change_program(owner.rpc, program["id"], scopes=["clients:read", "events:read"])
        access.rotate_program(owner.rpc, program["id"])
        access.end_program(owner.rpc, program["id"])
        made = connections.create_webhook_endpoint(
            owner.rpc, url="https://hooks.example.invalid/x", types=["TeamChanged"]
        )
        connections.change_webhook_endpoint(owner.rpc, made["id"], types=["ClientCreated"])
        connections.change_webhook_endpoint(owner.rpc, made["id"], enabled=False)
        connections.rotate_webhook_secret(owner.rpc, made["id"])
        connections.delete_webhook_endpoint(owner.rpc, made["id"])
        token = access.create_api_token(owner.rpc, name="Nightly", scopes=["read"])
        access.end_api_token(owner.rpc, token_id=token["id"])


def _takes_a_client_over(owner: Person, mailbox: Mailbox) -> None:
    former = a_practice(owner.rpc)
    jo = a_client_user(former, mailbox, str(former.adds_client(name="Oak")["id"]))
    for number in range(2):
        with jo.acting():
            request = accounts.request_practice(jo.rpc, practice_admin_email=owner.email)
        with owner.acting():
            if number == 0:
                accounts.decline_practice_request(owner.rpc, request["id"], reason="No room")
            else:
                accounts.accept_practice_request(owner.rpc, request["id"], {"everyone": True})


def _from_outside(owner: Person, product: Product, client_id: str) -> None:
    of_all: Mapping[str, Any] = {
        "practice_id": owner.account_id, "client_id": client_id, "at": now(), "version": 1,
    }  # fmt: skip
    invitation = {**of_all, "invitation_id": "inv_01JC2Z5T8V9QWERTY0ABCDEFGH", "channels": []}
    connection = {
        **of_all, "connection_id": "conn_01JC2Z5T8V9QWERTY0ABCDEFGH", "provider": "xero",
        "organisation_name": "Acme Ltd", "detail": "Signed out there.", "actor_id": owner.user_id,
    }  # fmt: skip
    endpoint: Any = {
        **of_all, "endpoint_id": "whe_01JC2Z5T8V9QWERTY0ABCDEFGH", "change": "disabled", "actor_id": None,
        "host": "hooks.example", "state": "disabled", "reason": "failing", "before": None, "after": None,
    }  # fmt: skip
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        for event in _FROM_OUTSIDE:
            data = invitation if event.type.startswith("Invitation") else connection
            audit_events.note(uow, event, {**data, "state": event.type})
        audit_events.note_webhook_endpoint(uow, endpoint)
        audit_lines.note(
            uow,
            "user.session_ended",
            practice_id=owner.account_id,
            actor_id=owner.user_id,
            user_id=owner.user_id,
        )
