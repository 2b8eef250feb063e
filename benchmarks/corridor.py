"""How fast the corridor is, stage by stage, against `jieba.posseg` over the same text in the same process.

    python benchmarks/corridor.py [PATH...]        # default: seeds/

Prints MB of UTF-8 a second on one core, each stage's share, and ratios to posseg. Speed is told as a ratio because
machines differ; nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from etl.dates import article_day, expressions, find_dates, publication_day
from etl.layout import lay_out
from etl.lexicon import DEFAULT
from etl.model import Page
from etl.names import name_draft, page_viewpoint
from etl.names.tokens import search_terms, words_of
from etl.read import find_files, read_pages
from etl.relate import relate
from etl.text import fold

SEEDS = Path(__file__).parent.parent / "seeds"
STAGES = ("read", "layout", "dates", "names", "tokens", "relate")


def pages_of(paths):
    for source in find_files(paths):
        for page in read_pages(source):
            if isinstance(page, Page):
                yield page


class Clock:
    """Processor time a stage."""

    def __init__(self):
        self.spent = Counter()
        self.start()

    def start(self):
        self._last = time.process_time()

    def lap(self, stage):
        now = time.process_time()
        self.spent[stage] += now - self._last
        self._last = now


def walk(paths, clock):
    """Take every page through the corridor, the clock running; return bytes and articles."""
    size = articles = 0
    for page in pages_of(paths):
        clock.lap("read")
        layout = lay_out(page)
        clock.lap("layout")
        publication = publication_day(layout, page.declared)
        clock.lap("dates")
        publication = page_viewpoint(layout, publication, DEFAULT)
        clock.lap("names")
        for draft in layout.drafts:
            dates = find_dates(draft.text, publication, draft.dateline)
            when = article_day(draft, dates, publication)
            clock.lap("dates")
            entities = name_draft(draft, publication, DEFAULT)
            clock.lap("names")
            search_terms(draft, entities)
            clock.lap("tokens")
            relate(draft, entities, dates, when, DEFAULT)
            clock.lap("relate")
            articles += 1
        size += len(page.text.encode())
    clock.lap("read")
    return size, articles


def early_seconds(paths, times=5):
    """Processor time of reading, layout and dates where nothing else is done, the mean of several passes."""
    spent = 0.0
    for _ in range(times):
        forget()
        began = time.process_time()
        for page in pages_of(paths):
            layout = lay_out(page)
            publication = publication_day(layout, page.declared)
            for draft in layout.drafts:
                article_day(draft, find_dates(draft.text, publication, draft.dateline), publication)
        spent += time.process_time() - began
    return spent / times


def forget():
    """What a page remembers of itself must not help it on its next walk."""
    fold.cache_clear()
    expressions.cache_clear()
    words_of.cache_clear()


def posseg_seconds(texts):
    import jieba.posseg

    jieba.setLogLevel(60)
    began = time.process_time()
    for text in texts:
        for line in text.split("\n"):
            jieba.posseg.lcut(line)
    return time.process_time() - began


def startup_seconds(text):
    """Processor time of `etl extract` on one page, interpreter and imports included; the best of five."""
    spent = []
    with tempfile.NamedTemporaryFile("w", suffix=".md", encoding="utf-8") as page:
        page.write(text)
        page.flush()
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-m", "etl", "extract", page.name], check=True, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def measure(paths, rounds):
    """Walk as often as told, a share of posseg's work between walks: both meet the machine in the same moods."""
    walk([SEEDS], Clock())  # lexicons, automata, dictionaries
    first = Clock()
    size, articles = walk(paths, first)  # nothing is remembered of these strings yet
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # before posseg brings its own dictionary
    posseg_seconds(["热身"])
    gc.collect()
    texts = [page.text for page in pages_of(paths)]
    clock, posseg, alone = Clock(), 0.0, 0.0
    for turn in range(rounds):
        posseg += posseg_seconds(texts[turn::rounds])
        alone += early_seconds(paths)
        forget()
        clock.start()
        walk(paths, clock)
    alone /= rounds
    mean = {stage: spent / rounds for stage, spent in clock.spent.items()}
    megabytes = size / 1e6
    early = mean["read"] + mean["layout"] + mean["dates"]
    named = early + mean["names"] + mean["tokens"]
    whole, unseen = sum(mean.values()), sum(first.spent.values())
    return {
        "megabytes": round(megabytes, 3),
        "articles": articles,
        "posseg_mb_s": round(megabytes / posseg, 3),
        "stages": {
            s: {"share": round(mean[s] / whole, 3), "mb_s": round(megabytes / mean[s], 1)} for s in STAGES if mean[s]
        },
        "read_layout_dates_alone": {"mb_s": round(megabytes / alone, 2), "times_posseg": round(posseg / alone, 1)},
        "read_layout_dates": {"mb_s": round(megabytes / early, 2), "times_posseg": round(posseg / early, 1)},
        "with_names": {"mb_s": round(megabytes / named, 2), "times_posseg": round(posseg / named, 1)},
        "everything": {"mb_s": round(megabytes / whole, 2), "times_posseg": round(posseg / whole, 1)},
        "at_first_sight": {"mb_s": round(megabytes / unseen, 2), "times_posseg": round(posseg / unseen, 1)},
        "peak_memory_mb": memory,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*", default=[SEEDS])
    parser.add_argument("--rounds", type=int, default=3, help="walks, of which the mean counts")
    args = parser.parse_args()
    figures = measure(args.paths, args.rounds)
    figures["startup_cpu_seconds"] = round(startup_seconds(next(pages_of(args.paths)).text), 2)
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
