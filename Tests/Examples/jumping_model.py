#!/usr/bin/env python3
"""Takes ts-complete's place: four hourly temperatures a round, of which, in odd rounds, the third
is 30 degrees off and the fourth goes on from there."""

import json
import re
import sys
from datetime import datetime, timedelta

for line in sys.stdin:
    group = json.loads(line)
    if group["type"] == "group" and not group["completed"] and not group["failed"]:
        station, time, value = re.findall(
            r'"station":"([^"]*)","ts":"([^"]*)","temperature": ?([\d.]+)', group["current_prefill"]
        )[-1]
        text = ""
        for step in range(1, 5):
            jump = 30 if group["round"] % 2 and step > 2 else 0
            hour = datetime.fromisoformat(time) + timedelta(hours=step)
            text += f'{{"station":"{station}","ts":"{hour}",'
            text += f'"temperature": {float(value) + step % 2 + jump:.2f}}}\n'
        group["completions"] = [{"index": 0, "text": text, "finish_reason": "stop"}]
    print(json.dumps(group), flush=True)
