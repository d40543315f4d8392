"""Ten thousand rules of recurrence, drawn at random: the house and python-dateutil name the same times.

Prints `ok NAME` or `FAILED NAME`. `COURTYARD_SEED` draws other rules.
"""

import datetime
import itertools
import os
import random
import subprocess
import sys
import types

import dateutil.rrule
from dateutil.rrule import rrulestr

RULES = int(os.environ.get("COURTYARD_RULES", "10000"))
TIMES = 40
# Of those that are asked for from a random day on: dateutil counts up to it from the start.
LATE_RULES, LATE_TIMES = 2_000, 10
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
# What never comes is looked for up to a year: dateutil up to 9999, which takes a minute for each such rule.
LAST = 2_290
dateutil.rrule.datetime = types.SimpleNamespace(**{**vars(datetime), "MAXYEAR": LAST})
SEED = int(os.environ.get("COURTYARD_SEED", "20261130"))


def some(draw: random.Random, values, most: int) -> str:
    return ",".join(str(one) for one in draw.sample(list(values), draw.randint(1, most)))


def signed(draw: random.Random, most: int, many: int) -> str:
    numbers = [one for one in range(-most, most + 1) if one != 0]
    return some(draw, numbers, many)


def rule(draw: random.Random, start: datetime.datetime) -> tuple[datetime.datetime, str]:
    every = draw.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={every}"]
    if draw.random() < 0.6:
        parts.append(f"INTERVAL={draw.randint(2, 13)}")
    end = draw.random()
    if end < 0.3:
        parts.append(f"COUNT={draw.randint(1, 60)}")
    elif end < 0.6:
        until = start + datetime.timedelta(days=draw.randint(0, 4_000), hours=draw.randint(-3, 3))
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}")
    wkst = draw.choice(DAYS)
    if draw.random() < 0.5:
        parts.append(f"WKST={wkst}")
    else:
        wkst = "MO"
    by = []
    if draw.random() < 0.35:
        by.append("BYMONTH=" + some(draw, range(1, 13), 4))
    if every in ("DAILY", "MONTHLY", "YEARLY") and draw.random() < 0.35:
        by.append("BYMONTHDAY=" + signed(draw, 31, 4))
    # Of days in January that belong to the last week of the year before dateutil counts that week by the length of the wrong
    # year; the last weeks by their numbers are held against Python's own calendar below.
    if every == "YEARLY" and draw.random() < 0.2:
        weeks = list(range(1, 52)) + list(range(-10, 0))
        by.append("BYWEEKNO=" + some(draw, weeks, 3))
    if every == "YEARLY" and draw.random() < 0.2:
        by.append("BYYEARDAY=" + signed(draw, 366, 5))
    if draw.random() < 0.5:
        numbered = every in ("MONTHLY", "YEARLY") and not any(one.startswith("BYWEEKNO") for one in by)
        if numbered and draw.random() < 0.5:
            most = 5 if every == "MONTHLY" or any(one.startswith("BYMONTH=") for one in by) else 53
            whole = [f"{which}{day}" for which in range(-most, most + 1) if which for day in DAYS]
            by.append("BYDAY=" + some(draw, whole, 4))
        else:
            by.append("BYDAY=" + some(draw, DAYS, 5))
    # Within a first week that is begun dateutil counts from its first time on, RFC 5545 from the week's first day.
    whole_week = every != "WEEKLY" or DAYS[start.weekday()] == wkst
    if by and whole_week and draw.random() < 0.3:
        by.append("BYSETPOS=" + signed(draw, 6, 3))
    draw.shuffle(by)
    return start, ";".join(parts + by)


def drawn(seed: int):
    draw = random.Random(seed)
    for _ in range(RULES):
        days = draw.randint(0, 60 * 366)
        start = datetime.datetime(1990, 1, 1, draw.randint(0, 23), draw.randint(0, 59)) + datetime.timedelta(days=days)
        yield rule(draw, start)


def times_of(start: datetime.datetime, text: str) -> list[str]:
    found = itertools.islice(rrulestr(text, dtstart=start), TIMES)
    return [one.isoformat() for one in itertools.takewhile(lambda one: one.year <= LAST, found)]


def late_of(start: datetime.datetime, text: str, late: datetime.datetime) -> list[str]:
    later = (one for one in rrulestr(text, dtstart=start) if one >= late)
    found = itertools.islice(itertools.takewhile(lambda one: one.year <= LAST, later), LATE_TIMES)
    return [one.isoformat() for one in found]


def ours_of(rules: list[tuple]) -> list[str]:
    """Of each a start and a rule, and from when on where that is not its start."""
    said = (map(str, [start.isoformat(), text, *(one.isoformat() for one in late)]) for start, text, *late in rules)
    lines = "".join("\t".join(parts) + "\n" for parts in said)
    ran = subprocess.run([os.environ["OFFICE_TIMES"], str(TIMES)], input=lines, capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def last_weeks() -> bool:
    """Weeks 52 and 53, day by day, as ISO 8601 counts them."""
    starts = [datetime.datetime(year, 1, 1, 9) for year in range(1990, 2090)]
    rules = [(start, f"FREQ=YEARLY;BYWEEKNO={week}") for start in starts for week in (52, 53)]
    for (start, text), said in zip(rules, ours_of(rules), strict=True):
        week = int(text.rsplit("=", 1)[1])
        days = (start + datetime.timedelta(days=day) for day in itertools.count())
        named = (day.isoformat() for day in days if day.isocalendar().week == week)
        if said.split() != list(itertools.islice(named, TIMES)):
            print(f"FAILED the last weeks of a year are those of ISO 8601: {start} {text}")
            return False
    print("ok the last weeks of a year are those of ISO 8601")
    return True


def from_late(rules: list[tuple[datetime.datetime, str]]) -> bool:
    """Asked for from a day on, years after its start, a rule names the same: the house does not count from the first time."""
    draw = random.Random(SEED + 1)
    asked = [(start, text, start + datetime.timedelta(days=draw.randint(1, 20 * 366))) for start, text in rules[:LATE_RULES]]
    for (start, text, late), said in zip(asked, ours_of(asked), strict=True):
        ours = [one for one in said.split()[:LATE_TIMES] if int(one[:4]) <= LAST]
        if ours != late_of(start, text, late):
            print(f"FAILED rules name the same from any day on: {start} {text} from {late}")
            return False
    print(f"ok {len(asked)} rules name the same from any day on")
    return True


def main() -> int:
    rules = list(drawn(SEED))
    is_right = last_weeks() and from_late(rules)
    wrong, named = [], 0
    for (start, text), said in zip(rules, ours_of(rules), strict=True):
        ours = [one for one in said.split() if int(one[:4]) <= LAST]
        theirs = times_of(start, text)
        named += len(theirs)
        if ours != theirs:
            wrong.append((start, text, ours, theirs))
    for start, text, ours, theirs in wrong[:10]:
        print(f"{start} {text}\n  ours   {ours[:6]} ({len(ours)})\n  theirs {theirs[:6]} ({len(theirs)})", file=sys.stderr)
    name = f"{RULES} rules drawn from {SEED} name the same {named} times"
    print(f"FAILED {name}: {len(wrong)} differ" if wrong else f"ok {name}")
    return 1 if wrong or not is_right else 0


if __name__ == "__main__":
    sys.exit(main())
