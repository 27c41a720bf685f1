"""Which tier each test belongs to, what may not be skipped, and what tests share."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Generator, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Any

import eventlet
import pytest

from chassis.rpc.client import RpcClient
from deploy.embedded_postgres import EmbeddedPostgres
from tests.builders import Mailbox, Person, Phone, a_practice

if TYPE_CHECKING:
    from deploy.allinone.product import Product

TESTS = Path(__file__).parent
TIERS = ("rules", "service", "contracts", "integration", "browser", "fuzz", "mutations", "cluster")
#: Where all tests of a tier are that starts much, so that whoever runs it need not read the others.
HOMES = {
    "integration": ("images", "integration"),
    "browser": ("browser",),
    "fuzz": ("fuzz",),
    "cluster": ("cluster",),
}
NEVER_SKIPPED_IN_CI = ("integration", "browser", "cluster")
_SERVERS = frozenset({"postgres", "product", "product_process", "product_url", "backing"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """An option and no variable of the environment: a test that runs pytest itself hands none on to it."""
    parser.addoption("--share", default="1/1", metavar="N/M", help="the nth of m shares of the files")


def pytest_configure(config: pytest.Config) -> None:
    """Ended by SIGTERM as by Ctrl-C: together with what fixtures have started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if _tier_wanted(config) in HOMES:
        # Nothing there uses Hypothesis, which its plugin takes more than a second to import at the end.
        config.pluginmanager.set_blocked("hypothesispytest")
    else:
        _let_examples_take_their_time()


def _tier_wanted(config: pytest.Config) -> str:
    """The one tier that was chosen, or that some tests of were; whatever else was chosen is none."""
    chosen: str = config.getoption("markexpr")
    return chosen.partition(" and ")[0]


def _let_examples_take_their_time() -> None:
    """One example may wait for other work of the machine; what a whole test may take, `timeout` says."""
    from hypothesis import settings

    settings.register_profile("tests", deadline=None)
    settings.load_profile("tests")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of a tier with a home, nothing else is read."""
    homes = HOMES.get(_tier_wanted(config))
    if homes is None or not collection_path.is_dir():
        return None
    return True if _folder(collection_path) not in ("", *homes) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test its tier, and leave out the files of other shares."""
    for item in items:
        tier = _tier(item)
        homes = HOMES.get(tier)
        if homes and _folder(item.path) not in homes:
            raise pytest.UsageError(
                f"{item.nodeid}: a test of the tier {tier} belongs in {' or '.join(homes)}."
            )
        item.add_marker(tier)
    own = of_share({item.path for item in items}, config.getoption("share"))
    config.hook.pytest_deselected(items=[item for item in items if item.path not in own])
    items[:] = [item for item in items if item.path in own]


def _folder(path: Path) -> str:
    """The folder of `tests` that a path is in or is."""
    return next(iter(path.relative_to(TESTS).parts), "")


def of_share(files: AbstractSet[Path], share: str) -> set[Path]:
    """2/3 is each third one in the order of their names, from the second on."""
    number, of = map(int, share.split("/"))
    return set(sorted(files)[number - 1 :: of])


def _tier(item: pytest.Item) -> str:
    """Its own marker; else the folder named like a tier that it is in; else by whether it needs a server."""
    for tier in TIERS:
        if item.get_closest_marker(tier):
            return tier
    for folder in item.path.relative_to(TESTS).parts[:-1]:
        if folder in TIERS:
            return folder
    return "rules" if _SERVERS.isdisjoint(getattr(item, "fixturenames", ())) else "service"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true, fail a skipped test of a tier that CI is there to run."""
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    if report.skipped and not expected_to_fail and any(map(item.get_closest_marker, NEVER_SKIPPED_IN_CI)):
        _fail_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself as a whole."""
    report = yield
    if report.skipped and not set(collector.path.parts).isdisjoint(NEVER_SKIPPED_IN_CI):
        _fail_in_ci(report)
    return report


def _fail_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("CI") != "true":
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    report.outcome = "failed"
    *others, last = NEVER_SKIPPED_IN_CI
    report.longrepr = f"CI may not skip the tiers {', '.join(others)} and {last}. {reason}"


@pytest.fixture(autouse=True)
def _rules_reach_no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that needs a connection is in the wrong tier, or in the wrong module.

    What services of `product` do meanwhile in their own green threads is none of its concern.
    """
    if request.node.get_closest_marker("rules"):
        test, connect = eventlet.getcurrent(), socket.socket.connect

        def refuse(connecting: socket.socket, address: Any) -> None:
            if eventlet.getcurrent() is test:
                pytest.fail(f"A test of the rules tier connects to {address}.")
            connect(connecting, address)

        monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server, empty, for all tests of this run."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Every service in this process, on real PostgreSQL and the in-process broker.

    Its calls wait longer than elsewhere (`tests/patience.py`).
    Passwords are hashed at the least cost: a test that begins with a practice would else do little else.
    """
    # Two seconds of imports, of which the tiers that run the product elsewhere have no use.
    from deploy.allinone.product import Product
    from services.access.passwords import password_hashes
    from tests import patience
    from tests.hashing import CHEAP

    # Their webhooks go to receivers of theirs.
    loopback = pytest.MonkeyPatch()
    loopback.setenv("CLIENTELE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    # The permission matrix asks as often as there are checks of rights.
    loopback.setenv("CLIENTELE_ACCESS_REQUESTS_PER_HOUR", "1000000")
    running = Product(
        tmp_path_factory.mktemp("product"), public_url="http://127.0.0.1:8000", smtp_url=None, durable=False
    )
    with pytest.MonkeyPatch.context() as patched:
        for of, name, seconds in patience.longer():
            patched.setattr(of, name, seconds)
        patched.setattr(password_hashes, "_HASHER", CHEAP)
        running.start()
        loopback.undo()
        yield running
        running.stop()


@pytest.fixture(scope="session")
def rpc(product: Product) -> Iterator[RpcClient]:
    """Calls to the services of `product`."""
    from deploy.allinone.product import BROKER_URL

    client = RpcClient(BROKER_URL, "tests")
    client.start()
    assert client.wait_ready(5)
    yield client
    client.stop()


@pytest.fixture(scope="session")
def mailbox(product: Product) -> Mailbox:
    """The mail that `product` sends."""
    assert product.mailbox is not None
    return Mailbox(product.mailbox)


@pytest.fixture(scope="session")
def phone(product: Product) -> Phone:
    """The texts that `product` sends."""
    return Phone(product.folder / "phone")


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    """The owner of a practice of its own, signed in."""
    return a_practice(rpc)


@pytest.fixture(scope="session")
def served_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the product at `product_url`."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def product_url(product_process: tuple[str, int]) -> str:
    """The address of the whole product (`tests/served.py`), without rate limits."""
    return product_process[0]


@pytest.fixture(scope="session")
def product_process(served_folder: Path) -> Iterator[tuple[str, int]]:
    """The address of the product at `product_url`, and the id of its process.

    What is uploaded to it is looked through, so that something infected can be shown.
    """
    from tests.accounts import clamd_server
    from tests.serving import serving

    with clamd_server.speaking() as clamd, serving(served_folder, CLIENTELE_CLAMD_URL=clamd) as found:
        yield found
