"""How a process uses memory: what it keeps, and how often it looks for garbage."""

from __future__ import annotations

import contextlib
import ctypes
import gc

#: glibc's name for "take requests of this size from the system, and give them back" (mallopt(3)).
_M_MMAP_THRESHOLD = -3
_LARGE = 256 * 1024

#: Objects made, and collections of the younger generation, before a generation is looked through.
_GENERATIONS = (10_000, 20, 20)


def return_large_blocks() -> None:
    """Give large blocks back for good when they are freed.

    glibc otherwise keeps the first 19 MiB that a password's hash took, on its guess that they will be
    wanted again. Does nothing where there is no glibc.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)


def freeze() -> None:
    """Call when everything is loaded: it is for good, and need not be looked through for garbage again."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
    gc.set_threshold(*_GENERATIONS)
