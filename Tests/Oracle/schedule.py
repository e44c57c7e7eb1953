"""Prints cases of schedules with what Python's zoneinfo says of them, one a line, tab-separated.

interval ZONE DAYS HH:MM nominal|actual ANCHOR TIMES
cron     ZONE EXPRESSION AFTER TIMES

Instants are Unix seconds, TIMES are joined by blanks. The seed makes the cases repeatable.
"""

import random
import sys
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = """
Africa/Cairo Africa/Casablanca Africa/El_Aaiun America/Asuncion America/Caracas America/Havana
America/New_York America/Nuuk America/Santiago America/Sao_Paulo America/Scoresbysund
America/St_Johns Antarctica/Troll Asia/Amman Asia/Beirut Asia/Gaza Asia/Kathmandu Asia/Pyongyang
Asia/Tehran Australia/Lord_Howe EST Etc/GMT+5 Europe/Berlin Europe/Dublin Europe/Lisbon Europe/London
Pacific/Apia Pacific/Chatham Pacific/Easter Pacific/Kiritimati Pacific/Kwajalein UTC
""".split()
WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def local(seconds, zone):
    return datetime.fromtimestamp(seconds, timezone.utc).astimezone(zone)


def instant(day, clock, zone):
    """Of a repeated time the first; one in a gap is shifted forward: PEP 495 with fold=0."""
    return int(datetime.combine(day, clock, tzinfo=zone).timestamp())


def after_nominal(anchor, days, clock, zone):
    day = local(anchor, zone).date() + timedelta(days)
    while instant(day, clock, zone) <= anchor:
        day += timedelta(1)
    return instant(day, clock, zone)


def after_actual(anchor, days, clock, zone):
    elapsed = local(anchor, zone).replace(tzinfo=None) + timedelta(days)
    first = instant(elapsed.date(), elapsed.time(), zone)
    day = elapsed.date() - timedelta(1)  # a gap may shift its time over midnight
    while instant(day, clock, zone) < first:
        day += timedelta(1)
    return instant(day, clock, zone)


def transitions(zone, begin, end):
    """Instants around which the offset changes, found by bisection."""
    found = []
    step = 86400
    for left in range(begin, end, step):
        right = left + step
        if local(left, zone).utcoffset() == local(right, zone).utcoffset():
            continue
        low, high = left, right
        while high - low > 1:
            middle = (low + high) // 2
            same = local(middle, zone).utcoffset() == local(low, zone).utcoffset()
            low, high = (middle, high) if same else (low, middle)
        found.append(high)
    return found


def numbers(text, low, high, names=()):
    """What a field of crontab(5) matches."""
    result = set()
    for item in text.split(","):
        span, _, step = item.partition("/")
        if span == "*":
            first, last = low, high
        else:
            ends = [low + names.index(e) if e in names else int(e) for e in span.split("-")]
            first, last = ends[0], ends[-1]
        result |= set(range(first, last + 1, int(step or 1)))
    return result


def cron_times(expression, after, count, zone):
    """All first or shifted instants of matching local times after `after`, in order."""
    minute, hour, dom, month, dow = expression.split()
    minutes, hours = numbers(minute, 0, 59), numbers(hour, 0, 23)
    doms, months = numbers(dom, 1, 31), numbers(month, 1, 12, MONTHS)
    dows = {n % 7 for n in numbers(dow, 0, 7, ["SUN"] + WEEKDAYS[:6])}
    either = dom[0] != "*" and dow[0] != "*"
    day = local(after, zone).date() - timedelta(2)
    found, spare = set(), 3
    while spare > 0:
        is_dom, is_dow = day.day in doms, (day.weekday() + 1) % 7 in dows
        if day.month in months and ((is_dom or is_dow) if either else (is_dom and is_dow)):
            for h in hours:
                for m in minutes:
                    found.add(instant(day, time(h, m), zone))
        day += timedelta(1)
        if sum(t > after for t in found) >= count:
            spare -= 1
    return sorted(t for t in found if t > after)[:count]


def field(rng, low, high, names=()):
    def one():
        number = rng.randint(low, high)
        return names[number - low] if names and rng.random() < 0.4 else str(number)

    kind = rng.random()
    if kind < 0.35:
        return "*"
    if kind < 0.6:
        return one()
    if kind < 0.7:
        return "*/" + str(rng.randint(2, max(2, (high - low) // 2)))
    if kind < 0.8:
        return ",".join(one() for _ in range(rng.randint(2, 4)))
    first = rng.randint(low, high)
    last = rng.randint(first, high)
    return f"{first}-{last}" + (f"/{rng.randint(1, 5)}" if kind > 0.9 else "")


def expression(rng, near):
    """A pattern that likely has times near the local time `near`."""
    minute = rng.choice(["0", "30", "15,45", "*/15", "*/20", "*", "59", str(near.minute)])
    hour = rng.choice(["*", "0", "2", "1-3", "0,23", "*/2", str(near.hour), field(rng, 0, 23)])
    if rng.random() < 0.6:
        return f"{minute} {hour} * * *"
    month = field(rng, 1, 12, MONTHS)
    dom = str(rng.randint(1, 28)) if rng.random() < 0.3 else field(rng, 1, 28)
    return f"{minute} {hour} {dom} {month} {field(rng, 0, 7, ['SUN'] + WEEKDAYS)}"


def main():
    rng = random.Random(int(sys.argv[1]))
    intervals, crons = int(sys.argv[2]), int(sys.argv[3])
    begin = int(datetime(1970, 1, 2, tzinfo=timezone.utc).timestamp())
    end = int(datetime(2037, 1, 1, tzinfo=timezone.utc).timestamp())
    late = [datetime(y, m, 20, tzinfo=timezone.utc) for y in (2040, 2099, 2450) for m in (3, 10)]
    for number, name in enumerate(ZONES):
        zone = ZoneInfo(name)
        edges = transitions(zone, begin, end) or [begin + 86400 * 365 * 40]
        edges += [int(moment.timestamp()) + 86400 * rng.randint(0, 14) for moment in late]
        share = lambda total: total * (number + 1) // len(ZONES) - total * number // len(ZONES)
        for _ in range(share(intervals)):
            edge = rng.choice(edges)
            days = rng.choice([1, 1, 1, 2, 3, 7, 14, 30, 60, 90, 180, 365])
            anchor = edge - days * 86400 + rng.randint(-2, 2) * 86400 + rng.randint(-7200, 7200)
            near = local(edge + rng.choice([-5400, -1800, -900, -60, 0, 1800, 3600]), zone)
            clock = time(near.hour, near.minute) if rng.random() < 0.7 else time(
                rng.randint(0, 23), rng.choice([0, 15, 30, 45, 59]))
            kind = rng.choice(["nominal", "actual"])
            times = [(after_nominal if kind == "nominal" else after_actual)(
                anchor, days, clock, zone)]
            while len(times) < 4:
                times.append(after_nominal(times[-1], days, clock, zone))
            print("interval", name, days, f"{clock:%H:%M}", kind, anchor,
                  " ".join(map(str, times)), sep="\t")
        for _ in range(share(crons)):
            edge = rng.choice(edges)
            after = edge + rng.randint(-100000, 100000)
            pattern = expression(rng, local(edge, zone))
            times = cron_times(pattern, after, 12, zone)
            print("cron", name, pattern, after, " ".join(map(str, times)), sep="\t")


main()
