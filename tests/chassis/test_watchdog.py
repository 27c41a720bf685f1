"""What stands still though its process lives is seen, told by its health, and started anew."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from chassis.process import watchdog
from chassis.process.watchdog import Pulse
from tests.builders import eventually
from tests.ports import free_port

STANDING_STILL = """
from chassis.process.patching import patch
patch()
import sys
from chassis.process import until_signal, watchdog
from chassis.process.health import Readiness
from chassis.process.settings import Settings
from chassis.process.watchdog import Pulse, Watchdog
watchdog.STILL, watchdog.LOOK_EVERY = 0.5, 2.0
port = int(sys.argv[1])
settings = Settings(service="test", broker_url="", database_url="", identity_keys=(), health_port=port)
pulse = Pulse()
watching = Watchdog(lambda: {"inbox": pulse}, lambda _: None)
sys.exit(until_signal.run_until_signal(lambda: None, lambda: None, settings, Readiness({}), watching))
"""


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Pulse:
    monkeypatch.setattr(watchdog, "STILL", 0.1)
    return Pulse()


def test_a_loop_that_turns_is_well_and_one_that_does_not_stands_still(pulse: Pulse) -> None:
    assert pulse.trouble() is None
    time.sleep(0.2)
    assert "has not turned" in str(pulse.trouble())
    pulse.turn()
    assert pulse.trouble() is None


def test_messages_of_which_none_is_finished_stand_still(pulse: Pulse) -> None:
    pulse.took()
    pulse.took()
    time.sleep(0.2)
    pulse.turn()
    assert "finished none of 2 messages" in str(pulse.trouble())
    pulse.done()
    assert pulse.trouble() is None


def test_a_long_silence_before_a_message_is_no_standing_still(pulse: Pulse) -> None:
    time.sleep(0.2)
    pulse.turn()
    pulse.took()
    assert pulse.trouble() is None


def test_what_a_lost_connection_had_is_the_brokers_again(pulse: Pulse) -> None:
    pulse.took()
    time.sleep(0.2)
    pulse.forget()
    assert pulse.trouble() is None


def test_half_a_minute_is_the_longest_that_it_takes_to_see() -> None:
    assert watchdog.STILL + watchdog.LOOK_EVERY < 30


@pytest.mark.service
def test_a_process_that_stands_still_says_so_and_ends_to_be_started_anew() -> None:
    port = free_port()
    running = subprocess.Popen([sys.executable, "-W", "ignore", "-c", STANDING_STILL, str(port)])

    def health() -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                return str(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return f"{error.code} {error.read().decode()}"
        except OSError:
            return ""

    found = eventually(lambda: (said := health()).startswith("503") and said)
    assert "inbox has not turned" in str(found)
    assert running.wait(10) == 1
