"""A load that is killed at any moment leaves a store that opens, with every acknowledged page whole."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stores import hash_of, page

from etl.store import open_store

CHILD = """
import sys
sys.path.insert(0, {tests!r})
from stores import page
from etl.store import open_store
store = open_store({path!r})
print("ready", flush=True)
for round in range(1000):
    for n in range(40):
        # Every second round corrects what stood under the same path before.
        store.put(*page(f"页{{n}}-{{round}}", f"{{n}}.txt", articles=1 + (n + round) % 7, text="字" * 4000))
        print(round, n, flush=True)
"""


def acknowledged(path, seconds):
    """Start a load, kill it, and return the last round that it said was stored, by path."""
    script = CHILD.format(tests=str(Path(__file__).parent), path=path)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "ready\n"
        time.sleep(seconds)
        child.kill()
        lines = [line.split() for line in child.stdout.read().split("\n")[:-1]]
    return {int(n): int(turn) for turn, n in lines}


@pytest.mark.parametrize("seed", range(6))
def test_a_killed_load_leaves_whole_pages(tmp_path, seed):
    path = str(tmp_path / "a.db")
    last = acknowledged(path, random.Random(seed).uniform(0.05, 0.6))
    store = open_store(path)
    database = store.database()
    ledger = {entry.paths[0]: (name, entry.state) for name, entry in store.ledger().items()}
    for n, turn in last.items():
        name, state = ledger[f"{n}.txt"]
        assert state == "loaded"
        # The page after the last acknowledged one may have been stored before it could be said.
        assert name in {hash_of(f"页{n}-{turn}"), hash_of(f"页{n}-{turn + 1}")}
    for kept in database.pages.find():
        whole = [a["_id"] for a in database.articles.find({"source.sha256": kept["_id"]}).sort("source.ordinal", 1)]
        assert whole == kept["articles"]
    assert database.articles.estimated_document_count() == sum(len(p["articles"]) for p in database.pages.find())
    store.put(*page("新", "0.txt"))
    store.rows.execute("INSERT INTO articles_words (articles_words) VALUES ('integrity-check')")
    assert store.rows.select("PRAGMA integrity_check") == [("ok",)]
    store.close()
