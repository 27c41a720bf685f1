"""An address belongs to who reads its mail (docs/adr/0019): registering it gives nobody anything of it."""

from __future__ import annotations

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import NotFound, TooManyRequests, Unauthenticated
from deploy.allinone.product import Product
from tests.builders import PASSWORD, Mailbox, Person, a_practice, eventually, sign_in, text_of, unique

OTHER = "quite another password"


@pytest.fixture(autouse=True)
def _confirming(owner: Person, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """As everywhere but in the sandbox, from when there is an owner whose address counts as theirs."""
    monkeypatch.setitem(product.hosted["access"].container.config, "confirms", True)


def registers(rpc: RpcClient, address: str, password: str = PASSWORD, name: str = "Smith & Co") -> Person:
    person = {"name": "Ann Smith", "email": address, "password": password}
    accounts.register_practice(rpc, name=name, country="GB", base_currency="GBP", owner=person)
    return sign_in(rpc, address, password)


def code_for(mailbox: Mailbox, address: str, after: int = 0) -> str:
    eventually(lambda: mailbox.to(address)[after:])
    return text_of(mailbox.to(address)[-1]).partition("/confirm-email#")[2].split()[0]


def confirms(person: Person, token: str) -> bool:
    with person.acting():
        return bool(access.confirm_email(person.rpc, token=token)["signed_out"])


def session_of(person: Person) -> dict[str, object]:
    with person.acting():
        return dict(access.get_session(person.rpc)["user"])


def test_the_practice_works_at_once_and_its_invitations_go_out_once_the_address_is_confirmed(
    rpc: RpcClient, mailbox: Mailbox
) -> None:
    ann = registers(rpc, f"{unique('ann')}@smith.example")
    assert session_of(ann)["email_confirmed"] is False
    jo, bob = f"{unique('jo')}@acme.example", f"{unique('bob')}@smith.example"
    client = ann.adds_client(invitation={"name": "Jo", "email": jo})
    with ann.acting():
        access.invite_colleague(rpc, name="Bob", email=bob, role="standard")
    token = code_for(mailbox, ann.email)

    def held() -> bool:
        with ann.acting():
            items = invitations.list_client_invitations(rpc, client_id=client["id"])["items"]
        return bool(items) and "waits" in (items[0]["channels"][0]["detail"] or "")

    eventually(held)
    assert mailbox.to(jo) == mailbox.to(bob) == []
    confirms(ann, token)
    assert mailbox.token_for(jo)
    assert mailbox.token_for(bob)
    assert session_of(ann)["email_confirmed"] is True


def test_the_mail_says_nothing_that_who_registered_has_typed(rpc: RpcClient, mailbox: Mailbox) -> None:
    address = f"{unique('victim')}@smith.example"
    registers(rpc, address, name="Buy Cheap Pills Now")
    code = code_for(mailbox, address)
    message = mailbox.to(address)[-1]
    assert "Pills" not in message.as_string()
    assert "Ann" not in text_of(message).replace(code, "")


def test_until_then_there_is_no_authenticator_no_test_message_and_nothing_is_told_of_others(
    rpc: RpcClient, owner: Person
) -> None:
    ann = registers(rpc, f"{unique('ann')}@smith.example")
    with ann.acting():
        with pytest.raises(access.EmailNotConfirmed):
            access.begin_totp(rpc, password=PASSWORD)
        with pytest.raises(access.EmailNotConfirmed):
            invitations.send_test_message(rpc, kind="client_invitation")
        assert access.look_up_email(rpc, email=owner.email) is False
    assert ann.adds_client(invitation={"name": "Jo", "email": owner.email})
    assert access.practices_of_admin(rpc, email=ann.email) == []


def test_who_registers_an_address_of_somebody_else_has_nothing_of_theirs(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    thief = registers(rpc, owner.email, OTHER)
    assert thief.user_id != owner.user_id
    assert sign_in(rpc, owner.email).user_id == owner.user_id
    with thief.acting():
        assert [each["id"] for each in access.get_session(rpc)["accounts"]] == [thief.account_id]
    with pytest.raises(access.ConfirmationUnusable):
        # Signed in as somebody else, the link is no use: reading the mail of a stranger's registration
        # makes nobody the owner of the stranger's practice.
        confirms(owner, code_for(mailbox, owner.email))


def test_an_address_that_somebody_has_squatted_is_free_for_who_reads_its_mail(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    address = f"{unique('victim')}@smith.example"
    thief = registers(rpc, address, OTHER)
    client = owner.adds_client(invitation={"name": "Vic", "email": address})
    known = 1
    token = mailbox.token_for(address, after=known)
    assert invitations.look_up_invitation(rpc, token=token)["existing_user"] is False
    invitations.redeem_invitation(rpc, token=token, password=PASSWORD)
    victim = sign_in(rpc, address)
    assert (victim.account_id, victim.user_id != thief.user_id) == (client["id"], True)
    assert sign_in(rpc, address, OTHER).account_id == thief.account_id


def test_a_new_password_by_mail_is_enough_to_have_ones_address(rpc: RpcClient, mailbox: Mailbox) -> None:
    """Whoever squatted it is out: their sessions and their password are over."""
    address = f"{unique('victim')}@smith.example"
    thief = registers(rpc, address, OTHER)
    code_for(mailbox, address)
    access.request_password_reset(rpc, email=address)
    access.complete_password_reset(rpc, token=mailbox.reset_token_for(address, after=1), password=PASSWORD)
    victim = sign_in(rpc, address)
    assert session_of(victim)["email_confirmed"] is True
    with pytest.raises(access.InvalidCredentials):
        sign_in(rpc, address, OTHER)
    with pytest.raises(Unauthenticated):
        session_of(thief)


def test_registering_is_answered_alike_whoever_has_the_address(rpc: RpcClient, owner: Person) -> None:
    """product.md 4.3"""

    def answer(address: str) -> dict[str, object]:
        person = {"name": "Ann", "email": address, "password": OTHER}
        made = accounts.register_practice(rpc, name="X", country="GB", base_currency="GBP", owner=person)
        return {"user": {**made["user"], "id": "", "email": ""}, "practice": {**made["practice"], "id": ""}}

    assert answer(owner.email) == answer(f"{unique('nobody')}@nowhere.example")


def test_whoever_had_the_address_already_gets_what_they_registered_anew(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    known = len(mailbox.to(owner.email))
    again = registers(rpc, owner.email, OTHER, name="Second")
    client = again.adds_client(access={"account_manager_id": again.user_id})
    assert confirms(again, code_for(mailbox, owner.email, after=known)) is True
    with pytest.raises(Unauthenticated):
        session_of(again)
    with pytest.raises(access.InvalidCredentials):
        sign_in(rpc, owner.email, OTHER)
    merged = sign_in(rpc, owner.email, account_id=again.account_id)
    assert merged.user_id == owner.user_id
    eventually(lambda: merged.sees() == [client["name"]])
    with merged.acting():
        people = access.list_colleagues(rpc)["items"]
    assert [(each["id"], each["owner"], each["role"]) for each in people] == [
        (owner.user_id, True, "practice_admin")
    ]


def test_a_link_is_used_once_and_by_who_registered(rpc: RpcClient, mailbox: Mailbox) -> None:
    ann = registers(rpc, f"{unique('ann')}@smith.example")
    token = code_for(mailbox, ann.email)
    other = registers(rpc, ann.email, OTHER)
    with pytest.raises(access.ConfirmationUnusable):
        confirms(other, token)
    assert confirms(ann, token) is False
    with pytest.raises(access.ConfirmationUnusable):
        confirms(ann, token)


def test_an_address_gets_five_such_mails_a_day(rpc: RpcClient, mailbox: Mailbox) -> None:
    ann = registers(rpc, f"{unique('ann')}@smith.example")
    with ann.acting():
        for _ in range(4):
            access.send_confirmation(rpc)
        with pytest.raises(TooManyRequests):
            access.send_confirmation(rpc)
    code_for(mailbox, ann.email, after=4)
    registers(rpc, ann.email, OTHER)
    assert len(mailbox.to(ann.email)) == 5


def test_limits_of_sending_are_a_persons_too_and_begin_anew_with_no_practice(
    rpc: RpcClient, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 5.8"""
    from services.invitations.invitations.sending_limits import Limits

    monkeypatch.setitem(product.hosted["access"].container.config, "confirms", False)
    monkeypatch.setitem(product.hosted["invitations"].container.config, "limits", Limits(practice=2))
    first = a_practice(rpc)
    person = {"name": "Ann", "email": first.email, "password": PASSWORD}
    second = accounts.register_practice(rpc, name="B", country="GB", base_currency="GBP", owner=person)
    again = sign_in(rpc, first.email, account_id=second["practice"]["id"])
    made = [
        each.adds_client(invitation={"name": "Jo", "email": f"{unique('jo')}@acme.example"})
        for each in (first, first, again)
    ]
    eventually(lambda: again.reads(made[2]["id"])["invitation"]["state"] == "needs_attention")
    assert first.reads(made[1]["id"])["invitation"]["state"] != "needs_attention"


def test_confirming_one_address_leaves_others_links_usable(rpc: RpcClient, mailbox: Mailbox) -> None:
    ann, ben = (registers(rpc, f"{unique(name)}@smith.example") for name in ("ann", "ben"))
    theirs = code_for(mailbox, ben.email)
    confirms(ann, code_for(mailbox, ann.email))
    confirms(ben, theirs)
    assert session_of(ben)["email_confirmed"] is True


def test_a_link_that_is_not_open_takes_no_token(rpc: RpcClient) -> None:
    with pytest.raises(NotFound):
        access.offer_reset_token(rpc, reset_id="reset_01ARZ3NDEKTSV4RRFFQ69G5FAV", token_hash="0" * 64)
