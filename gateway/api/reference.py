"""Lists to choose from: the same for everybody, and open."""

from __future__ import annotations

from contracts import accounts
from contracts.errors import NotFound
from gateway.api.operations import Operation

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/reference/{kind}",
        name="getReference",
        summary="Industries, solutions, countries, currencies, types of income source",
        description=(
            "`kind` is `industries` (UK SIC 2007), `solutions`, `countries`, `currencies` or "
            "`income-source-types`. `q` finds by the beginnings of words, or of the code. A country tells "
            "which clients a practice there can add, and what they are asked for."
        ),
        tag="Reference",
        call=accounts.GET_REFERENCE,
        signed_in="no",
        refusals=(NotFound,),
        example_answer={
            "items": [{"code": "62012", "name": "Business and domestic software development"}],
            "next_cursor": None,
            "source": "UK SIC 2007, condensed list of Companies House (Open Government Licence v3.0)",
            "as_of": "2026-11-23",
        },
    ),
)
