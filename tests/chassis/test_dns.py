"""A name that nobody knows stops who asks for it, and nobody else."""

import socket
import time
from typing import Any

import eventlet
import psycopg2
import pytest
from eventlet.patcher import original

from chassis.process import dns

SECONDS = 1.5
UNKNOWN = "gone.invalid"


class SlowServer:
    """A name server that takes its time and then knows nothing."""

    def __init__(self) -> None:
        self.request = 0

    def __call__(self, host: str, *_: Any) -> list[Any]:
        self.request += 1
        original("time").sleep(SECONDS)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> SlowServer:
    slow = SlowServer()
    monkeypatch.setattr(dns, "_blocking", slow)
    return slow


def look_up() -> str:
    with pytest.raises(socket.gaierror) as refused:
        socket.create_connection((UNKNOWN, 5672), timeout=5)
    return str(refused.value)


def test_others_go_on_while_a_name_is_looked_up(server: SlowServer) -> None:
    asking = eventlet.spawn(look_up)
    longest, last = 0.0, time.monotonic()
    while not asking.dead:
        eventlet.sleep(0.01)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    assert "not known" in asking.wait()
    assert longest < SECONDS / 2


def test_many_who_ask_for_one_name_cost_one_look_up(server: SlowServer) -> None:
    began = time.monotonic()
    asking = [eventlet.spawn(look_up) for _ in range(50)]
    for each in asking:
        each.wait()
    assert server.request == 1
    assert time.monotonic() - began < 3 * SECONDS


def test_who_asked_first_may_give_up_before_the_others(server: SlowServer) -> None:
    def impatient() -> None:
        with eventlet.Timeout(SECONDS / 3, False):
            look_up()

    first, second = eventlet.spawn(impatient), eventlet.spawn(look_up)
    first.wait()
    assert "not known" in second.wait()


def test_a_database_without_an_address_is_named(server: SlowServer) -> None:
    with pytest.raises(psycopg2.OperationalError, match=f'could not translate host name "{UNKNOWN}"'):
        psycopg2.connect(f"postgresql://ann:secret@{UNKNOWN}:5432/none", application_name="tests")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_an_address_is_not_looked_up(server: SlowServer, host: str) -> None:
    assert dns._needs_no_look_up(host)
