"""Adding a self-employed client (product.md 3)."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from chassis.security import vault as vaults
from contracts import accounts
from contracts.errors import InvalidInput
from deploy.allinone import secrets
from deploy.allinone.product import Product
from services.accounts.clients import self_employed
from tests.builders import Mailbox, Person, a_practice, a_self_employed_client, as_a_timer, entered, unique

NUMBER = "TC663795B"


def pointers(refused: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in refused.value.errors}


def test_what_was_given_is_kept_normalised_and_the_number_masked(owner: Person) -> None:
    """product.md 3.1, 3.2"""
    sources = [{"name": "Pottery", "type": "self_employment"}, {"name": "Flat 2", "type": "uk_property"}]
    client = owner.adds_self_employed(
        name="Sam Stone",
        national_insurance_number="tc 66 37 95 b",
        postcode="sw1a1aa",
        income_sources=sources,
    )
    assert client["national_insurance_number"] == "*****795B"
    assert client["postcode"] == "SW1A 1AA"
    assert client["income_sources"] == sources
    assert client["email"].startswith("sam.stone")
    assert owner.reads(client["id"]) == {**client, "level": "manage"}


def test_name_email_and_an_income_source_are_required(owner: Person) -> None:
    """product.md 3.1, 3.2"""
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        accounts.create_client(owner.rpc, entered({"type": "self_employed"}))
    assert pointers(refused) == {"/name": "required", "/email": "required", "/income_sources": "too_few"}
    with pytest.raises(InvalidInput) as refused:
        owner.adds_self_employed(income_sources=[])
    assert pointers(refused) == {"/income_sources": "too_few"}


def test_names_of_income_sources_are_unique_within_the_client(owner: Person) -> None:
    """product.md 3.2"""
    sources = [{"name": "Shop", "type": "self_employment"}, {"name": "shop", "type": "uk_property"}]
    with pytest.raises(InvalidInput) as refused:
        owner.adds_self_employed(income_sources=sources)
    assert pointers(refused) == {"/income_sources/1/name": "repeated_name"}
    for _ in range(2):
        owner.adds_self_employed(income_sources=sources[:1])


def test_what_a_business_has_not_is_not_asked_of_it(owner: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        owner.adds_client(national_insurance_number=NUMBER)
    assert pointers(refused) == {"/national_insurance_number": "unknown_field"}


def test_only_practices_in_the_united_kingdom_add_them(rpc: RpcClient) -> None:
    """product.md 2.1"""
    for country in ("IE", "US", "CA"):
        with pytest.raises(InvalidInput) as refused:
            a_practice(rpc, country=country).adds_self_employed()
        assert pointers(refused) == {"/type": "not_offered"}


def test_their_own_email_stops_creation_when_it_is_a_users(owner: Person) -> None:
    """product.md 4.1"""
    with pytest.raises(accounts.ExistingUser):
        owner.adds_self_employed(email=owner.email)
    owner.adds_self_employed(email=owner.email, acknowledge_existing_user=True)


def test_they_are_invited_at_their_own_address_unless_another_is_given(
    owner: Person, mailbox: Mailbox
) -> None:
    client = a_self_employed_client(invitation={"name": "Sam"})
    with owner.acting():
        accounts.create_client(owner.rpc, entered(client))
    assert mailbox.token_for(client["email"])
    other = f"{unique('agent')}@stone.example"
    owner.adds_self_employed(invitation={"name": "An agent", "email": other})
    assert mailbox.token_for(other)


def test_the_number_is_nowhere_at_rest_in_clear(owner: Person, product: Product) -> None:
    """product.md 3.1"""
    client = owner.adds_self_employed(national_insurance_number=NUMBER)
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        for table in ("clients", "onboarding_steps", "outbox", "commands"):
            found = connection.execute(
                text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE :n"),  # noqa: S608  names above
                {"n": f"%{NUMBER}%"},
            )
            assert found.scalar_one() == 0, table
        kept = connection.execute(
            text("SELECT nino_sealed, nino_index FROM clients WHERE id = :id"), {"id": client["id"]}
        ).one()
    assert kept.nino_sealed
    assert kept.nino_index


def test_a_sealed_number_opens_in_its_own_row_only_and_after_a_change_of_keys() -> None:
    """product.md 3.1"""
    old, new = vaults.generate_key(), vaults.generate_key()
    kept = self_employed.number_columns(vaults.Vault([old]), "client_1", NUMBER)
    rotated = vaults.Vault([new, old])
    assert rotated.open(str(kept["nino_sealed"]), self_employed.place("client_1")) == NUMBER
    assert kept["nino_index"] in rotated.indices(NUMBER, "nino")
    with pytest.raises(vaults.CannotOpen):
        rotated.open(str(kept["nino_sealed"]), self_employed.place("client_2"))


def test_numbers_are_sealed_anew_once_there_is_a_new_key(owner: Person, product: Product) -> None:
    client = owner.adds_self_employed(national_insurance_number=NUMBER)
    database = product.hosted["accounts"].database
    key, older = secrets.load(product.folder)["CLIENTELE_SECRET_KEYS"], vaults.generate_key()
    current = vaults.Vault([key])
    sealed = text("SELECT nino_sealed, nino_index FROM clients WHERE id = :id")

    def kept() -> tuple[str, str]:
        with database.read(everywhere=True) as connection:
            row = connection.execute(sealed, {"id": client["id"]}).one()
        return row.nino_sealed, row.nino_index

    before = self_employed.number_columns(vaults.Vault([older]), client["id"], NUMBER)
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text("UPDATE clients SET nino_sealed = :nino_sealed, nino_index = :nino_index WHERE id = :id"),
            {**before, "id": client["id"]},
        )
    with as_a_timer():
        self_employed.seal_anew(database, vaults.Vault([key, older]))
    assert current.open(kept()[0], self_employed.place(client["id"])) == NUMBER
    assert kept()[1] == current.index(NUMBER, "nino")


def test_the_guide_of_each_kind_of_client_ticks_itself_off(owner: Person) -> None:
    """product.md 3.3"""

    def guide(client: Mapping[str, object]) -> dict[str, bool]:
        with owner.acting():
            return {step["step"]: step["done"] for step in accounts.get_guide(owner.rpc, str(client["id"]))}

    assert guide(owner.adds_self_employed(postcode="M1 1AE")) == {
        "income_sources": True,
        "national_insurance_number": False,
        "postcode": True,
        "access": False,
        "invitation": False,
        "documents": False,
    }
    business = guide(owner.adds_client(access={"everyone": True}, industry="62012"))
    assert business == {
        "practice_code": False,
        "industry": True,
        "access": True,
        "invitation": False,
        "connection": False,
        "documents": False,
    }
