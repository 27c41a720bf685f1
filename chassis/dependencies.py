"""What a service's methods find on `self`: its database, other services, parts of its own."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from chassis.database.engine import Database
from chassis.rpc.client import RpcClient


class Data(DependencyProvider):
    """The service's `Database`. The process shares one; `worker_setup` costs nothing."""

    def setup(self) -> None:
        self.database: Database = self.container.config["database"]

    def get_dependency(self, worker_ctx: Any) -> Database:
        return self.database


class Calls(DependencyProvider):
    """An `RpcClient`: pass it to the typed callers of `contracts`."""

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.client = RpcClient(settings.broker_url, settings.service, settings.trust)

    def start(self) -> None:
        self.client.start()

    def stop(self) -> None:
        self.client.stop()

    def get_dependency(self, worker_ctx: Any) -> RpcClient:
        return self.client


class Configured(DependencyProvider):
    """Something of the service's own, made once in the process by `service.prepare`, found by its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.container.config[self.name]
