"""docs/data-model.md, the validator and what is extracted tell the same."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from etl.document import article_document, page_document
from etl.extract import examine
from etl.load import load
from etl.read import find_files, read_pages
from etl.store import open_store
from etl.store.indexes import INDEXES
from etl.store.schema import ARTICLE, PAGE, SCHEMAS, paths_of

ROOT = Path(__file__).parent.parent
DOC = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
TYPES = {
    "string": lambda v: isinstance(v, str),
    "bool": lambda v: isinstance(v, bool),
    "int": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "long": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "double": lambda v: isinstance(v, float),
    "date": lambda v: isinstance(v, datetime),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}


def section(name):
    return DOC.split(f"## `{name}`")[1].split("\n## ")[0]


def rows(name):
    """The table of a collection: field → (type, always)."""
    cells = re.findall(r"^\| `([^`]+)` \|(?: (\w+))? \|(?: (always))? \|", section(name), re.MULTILINE)
    return {field: (kind, bool(always)) for field, kind, always in cells}


def expanded(name):
    """Documented fields, `date.*` written out as in the articles."""
    shared = [field for field in rows("articles") if re.match(r"(date|publication)\.", field)]
    for field in rows(name):
        if field.endswith(".*"):
            stem = field.removesuffix(".*")
            kind = stem.rsplit(".", maxsplit=1)[-1]
            yield from (f"{stem}.{inner.split('.', 1)[1]}" for inner in shared if inner.startswith(f"{kind}."))
        else:
            yield field


def faults(value, schema, path=""):
    """Everything in `value` that `schema` does not allow or does not know."""
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{path}: {value!r}"]
    kinds = schema["bsonType"] if isinstance(schema["bsonType"], list) else [schema["bsonType"]]
    if not any(TYPES[kind](value) for kind in kinds):
        return [f"{path}: {value!r} is no {kinds}"]
    if isinstance(value, list):
        return [fault for item in value for fault in faults(item, schema["items"], f"{path}[]")]
    if not isinstance(value, dict):
        return []
    found = [f"{path}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    found += [f"{path}.{name} is unknown" for name in value if name not in schema["properties"]]
    known = [(name, inner) for name, inner in value.items() if name in schema["properties"]]
    return found + [f for name, inner in known for f in faults(inner, schema["properties"][name], f"{path}.{name}")]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_documented_and_every_documented_field_is_known(name):
    assert list(expanded(name))
    assert sorted(expanded(name)) == sorted(paths_of(SCHEMAS[name]))


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_said_to_be_always_there_is_demanded(name):
    for field, (_, always) in rows(name).items():
        schema, demanded = SCHEMAS[name], []
        for part in field.removesuffix(".*").replace("[]", "").split("."):
            demanded.append(part in schema.get("required", ()))
            schema = schema["properties"][part]
            schema = schema.get("items", schema)
        assert demanded[-1] == always, field


@pytest.mark.parametrize("name", SCHEMAS)
def test_kinds_named_in_the_document_are_those_of_the_schema(name):
    for field, (kind, _) in rows(name).items():
        if field.endswith(".*"):
            continue
        schema = SCHEMAS[name]
        for part in field.replace("[]", "").split("."):
            schema = schema["properties"][part]
            schema = schema.get("items", schema)
        if "enum" in schema:
            cell = re.search(rf"^\| `{re.escape(field)}` \|.*$", section(name), re.MULTILINE)[0]
            assert [v for v in schema["enum"] if f"`{v}`" not in cell] == [], field
        else:
            told = {"int": ["int", "long"], "number": ["int", "long", "double"]}.get(kind, kind)
            assert schema["bsonType"] == told, field


def test_indexes_are_documented():
    told = DOC.split("## Indexes")[1]
    for name, indexes in INDEXES.items():
        listed = told.split(f"`{name}`: ")[1].split("\n\n")[0].replace("\n", " ")
        found = [tuple(re.findall(r"`([^`]+)`", part)) for part in listed.split(",")]
        assert found == [("_id",), *indexes]


def test_extracted_documents_are_what_the_schema_says():
    examined = [examine(page) for source in find_files([ROOT / "seeds"]) for page in read_pages(source)]
    assert len(examined) == 5
    for extraction in examined:
        for article in extraction.articles:
            assert faults(article_document(article), ARTICLE) == []
        page = page_document(extraction, extractor="1")
        assert faults(page, PAGE) == [".state is missing", ".loaded_at is missing"], "the store adds these"


def test_stored_documents_are_what_the_schema_says(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\0\1\2\3" * 100)
    store = open_store("memory:")
    load([ROOT / "seeds" / "000_96144172191d751d.txt", tmp_path / "bad.txt"], store, jobs=1)
    for name, schema in SCHEMAS.items():
        kept = list(store.database()[name].find())
        assert kept
        for document in kept:
            assert faults(document, schema) == []
    assert store.database().pages.count_documents({"state": "failed"}) == 1


def test_the_example_prints_what_it_says(tmp_path, monkeypatch, capsys):
    code, printed = re.findall(r"```(?:python|text)\n(.*?)```", section_of_first_look(), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    store = open_store("jianbao.db")
    load([ROOT / "seeds"], store, jobs=1)
    store.close()
    exec(code, {})
    assert capsys.readouterr().out == printed


def section_of_first_look():
    return DOC.split("## A first look")[1].split("\n## ")[0]
