"""The practice's board: many invitations at once, with a result for each (product.md 5.3)."""

import re
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import Client as HttpClient

from contracts import invitations
from contracts.errors import NotFound, PracticeAccountRequired
from deploy.allinone.product import BROKER_URL, Product
from gateway.app import build
from gateway.settings import Settings
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    Phone,
    a_client_user,
    a_colleague,
    a_mobile,
    a_practice,
    eventually,
    gives,
    present,
    unique,
)

HTML = {"Accept": "text/html"}


def invited(owner: Person, name: str = "Jo") -> tuple[str, str]:
    """A new client's invitation: its id, and the address it goes to."""
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": name, "email": address})
    return str(client["invitation"]["id"]), address


def states(owner: Person) -> dict[str, str]:
    with owner.acting():
        found = invitations.list_invitations(owner.rpc)["items"]
    return {each["id"]: each["state"] for each in found}


def test_many_are_resent_with_a_result_for_each(owner: Person, mailbox: Mailbox) -> None:
    first, address = invited(owner)
    second, used_by = invited(owner, "Sam Stone")
    elsewhere, _ = invited(a_practice(owner.rpc))
    earlier = mailbox.token_for(address)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(used_by), password=PASSWORD)
    with owner.acting():
        results = invitations.resend_invitations(owner.rpc, [first, second, elsewhere, first])
    assert [(each["invitation_id"], each["result"], each["state"], each["code"]) for each in results] == [
        (first, "done", "pending", None),
        (second, "refused", None, "invitation_accepted"),
        (elsewhere, "refused", None, "not_found"),
    ]
    assert "Sam Stone has accepted" in present(results[1]["detail"])
    assert mailbox.token_for(address, after=1) != earlier
    with pytest.raises(invitations.InvitationUnusable):
        invitations.look_up_invitation(owner.rpc, token=earlier)


def test_many_resent_twice_with_one_key_are_resent_once(owner: Person, mailbox: Mailbox) -> None:
    first, address = invited(owner)
    mailbox.token_for(address)
    key = unique("key")
    answers = []
    for _ in range(2):
        with owner.acting(key, fingerprint="the same"):
            answers.append(invitations.resend_invitations(owner.rpc, [first]))
    assert answers[0] == answers[1]
    eventually(lambda: len(mailbox.to(address)) == 2 and states(owner)[first] == "sent")


