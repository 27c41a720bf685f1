"""An object store, for those who use one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.accounts import s3_server
from tests.accounts.s3_server import S3Server


@pytest.fixture(scope="session")
def _s3_server() -> Iterator[S3Server]:
    with s3_server.running() as server:
        yield server


@pytest.fixture
def s3(_s3_server: S3Server) -> Iterator[S3Server]:
    """An object store that is there, whatever the test before made of it."""
    _s3_server.gate.opens()
    yield _s3_server
    _s3_server.gate.opens()
