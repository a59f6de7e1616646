# Validates a stream with jq, as near as jq comes: the same checks, written for this one schema.
# usage: jq -cn -f nearest.jq STREAM

def holds($group):
  type == "object"
  and .station == $group
  and (.ts | type == "string")
  and (.temperature | type == "number" and . >= -60 and . <= 140)
  and (.state | . == "ok" or . == "suspect" or . == "missing");

input as $spec
| inputs
| .last_timestamp_seconds as $last
| .group_id as $group
| .responses = [
    .completions[]
    | { index,
        records: (
          [ foreach (.text | split("\n")[]) as $text (
              {seconds: $last, good: true};
              if .good then
                (try ($text | fromjson) catch null) as $record
                | if ($record | holds($group))
                    and ($record.ts | try (strptime($spec.time_format) | mktime) catch null)
                      == .seconds + $spec.interval_seconds
                  then .seconds += $spec.interval_seconds
                  else .good = false
                  end
              else . end;
              if .good then $text else empty end)
          ]) } ]
| del(.completions)
