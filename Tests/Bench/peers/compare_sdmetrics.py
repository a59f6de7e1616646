"""The figures of ts-compare that sdmetrics has too: REAL SYNTHETIC [HOLDOUT].

It prints the seconds that they took.
"""

import itertools
import sys
import time

import pandas
from sdmetrics.column_pairs import CorrelationSimilarity, InterRowMSAS, StatisticMSAS
from sdmetrics.single_column import (
    BoundaryAdherence,
    KSComplement,
    MissingValueSimilarity,
    RangeCoverage,
    SequenceLengthSimilarity,
)
from sdmetrics.single_table import DCROverfittingProtection

COLUMNS = ["temperature", "wind", "load"]
GROUP = "station"

real, synthetic, *holdout = (pandas.read_csv(path, parse_dates=["ts"]) for path in sys.argv[1:])
start = time.perf_counter()
SequenceLengthSimilarity.compute(real[GROUP], synthetic[GROUP])
for name in COLUMNS:
    for metric in (KSComplement, RangeCoverage, BoundaryAdherence, MissingValueSimilarity):
        metric.compute(real[name], synthetic[name])
    series = {
        "real_data": (real[GROUP], real[name]),
        "synthetic_data": (synthetic[GROUP], synthetic[name]),
    }
    InterRowMSAS.compute(**series)
    for statistic in ("mean", "std"):
        StatisticMSAS.compute(**series, statistic=statistic)
for pair in map(list, itertools.combinations(COLUMNS, 2)):
    CorrelationSimilarity.compute(real[pair], synthetic[pair])
if holdout:
    tables = [table[COLUMNS] for table in (real, synthetic, holdout[0])]
    kinds = {"columns": {name: {"sdtype": "numerical"} for name in COLUMNS}}
    DCROverfittingProtection.compute_breakdown(*tables, kinds, "table")
print(time.perf_counter() - start)
