"""The pages: server-rendered, with our own style sheet, and working without JavaScript.

rendering   templates and files
pages       which there are
"""

from __future__ import annotations

from gateway.web.pages import Pages, wants_page

__all__ = ["Pages", "wants_page"]
