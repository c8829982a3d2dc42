//! A slow model of the engine, which takes nothing from it but the words: it walks time in quarters of an hour and asks
//! of each what it is. Random calendars, targets and events must come out the same.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

use super::super::deadline::{DeadlineError, deadline};
use super::super::{Calendar, ClockEvent, ClockState, Target};

const STEP: i64 = 15;

/// A small generator of the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    fn one_in(&mut self, of: i64) -> bool {
        self.below(of) == 0
    }
}

/// Days by name, as JSON has them: minutes of the day.
type Intervals = Vec<(i64, i64)>;

type Spans = Vec<(DateTime<Utc>, DateTime<Utc>)>;

struct Case {
    zone: Tz,
    week: [Intervals; 7],
    exceptions: Vec<(String, String, Intervals)>,
    clock: &'static str,
    amount: i64,
    /// Quarters of an hour, as moments.
    events: Vec<(DateTime<Utc>, &'static str)>,
    now: DateTime<Utc>,
}

fn intervals(dice: &mut Dice) -> Intervals {
    let mut cuts: Vec<i64> = (0..2 * dice.below(4)).map(|_| dice.below(97) * STEP).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

fn case(dice: &mut Dice) -> Case {
    let zones: [Tz; 6] = [
        chrono_tz::Europe::Moscow,
        chrono_tz::Asia::Kamchatka,
        chrono_tz::Europe::Berlin,
        chrono_tz::Australia::Lord_Howe,
        chrono_tz::America::Havana,
        chrono_tz::America::St_Johns,
    ];
    let zone = zones[usize::try_from(dice.below(6)).unwrap()];
    // Around the changes of the clocks and around New Year.
    let bases = [
        "2026-03-05T00:00:00Z",
        "2026-03-27T00:00:00Z",
        "2026-10-02T00:00:00Z",
        "2026-10-23T00:00:00Z",
        "2026-10-30T00:00:00Z",
        "2026-12-28T00:00:00Z",
        "2028-02-26T00:00:00Z",
    ];
    let base: DateTime<Utc> = bases[usize::try_from(dice.below(7)).unwrap()].parse().unwrap();
    let mut cursor = base + Duration::minutes(dice.below(4 * 96) * STEP);
    let mut events = vec![(cursor, "start")];
    let mut paused = false;
    for _ in 0..dice.below(6) {
        cursor += Duration::minutes(dice.below(130) * STEP);
        events.push((cursor, if paused { "resume" } else { "pause" }));
        paused = !paused;
    }
    if dice.one_in(3) {
        cursor += Duration::minutes(dice.below(200) * STEP);
        events.push((cursor, "stop"));
    }
    let now = events[0].0 + Duration::minutes(dice.below(10 * 96) * STEP);
    let week = std::array::from_fn(|_| {
        if dice.one_in(4) {
            Vec::new()
        } else {
            intervals(dice)
        }
    });
    let day = |dice: &mut Dice| base.date_naive() + Duration::days(dice.below(12));
    let exceptions = (0..dice.below(4)).map(|_| {
        let (one, other) = (day(dice), day(dice));
        let hours = if dice.one_in(2) {
            Vec::new()
        } else {
            intervals(dice)
        };
        match dice.one_in(2) {
            true => (one.min(other).to_string(), one.max(other).to_string(), hours),
            false => (
                one.format("%m-%d").to_string(),
                other.format("%m-%d").to_string(),
                hours,
            ),
        }
    });
    let exceptions = exceptions.collect();
    let (clock, amount) = match dice.below(3) {
        0 => ("calendar", (1 + dice.below(300)) * STEP),
        1 => ("working", (1 + dice.below(120)) * STEP),
        _ => ("working_days", 1 + dice.below(5)),
    };
    Case {
        zone,
        week,
        exceptions,
        clock,
        amount,
        events,
        now,
    }
}

impl Case {
    fn hours(&self, day: NaiveDate) -> (&Intervals, bool) {
        let (text, short) = (day.to_string(), day.format("%m-%d").to_string());
        for (from, to, hours) in self.exceptions.iter().rev() {
            let held = match from.len() {
                10 => *from <= text && text <= *to,
                _ if from <= to => *from <= short && short <= *to,
                _ => *from <= short || short <= *to,
            };
            if held {
                return (hours, true);
            }
        }
        let index = usize::try_from(day.weekday().num_days_from_monday()).unwrap();
        (&self.week[index], false)
    }

    /// The moment of a local time, found by walking.
    fn moment(&self, day: NaiveDate, minutes: i64) -> DateTime<Utc> {
        let wanted = day.and_hms_opt(0, 0, 0).unwrap() + Duration::minutes(minutes);
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        let walk = |wanted: NaiveDateTime| {
            // A few hours before where the zone has it about then.
            let about = local(wanted.and_utc()) - wanted;
            let mut at = wanted.and_utc() - about - Duration::hours(3);
            let mut before = local(at);
            loop {
                let now = local(at);
                if now == wanted {
                    return Ok(at);
                }
                if now > wanted {
                    return Err(now - before - Duration::minutes(STEP));
                }
                before = now;
                at += Duration::minutes(STEP);
            }
        };
        match walk(wanted) {
            Ok(at) => at,
            Err(gap) => walk(wanted + gap).unwrap(),
        }
    }

    fn json(&self) -> (serde_json::Value, serde_json::Value, serde_json::Value) {
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let hours = |hours: &Intervals| {
            let pairs = hours.iter().map(|(from, to)| json!([clock(*from), clock(*to)]));
            pairs.collect::<Vec<_>>()
        };
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let week: BTreeMap<_, _> = names
            .iter()
            .zip(&self.week)
            .map(|(name, day)| (name, hours(day)))
            .collect();
        let exceptions = self.exceptions.iter();
        let exceptions =
            exceptions.map(|(from, to, all)| json!({"from": from, "to": to, "intervals": hours(all)}));
        let exceptions: Vec<_> = exceptions.collect();
        let amount = if self.clock == "working_days" {
            "days"
        } else {
            "minutes"
        };
        let events = self
            .events
            .iter()
            .map(|(at, event)| json!({"at": at, "event": event}));
        (
            json!({"time_zone": self.zone.name(), "week": week, "exceptions": exceptions}),
            json!({"clock": self.clock, amount: self.amount}),
            json!(events.collect::<Vec<_>>()),
        )
    }
}

/// What the model says: due, state, minutes elapsed, and for each step from the start its reason.
struct Said {
    due: Option<DateTime<Utc>>,
    state: &'static str,
    elapsed: i64,
    reasons: Vec<&'static str>,
}

/// How far the model walks; what is not reached by then it does not judge.
const FAR: i64 = 20;

fn model(case: &Case) -> Option<Said> {
    let start = case.events[0].0;
    let happened: Vec<_> = case.events.iter().filter(|(at, _)| *at <= case.now).collect();
    // The state right after a moment's events; a stop makes it run on.
    let standing = |at: DateTime<Utc>| {
        let last = happened.iter().rev().find(|(when, _)| *when <= at);
        last.is_some_and(|(_, event)| *event == "pause")
    };
    let stop = happened
        .iter()
        .find(|(_, event)| *event == "stop")
        .map(|(at, _)| *at);
    let first = start.with_timezone(&case.zone).date_naive();
    let mut spans: BTreeMap<NaiveDate, Spans> = BTreeMap::new();
    for days in 0..=FAR + 1 {
        let day = first + Duration::days(days);
        let span = |(from, to): &(i64, i64)| (case.moment(day, *from), case.moment(day, *to));
        spans.insert(day, case.hours(day).0.iter().map(span).collect());
    }
    let mut reasons = Vec::new();
    let (mut counted, mut elapsed) = (0, 0);
    let mut due = None;
    let (mut at, mut day) = (start, first);
    let mut midnight = case.moment(day, 1440);
    let (mut hours, mut differs) = case.hours(day);
    while at < start + Duration::days(FAR) {
        if at == midnight {
            day += Duration::days(1);
            midnight = case.moment(day, 1440);
            (hours, differs) = case.hours(day);
        }
        let inside = spans[&day].iter().any(|(from, to)| *from <= at && at < *to);
        let reason = if standing(at) {
            "paused"
        } else if case.clock == "calendar" || inside {
            "working"
        } else if differs {
            "exception"
        } else if hours.is_empty() {
            "day_off"
        } else {
            "off_hours"
        };
        reasons.push(reason);
        if reason == "working" {
            counted += STEP;
            if at < stop.unwrap_or(case.now) {
                elapsed += STEP;
            }
        }
        at += Duration::minutes(STEP);
        if case.clock != "working_days" && due.is_none() && counted == case.amount {
            due = Some(at);
        }
    }
    if case.clock == "working_days" {
        let mut left = case.amount;
        for (day, spans) in spans.iter().skip(1) {
            let Some((_, end)) = spans.last() else { continue };
            if standing(*end) {
                continue;
            }
            left -= 1;
            if left == 0 && *day <= first + Duration::days(FAR) {
                due = Some(*end);
            }
        }
    }
    if due.is_none() && !standing(start + Duration::days(FAR)) {
        return None;
    }
    let state = match (stop, due) {
        (Some(stop), Some(due)) if stop <= due => "met",
        (Some(_), _) => "breached",
        (None, Some(due)) if case.now > due => "breached",
        (None, _) if standing(case.now) => "paused",
        (None, _) => "running",
    };
    Some(Said {
        due,
        state,
        elapsed,
        reasons,
    })
}

#[test]
fn the_engine_agrees_with_a_slow_model() {
    let mut dice = Dice(20_261_127);
    let mut judged = BTreeMap::new();
    for number in 0..10_000 {
        let case = case(&mut dice);
        let (calendar, target, events) = case.json();
        let calendar: Calendar = serde_json::from_value(calendar).unwrap();
        let target: Target = serde_json::from_value(target).unwrap();
        let events: Vec<ClockEvent> = serde_json::from_value(events).unwrap();
        let found = deadline(&calendar, case.zone, target, &events, case.now);
        let context = || format!("{number}: {:?} {}", case.json(), case.now);
        let Some(said) = model(&case) else {
            let far = case.events[0].0 + Duration::days(FAR) - Duration::days(1);
            match found {
                Ok(found) => assert!(found.due_at.is_some_and(|due| far < due), "{}", context()),
                Err(error) => assert_eq!(error, DeadlineError::Unreachable, "{}", context()),
            }
            *judged.entry("beyond").or_insert(0) += 1;
            continue;
        };
        let found = found.unwrap_or_else(|error| panic!("{error} {}", context()));
        assert_eq!(found.due_at, said.due, "{}", context());
        assert_eq!(found.state.code(), said.state, "{}", context());
        assert_eq!(found.elapsed_seconds, said.elapsed * 60, "{}", context());
        let mut steps = said.reasons.iter();
        for piece in &found.trail {
            let reason = serde_json::to_value(piece.reason).unwrap();
            let length = (piece.to - piece.from).num_minutes();
            assert_eq!(length % STEP, 0);
            for _ in 0..length / STEP {
                let step = steps.next();
                assert!(
                    step.is_none_or(|step| reason == **step),
                    "{reason} {step:?} {}",
                    context()
                );
            }
            let counted = if reason == "working" { length * 60 } else { 0 };
            assert_eq!(piece.counted_seconds, counted);
        }
        *judged.entry(said.state).or_insert(0) += 1;
    }
    // Each way to end came up, and often.
    for state in ClockState::ALL {
        assert!(judged.get(state.code()).is_some_and(|n| *n > 300), "{judged:?}");
    }
}
