"""`clientele` on the command line: signed in with what nobody else can read, clients, invitations, events."""

from __future__ import annotations

import json
import signal
import stat
from pathlib import Path

import httpx
import pyotp
import pytest
from clientele import Clientele

from tests.builders import eventually
from tests.sdk.commands import PASSWORD, Ended, Machine, registered, token_of


@pytest.fixture
def machine(tmp_path: Path, product_url: str) -> Machine:
    return Machine(tmp_path, product_url)


@pytest.fixture
def signed_in(machine: Machine) -> Machine:
    assert machine.signs_in(registered(machine.url)).code == 0
    return machine


def said(ended: Ended) -> str:
    """The one line on standard error."""
    (line,) = ended.err.splitlines()
    return line


def test_what_one_signs_in_with_is_kept_where_nobody_else_reads_it_and_ends_at_logout(
    machine: Machine,
) -> None:
    email = registered(machine.url)
    wrong = machine.runs("login", "--url", machine.url, "--email", email, typed="wrong\n")
    assert wrong.code == 4
    assert said(wrong).endswith("(invalid_credentials)")
    assert not machine.credentials.exists()
    signed_in = machine.signs_in(email)
    assert signed_in.code == 0, signed_in.err
    assert stat.S_IMODE(machine.credentials.stat().st_mode) == 0o600
    assert stat.S_IMODE(machine.credentials.parent.stat().st_mode) == 0o700
    token = json.loads(machine.credentials.read_text())["token"]
    assert PASSWORD not in machine.credentials.read_text()
    whose = machine.runs("whoami")
    assert whose.out.split("\t")[:3] == ["Ann Smith", email, "Smith & Co"]
    for ended in (signed_in, whose, machine.runs("whoami", "--json")):
        assert token not in ended.out + ended.err
        assert PASSWORD not in ended.out + ended.err
    machine.credentials.chmod(0o644)
    assert "can be read by others" in said(machine.runs("whoami"))
    machine.credentials.chmod(0o600)
    assert machine.runs("logout").code == 0
    assert not machine.credentials.exists()
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{machine.url}/v1/session", headers=bearer).status_code == 401
    assert machine.runs("whoami").code == 4


def test_a_password_is_typed_without_being_shown_and_a_code_is_asked_for_where_one_is_needed(
    machine: Machine,
) -> None:
    email = registered(machine.url)
    with Clientele(machine.url, token=token_of(machine.url, email)) as api:
        secret = api.begin_totp({"password": PASSWORD})["secret"]
        recovery = api.confirm_totp({"code": pyotp.TOTP(secret).now()})["recovery_codes"][0]
    answers = {"Password:": PASSWORD, "recovery code:": recovery}
    ended = machine.on_a_terminal(80, "login", "--url", machine.url, "--email", email, answers=answers)
    assert ended.code == 0, ended.out
    assert PASSWORD not in ended.out
    assert recovery not in ended.out
    assert machine.runs("whoami").code == 0


def test_a_program_and_a_personal_token_sign_in_too_and_the_environment_comes_first(machine: Machine) -> None:
    with Clientele(machine.url, token=token_of(machine.url, registered(machine.url))) as api:
        program = api.create_service_account(
            {"name": "Sync", "role": "client_admin", "scopes": ["clients:read"]}
        )
        token = api.create_api_token({"name": "Laptop", "scopes": ["read"]})["token"]
    as_program = machine.runs(
        "login", "--url", machine.url, "--client-id", program["client_id"], typed=program["client_secret"]
    )
    assert as_program.code == 0, as_program.err
    assert machine.runs("whoami").out.strip() == f"{program['client_id']}\tclients:read"
    assert machine.runs("clients", "list", "--json").document["items"] == []
    assert said(machine.runs("clients", "add", "--name", "Acme")).endswith("(insufficient_scope)")
    assert machine.runs("whoami", also={"CLIENTELE_TOKEN": token}).out.startswith("Ann Smith\t")
    assert "still counts until you revoke it" in said(machine.runs("logout"))
    assert machine.runs("login", "--url", machine.url, "--token", typed=token).code == 0
    assert machine.runs("whoami").out.startswith("Ann Smith\t")


