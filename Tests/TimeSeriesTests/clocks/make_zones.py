"""Writes zones.tsv: what Python's zoneinfo makes of the local times of some zones.

    python3 make_zones.py > zones.tsv

A line "zone" has a name, the offset at first, and the changes as SECOND:OFFSET. The lines after it
have a local time, in seconds as if it were UTC; the first time that shows it, or "skipped"; the
other time that does, or "once"; and for skipped ones the time by the offset of before.
"""
import datetime
import random
import zoneinfo

UTC = datetime.timezone.utc
FIRST, LAST = (int(datetime.datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1975, 2035))
NAMES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns",
    "Pacific/Apia", "Asia/Kolkata", "Europe/Dublin",
]
chance = random.Random(20241027)


def offset(zone, second):
    return int(datetime.datetime.fromtimestamp(second, zone).utcoffset().total_seconds())


def changes(zone):
    for day in range(FIRST, LAST, 86_400):
        low, high = day, day + 86_400
        if offset(zone, low) == offset(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset(zone, middle) == offset(zone, low):
                low = middle
            else:
                high = middle
        yield high, offset(zone, high)


def second(zone, local, fold):
    wall = datetime.datetime.fromtimestamp(local, UTC).replace(tzinfo=zone, fold=fold)
    return int(wall.timestamp())


for name in NAMES:
    zone = zoneinfo.ZoneInfo(name)
    found = list(changes(zone))
    print("zone", name, offset(zone, FIRST), *("%d:%d" % pair for pair in found), sep="\t")
    places = [at + ahead for at, ahead in chance.sample(found, min(len(found), 20))]
    locals_ = [place + step for place in places for step in (-5400, -1800, -1, 0, 1800, 3600, 5400)]
    locals_ += [chance.randint(FIRST, LAST) for _ in range(20)]
    for local in locals_:
        times = [second(zone, local, fold) for fold in (0, 1)]
        shown = [time for time in times if time + offset(zone, time) == local]
        if not shown:
            print(local, "skipped", times[0], sep="\t")
        elif len(set(shown)) == 1:
            print(local, shown[0], "once", sep="\t")
        else:
            print(local, *shown, sep="\t")
