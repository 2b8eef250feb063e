"""Write docs/queries.md: every question, one call and what it answers about the seeds.

    python tools/make_query_docs.py

A test makes the page again and compares; after a change to extraction or to the questions, run this.
"""

from __future__ import annotations

import inspect
import os
import shlex
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "queries.md"

CALLS = {
    "people": ["--limit", "5"],
    "profile": ["周富强", "--limit", "2"],
    "positions": ["徐立毅"],
    "office-holders": ["市委书记", "--organization", "郑州市", "--on", "2021-10-01"],
    "companions": ["徐立毅", "--limit", "5"],
    "met": ["徐立毅", "周富强"],
    "network": ["--person", "徐立毅", "--limit", "5"],
    "timeline": ["--person", "周富强", "--since", "2021-03"],
    "itinerary": ["徐立毅", "--limit", "5"],
    "events-by": ["type"],
    "busiest-days": ["--limit", "5"],
    "organizations": ["--limit", "5"],
    "places": ["--region", "上街区", "--limit", "5"],
    "place-profile": ["上街区", "--limit", "3"],
    "statements": ["--speaker", "徐立毅", "--limit", "3"],
    "term-trend": ["万人助万企"],
    "terms": ["--since", "2021-10", "--until", "2021-11", "--limit", "5"],
    "works-cited": ["--limit", "5"],
    "figures": ["--unit", "亿元", "--limit", "5"],
    "search": ["志愿服务 -足球", "--limit", "3"],
    "similar": ["{article}", "--limit", "3"],
    "bylines": ["--limit", "5"],
    "coverage": [],
    "cite": ["{article}"],
}

HEAD = """# Questions

<!-- made by tools/make_query_docs.py -->

Every question is a function of a database and plain arguments. It runs one aggregation and gives back `Results`: a list
of dataclasses, with `to_dicts()` and `to_frame()`. `question.pipeline(…)` is the aggregation itself.

```python
import queries

db = queries.connect()  # $JIANBAO_STORE, else ./jianbao.db; or any database of pymongo or mongomock
queries.timeline(db, "徐立毅", since="2021-11")
queries.timeline.pipeline("徐立毅", since="2021-11")
```

`etl query NAME …` asks the same from the terminal: as a table, with `--json` or `--csv`; `--show-pipeline` prints the
aggregation for mongosh. `since`, `until`, `publication`, `region`, `limit` and `skip` are understood by all questions
(`cite` asks about one article and needs none). Whatever is not what an argument should be raises `QueryError`.

What follows was asked of the five pages in `seeds/`, after `etl load seeds/`.
"""


def ask(words: list[str]) -> str:
    """Return what `etl` prints."""
    from click.testing import CliRunner

    from etl.cli import group

    found = CliRunner().invoke(group, words)
    assert found.exit_code == 0, (words, found.output)
    return "\n".join(line.rstrip() for line in found.output.strip().splitlines())


def section(name: str, words: list[str]) -> str:
    """Return what the page says of one question."""
    import queries

    question = queries.QUESTIONS[name.replace("-", "_")]
    about = (inspect.getdoc(question) or "").split("\nArgs:")[0].strip()
    signature = ", ".join(_told(each) for each in inspect.signature(question).parameters.values())
    row = inspect.getdoc(question.row) or ""
    call = " ".join(["etl", "query", name, *(shlex.quote(word) if " " in word else word for word in words)])
    parts = [
        f"## {question.__name__}",
        about,
        f"`queries.{question.__name__}({signature})`",
        f"```console\n$ {call}\n{ask(['query', name, *words])}\n```",
        f"Rows are `{question.row.__name__}`:\n\n```text\n{row}\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _told(parameter: inspect.Parameter) -> str:
    return parameter.name if parameter.default is parameter.empty else f"{parameter.name}={parameter.default!r}"


def render() -> str:
    """Return the whole page."""
    from etl.store import open_store

    seeds, before = str(ROOT / "seeds"), Path.cwd()
    store = os.environ.pop("JIANBAO_STORE", None)
    with tempfile.TemporaryDirectory() as folder:
        try:
            os.chdir(folder)
            ask(["load", seeds])
            opened = open_store(read_only=True)
            first = opened.database().articles.find({}, {"_id": 1}).sort("_id", 1).limit(1)
            article = next(iter(first))["_id"]
            opened.close()
            calls = {name: [word.format(article=article) for word in words] for name, words in CALLS.items()}
            return "\n".join([HEAD, *(section(name, words) for name, words in calls.items())])
        finally:
            os.chdir(before)
            if store is not None:
                os.environ["JIANBAO_STORE"] = store


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(render(), encoding="utf-8")
    print(f"{PAGE} written")
