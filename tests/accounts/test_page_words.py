"""What pages tell people where it matters: whom to ask, what a choice means, what an invitation does."""

from __future__ import annotations

import re

from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import accounts
from gateway import app
from gateway.settings import Settings
from tests.accounts.test_settings_page import HTML, Browser
from tests.builders import Mailbox, Person, a_colleague


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))


def step(rpc: RpcClient, owner: Person, step: str, **draft: str) -> str:
    with owner.acting():
        begun = owner.rpc.forward(accounts.BEGIN_DRAFT, draft)["id"]
    return words_of(Browser(rpc, owner).opens(f"/clients/new?draft={begun}&step={step}"))


def test_a_refused_role_names_whom_to_ask(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.3: the practice's admins, with their addresses; nobody else."""
    cat = a_colleague(owner, mailbox, role="client_admin", name="Cat Elm")
    bob = a_colleague(owner, mailbox)
    refused = Browser(rpc, bob).asks("/team")
    assert refused.status_code == 403
    assert f'Ann Smith, <a href="mailto:{owner.email}">' in refused.text
    assert "This needs the role practice admin" in words_of(refused.text)
    assert bob.email not in refused.text.partition("<main")[2]
    assert cat.email not in refused.text


def test_the_kinds_of_income_explain_themselves(rpc: RpcClient, owner: Person) -> None:
    """product.md 3.2"""
    page = step(rpc, owner, "details", type="self_employed", name="Sam Taylor")
    assert "Self-employment is for sole traders, partnerships and limited companies" in page
    assert "UK property is for property businesses in the United Kingdom" in page


def test_the_invitation_says_what_it_does_and_what_works_without(rpc: RpcClient, owner: Person) -> None:
    """product.md 2.6"""
    page = step(rpc, owner, "invitation", type="business", name="Acme")
    assert "whichever is used first ends the other" in page
    assert "The first person to join becomes the client's business admin" in page
    assert "You can skip it: everything on your side works without" in page


def test_the_front_page_is_for_people_first(rpc: RpcClient) -> None:
    http = HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc))
    page = http.get("/", headers=HTML).text
    main = page.partition("<main")[2]
    assert main.index("Register your practice") < main.index("Were you invited?") < main.index("For programs")
    assert re.search("curl|Bearer|<pre|<code", page) is None


def test_the_authenticators_code_is_asked_of_who_uses_one(rpc: RpcClient) -> None:
    http = HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc))
    page = http.get("/sign-in", headers=HTML).text
    folded = re.findall(r"<details(?: [^>]*)?>.*?</details>", page, re.S)
    assert sum('name="totp"' in each for each in folded) == page.count('name="totp"') == 1
    assert " open" not in folded[0].partition(">")[0]
    assert "required" not in folded[0]
