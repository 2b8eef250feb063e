"""Dates: what is written, which day it means, when the page was printed, and which day an article is about."""

from etl.dates.article import article_day
from etl.dates.expressions import Expression, expressions
from etl.dates.issue import publication_day
from etl.dates.resolve import find_dates, resolve

__all__ = ["Expression", "article_day", "expressions", "find_dates", "publication_day", "resolve"]
