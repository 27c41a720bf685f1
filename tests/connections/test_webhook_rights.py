"""A webhook endpoint is one practice's, and gets what its owner sees there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from contracts import access, connections
from contracts.errors import NotFound
from services.connections.webhooks import webhook_endpoints
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, caught_up, eventually, sign_in
from tests.connections.feed_reader import Reader, has
from tests.connections.receivers import Receiver, answers, receiver
from tests.connections.stage import a_practice_known
from tests.connections.webhook_calls import change, endpoint, log, read, resend, send_test


@pytest.fixture
def good() -> Iterator[Receiver]:
    with receiver(answers(204)) as found:
        yield found


def test_an_endpoint_is_no_other_practices(owner: Person, good: Receiver) -> None:
    made, other = endpoint(owner, good.url), a_practice_known(owner.rpc)
    with other.acting():
        assert connections.list_webhook_endpoints(other.rpc)["items"] == []
    with pytest.raises(NotFound):
        read(other, made["id"])
    with pytest.raises(NotFound):
        change(other, made["id"], enabled=False)
    with pytest.raises(NotFound):
        log(other, made["id"])
    with pytest.raises(NotFound):
        send_test(other, made["id"])
    with pytest.raises(NotFound):
        resend(other, made["id"], failed=True)
    with other.acting(), pytest.raises(NotFound):
        connections.delete_webhook_endpoint(other.rpc, made["id"])
    assert read(owner, made["id"])["state"] == "enabled"


def test_others_endpoints_take_nobodys_room(
    owner: Person, good: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint(a_practice_known(owner.rpc), good.url)
    monkeypatch.setattr(webhook_endpoints, "_MOST", 1)
    endpoint(owner, good.url)
    with pytest.raises(connections.WebhookEndpointLimit):
        endpoint(owner, good.url)


def test_a_time_is_sent_again_of_the_practices_own_events(owner: Person, good: Receiver) -> None:
    other = a_practice_known(owner.rpc)
    theirs, ours = other.adds_client(), owner.adds_client()
    Reader(other).until(has("ClientCreated", client_id=theirs["id"]))
    Reader(owner).until(has("ClientCreated", client_id=ours["id"]))
    made = endpoint(owner, good.url, types=["ClientCreated"])
    hour = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    assert resend(owner, made["id"], **{"from": hour}) == 1
    eventually(lambda: good.about(ours["id"]))


def test_an_owner_who_has_left_is_gone_also_where_they_work_for_another_practice(
    owner: Person, good: Receiver, mailbox: Mailbox
) -> None:
    other = a_practice_known(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    for practice in (owner, other):
        with practice.acting():
            caught_up(
                practice,
                access.change_colleague(
                    practice.rpc, user_id=bob.user_id, role=access.PracticeRole.PRACTICE_ADMIN
                ),
            )
    made = endpoint(sign_in(owner.rpc, bob.email, account_id=owner.account_id), good.url)
    with owner.acting():
        caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=bob.user_id))
    owner.adds_client()
    found = eventually(lambda: (one := read(owner, made["id"]))["state"] == "disabled" and one, within=20)
    assert found["disabled_reason"] == "owner_left"