def test_clients_are_added_listed_and_invited(signed_in: Machine) -> None:
    added = signed_in.runs(
        *("clients", "add", "--name", "Acme Widgets Ltd", "--practice-code", "ACM01", "--everyone"),
        *("--invite", "Jo Bloggs", "jo@acme.example", "--json"),
    )
    assert added.code == 0, added.err
    client = added.document
    assert client["access"]["everyone"] is True
    assert client["invitation"] is not None
    for name in ("Bolt", "Cog"):
        assert signed_in.runs("clients", "add", "--name", name).code == 0
    self_employed = signed_in.runs(
        *("clients", "add", "--type", "self_employed", "--name", "Zoe", "--email", "zoe@zoe.example"),
        *("--income-source", "Shop=self_employment", "--json"),
    )
    assert self_employed.document["income_sources"][0]["name"] == "Shop"
    first = signed_in.runs("clients", "list", "--limit", "2", "--json").document
    assert [each["name"] for each in first["items"]] == ["Acme Widgets Ltd", "Bolt"]
    second = signed_in.runs("clients", "list", "--limit", "2", "--cursor", first["next_cursor"])
    assert [line.split("\t")[0] for line in second.out.splitlines()] == ["Cog", "Zoe"]
    every = signed_in.runs("clients", "list", "--all", "--type", "business", "--json").document
    assert [each["name"] for each in every["items"]] == ["Acme Widgets Ltd", "Bolt", "Cog"]
    for known_as in (client["crn"].lower(), "acm01", client["id"]):
        invited = signed_in.runs("invite", known_as, "--name", "Jim", "--email", "jim@acme.example", "--json")
        assert invited.code == 0, invited.err
        assert invited.document["email"] == "jim@acme.example"


def test_a_table_is_no_wider_than_the_terminal(signed_in: Machine) -> None:
    signed_in.runs("clients", "add", "--name", "Acme Widgets and Gadgets of Great Yarmouth Ltd")
    for width, shows_ids in ((40, False), (80, False), (200, True)):
        shown = signed_in.on_a_terminal(width, "clients", "list")
        assert shown.code == 0
        assert max(map(len, shown.out.splitlines())) <= width
        assert "Acme" in shown.out
        assert ("client_" in shown.out) is shows_ids


def test_what_is_wrong_is_one_line_that_names_the_field_and_a_code_to_end_with(machine: Machine) -> None:
    assert machine.signs_in(registered(machine.url)).code == 0
    refused = machine.runs("clients", "add", "--type", "self_employed", "--name", "Zoe", "--email", "zoe")
    assert refused.code == 1
    line = said(refused)
    assert "email: " in line
    assert "income_sources: " in line
    assert machine.runs("clients", "list", "--sort", "upwards").code == 2
    assert machine.runs("clients", "add", "--income-source", "Shop").code == 2
    assert machine.runs("login", "--url", "http://clientele.example", "--email", "a@b.example").code == 2
    nobody = {"CLIENTELE_URL": "http://127.0.0.1:1", "CLIENTELE_TOKEN": "t"}
    unreachable = machine.runs("whoami", also=nobody)
    assert unreachable.code == 3
    assert "cannot be reached" in said(unreachable)
    assert machine.runs("whoami", also={"CLIENTELE_TOKEN": "t"}).code == 4


def test_events_go_on_where_they_were_left_and_ctrl_c_is_no_failure(signed_in: Machine) -> None:
    assert signed_in.runs("events", "tail", "--types", "ClientCreated", "--once").out == ""
    following = signed_in.starts("events", "tail", "--types", "ClientCreated", "--json")
    try:
        assert following.stdout is not None
        signed_in.runs("clients", "add", "--name", "Acme")
        event = json.loads(following.stdout.readline())
        assert event["data"]["name"] == "Acme"
        following.send_signal(signal.SIGINT)
        _, complaints = following.communicate(timeout=20)
    finally:
        following.kill()
    assert following.returncode == 0
    assert complaints == ""
    signed_in.runs("clients", "add", "--name", "Bolt")

    def rest() -> list[str]:
        lines = signed_in.runs("events", "tail", "--types", "ClientCreated", "--once").out.splitlines()
        return [line.split()[-1] for line in lines]

    assert eventually(rest) == ["Bolt"]
    again = signed_in.runs("events", "tail", "--types", "ClientCreated", "--from", "oldest", "--once")
    assert [line.split()[-1] for line in again.out.splitlines()] == ["Acme", "Bolt"]
