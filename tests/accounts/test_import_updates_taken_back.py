"""Imports that have changed clients, taken back: what goes back, what stays, and each once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from contracts import accounts
from deploy.allinone.product import Product
from services.accounts.imports import changed_clients, import_jobs
from tests.accounts.import_calls import (
    changes,
    checked,
    does,
    rows,
    takes_back,
    updates_of,
)
from tests.builders import (
    Person,
)


def test_undo_puts_back_each_field_that_nobody_has_changed_since_and_says_what_stays(
    owner: Person, product: Product
) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1", postcode="LS1 4AP")
    bramble = owner.adds_client(name="Bramble", practice_code="B1")
    cobalt = owner.adds_client(name="Cobalt", practice_code="C1", company_number="01234567")
    dune = owner.adds_client(name="Dune", practice_code="D1")
    file = (
        "Ref,Client name,Postcode,Company number,CRN\n"
        "A1,Acme Toys,M1 1AE,,\n"
        "B1,,M1 1AE,,\n"
        "C1,,,07654321,\n"
        "D1,Dunes,,,\n"
        "E1,Elm,,,\n"
    )
    done = does(owner, checked(owner, file))
    changes(owner, acme["id"], postcode="SW1A 1AA")
    changes(owner, bramble["id"], name="Brambles")
    owner.adds_client(name="Other", company_number="01234567")
    with owner.acting():
        accounts.archive_client(owner.rpc, dune["id"])
    undone = takes_back(owner, done)
    first, second, third, fourth, fifth = rows(owner, undone)
    assert [row["result"] for row in (first, second, third, fourth, fifth)] == [
        "kept",
        "undone",
        "kept",
        "kept",
        "undone",
    ]
    why = "Left as it is, as somebody has changed it since: postcode. The rest is put back."
    assert first["detail"] == why
    assert third["detail"] == "Left as it is, as another client has the former value: company number."
    assert "archived" in fourth["detail"]
    now = owner.reads(acme["id"])
    assert (now["name"], now["postcode"]) == ("Acme", "SW1A 1AA")
    now = owner.reads(bramble["id"])
    assert (now["name"], now["postcode"]) == ("Brambles", None)
    assert owner.reads(cobalt["id"])["company_number"] == "07654321"
    assert "Elm" not in owner.sees()
    assert [each.get("import_id") for each in updates_of(product, acme["id"])] == [
        done["id"],
        None,
        done["id"],
    ]


def test_what_was_changed_stays_after_a_day(owner: Person, product: Product) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1")
    done = does(owner, checked(owner, "Ref,Postcode\nA1,M1 1AE\n", mode="update"))
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        late = text("UPDATE client_imports SET finished_at = now() - interval '25 hours' WHERE id = :id")
        uow.execute(late, {"id": done["id"]})
    with owner.acting(), pytest.raises(accounts.ImportState):
        accounts.undo_import(owner.rpc, done["id"])
    assert owner.reads(acme["id"])["postcode"] == "M1 1AE"


def test_an_import_that_adds_and_changes_takes_back_both_and_deletes_nobody_that_was_there(
    owner: Person,
) -> None:
    """product.md 8.3"""
    acme = owner.adds_client(name="Acme", practice_code="A1")
    found = checked(owner, "Ref,Client name\nA1,Acme Toys\nE1,Elm\nF1,Fir\n")
    done = does(owner, found)
    assert done["counts"] == {"update": 1, "new": 2, "changed": 1, "created": 2}
    fir = rows(owner, done)[2]["client_id"]
    changes(owner, fir, postcode="M1 1AE")
    undone = takes_back(owner, done)
    assert [row["result"] for row in rows(owner, undone)] == ["undone", "undone", "kept"]
    assert owner.sees() == ["Acme", "Fir"]
    assert owner.reads(acme["id"])["version"] == 3


def test_updates_broken_off_in_the_middle_are_each_made_once_and_taken_back_once(
    owner: Person, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_jobs, "_ROWS", 4)
    ids = [owner.adds_client(name=f"Client {n:02}", practice_code=f"N{n}")["id"] for n in range(18)]
    file = "Ref,Postcode\n" + "".join(f"N{n},M1 1AE\n" for n in range(18))
    found = checked(owner, file, mode="update")
    make, back, times = changed_clients.make, changed_clients.take_back, []

    def breaking(do: Any) -> Any:
        def done(*arguments: Any) -> None:
            do(*arguments)
            times.append(1)
            if len(times) in (2, 3, 7):
                # As when the process is killed before the commit: the transaction is gone.
                raise ConnectionError

        return done

    monkeypatch.setattr(changed_clients, "make", breaking(make))
    monkeypatch.setattr(changed_clients, "take_back", breaking(back))
    done = does(owner, found)
    assert done["counts"]["changed"] == 18
    assert [owner.reads(each)["version"] for each in ids] == [2] * 18
    assert all(len(updates_of(product, each)) == 1 for each in ids)
    takes_back(owner, done)
    assert [owner.reads(each)["version"] for each in ids] == [3] * 18
    assert [owner.reads(each)["postcode"] for each in ids] == [None] * 18
    assert len(times) == 5 + 2 + 5 + 1
