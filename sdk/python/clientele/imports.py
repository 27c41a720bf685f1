"""An import watched: how far it is, until somebody has to decide or it has ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

from clientele import models
from clientele.client import AsyncClientele, Clientele

#: States in which it goes on by itself.
WORKING = ("uploading", "reading", "checking", "importing", "undoing")
#: Seconds between two looks.
PAUSE = 0.5

#: The media type of a file by the end of its name.
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def watch_import(api: Clientele, import_id: str, *, pause: float = PAUSE) -> Iterator[models.Import]:
    """The import again and again; the last that is given waits for a decision, or has ended."""
    while True:
        found = api.get_client_import(import_id)
        yield found
        if found["state"] not in WORKING:
            return
        time.sleep(pause)


async def watch_import_async(
    api: AsyncClientele, import_id: str, *, pause: float = PAUSE
) -> AsyncIterator[models.Import]:
    """As `watch_import`, for `async for`."""
    while True:
        found = await api.get_client_import(import_id)
        yield found
        if found["state"] not in WORKING:
            return
        await asyncio.sleep(pause)
