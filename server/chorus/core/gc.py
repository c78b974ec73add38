"""Python's cycle collector in a process that serves: called once, when everything is loaded and started."""

import gc


def tune_gc() -> None:
    """Leave what is there now alone for good, and look at the rest rarely.

    By default a collection follows every 700 new objects, and each tenth of a tenth walks over all objects of the
    process while everybody waits: half the time of a busy chat service.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
