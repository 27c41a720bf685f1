"""Ports for servers that tests start."""

import socket


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
