"""A cluster that tests kill parts of, freeze and cut off, and that they look at."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.cluster.cluster_status import ClusterStatus, look
from deploy.cluster.compose_project import ComposeFailed, ComposeProject
from deploy.cluster.status_lines import lines_of
from tests.builders import eventually
from tests.cluster import steady_load
from tests.containers import docker

#: Seconds until everything is whole again, at most: also on a machine that has other things to do.
_HEALING = 300
#: Seconds between two looks whether it is.
_BETWEEN_LOOKS = 3.0


@dataclass(frozen=True)
class RunningCluster:
    """`name` is the compose project's, `url` where the product answers, `vendors` where the vendors do;
    `clock` is the file by which the clock of accounts is moved, where it can be.
    """

    project: ComposeProject
    name: str
    url: str
    vendors: str
    clock: Path | None

    def status(self) -> ClusterStatus:
        return look(self.project)

    def until_whole(self) -> None:
        """Wait until everything works and has all its copies; fails with what it lacks."""
        with contextlib.suppress(AssertionError):
            eventually(self._is_whole, within=_HEALING)
            return
        pytest.fail("\n".join(lines_of(self.status())))

    def _is_whole(self) -> bool:
        with contextlib.suppress(ComposeFailed):
            if self.status().is_whole:
                return True
        # Each look starts programs in three nodes, and takes their time from what heals.
        time.sleep(_BETWEEN_LOOKS)
        return False

    # --- nodes by what they do

    def broker_of_calls(self) -> str:
        """The node that has the queue of calls to accounts."""
        return next(each.leader for each in self.status().queues if each.name == "rpc-accounts")

    def database_leader(self) -> str:
        leader = self.status().database_leader
        assert leader is not None
        return leader

    def database_follower(self) -> str:
        """The node that has confirmed all that was committed."""
        return next(each.name for each in self.status().databases if each.role == "Sync Standby")

    def mail(self) -> str:
        """All that was sent, of each whom it is to and the lines with a token."""
        return steady_load.mail_in(self._container("mailbox", 1))

    # --- what happens to them; each gives what undoes it

    def kill(self, service: str, replica: int = 1) -> Callable[[], object]:
        container = self._container(service, replica)
        docker("kill", container)
        return lambda: docker("start", container)

    def kill_within(self, container: str) -> bool:
        """SIGKILL for all processes of a container but the first, which ends with them, so that the engine
        starts it anew by itself; whether it ran.
        """
        return docker("exec", container, "bash", "-c", "kill -9 -1", check=False).returncode in (0, 137)

    def freeze(self, service: str, replica: int = 1) -> Callable[[], object]:
        container = self._container(service, replica)
        docker("pause", container)
        return lambda: docker("unpause", container)

    def cut_off(self, service: str, *networks: str) -> Callable[[], object]:
        """Take a node from its networks."""
        container = self._container(service, 1)
        for network in networks:
            docker("network", "disconnect", f"{self.name}_{network}", container)

        def connect() -> None:
            for network in networks:
                docker("network", "connect", f"--alias={service}", f"{self.name}_{network}", container)

        return connect

    def moved_clock(self, seconds: int) -> Callable[[], object]:
        """Accounts' clock so many seconds ahead."""
        clock = self.clock
        if clock is None:
            pytest.fail("The clock of a service is moved by Debian's package libfaketime: install it.")
        clock.write_text(f"{seconds:+d}\n")
        return lambda: clock.write_text("+0\n")

    def without_room(self, service: str) -> Callable[[], object]:
        """A broker whose disk has less room than it wants, so that nobody may publish through any of them."""
        return self._limited(service, ("set_disk_free_limit",), "1000000GB", "1GB")

    def without_memory(self, service: str) -> Callable[[], object]:
        """A broker that uses more memory than it may, likewise."""
        return self._limited(service, ("set_vm_memory_high_watermark", "absolute"), "1MB", "512MB")

    def _limited(
        self, service: str, setting: tuple[str, ...], limit: str, usual: str
    ) -> Callable[[], object]:
        command = ("exec", self._container(service, 1), "rabbitmqctl", "-q", *setting)
        docker(*command, limit)
        return lambda: docker(*command, usual)

    def restart(self, service: str, replica: int = 1) -> None:
        """As an upgrade does it: stopped gracefully, and started anew."""
        docker("restart", "--time=60", self._container(service, replica), within=120)

    def _container(self, service: str, replica: int) -> str:
        return f"{self.name}-{service}-{replica}"
