"""How a bench runs a command, pairs it with a peer, and reports."""

import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOLS = ROOT / ".build" / "tools"
DATA = ROOT / ".build" / "bench"
PEERS = HERE / "peers"
PYTHON = ROOT / ".build" / "venv-bench" / "bin" / "python"

Run = collections.namedtuple("Run", "seconds cpu_seconds rss_mb status")


class Failure(Exception):
    """A command did not do what the bench wants of it, so that its figure would mean nothing."""


def compiled(source):
    """The program of one C file, compiled with the C compiler that comes with Swift."""
    program = DATA / source.stem
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        DATA.mkdir(parents=True, exist_ok=True)
        subprocess.run(["clang", "-O2", "-o", program, source], check=True)
    return program


def launch(command, stdin=os.devnull, stdout=os.devnull, runs=1, statuses=(0,)):
    """Runs the command; `stdin` is a file's path or an open file. Gives a `Run` for each run."""
    results = DATA / "runs"
    launcher = [compiled(HERE / "launch.c"), results, str(runs), *map(str, command)]
    core = max(os.sched_getaffinity(0))
    close = []
    if isinstance(stdin, (str, pathlib.Path)):
        close.append(stdin := open(stdin, "rb"))
    close.append(stdout := open(stdout, "wb"))
    close.append(stderr := open(DATA / "stderr", "w+b"))
    try:
        done = subprocess.run(
            launcher,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
    finally:
        for file in close:
            file.close()
    if done.returncode != 0:
        raise Failure(f"{command[0]}: the launcher ended with {done.returncode}")
    found = []
    for line in results.read_text().splitlines():
        wall, cpu, rss, status = map(int, line.split())
        if status not in statuses:
            said = (DATA / "stderr").read_text(errors="replace")
            raise Failure(f"{' '.join(map(str, command))}: exit status {status}: {said}")
        found.append(Run(wall / 1e9, cpu / 1e6, rss / 1024, status))
    return found


def pairs(ours, theirs, runs=5):
    """Runs two measurements in turn; the median of each, and that of the ratios of the pairs."""
    found = [(ours(), theirs()) for _ in range(runs)]
    return (
        statistics.median(mine / other for mine, other in found),
        statistics.median(mine for mine, _ in found),
        statistics.median(other for _, other in found),
    )


class Report:
    """The table on stdout and the file of one object a line, both written as figures come."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        print(f"{'name':28} {'value':>10} {'unit':8} {'wanted':>10}      {'ours':>12} {'theirs':>12}")

    def add(self, name, value, unit, wanted=None, ours=None, theirs=None, runs=1, at_least=False):
        """Reports one figure; `wanted` is its upper bound, or its lower one with `at_least`."""
        row = {"name": name, "value": rounded(value), "unit": unit}
        row |= {"ours": rounded(ours), "theirs": rounded(theirs), "runs": runs}
        verdict = ""
        bound = ""
        if wanted is not None:
            row |= {"wanted": rounded(wanted), "met": value >= wanted if at_least else value <= wanted}
            verdict = "met" if row["met"] else "MISS"
            bound = (">= " if at_least else "<= ") + f"{rounded(wanted):g}"
        json.dump({key: field for key, field in row.items() if field is not None}, self.file)
        self.file.write("\n")
        self.file.flush()
        sides = [f"{rounded(side):12g}" if side is not None else " " * 12 for side in (ours, theirs)]
        print(f"{name:28} {rounded(value):10g} {unit:8} {bound:>10} {verdict:4} {' '.join(sides)}")
        sys.stdout.flush()


def rounded(value):
    """Four significant digits: more would claim what a measurement does not hold."""
    return None if value is None else float(f"{value:.4g}")
