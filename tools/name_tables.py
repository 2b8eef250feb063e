"""Makes the two lists that people are recognised with from jieba's dictionary (MIT licence).

    python tools/name_tables.py

`etl/lexicon/name_characters.txt`: how much oftener a character stands in a Chinese given name (in the middle, at the
end), or in a transliterated one, than in running text. Counted over the entries flagged nr and nrt; running text is
the rest of the dictionary weighted by its frequencies; a surname is compared with the
beginnings of words as well.
`etl/lexicon/common_words.txt`: the words that a name must not begin with or be cut through.
"""

from __future__ import annotations

import math
from collections import Counter
from importlib.metadata import version
from pathlib import Path

HOME = Path(__file__).parent.parent / "etl" / "lexicon"
SMOOTHING = 3.0
USUAL = 1000  # Frequency from which on a character is no rare one; only rare ones may be missing in the list.
# People whom the dictionary marks as something else.
UNMARKED = frozenset(
    [
        "周恩来",
        "江泽民",
        "刘彦彬",
        "严义埙",
        "许立群",
        "金正日",
        "厉无畏",
        "东条英机",
        "桥本",
        "扎加洛",
        "库马拉通加",
        "穆勒",
        "巴拉克",
        "罗干",
        "巴金",
    ]
)
COMMON_PAIR, COMMON_LONG, LOAN = 60, 30, 3


def read_dictionary():
    import jieba

    path = Path(jieba.__file__).parent / "dict.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        word, frequency, flag = line.split(" ")
        yield word, int(frequency), flag


def han(word):
    return all("\u4e00" <= c <= "\u9fff" for c in word)


def rates(counts, text):
    """Natural logarithm of the ratio of two smoothed rates, in tenths."""
    total, whole, size = sum(counts.values()), sum(text.values()), len(text)
    found = {}
    for c in text.keys() | counts.keys():
        inside = (counts[c] + SMOOTHING * text[c] / whole * 20) / (total + SMOOTHING * 20)
        outside = (text[c] + 30) / (whole + 30 * size)
        found[c] = round(10 * math.log(max(inside, 1e-7) / outside))
    return found


def entries_of(name):
    """Return the entries of a list, as their fields."""
    lines = (HOME / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line[0] != "#"]


def count(entries, singles):
    """Count characters: in running text, at heads of words, and in three places of Chinese and in foreign names."""
    text, heads, first, middle, last, foreign = (Counter() for _ in range(6))
    for word, frequency, flag in entries:
        if flag == "nr" and len(word) == 3 and word[0] in singles:
            first[word[0]] += 1
            middle[word[1]] += 1
            last[word[2]] += 1
        elif flag == "nrt" and len(word) > 2:
            foreign.update(word)
        elif not flag.startswith("nr"):
            heads[word[0]] += frequency
            for c in word:
                text[c] += frequency
    return text, heads, first, middle, last, foreign


def character_rows(entries, singles):
    text, heads, first, *others = count(entries, singles)
    leading = rates(first, heads)
    surname = {c: (n + leading.get(c, n)) // 2 for c, n in rates(first, text).items()}
    tables = [surname, *(rates(t, text) for t in others)]
    met = {c for t in (first, *others) for c, n in t.items() if n > 1} | {c for c, n in text.items() if n >= USUAL}
    known = sorted(met | singles, key=lambda c: (-text[c], c))
    return ["\t".join([c, *(str(t.get(c, -60)) for t in tables)]) for c in known]


def word_rows(entries, singles, strange):
    words = {}
    for word, frequency, flag in entries:
        pair = len(word) == 2 and frequency >= COMMON_PAIR
        long = 2 < len(word) <= 4 and frequency >= COMMON_LONG and word[0] in singles
        loan = 2 < len(word) <= 6 and frequency >= LOAN and strange.issuperset(word)
        if (pair or long or loan) and not flag.startswith("nr") and word not in UNMARKED:
            words[word] = f"{flag[0]}{min(int(math.log10(frequency)), 4)}"
    return [f"{word}\t{mark}" for word, mark in sorted(words.items())]


def write(name, head, rows):
    (HOME / f"{name}.txt").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    print(name, len(rows))


def main():
    singles = {surname for surname, _ in entries_of("surnames")}
    strange = {c for c, *dotted in entries_of("foreign_characters") if not dotted}
    entries = [e for e in read_dictionary() if han(e[0])]
    source = f"jieba {version('jieba')}, jieba/dict.txt, MIT licence; made by tools/name_tables.py"
    head = f"""\
# Characters of names: how much oftener than in running text they stand as a surname, in the middle and at the end of a
# Chinese given name, and in a transliterated name (natural logarithm of the ratio, in tenths). Characters that are
# missing are rare ones, and rare characters are mostly met in names.
# Counted from {source}.
"""
    write("name_characters", head, character_rows(entries, singles))
    head = f"""\
# Common words of two characters, and longer ones that begin with a surname or are written like a transliteration:
# word; part of speech and order of magnitude of its frequency (v3: a verb met some thousand times; 4: that or more).
# From {source}.
"""
    write("common_words", head, word_rows(entries, singles, strange))


if __name__ == "__main__":
    main()
