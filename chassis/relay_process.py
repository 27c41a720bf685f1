"""`python -m chassis.relay_process SERVICE`: a service's relay as a process of its own."""

from chassis.process.patching import patch

patch()

import sys  # noqa: E402 (patching comes first)

from chassis.messaging.relay import Relay  # noqa: E402
from chassis.observability import logs  # noqa: E402
from chassis.process import settings  # noqa: E402
from chassis.process.health import Readiness  # noqa: E402
from chassis.process.settings import SettingsError  # noqa: E402
from chassis.process.until_signal import run_until_signal  # noqa: E402
from chassis.process.watchdog import Watchdog  # noqa: E402


def serve_relay(name: str) -> int:
    """Run one service's relay until SIGTERM or SIGINT; gives the exit code."""
    try:
        known = settings.read(name)
    except SettingsError as error:
        print(f"{name} relay: {error}", file=sys.stderr)
        return 2
    logs.configure(f"{name}-relay", known.log_level)
    relay = Relay(name, known.database_url, known.broker_url, known.trust)
    watchdog = Watchdog(lambda: {f"relay of {name}": relay.pulse}, lambda _: None)
    checks = {"broker": relay.check_broker, "database": relay.check_database, "relay": watchdog.check}
    return run_until_signal(relay.start, relay.stop, known, Readiness(checks), watchdog)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("usage: python -m chassis.relay_process SERVICE", file=sys.stderr)
        sys.exit(2)
    sys.exit(serve_relay(sys.argv[1]))
