"""Keys that some services share, in every way of running the product (docs/adr/0014)."""

import json
from pathlib import Path

import pytest

from chassis.security import vault
from chassis.security.service_keys import ServiceKeys
from contracts.subscriptions import SERVICES, sharing_private_parts
from deploy.allinone import secrets as allinone
from deploy.broker_accounts import ACCOUNTS
from deploy.compose.secrets import Secrets
from deploy.kubernetes import secrets as kubernetes


@pytest.fixture
def kept(tmp_path: Path) -> Secrets:
    for owner in {*ACCOUNTS, *SERVICES, *(f"{name}-migrations" for name in SERVICES), "postgres", "rabbitmq"}:
        (tmp_path / owner).mkdir()
    made = Secrets(tmp_path)
    made.make()
    return made


def keys(kept: Secrets) -> set[str]:
    return {kept.read(service, "message-keys") for service in sharing_private_parts()}


def test_compose_gives_the_same_to_those_who_share_and_none_to_others(kept: Secrets, tmp_path: Path) -> None:
    (key,) = keys(kept)
    assert vault.Vault([key]).current
    holders = {path.parent.name for path in tmp_path.glob("*/message-keys")}
    assert holders == set(sharing_private_parts())
    kept.make()
    assert keys(kept) == {key}


def test_compose_gives_them_to_an_installation_from_before(kept: Secrets, tmp_path: Path) -> None:
    for service in sharing_private_parts():
        (tmp_path / service / "message-keys").unlink()
    kept.make()
    assert len(keys(kept)) == 1


def test_a_rotated_key_is_first_and_the_old_one_still_opens_until_it_is_forgotten(kept: Secrets) -> None:
    (old,) = keys(kept)
    kept.rotate_message_keys()
    (both,) = keys(kept)
    new, known = both.split(",")
    assert (known, new != old) == (old, True)
    kept.forget("message-keys")
    assert keys(kept) == {new}


def verifies(kept: Secrets, reader: str, signature: str) -> bool:
    known = ServiceKeys([], kept.read(reader, "service-public-keys").split(","))
    return known.is_signed_by("accounts", b"data", signature)


def test_each_service_signs_by_a_key_of_its_own_that_everybody_knows(kept: Secrets, tmp_path: Path) -> None:
    private = {kept.read(service, "service-keys") for service in SERVICES}
    assert len(private) == len(SERVICES)
    assert not (tmp_path / "gateway" / "service-keys").exists()
    signature = ServiceKeys([kept.read("accounts", "service-keys")], []).sign(b"data")
    for reader in (*SERVICES, "gateway"):
        assert verifies(kept, reader, signature)


def test_a_new_service_key_is_known_before_it_signs_and_the_old_one_until_it_is_forgotten(
    kept: Secrets,
) -> None:
    def sign() -> str:
        return ServiceKeys(kept.read("accounts", "service-keys").split(","), []).sign(b"data")

    old = sign()
    kept.rotate_service_keys()
    assert sign() == old
    kept.promote_service_keys()
    new = sign()
    assert new != old
    assert verifies(kept, "access", old)
    assert verifies(kept, "access", new)
    kept.forget_service_keys()
    assert not verifies(kept, "access", old)
    assert verifies(kept, "access", new)


def test_kubernetes_gives_the_same_to_those_who_share() -> None:
    made = {item["metadata"]["name"]: item["stringData"] for item in kubernetes.made("smtp://mail")["items"]}
    holders = {name: data["message-keys"] for name, data in made.items() if "message-keys" in data}
    assert set(holders) == set(sharing_private_parts())
    assert len(set(holders.values())) == 1


def test_a_data_folder_from_before_gets_them_beside_what_it_has(tmp_path: Path) -> None:
    before = {name: value for name, value in allinone.load(tmp_path).items() if "MESSAGE" not in name}
    (tmp_path / "secrets.json").write_text(json.dumps(before))
    now = allinone.load(tmp_path)
    assert before.items() <= now.items()
    assert vault.Vault([now["CLIENTELE_MESSAGE_KEYS"]]).current
    assert allinone.load(tmp_path) == now


def test_kubernetes_gives_service_keys_to_an_installation_from_before() -> None:
    patches = {name: patch["stringData"] for name, patch in kubernetes.patches().items()}
    assert set(patches) == {*SERVICES, "gateway"}
    for service in SERVICES:
        signature = ServiceKeys([patches[service]["service-keys"]], []).sign(b"data")
        for other in patches.values():
            known = ServiceKeys([], other["service-public-keys"].split(","))
            assert known.is_signed_by(service, b"data", signature)
    assert "service-keys" not in patches["gateway"]
