"""Ways by which mail comes: to the intake itself, and through Postfix, which hands it on by SMTP or LMTP."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import eventlet

from tests import containers
from tests.accounts import s3_server
from tests.accounts.store_gate import Gate
from tests.builders import unique
from tests.integration.system import LOOPBACK, System, until
from tests.ports import free_port

DOMAIN = "extract.clientele.example"
_IMAGE = "clientele-tests/postfix"
#: Tries again at once; nothing of it goes anywhere but to the intake.
_POSTFIX = {
    "inet_interfaces": LOOPBACK,
    "inet_protocols": "ipv4",
    "myhostname": "mx.acme.example",
    "mydestination": "",
    "relay_domains": DOMAIN,
    "default_transport": "error:nowhere else",
    "smtpd_recipient_restrictions": "reject_unauth_destination",
    "smtpd_client_connection_count_limit": "0",
    "message_size_limit": "30000000",
    "smtp_line_length_limit": "0",
    "lmtp_line_length_limit": "0",
    "disable_dns_lookups": "yes",
    "smtp_tls_security_level": "none",
    "queue_run_delay": "1s",
    "minimal_backoff_time": "1s",
    "maximal_backoff_time": "2s",
    "transport_retry_time": "1s",
    "default_destination_concurrency_failed_cohort_limit": "1000",
    "bounce_queue_lifetime": "1d",
    "maillog_file": "/dev/stdout",
}


@dataclass(frozen=True)
class Postfix:
    """A mail server in a container: what is sent to one port it hands on by SMTP, to the other by LMTP."""

    container: str
    by_smtp: int
    by_lmtp: int

    def is_empty(self) -> bool:
        """Whether it has handed on every mail: its list may lack what goes from one of its queues to another
        just then, so that it is to be empty several times."""
        for _ in range(5):
            if containers.docker("exec", self.container, "postqueue", "-j").stdout:
                return False
            eventlet.sleep(0.7)
        return True

    def log(self) -> str:
        return containers.docker("logs", self.container).stdout


@contextlib.contextmanager
def postfix(smtp: int, lmtp: int) -> Iterator[Postfix]:
    """Before the intakes on these ports; on the loopback of this machine, as they are."""
    folder = Path(__file__).with_name("postfix")
    containers.docker("build", "--quiet", "--tag", _IMAGE, str(folder), within=300)
    by_smtp, by_lmtp = free_port(), free_port()
    settings = " ".join(f"'{name}={value}'" for name, value in _POSTFIX.items())
    script = [f"postconf -e {settings}", "postconf -MX smtp/inet", "postconf -F '*/*/chroot=n'"]
    for port, next_hop in ((by_smtp, f"smtp:[{LOOPBACK}]:{smtp}"), (by_lmtp, f"lmtp:inet:{LOOPBACK}:{lmtp}")):
        at = f"{LOOPBACK}:{port}"
        script.append(f"postconf -M '{at}/inet={at} inet n - n - - smtpd -o content_filter={next_hop}'")
    script.append("exec postfix start-fg")
    label = f"--label={containers.LABEL}={containers.owner()}"
    command = ("run", "--detach", "--network=host", label, _IMAGE, "bash", "-ec", " && ".join(script))
    container = containers.docker(*command).stdout.strip()
    try:
        found = Postfix(container, by_smtp, by_lmtp)
        until(lambda: _greets(by_smtp) and _greets(by_lmtp), 60)
        yield found
    finally:
        containers.docker("rm", "--force", "--volumes", container)


def _greets(port: int) -> bool:
    with contextlib.suppress(OSError), smtplib.SMTP(LOOPBACK, port, timeout=5) as session:
        return session.noop()[0] == 250
    return False


@contextlib.contextmanager
def intakes(running: System) -> Iterator[tuple[int, int]]:
    """Two of them, for SMTP and LMTP: their ports. Names of theirs can be killed as those of other parts."""
    ports = {"intake": free_port(), "intake-lmtp": free_port()}
    for name, port in ports.items():
        running.intakes[name] = {
            "CLIENTELE_INTAKE_PORT": str(port),
            "CLIENTELE_INTAKE_PROTOCOL": "lmtp" if name.endswith("lmtp") else "smtp",
            "CLIENTELE_INTAKE_PEER_CONNECTIONS": "100",
            "CLIENTELE_INTAKE_PEER_MAILS": "1000000",
            "CLIENTELE_INTAKE_CLIENT_MAILS": "1000000",
        }
        running.start_part(name)
    try:
        yield ports["intake"], ports["intake-lmtp"]
    finally:
        for name in ports:
            running.stop_part(name)
            del running.processes[name]


@contextlib.contextmanager
def kept_in_a_folder(running: System) -> Iterator[Callable[[float], None]]:
    """What takes the store away for so many seconds: as a disk that is unmounted."""
    place = running.folder / "documents"

    def away(seconds: float) -> None:
        # Where contents were is nothing that anything could be kept in.
        _turn(place, Path("/dev/null"))
        eventlet.sleep(seconds)
        _turn(place, running.folder / "kept")

    yield away


def _turn(link: Path, to: Path) -> None:
    made = link.with_name(unique("link"))
    made.symlink_to(to)
    made.rename(link)


@contextlib.contextmanager
def kept_in_a_bucket(running: System) -> Iterator[Callable[[float], None]]:
    """What takes the store away for so many seconds: who is connected is cut off in the middle of writing."""
    with s3_server.running() as store:
        running.documents = s3_server.settings_of(store.makes_bucket())
        _restart(running, "accounts")
        try:
            yield lambda seconds: _shut(store.gate, seconds)
        finally:
            running.documents = {}
            _restart(running, "accounts")


def _shut(gate: Gate, seconds: float) -> None:
    gate.closes()
    eventlet.sleep(seconds)
    gate.opens()


def _restart(running: System, name: str) -> None:
    running.stop_part(name)
    running.start_part(name)
    until(running.is_ready, 60)


def send(port: int, mail: bytes, to: Sequence[str], within: float) -> None:
    """Send a mail until it is taken for everybody, as a mail server does. Raises where it is refused."""
    with eventlet.Timeout(within):
        while not _is_taken(port, mail, to):
            eventlet.sleep(0.3)


def _is_taken(port: int, mail: bytes, to: Sequence[str]) -> bool:
    try:
        with smtplib.SMTP(LOOPBACK, port, timeout=60) as session:
            session.ehlo_or_helo_if_needed()
            codes = [session.mail("jo@acme.example")[0], *(session.rcpt(each)[0] for each in to)]
            # For everybody at once: one who is to be tried again later is no reason to think it taken.
            is_for_all = all(code == 250 for code in codes)
            if is_for_all:
                codes = [session.docmd("DATA")[0]]
                # Not through `data`, which mends ends of lines.
                session.send(_stuffed(mail) + b".\r\n")
                codes.append(session.getreply()[0])
    except (OSError, smtplib.SMTPServerDisconnected):
        return False
    assert all(code < 500 for code in codes), (codes, mail[:500])
    return is_for_all and codes[-1] == 250


def _stuffed(mail: bytes) -> bytes:
    ended = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    dotted = ended.replace(b"\r\n.", b"\r\n..")
    return b"." + dotted if dotted.startswith(b".") else dotted
