"""Facts that decisions are made on."""

from __future__ import annotations

import datetime
from typing import Any

from contracts.accounts.onboarding_states import OnboardingState
from services.accounts.clients.client_row import ClientRow
from services.accounts.memberships import Membership, PracticeFacts
from services.accounts.new_clients.step_orders import Identities

#: Ids have the form of ids, as requests are checked.
ANN, BOB, EVE = (f"user_01ARZ3NDEKTSV4RRFFQ69G5FA{end}" for end in "ABE")
CLIENT, TEAM = "client_01ARZ3NDEKTSV4RRFFQ69G5FAC", "team_01ARZ3NDEKTSV4RRFFQ69G5FAT"
AUTHORIZATION = "auth_01ARZ3NDEKTSV4RRFFQ69G5FAH"
AT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
PRACTICE = PracticeFacts("prac_1", "Smith & Co", "essentials", "GBP", "GB", ["bookkeeping"], 1)
OWNER = Membership(ANN, "Ann Smith", "practice_admin", [], PRACTICE)
ADDER = Membership(BOB, "Bob Jones", "standard", ["add_clients"], PRACTICE)
IDENTITIES = Identities(CLIENT, "K7QM4T2X9B", "inv_1", "conn_1", "acme")


def a_row(**other: Any) -> ClientRow:
    """A business that was added a while ago; with what is said otherwise."""
    row = ClientRow(
        id=CLIENT,
        practice_id="prac_1",
        crn="K7QM4T2X9B",
        type="business",
        name="Acme Ltd",
        name_sort="acme ltd",
        status="active",
        practice_code="ACM01",
        company_number=None,
        software=None,
        industry=None,
        solutions=["bookkeeping"],
        base_currency="GBP",
        country="GB",
        extract_local_part="acme",
        email=None,
        postcode=None,
        nino_sealed=None,
        nino_masked=None,
        nino_index=None,
        income_sources=[],
        account_manager_id=None,
        access_everyone=True,
        access_colleague_ids=[],
        access_team_ids=[],
        access_version=1,
        connection=None,
        connection_version=0,
        invitation=None,
        invitation_version=0,
        onboarding={"state": OnboardingState.COMPLETE, "steps": []},
        email_key=None,
        words=["acme", "ltd"],
        connection_state="none",
        invitation_state="none",
        version=3,
        created_by=ANN,
        created_at=AT,
    )
    return row._replace(**other)
