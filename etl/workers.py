"""Pages worked on by several processes; a page that kills its process is that page's failure."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain

from etl.errors import ExtractError, JianbaoError
from etl.lexicon import DEFAULT, Lexicon
from etl.read import RawPage
from etl.work import Outcome, failed, outcome_of

_CHUNK_PAGES = 16
_CHUNK_BYTES = 64 * 1024
_AHEAD = 3  # chunks handed out a worker: enough that none waits, few enough to bound memory
_SERIAL_BYTES = 600 * 1024  # what one process works through while others would still be starting


def outcomes(pages: Iterable[RawPage], jobs: int | None, lexicon: Lexicon = DEFAULT) -> Iterator[Outcome]:
    """Work on pages and give what came of them, in their order.

    Args:
        pages: taken as they are needed, a bounded number ahead.
        jobs: processes; 1 works here, without a pool; None takes one a core, or none where there is little to do.
        lexicon: the word lists to go by.

    Yields:
        One outcome a page. Where a worker process dies, the page it died of fails and the others are done again.

    Example:
        >>> [o.error.kind for o in outcomes([RawPage("a.txt", "0" * 64, b"", "txt")], jobs=1)]
        ['empty']
    """
    if jobs is None:
        pages = iter(pages)
        head = _head(pages)
        jobs = (os.cpu_count() or 1) if sum(len(raw.data) for raw in head) >= _SERIAL_BYTES else 1
        pages = chain(head, pages)
    if jobs == 1:
        return (outcome_of(raw, lexicon) for raw in pages)
    return _Crew(jobs, lexicon).work(pages)


def _head(pages: Iterator[RawPage]) -> list[RawPage]:
    head, size = [], 0
    for raw in pages:
        head.append(raw)
        size += len(raw.data)
        if size >= _SERIAL_BYTES:
            break
    return head


def _chunks(pages: Iterable[RawPage]) -> Iterator[list[RawPage]]:
    chunk: list[RawPage] = []
    size = 0
    for raw in pages:
        chunk.append(raw)
        size += len(raw.data)
        if len(chunk) == _CHUNK_PAGES or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


_lexicon = DEFAULT


def _start(lexicon: Lexicon) -> None:
    """Run in each worker first. Ctrl-C is the loader's to handle: it stops handing out pages."""
    global _lexicon  # noqa: PLW0603 - a worker process has one lexicon, handed over when it starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _lexicon = lexicon


def _work_chunk(chunk: list[RawPage]) -> list[Outcome]:
    return [outcome_of(raw, _lexicon) for raw in chunk]


def _try_out(pool: ProcessPoolExecutor) -> None:
    try:
        pool.submit(_work_chunk, []).result()
    except BrokenProcessPool:
        message = (
            "no worker process can be started; use --jobs 1 (a script of yours: guard it by __name__ == '__main__')"
        )
        raise JianbaoError(message) from None


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Hold Ctrl-C back while workers are started: they inherit that, and die of none before `_start` has run."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Crew:
    """A pool of workers that survives the death of one."""

    def __init__(self, jobs: int, lexicon: Lexicon) -> None:
        self._jobs, self._lexicon = jobs, lexicon
        self._pool = self._new(jobs)
        self._waiting: deque[tuple[list[RawPage], Future[list[Outcome]]]] = deque()

    def work(self, pages: Iterable[RawPage]) -> Iterator[Outcome]:
        try:
            for chunk in _chunks(pages):
                if len(self._waiting) >= self._jobs * _AHEAD:
                    yield from self._next()
                self._hand_out(chunk)
            while self._waiting:
                yield from self._next()
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _new(self, jobs: int) -> ProcessPoolExecutor:
        # "spawn": a fork of a process with threads (a store's driver has some) may deadlock.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(self._lexicon,))

    def _hand_out(self, chunk: list[RawPage]) -> None:
        try:
            with _ctrl_c_held():
                future = self._pool.submit(_work_chunk, chunk)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self._waiting.append((chunk, future))

    def _next(self) -> Iterator[Outcome]:
        chunk, future = self._waiting.popleft()
        if not isinstance(future.exception(), BrokenProcessPool):
            yield from future.result()
            return
        in_hand = [(chunk, future), *self._waiting]
        self._waiting.clear()
        yield from self._again(in_hand)
        self._pool = self._new(self._jobs)

    def _again(self, in_hand: list[tuple[list[RawPage], Future[list[Outcome]]]]) -> Iterator[Outcome]:
        """Do broken chunks again, a page at a time: which of them the worker died of is not known otherwise.

        Raises:
            JianbaoError: workers die before they are given any page.
        """
        pool = self._new(1)
        _try_out(pool)
        for chunk, done in in_hand:
            if not done.exception():
                yield from done.result()
                continue
            for raw in chunk:
                try:
                    with _ctrl_c_held():
                        future = pool.submit(_work_chunk, [raw])
                    yield future.result()[0]
                except BrokenProcessPool:
                    message = "the process that worked on it died (out of memory?); load it alone, with --jobs 1"
                    yield failed(raw, ExtractError("crash", message, path=raw.path), self._lexicon)
                    pool = self._new(1)
        pool.shutdown()
