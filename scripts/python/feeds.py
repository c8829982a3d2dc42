"""Expands the feeds that the tests wrote with an independent library, and compares them with what the API tells of the same days.

usage: feeds.py FOLDER    (pairs NAME.ics and NAME.json)
"""

import datetime
import json
import pathlib
import sys

import icalendar
import recurring_ical_events

UTC = datetime.timezone.utc


def of_feed(text, first, last):
    calendar = icalendar.Calendar.from_ical(text)
    zones = [part for part in calendar.walk("VTIMEZONE")]
    assert len(zones) == 1, "one VTIMEZONE"
    names = [str(event["UID"]) for event in calendar.walk("VEVENT")]
    assert len(names) == len(set(names)), "a UID stands for one event"
    for event in calendar.walk("VEVENT"):
        assert "SEQUENCE" in event and "DTSTAMP" in event and event.errors == [], event
    found = recurring_ical_events.of(calendar).between(first, last + datetime.timedelta(days=1))
    told = set()
    for event in found:
        start, end = (event[key].dt.astimezone(UTC) for key in ("DTSTART", "DTEND"))
        told.add((start, end, str(event["SUMMARY"]), str(event.get("LOCATION", ""))))
    assert len(told) == len(found), "no event twice"
    return told, len(zones), calendar


def of_api(days):
    told = set()
    for day in days:
        for turn in day["turns"]:
            if turn["away"] and turn["substitute"] is None:
                continue
            name = f"{turn['substitute']} (замещает: {turn['name']})" if turn["away"] else turn["name"]
            start, end = (datetime.datetime.fromisoformat(turn[key]) for key in ("from", "to"))
            told.add((start, end, f"Помощь с журналом: {name}", turn["place"] or ""))
    return told


def main():
    folder = pathlib.Path(sys.argv[1])
    feeds = sorted(folder.glob("*.ics"))
    if not feeds:
        sys.exit(f"no feeds in {folder}: the tests write them there")
    for feed in feeds:
        days = json.loads(feed.with_suffix(".json").read_text())["days"]
        first, last = (datetime.date.fromisoformat(days[index]["date"]) for index in (0, -1))
        events, _, calendar = of_feed(feed.read_bytes(), first, last)
        hours = of_api(days)
        if events != hours:
            for start, end, name, place in sorted(events ^ hours)[:10]:
                side = "feed" if (start, end, name, place) in events else "API"
                print(f"{feed.name}: only in the {side}: {start} to {end}, {name}, {place}", file=sys.stderr)
            sys.exit(f"{feed.name}: {len(events)} in the feed, {len(hours)} in the API")
        repeated = sum("RRULE" in event for event in calendar.walk("VEVENT"))
        print(f"{feed.name}: {len(hours)} hours in {len(days)} days, the same ({repeated} weekly events)")


main()
