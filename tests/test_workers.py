"""Several processes do what one does, and survive the death of any."""

import hashlib
import os
import pickle

import pytest

from etl import workers
from etl.errors import JianbaoError, PageError
from etl.read import RawPage
from etl.workers import outcomes


def page(number):
    data = f"# 市长调研\n\n昨日,市长李四到第{number}小学调研。".encode()
    return RawPage(f"{number}.txt", hashlib.sha256(data).hexdigest(), data, "txt")


class Poison(RawPage):
    """A page that kills the process it is handed to."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_pool_gives_what_one_process_gives_in_the_same_order(monkeypatch):
    monkeypatch.setattr(workers, "_CHUNK_PAGES", 3)
    pages = [page(number) for number in range(20)]
    assert list(outcomes(pages, jobs=2)) == list(outcomes(pages, jobs=1))


def test_little_work_starts_no_pool(monkeypatch):
    monkeypatch.setattr(workers, "_Crew", lambda *_: pytest.fail("a pool was started"))
    assert len(list(outcomes([page(1)], jobs=None))) == 1


def test_much_work_starts_a_pool(monkeypatch):
    monkeypatch.setattr(workers, "_SERIAL_BYTES", 100)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    pages = [page(number) for number in range(5)]
    assert [o.path for o in outcomes(iter(pages), jobs=None)] == [p.path for p in pages]


def test_a_page_that_kills_its_process_fails_alone(monkeypatch):
    monkeypatch.setattr(workers, "_CHUNK_PAGES", 2)
    pages = [page(number) for number in range(7)]
    pages[2] = Poison("2.txt", "0" * 64, b"", "txt")
    found = list(outcomes(pages, jobs=2))
    assert [o.path for o in found] == [p.path for p in pages]
    assert {o.path: o.error.kind for o in found if o.error} == {"2.txt": "crash"}


def test_workers_that_cannot_start_are_told():
    class Broken(Poison):
        """A lexicon's place is taken by something that kills the worker when it starts."""

    with pytest.raises(JianbaoError, match="--jobs 1"):
        list(outcomes([page(1), page(2)], jobs=2, lexicon=Broken("", "", b"", "txt")))


def test_an_error_keeps_its_stage_on_the_way():
    bad = RawPage("a.txt", "0" * 64, b"", "txt")
    (outcome,) = outcomes([bad], jobs=2)
    assert (outcome.error.kind, outcome.error.stage) == ("empty", "read")
    error = PageError("defect", "no")
    error.stage = "names"
    assert pickle.loads(pickle.dumps(error)).stage == "names"
