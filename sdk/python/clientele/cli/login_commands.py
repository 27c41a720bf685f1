"""login, logout, whoami."""

from __future__ import annotations

import contextlib
import getpass
import platform
import sys
from typing import Any

import click
import httpx

from clientele import requests
from clientele.cli import account, credential_file
from clientele.cli.credential_file import Kept
from clientele.cli.failures import USAGE, Failed, failures_in_words
from clientele.cli.output import json_option, note, say_json, say_table
from clientele.client import Clientele
from clientele.problems import Problem


@click.command()
@click.option("--url", envvar="CLIENTELE_URL", prompt="Address", help="Such as https://clientele.example.")
@click.option("--email", help="Your login; the password, and a code where you use one, are asked for.")
@click.option("--token", "by_token", is_flag=True, help="With a personal token, which is asked for.")
@click.option("--client-id", help="As a program; its secret is asked for.")
@click.option("--account", "account_id", help="Which of your accounts, where you have several.")
def login(url: str, email: str | None, by_token: bool, client_id: str | None, account_id: str | None) -> None:
    """Sign in, and stay signed in on this machine.

    Secrets are asked for without being shown, or read from standard input line by line: a password and then
    the code of an authenticator app. They are never an argument, which others on the machine could see.
    """
    if (email is not None) + by_token + (client_id is not None) > 1:
        raise Failed("give one of --email, --token and --client-id.", USAGE)
    url = account.checked_url(url)
    if client_id is not None:
        kept = Kept(url, client_id=client_id, client_secret=_secret("Client secret"))
    elif by_token:
        kept = Kept(url, token=_secret("Token"))
    else:
        email = email or click.prompt("Email", err=True)
        kept = Kept(url, token=_session(url, email, _secret("Password"), account_id), session=True)
    found = _whose(kept)
    credential_file.write(kept)
    note(f"Signed in: {_described(found)}. Kept in {credential_file.path()}.")


@click.command()
def logout() -> None:
    """Forget what `login` kept, and end its session."""
    kept = credential_file.read()
    if kept is not None and kept.session:
        # Where it has ended already, or cannot be reached, it is forgotten all the same.
        with contextlib.suppress(Problem, httpx.TransportError), Clientele(kept.url, token=kept.token) as api:
            api.sign_out()
    if not credential_file.forget():
        note("You were not signed in.")
    elif kept is not None and not kept.session:
        note("Forgotten on this machine. It still counts until you revoke it under Profile or Integrations.")
    else:
        note("Signed out.")


@click.command()
@json_option
def whoami(as_json: bool) -> None:
    """Who you are, and for which account you act."""
    found = _whose(account.current())
    if as_json:
        say_json(found)
    elif "client_id" in found:
        say_table(("PROGRAM", "SCOPES"), [(found["client_id"], found["scope"])])
    else:
        user, practice = found["user"], found["account"]
        say_table(
            ("NAME", "EMAIL", "ACCOUNT", "ROLE"),
            [(user["name"], user["email"], practice["name"], practice["role"])],
        )


def _session(url: str, email: str, password: str, account_id: str | None) -> str:
    """A new session's token; a code is asked for where one is needed."""
    body = {"email": email, "password": password}
    if account_id is not None:
        body["account_id"] = account_id
    headers = {"User-Agent": f"clientele on the command line ({platform.node()})"}
    with failures_in_words(), httpx.Client(base_url=url, timeout=30, headers=headers) as http:
        try:
            answer = requests.answer_of(http.post("/v1/sessions", json=body))
        except Problem as problem:
            if problem.code != "totp_required":
                raise
            code = _secret("Code of your authenticator app, or a recovery code")
            answer = requests.answer_of(http.post("/v1/sessions", json={**body, "totp": code}))
    return str(answer["token"])


def _whose(kept: Kept) -> dict[str, Any]:
    """A person's session, or a program with what it may. Raises `Failed` where the API knows neither."""
    if kept.token is not None:
        with failures_in_words(), Clientele(kept.url, token=kept.token) as api:
            return dict(api.get_session())
    form = requests.Credentials(None, kept.client_id, kept.client_secret).form()
    with failures_in_words(), httpx.Client(base_url=kept.url, timeout=30) as http:
        issued = requests.answer_of(http.post("/v1/oauth/token", data=form))
    return {"client_id": kept.client_id, "scope": issued.get("scope", "")}


def _described(found: dict[str, Any]) -> str:
    if "client_id" in found:
        return f"the program {found['client_id']}, which may {found['scope']}"
    return f"{found['user']['name']}, for {found['account']['name']}"


def _secret(what: str) -> str:
    """Typed without being shown, or the next line of standard input where that is no terminal."""
    if sys.stdin.isatty():
        # It hides what is typed before it asks, which click's prompt does after.
        return getpass.getpass(f"{what}: ")
    given = sys.stdin.readline().strip()
    if not given:
        raise Failed(f"{what.partition(',')[0].lower()}: nothing came on standard input.", USAGE)
    return given
