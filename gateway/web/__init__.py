"""The pages: server-rendered, with our own style sheet, and working without JavaScript.

pages           which there are
rendering       templates and files
forms           what a page's form sends
visits          who looks at a page, for those who are signed in
navigation      where one can go
cookies         the session's cookie, and others
appearance      light or dark, as somebody chose
people          who works in the practice, to choose among
home            what this is
signing_in      registering, signing in and out, switching between accounts
clients         the list of clients
clients_access  access of many clients at once
client          one client
client_users    a client's users and their invitations
practice_requests  clients who ask to be taken on
client_access   who in the practice sees a client, and why
adding          adding a client, a step a page
adding_steps    what each of those steps offers and reads
wording         states in words
documentation   the API for people
invitation      the invited person's page
invitations     the practice's board of them
mailbox         the sandbox's mail
phone           the sandbox's texts
"""

from __future__ import annotations

from gateway.web.pages import Pages, wants_page

__all__ = ["Pages", "wants_page"]
