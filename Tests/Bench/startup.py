"""From spawn to exit, with nothing to do: what a stage costs in a script that starts many."""

import statistics

from measure import TOOLS, launch

RUNS = 100


def bench(report):
    ratios = {}
    for tool in ("ts-prefill", "ts-validate", "ts-collect"):
        rounds = []
        for _ in range(5):
            mine = statistics.median(run.seconds for run in launch([TOOLS / tool], runs=RUNS))
            true = statistics.median(run.seconds for run in launch(["true"], runs=RUNS))
            rounds.append((mine / true, mine, true))
        ratios[tool] = sorted(rounds)[len(rounds) // 2]
    ratio, mine, true = max(ratios.values())
    report.add(
        "startup/true", ratio, "ratio", wanted=1.5, ours=mine * 1e3, theirs=true * 1e3, runs=5
    )
