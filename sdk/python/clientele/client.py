"""`Clientele` to call and `AsyncClientele` to await: the same operations, tried again where that is safe."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import Any

import httpx

from clientele import requests
from clientele.operations import AsyncOperations, Operations
from clientele.requests import Credentials, Prepared

_TOKEN = "/v1/oauth/token"  # noqa: S105  a path
#: Seconds for an answer; a reader of events waits for up to thirty.
_TIMEOUT = httpx.Timeout(10.0, read=45.0)


class Clientele(Operations):
    """The API at `base_url`, for a person's `token` or a program's `client_id` and `client_secret`."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._credentials = Credentials(token, client_id, client_secret)
        self._http = http or httpx.Client(base_url=base_url, timeout=_TIMEOUT)

    def __enter__(self) -> Clientele:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def call(self, method: str, path: str, **more: Any) -> Any:
        """Ask the API, again where it is safe. Raises `Problem`, `httpx.TransportError`."""
        request, tried, renewed = requests.prepare(method, path, **more), 0, False
        while True:
            tried += 1
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = self._send(request)
            except httpx.TransportError as error:
                outcome = error
            if isinstance(outcome, httpx.Response) and outcome.status_code == 401 and not renewed:
                renewed = self._credentials.forget()
                if renewed:
                    continue
            pause = requests.pause_after(outcome, tried, request)
            if pause is None:
                if isinstance(outcome, httpx.TransportError):
                    raise outcome
                return requests.answer_of(outcome)
            time.sleep(pause)

    def each(self, listing: Callable[..., Any], *path: str, **query: Any) -> Iterator[Any]:
        """Every item of a list, page by page: `api.each(api.list_clients, status="active")`."""
        cursor = None
        while True:
            page = listing(*path, **query, cursor=cursor)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _send(self, request: Prepared) -> httpx.Response:
        if self._credentials.due:
            self._credentials.take(requests.answer_of(self._http.post(_TOKEN, data=self._credentials.form())))
        headers = {**request.headers, "Authorization": f"Bearer {self._credentials.token}"}
        return self._http.request(
            request.method,
            request.path,
            params=request.query,
            json=request.body,
            content=request.file,
            headers=headers,
        )


class AsyncClientele(AsyncOperations):
    """As `Clientele`, with methods to await."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._credentials = Credentials(token, client_id, client_secret)
        self._http = http or httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT)

    async def __aenter__(self) -> AsyncClientele:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def call(self, method: str, path: str, **more: Any) -> Any:
        """Ask the API, again where it is safe. Raises `Problem`, `httpx.TransportError`."""
        request, tried, renewed = requests.prepare(method, path, **more), 0, False
        while True:
            tried += 1
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = await self._send(request)
            except httpx.TransportError as error:
                outcome = error
            if isinstance(outcome, httpx.Response) and outcome.status_code == 401 and not renewed:
                renewed = self._credentials.forget()
                if renewed:
                    continue
            pause = requests.pause_after(outcome, tried, request)
            if pause is None:
                if isinstance(outcome, httpx.TransportError):
                    raise outcome
                return requests.answer_of(outcome)
            await asyncio.sleep(pause)

    async def each(
        self, listing: Callable[..., Awaitable[Any]], *path: str, **query: Any
    ) -> AsyncIterator[Any]:
        """Every item of a list, page by page."""
        cursor = None
        while True:
            page = await listing(*path, **query, cursor=cursor)
            for item in page["items"]:
                yield item
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def _send(self, request: Prepared) -> httpx.Response:
        if self._credentials.due:
            answer = await self._http.post(_TOKEN, data=self._credentials.form())
            self._credentials.take(requests.answer_of(answer))
        headers = {**request.headers, "Authorization": f"Bearer {self._credentials.token}"}
        return await self._http.request(
            request.method,
            request.path,
            params=request.query,
            json=request.body,
            content=request.file,
            headers=headers,
        )
