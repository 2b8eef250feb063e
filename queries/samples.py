"""A dozen made-up articles, to try questions on."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("samples.json")


def sample_articles() -> list[dict[str, Any]]:
    """Return the sample articles as documents: four papers, three provinces, 2005 to 2023.

    Example:
        >>> len(sample_articles())
        13
    """
    from bson import json_util  # noqa: PLC0415 - slow to import

    options = json_util.DEFAULT_JSON_OPTIONS.with_options(tz_aware=False, tzinfo=None)
    return list(json.loads(_FILE.read_text(encoding="utf-8"), object_hook=lambda o: json_util.object_hook(o, options)))


@cache
def examples() -> Any:
    """Return a database in memory that holds the sample articles.

    Example:
        >>> examples().articles.count_documents({"publication.name": "郑州日报"})
        5
    """
    import mongomock  # noqa: PLC0415 - slow to import

    database: Any = mongomock.MongoClient()["jianbao"]
    database["articles"].insert_many(sample_articles())
    return database
