"""What documents say of the code and the word lists that made them."""

from __future__ import annotations

from etl import __version__
from etl.lexicon import DEFAULT, Lexicon


def extractor_version(lexicon: Lexicon = DEFAULT) -> str:
    """Return what `extractor` says in documents made with `lexicon`: the version and, if any, the user's lists."""
    return f"{__version__}+{lexicon.digest}" if lexicon.digest else __version__
