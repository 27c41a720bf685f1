"""Adding a business client (product.md 2)."""

import json

import eventlet
import pytest
from sqlalchemy import text

from chassis import context
from chassis.rpc.client import RpcClient
from contracts import accounts, invitations
from contracts.accounts.onboarding_states import OnboardingStep, StepState
from contracts.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    PracticeAccountRequired,
    RoleRequired,
    Unauthenticated,
)
from deploy.allinone.product import Product
from services.accounts.clients import crn
from services.accounts.onboarding import onboarding_steps, overdue_steps
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_client,
    a_colleague,
    a_practice,
    as_a_timer,
    entered,
    eventually,
    present,
    sign_in,
    unique,
)


def test_a_new_client_gets_the_practices_defaults_a_crn_and_an_address(owner: Person) -> None:
    """product.md 2.7"""
    client = owner.adds_client(name="Acme Widgets Ltd")
    assert client["base_currency"] == "GBP"
    assert client["country"] == "GB"
    assert client["solutions"] == ["bookkeeping"]
    assert crn.is_valid(client["crn"])
    assert client["extract_email"].startswith("acme-widgets")
    assert client["status"] == "active"


def test_a_new_client_is_in_the_list_at_once(owner: Person) -> None:
    """product.md 2.7"""
    client = owner.adds_client()
    assert client["name"] in owner.sees()


def test_a_client_without_access_and_invitation_is_complete_at_once(owner: Person) -> None:
    """product.md 2.6: the invitation can be skipped."""
    client = owner.adds_client()
    assert client["onboarding"]["state"] == "complete"
    assert client["invitation"] is None


def test_all_steps_of_an_ordinary_creation_are_done_when_it_is_answered(
    owner: Person, mailbox: Mailbox
) -> None:
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(access={"everyone": True}, invitation={"name": "Jo Bloggs", "email": address})
    assert client["onboarding"] == {
        "state": "complete",
        "steps": [
            {"step": "access", "state": "done", "detail": None},
            {"step": "invitation", "state": "done", "detail": None},
        ],
    }
    assert client["invitation"]["state"] == "sent"
    assert len(mailbox.to(address)) == 1


def test_addresses_made_from_one_name_are_numbered_across_practices(rpc: RpcClient, owner: Person) -> None:
    """product.md 2.11"""
    name = unique("Same Name")
    other = a_practice(rpc)
    addresses = [who.adds_client(name=name)["extract_email"] for who in (owner, other, owner)]
    first = addresses[0].partition("@")[0]
    assert [a.partition("@")[0] for a in addresses] == [first, f"{first}-2", f"{first}-3"]


def test_a_practice_code_is_unique_within_the_practice_whatever_its_case(
    rpc: RpcClient, owner: Person
) -> None:
    """product.md 2.10"""
    owner.adds_client(practice_code="ACM01")
    with pytest.raises(accounts.PracticeCodeTaken):
        owner.adds_client(practice_code="acm01")
    assert a_practice(rpc).adds_client(practice_code="ACM01")["practice_code"] == "ACM01"


