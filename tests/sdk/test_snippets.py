"""Each program in the guides on /docs does what the page says, as it stands there."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from clientele import Clientele

from gateway.web.documentation.guides import GUIDES
from tests.builders import eventually
from tests.ports import free_port
from tests.sdk.commands import LIBRARY, registered, token_of
from tests.sdk.npm import by_npm

SNIPPET = re.compile(r'<pre tabindex="0" id="([^"]+)"><code>(.*?)</code></pre>', re.S)
#: What the programs that end print, by their names.
SHELL = {
    "quick-start-curl": '"Acme Widgets Ltd"',
    "quick-start-cli": "Fig Ltd",
    "events-curl": "ClientCreated\tSeen Ltd",
    "webhooks-curl": '"resent"',
    "errors-curl": '"pointer": "/name"',
    "repeating-curl": "Idempotent-Replayed: true",
    "versions-curl": "1\n",
}
PYTHON = {
    "quick-start-python": "Bolt & Sons",
    "errors-python": "/income_sources",
}
#: Those that go on, and what they are there for is the next test's.
GOING_ON = {"events-python", "webhooks-python"}
TYPESCRIPT = {"quick-start-typescript", "webhooks-typescript"}
#: Where what the others read is said.
SAID = {"environment"}


@pytest.fixture(scope="module")
def snippets(product_url: str) -> dict[str, str]:
    found = {}
    for guide in GUIDES:
        page = httpx.get(f"{product_url}/docs/guides/{guide.slug}").raise_for_status().text
        for name, program in SNIPPET.findall(page):
            found[name] = html.unescape(program)
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who tries the guides: a practice, its program, and a folder to work in."""

    api: Clientele
    folder: Path
    environment: dict[str, str]

    def command(self, name: str, program: str) -> list[str]:
        if name in SHELL:
            return ["bash", "-euo", "pipefail", "-c", program]
        return [sys.executable, "-c", program]

    def runs(self, name: str, program: str) -> str:
        ran = subprocess.run(
            self.command(name, program),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert ran.returncode == 0, f"{name}: {ran.stdout}{ran.stderr}"
        return ran.stdout

    @contextmanager
    def going_on(self, command: list[str], **also: str) -> Iterator[subprocess.Popen[str]]:
        running = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**self.environment, **also},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield running
        finally:
            running.kill()
            running.communicate()

    def adds(self, name: str) -> str:
        return self.api.create_client({"type": "business", "name": name, "access": {"everyone": True}})["id"]


@pytest.fixture(scope="module")
def reader(product_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("reader")
    token = token_of(product_url, registered(product_url))
    with Clientele(product_url, token=token) as api:
        scopes = ["clients:write", "invitations:write", "imports:write", "events:read"]
        program = api.create_service_account({"name": "Guide", "role": "client_admin", "scopes": scopes})
        # As pip would put it there.
        command = folder / "bin" / "clientele"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nunset CLIENTELE_TOKEN\nexec {sys.executable} -m clientele.cli "$@"\n')
        command.chmod(0o755)
        environment = {
            **os.environ,
            "PATH": f"{command.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(LIBRARY),
            "XDG_STATE_HOME": str(folder),
            "CLIENTELE_URL": product_url,
            "CLIENTELE_CLIENT_ID": program["client_id"],
            "CLIENTELE_CLIENT_SECRET": program["client_secret"],
            "CLIENTELE_TOKEN": token,
        }
        yield Reader(api, folder, environment)


def test_every_snippet_is_run_here(snippets: dict[str, str]) -> None:
    assert set(snippets) == {*SHELL, *PYTHON, *GOING_ON, *TYPESCRIPT, *SAID}


@pytest.mark.parametrize("name", [*SHELL, *PYTHON])
def test_it_runs_as_it_stands(name: str, snippets: dict[str, str], reader: Reader) -> None:
    if name in SHELL and not (shutil.which("jq") and shutil.which("curl")):
        pytest.skip("curl or jq is not installed")
    if name == "events-curl":
        reader.adds("Seen Ltd")
        eventually(lambda: "Seen Ltd" in str(reader.api.list_events(types="ClientCreated")))
    assert {**SHELL, **PYTHON}[name] in reader.runs(name, snippets[name])


def test_a_feed_is_followed_from_where_it_was_left(snippets: dict[str, str], reader: Reader) -> None:
    command = reader.command("events-python", snippets["events-python"])
    with reader.going_on(command) as running:
        assert running.stdout is not None
        client = reader.adds("Followed Ltd")
        while client not in (line := running.stdout.readline()):
            assert line, "it ended"
    assert (reader.folder / "events.json").exists()


@pytest.fixture(scope="module")
def compiled(typescript: Path, snippets: dict[str, str]) -> Path:
    """The snippets of TypeScript, checked by its compiler, as programs for Node.js."""
    for name in TYPESCRIPT:
        (typescript / f"{name}.ts").write_text(snippets[name])
    by_npm(typescript, "tsc", "-p", ".", "--noEmit", "false", "--outDir", "made")
    for name in TYPESCRIPT:
        (typescript / f"{name}.ts").unlink()
    return typescript / "made"


def test_a_client_is_made_in_typescript(compiled: Path, reader: Reader) -> None:
    command = ["node", str(compiled / "quick-start-typescript.js")]
    made = subprocess.run(command, env=reader.environment, capture_output=True, text=True, timeout=60)
    assert made.returncode == 0, made.stderr
    (client,) = reader.api.list_clients(q=made.stdout.strip())["items"]
    assert client["name"] == "Cog & Co"


def receives(reader: Reader, command: list[str]) -> None:
    """A receiver takes what Clientele sends, and nothing else."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    endpoint = reader.api.create_webhook_endpoint({"url": url, "types": ["ClientCreated"]})
    with reader.going_on(command, PORT=str(port), CLIENTELE_WEBHOOK_SECRET=endpoint["secret"]) as running:
        assert running.stdout is not None

        def forged() -> int:
            try:
                return httpx.post(url, json={"type": "ClientCreated"}).status_code
            except httpx.ConnectError:
                return 0

        assert eventually(forged) == 401
        client = reader.adds("Sent Ltd")
        while client not in (line := running.stdout.readline()):
            assert line, "it ended"

        def delivered() -> bool:
            deliveries = reader.api.list_webhook_deliveries(endpoint["id"])["items"]
            return any(each["client_id"] == client and each["state"] == "delivered" for each in deliveries)

        assert eventually(delivered)
    reader.api.delete_webhook_endpoint(endpoint["id"])


def test_a_webhook_is_received_in_python(snippets: dict[str, str], reader: Reader) -> None:
    receives(reader, reader.command("webhooks-python", snippets["webhooks-python"]))


def test_a_webhook_is_received_in_typescript(compiled: Path, reader: Reader) -> None:
    receives(reader, ["node", str(compiled / "webhooks-typescript.js")])
