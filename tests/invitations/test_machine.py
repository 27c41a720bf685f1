"""Whatever is done to an invitation, in whatever order, it agrees with a small model (product.md 5)."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from contracts import invitations
from contracts.errors import Refusal
from contracts.invitations import INVITATION_TRANSITIONS, InvitationStatus
from deploy.allinone.product import Product
from deploy.sandbox.twilio import signature
from services.invitations.invitations import ending_invitations
from tests.builders import PASSWORD, Mailbox, Person, Phone, a_mobile, eventually, unique

#: While its links count an invitation is `open` to the model, and has the state of its channels.
OPEN = INVITATION_TRANSITIONS.before(InvitationStatus.ACCEPTED)


class Life(RuleBasedStateMachine):
    """One invitation. The model knows its state, the live link of each channel, and every dead one."""

    owner: Person
    mailbox: Mailbox
    phone: Phone
    product: Product

    def __init__(self) -> None:
        super().__init__()
        self.address, self.mobile = f"{unique('jo')}@acme.example", a_mobile()
        person = {"name": "Jo", "email": self.address, "mobile": self.mobile}
        self.client = self.owner.adds_client(invitation=person)
        self.id = self.client["invitation"]["id"]
        self.state, self.dead, self.used = "open", [], ""  # type: ignore[var-annotated]
        self.live = self.take_links(1)

    def take_links(self, round_: int) -> dict[str, str]:
        self.round, self.delivered = round_, False

        def sent() -> bool:
            statement = text(
                "SELECT bool_and(sealed_token IS NULL) FROM deliveries WHERE invitation_id = :id"
            )
            with self.product.hosted["invitations"].database.read(everywhere=True) as connection:
                return bool(connection.execute(statement, {"id": self.id}).scalar())

        eventually(sent)
        return {"email": self.mailbox.token_for(self.address), "sms": self.phone.token_for(self.mobile)}

    def kill_links(self) -> None:
        self.dead += self.live.values()
        self.live = {}

    def attempt(self, change: Any, **arguments: Any) -> str:
        try:
            with self.owner.acting():
                change(self.owner.rpc, invitation_id=self.id, **arguments)
        except Refusal as refusal:
            return refusal.code
        return "done"

    @rule(correct=st.sampled_from(["nothing", "email", "mobile"]))
    def resend(self, correct: str) -> None:
        changes: dict[str, Any] = {}
        if correct == "email":
            changes["email"] = f"{unique('jo')}@acme.example"
        if correct == "mobile":
            changes["mobile"] = a_mobile()
        code = self.attempt(invitations.resend_invitation, **changes)
        if not self.may_become(InvitationStatus.PENDING):
            assert code == "invitation_accepted"
            return
        if code == "invitation_limit":
            return
        assert code == "done"
        self.address, self.mobile = changes.get("email", self.address), changes.get("mobile", self.mobile)
        self.kill_links()
        self.state, self.live = "open", self.take_links(self.round + 1)

    @rule()
    def revoke(self) -> None:
        code = self.attempt(invitations.revoke_invitation)
        if not self.may_become(InvitationStatus.REVOKED) and self.state != InvitationStatus.REVOKED:
            assert code == "invitation_accepted"
            return
        assert code == "done"
        self.kill_links()
        self.state = InvitationStatus.REVOKED

    @rule(earlier=st.booleans())
    def deliver(self, earlier: bool) -> None:
        """Twilio reports of the text, or of one before it, which is old news."""
        round_ = self.round - 1 if earlier else self.round
        if round_ == 0:
            return
        texting = self.product.hosted["invitations"].container.config["outlets"].texting
        form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
        url = f"http://127.0.0.1:8000/v1/webhooks/twilio/status?invitation_id={self.id}&round={round_}"
        report = {"invitation_id": self.id, "round": round_, "form": form}
        signed = signature(texting._client.password, url, form)
        self.owner.rpc.forward(invitations.NOTE_TEXT_STATUS, {**report, "signature": signed})
        self.delivered = self.delivered or (self.state == "open" and not earlier)

    def may_become(self, state: InvitationStatus) -> bool:
        """Whether the table lets it; an open one has been sent."""
        return INVITATION_TRANSITIONS.allow("sent" if self.state == "open" else self.state, state)

    @precondition(lambda self: self.may_become(InvitationStatus.EXPIRED))
    @rule()
    def expire(self) -> None:
        with self.product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
            uow.execute(text("UPDATE invitations SET expires_at = now() WHERE id = :id"), {"id": self.id})
        with self.product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
            while ending_invitations.expire_one(uow):
                pass
        self.kill_links()
        self.state = InvitationStatus.EXPIRED

    @rule(channel=st.sampled_from(["email", "sms"]))
    def redeem(self, channel: str) -> None:
        token = self.live.get(channel)
        assert (token is not None) is self.may_become(InvitationStatus.ACCEPTED)
        if token is None:
            return
        invitations.redeem_invitation(self.owner.rpc, token=token, password=PASSWORD)
        self.kill_links()
        self.dead.remove(token)
        self.state, self.used = InvitationStatus.ACCEPTED, token

    @invariant()
    def every_dead_link_is_unusable(self) -> None:
        for token in self.dead[-4:]:
            for act in (self.look_up, self.redeem_with):
                assert act(token) == "invitation_unusable"
        if self.used:
            assert self.look_up(self.used) == "invitation_unusable"

    @invariant()
    def every_live_link_opens(self) -> None:
        assert {self.look_up(token) for token in self.live.values()} <= {"done"}

    @invariant()
    def its_state_and_members_are_the_models(self) -> None:
        with self.owner.acting():
            found = invitations.list_client_invitations(self.owner.rpc, client_id=self.client["id"])["items"]
        state = found[0]["state"]
        open_ = "delivered" if self.delivered else "sent"
        assert state == (open_ if self.state == "open" else self.state)
        assert (state in OPEN) is bool(self.live)
        members = text("SELECT count(*) FROM memberships WHERE account_id = :id")
        with self.product.hosted["access"].database.read(everywhere=True) as connection:
            count = connection.execute(members, {"id": self.client["id"]}).scalar()
        assert count == (1 if self.state == "accepted" else 0)

    def look_up(self, token: str) -> str:
        try:
            invitations.look_up_invitation(self.owner.rpc, token=token)
        except Refusal as refusal:
            return refusal.code
        return "done"

    def redeem_with(self, token: str) -> str:
        try:
            invitations.redeem_invitation(self.owner.rpc, token=token, password=PASSWORD)
        except Refusal as refusal:
            return refusal.code
        return "done"


def test_an_invitation_agrees_with_the_model(
    owner: Person, mailbox: Mailbox, phone: Phone, product: Product
) -> None:
    parts = {"owner": owner, "mailbox": mailbox, "phone": phone, "product": product}
    machine = type("ThisLife", (Life,), parts)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
