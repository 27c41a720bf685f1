"""The page of fifty clients, beside the JSON list of the same fifty, by the same gateway in the same run."""

from contextlib import ExitStack
from statistics import median

from bench import compare, load
from bench.containers import postgres, rabbitmq
from bench.databases import database
from bench.ours.running import SERVICES, ours

PAGE, LIST = "page", "JSON list"
CLIENTS = 1000


def measure(chosen: compare.Options) -> None:
    """Load both in turn, and print pages a second, p99, and what of the list's rate the page has."""
    with ExitStack() as stack:
        uri, server_address = stack.enter_context(rabbitmq()), stack.enter_context(postgres())
        databases = {
            name: stack.enter_context(database(server_address, f"bench_{name}")) for name in SERVICES
        }
        subject = stack.enter_context(ours(uri, databases))
        load.run(subject.create(CLIENTS))
        subject.drain()
        plans = {PAGE: subject.show_fifty(), LIST: subject.list_fifty()}
        systems = {name: compare.System(plan, subject.processes.values()) for name, plan in plans.items()}
        measured = compare.interleave(systems, chosen)
        compare.show("fifty clients, as a page and as JSON", measured, {})
        ratios = [
            page.result.per_second / each.result.per_second
            for page, each in zip(measured[PAGE], measured[LIST], strict=True)
        ]
        print(
            f"  {PAGE} / {LIST} = {median(ratios):.2f} (rounds {min(ratios):.2f} to {max(ratios):.2f})",
            flush=True,
        )


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)
