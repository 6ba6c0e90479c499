"""Python's collector of cyclic garbage, told that pictures form no cycles.

Its defaults suit programs that make many objects refer to each other. Here thousands of pictures per second
come and go that refer to nothing; looking at them again and again, and at the whole program now and then,
took 6 % of the recorder's time (perf, 104 cameras: `gc_collect_main`, `visit_decref`).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (10_000, 20, 50)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect rarely, and never look at what is already there, while the block lasts."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
