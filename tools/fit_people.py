"""Fits the weights that people are recognised by to annotated sentences.

    python tools/fit_people.py SENTENCES.jsonl...

Each line is {"text": ..., "entities": [[start, end, "PER" | ...], ...]}. Logistic regression over the marks of all
candidates gives the weights; two-fold cross-validation is printed; `etl/lexicon/person_weights.toml` is written anew.
`SET` holds what the sentences cannot teach: newspapers of counties and cities name people behind offices and in lists
far oftener than the national paper that the annotated sentences come from. Needs numpy.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from etl.lexicon import DEFAULT, Lexicon
from etl.model import Viewpoint
from etl.names.candidates import scorer
from etl.names.foreign import foreign
from etl.names.organizations import find_organizations
from etl.names.people import outside
from etl.names.places import find_places
from etl.names.works import find_works
from etl.text import fold

TABLE = Path(__file__).parent.parent / "etl" / "lexicon" / "person_weights.toml"
EVERYTHING, PENALTY, STEPS, RATE = -1000.0, 0.7, 600, 0.05
SET = {
    "chinese": {
        "before_office": 3.3, "before_role": 1.5, "before_lead": 2.4, "before_enum": 0.5, "before_dot": -3.0,
        "after_dot": -3.0, "after_office": 3.7, "after_appointed": 2.0, "after_apposed": 2.0,
        "after_post": 3.3, "after_attendance": 2.0, "framed": 1.6, "tail": -4.0,
        "compound": 3.5, "compound_word": 0.8, "whole_noun": -3.0, "whole_word": -1.5,
        "is_word2": -2.5, "is_word3": -3.2, "is_word4": -3.5,
    },
    "foreign": {
        "before_lead": 1.3, "after_appointed": 1.0, "after_attendance": 1.0, "after_apposed": 1.5, "after_post": 1.5,
    },
}  # fmt: skip


def main():
    sentences = [
        json.loads(line) for path in sys.argv[1:] for line in Path(path).read_text(encoding="utf-8").splitlines()
    ]
    names = {kind: list(table) for kind, table in DEFAULT.table("person_weights").items()}
    flat = Flat(digest="flat")
    tables = {}
    for kind, recogniser in (("chinese", scorer(flat)), ("foreign", foreign(flat))):
        rows = list(examples(sentences, recogniser, scorer(flat)))
        marks = {mark: number for number, mark in enumerate(names[kind])}
        matrix = Matrix([[marks[m] for m in row[3] if m in marks] for row in rows], len(marks))
        wanted = np.array([row[2] for row in rows], float)
        folds = np.array([row[0] % 2 for row in rows])
        report(kind, rows, wanted, folds, matrix, sentences)
        weights = dict(zip(marks, matrix.fit(wanted, np.ones(len(rows))), strict=True))
        tables[kind] = {m: round(float(w), 1) + 0.0 for m, w in (centred(weights) | SET[kind]).items()}
    write(tables)


class Flat(Lexicon):
    """The built-in lists with weights that prune no candidate, for there are none yet."""

    def table(self, name):
        if name != "person_weights":
            return super().table(name)
        flat = {kind: dict.fromkeys(marks, 0.0) for kind, marks in super().table(name).items()}
        flat["chinese"]["surname-2"] = -2.0  # surnames that are mostly words want a pointing place as ever
        return flat


def examples(sentences, recogniser, reader):
    """Give sentence, span, truth and marks of every candidate outside places and bodies."""
    for number, sentence in enumerate(sentences):
        text = fold(sentence["text"])
        people = {(a, b) for a, b, kind in sentence["entities"] if kind == "PER"}
        places = find_places(text, Viewpoint(), DEFAULT)
        others = [*places, *find_organizations(text, places, find_works(text), DEFAULT)]
        reading = reader.read(text)
        for c in outside(list(recogniser.candidates(reading, EVERYTHING)), others, reading):
            yield number, (c.start, c.end), (c.start, c.end) in people, c.marks


class Matrix:
    """Which marks each candidate has."""

    def __init__(self, rows, width):
        self.size, self.width = len(rows), width
        self.columns = np.concatenate([np.array(r, int) for r in rows])
        self.rows = np.repeat(np.arange(self.size), [len(r) for r in rows])

    def sums(self, weights):
        return np.bincount(self.rows, weights[self.columns], minlength=self.size)

    def fit(self, wanted, share):
        """Fit with Adam; `share` leaves candidates out."""
        weights, first, second = (np.zeros(self.width) for _ in range(3))
        for step in range(1, STEPS + 1):
            error = (1 / (1 + np.exp(-self.sums(weights))) - wanted) * share
            slope = np.bincount(self.columns, error[self.rows], minlength=self.width) + PENALTY * weights
            first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
            weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        return weights


def report(kind, rows, wanted, folds, matrix, sentences):
    """Print precision, recall and F1 of the one half with the weights of the other."""
    people = sum(kind == "PER" for s in sentences for *_, kind in s["entities"])
    counts = Counter()
    for half in (0, 1):
        sums = matrix.sums(matrix.fit(wanted, (folds != half).astype(float)))
        for least in (-1.0, -0.5, 0.0):
            taken = set()
            for at in np.argsort(-sums):
                number, (start, end), true, _ = rows[at]
                if folds[at] == half and sums[at] >= least and not any((number, i) in taken for i in range(start, end)):
                    taken.update((number, i) for i in range(start, end))
                    counts[least, bool(true)] += 1
    for least in (-1.0, -0.5, 0.0):
        right, wrong = counts[least, True], counts[least, False]
        print(f"{kind} at {least}: P {right / (right + wrong):.3f} R {right / people:.3f}")


def centred(weights):
    """Let a full stop before and after count nothing, and the bias take up what that shifts."""
    before, after = weights["before_stop"], weights["after_stop"]
    shifted = {
        m: w - (before if m.startswith("before_") else after if m.startswith("after_") else 0)
        for m, w in weights.items()
    }
    return shifted | {"bias": weights["bias"] + before + after}


def write(tables):
    """Write the weights under the header that the table has."""
    text = TABLE.read_text(encoding="utf-8")
    head = re.match(r"(?:#.*\n)*", text)[0]
    parts = ["\n".join([f"\n[{kind}]", *(f"{m} = {w}" for m, w in table.items())]) for kind, table in tables.items()]
    TABLE.write_text(head + "\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
