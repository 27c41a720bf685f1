"""Where a colleague begins: what it says and costs (ui.md, "States in words", "Speed as a feature")."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts.errors import ServiceUnavailable
from gateway import app
from gateway.settings import Settings
from gateway.web.home import needs, onboarding_pictures
from tests.builders import Person
from tests.gateway.stand_in import StandIn
from tests.gateway.test_list_page import HTML, MOST_BYTES, PACKED, Counting
from tests.gateway.test_visits import SESSION, SIGNED_IN

NONE: dict[str, Any] = {"count": 0, "first": []}
HOSTILE = "<script>alert(1)</script>" + "W" * 200
WEEKS = [
    {"begins": f"2026-{month:02}-07", "added": 9, "invited": 6, "accepted": 3, "connected": 1}
    for month in range(1, 13)
]
HOME: dict[str, Any] = {
    **dict.fromkeys(("requests", "drafts", "imports", "reconnects"), NONE),
    "active": 9,
    "not_invited": 0,
    "weeks": [{**week, "added": 0} for week in WEEKS],
}
OF_ACCESS: dict[str, Any] = {"requests": NONE, "ending": NONE}
SUMMARY: dict[str, Any] = {"failed": NONE, "ending": NONE, "acceptance": None}


@pytest.fixture(autouse=True)
def _known(services: StandIn) -> None:
    services.answers |= {
        "get_session": SESSION,
        "get_practice": {"plan": "advanced", "defaults": {"country": "GB"}},
        "get_home": HOME,
        "get_invitation_summary": SUMMARY,
        "get_access_summary": OF_ACCESS,
    }


def things(count: int, name: str = "Acme") -> dict[str, Any]:
    return {"count": count, "first": [{"id": f"x_{number}", "name": name} for number in range(min(3, count))]}


def invited(count: int, client: str | None = "client_1") -> dict[str, Any]:
    rows = [{**each, "client_id": client, "account_name": "Kiln"} for each in things(count, "Jo")["first"]]
    return {"count": count, "first": rows}


@pytest.mark.parametrize(
    ("home", "summary", "line"),
    [
        ({"requests": things(1)}, {}, ("Somebody asks you to take them on", "Acme", "/clients/requests")),
        (
            {"requests": things(12, "")},
            {},
            (
                "12 people ask you to take them on",
                "Somebody new; Somebody new; Somebody new; and 9 more",
                "/clients/requests",
            ),
        ),
        ({}, {"failed": invited(1)}, ("One invitation was not delivered", "Jo of Kiln", "/invitations/x_0")),
        (
            {},
            {"failed": invited(1, None)},
            ("One invitation was not delivered", "Jo, a colleague", "/invitations?state=needs_attention"),
        ),
        (
            {},
            {"ending": invited(2)},
            ("Two invitations end within two days", "Jo of Kiln; Jo of Kiln", "/invitations?ending=soon"),
        ),
        (
            {"reconnects": things(1)},
            {},
            ("One client’s software is to be reconnected", "Acme", "/clients/x_0/connection"),
        ),
        (
            {"reconnects": things(4)},
            {},
            (
                "Four clients’ software is to be reconnected",
                "Acme; Acme; Acme; and 1 more",
                "/connections?state=needs_reconnect",
            ),
        ),
        (
            {"drafts": things(1, "")},
            {},
            ("One client is begun and not finished", "No name yet", "/clients/new?draft=x_0"),
        ),
        (
            {"imports": things(2, "clients.csv")},
            {},
            ("Two imports wait for your word", "clients.csv; clients.csv", "/clients/import"),
        ),
    ],
)
def test_a_line_says_how_many_in_words_who_and_leads_to_it(
    home: dict[str, Any], summary: dict[str, Any], line: tuple[str, str, str]
) -> None:
    found: Any = {**HOME, **home}
    invitations: Any = {**SUMMARY, **summary}
    none: Any = OF_ACCESS
    assert [tuple(each[1:]) for each in needs.lines(found, invitations, none)] == [line]


@pytest.mark.parametrize(
    ("access", "line"),
    [
        (
            {"requests": {"count": 1, "first": [{"id": "areq_1", "name": "Bob", "client_name": "Oak"}]}},
            ("One colleague asks for access to a client", "Bob for Oak", "/clients/access-requests"),
        ),
        (
            {"ending": things(1)},
            ("One client has access that ends within a week", "Acme", "/clients/x_0/access"),
        ),
        (
            {"ending": things(4)},
            (
                "Four clients have access that ends within a week",
                "Acme; Acme; Acme; and 1 more",
                "/clients/access-requests#ending",
            ),
        ),
    ],
)
def test_access_that_is_asked_for_or_ends_has_its_line(
    access: dict[str, Any], line: tuple[str, str, str]
) -> None:
    home, summary, found = HOME, SUMMARY, {**OF_ACCESS, **access}
    made: Any = needs.lines
    assert [tuple(each[1:]) for each in made(home, summary, found)] == [line]


def test_where_nothing_waits_it_says_so_and_what_is_next(http: HttpClient, services: StandIn) -> None:
    assert "Nothing needs you" in http.get("/home", headers=SIGNED_IN).text
    services.answers["get_home"] = {**HOME, "active": 0}
    page = http.get("/home", headers=SIGNED_IN).text
    assert "Nothing needs you" in page
    assert "Add your first client" in page
    assert 'href="/team/invite"' in page
    services.answers["get_home"] = {**HOME, "not_invited": 2}
    assert "Two of your clients are not invited yet" in http.get("/home", headers=SIGNED_IN).text


def test_a_part_that_is_down_leaves_the_other_and_says_so(http: HttpClient, services: StandIn) -> None:
    """api.md: a part that is down."""
    services.answers["get_invitation_summary"] = ServiceUnavailable(service="invitations")
    services.answers["get_home"] = {**HOME, "drafts": things(1)}
    page = http.get("/home", headers=SIGNED_IN)
    assert page.status_code == 200
    assert "One client is begun" in page.text
    assert "Some of this cannot be shown" in page.text
    services.answers["get_access_summary"] = ServiceUnavailable(service="access")
    services.answers["get_invitation_summary"] = SUMMARY
    assert "Some of this cannot be shown" in http.get("/home", headers=SIGNED_IN).text
    services.answers["get_home"] = ServiceUnavailable(service="accounts")
    page = http.get("/home", headers=SIGNED_IN)
    assert page.status_code == 200
    assert "Nothing needs you" not in page.text


def test_names_are_text_and_a_picture_has_words_for_who_does_not_see_it(
    http: HttpClient, services: StandIn
) -> None:
    services.answers["get_home"] = {**HOME, "weeks": WEEKS, "drafts": things(3, HOSTILE)}
    inviter = {"user_id": "user_1", "name": HOSTILE, "invited": 2, "accepted": 1, "median_hours": 20.0}
    acceptance = {**{k: inviter[k] for k in ("invited", "accepted", "median_hours")}, "colleagues": [inviter]}
    services.answers["get_invitation_summary"] = {**SUMMARY, "acceptance": acceptance}
    page = http.get("/home", headers=SIGNED_IN).text
    assert "<script>alert" not in page
    picture = re.search(r'<svg role="img" aria-labelledby="([^"]+)".*?</svg>', page, re.S)
    assert picture is not None
    for words in picture[1].split():
        assert f'id="{words}"' in picture[0]
    assert "Of 108 added within twelve weeks, 72 are invited, 36 have joined" in picture[0]
    assert "<a" not in picture[0], "what is one picture to a screen reader has nothing to reach in it"
    assert "half of them in 20 hours or less" in page


def test_bars_are_as_high_as_what_they_count_and_within_the_picture() -> None:
    found: Any = WEEKS
    picture = onboarding_pictures.weeks(found)
    assert picture is not None
    for lane, share in zip(picture.lanes, (9, 6, 3, 1), strict=True):
        for bar in lane.bars:
            assert bar.height == pytest.approx(onboarding_pictures.BAR * share / 9, abs=0.1)
            assert bar.y + bar.height == pytest.approx(lane.floor, abs=0.1)
            assert bar.x >= 0
            assert bar.x + bar.width <= 100
            assert bar.y - onboarding_pictures.NUMBER >= lane.top + onboarding_pictures.NAME - 0.1
    assert picture.lanes[-1].floor < picture.height
    nothing: Any = HOME["weeks"]
    assert onboarding_pictures.weeks(nothing) is None


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (None, "nobody yet"),
        (0.4, "within an hour"),
        (1.2, "1 hour"),
        (47.4, "47 hours"),
        (60, "2 days"),
        (150, "6 days"),
    ],
)
def test_how_long_something_took_is_said_in_words(hours: float | None, said: str) -> None:
    assert onboarding_pictures.lasted(hours) == said


def test_it_takes_one_call_to_each_service_and_one_hundred_kilobytes(rpc: RpcClient, owner: Person) -> None:
    owner.adds_client()
    counting = Counting(rpc)
    http = HttpClient(
        app.build(Settings(broker_url="memory://", rate_limits=False), counting), use_cookies=False
    )
    headers = {**HTML, "Cookie": f"session={owner.token}"}
    http.get("/home", headers=headers)
    counting.made.clear()
    page = http.get("/home", headers=headers)
    assert page.status_code == 200
    assert counting.made["accounts"] == counting.made["invitations"] == 1
    assert set(counting.made) <= {"accounts", "invitations", "access"}
    assert counting.made["access"] <= 1
    files = set(re.findall(r'"(/static/[^"]+)"', page.text))
    assert len(files) <= 3
    weight = len(page.data) + sum(len(http.get(file, headers=PACKED).data) for file in files)
    assert weight <= MOST_BYTES
