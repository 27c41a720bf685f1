"""A practice's link as strangers use it, without scripts (docs/adr/0049)."""

from __future__ import annotations

import re

from sqlalchemy import text
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from deploy.allinone.product import Product
from gateway import app
from gateway.settings import Settings
from tests.accounts.new_client_calls import an_address, switched_on
from tests.builders import Person


def links_sent(product: Product, email: str) -> int:
    with product.hosted["access"].database.read(everywhere=True) as connection:
        query = text("SELECT count(*) FROM address_proofs WHERE email = :email")
        return int(connection.execute(query, {"email": email}).scalar_one())


def test_a_double_click_sends_one_link_and_a_page_opened_anew_another(
    owner: Person, rpc: RpcClient, product: Product
) -> None:
    http = HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc))
    path, email = f"/p/{switched_on(owner)}", an_address()

    def form() -> dict[str, str]:
        found = re.search(r'name="key" value="([0-9a-f]+)"', http.get(path).text)
        assert found is not None
        return {"email": email, "key": found[1]}

    first = form()
    for _ in range(2):
        answer = http.post(f"{path}/new", data=first)
        assert (answer.status_code, "Look at your mail" in answer.text) == (200, True)
    assert links_sent(product, email) == 1
    assert http.post(f"{path}/new", data=form()).status_code == 200
    assert links_sent(product, email) == 2
    refused = http.post(f"{path}/new", data={**form(), "email": "nobody"})
    assert (refused.status_code, 'name="key"' in refused.text) == (422, True)
