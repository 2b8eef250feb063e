"""Every question, asked of many articles by a cold process, against opening the store and counting.

    python benchmarks/queries.py [--articles 10000] [--store FILE] [PATH …]

Articles come from the pages at PATH (default: the seeds), repeated with shifted days and renamed people until there are
enough. Seconds differ from machine to machine; the last column, processor time against that of the cheapest question
there is, does so less.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
# This file has the name of the package it measures: look for that one in the folder above.
sys.path[0] = str(HERE.parent)
SEEDS = HERE.parent / "seeds"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂"
ONE, ALL = "one", "all"


def stories(paths: list[Path]) -> list[dict]:
    """Return the documents of the articles at `paths`."""
    from etl.document import article_document
    from etl.errors import PageError
    from etl.extract import extract
    from etl.read import find_files, read_pages

    pages = (page for source in find_files(paths) for page in read_pages(source))
    found = [article_document(a) for page in pages if not isinstance(page, PageError) for a in extract(page)]
    return sorted(found, key=lambda article: article["_id"])


def shifted(value: object, days: timedelta) -> object:
    if isinstance(value, datetime):
        return value + days
    if isinstance(value, dict):
        return {key: shifted(inner, days) for key, inner in value.items()}
    if isinstance(value, list):
        return [shifted(inner, days) for inner in value]
    return value


def renamed(article: dict, names: dict[str, str]) -> dict:
    """Return the article with other people of names of the same length, so that offsets stay true."""
    from bson import json_util

    written = json_util.dumps(article, ensure_ascii=False)
    for old, new in sorted(names.items(), key=lambda pair: -len(pair[0])):
        written = written.replace(old, new)
    return json_util.loads(written)


def repeated(found: list[dict], wanted: int) -> Iterator[dict]:
    """Yield `wanted` articles: the first round as they are, later ones with other days and half of the people new."""
    chance = random.Random(7)
    people = sorted({e["name"] for a in found for e in a["entities"] if e["type"] == "person" and len(e["name"]) > 1})
    for number in range(wanted):
        around, place = divmod(number, len(found))
        article = found[place]
        if place == 0:
            new = {n: n[0] + "".join(chance.choices(GIVEN, k=len(n) - 1)) for n in people if chance.random() < 0.5}
        if around:
            article = shifted(renamed(article, new), timedelta(days=3 * around))
        page = f"{around:04}{article['source']['sha256'][4:]}"
        article["source"] |= {"sha256": page, "path": f"{around}/{article['source']['path']}"}
        yield article | {"_id": f"{page[:24]}-{article['source']['lines'][0]}"}


def build(store_file: Path, paths: list[Path], wanted: int) -> dict[str, str]:
    """Fill the store and return what to ask about: somebody, some place, some day … that is there."""
    from etl.store import open_store

    pages: dict[str, list[dict]] = {}
    for article in repeated(stories(paths), wanted):
        pages.setdefault(article["source"]["sha256"], []).append(article)
    store = open_store(str(store_file))
    store.prepare()
    items = [(_page(sha256, articles), articles) for sha256, articles in pages.items()]
    for start in range(0, len(items), 200):
        errors = store.put_many(items[start : start + 200])
        assert not errors, errors[0]
    store.close()
    return _subjects([article for articles in pages.values() for article in articles])


def _page(sha256: str, articles: list[dict]) -> dict:
    first = articles[0]
    page = {"_id": sha256, "paths": [first["source"]["path"]], "encoding": "utf-8", "lines": 100, "spans": []}
    page |= {"publication": first["publication"], "articles": [a["_id"] for a in articles]}
    return page | {"warnings": [], "extractor": "0"}


def _subjects(articles: list[dict]) -> dict[str, str]:
    from collections import Counter

    together = Counter()
    for article in articles:
        for event in article["events"]:
            who = sorted({p["name"] for p in event["participants"]})
            together.update((a, b) for a in who for b in who if a < b)
    pair = together.most_common(1)[0][0]
    day = Counter(str(a["date"]["start"])[:10] for a in articles if "start" in a["date"]).most_common(1)[0][0]
    # Not the place with most events, which is the paper's own, but one of the first.
    place = Counter(site for a in articles for event in a["events"] for site in event["places"]).most_common(5)[-1][0]
    middle = articles[len(articles) // 2]
    word = min(middle["terms"], key=lambda term: (len(term) != 4, term))
    return {"person": pair[0], "other": pair[1], "place": place, "day": day, "word": word, "article": middle["_id"]}


def asked(about: dict[str, str]) -> list[tuple[str, str, list, dict]]:
    """Return kind, question, arguments and keywords: about one person, place, day or word, and about everything."""
    person, place, word, day = about["person"], about["place"], about["word"], about["day"]
    week = {"since": day, "until": str(date.fromisoformat(day) + timedelta(days=6))}
    one = [
        ("profile", [person], {}),
        ("positions", [person], {}),
        ("office_holders", ["书记"], week),
        ("companions", [person], {}),
        ("met", [[person, about["other"]]], {}),
        ("network", [person], {}),
        ("timeline", [person], {}),
        ("timeline", [], {"place": place}),
        ("timeline", [], {"since": day, "until": day}),
        ("itinerary", [person], {}),
        ("events_by", ["type"], {"place": place}),
        ("place_profile", [place], {}),
        ("people", [], {"since": day, "until": day}),
        ("statements", [person], {}),
        ("term_trend", [word], {}),
        ("search", [word], {}),
        ("similar", [about["article"]], {}),
        ("cite", [about["article"]], {}),
    ]
    every = [
        *((name, [], {}) for name in ("people", "organizations", "places", "works_cited", "network", "timeline")),
        *(("events_by", [key], {}) for key in ("type", "month", "place", "person")),
        *((name, [], {}) for name in ("busiest_days", "statements", "terms", "figures", "bylines", "coverage")),
        ("office_holders", ["书记"], {}),
    ]
    return [(ONE, *one_of) for one_of in one] + [(ALL, *one_of) for one_of in every]


def ask(store_file: str, name: str, arguments: list, keywords: dict) -> None:
    """Ask one question and print rows, processor seconds of this whole process, and memory in MB."""
    import queries

    database = queries.connect(store_file)
    if name == "count":
        rows = [database.articles.count_documents({})]
    else:
        rows = queries.QUESTIONS[name](database, *arguments, **keywords)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([len(rows), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]))


def cold(store_file: Path, name: str, arguments: list, keywords: dict) -> tuple[int, float, float, int]:
    """Return rows, seconds and processor seconds of a whole new process, and its memory in MB."""
    call = json.dumps([str(store_file), name, arguments, keywords], ensure_ascii=False)
    start = time.perf_counter()
    done = subprocess.run([sys.executable, __file__, "--ask", call], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(done.stderr)
    rows, used, memory = json.loads(done.stdout)
    return rows, seconds, used, memory


def report(store_file: Path, about: dict[str, str]) -> None:
    _, seconds, base, memory = cold(store_file, "count", [], {})
    print(f"opening and counting: {seconds:.2f} s, {memory} MB; about {', '.join(about.values())}\n")
    print(f"{'':4} {'question':44} {'rows':>5} {'seconds':>8} {'of CPU':>8} {'MB':>5} {'times counting':>15}")
    for kind, name, arguments, keywords in asked(about):
        rows, seconds, used, memory = cold(store_file, name, arguments, keywords)
        told = ", ".join([*map(str, arguments), *(f"{k}={v}" for k, v in keywords.items())])
        call = f"{name}({told})"[:44]
        print(
            f"{kind:4} {call:44} {rows:5} {seconds:8.2f} {used:8.2f} {memory:5} {used / base:15.1f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="pages to repeat; default: seeds/")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--store", type=Path, help="keep the store in this file, or use the one that is there")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        ask(*json.loads(given.ask))
        return
    with tempfile.TemporaryDirectory() as folder:
        store_file = given.store or Path(folder) / "articles.db"
        beside = store_file.with_suffix(".json")
        if not store_file.exists():
            # In a process of its own: what it needs of memory would be counted as that of every process after it.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                about = pool.submit(build, store_file, given.paths or [SEEDS], given.articles).result()
            beside.write_text(json.dumps(about), encoding="utf-8")
        report(store_file, json.loads(beside.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
