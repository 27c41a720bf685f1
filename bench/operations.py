"""Read one client, list fifty, create one: ours, and FastAPI with aio-pika and SQLAlchemy async."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from bench import compare, load
from bench.containers import free_port, postgres, rabbitmq
from bench.databases import database
from bench.ours.running import SERVICES, ours
from bench.processes import resident_megabytes, server, wait_for_answer
from bench.subject import FOR_EVERYONE, Subject

PEER = "FastAPI, SQLAlchemy"
NEEDED_READING, NEEDED_CREATING = 2.0, 1.3
CLIENTS = 1000
MOST_MEGABYTES, MOST_OF_A_RELAY = 80, 60

Plans = dict[str, load.Plan]


@contextmanager
def peer(uri: str, database: str) -> Iterator[Subject]:
    """FastAPI, aio-pika and SQLAlchemy async: a front process and a back process."""
    port = free_port()
    environment = {"BENCH_AMQP_URI": uri, "BENCH_PORT": str(port), "BENCH_PEER_DATABASE": database}
    with (
        server("bench.peers.fastapi_clients_back", environment) as back,
        server("bench.peers.fastapi_clients_front", environment) as front,
    ):
        wait_for_answer(port, "/v1/clients?limit=1", [back, front])
        unsent = "SELECT count(*) FROM outbox WHERE sent_at IS NULL"
        yield Subject(port, {}, {"back": back, "front": front}, database, unsent)


def measure(chosen: compare.Options) -> None:
    """Start both systems, give each its clients, load them in turn, print how they compare."""
    with ExitStack() as stack:
        uri, server_address = stack.enter_context(rabbitmq()), stack.enter_context(postgres())
        names = ["peer", *SERVICES]
        databases = {name: stack.enter_context(database(server_address, f"bench_{name}")) for name in names}
        subjects = {
            compare.OURS: stack.enter_context(ours(uri, databases)),
            PEER: stack.enter_context(peer(uri, databases["peer"])),
        }
        _show_memory("idle", subjects)
        for subject in subjects.values():
            load.run(subject.create(CLIENTS))
            subject.drain()
        _compare("read one client", {name: each.read() for name, each in subjects.items()}, subjects, chosen)
        _compare("list fifty", {name: each.list_fifty() for name, each in subjects.items()}, subjects, chosen)
        _compare("create one", {name: each.create() for name, each in subjects.items()}, subjects, chosen)
        informative = {compare.OURS: subjects[compare.OURS].create(more=FOR_EVERYONE)}
        _compare("create with access for everyone", informative, subjects, chosen)
        _show_memory("after the load", subjects)


def _compare(title: str, plans: Plans, subjects: Mapping[str, Subject], chosen: compare.Options) -> None:
    drained: dict[str, list[float]] = {name: [] for name in plans}
    systems = {name: compare.System(plan, subjects[name].processes.values()) for name, plan in plans.items()}
    measured = compare.interleave(
        systems, chosen, after_each=lambda name: drained[name].append(subjects[name].drain())
    )
    needed = NEEDED_CREATING if any(plan.status == 201 for plan in plans.values()) else NEEDED_READING
    compare.show(title, measured, {PEER: needed} if PEER in plans else {})
    if any(plan.status == 201 for plan in plans.values()):
        for name, seconds in drained.items():
            print(f"  {name} has caught up at most {max(seconds):.2f} s after a round", flush=True)


def _show_memory(when: str, subjects: Mapping[str, Subject]) -> None:
    print(f"\nresident MB, {when} (ours may have {MOST_MEGABYTES} a service and {MOST_OF_A_RELAY} a relay)")
    for name, subject in subjects.items():
        sizes = (f"{part} {resident_megabytes(process):.0f}" for part, process in subject.processes.items())
        print(f"  {name:<20} {', '.join(sizes)}", flush=True)


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)
