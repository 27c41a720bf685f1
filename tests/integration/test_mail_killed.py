"""No mail is lost after 250, none is kept or told twice, whoever is killed (product.md 2.8, 9.1).

CLIENTELE_KILLED_MAILS=2000 has it done with as many; five of each of fifty kinds show the same in a minute
or two.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import eventlet
import psycopg2
import pytest
import requests

from contracts.accounts.events import DOCUMENT_RECEIVED
from tests.builders import eventually, unique
from tests.integration import mail_ways
from tests.integration.mail_kinds import Kind, kinds
from tests.integration.mail_ways import Postfix
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System

MAILS = int(os.environ.get("CLIENTELE_KILLED_MAILS", "250"))
SEED = int(os.environ.get("CLIENTELE_KILLED_SEED", "19"))
CLIENTS = 5
AT_ONCE = 4
#: Seconds in which everything has to have arrived, the last kill included.
WITHIN = 240 + MAILS * 2
_TOKEN = re.compile(r"token-\d+-\d+")
_PROCESSES = ("intake", "intake-lmtp", "accounts", "accounts-relay", "connections")
_MESSAGES = """
    SELECT m.id, m.client_id, m.size,
           (SELECT count(*) FROM client_documents f WHERE f.message_id = m.id AND f.state = 'kept')
    FROM client_documents m WHERE m.kind = 'message' AND m.state = 'kept'
