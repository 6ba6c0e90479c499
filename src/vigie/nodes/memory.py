"""Keeps the C library's allocator from hoarding what a hundred cameras' pictures leave (glibc, mallopt(3)).

Pictures are tens of kilobytes, live for a second and are freed by another thread than the one that made
them. By default each thread gets arenas of its own, and freed memory stays in them.
"""

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
ARENAS = 1
LARGE_BYTES = 32 * 1024 * 1024
"""Blocks this large come straight from the system and go back to it."""


def tidy_allocator() -> bool:
    """Set the allocator's limits, before any thread starts; False where there is no mallopt."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False  # another C library, with habits of its own
    wanted = ((M_ARENA_MAX, ARENAS), (M_MMAP_THRESHOLD, LARGE_BYTES), (M_TRIM_THRESHOLD, LARGE_BYTES))
    return all(mallopt(name, value) == 1 for name, value in wanted)
