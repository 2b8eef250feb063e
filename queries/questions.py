"""From a pipeline builder to a question: `ask(db, …)` runs it, `ask.pipeline(…)` shows it."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

from queries.results import Results, to_row

if TYPE_CHECKING:
    from collections.abc import Callable

Pipeline = list[dict[str, Any]]
Document = dict[str, Any]
Arguments = dict[str, Any]
P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row")

QUESTIONS: dict[str, Question[..., Any]] = {}
"""Every question by name, in the order of their modules: what `etl query` offers."""


class Question(Protocol[P, R]):
    """A question that can be asked of a database.

    Attributes:
        row: the dataclass of its rows.
        pipeline: the same arguments without the database; gives the aggregation on `articles`.
        prepare: completes the arguments from the database where a question needs a look at it first.
    """

    __name__: str
    row: type[Any]
    pipeline: Callable[P, Pipeline]
    prepare: Callable[[Any, Arguments], Arguments]

    def __call__(self, db: Any, *args: P.args, **kwargs: P.kwargs) -> Results[R]:
        """Run the aggregation on `db.articles` and return its rows."""
        ...


def as_they_are(_db: Any, arguments: Arguments) -> Arguments:
    """Return `arguments`: most questions need no look at the database first."""
    return arguments


def question(
    row: type[Row],
    *,
    finish: Callable[[list[Document], Arguments], list[Document]] | None = None,
    prepare: Callable[[Any, Arguments], Arguments] = as_they_are,
) -> Callable[[Callable[P, Pipeline]], Question[P, Row]]:
    """Make a question of a pipeline builder.

    Args:
        row: the dataclass of the rows; the pipeline's last stage gives its keys.
        finish: what Python does to the documents before they are rows (snippets, gaps): documents and arguments in,
            documents out.
        prepare: what must be looked up before the pipeline can be built.
    """

    def decorate(build: Callable[P, Pipeline]) -> Question[P, Row]:
        signature = inspect.signature(build)

        @wraps(build)
        def ask(db: Any, *args: Any, **kwargs: Any) -> Results[Row]:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            arguments = prepare(db, dict(bound.arguments))
            # A builder's parameters are known to its caller, not here; a function takes any attribute, mypy or not.
            documents = list(db["articles"].aggregate(build(**arguments)))  # type: ignore[call-arg]
            if finish:
                documents = finish(documents, arguments)
            return Results(to_row(row, document) for document in documents)

        first = inspect.Parameter("db", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Any)
        ask.__signature__ = signature.replace(parameters=[first, *signature.parameters.values()])  # type: ignore[attr-defined]
        ask.row, ask.pipeline, ask.prepare = row, build, prepare  # type: ignore[attr-defined]
        asked = cast("Question[P, Row]", ask)
        QUESTIONS[build.__name__] = asked
        return asked

    return decorate
