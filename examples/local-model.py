#!/usr/bin/env python3
"""Takes ts-complete's place with a model in this process, such as one of transformers.

usage: ts-loop 'ts-prefill ... | local-model.py | ts-validate | ts-collect'

Of the stream it reads `prompt` and `current_prefill` alone, and it adds `completions` alone.
"""

import json
import re
import sys
from datetime import datetime, timedelta


def generate(text):
    """What the model writes after the text: put yours here. With transformers, for example:

        model = pipeline("text-generation", "your/model", device_map="auto")  # once, at the top

        return model(text, max_new_tokens=400, do_sample=True, temperature=0.9,
                     return_full_text=False)[0]["generated_text"]

    or, with a tokenizer and a model at hand:

        tokens = tokenizer(text, return_tensors="pt").to(model.device)
        out = model.generate(**tokens, max_new_tokens=400, do_sample=True)
        return tokenizer.decode(out[0][tokens.input_ids.shape[1]:], skip_special_tokens=True)

    The text must end where the model stops: no more, and not the prompt again. A torn record at
    the end does no harm, ts-validate sees to that.

    This stand-in knows hourly temperatures and nothing else: each a little off the one before.
    """
    station = re.findall(r'"station":"([^"]*)"', text)[-1]
    hour = datetime.fromisoformat(re.findall(r'"ts":"([^"]*)"', text)[-1])
    known = re.findall(r'"temperature":(-?[\d.]+)', text)
    temperature = float(known[-1]) if known else 60.0
    written = ""
    for step in range(6):
        temperature += (hour.hour * 7 + step) % 5 - 2
        if step > 0 or text.endswith("\n"):  # else the text ends inside the record to go on with
            hour += timedelta(hours=1)
            written += f'{{"station":"{station}","ts":"{hour}",'
        written += f'"temperature":{temperature:.1f}}}\n'
    return written


def main():
    prompt = None
    for line in sys.stdin:
        members = json.loads(line)
        prompt = members.get("prompt", prompt)  # of the spec, the first line
        prefill = members.get("current_prefill")
        if prefill is None or members.get("completed") or members.get("failed"):
            sys.stdout.write(line)
        else:
            # The text is to hold whole records: with --mode prefix the prompt ends inside one.
            begun = prefill.rpartition("\n")[2]
            text = begun + generate(prompt.replace("{prefill}", prefill))
            # Added to the line as it stands: what we do not know keeps its spelling.
            added = json.dumps([{"index": 0, "text": text, "finish_reason": "stop"}])
            print(line.rstrip()[:-1] + ',"completions":' + added + "}")
        sys.stdout.flush()  # at once: what lies in a buffer here stops the loop


if __name__ == "__main__":
    main()
