"""Mail against a real SMTP server, a process of its own: what is final and what is not (product.md 5.5)."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from contracts import invitations
from deploy.allinone.product import Product
from services.invitations.messages import mails
from services.invitations.messages.wordings import OURS, Letterhead
from services.invitations.transport import delivery_problems, smtp
from tests.builders import Mailbox, Person, eventually, text_of, unique
from tests.certificates import self_signed

pytestmark = pytest.mark.service
SENDER = "no-reply@clientele.example"


class Running:
    """The server: its address, its mail, and how many connections it has had."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "tests.invitations.smtp_server", "--folder", str(folder), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.mailbox = Mailbox(folder)

    def url(self, scheme: str = "smtp", user: str = "", more: str = "") -> str:
        return f"{scheme}://{f'{user}@' if user else ''}127.0.0.1:{self.port}{more}"

    @property
    def connections(self) -> int:
        return len((self.folder / "log").read_text().splitlines())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, its own authority; beside it its key."""
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(*options: str) -> Running:
        running.append(Running(tmp_path / f"server{len(running)}", *options))
        return running[-1]

    yield begin
    for each in running:
        each.process.kill()
        each.process.wait()


@pytest.fixture
def a_post() -> Iterator[Callable[..., smtp.SmtpMailer]]:
    made: list[smtp.SmtpMailer] = []

    def begin(url: str, sender: str = SENDER, **options: float) -> smtp.SmtpMailer:
        made.append(smtp.SmtpMailer(url, sender, **options))
        return made[-1]

    yield begin
    for each in made:
        each.close()


def a_message(to: str, letterhead: Letterhead = OURS) -> EmailMessage:
    return mails.invitation(
        to=to,
        kind="client_invitation",
        letterhead=letterhead,
        values={"name": "Jo Bloggs", "practice": "Smith & Co", "inviter": "Ann Smith", "account": "Acme"},
        link="https://c.example/invitation#TOKEN",
        code="TOKEN",
        ends=datetime.datetime.now(datetime.UTC),
        message_id="inv_1.email.1",
    )


def test_several_messages_go_over_one_connection(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer]
) -> None:
    server = start()
    mailer = a_post(server.url())
    for n in range(3):
        mailer.send(a_message(f"jo{n}@acme.example"))
    assert len(list(server.folder.glob("*.eml"))) == 3
    assert server.connections == 1


def test_a_kept_connection_that_broke_meanwhile_costs_nothing(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer]
) -> None:
    server, other = start(), start()
    mailer = a_post(server.url())
    mailer.send(a_message("jo@acme.example"))
    server.process.kill()
    server.process.wait()
    mailer.server = smtp.Server.of(other.url())
    mailer.send(a_message("jo@acme.example"))
    assert len(other.mailbox.to("jo@acme.example")) == 1


@pytest.mark.parametrize(
    ("to", "final", "reason"),
    [
        ("rcpt.550@acme.example", True, "There is no mailbox with this email address."),
        ("rcpt.552@acme.example", True, "The mailbox is full."),
        ("rcpt.553@acme.example", True, "The mail server does not accept this email address."),
        ("rcpt.451@acme.example", False, "does not accept mail for this address at the moment"),
        ("start.554@acme.example", True, "refused the message"),
        ("start.452@acme.example", False, "refused the message"),
        ("data.554@acme.example", True, "refused the message"),
        ("data.451@acme.example", False, "refused the message"),
        ("cut@acme.example", False, "broke off"),
    ],
)
def test_what_is_refused_is_told_in_words_and_as_final_or_not(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer], to: str, final: bool, reason: str
) -> None:
    mailer = a_post(start().url())
    with pytest.raises(
        delivery_problems.Refused if final else delivery_problems.NotNow, match=re.escape(reason)
    ):
        mailer.send(a_message(to))
    mailer.send(a_message("jo@acme.example"))  # which the next message does not suffer from


@pytest.mark.parametrize(("sender", "final"), [("mail.550@c.example", True), ("mail.451@c.example", False)])
def test_a_refused_sender(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer], sender: str, final: bool
) -> None:
    with pytest.raises(
        delivery_problems.Refused if final else delivery_problems.NotNow, match="does not let us send"
    ):
        a_post(start().url(), sender).send(a_message("jo@acme.example"))


def test_a_server_that_is_slow_is_given_up_for_now(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer]
) -> None:
    with pytest.raises(delivery_problems.NotNow, match="took too long"):
        a_post(start().url(), deadline=1).send(a_message("slow@acme.example"))


def test_no_server_at_all(start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer]) -> None:
    server = start()
    server.process.kill()
    server.process.wait()
    with pytest.raises(delivery_problems.NotNow, match="could not be reached"):
        a_post(server.url()).send(a_message("jo@acme.example"))


def test_an_international_address_needs_a_server_that_can(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer]
) -> None:
    able, unable = start(), start("--plain-letters")
    a_post(able.url()).send(a_message("jörg@acme.example"))
    with pytest.raises(delivery_problems.Refused, match="letters outside a to z"):
        a_post(unable.url()).send(a_message("jörg@acme.example"))


def test_a_domain_in_other_letters_goes_in_ascii_to_a_server_that_knows_no_others(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer]
) -> None:
    """RFC 5891: the address keeps its form on the page, and travels with an A-label."""
    unable = start("--plain-letters")
    letterhead = Letterhead("Müller & Söhne", "buro@example.example", None, {})
    a_post(unable.url()).send(a_message("jo@münchen.example", letterhead))
    (message,) = unable.mailbox.to("jo@xn--mnchen-3ya.example")
    assert message["To"] == "Jo Bloggs <jo@xn--mnchen-3ya.example>"
    reply = Letterhead(None, "office@straße.example", None, {})
    a_post(unable.url()).send(a_message("jo2@münchen.example", reply))
    (message,) = unable.mailbox.to("jo2@xn--mnchen-3ya.example")
    assert message["Reply-To"] == "office@xn--strae-oqa.example"


# eventlet leaves the socket of a refused handshake to the garbage collector, which closes it and warns.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("way", ["smtps", "starttls"])
def test_tls_and_signing_in(
    start: Callable[..., Running],
    a_post: Callable[..., smtp.SmtpMailer],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    options = ["--certificate", str(certificate), "--key", str(certificate.with_name("key"))]
    options += ["--user", "us", "--password", "s3cret/!", *(["--starttls"] if way == "starttls" else [])]
    server = start(*options)
    scheme, more = ("smtp", "?starttls=yes") if way == "starttls" else ("smtps", "")
    right, wrong = (server.url(scheme, f"us:{word}", more) for word in ("s3cret%2F%21", "wrong"))
    with pytest.raises(delivery_problems.NotNow, match="certificate is not to be trusted"):
        a_post(right).send(a_message("jo@acme.example"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    a_post(right).send(a_message("jo@acme.example"))
    with pytest.raises(delivery_problems.NotNow, match="does not accept our sign-in"):
        a_post(wrong).send(a_message("jo@acme.example"))
    assert len(server.mailbox.to("jo@acme.example")) == 1


def test_a_server_without_starttls_gets_nothing(
    start: Callable[..., Running], a_post: Callable[..., smtp.SmtpMailer]
) -> None:
    server = start()
    with pytest.raises(delivery_problems.NotNow, match="security"):
        a_post(server.url(more="?starttls=yes")).send(a_message("jo@acme.example"))
    assert list(server.folder.glob("*.eml")) == []


@pytest.fixture
def elsewhere(start: Callable[..., Running], product: Product, monkeypatch: pytest.MonkeyPatch) -> Running:
    """The product's mail goes to this server."""
    server = start()
    mailer = product.hosted["invitations"].container.config["outlets"].mailer
    monkeypatch.setattr(mailer, "server", smtp.Server.of(server.url()))
    return server


