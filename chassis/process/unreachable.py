"""What is outside of a process and does not answer."""


class Unreachable(OSError):
    """It does not answer, or refuses, just now: the same may well succeed in a moment."""
