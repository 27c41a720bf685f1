"""What WSGI hands around (PEP 3333)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: What is known of a request, by CGI's names.
Environ = Mapping[str, Any]
Header = tuple[str, str]
StartResponse = Callable[..., Any]
App = Callable[[dict[str, Any], StartResponse], Any]
