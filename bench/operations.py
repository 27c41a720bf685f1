"""Read one client, list fifty, create one: ours, and FastAPI with aio-pika and SQLAlchemy async."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg2

from bench import compare, load
from bench.containers import free_port, postgres, rabbitmq
from bench.processes import resident_megabytes, server, wait_for_answer

PEER = "FastAPI, SQLAlchemy"
NEEDED = {PEER: 1.2}
CLIENTS = 1000
DRAIN_SECONDS = 60.0

NEW_CLIENT = json.dumps(
    {
        "type": "business",
        "name": f"Acme {load.UNIQUE} Ltd",
        "solutions": ["bookkeeping"],
        "practice_code": load.UNIQUE,
        "industry": "62012",
        "access": {"everyone": True, "colleague_ids": [], "team_ids": [], "account_manager_id": None},
        "invitation": None,
    }
)
"""What both systems are asked to create; each request has a name and a practice code of its own."""
