"""`python -m chassis.relay_process SERVICE`: a service's relay as a process of its own."""

from chassis.process.patching import patch

patch()

import sys  # noqa: E402 (patching comes first)

from chassis.process.runner import serve_relay  # noqa: E402

if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("usage: python -m chassis.relay_process SERVICE", file=sys.stderr)
        sys.exit(2)
    sys.exit(serve_relay(sys.argv[1]))
