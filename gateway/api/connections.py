"""Accounting software."""

from __future__ import annotations

from contracts import connections
from gateway.operations import Operation

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/connection-providers",
        name="listConnectionProviders",
        summary="The accounting software a client can be connected to",
        description="`configured` tells whether this installation has the vendor's credentials.",
        tag="Connections",
        call=connections.LIST_PROVIDERS,
        example_answer={
            "items": [{"id": "xero", "name": "Xero", "during_setup": True, "configured": True}],
            "next_cursor": None,
        },
    ),
)
