"""Compares `podskazka calendar` (standard input) with the package `holidays`, day by day.

Every difference must be in KNOWN, with its reason; a reason that explains nothing any more is an error too.
"""

import sys
from datetime import date, timedelta

import holidays

# (date, what, detail) that only one of the two says: why that is right.
KNOWN = {}


def ours(lines):
    days, years = set(), []
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("#"):
            years.append(int(line[2:6]))
            print("  by decree " + line[2:])
            continue
        day, what, detail = line.split("\t")
        # What a holiday is called is a matter of words.
        days.add((day, what, "" if what == "holiday" else detail))
    return days, years


def theirs(years):
    """The same in the package's words: "Day off (substituted from …)" by decree, "… (observed)" by the Labour Code."""
    days = set()
    for year in years:
        country = holidays.Russia(years=year, language="en_US")
        holiday = {day for day, name in country.items() if "(" not in name}
        holiday.add(date(year + 1, 1, 1))
        moved = {}
        for day, name in sorted(country.items()):
            if "(substituted from" in name:
                month, number, _ = name.split("from ")[1].rstrip(")").split("/")
                moved[day] = date(year, int(month), int(number))
            elif name.endswith("(observed)"):
                same = name.removesuffix(" (observed)")
                moved[day] = max(d for d in holiday if d < day and country[d] == same)
        days |= {(str(day), "holiday", "") for day in holiday if day.year == year}
        days |= {(str(day), "moved", str(origin)) for day, origin in moved.items()}
        # The package says which days of rest are worked, and which day got the rest of each.
        worked = {day: like for like, day in moved.items() if day in country.weekend_workdays}
        assert set(worked) == set(country.weekend_workdays), year
        days |= {(str(day), "worked", str(like)) for day, like in worked.items()}
        # The package has no shortened days. Article 95: the working day before a holiday is an hour shorter; so is a
        # day of rest that is worked for such a day.
        day = date(year, 1, 1)
        while day.year == year:
            like = worked.get(day, day)
            works = day in worked or (day.weekday() < 5 and day not in country)
            if works and like + timedelta(days=1) in holiday:
                days.add((str(day), "short", ""))
            day += timedelta(days=1)
    return days


def main():
    own, years = ours(sys.stdin)
    if not years:
        sys.exit("podskazka calendar said nothing")
    other = theirs(years)
    differ = own ^ other
    for day in sorted(differ):
        side = "only ours" if day in own else "only theirs"
        print(f"  {side}: {' '.join(day)}: {KNOWN.get(day, 'NOT EXPLAINED')}")
    unknown = differ - set(KNOWN)
    idle = set(KNOWN) - differ
    for day in sorted(idle):
        print(f"  explained, but they agree: {' '.join(day)}")
    if unknown or idle:
        sys.exit("the production calendar is not what holidays says")
    counts = {what: sum(1 for day in own if day[1] == what) for what in ("holiday", "moved", "worked", "short")}
    print(
        f"  {years[0]} to {years[-1]}, holidays {holidays.__version__}: "
        f"{counts['holiday']} holidays, {counts['moved']} moved days off with where they come from and "
        f"{counts['worked']} days of rest that are worked agree, {len(differ)} differences"
    )
    print(
        f"  {counts['short']} shortened days: the package has none of its own; they are what article 95 makes of "
        "its holidays"
    )


main()
