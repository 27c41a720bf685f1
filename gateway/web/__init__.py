"""The pages: server-rendered, with our own style sheet, and working without JavaScript.

pages           which there are
rendering       templates and files
forms           what a page's form sends
home            what this is
documentation   the API for people
invitation      the invited person's page
mailbox         the sandbox's mail
phone           the sandbox's texts
"""

from __future__ import annotations

from gateway.web.pages import Pages, wants_page

__all__ = ["Pages", "wants_page"]
