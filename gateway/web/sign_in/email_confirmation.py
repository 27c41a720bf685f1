"""Confirming one's email address: the link in the mail is `/confirm-email#TOKEN`.

As with invitations, our script takes the fragment, or people type the code. Opening the page changes nothing.
"""

from __future__ import annotations

from contracts import access
from contracts.errors import InvalidInput, TooManyRequests
from gateway.http.responses import Response
from gateway.web.kit import navigation
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import redirect
from gateway.web.kit.visits import Route, Visit, Visits


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/confirm-email", ask),
        visiting.takes("/confirm-email", confirm),
        visiting.takes("/confirm-email/mail", send_again),
    ]


def ask(visit: Visit) -> Response:
    return visit.page("sign_in/email_confirmation.html", values={"token": visit.request.link_token})


def confirm(visit: Visit, form: Form) -> Response:
    try:
        done = access.confirm_email(visit.rpc, token=form.text("token"))
    except (InvalidInput, access.ConfirmationUnusable, TooManyRequests) as problem:
        return visit.refused("sign_in/email_confirmation.html", problem, values=form)
    if done["signed_out"]:
        # Whoever has the address signs in with the password they have.
        return redirect("/sign-in?done=address-was-known")
    visit.wait_for(done["message_ids"])
    return visit.go(navigation.home(visit.account), done="address-confirmed")


def send_again(visit: Visit, _form: Form) -> Response:
    try:
        access.send_confirmation(visit.rpc)
    except TooManyRequests as problem:
        return visit.refused("sign_in/email_confirmation.html", problem)
    return visit.go("/confirm-email", done="sent")