"""


class Sent(NamedTuple):
    """A mail to be sent: to which clients, by which way, and what is to be seen of it."""

    token: str
    kind: Kind
    mail: bytes
    client_ids: tuple[str, ...]
    port: int
    raw: bool


class Kept(NamedTuple):
    """A mail as it is kept for a client."""

    document_id: str
    client_id: str
    files: int
    content: bytes


@pytest.fixture(params=["folder", "bucket"])
def store_away(running: System, request: pytest.FixtureRequest) -> Iterator[Callable[[float], None]]:
    """Takes away what documents are kept in, for so many seconds."""
    kept_in = {"folder": mail_ways.kept_in_a_folder, "bucket": mail_ways.kept_in_a_bucket}[request.param]
    with kept_in(running) as away:
        yield away


@pytest.fixture
def relay(running: System, store_away: Callable[[float], None]) -> Iterator[tuple[int, Postfix]]:
    """The port of the intake itself, and a Postfix before it."""
    with mail_ways.intakes(running) as (smtp, lmtp), mail_ways.postfix(smtp, lmtp) as found:
        yield smtp, found


@pytest.mark.timeout(WITHIN + 300)
def test_mail_arrives_once_while_everything_is_killed(
    running: System, relay: tuple[int, Postfix], store_away: Callable[[float], None]
) -> None:
    port, postfix = relay
    practice = PracticeOverHttp(running.gateway_url)
    clients = {
        str(each["id"]): str(each["extract_email"])
        for each in (practice.add_client() for _ in range(CLIENTS))
    }
    mails = _mails(list(clients), (port, postfix.by_smtp, postfix.by_lmtp), port)
    expected = sum(len(each.client_ids) for each in mails)
    began = time.monotonic()
    pool = eventlet.GreenPool(AT_ONCE)
    taken: set[str] = set()

    def send(each: Sent) -> None:
        mail_ways.send(each.port, each.mail, [clients[found] for found in each.client_ids], WITHIN)
        taken.add(each.token)

    faults = _faults(running, store_away)
    # Each is in the midst of a portion of its own, however long the one before took.
    portions = [mails[number :: len(faults) + 1] for number in range(len(faults) + 1)]
    for (name, fault), portion in zip(faults, portions, strict=False):
        wanted = _count(running) + len(portion) // 3
        sending = eventlet.spawn(lambda portion=portion: [pool.spawn(send, each) for each in portion])
        eventually(lambda wanted=wanted: _count(running) >= wanted, within=WITHIN)
        fault()
        print(f"{time.monotonic() - began:.0f} s: {_count(running)} kept, {name} was killed")  # noqa: T201
        sending.wait()
    for each in portions[-1]:
        pool.spawn(send, each)
    pool.waitall()
    assert taken == {each.token for each in mails}
    eventually(postfix.is_empty, within=WITHIN)
    print(f"{expected} mails in {time.monotonic() - began:.0f} s")  # noqa: T201  a figure to watch

    assert "status=bounced" not in postfix.log()
    kept = _kept(running, practice, set(clients))
    _assert_each_once_and_whole(mails, kept)
    _assert_told_once(practice, kept)


def _mails(client_ids: list[str], ports: tuple[int, ...], raw: int) -> list[Sent]:
    """Every kind by every way, a tenth of them to two clients."""
    found = []
    for number, kind in zip(range(MAILS), itertools.cycle(kinds())):
        token = unique("token")
        port = ports[number // len(kinds()) % len(ports)]
        count = 2 if number % 10 == 0 else 1
        to = tuple(client_ids[(number + more) % len(client_ids)] for more in range(count))
        found.append(Sent(token, kind, kind.write(token), to, port, raw=port == raw))
    random.Random(SEED).shuffle(found)  # noqa: S311  the same order each time
    return found


def _faults(running: System, store_away: Callable[[float], None]) -> list[tuple[str, Callable[[], None]]]:
    """Every part killed in an order by chance, the database twice, and the store taken away."""
    rounds = max(1, MAILS // 150)

    def killing(name: str) -> Callable[[], None]:
        def kill() -> None:
            running.kill(name)
            running.start_part(name)

        return kill

    each: list[tuple[str, Callable[[], None]]] = [
        *((name, killing(name)) for name in (*_PROCESSES, "intake", "intake-lmtp")),
        ("database", running.backing.kill_database),
        ("database", running.backing.kill_database),
        ("broker", running.backing.restart_broker),
        ("store", lambda: store_away(2)),
        ("store", lambda: store_away(2)),
    ]
    faults = each * rounds
    random.Random(SEED).shuffle(faults)  # noqa: S311  the same kills each time
    return faults


def _count(running: System) -> int:
    """Mails that are kept; none where the database does not say."""
    try:
        [(found,)] = running.rows("accounts", "SELECT count(*) FROM received_mails")
    except psycopg2.Error:
        return -1
    return int(str(found))


def _kept(running: System, practice: PracticeOverHttp, client_ids: set[str]) -> list[Kept]:
    found = []
    for document_id, client_id, size, files in running.rows("accounts", _MESSAGES):
        if client_id in client_ids:
            path = f"/v1/clients/{client_id}/documents/{document_id}/content"
            content = practice.patiently("GET", path, headers=practice.headers).content
            assert len(content) == size
            found.append(Kept(str(document_id), str(client_id), int(str(files)), content))
    return found


def _assert_each_once_and_whole(mails: list[Sent], kept: list[Kept]) -> None:
    by_token = {each.token: each for each in mails}
    found: Counter[tuple[str, str]] = Counter()
    for each in kept:
        [token] = {match for match in _TOKEN.findall(each.content.decode("latin-1")) if match in by_token}
        sent = by_token[token]
        found[token, each.client_id] += 1
        assert each.files == sent.kind.files, sent.kind.name
        ended = sent.mail if sent.mail.endswith(b"\r\n") else sent.mail + b"\r\n"
        if sent.raw:
            assert each.content == ended, sent.kind.name
        else:
            body = ended.partition(b"\r\n\r\n")[2]
            assert each.content.endswith(body), sent.kind.name
    assert found == Counter({(each.token, client_id): 1 for each in mails for client_id in each.client_ids})


def _assert_told_once(practice: PracticeOverHttp, kept: list[Kept]) -> None:
    """Each mail is in one event, with all its files, and no event is of another."""
    wanted = {each.document_id: each.files for each in kept}
    events: list[dict[str, Any]] = []
    cursor = ""
    give_up = time.monotonic() + 120
    while len(events) < len(wanted) and time.monotonic() < give_up:
        query: dict[str, Any] = {"after": cursor, "types": DOCUMENT_RECEIVED.type, "wait": 2, "limit": 200}
        answer: requests.Response = practice.patiently(
            "GET", "/v1/events", params=query, headers=practice.headers
        )
        assert answer.status_code == 200, answer.text
        events += answer.json()["items"]
        cursor = answer.json()["cursor"]
    events_of = [[each["id"] for each in event["data"]["documents"]] for event in events]
    assert {ids[0]: len(ids) - 1 for ids in events_of} == wanted
    assert len(events_of) == len(wanted)
