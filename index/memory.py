"""Memory, given back where much of it was used for a while."""

import contextlib
import ctypes


def give_back() -> None:
    """Return freed memory to the system, which glibc's allocator else keeps: some ten MB after a build or a start."""
    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
