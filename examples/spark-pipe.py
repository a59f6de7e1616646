#!/usr/bin/env python3
"""Generates synthetic series with Spark: each partition of a table's groups is a run of its own.

usage: spark-submit spark-pipe.py TABLE.csv SCHEMA.json FOLDER [PARTITIONS]

The records come to FOLDER/records, a journal and a summary of each partition beside them. Spark
tries a partition that fails again, or all of them in a second job: what a journal holds is not
asked again. So FOLDER must be storage that all executors see, and PARTITIONS must stay the same.
"""
import os
import shlex
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import struct, to_json

COLUMNS = "station STRING, ts STRING, temperature DOUBLE"  # the group and the time first
# What a partition might take for something else, as it sees only its own records, is all said. A
# server that is away is waited for: else its silence counts as rounds without records.
PIPELINE = """ts-prefill --resume --schema "$1" --group-column station \
    --time-column ts --time-format '%Y-%m-%d %H:%M:%S' --interval 1h |
  ts-complete --retries 1000 --retry-max-time 2h | ts-validate |
  ts-collect --resume --journal "$2.journal" --summary "$2.json"
"""
# The first line is the number of the partition. Groups that failed (1) are told in the summary; only
# where some are unfinished (75) is the partition to be tried again.
COMMAND = """read -r number || exit 0
  rm -f "$2/$number.json"
  ts-loop "$0" "$1" "$2/$number" || [ $? = 1 ]
"""


def numbered(number, records):
    """The number of the partition, then its records; nothing where there are none."""
    for record in records:
        yield number
        yield record
        yield from records


def main(table, schema, folder, partitions=4):
    schema, folder = os.path.abspath(schema), os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    spark = SparkSession.builder.appName("ts-filters").getOrCreate()
    frame = spark.read.csv(table, header=True, schema=COLUMNS)  # any other DataFrame will do
    frame = frame.repartition(int(partitions), "station").sortWithinPartitions("station", "ts")
    frame = frame.select(to_json(struct("*"), {"ignoreNullFields": "false"}))
    lines = frame.rdd.map(lambda row: row[0]).mapPartitionsWithIndex(numbered)
    # Nothing else of the environment gets there; a key is for ts-complete --api-key-file.
    passed = {name: os.environ[name] for name in ("PATH", "OPENAI_BASE_URL") if name in os.environ}
    command = shlex.join(["sh", "-c", COMMAND, PIPELINE, schema, folder])
    records = spark.createDataFrame(lines.pipe(command, passed, checkCode=True), "string")
    records.write.mode("overwrite").text(folder + "/records")  # byte for byte as they were made
    spark.read.json(folder + "/records", COLUMNS).groupBy("station").count().show()


if __name__ == "__main__":
    main(*sys.argv[1:])
