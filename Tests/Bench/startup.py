"""From spawn to exit, with nothing to do: what a stage costs in a script that starts many."""

from measure import TOOLS, launch, pairs

ROUNDS = 11
RUNS = 20


def quickest(command):
    """Milliseconds of the quickest of some runs: what disturbs a run only makes it longer."""
    return min(run.seconds for run in launch(command, runs=RUNS)) * 1e3


def bench(report):
    found = {}
    for tool in ("ts-prefill", "ts-validate", "ts-collect"):
        found[tool] = pairs(lambda: quickest([TOOLS / tool]), lambda: quickest(["true"]), ROUNDS)
    for tool, (ratio, mine, true) in found.items():
        report.add(f"startup/{tool}", ratio, "ratio", None, mine, true, ROUNDS)
    ratio, mine, true = max(found.values())
    report.add("startup/true", ratio, "ratio", 1.5, mine, true, ROUNDS)
