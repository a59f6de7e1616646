"""Writes times.tsv: times as Python's datetime writes them, and their microseconds since 1970.

    python3 make.py > times.tsv

A line is a format of ours, a text, and the microseconds. Each text is the one way in which a column
of its spelling writes that time.
"""
import datetime
import random
from decimal import ROUND_HALF_EVEN, Decimal

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
chance = random.Random(20240229)


def row(form, text, time):
    print(form, text, (time - EPOCH) // MICROSECOND, sep="\t")


def days(count):
    first, last = datetime.date(1, 1, 8).toordinal(), datetime.date(9999, 12, 20).toordinal()
    for _ in range(count):
        day = datetime.date.fromordinal(chance.randint(first, last))
        yield datetime.datetime(day.year, day.month, day.day, tzinfo=UTC)


def weeks():
    # The Mondays around each new year of a calendar's cycle of 28 years, and others.
    for year in range(1995, 2024):
        for month, day in [(12, 21), (12, 28), (12, 31)]:
            time = datetime.datetime(year, month, day, tzinfo=UTC)
            time -= datetime.timedelta(days=time.weekday())
            row("%G-W%V", time.strftime("%G-W%V"), time)
    for time in days(40):
        row("%G-W%V-%u", "%04d-W%02d-%d" % tuple(time.isocalendar()), time)
        row("%GW%V%u", "%04dW%02d%d" % tuple(time.isocalendar()), time)
        time -= datetime.timedelta(days=time.weekday())
        row("%GW%V", "%04dW%02d" % tuple(time.isocalendar())[:2], time)


def quarters():
    for time in days(40):
        quarter = (time.month + 2) // 3
        time = time.replace(month=quarter * 3 - 2, day=1)
        row("%YQ%q", "%04dQ%d" % (time.year, quarter), time)
        row("Q%q %Y", "Q%d %04d" % (quarter, time.year), time)


def epochs():
    for _ in range(40):
        time = EPOCH + datetime.timedelta(microseconds=chance.randint(-(10**15), 4 * 10**15))
        count = (time - EPOCH) // MICROSECOND
        row("epoch_microseconds", count, time)
        row("epoch_nanoseconds", count * 1000, time)
        time = EPOCH + MICROSECOND * (count // 1000 * 1000)
        row("epoch_milliseconds", count // 1000, time)


def nanoseconds():
    # Only to the microsecond are they written again: the last three digits are zeros.
    for time in days(40):
        time += datetime.timedelta(microseconds=chance.randint(0, 86_399_999_999))
        text = "%04d-%s" % (time.year, time.strftime("%m-%dT%H:%M:%S.%f"))
        row("%Y-%m-%dT%H:%M:%S.%N", text + "000", time)


def rounded():
    # Read alone: Decimal rounds half to even.
    for _ in range(40):
        digits = chance.choice([7, 8, 9])
        number = chance.choice([chance.randrange(10**digits), chance.randrange(10**6) * 10**(digits - 6) + 5 * 10**(digits - 7)])
        text = "%0*d" % (digits, number)
        whole = Decimal("0." + text).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
        print("%S.%N read", "00." + text, int(whole * 1_000_000), sep="\t")


def offsets():
    for time in days(40):
        hours, minutes = chance.randint(-12, 14), chance.choice([0, 0, 30, 45])
        zone = datetime.timezone(datetime.timedelta(hours=hours, minutes=minutes))
        local = time.astimezone(zone)
        offset = local.strftime("%z")
        offset = offset[:3] if offset.endswith("00") else offset[:3] + ":" + offset[3:]
        # A column whose first offset is one of hours.
        text = "%04d-%s%s" % (local.year, local.strftime("%m-%d %H:%M"), offset)
        row("%Y-%m-%d %H:%M%:::z", text, time)


for part in [weeks, quarters, epochs, nanoseconds, rounded, offsets]:
    part()
