"""The face of the command."""

import subprocess
import sys

import pytest

from holdfast.cli.main import build_parser, main

COMMANDS = (
    *("serve", "start-link", "doctor", "migrate", "createuser", "password"),
    *("look", "demo", "worker", "maintenance", "static", "url"),
)


def test_the_help_names_each_command_and_gives_examples() -> None:
    told = build_parser().format_help()
    for command in COMMANDS:
        assert f"\n    {command}" in told
    assert "examples:" in told
    assert "HOLDFAST_HOME" in told


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: holdfast {command}" in capsys.readouterr().out


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("holdfast 0.")


def test_a_foreseen_failure_is_one_line_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@localhost/x")
    with pytest.raises(SystemExit) as ended:
        main(["migrate"])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (11, "")
    assert said.err.startswith("holdfast: DATABASE_URL ")
    assert said.err.count("\n") == 1


def test_the_command_itself_loads_no_django() -> None:
    code = "import sys, holdfast.cli.main; print('django' in sys.modules, 'psycopg' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False"]
