"""Health of a process that asyncio runs: what `health` serves for others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

import orjson

from chassis.observability import logs, metrics

#: Seconds that a check, or somebody who asks, may take; for how long an answer is good.
_PATIENCE = 2.0
_FRESH = 1.0
_log = logs.get(__name__)


class Health:
    """Checks run in threads, and pass by returning. `/healthz` says that the loop is alive, by answering."""

    def __init__(self, checks: Mapping[str, Callable[[], None]]) -> None:
        self._checks = checks
        self._answer: dict[str, str] = {}
        self._fresh_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Listen. Raises OSError where the port is taken."""
        return await asyncio.start_server(self._asked, host, port, limit=8192)

    async def look(self) -> dict[str, str]:
        """Each check's answer by name: `ok`, `failed` or `timed out`. Never older than a second."""
        async with self._one_at_a_time:
            if time.monotonic() >= self._fresh_until:
                self._answer = {name: await self._run(name, check) for name, check in self._checks.items()}
                self._fresh_until = time.monotonic() + _FRESH
            return dict(self._answer)

    async def _run(self, name: str, check: Callable[[], None]) -> str:
        before = self._answer.get(name, "ok")
        try:
            await asyncio.wait_for(asyncio.to_thread(check), _PATIENCE)
        except TimeoutError:
            return "timed out"
        except Exception as error:  # noqa: BLE001  whatever a check raises means that it failed
            if before == "ok":
                _log.warning("part_lost", part=name, reason=logs.one_line(error))
            return "failed"
        return "ok"

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(2 * _PATIENCE):
                line = (await reader.readuntil(b"\r\n")).decode("latin-1").split(" ")
                status, kind, body = await self._say(line[1] if len(line) > 1 else "")
                head = f"HTTP/1.0 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked has gone, or never did
        finally:
            writer.close()

    async def _say(self, path: str) -> tuple[str, str, bytes]:
        if path == "/healthz":
            return "200 OK", "text/plain", b"ok\n"
        if path == "/metrics":
            return "200 OK", metrics.CONTENT_TYPE, metrics.exposition()
        if path != "/readyz":
            return "404 Not Found", "text/plain", b"not found\n"
        checks = await self.look()
        ready = all(answer == "ok" for answer in checks.values())
        status = "200 OK" if ready else "503 Service Unavailable"
        return status, "application/json", orjson.dumps({"ready": ready, "checks": checks})