def test_what_was_broken_off_before_its_end_is_not_done_twice(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """As if the process had died when all were resent and the answer was not yet kept."""
    first, address = invited(owner)
    mailbox.token_for(address)
    key = unique("key")
    answers = []
    for _ in range(2):
        with owner.acting(key, fingerprint="the same"):
            answers.append(invitations.resend_invitations(owner.rpc, [first]))
        eventually(lambda: states(owner)[first] == "sent")
        with product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
            forgotten = text("DELETE FROM commands WHERE answer LIKE :answer")
            uow.execute(forgotten, {"answer": f'%"items":[%{first}%'})
    assert answers[0] == answers[1]
    assert len(mailbox.to(address)) == 2


def test_many_are_revoked(owner: Person, mailbox: Mailbox) -> None:
    ids = [invited(owner)[0] for _ in range(3)]
    with owner.acting():
        results = invitations.revoke_invitations(owner.rpc, ids)
    assert [each["state"] for each in results] == ["revoked"] * 3
    assert set(states(owner).values()) == {"revoked"}


def test_a_standard_colleague_manages_those_of_their_clients_only(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2"""
    hidden, _ = invited(owner)
    client = owner.adds_client(invitation={"name": "Jo", "email": f"{unique('jo')}@acme.example"})
    colleague = a_colleague(owner, mailbox)
    gives(owner, client["id"], colleague_ids=[colleague.user_id])
    with colleague.acting():
        results = invitations.revoke_invitations(owner.rpc, [hidden, client["invitation"]["id"]])
    assert [each["code"] for each in results] == ["not_found", None]
    assert states(owner)[hidden] != "revoked"


def test_clients_have_no_board(owner: Person, mailbox: Mailbox) -> None:
    first, _ = invited(owner)
    jo = a_client_user(owner, mailbox, owner.adds_client()["id"])
    with jo.acting(), pytest.raises(PracticeAccountRequired):
        invitations.revoke_invitations(owner.rpc, [first])


class Board:
    """The board in a browser without scripts."""

    def __init__(self, owner: Person) -> None:
        settings = Settings(broker_url=BROKER_URL, rate_limits=False)
        self._http = HttpClient(build(settings, owner.rpc))
        credentials = {"email": owner.email, "password": PASSWORD}
        assert self._http.post("/sign-in", data=credentials, headers=HTML).status_code == 303

    def shows(self, path: str = "/invitations") -> str:
        return self._http.get(path, headers=HTML).text

    def sends(self, path: str = "/invitations", **fields: Any) -> str:
        hidden = dict(re.findall(r'type="hidden" name="(csrf|key)" value="([^"]*)"', self.shows()))
        answer = self._http.post(path, data={**hidden, **fields}, headers=HTML, follow_redirects=True)
        return answer.text


def test_the_page_says_in_words_how_each_stands(owner: Person, mailbox: Mailbox) -> None:
    first, address = invited(owner, "Jo <Bloggs>")
    eventually(lambda: states(owner)[first] == "sent")
    page = Board(owner).shows()
    assert "Jo &lt;Bloggs&gt;" in page
    assert address in page
    assert re.search(r"Invited today, ends \w+day \d+ \w+", re.sub(r"<[^>]+>", "", page))
    assert "Email sent" in page


def test_the_page_is_filtered_by_state(owner: Person, mailbox: Mailbox) -> None:
    _, address = invited(owner)
    assert address in Board(owner).shows()
    assert address not in Board(owner).shows("/invitations?state=accepted")
    assert "None in this state" in Board(owner).shows("/invitations?state=accepted")
    assert address in Board(owner).shows("/invitations?state=unheard-of&cursor=nonsense")


def test_the_page_tells_what_became_of_each(owner: Person, mailbox: Mailbox) -> None:
    first, address = invited(owner)
    second, used_by = invited(owner, "Sam Stone")
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(used_by), password=PASSWORD)
    named = {f"name.{second}": "Sam Stone"}
    page = Board(owner).sends(action="revoke", invitation_id=[first, second], **named)
    assert "1 invitation is revoked." in page
    assert "<strong>Sam Stone</strong>: Sam Stone has accepted" in page
    assert states(owner)[first] == "revoked"
    assert "1 invitation is sent again" in Board(owner).sends(resend=first)
    assert mailbox.token_for(address, after=1)


def test_nothing_ticked_changes_nothing(owner: Person) -> None:
    first, _ = invited(owner)
    before = states(owner)[first]
    assert "<h1>Invitations</h1>" in Board(owner).sends(action="revoke")
    assert "<h1>Invitations</h1>" in Board(owner).sends(action="burn", invitation_id=first)
    assert states(owner)[first] in (before, "sent")


def test_an_address_is_corrected_on_a_page_of_its_own(owner: Person, mailbox: Mailbox, phone: Phone) -> None:
    """product.md 5.3"""
    first, address = invited(owner, "Jo <Bloggs>")
    earlier = mailbox.token_for(address)
    board, path = Board(owner), f"/invitations/{first}"
    assert f'href="{path}"' in board.shows()
    assert f'value="{address}"' in board.shows(path)
    corrected, mobile = f"{unique('jo')}@acme.example", a_mobile()
    page = board.sends(path, email=corrected, mobile=mobile)
    assert "Sent to the corrected address" in page
    assert corrected in page
    assert mailbox.token_for(corrected)
    assert phone.token_for(mobile)
    with pytest.raises(invitations.InvitationUnusable):
        invitations.look_up_invitation(owner.rpc, token=earlier)


def test_what_is_wrong_with_a_correction_stands_at_its_field_and_nothing_is_sent(
    owner: Person, mailbox: Mailbox
) -> None:
    first, address = invited(owner)
    eventually(lambda: states(owner)[first] == "sent")
    page = Board(owner).sends(f"/invitations/{first}", email="nowhere", mobile="12")
    assert "Enter an email address like name@example.com." in page
    assert 'value="nowhere"' in page
    assert len(mailbox.to(address)) == 1
    page = Board(owner).sends(f"/invitations/{first}", email=address, mobile="+12125550100")
    assert "Texts go to numbers of GB, IE only." in page


def test_revoking_from_that_page_and_what_cannot_be_corrected_any_more(
    owner: Person, mailbox: Mailbox
) -> None:
    first, _ = invited(owner)
    board = Board(owner)
    assert "No link works any more" in board.sends(f"/invitations/{first}", action="revoke")
    used, address = invited(owner)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    assert "has joined" in board.shows(f"/invitations/{used}")
    assert "has accepted" in board.sends(f"/invitations/{used}", email=address, mobile="")


def test_nobody_corrects_an_invitation_they_may_not_see(owner: Person, mailbox: Mailbox) -> None:
    first, _ = invited(owner)
    for stranger in (a_colleague(owner, mailbox), a_practice(owner.rpc)):
        with stranger.acting(), pytest.raises(NotFound):
            invitations.get_invitation(owner.rpc, first)
        assert "There is no invitation here" in Board(stranger).shows(f"/invitations/{first}")
