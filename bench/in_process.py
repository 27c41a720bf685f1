"""The whole product in this process, on the in-process broker, with data that go at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from chassis.rpc.client import RpcClient
from deploy.allinone.product import BROKER_URL, Product


@contextmanager
def running() -> Iterator[tuple[Product, RpcClient]]:
    """It runs within the block, and is called by the client. Whoever uses it has patched its process."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        product = Product(
            Path(folder) / "data", public_url="http://127.0.0.1:8000", smtp_url=None, durable=False
        )
        product.start()
        stack.callback(product.stop)
        rpc = RpcClient(BROKER_URL, "bench")
        rpc.start()
        stack.callback(rpc.stop)
        if not rpc.wait_ready(5):
            raise SystemExit("the product does not answer")
        yield product, rpc
