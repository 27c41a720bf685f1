"""`make run`: one process that says where to go, survives SIGKILL and stops cleanly."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import eventlet
import pytest
import requests

from tests.builders import eventually
from tests.integration.practice import PracticeOverHttp
from tests.ports import free_port

pytestmark = pytest.mark.service


class Run:
    """The command, started as a person would start it."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        own = {
            "CLIENTELE_PORT": str(self.port),
            "CLIENTELE_DATA": str(data),
            "CLIENTELE_RATE_LIMITS": "false",
        }
        self.environment = {**os.environ, **own, **settings}
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start and wait until it is ready; gives what it printed."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deploy.allinone"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        printed = ""
        for line in self.process.stdout:
            printed += line
            if "Ctrl-C" in line:
                return printed
        raise AssertionError(f"it did not start: {printed}")

    def end(self, number: int) -> tuple[int, str]:
        """Send a signal; gives the exit code and what was printed last."""
        assert self.process is not None
        self.process.send_signal(number)
        last, _ = self.process.communicate(timeout=30)
        return self.process.returncode, last


def not_started(folder: Path, **settings: str) -> tuple[int, str]:
    """The exit code of a start that is refused, and what it said."""
    own = {"CLIENTELE_PORT": str(free_port()), "CLIENTELE_DATA": str(folder / "data"), **settings}
    ran = subprocess.run(
        [sys.executable, "-m", "deploy.allinone"],
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stderr


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    command = Run(tmp_path / "data")
    yield command
    if command.process is not None and command.process.poll() is None:
        command.process.kill()
        command.process.wait()


def test_it_says_where_to_go_and_the_journey_it_prints_works_when_pasted(run: Run, tmp_path: Path) -> None:
    printed = run.start()
    assert f"{run.url}/docs" in printed
    assert f"{run.url}/sandbox/mailbox" in printed
    journey = printed.partition("in another terminal:")[2].partition("Ctrl-C")[0]
    pasted = subprocess.run(["bash", "-c", journey], capture_output=True, text=True, timeout=30, check=True)
    client = json.loads(pasted.stdout[pasted.stdout.index('{"id":"client_') :])
    assert client["name"] == "Acme Widgets Ltd"
    assert client["onboarding"]["state"] == "complete"
    caught = list((tmp_path / "data" / "mailbox").glob("*.eml"))
    assert len(caught) == 1
    assert run.end(signal.SIGINT) == (0, "\nStopping …\nStopped. Your data are kept.\n")


def test_a_page_that_is_open_does_not_hold_it_up(run: Run) -> None:
    """docs/adr/0059: a page listens for minutes, and answers under way are waited for."""
    run.start()
    practice = PracticeOverHttp(run.url)
    cookie = {"Cookie": f"session={practice.signed_in['token']}"}
    with requests.get(f"{run.url}/live", headers=cookie, stream=True, timeout=20) as listening:
        assert next(listening.iter_lines()) == b"retry: 3000"
        assert run.end(signal.SIGINT)[0] == 0


def test_killed_in_the_middle_nothing_is_lost_and_what_was_under_way_is_finished(run: Run) -> None:
    run.start()
    practice = PracticeOverHttp(run.url)
    names = [f"Client {number}" for number in range(24)]
    created: list[str] = []

    def create(name: str) -> None:
        practice.add_client(key=name, name=name, access={"everyone": True})
        created.append(name)

    pool = eventlet.GreenPool(8)
    creating = eventlet.spawn(lambda: [pool.spawn(create, name) for name in names])
    eventually(lambda: len(created) >= 6, within=30)
    run.end(signal.SIGKILL)
    run.start()
    creating.wait()
    pool.waitall()
    assert sorted(client["name"] for client in practice.clients()) == sorted(names)
    eventually(lambda: all(c["onboarding"]["state"] == "complete" for c in practice.clients()), within=40)


def test_a_taken_port_is_named_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, said = not_started(tmp_path, CLIENTELE_PORT=str(port))
    assert status == 1
    assert re.fullmatch(rf"clientele: cannot listen on 127.0.0.1:{port}: .*CLIENTELE_PORT.*\n", said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLIENTELE_PORT", "eighty"),
        ("CLIENTELE_PORT", "80000"),
        ("CLIENTELE_PORT", "-1"),
        ("CLIENTELE_HEALTH_PORT", "80000"),
        ("CLIENTELE_LOG_LEVEL", "loud"),
        ("CLIENTELE_DATA", "/dev/null"),
        ("CLIENTELE_DATA", "/dev/null/data"),
        ("CLIENTELE_DATA", "/proc/clientele"),
        ("CLIENTELE_SMTP_URL", "mail.example"),
        ("CLIENTELE_PUBLIC_URL", "ftp://x"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(tmp_path: Path, name: str, value: str) -> None:
    status, said = not_started(tmp_path, **{name: value})
    assert status != 0
    assert name in said
    assert len(said.splitlines()) == 1
    assert "CLIENTELE_PORT to a free" not in said


def test_it_does_not_serve_everybodys_mail_where_others_can_read_it(tmp_path: Path) -> None:
    """docs/adr/0021"""
    status, said = not_started(tmp_path, CLIENTELE_PUBLIC_URL="https://clientele.example")
    assert status == 2
    assert "CLIENTELE_SMTP_URL" in said
    assert not (tmp_path / "data").exists()


def test_a_public_sandbox_is_loud_and_behind_its_password(tmp_path: Path) -> None:
    """docs/adr/0021"""
    password = "a long sandbox password"
    public = {"CLIENTELE_PUBLIC_URL": "https://clientele.example", "CLIENTELE_SANDBOX_PASSWORD": password}
    run = Run(tmp_path / "data", **public)
    try:
        printed = run.start()
        assert "WARNING" in printed
        assert "sandboxes on this machine" not in printed
        for path in ("/sandbox/mailbox", "/sandbox/phone"):
            assert requests.get(run.url + path, timeout=10).status_code == 401
            assert requests.get(run.url + path, auth=("x", "wrong"), timeout=10).status_code == 401
            assert requests.get(run.url + path, auth=("x", password), timeout=10).status_code == 200
    finally:
        run.end(signal.SIGINT)


def test_no_secret_stands_in_the_list_of_processes_and_the_mailbox_knows_where_it_is(run: Run) -> None:
    run.start()
    assert run.process is not None
    children = Path(f"/proc/{run.process.pid}/task/{run.process.pid}/children").read_text().split()
    lines = [Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode() for child in children]
    played = [line for line in lines if "deploy.sandbox" in line]
    assert len(played) == 3
    # What is made up for them is hex of sixteen bytes.
    assert not [line for line in played if re.search(r"[0-9a-f]{32}", line)]
    page = f"{run.url}/sandbox/mailbox"
    assert requests.get(page, timeout=10).status_code == 200
    for header in ({"Host": "evil.example"}, {"X-Forwarded-For": "192.0.2.1"}):
        assert requests.get(page, headers=header, timeout=10).status_code == 404


@pytest.fixture
def little_room(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own of two megabytes, read-only or full as the test likes."""
    folder = tmp_path / "little"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk is needed, which only root can mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def refusal_with(folder: Path) -> str:
    status, said = not_started(folder)
    assert status != 0
    assert len(said.splitlines()) == 1, said
    return said


def test_a_disk_that_fills_up_while_it_starts_is_named_in_one_line(little_room: Path) -> None:
    assert "its disk is full" in refusal_with(little_room)


def test_a_full_disk_is_named_in_one_line(little_room: Path) -> None:
    with contextlib.suppress(OSError):
        (little_room / "much").write_bytes(b"x" * 4_000_000)
    own = refusal_with(little_room)
    assert "CLIENTELE_DATA" in own
    assert "its disk is full" in own


def test_a_read_only_folder_is_named_in_one_line(little_room: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(little_room)], check=True)
    own = refusal_with(little_room)
    assert "CLIENTELE_DATA" in own
    assert "read-only" in own


def test_many_sign_ins_at_once_leave_no_memory_behind(run: Run) -> None:
    """Each hash of a password takes 19 MiB, which every thread that ever made one would keep."""
    run.start()
    assert run.process is not None
    owner = {"name": "Ann Smith", "email": "ann@smith.example", "password": "correct horse battery"}
    practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    assert requests.post(f"{run.url}/v1/practices", json=practice, timeout=10).status_code == 201
    before = resident(run.process.pid)
    wanted = {"email": owner["email"], "password": owner["password"]}
    signing_in = [eventlet.spawn(signs_in, run.url, wanted) for _ in range(20)]
    # Tries are reserved before they are hashed, so that some of so many at once are asked to wait.
    answers = [each.wait() for each in signing_in]
    assert answers.count(201) > 5
    assert set(answers) <= {201, 429, 503}
    assert resident(run.process.pid) - before < 60


def signs_in(url: str, wanted: dict[str, str]) -> int:
    """The status, of a second try where the machine was so busy that the answer was to try again."""
    status = 503
    for pause in (0, 1, 2):
        eventlet.sleep(pause)
        status = requests.post(f"{url}/v1/sessions", json=wanted, timeout=30).status_code
        if status != 503:
            break
    return status


def resident(pid: int) -> int:
    """MiB that a process holds."""
    found = re.search(r"VmRSS:\s+([0-9]+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) // 1024
