/// Scripts that take part in the tests of ts-collect: a model, and one that kills.
enum CollectScripts {
  /// A model that continues a series of hours by ARGUMENT records, and notes what it is asked.
  static let model = """
    import json, sys, time, datetime as D
    asked = open("asked", "a", buffering=1)
    count, pause = int(sys.argv[1]), float(sys.argv[2])
    for text in sys.stdin:
        line = json.loads(text)
        if line["type"] == "spec": spec = line
        if line["type"] == "group" and not (line["completed"] or line["failed"]):
            asked.write("%s %d\\n" % (line["group_id"], line["round"]))
            time.sleep(pause)
            last = line["last_timestamp_seconds"]
            if last is None: last = 1704067200 - 3600
            times = [D.datetime.fromtimestamp(last + 3600 * n, D.timezone.utc) for n in range(1, count + 1)]
            line["completions"] = [{"index": 0, "text": "".join('{"g":"%s","ts":"%s","v":%d}\\n' % (
                line["group_id"], t.strftime("%Y-%m-%d %H:%M:%S"), t.hour) for t in times)}]
        print(json.dumps(line), flush=True)
    """

  /// Training data for the model: hourly records of GROUPS groups from 2024-01-01 on.
  static func training(groups: Int, hours: Int) -> String {
    var text = "g,ts,v\n"
    for group in 0..<groups {
      for hour in 0..<hours {
        let day = hour / 24 + 1
        text += "G\(padded(group)),2024-01-\(padded(day)) \(padded(hour % 24)):00:00,\(hour % 24)\n"
      }
    }
    return text
  }

  /// Starts PIPE again and again and kills it, with all its children, KILLS times; then lets it end.
  ///
  /// The moments are random ones of a seeded generator: after so many requests and a pause. It
  /// prints its facts as one line.
  static let killer = """
    import json, os, random, signal, subprocess, sys, time
    pipe, kills = sys.argv[1], int(sys.argv[2])
    def lines(name):
        return open(name).read().splitlines() if os.path.exists(name) else []
    def size(name):
        return os.path.getsize(name) if os.path.exists(name) else 0
    def start():
        if os.path.exists("loop"): os.unlink("loop")
        os.mkfifo("loop")
        return subprocess.Popen(["sh", "-c", pipe], start_new_session=True,
                                env=dict(os.environ, TS_LOOP="loop"), stderr=open("err", "a"))
    def judged():
        found = set()
        for text in lines("journal")[1:]:
            try: line = json.loads(text)
            except ValueError: continue
            found.add("%s %d" % (line["group_id"], line["round"]))
        return found
    random.seed(7)
    killed = in_flight = 0
    for _ in range(kills):
        goal, pause = size("asked") + random.randrange(1, 200), random.random() * 0.004
        run = start()
        while run.poll() is None and size("asked") < goal: time.sleep(0.001)
        time.sleep(pause)
        if run.poll() is None: killed += 1
        try: os.killpg(run.pid, signal.SIGKILL)
        except ProcessLookupError: pass
        run.wait()
        in_flight += len(set(lines("asked")) - judged())
    status = start().wait()
    asked = lines("asked")
    print(json.dumps({"status": status, "killed": killed, "asked": len(set(asked)),
                      "twice": len(asked) - len(set(asked)), "in_flight": in_flight}))
    """

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
