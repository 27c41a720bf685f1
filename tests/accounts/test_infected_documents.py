"""What is infected is set aside and given to nobody, where an installation has a clamd (docs/adr/0053)."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis.process.settings import SettingsError
from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.accounts.document_states import DocumentState
from contracts.errors import NotFound, ServiceUnavailable
from deploy.allinone.product import Product
from services.accounts.documents import malware_scanner
from services.accounts.documents.malware_scanner import Clamd, NothingScans, NotScanned
from tests.accounts import clamd_server
from tests.accounts.clamd_server import EICAR, NAME
from tests.accounts.document_calls import PDF, content_of, listed, names, told_of, uploads
from tests.accounts.mail_calls import a_mail, address_of, an_intake, sends
from tests.accounts.test_settings_page import Browser
from tests.builders import Person, eventually, present
from tests.ports import free_port

pytestmark = pytest.mark.service
BAD = ("Bill.txt", b"Dear all\n" + EICAR)


@pytest.fixture(scope="module", params=["a stand-in", "Debian's"])
def clamd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "a stand-in":
        with clamd_server.speaking() as url:
            yield url
        return
    if not clamd_server.is_installed():
        pytest.skip("clamd is needed: install the package clamav-daemon")
    with clamd_server.real(tmp_path_factory.mktemp("clamd")) as url:
        yield url


@pytest.fixture
def intake(product: Product, clamd: str) -> Iterator[str]:
    """The address of an intake that has its mails scanned."""
    with an_intake(product, CLIENTELE_CLAMD_URL=clamd) as (address, _):
        yield address


def by_name(person: Person, client_id: str) -> dict[str, accounts.Document]:
    return {each["name"]: each for each in listed(person, client_id)}


def activity(owner: Person, client_id: str) -> list[str]:
    with owner.acting():
        return [each["kind"] for each in access.list_activity(owner.rpc, client_id=client_id)["items"]]


def test_clamd_says_what_is_infected_and_what_is_not(clamd: str) -> None:
    scanner = malware_scanner.of(clamd)
    assert scanner.infection_in([PDF]) is None
    assert scanner.infection_in([]) is None
    assert scanner.infection_in([EICAR]) == NAME
    assert scanner.infection_in([EICAR[:20], EICAR[20:]]) == NAME
    assert scanner.infection_in([bytes(512 * 1024)] * 50) is None


def test_an_infected_file_is_set_aside_and_those_beside_it_are_not(
    owner: Person, product: Product, intake: str
) -> None:
    client = owner.adds_client()
    sends(intake, address_of(client), a_mail(BAD, ("Statement.pdf", PDF)))
    found = by_name(owner, client["id"])
    bad, good = found["Bill.txt"], found["Statement.pdf"]
    assert (bad.get("state"), bad.get("infection")) == (DocumentState.INFECTED, NAME)
    assert (good.get("state"), good.get("infection")) == (DocumentState.KEPT, None)
    assert content_of(owner, good) == PDF
    with owner.acting():
        named = {"client_id": client["id"], "document_id": present(bad["message_id"])}
        itself = accounts.get_document(owner.rpc, **named)
    assert itself.get("infection") == NAME
    for each in (bad, itself):
        with pytest.raises(NotFound):
            content_of(owner, each)
    [event] = told_of(product, client["id"])
    assert [each["id"] for each in event["documents"]] == [good["id"]]
    eventually(lambda: activity(owner, client["id"]).count("document.set_aside") == 1)


def test_it_stays_set_aside_when_it_is_deleted_and_taken_back(owner: Person, intake: str) -> None:
    client = owner.adds_client()
    sends(intake, address_of(client), a_mail(BAD))
    [bad] = listed(owner, client["id"])
    named = {"client_id": client["id"], "document_id": bad["id"]}
    with owner.acting():
        accounts.delete_document(owner.rpc, **named)
        assert accounts.restore_document(owner.rpc, **named).get("state") == DocumentState.INFECTED
    with pytest.raises(NotFound):
        content_of(owner, bad)


def test_what_is_in_the_text_of_a_mail_sets_the_mail_aside(
    owner: Person, product: Product, intake: str
) -> None:
    client = owner.adds_client()
    mail = a_mail(("Statement.pdf", PDF), subject="Read this")
    mail.get_payload()[0].set_payload(EICAR.decode())  # type: ignore[index,union-attr]
    sends(intake, address_of(client), mail)
    found = by_name(owner, client["id"])
    assert found["Read this.eml"].get("infection") == NAME
    assert found["Statement.pdf"].get("infection") is None
    assert len(told_of(product, client["id"])) == 1


def test_nothing_infected_gets_out_of_a_held_mail(owner: Person, intake: str) -> None:
    """docs/adr/0060: neither by accepting it, nor by refusing and restoring it."""
    client = owner.adds_client()
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    sends(intake, address_of(client), a_mail(BAD, ("Statement.pdf", PDF), From="x@shop.example"))
    assert names(owner, client["id"], held=True) == ["Statement.pdf"]
    [bad] = listed(owner, client["id"])
    [held] = listed(owner, client["id"], held=True)
    with owner.acting():
        accounts.delete_document(owner.rpc, client_id=client["id"], document_id=bad["id"])
        accounts.refuse_document(owner.rpc, client_id=client["id"], document_id=held["id"])
        accounts.restore_document(owner.rpc, client_id=client["id"], document_id=held["id"])
        taken = accounts.accept_document(owner.rpc, client_id=client["id"], document_id=held["id"])
    assert [each["id"] for each in taken["items"]] == [held["id"]]
    with pytest.raises(NotFound):
        content_of(owner, bad)


def test_a_mail_of_infected_files_alone_is_not_held_and_not_told(
    owner: Person, product: Product, intake: str
) -> None:
    client = owner.adds_client()
    with owner.acting():
        accounts.change_document_senders(owner.rpc, client_id=client["id"], policy="known")
    sends(intake, address_of(client), a_mail(BAD, From="x@shop.example"))
    assert [each.get("infection") for each in listed(owner, client["id"])] == [NAME]
    assert (names(owner, client["id"], held=True), told_of(product, client["id"])) == ([], [])
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        query = text("SELECT count(*) FROM held_mails WHERE client_id = :id")
        assert connection.execute(query, {"id": client["id"]}).scalar_one() == 0


@pytest.mark.parametrize("answer", [None, "INSTREAM size limit exceeded. ERROR", "stream: ", "x" * 9000])
def test_mail_that_nobody_could_scan_is_to_come_again(
    owner: Person, product: Product, answer: str | None
) -> None:
    client, mail = owner.adds_client(), a_mail(("Statement.pdf", PDF))

    def is_postponed(url: str) -> None:
        with (
            an_intake(product, CLIENTELE_CLAMD_URL=url) as (address, _),
            pytest.raises(smtplib.SMTPDataError) as refused,
        ):
            sends(address, address_of(client), mail)
        assert refused.value.smtp_code == 451

    if answer is None:
        is_postponed(f"tcp://127.0.0.1:{free_port()}")
    else:
        with clamd_server.speaking(answer) as url:
            is_postponed(url)
    assert names(owner, client["id"]) == []
    with (
        clamd_server.speaking() as url,
        an_intake(product, CLIENTELE_CLAMD_URL=url) as (address, _),
    ):
        sends(address, address_of(client), mail)
    assert names(owner, client["id"]) == ["Statement.pdf"]


@pytest.fixture
def scanning(product: Product, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets accounts have uploads scanned by the clamd at a URL."""
    config = product.hosted["accounts"].container.config
    return lambda url: monkeypatch.setitem(config, "scanner", malware_scanner.of(url))


