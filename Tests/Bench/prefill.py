"""One pass of ts-prefill over a CSV file of 1 GB."""

import random

import streams
from measure import DATA, TOOLS, launch

GROUPS = 1000
SIZE = 1_000_000_000


def table():
    """The path of the file: 1,000 groups of four columns, one after the other."""
    path = DATA / "table.csv"
    if path.exists():
        return path
    chance = random.Random(1)
    partial = path.with_suffix(".partial")
    with open(partial, "w", encoding="utf-8") as out:
        out.write("station,ts,temperature,state\n")
        ends = [f"{chance.randrange(-2000, 9000) / 100},ok\n" for _ in range(997)]
        rows = SIZE // GROUPS // 39
        middles = [f",{streams.timestamp(index)}," for index in range(rows)]
        for group in range(GROUPS):
            name = f"S{group:05}"
            out.writelines(
                name + middle + ends[(index + group) % 997] for index, middle in enumerate(middles)
            )
    partial.rename(path)
    return path


def bench(report):
    path = table()
    command = [TOOLS / "ts-prefill", "--group-column", "station", "--time-column", "ts", path]
    used = sorted(launch(command, runs=3))[1]
    report.add("prefill/mb_s", path.stat().st_size / 1e6 / used.seconds, "MB/s", 200, at_least=True)
    report.add("prefill/rss_mb", used.rss_mb, "MB", 200)