def by_email(owner: Person, client_id: str) -> invitations.Channel:
    with owner.acting():
        found = invitations.list_client_invitations(owner.rpc, client_id=client_id)["items"][0]
    return found["channels"][0]


def test_a_connection_cut_after_the_message_repeats_the_same_token(owner: Person, elsewhere: Running) -> None:
    """The server has it, and we do not know: it gets the same one again."""
    address = f"{unique('cut-once')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address})
    eventually(lambda: by_email(owner, client["id"])["state"] == "sent")
    first, second = elsewhere.mailbox.to(address)
    assert first["Message-ID"] == second["Message-ID"]
    tokens = {re.search(r"/invitation#(\S+)", text_of(message))[1] for message in (first, second)}  # type: ignore[index]
    assert len(tokens) == 1


def test_a_final_refusal_needs_attention_at_once_and_a_correction_mends_it(
    owner: Person, elsewhere: Running
) -> None:
    """product.md 5.3, 5.5"""
    person = {"name": "Jo", "email": f"{unique('rcpt.550')}@acme.example"}
    client = owner.adds_client(invitation=person)
    eventually(lambda: by_email(owner, client["id"])["state"] == "failed")
    assert by_email(owner, client["id"])["detail"] == "There is no mailbox with this email address."
    with owner.acting():
        right = f"{unique('jo')}@acme.example"
        invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"], email=right)
    assert elsewhere.mailbox.token_for(right)
