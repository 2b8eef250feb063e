"""Small documents for tests of stores: whole enough for the validator."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256


def with_database(uri, name):
    """Return a MongoDB URI with `name` as its database."""
    scheme, _, rest = uri.partition("://")
    hosts, _, options = rest.partition("?")
    return f"{scheme}://{hosts.split('/')[0]}/{name}" + (f"?{options}" if options else "")


def hash_of(content):
    return sha256(content.encode()).hexdigest()


def article(content, path, number, **fields):
    day = datetime(2021, 11, 1, tzinfo=UTC) + timedelta(days=number)
    return {
        "_id": f"{hash_of(content)[:24]}-{number + 1}",
        "source": {"path": path, "sha256": hash_of(content), "lines": [number + 1, number + 1], "ordinal": number},
        "publication": {"name": "上街时报", "stated": True, "date": day},
        "headline": f"{content}之{number}",
        "subheads": [],
        "kind": "news",
        "byline": {"reporters": ["张昕"]},
        "date": {"start": day, "end": day, "precision": "day", "text": "昨日", "basis": "resolved"},
        "text": "正文",
        "sections": [],
        "entities": [],
        "events": [],
        "statements": [],
        "figures": [],
        "terms": ["正文"],
        "extractor": "1",
        **fields,
    }


def page(content, path, articles=2, extractor="1", **fields):
    """Return a page with that content under that path, and its articles, for `Store.put`."""
    made = [article(content, path, number, **fields) for number in range(articles)]
    ids = [a["_id"] for a in made]
    spans = [{"kind": "article", "first": n + 1, "last": n + 1, "article": name} for n, name in enumerate(ids)]
    found = {"_id": hash_of(content), "paths": [path], "encoding": "utf-8", "lines": articles, "articles": ids}
    found |= {"publication": made[0]["publication"] if made else {"stated": False}, "spans": spans, "warnings": []}
    return found | {"extractor": extractor}, made


def failure(content, path, message="不能读"):
    error = {"kind": "binary", "message": message, "stage": "read"}
    return {"_id": hash_of(content), "paths": [path], "error": error, "extractor": "1"}


def headlines(store):
    return sorted(a["headline"] for a in store.database().articles.find({}, {"headline": 1}))
