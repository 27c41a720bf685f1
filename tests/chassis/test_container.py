"""Workers run as Nameko runs them: what is injected, called and torn down, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from eventlet.event import Event
from nameko.containers import ServiceContainer
from nameko.extensions import DependencyProvider, Entrypoint

from chassis.container import Container


class Noting(DependencyProvider):
    """Notes what it hears of a worker."""

    heard: list[Any]

    def setup(self) -> None:
        self.heard = self.container.config["heard"]

    def get_dependency(self, _worker: Any) -> str:
        self.heard.append("get_dependency")
        return "given"

    def worker_setup(self, _worker: Any) -> None:
        self.heard.append("worker_setup")

    def worker_result(self, _worker: Any, result: Any = None, exc_info: Any = None) -> None:
        self.heard.append(("worker_result", result, exc_info[0] if exc_info else None))

    def worker_teardown(self, _worker: Any) -> None:
        self.heard.append("worker_teardown")


class Service:
    name = "noting"
    noting = Noting()

    @Entrypoint.decorator()
    def answer(self, number: int) -> str:
        return f"{self.noting} {10 / number:.0f}"


@pytest.fixture(params=[ServiceContainer, Container])
def container(request: pytest.FixtureRequest) -> Iterator[ServiceContainer]:
    made = request.param(Service, {"AMQP_URI": "memory://", "heard": []})
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("number", "result", "error"), [(5, "given 2", None), (0, None, ZeroDivisionError)], ids=["well", "badly"]
)
def test_a_worker_ends(
    container: ServiceContainer, number: int, result: str | None, error: type[Exception] | None
) -> None:
    ended, handled = Event(), []

    def handle(_worker: Any, found: Any, exc_info: Any) -> Any:
        handled.append((found, exc_info[0] if exc_info else None))
        ended.send(None)
        return found, exc_info

    (entrypoint,) = container.entrypoints
    container.spawn_worker(entrypoint, (number,), {}, handle_result=handle)
    ended.wait()
    container._worker_pool.waitall()
    assert handled == [(result, error)]
    around = ["get_dependency", "worker_setup", ("worker_result", result, error), "worker_teardown"]
    assert container.config["heard"] == around


def test_an_error_of_handling_a_result_ends_the_container(container: ServiceContainer) -> None:
    (entrypoint,) = container.entrypoints

    def handle(_worker: Any, _result: Any, _exc_info: Any) -> Any:
        raise LookupError("gone")

    container.spawn_worker(entrypoint, (5,), {}, handle_result=handle)
    with pytest.raises(LookupError):
        container.wait()