def test_a_standard_colleague_may_not_add_clients(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.3"""
    colleague = a_colleague(owner, mailbox)
    with pytest.raises(RoleRequired, match="practice admin"):
        colleague.adds_client()


def test_the_permission_to_add_clients_is_enough_and_who_adds_one_sees_it(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 1"""
    colleague = a_colleague(owner, mailbox, permissions=["add_clients"])
    client = colleague.adds_client()
    assert colleague.sees() == [client["name"]]


def test_a_business_user_cannot_add_clients(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.3"""
    address = f"{unique('jo')}@acme.example"
    owner.adds_client(invitation={"name": "Jo", "email": address})
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    with pytest.raises(PracticeAccountRequired):
        sign_in(owner.rpc, address).adds_client()


def test_an_existing_users_email_stops_creation_until_it_is_acknowledged(owner: Person) -> None:
    """product.md 4.1, 4.2"""
    invitation = {"name": "Ann", "email": owner.email}
    with pytest.raises(accounts.ExistingUser):
        owner.adds_client(invitation=invitation)
    client = owner.adds_client(invitation=invitation, acknowledge_existing_user=True)
    assert client["invitation"] is not None


def test_unknown_colleagues_teams_and_authorisations_are_named(owner: Person, rpc: RpcClient) -> None:
    stranger = a_practice(rpc)
    with pytest.raises(InvalidInput) as refused:
        owner.adds_client(
            access={
                "colleague_ids": [owner.user_id, stranger.user_id],
                "account_manager_id": stranger.user_id,
            }
        )
    pointers = [error["pointer"] for error in refused.value.errors]
    assert pointers == ["/access/colleague_ids/1", "/access/account_manager_id"]
    with pytest.raises(InvalidInput) as refused:
        owner.adds_client(authorization_id="auth_01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert refused.value.errors[0]["pointer"] == "/authorization_id"


def test_nothing_is_left_of_a_refused_creation(owner: Person) -> None:
    owner.adds_client(name="First", practice_code="X1")
    with pytest.raises(accounts.PracticeCodeTaken):
        owner.adds_client(name="Second", practice_code="X1", access={"everyone": True})
    assert owner.sees() == ["First"]


def test_the_same_command_32_times_at_once_makes_one_client_and_one_answer(owner: Person) -> None:
    client, key = a_client(access={"everyone": True}), unique("key")
    replayed = []

    def create(_number: int) -> str:
        with owner.acting(key, "the same") as here:
            answer = accounts.create_client(owner.rpc, entered(client))
            replayed.append(here.replayed)
            return repr(answer)

    pool = eventlet.GreenPool(32)
    answers = list(pool.imap(create, range(32)))
    assert len(set(answers)) == 1
    assert replayed.count(False) == 1
    assert owner.sees() == [client["name"]]


def test_a_command_key_with_another_request_is_refused(owner: Person) -> None:
    key = unique("key")
    with owner.acting(key, "one"):
        accounts.create_client(owner.rpc, entered(a_client()))
    with owner.acting(key, "another"), pytest.raises(IdempotencyKeyReused):
        accounts.create_client(owner.rpc, entered(a_client()))


def test_a_refusal_is_the_answer_to_its_key_too(owner: Person) -> None:
    first = owner.adds_client(practice_code="Y1")
    again, key = a_client(practice_code="Y1"), unique("key")
    assert first["practice_code"] == "Y1"
    for replayed in (False, True):
        with owner.acting(key, "one") as here:
            with pytest.raises(accounts.PracticeCodeTaken):
                accounts.create_client(owner.rpc, entered(again))
            assert here.replayed is replayed


def test_who_is_not_signed_in_learns_nothing_about_the_input(rpc: RpcClient) -> None:
    with context.enter(context.Context("test")), pytest.raises(Unauthenticated):
        accounts.create_client(rpc, entered({"nonsense": True}))


def test_a_step_nobody_answered_is_ordered_again_and_then_needs_attention(
    owner: Person, product: Product
) -> None:
    database = product.hosted["accounts"].database
    client = owner.adds_client(access={"everyone": True})
    unanswered = text(
        "UPDATE onboarding_steps SET state = 'pending', attempts = :n, command = :order, "
        "look_again_at = now() - interval '1 s' WHERE client_id = :id"
    )
    order = json.dumps(
        {
            "client_id": client["id"],
            "practice_id": owner.account_id,
            "granted_by": owner.user_id,
            **client["access"],
        }
    )
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(unanswered, {"id": client["id"], "n": 99, "order": order})
        onboarding_steps.mark(uow, client["id"], OnboardingStep.ACCESS, StepState.PENDING)
    with as_a_timer():
        overdue_steps.order_again(database)
    with owner.acting():
        steps = accounts.get_client(owner.rpc, client["id"])["onboarding"]
    assert steps["state"] == "needs_attention"
    assert "Practice access" in present(steps["steps"][0]["detail"])
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(unanswered, {"id": client["id"], "n": 1, "order": order})
    with as_a_timer():
        overdue_steps.order_again(database)

    def done() -> bool:
        with owner.acting():
            return bool(accounts.get_client(owner.rpc, client["id"])["onboarding"]["state"] == "complete")

    eventually(done)
