"""Clientele's API for Python programs.

client       `Clientele` and `AsyncClientele`
operations   a method for each operation
models       the shapes of the API
feed         events, each once, with a cursor that is kept
imports      an import watched until it has ended
webhooks     whether a webhook is Clientele's
requests     what a request and its answer are, sync or async
problems     what the API refuses
cli          the same on the command line (clientele[cli])
"""

from __future__ import annotations

from clientele.client import AsyncClientele, Clientele
from clientele.feed import CursorFile, CursorStore, follow, follow_async
from clientele.imports import watch_import, watch_import_async
from clientele.problems import Problem
from clientele.webhooks import WebhookNotVerified, verify_webhook

__all__ = [
    "AsyncClientele",
    "Clientele",
    "CursorFile",
    "CursorStore",
    "Problem",
    "WebhookNotVerified",
    "follow",
    "follow_async",
    "verify_webhook",
    "watch_import",
    "watch_import_async",
]
