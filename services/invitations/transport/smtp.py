"""The post: takes mail to an SMTP server, several messages over one connection where they come together.

Whether a refusal is final follows from where it comes: of our sign-in or connection never, for somebody may
mend that; of an address or a message as the server says, by RFC 5321's 5xx and 4xx.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from chassis.process import waiting
from chassis.process.settings import SettingsError
from contracts import addresses
from services.invitations.transport.delivery_problems import NotNow, Refused
from services.invitations.transport.smtp_replies import of_address
from services.invitations.transport.unwritable_messages import written

#: Seconds for one answer of the server, and for a whole message; the latter is less than a job's lease.
_TIMEOUT = 15
_DEADLINE = 45
#: Seconds that an idle connection is kept.
_KEEP = 20

_NO_INTERNATIONAL = (
    "Our mail server cannot send to an address with letters outside a to z before the @. "
    "Ask for another address."
)
#: Headers of ours that hold addresses.
_ADDRESSED = ("To", "From", "Reply-To")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    password: str

    @classmethod
    def of(cls, url: str) -> Server:
        """`smtp://[user:password@]host[:port][?starttls=yes]` or `smtps://…`. Raises `SettingsError`."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SettingsError(
                "CLIENTELE_SMTP_URL: must be like smtp://host:25 or smtps://user:password@host"
            )
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 25),
            tls=tls,
            starttls=parse_qs(parts.query).get("starttls") == ["yes"],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


class SmtpMailer:
    """Hands messages over to one server."""

    def __init__(self, url: str, sender: str, *, deadline: float = _DEADLINE) -> None:
        self.server = Server.of(url)
        self.sender = sender
        self._deadline = deadline
        #: Idle connections with the time since when; whoever sends takes one out.
        self._idle: list[tuple[float, Server, smtplib.SMTP]] = []

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. Raises `Refused`, `NotNow`."""
        with written():
            message["From"] = self.sender_of(message)
            del message["X-Sender-Name"]
            del message["X-Sender-Address"]
            # As it will be sent: what cannot be is final, and found before anybody is called.
            message.as_bytes(policy=policy.SMTP)
        with waiting.at_most(self._deadline, NotNow("The mail server took too long.")):
            connection = self._take() or _connect(self.server)
            try:
                _hand_over(connection, message, self.sender)
            except BaseException:
                connection.close()
                raise
        self._idle.append((time.monotonic(), self.server, connection))
        waiting.later(_KEEP, self._close_old)

    def sender_of(self, message: EmailMessage) -> Address:
        """Whom a message that is not sent yet will be from. What comes back comes to us in any case."""
        address = message["X-Sender-Address"] or self.sender
        return Address(display_name=message["X-Sender-Name"] or "", addr_spec=address)

    def _take(self) -> smtplib.SMTP | None:
        """A connection that is still there."""
        while self._idle:
            _, server, connection = self._idle.pop()
            if server == self.server and _answers(connection):
                return connection
            connection.close()
        return None

    def close(self) -> None:
        """End what is idle."""
        while self._idle:
            self._idle.pop()[2].close()

    def _close_old(self) -> None:
        old = [each for each in self._idle if each[0] <= time.monotonic() - _KEEP]
        self._idle = [each for each in self._idle if each not in old]
        for _, _, connection in old:
            connection.close()


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _connect(server: Server) -> smtplib.SMTP:
    try:
        return _open(server)
    except ssl.SSLError:
        raise NotNow("The mail server's certificate is not to be trusted.") from None
    except smtplib.SMTPAuthenticationError:
        raise NotNow("The mail server does not accept our sign-in.") from None
    except smtplib.SMTPNotSupportedError:
        raise NotNow("The mail server does not offer the security we ask for.") from None
    except (OSError, smtplib.SMTPException):
        raise NotNow("The mail server could not be reached.") from None


def _open(server: Server) -> smtplib.SMTP:
    if server.tls:
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=_TIMEOUT, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    try:
        if server.starttls:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_over(connection: smtplib.SMTP, message: EmailMessage, sender: str) -> None:
    try:
        _put_domains_in_ascii(message)
        connection.send_message(message, from_addr=addresses.on_the_wire(sender))
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _by_code(code, of_address(said.decode("ascii", "replace"), final=code >= 500)) from None
    except smtplib.SMTPSenderRefused as error:
        raise _by_code(error.smtp_code, "The mail server does not let us send.") from None
    except smtplib.SMTPResponseException as error:
        raise _by_code(error.smtp_code, "The mail server refused the message.") from None
    except smtplib.SMTPNotSupportedError:
        raise Refused(_NO_INTERNATIONAL) from None
    except (OSError, smtplib.SMTPException):
        raise NotNow("The connection to the mail server broke off.") from None


def _put_domains_in_ascii(message: EmailMessage) -> None:
    """Addresses with domains in other letters go in their ASCII form, so that each server takes them."""
    for header in _ADDRESSED:
        if message[header] is None:
            continue
        message.replace_header(header, [_in_ascii(each) for each in message[header].addresses])


def _in_ascii(address: Address) -> Address:
    # By its parts: as one string it may hold no letters outside a to z.
    local, _, domain = addresses.on_the_wire(address.addr_spec).rpartition("@")
    return Address(address.display_name, username=local, domain=domain)


def _by_code(code: int, reason: str) -> Exception:
    return Refused(reason) if 500 <= code < 600 else NotNow(reason)
