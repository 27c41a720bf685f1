"""What practices send is each one's own: invitations, and the words of their messages."""

from __future__ import annotations

import pytest

from contracts import access, invitations
from contracts.errors import NotFound
from tests.builders import Person, a_practice, eventually, unique
from tests.invitations.letterhead_calls import changes


def test_a_colleagues_invitation_is_no_other_practices(owner: Person) -> None:
    with owner.acting():
        access.invite_colleague(
            owner.rpc, name="Bob", email=f"{unique('bob')}@smith.example", role="standard"
        )
        [sent] = eventually(lambda: invitations.list_invitations(owner.rpc)["items"])
    other = a_practice(owner.rpc)
    with other.acting():
        with pytest.raises(NotFound):
            invitations.get_invitation(other.rpc, sent["id"])
        with pytest.raises(NotFound):
            invitations.resend_invitation(other.rpc, sent["id"])
        with pytest.raises(NotFound):
            invitations.revoke_invitation(other.rpc, sent["id"])
    with owner.acting():
        assert invitations.get_invitation(owner.rpc, sent["id"])["state"] in ("pending", "sent")


def test_a_practice_changes_its_own_words_and_no_others(owner: Person) -> None:
    other = a_practice(owner.rpc)
    changes(other, sender_name="Theirs")
    changes(owner, sender_name="Ours")
    changes(owner, sender_name="Ours now")
    with other.acting():
        theirs = invitations.get_practice_messages(other.rpc)
    assert (theirs["sender_name"], theirs["version"]) == ("Theirs", 2)
