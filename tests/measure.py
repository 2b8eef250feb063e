"""How the cost of work grows with its size: the best of three, so that a busy machine spoils nothing."""

from __future__ import annotations

import time


def seconds(work, *arguments):
    began = time.process_time()
    work(*arguments)
    return time.process_time() - began


def grows_linearly(make, work, small, times=8):
    """Tell whether `times` the size costs nowhere near the square of it.

    `make(size)` gives what `work` is done on; 10 ms are added, which nobody waits for.
    """

    def least(size):
        material = make(size)
        return min(seconds(work, material) for _ in range(3)) + 0.01

    least(small // 8)
    return least(small * times) < 2.5 * times * least(small)
