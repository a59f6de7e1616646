#!/usr/bin/env python3
"""Takes ts-complete's place: a model of your own goes where generate() is."""
import json, re, sys
from datetime import datetime

def generate(text):  # this one writes the last record again, five times, a step later each
    (_, a, _), (head, b, tail) = re.findall(r'(\{.*")(\d{4}-\d\d-\d\d [\d:]+)(".*\})\n', text)[-2:]
    first, second = datetime.fromisoformat(a), datetime.fromisoformat(b)
    return "".join(f"{head}{second + n * (second - first)}{tail}\n" for n in range(1, 6))

for line in map(json.loads, sys.stdin):
    prompt = line.get("prompt") or prompt
    if "current_prefill" in line and not (line.get("completed") or line.get("failed")):
        line["completions"] = [{"text": generate(prompt.replace("{prefill}", line["current_prefill"]))}]
    print(json.dumps(line), flush=True)
