"""A DataFrame goes through examples/pandas_bridge.py and comes back with its columns and types."""

import pandas
import pandas_bridge

hours = pandas.date_range("2024-01-01", periods=48, freq="h")
columns = {"when": hours, "load": [1.5, None, 2.5, 3.5] * 12, "count": range(48)}
groups = ("007", "it's", "NA")
frame = pandas.concat(
    pandas.DataFrame({"id": group, **columns, "open": [True, False] * 24}) for group in groups
)
options = {"group_column": "id", "fake": "seasonal", "stop": "2024-01-02 12:00:00"}
made = pandas_bridge.generate(frame, min=["groups=1", "order=1"], **options)
assert list(made.dtypes) == list(frame.dtypes), made.dtypes
assert list(made.columns) == list(frame.columns), made.columns
assert len(made) == 3 * 34 and set(made["id"]) == set(groups), made
assert made["when"].min() == hours[3] and made["when"].max() == hours[36], made
assert 0 < made["load"].isna().sum() < len(made), made
assert made.attrs["summary"]["status"] == "complete", made.attrs
assert any(figure["metric"] == "fidelity" for figure in made.attrs["figures"]), made.attrs
indexed = pandas_bridge.generate(frame.set_index(["id", "when"]), explain=False, **options)
assert indexed.equals(made[list(indexed.columns)]), indexed
try:
    pandas_bridge.generate(frame.rename(columns={"load": 1}), **options)
except ValueError as error:
    assert "text" in str(error), error
else:
    raise AssertionError("a name that is a number is not refused")
try:
    pandas_bridge.generate(frame, nope=1)
except RuntimeError as error:
    assert "--nope: no such option" in str(error), error
else:
    raise AssertionError("an unknown option is not refused")
print(f"{len(made)} records with the types of {len(frame)}")
