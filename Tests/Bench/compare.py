"""ts-compare on two tables of ten million records, and beside sdmetrics on what both have."""

import math
import random
import statistics
import subprocess

import streams
from measure import DATA, PEERS, PYTHON, TOOLS, launch

GROUPS = 1000
ROWS = 10_000_000
COLUMNS = 3


def table(name, groups, rows, seed):
    """The path of a table: series of hours with a daily season, each in one piece."""
    path = DATA / f"{name}-{groups}-{rows}.csv"
    if path.exists():
        return path
    chance = random.Random(seed)
    season = [5 * math.sin(hour / 24 * 2 * math.pi) for hour in range(24)]
    times = [streams.timestamp(3600 // streams.INTERVAL * index) for index in range(rows // groups)]
    partial = path.with_suffix(".partial")
    with open(partial, "w", encoding="utf-8") as out:
        out.write("station,ts,temperature,wind,load\n")
        for group in range(groups):
            level = 0.0
            lines = []
            for index, time in enumerate(times):
                level = 0.9 * level + chance.gauss(0, 1)
                warmth = 15 + season[index % 24] + level
                wind = abs(4 + chance.gauss(0, 2))
                load = 100 + 3 * warmth + chance.gauss(0, 2)
                lines.append(f"S{group:05},{time},{warmth:.1f},{wind:.2f},{load:.1f}\n")
            out.writelines(lines)
    partial.rename(path)
    return path


def sdmetrics(*words):
    """Seconds that sdmetrics takes, without its start and the reading of the tables."""
    done = subprocess.run(
        [PYTHON, PEERS / "compare_sdmetrics.py", *words], check=True, capture_output=True, text=True
    )
    return float(done.stdout.split()[-1])


def beside(report, name, tables, holdout, wanted, runs):
    """Our whole run, which has more figures, beside the figures that sdmetrics has too."""
    command = [TOOLS / "ts-compare", "--group-column", "station", "--window", "1"]
    command += (["--holdout", holdout] if holdout else []) + tables
    found = []
    for _ in range(runs):
        mine = launch(command)[0].seconds
        found.append((mine, sdmetrics(*tables, *([holdout] if holdout else []))))
    ratio, mine, theirs = (
        statistics.median(mine / theirs for mine, theirs in found),
        statistics.median(mine for mine, _ in found),
        statistics.median(theirs for _, theirs in found),
    )
    report.add(name, ratio, "ratio", wanted, mine, theirs, runs)


def bench(report):
    tables = [table(name, GROUPS, ROWS, seed) for seed, name in enumerate(("real", "synthetic"))]
    used = launch([TOOLS / "ts-compare", "--group-column", "station", *tables])[0]
    report.add("compare/rows_s", 2 * ROWS / used.cpu_seconds, "rows/s", 1e6, at_least=True)
    # The tables as ts-compare(1) says, one column's values twice more for each of them, and some.
    bound = 2 * ROWS * (8 * COLUMNS + 12 + 2 * 8) / 1e6 + 50
    report.add("compare/rss_mb", used.rss_mb, "MB", bound)
    # With a holdout, and all there is: sdmetrics looks at every pair of records, we at a sample.
    small = [table(name, 10, 5000, seed) for seed, name in enumerate(("real", "synthetic", "kept"))]
    beside(report, "compare/sdmetrics", small[:2], small[2], 1 / 20, 3)
    # Without the neighbours, where it is as fast as pandas.
    middle = [table(name, GROUPS, ROWS // 10, seed) for seed, name in enumerate(("real", "synthetic"))]
    beside(report, "compare/sdmetrics_no_holdout", middle, None, None, 3)
