"""The operators' commands say what is missing in one line, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis import dead_letters, migrations, topology

COMMANDS = {
    "topology": (topology.main, ["check"], "BROKER_URL"),
    "dead letters": (dead_letters.main, ["list"], "BROKER_URL"),
    "migrations": (migrations.main, ["check", "accounts"], "DATABASE_URL"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_missing_setting_and_a_missing_secret_file_are_named(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main, arguments, setting = COMMANDS[name]
    monkeypatch.delenv(f"CLIENTELE_{setting}", raising=False)
    for environment in ({}, {f"CLIENTELE_{setting}_FILE": str(tmp_path / "none")}):
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        assert main(arguments) == 2
        said = capsys.readouterr().err
        assert f"CLIENTELE_{setting}" in said
        assert len(said.splitlines()) == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_words_show_how_to_use_it(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main, _, setting = COMMANDS[name]
    monkeypatch.setenv(f"CLIENTELE_{setting}", "amqp://127.0.0.1:1//")
    assert main(["nonsense"]) == 2
    assert "usage: python -m chassis." in capsys.readouterr().err
