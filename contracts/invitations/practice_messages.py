"""How a practice's messages look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict, Unpack

from contracts.addresses import Email
from contracts.colours import Colour
from contracts.errors import Refusal
from contracts.fields import Name, Text
from contracts.invitations.branding import Logo
from contracts.invitations.states import MailKind, MessageKind, TextEncoding
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import ExpectedVersion, Version


class TestNotSent(Refusal):
    """The mail server's answer to a test is the call's result."""

    __test__ = False  # nothing for pytest to collect
    code = "test_not_sent"
    status = 409
    title = "The test message was not sent"
    template = "The test message was not sent. {reason} Nothing was saved or changed by this."


class Wording(TypedDict):
    """`changed`: whether the words are the practice's own. A text has no subject."""

    subject: str | None
    opening: str
    changed: bool


class PracticeMessages(TypedDict):
    """Mail comes from `sender_address`, or from a `from_address` at one of `from_domains`."""

    sender_name: str | None
    reply_to: str | None
    from_address: str | None
    sender_address: str
    from_domains: list[str]
    wording: dict[str, Wording]
    placeholders: list[str]
    colour: NotRequired[str | None]
    logo: NotRequired[Logo | None]
    version: Version


class MailWording(TypedDict):
    """The words of a mail. Placeholders in braces are filled in for each person; null is our own words."""

    subject: NotRequired[Annotated[str, Text("a subject", longest=150, multiline=True)] | None]
    opening: NotRequired[Annotated[str, Text("the opening words", longest=1000, multiline=True)] | None]


class TextWording(TypedDict):
    """The words of a text, which has one segment for all: its link and its end stand behind them."""

    opening: NotRequired[Annotated[str, Text("the words of the text", longest=150, multiline=True)] | None]


class Wordings(TypedDict, total=False):
    client_invitation: MailWording | None
    client_reminder: MailWording | None
    colleague_invitation: MailWording | None
    colleague_reminder: MailWording | None
    client_text: TextWording | None


class ChangePracticeMessages(TypedDict, total=False):
    """Only what is sent is changed; null is our own again, of a kind of message or of one of its parts."""

    sender_name: Annotated[str, Name("a sender's name", longest=80)] | None
    reply_to: Annotated[str, Email("an address for answers")] | None
    from_address: Annotated[str, Email("an address to send from")] | None
    colour: Annotated[str, Colour()] | None
    wording: Annotated[Wordings, Labelled("the words by kind of message")]
    if_version: ExpectedVersion


class PreviewMessage(TypedDict):
    """A message in these words, or in those that are saved."""

    kind: Annotated[MessageKind, Labelled("a kind of message")]
    subject: NotRequired[Annotated[str, Text("a subject", longest=150, multiline=True)] | None]
    opening: NotRequired[Annotated[str, Text("the opening words", longest=1000, multiline=True)] | None]


class MessagePreview(TypedDict):
    """What a made-up person would get. A text has only `text`."""

    kind: str
    sender: str | None
    reply_to: str | None
    subject: str | None
    text: str
    html: str | None
    segments: NotRequired[
        Annotated[int, Described("Of a text: in how many parts it is sent, and counted")] | None
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewText(RequestShape):
    """The text that would invite somebody, in the practice's words."""

    account_name: Annotated[str, Name("the client's name")]
    name: Annotated[str, Name("the person's name", shortest=0)] = ""


class TextPreview(TypedDict):
    """`encoding` is `gsm_7`, or `ucs_2` where a name has letters that a plain text cannot carry."""

    text: str
    encoding: TextEncoding
    segments: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SendTestMessage(RequestShape):
    kind: Annotated[MailKind, Labelled("a kind of mail")]


GET_PRACTICE_MESSAGES = Call("invitations", "get_practice_messages", NoArguments, PracticeMessages, "read")
CHANGE_PRACTICE_MESSAGES = Call(
    "invitations", "change_practice_messages", ChangePracticeMessages, PracticeMessages, "write"
)
PREVIEW_MESSAGE = Call("invitations", "preview_message", PreviewMessage, MessagePreview, "read")
PREVIEW_TEXT = Call("invitations", "preview_text", PreviewText, TextPreview, "read")
SEND_TEST_MESSAGE: Call[SendTestMessage, None] = Call(
    "invitations", "send_test_message", SendTestMessage, None, "write"
)


def get_practice_messages(rpc: Rpc) -> PracticeMessages:
    """How the practice's messages look. Raises `PracticeAccountRequired`, `RoleRequired`."""
    return rpc.call(GET_PRACTICE_MESSAGES, NoArguments())


def change_practice_messages(rpc: Rpc, **change: Unpack[ChangePracticeMessages]) -> PracticeMessages:
    """Raises `RoleRequired`, `StaleVersion`, `InvalidInput` where a word or an address cannot be had."""
    return rpc.call(CHANGE_PRACTICE_MESSAGES, change)


def preview_message(rpc: Rpc, **words: Unpack[PreviewMessage]) -> MessagePreview:
    """What a made-up person would get, in these or the saved words. Raises `RoleRequired`, `InvalidInput`."""
    return rpc.call(PREVIEW_MESSAGE, words)


def preview_text(rpc: Rpc, *, account_name: str, name: str = "") -> TextPreview:
    """The text that would invite somebody to a client of this name. Raises `PracticeAccountRequired`."""
    return rpc.call(PREVIEW_TEXT, PreviewText(account_name=account_name, name=name))


def send_test_message(rpc: Rpc, *, kind: str) -> None:
    """Send a mail, as it is saved, to the caller. Raises `RoleRequired`, `InvitationLimit`, `TestNotSent`."""
    rpc.call(SEND_TEST_MESSAGE, SendTestMessage(kind=given(MailKind, kind)))
