"""The tiers of tests: who is in which, and what CI may not leave out."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with our conftest and, so far, no tests."""
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text())
    monkeypatch.delenv("CI", raising=False)
    # Each of these runs would import it anew, for more than a second.
    pytester.makeini("[pytest]\naddopts = -p no:hypothesispytest -p no:schemathesis")
    return pytester


def add_test(project: pytest.Pytester, path: str, source: str) -> None:
    file = project.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)


SKIPS_ITSELF = "import pytest\n\ndef test_page(): pytest.skip('no chromium here')\n"
SKIPS_ITS_MODULE = "import pytest\npytest.skip('no docker here', allow_module_level=True)\n"


@pytest.mark.parametrize(
    ("path", "source"), [("browser/test_it.py", SKIPS_ITSELF), ("integration/test_it.py", SKIPS_ITS_MODULE)]
)
def test_a_skipped_browser_or_container_test_fails_in_ci_only(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, path: str, source: str
) -> None:
    add_test(project, path, source)

    elsewhere = project.runpytest("-rs")
    assert elsewhere.parseoutcomes().get("skipped") == 1
    elsewhere.stdout.fnmatch_lines(["SKIPPED*here"])

    monkeypatch.setenv("CI", "true")
    in_ci = project.runpytest()
    assert in_ci.ret != 0
    in_ci.stdout.fnmatch_lines(["CI may not skip the tiers integration, browser and cluster.*here"])


def test_other_tiers_may_skip_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    add_test(project, "accounts/test_it.py", SKIPS_ITSELF)
    monkeypatch.setenv("CI", "true")

    assert project.runpytest().ret == 0


@pytest.mark.parametrize(
    ("tier", "path", "source"),
    [
        ("rules", "accounts/test_it.py", "def test_it(): pass"),
        ("service", "accounts/test_it.py", "def test_it(postgres): pass"),
        ("service", "accounts/service/test_it.py", "def test_it(): pass"),
        ("contracts", "contracts/test_it.py", "def test_it(): pass"),
        ("service", "access/test_it.py", "import pytest\n@pytest.mark.service\ndef test_it(): pass"),
    ],
)
def test_a_test_is_in_the_tier_of_its_marker_folder_or_needs(
    project: pytest.Pytester, tier: str, path: str, source: str
) -> None:
    add_test(project, path, source)

    listed = project.runpytest("--collect-only", "-q", "-m", tier)
    listed.stdout.fnmatch_lines(["*::test_it"])


def test_a_rule_reaches_no_network(project: pytest.Pytester) -> None:
    connects = "import socket\ndef test_it(): socket.create_connection(('127.0.0.1', 9))"
    add_test(project, "accounts/test_it.py", connects)

    project.runpytest().stdout.fnmatch_lines(["*A test of the rules tier connects to*"])


def test_what_services_do_meanwhile_may_reach_it(project: pytest.Pytester) -> None:
    """A worker that a test's failure is raised in ends without a word, and whoever waits for it hangs."""
    connects = (
        "import eventlet, socket\n"
        "def test_it():\n"
        "    with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "        eventlet.spawn(socket.create_connection, server.getsockname()).wait()\n"
    )
    add_test(project, "accounts/test_it.py", connects)
    assert project.runpytest().ret == 0


def test_whoever_runs_a_tier_with_a_home_reads_no_others(project: pytest.Pytester) -> None:
    add_test(project, "browser/test_it.py", "def test_it(): pass")
    add_test(project, "accounts/test_it.py", "raise OSError('it is read')")

    assert project.runpytest("-m", "browser").parseoutcomes() == {"passed": 1}
    assert project.runpytest().ret != 0


def test_a_share_is_of_the_files(project: pytest.Pytester) -> None:
    add_test(project, "accounts/test_a.py", "def test_it(): raise OSError('of the other share')")
    add_test(project, "accounts/test_b.py", "def test_it(): pass")

    assert project.runpytest("--share=2/2").parseoutcomes() == {"passed": 1, "deselected": 1}


def test_a_test_of_such_a_tier_is_nowhere_else(project: pytest.Pytester) -> None:
    add_test(project, "accounts/test_it.py", "import pytest\n@pytest.mark.browser\ndef test_it(): pass")

    project.runpytest().stderr.fnmatch_lines(["*test_it: a test of the tier browser belongs in browser."])
