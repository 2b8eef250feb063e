"""The shape of the house: linters, types, sizes, docstrings, who imports what, what word lists say of themselves."""

import ast
import graphlib
import statistics
import subprocess
import sys
import tomllib
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for package in ("etl", "queries") for path in (ROOT / package).rglob("*.py"))
LEXICON = sorted(path for path in (ROOT / "etl" / "lexicon").iterdir() if path.suffix in {".txt", ".toml"})
CORRIDOR = ("read", "layout", "dates", "names", "relate")
ROOMS = {*CORRIDOR, "store", "serve"}
STORES = {"pymongo", "mongomock", "bson"}
MAY_STORE = ("etl/store/", "etl/serve/", "queries/")
# A command only ties others together, and a package's door holds what it names.
MAY_BE_SHORT = ("etl/commands/", "__init__.py", "__main__.py")


def told(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node):
    return node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy"])
def test_linters(command):
    found = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("path", MODULES, ids=told)
def test_modules_have_one_subject_and_a_length(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 450
    assert lines >= 70 or told(path).startswith(MAY_BE_SHORT) or told(path).endswith(MAY_BE_SHORT) or _is_value(path)


def _is_value(path):
    """A short module is well where it holds one public thing."""
    public = [
        n for n in tree(path).body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")
    ]
    return len(public) <= 3


@pytest.mark.parametrize("path", MODULES, ids=told)
def test_functions_do_one_thing(path):
    assert [f"{node.name}: {length(node)} lines" for node in functions(path) if length(node) > 50] == []


def test_most_functions_are_short():
    assert statistics.median(length(node) for path in MODULES for node in functions(path)) <= 15


@pytest.mark.parametrize("path", MODULES, ids=told)
def test_public_things_say_what_they_are(path):
    module = tree(path)
    named = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and _is_public(module, node)
    ]
    assert ast.get_docstring(module)
    assert [node.name for node in named if not ast.get_docstring(node)] == []


def _is_public(module, node):
    """Public: at the top of a module or of a public class."""
    holders = [module, *(n for n in module.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))]
    return any(node in holder.body for holder in holders)


@pytest.mark.parametrize("path", MODULES, ids=told)
def test_only_stores_and_queries_know_a_database(path):
    imported = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.partition(".")[0])
    assert told(path).startswith(MAY_STORE) or not imported & STORES


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def own_imports(path):
    """Give the modules of this project that a module imports, wherever in it; not those only for types."""
    names = {module_name(other) for other in MODULES}
    nodes = [tree(path)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from whole & names or {node.module} & names
        elif isinstance(node, ast.Import):
            yield from {alias.name for alias in node.names} & names
        elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            nodes += ast.iter_child_nodes(node)


def test_no_modules_import_one_another_in_a_circle():
    imports = {module_name(path): set(own_imports(path)) for path in MODULES}
    graphlib.TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("path", MODULES, ids=told)
def test_rooms_of_the_corridor_do_not_know_one_another(path):
    room = path.relative_to(ROOT).parts[1]
    if room in CORRIDOR:
        elsewhere = {name for name in own_imports(path) if name.startswith(("queries", "etl.commands", "etl.load"))}
        others = {name for name in own_imports(path) if name.split(".")[1:2] and name.split(".")[1] in ROOMS - {room}}
        assert elsewhere | others == set()


@pytest.mark.parametrize("path", MODULES, ids=told)
def test_exceptions_come_from_one_tree(path):
    classes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    public = [
        node.name
        for node in classes
        if any(isinstance(base, ast.Name) and base.id.endswith(("Error", "Exception")) for base in node.bases)
        and not node.name.startswith("_")
    ]
    assert told(path) == "etl/errors.py" or public == []


@pytest.mark.parametrize("path", LEXICON, ids=told)
def test_lexicon_files_say_what_they_hold(path):
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    lines = text.splitlines()
    header = [line for line in lines[:10] if line.startswith("#")]
    assert lines[0].startswith("#")
    assert sum(map(len, header)) > 40, "the header says what the list holds and where it comes from"
    if path.suffix == ".toml":
        assert tomllib.loads("\n".join(lines))
    else:
        entries = lines[len(list(takewhile(lambda line: line.startswith("#"), lines))) :]
        assert [line for line in entries if line.startswith("#") or not line.strip()] == []
        assert len(set(entries)) == len(entries), "an entry stands twice"
        assert [line for line in entries if line != line.strip()] == []


def test_expressions_compiled_late_compile():
    """What is not compiled when a module is imported must not fail on the first page that needs it."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES if path.stem[0] != "_"]
    code = (
        "import importlib, re\n"
        "from etl import expressions\n"
        "expressions.late = re.compile\n"
        f"for name in {names}: importlib.import_module(name)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, check=True)


def test_start_up_is_light():
    """`etl extract` must not wait for what it does not use."""
    slow = {"rich", "trafilatura", "pymongo", "mongomock", "bson", "pandas", "jieba", "charset_normalizer", "networkx"}
    slow |= {"multiprocessing", "concurrent.futures", "sqlite3", "statistics", "random", "logging", "asyncio"}
    code = (
        "import sys; sys.argv = ['etl', 'extract', 'seeds/000_96144172191d751d.txt']\n"
        "from etl.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print(sorted({slow!r} & set(sys.modules)), file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    assert found.stderr.strip() == "[]"