def test_an_infected_upload_is_set_aside_and_told_on_the_page(
    rpc: RpcClient, owner: Person, product: Product, clamd: str, scanning: Any
) -> None:
    scanning(clamd)
    client = owner.adds_client()["id"]
    bad = uploads(owner, client, *BAD)
    assert (bad.get("state"), bad.get("infection")) == (DocumentState.INFECTED, NAME)
    assert uploads(owner, client, "Good.pdf").get("state") == DocumentState.KEPT
    assert len(told_of(product, client)) == 1
    browser = Browser(rpc, owner)
    page = browser.opens(f"/clients/{client}/documents")
    assert NAME in page
    assert "Set aside, nobody can open it" in page
    assert f"{bad['id']}/content" not in page
    for what in ("content", "preview", "picture"):
        assert browser.asks(f"/clients/{client}/documents/{bad['id']}/{what}").status_code == 404
    eventually(lambda: "document.set_aside" in activity(owner, client))
    assert "is infected, and was set aside" in browser.opens(f"/activity?client_id={client}")


def test_an_upload_that_nobody_could_scan_is_not_kept(owner: Person, scanning: Any) -> None:
    scanning(f"tcp://127.0.0.1:{free_port()}")
    client = owner.adds_client()["id"]
    with pytest.raises(ServiceUnavailable):
        uploads(owner, client)
    assert names(owner, client) == []


def test_a_clamd_is_named_by_its_url() -> None:
    assert isinstance(malware_scanner.of(""), NothingScans)
    assert malware_scanner.of("tcp://clamd") == Clamd(("clamd", 3310))
    assert malware_scanner.of("tcp://[::1]:99") == Clamd(("::1", 99))
    assert malware_scanner.of("unix:///run/clamav/clamd.ctl") == Clamd("/run/clamav/clamd.ctl")
    for wrong in (
        "clamd:3310",
        "http://clamd",
        "tcp://",
        "unix://",
        "unix://clamd/x",
        "tcp://x:y",
        "tcp://x/y",
    ):
        with pytest.raises(SettingsError, match="CLIENTELE_CLAMD_URL"):
            malware_scanner.of(wrong)


def test_a_socket_in_a_folder_that_is_not_there_is_no_scanner(tmp_path: Path) -> None:
    with pytest.raises(NotScanned):
        malware_scanner.of(f"unix://{tmp_path}/clamd.ctl").infection_in([PDF])
