"""What a question gives back: a list of rows with stable keys."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R")
IDS_SHOWN = 100
"""A row names at most so many supporting articles; its counts tell of all of them."""


class Results(list[R]):
    """The rows of an answer, in order.

    Every row is a dataclass; `article_ids` are the articles that support it, and `columns` (of the class) the keys that
    a table shows, none where a row is better read whole.

    Example:
        >>> from datetime import date
        >>> @dataclasses.dataclass
        ... class Row:
        ...     name: str
        ...     day: date
        >>> Results([Row("徐立毅", date(2021, 11, 23))]).to_dicts()
        [{'name': '徐立毅', 'day': datetime.date(2021, 11, 23)}]
    """

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries with the same keys."""
        # `asdict` wants a dataclass instance; R is one by the contract of `question`.
        return [dataclasses.asdict(row) for row in self]  # type: ignore[call-overload]

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a pandas DataFrame, one column a key.

        Raises:
            ImportError: pandas is not installed (`pip install "jianbao[pandas]"`).
        """
        import pandas as pd  # noqa: PLC0415 - half a second, and optional

        return pd.DataFrame(self.to_dicts())


def to_dicts(row: type[Any], documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return documents, as an aggregation gave them, as the dictionaries of rows: rows inside other rows."""
    return Results(to_row(row, document) for document in documents).to_dicts()


def to_row(row: type[R], document: dict[str, Any]) -> R:
    """Return `document`, as an aggregation gave it, as a `row`.

    Days come as `date`; `article_ids` are sorted, distinct and at most 100.
    """
    values = {key: plain(value) for key, value in document.items()}
    ids = values.get("article_ids") or ([values["article"]] if "article" in values else [])
    values["article_ids"] = sorted(set(ids))[:IDS_SHOWN]
    return row(**values)


def plain(value: Any) -> Any:
    """Return `value` with every stored day as a `date`.

    Example:
        >>> plain({"day": datetime(2021, 11, 23)})
        {'day': datetime.date(2021, 11, 23)}
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value
