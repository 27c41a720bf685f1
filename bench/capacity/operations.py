"""What people do, each done many times: what it took of each process until all that follows was done."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bench import load
from bench.capacity import processor_time
from bench.capacity.database_bytes import Databases
from bench.capacity.results import Operation
from bench.capacity.running_product import RunningProduct
from bench.processes import ServerFailed, command, wait_for_answer
from bench.subject import FOR_EVERYONE, Subject

PLAIN, FOR_ALL, READ, LIST, PAGE = "plain creation", "creation for everyone", "read", "list", "page"
SIGN_IN, INVITATION, COLLEAGUE, EVENT = "sign-in", "invitation", "colleague", "event"

#: Nothing is on its way: no message, no mail, no step of a creation.
_LEFT = {
    "accounts": "SELECT count(*) FROM onboarding_steps WHERE state = 'pending'",
    "invitations": "SELECT count(*) FROM deliveries WHERE state = 'queued'",
}
_UNSENT = "SELECT count(*) FROM outbox WHERE sent_at IS NULL"
_LOOK_EVERY, _QUIET_FOR, _PATIENCE = 0.2, 0.6, 120.0


def plans(subject: Subject) -> Mapping[str, load.Plan]:
    """By operation, once there are clients."""
    post = {**subject.headers, "Idempotency-Key": load.UNIQUE}
    person = {"name": "Jo Bloggs", "email": f"{load.UNIQUE}@acme.example"}
    user = json.dumps({**person, "role": "standard_user", "invite": True})
    users = [load.request("POST", f"/v1/clients/{each}/users", user, post) for each in subject.client_ids()]
    colleague = json.dumps({**person, "role": "standard", "permissions": [], "team_ids": []})
    session = wait_for_answer(subject.port, "/v1/session", subject.processes.values(), subject.headers)
    owner = json.dumps({"email": json.loads(session)["user"]["email"], "password": "correct horse battery"})
    return {
        FOR_ALL: subject.create(more=FOR_EVERYONE),
        READ: subject.read(),
        LIST: subject.list_fifty(),
        PAGE: subject.show_fifty(),
        # More sign-ins at once from one address would look like somebody who guesses.
        SIGN_IN: _few(subject, [load.request("POST", "/v1/sessions", owner)]),
        INVITATION: _few(subject, users),
        COLLEAGUE: _few(subject, [load.request("POST", "/v1/colleagues", colleague, post)]),
    }


def _few(subject: Subject, requests: Sequence[str]) -> load.Plan:
    """A few at a time: what is asked for is how much each takes, not how many there can be."""
    return load.Plan(subject.port, requests, status=201, connections=4)


def times(product: RunningProduct, plan: load.Plan, count: int) -> Operation:
    """Do it so many times."""
    return _taken(product, lambda: load.run(replace(plan, count=count)))


def seconds(product: RunningProduct, plan: load.Plan, for_so_long: float) -> Operation:
    """Do it for so long."""
    return _taken(product, lambda: load.run(replace(plan, seconds=for_so_long, warm_up_seconds=0.5)))


def events(product: RunningProduct, count: int) -> Operation:
    """Commit so many events of accounts, each of another practice, which a relay sends and others take in."""

    def commit() -> load.Result:
        began = time.monotonic()
        environment = product.subject.environments["accounts"]
        command("bench.ours.committing", "backlog", str(count), environment=environment)
        wait_until_quiet(product)
        return load.Result(count, count / (time.monotonic() - began), 0.0, 0.0)

    return _taken(product, commit)


def _taken(product: RunningProduct, do: Callable[[], load.Result]) -> Operation:
    wait_until_quiet(product)
    processes, databases = product.subject.processes, product.databases
    spent, log, sent = processor_time.seconds(processes), databases.log(), databases.messages()
    done = do()
    wait_until_quiet(product)
    more = databases.messages()
    return Operation(
        times=done.answered,
        per_second=done.per_second,
        p50_ms=done.p50,
        p99_ms=done.p99,
        milliseconds=processor_time.spent(spent, processor_time.seconds(processes), done.answered),
        messages={name: (more[name] - count) / done.answered for name, count in sent.items()},
        log_bytes=(databases.log() - log) / done.answered,
    )


def wait_until_quiet(product: RunningProduct) -> None:
    """Until nothing has been on its way for a while."""
    give_up = time.monotonic() + _PATIENCE
    quiet_since, before = time.monotonic(), product.databases.messages()
    while time.monotonic() - quiet_since < _QUIET_FOR:
        if time.monotonic() > give_up:
            raise ServerFailed(f"something is on its way after {_PATIENCE:.0f} s")
        time.sleep(_LOOK_EVERY)
        sent = product.databases.messages()
        if sent != before or _left(product.databases):
            quiet_since, before = time.monotonic(), sent


def _left(databases: Databases) -> int:
    return databases.all_of(_UNSENT) + sum(databases.number(name, query) for name, query in _LEFT.items())
