"""A message as it would look, for made-up people; and the same as a test to who asks for it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from email.message import EmailMessage

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.process import waiting
from chassis.rpc.request import Request
from contracts import access
from contracts.access import EmailNotConfirmed, Session
from contracts.errors import PracticeAccountRequired
from contracts.invitations import (
    MessageKind,
    MessagePreview,
    PreviewMessage,
    PreviewText,
    SendTestMessage,
    TestNotSent,
    TextPreview,
)
from contracts.messages import Rpc
from services.invitations.invitations import counted_sendings
from services.invitations.invitations.invitation_facts import LIFE
from services.invitations.invitations.sending_limits import Limits
from services.invitations.messages import gsm, invitation_texts, letterheads, mails, wordings
from services.invitations.practice_messages import message_settings
from services.invitations.transport import delivery_problems
from services.invitations.transport.outlets import Outlets

#: As long as real ones, and no link at all.
_CODE = {"mail": "Xx3yK7Q2mM4TXp9WZPa3HBNdV6RDe8YCFg2LMSh5JQt", "text": "Xx3yK7Q2mM4TXp9WZPa3HB"}
#: Seconds that who asks for a test waits for the mail server.
_PATIENCE = 4.0


def preview(
    database: Database, calls: Rpc, outlets: Outlets, request: Request[PreviewMessage]
) -> MessagePreview:
    """A message in the words that are given, or else in those that are saved.

    Raises `PracticeAccountRequired`, `RoleRequired`, `InvalidInput`.
    """
    session = message_settings.require_admin(calls, request.caller)
    kind = request.data["kind"]
    letterhead = _letterhead(database, outlets, request.caller.account_id, kind, _words(request.data))
    values = _made_up(session)
    if kind is MessageKind.CLIENT_TEXT:
        text = _text(outlets, letterhead, values)
        return {
            "kind": kind,
            "sender": None,
            "reply_to": None,
            "subject": None,
            "text": text,
            "html": None,
            "segments": gsm.segments(text),
        }
    message = _mail(outlets, letterhead, kind, values, to="jo@acme.example")
    return {
        "kind": kind,
        "sender": str(outlets.mailer.sender_of(message)),
        "reply_to": letterhead.reply_to,
        "subject": message["Subject"],
        "text": _part(message, "plain"),
        "html": _pictured(_part(message, "html"), letterhead),
    }


def _pictured(html: str, letterhead: wordings.Letterhead) -> str:
    """With the logo in its lines: a page has no attachments to look into."""
    if letterhead.logo is None:
        return html
    data = base64.b64encode(letterhead.logo.png).decode()
    return html.replace(f"cid:{mails.LOGO}", f"data:image/png;base64,{data}")


def preview_text(
    database: Database, calls: Rpc, outlets: Outlets, request: Request[PreviewText]
) -> TextPreview:
    """The text that the caller would send to somebody. Raises `PracticeAccountRequired`."""
    if request.caller.kind != "practice":
        raise PracticeAccountRequired()
    values = {
        **_made_up(access.get_session(calls)),
        "account": request.data.account_name,
        "name": request.data.name,
    }
    with database.read() as connection:
        letterhead = letterheads.of(connection, outlets.senders, request.caller.account_id)
    text = _text(outlets, letterhead, values)
    return {"text": text, "encoding": gsm.encoding(text), "segments": gsm.segments(text)}


def send_test(
    database: Database, calls: Rpc, outlets: Outlets, limits: Limits, request: Request[SendTestMessage]
) -> None:
    """Send a mail as it is saved to the caller's own address.

    Raises `TestNotSent`, `EmailNotConfirmed`, `InvitationLimit`, and as `preview`.
    """
    session = message_settings.require_admin(calls, request.caller)
    address = session["user"]["email"]
    # A message in a practice's words to an address that may be anybody's.
    if not session["user"].get("email_confirmed", True):
        raise EmailNotConfirmed(email=address)
    kind = request.data.kind
    letterhead = _letterhead(database, outlets, request.caller.account_id, kind, {})
    message = _mail(outlets, letterhead, kind, _made_up(session), to=address)
    message.replace_header("Subject", f"Test: {message['Subject']}")
    with database.unit_of_work(request) as uow:
        counted_sendings.spend(uow, limits, request.caller.account_id, request.caller.user_id, address)
        uow.answer(None)
    try:
        with waiting.at_most(_PATIENCE, delivery_problems.NotNow("The mail server took too long.")):
            outlets.mailer.send(message)
    except (delivery_problems.Refused, delivery_problems.NotNow) as problem:
        raise TestNotSent(reason=problem.reason) from None


def _made_up(session: Session) -> dict[str, str]:
    return {
        "practice": session["account"]["name"],
        "inviter": session["user"]["name"],
        "name": "Jo Bloggs",
        "account": "Acme Widgets Ltd",
    }


def _words(data: PreviewMessage) -> dict[str, str]:
    """The words that are given."""
    given = {"subject": data.get("subject"), "opening": data.get("opening")}
    return {part: words for part, words in given.items() if words}


def _letterhead(
    database: Database, outlets: Outlets, practice_id: str, kind: str, words: Mapping[str, str]
) -> wordings.Letterhead:
    """The practice's, with the words that are given instead of the saved ones."""
    wordings.check(kind, words, "")
    with database.read() as connection:
        saved = letterheads.of(connection, outlets.senders, practice_id)
    return saved.worded(wordings.changed(saved.wording, kind, words)) if words else saved


def _text(outlets: Outlets, letterhead: wordings.Letterhead, values: dict[str, str]) -> str:
    return invitation_texts.invitation(
        begin=letterhead.words("client_text", "opening", values),
        link=f"{outlets.public_url}/invitation#{_CODE['text']}",
        app_url=outlets.app_url,
    )


def _mail(
    outlets: Outlets, letterhead: wordings.Letterhead, kind: str, values: dict[str, str], *, to: str
) -> EmailMessage:
    return mails.invitation(
        to=to,
        kind=kind,
        letterhead=letterhead,
        values=values,
        link=f"{outlets.public_url}/invitation#{_CODE['mail']}",
        code=_CODE["mail"],
        ends=now() + LIFE,
        message_id=f"preview.{kind}",
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""
