"""What the activity page says of each kind of line, and how lines belong together (product.md 8.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from contracts.access import AccessLevel, AccessReviewScope, ActivityKind, PracticeRole
from contracts.access.states import ClientRole, ProgramScope
from contracts.accounts.document_states import DocumentReceipts, SenderPolicy
from contracts.accounts.states import HiddenClients
from contracts.connections.states import WebhookDisabledReason
from contracts.invitations.states import MessageKind
from gateway.web.activity import activity_changes, activity_groups, activity_log
from gateway.web.activity.activity_sentences import SENTENCES
from gateway.web.kit import moments
from tests.gateway.test_refusal_words import OF_THE_INTERFACE

ADA = {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Ada Birch"}
BEN = {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ", "name": "Ben Ash"}
ACME = {"id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme"}
PAYROLL = {"id": "team_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Payroll"}
#: Every field that a line may have, with each value that is one of few.
VALUES: Mapping[str, list[Any]] = {
    "role": [*PracticeRole, *ClientRole],
    "permissions": [["add_clients"], []],
    "plan": ["essentials", "advanced"],
    "hidden_clients": [*HiddenClients],
    "document_senders": [*SenderPolicy, "practice"],
    "document_receipts": [*DocumentReceipts],
    "type": ["business", "self_employed"],
    "status": ["active", "invited", "no_login"],
    "state": ["accepted", "declined", "expired"],
    "reason": [*WebhookDisabledReason, None],
    "scopes": [[*ProgramScope], ["read"], ["write"]],
    "solutions": [["bookkeeping", "insights"]],
    "types": [["ClientCreated"], [], None],
    "changed": [["national_insurance_number", "extract_email", "income_sources"]],
    "member_ids": [[BEN["id"]], []],
    "colleague_ids": [[BEN["id"], "user_01JC2Z5T8V9QWERTY0ABCDEFXX"]],
    "team_ids": [[PAYROLL["id"]]],
    "account_manager_id": [BEN["id"], None],
    "colleague_ends": [[{"user_id": BEN["id"], "until": "2026-11-12T10:00:00Z"}], []],
    "ends": [
        [
            {"grant": "everyone", "until": "2026-11-12T10:00:00Z"},
            {"grant": "account_manager", "until": "2026-11-12T10:00:00Z"},
            {"grant": "team", "team_id": PAYROLL["id"], "until": "2026-11-12T10:00:00Z"},
        ],
        [],
    ],
    "levels": [
        [{"user_id": BEN["id"], "level": each} for each in AccessLevel],
        [{"team_id": PAYROLL["id"], "level": each} for each in AccessLevel],
        [],
    ],
    "responsibilities": [
        [{"responsibility_id": "resp_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Tax", "user_id": BEN["id"]}],
        [],
    ],
    "scope": [*AccessReviewScope],
    **{name: [7, 0] for name in ("colleagues", "lines", "lines_kept", "lines_changed", "lines_ended")},
    "digest": ["9f86d081884c7d65"],
    "until": ["2026-11-12T10:00:00Z"],
    "level": [*AccessLevel],
    "expires_at": ["2026-11-12T10:00:00Z"],
    **{kind: [{"subject": "Welcome", "opening": None}, None] for kind in MessageKind},
    **{name: [True, False] for name in ("invited", "everyone", "enabled", "exists")},
}


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    moments._reader.set(moments.Reader(moments._zone("Europe/London"), lambda: "GB"))
    yield
    moments._reader.set(moments.Reader())


def line(kind: str, **changes: Any) -> Any:
    return {
        "place": 1, "at": "2026-07-03T18:50:00Z", "kind": kind, "actor": ADA, "client": ACME, "user": BEN,
        "team": PAYROLL, "before": None, "after": None, "names": {BEN["id"]: "Ben Ash"},
        "correlation_id": "01JC2Z5T8V9QWERTY0ABCDEFGH", "hash": "0", **changes,
    }  # fmt: skip


def shown(found: Any) -> str:
    """The words of a line as they are read."""
    sentence = re.sub("<[^>]+>", "", activity_log.said(found, {}))
    changes = "; ".join(f"{each.what}: {each.before} → {each.after}" for each in activity_log.changes(found))
    return re.sub("<[^>]+>", "", f"{sentence}. {changes}").replace("&#39;", "'")


def test_each_kind_has_its_sentence_and_no_other_has() -> None:
    assert SENTENCES.keys() == set(ActivityKind)
    names = [sentence.name for sentence in SENTENCES.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", ActivityKind)
@pytest.mark.parametrize("missing", [(), ("actor",), ("actor", "user", "client")])
def test_a_line_has_no_word_of_the_interface(kind: str, missing: tuple[str, ...]) -> None:
    """Whatever fields it has, before and after."""
    gone = dict.fromkeys(missing)
    for name in activity_changes.FIELDS:
        for value in VALUES.get(name, ["A word", None]):
            given, none = {name: value}, {name: None}
            for before, after in ((given, none), (none, given), (None, given), (given, None)):
                words = shown(line(kind, before=before, after=after, **gone))
                assert OF_THE_INTERFACE.search(words) is None, words
                assert re.search(r"\w+_01JC|[{}\[\]]|\bTrue\b|\bFalse\b|\bsomething\b", words) is None, words
                assert words[0].isupper(), words


def test_a_field_that_no_page_has_words_for_is_left_out() -> None:
    found = line("client.updated", before={"secret_key": "a"}, after={"secret_key": "b"})
    assert activity_log.changes(found) == []
    assert shown(line("practice.unheard_of")) == "Something was changed. "


def test_an_end_is_a_day_to_read_whatever_the_colleague_is_called() -> None:
    ends = [{"user_id": BEN["id"], "until": "2026-11-12T10:00:00Z"}]
    found = line("access.changed", before=None, after={"colleague_ends": ends}, names={BEN["id"]: "<b>Ben"})
    (change,) = activity_log.changes(found)
    assert str(change.after).startswith("&lt;b&gt;Ben: <time datetime=")


def test_a_change_says_what_was_so_before_and_is_so_after() -> None:
    before, after = (
        {"role": "standard", "permissions": ["add_clients"]},
        {"role": "client_admin", "permissions": []},
    )
    words = shown(line("colleague.changed", before=before, after=after))
    assert words == (
        "Ada Birch changed what Ben Ash may do. Role: standard → client admin; Also: may add clients → none"
    )


def test_what_people_wrote_stays_as_it_is() -> None:
    """Also where it is a word that the interface has too, or markup."""
    words = shown(line("practice.changed", before={"name": "advanced"}, after={"name": "practice_admin"}))
    assert "Name: advanced → practice_admin" in words
    hostile = line("client.created", client={**ACME, "name": "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in activity_log.said(hostile, {})


def test_a_client_that_went_to_another_practice_is_named_without_who_took_it_and_leads_nowhere() -> None:
    said = activity_log.said(line("client.transferred", actor=None), {})
    assert said == "Acme went over to another practice"


def test_a_client_that_came_from_another_practice_is_one_s_own() -> None:
    said = activity_log.said(line("client.transferred"), {})
    assert f'took <a href="/clients/{ACME["id"]}">Acme</a> over from another practice' in said


def test_what_nobody_did_is_told_as_ever() -> None:
    after = {"provider": "xero", "organisation_name": "Acme Ltd", "detail": "Signed out there."}
    found = line("connection.needs_reconnect", actor=None, after=after)
    assert shown(found) == (
        "Acme’s connection to Xero needs to be made again. "
        "Organisation: None → Acme Ltd; Why: None → Signed out there."
    )


def test_what_one_request_did_is_one_entry_led_by_what_began_it() -> None:
    lines = [
        line("invitation.sent", place=4),
        line("team.changed", place=3, correlation_id="another"),
        line("client.created", place=2),
        line("client_access.changed", place=1),
    ]
    (day,) = activity_groups.by_day(lines)
    first, second = day.operations
    assert (first.lead["kind"], [each["kind"] for each in first.rest]) == (
        "client.created",
        ["client_access.changed", "invitation.sent"],
    )
    assert (second.lead["kind"], second.rest) == ("team.changed", [])


def test_what_says_the_same_twice_of_one_request_is_said_once() -> None:
    lines = [
        line("invitation.sent", place=3, after={"state": "sent"}),
        line("invitation.sent", place=2, after={"state": "pending"}),
        line("invitation.sent", place=1, client={**ACME, "id": "client_2", "name": "Oak"}),
    ]
    ((operation,),) = [day.operations for day in activity_groups.by_day(lines)]
    assert [operation.lead["place"], *(each["place"] for each in operation.rest)] == [1, 2]


def test_what_was_just_made_is_told_without_what_it_lacks() -> None:
    after = {"crn": "K7QM4T2X9B", "type": "business", "invited": False, "name": "Acme"}
    assert shown(line("client.created", after=after)) == (
        "Ada Birch added Acme. CRN: None → K7QM4T2X9B; Type: None → business"
    )
    # A change to none is one.
    words = shown(line("client.updated", before={"practice_code": "A1"}, after={"practice_code": None}))
    assert words.endswith("Practice code: A1 → none")


def test_lines_stand_under_their_day_where_the_reader_is() -> None:
    lines = [
        line("team.changed", at="2026-07-03T23:10:00Z", correlation_id="a"),
        line("team.changed", at="2026-07-03T18:50:00Z", correlation_id="b"),
    ]
    days = activity_groups.by_day(lines)
    assert [day.title for day in days] == ["Saturday 4 July 2026", "Friday 3 July 2026"]
