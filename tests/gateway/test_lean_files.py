"""Style sheets and scripts are sent without what is written for those who change them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.web.kit.static_files import lean

FILES = sorted((Path(__file__).parents[2] / "gateway/web/static").rglob("*.*"))


@pytest.mark.parametrize(
    ("name", "written", "sent"),
    [
        (
            "a.css",
            "/* Why. */\na { color: red; }\n\n  b {\n    top: 0;\n  }\n",
            "\na { color: red; }\nb {\ntop: 0;\n}\n",
        ),
        ("a.css", 'a::after { content: "// no"; }', 'a::after { content: "// no"; }'),
        (
            "a.js",
            '// Why.\nif (a) {\n  go("https://x"); // said\n}\n',
            '\nif (a) {\ngo("https://x"); // said\n}\n',
        ),
        ("a.svg", "<svg>\n  <path/>\n</svg>", "<svg>\n  <path/>\n</svg>"),
    ],
)
def test_comments_and_indents_are_left_out(name: str, written: str, sent: str) -> None:
    assert lean(name, written.encode()) == sent.encode()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_else_is(path: Path) -> None:
    """What begins and ends a rule or block is all there, and no text runs over lines."""
    if path.suffix in (".css", ".js"):
        written = path.read_bytes()
        sent = lean(path.name, written)
        for sign in b"{};":
            beside_comments = written.count(sign) - sent.count(sign)
            assert beside_comments in range(20)
        assert written.count(b"`") % 2 == 0
        assert all(
            line.count(b"`") % 2 == 0 for line in written.splitlines() if not line.lstrip().startswith(b"//")
        )
