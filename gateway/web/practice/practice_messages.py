"""How the practice's messages look: the sender, and each message's words beside what comes of them.

A preview is a document of its own in a frame: mail needs styles in its lines, which no page of ours allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from contracts import invitations
from contracts.errors import InvalidInput, NotFound, Refusal, StaleVersion
from gateway.http.responses import FRAMED_HEADERS, FRAMING_HEADERS, HTML, Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

#: Each kind of message with what people call it.
KINDS = {
    "client_invitation": "Invitation of a client",
    "client_reminder": "Reminder to a client",
    "colleague_invitation": "Invitation of a colleague",
    "colleague_reminder": "Reminder to a colleague",
    "client_text": "Text message to a client",
}
_SENDER = ("sender_name", "reply_to", "from_address")
_WORDS = ("subject", "opening")
_TRIED = (InvalidInput, StaleVersion, invitations.TestNotSent, invitations.InvitationLimit)


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/settings/messages", show),
        visiting.takes("/settings/messages", change_sender),
        visiting.shows("/settings/messages/{kind}", edit),
        visiting.takes("/settings/messages/{kind}", change_words),
        visiting.shows("/settings/messages/{kind}/mail", mail),
    ]


def show(visit: Visit) -> Response:
    messages = invitations.get_practice_messages(visit.rpc)
    shown: Mapping[str, Any] = messages
    values = {name: shown[name] or "" for name in _SENDER}
    return visit.page("practice/practice_messages.html", values=values, messages=messages, kinds=KINDS)


def change_sender(visit: Visit, form: Form) -> Response:
    wanted = {name: form.text(name) or None for name in _SENDER if name in form}
    try:
        visit.rpc.forward(invitations.CHANGE_PRACTICE_MESSAGES, {**wanted, **form.if_version()})
    except (InvalidInput, StaleVersion) as problem:
        messages = invitations.get_practice_messages(visit.rpc)
        return visit.refused(
            "practice/practice_messages.html", problem, values=form, messages=messages, kinds=KINDS
        )
    return visit.go("/settings/messages", done="saved")


def edit(visit: Visit) -> Response:
    """The words of one message and how they look; words in the address are shown instead of those saved."""
    kind, messages = _kind(visit), invitations.get_practice_messages(visit.rpc)
    wording: Mapping[str, Any] = messages["wording"][kind]
    saved = {part: wording[part] or "" for part in _WORDS}
    return _edited(visit, kind, messages, {**saved, **visit.query.given(*_WORDS)})


def change_words(visit: Visit, form: Form) -> Response:
    """Save, preview, save and send a test, or go back to our own words, as the button says."""
    kind, action = _kind(visit), form.text("action")
    words = {part: form.text(part).replace("\r\n", "\n") for part in _WORDS if part in form}
    if action == "preview":
        return _edited(visit, kind, invitations.get_practice_messages(visit.rpc), words)
    try:
        _save(visit, kind, None if action == "default" else words, form)
        if action == "test":
            invitations.send_test_message(visit.rpc, kind=kind)
    except _TRIED as problem:
        messages = invitations.get_practice_messages(visit.rpc)
        return _edited(visit, kind, messages, words, _here(problem, kind))
    return visit.go(f"/settings/messages/{kind}", done=action or "saved")


def mail(visit: Visit) -> Response:
    """The mail alone, for a frame: it can run nothing, load nothing and lead nowhere."""
    try:
        shown = visit.rpc.forward(
            invitations.PREVIEW_MESSAGE, {"kind": _kind(visit), **visit.query.given(*_WORDS)}
        )
    except InvalidInput:
        raise NotFound(what="preview of these words") from None
    if shown["html"] is None:
        raise NotFound(what="mail of this kind")
    return Response(shown["html"].encode(), 200, [HTML], FRAMED_HEADERS)


def _kind(visit: Visit) -> str:
    kind = visit.request.parameters["kind"]
    if kind not in KINDS:
        raise NotFound(what="kind of message")
    return kind


def _save(visit: Visit, kind: str, words: dict[str, str] | None, form: Form) -> None:
    wanted = None if words is None else {part: text or None for part, text in words.items()}
    visit.rpc.forward(invitations.CHANGE_PRACTICE_MESSAGES, {"wording": {kind: wanted}, **form.if_version()})


def _here(problem: Refusal, kind: str) -> Refusal:
    """With pointers to the fields of this page."""
    if not isinstance(problem, InvalidInput):
        return problem
    prefix = f"/wording/{kind}"
    return InvalidInput(
        [{**each, "pointer": each["pointer"].removeprefix(prefix)} for each in problem.errors]
    )


def _edited(
    visit: Visit,
    kind: str,
    messages: Mapping[str, Any],
    words: dict[str, str],
    problem: Refusal | None = None,
) -> Response:
    written = {part: text for part, text in words.items() if text}
    preview, wrong = None, None
    try:
        preview = visit.rpc.forward(invitations.PREVIEW_MESSAGE, {"kind": kind, **written})
    except InvalidInput as refusal:
        wrong = refusal
    shown: Mapping[str, Any] = {
        "kind": kind,
        "title": KINDS[kind],
        "messages": messages,
        "values": words,
        "preview": preview,
        "wrong": wrong,
        "frame": f"/settings/messages/{kind}/mail?{urlencode(written)}",
    }
    if problem is not None:
        response = visit.refused("practice/practice_message.html", problem, **shown)
    else:
        response = visit.page("practice/practice_message.html", **shown)
    response.common_headers = FRAMING_HEADERS
    return response
