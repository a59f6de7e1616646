#!/usr/bin/env python3
"""A DataFrame in, a DataFrame out: generate(frame, group_column="station").

usage: pandas_bridge.py TABLE.csv [OPTION=VALUE ...], such as group_column=station fake=seasonal

It needs pandas, and ts-run and the tools in the PATH.
"""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

import pandas


def generate(frame, folder=None, **options):
    """Generates synthetic records from those of a frame, in its columns and with its types.

    An index that has a name is a column like the others.
    The options are those of ts-run: `stop="2010-07-03"`, `explain=True`, and a list for one that is
    given several times. In a `folder` of its own a call that was interrupted continues. The result's
    attrs["figures"] are those of ts-compare, attrs["summary"] what became of each group.
    """
    if not all(isinstance(name, str) for name in frame.columns):
        raise ValueError("every column needs a name of text")
    if not isinstance(frame.index, pandas.RangeIndex) and any(frame.index.names):
        frame = frame.reset_index()
    words = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        for one in value if isinstance(value, list) else [value]:
            if one is not None and one is not False:
                words.append(option if one is True else f"{option}={one}")
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(folder or stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        frame.to_csv(folder / "real.csv", index=False)
        command = ["ts-run", "real.csv", "-o", "synthetic.csv", *words]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if run.returncode > 1 or run.returncode < 0:
            raise RuntimeError(f"ts-run ended with {run.returncode}: {run.stderr.strip()}")
        made = pandas.read_csv(
            folder / "synthetic.csv", dtype=str, keep_default_na=False, na_values=[""]
        )
        made = made[[name for name in frame.columns if name in made]]
        made = made.assign(**{name: typed(made[name], frame[name].dtype) for name in made})
        made.attrs["figures"] = [json.loads(line) for line in run.stdout.splitlines()]
        made.attrs["summary"] = json.loads((folder / "synthetic.csv.summary.json").read_text())
    return made


def typed(texts, dtype):
    """A column of texts as values of a type."""
    if pandas.api.types.is_datetime64_any_dtype(dtype):
        return pandas.to_datetime(texts).astype(dtype)
    if pandas.api.types.is_bool_dtype(dtype):
        return texts.str.lower().map({"true": True, "false": False}).astype(dtype)
    if pandas.api.types.is_numeric_dtype(dtype):
        numbers = pandas.to_numeric(texts)
        return numbers if numbers.hasnans else numbers.astype(dtype)
    return texts.astype(dtype)


if __name__ == "__main__":
    table, *given = sys.argv[1:] or sys.exit(__doc__)
    print(generate(pandas.read_csv(table), **dict(word.split("=", 1) for word in given)))
