//! A clock followed through its events: when it is due, how it stands, and why (T4).

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::days::{Days, Stretch};
use super::{Calendar, ClockEvent, ClockEventKind, ClockState, Deadline, Reason, Target, TrailPiece};

/// How many days after its start a clock is followed.
pub const HORIZON_DAYS: i64 = 1830;

/// Why there is no deadline to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// The event with this index cannot follow the ones before it, or is earlier than they are.
    #[error("event {0} cannot come here")]
    Order(usize),
    /// Nothing has started yet.
    #[error("the clock has not started")]
    NotStarted,
    /// The clock runs, and does not reach its target within [`HORIZON_DAYS`] of its start.
    #[error("the target is not reached in time")]
    Unreachable,
    /// The moment that is asked for lies beyond twice the horizon.
    #[error("too long ago")]
    TooLate,
}

/// A clock as its events up to now leave it.
struct Clock {
    start: DateTime<Utc>,
    /// Standing still, from and until; the last may still last.
    pauses: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    stop: Option<DateTime<Utc>>,
}

impl Clock {
    fn of(events: &[ClockEvent], now: DateTime<Utc>) -> Result<Self, DeadlineError> {
        check(events)?;
        let mut happened = events.iter().filter(|event| event.at <= now);
        let start = happened.next().ok_or(DeadlineError::NotStarted)?.at;
        let mut clock = Self {
            start,
            pauses: Vec::new(),
            stop: None,
        };
        for event in happened {
            match event.event {
                ClockEventKind::Start => {}
                ClockEventKind::Pause => clock.pauses.push((event.at, None)),
                ClockEventKind::Resume => clock.goes_on(event.at),
                // What is told after it is told as if the clock had run on.
                ClockEventKind::Stop => {
                    clock.goes_on(event.at);
                    clock.stop = Some(event.at);
                }
            }
        }
        Ok(clock)
    }

    fn goes_on(&mut self, at: DateTime<Utc>) {
        if let Some((_, until @ None)) = self.pauses.last_mut() {
            *until = Some(at);
        }
    }

    fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|(_, until)| until.is_none())
    }

    /// Whether an end of a working day counts: the clock was resumed by then and not paused.
    fn runs_at(&self, at: DateTime<Utc>) -> bool {
        let within = |(from, until): &(DateTime<Utc>, Option<DateTime<Utc>>)| {
            *from <= at && until.is_none_or(|until| at < until)
        };
        !self.pauses.iter().any(within)
    }

    /// Stretches with the pauses laid over them.
    fn over<'a>(
        &'a self,
        stretches: impl Iterator<Item = Stretch> + 'a,
    ) -> impl Iterator<Item = Stretch> + 'a {
        let mut pauses = self.pauses.as_slice();
        stretches.flat_map(move |stretch| {
            let mut pieces = Vec::new();
            let mut cursor = stretch.from;
            while let Some(((from, until), rest)) = pauses.split_first() {
                let until = until.unwrap_or(DateTime::<Utc>::MAX_UTC);
                if until <= cursor {
                    pauses = rest;
                    continue;
                }
                if stretch.to <= *from {
                    break;
                }
                let (begins, ends) = ((*from).max(cursor), until.min(stretch.to));
                pieces.push((cursor, begins, stretch.reason));
                pieces.push((begins, ends, Reason::Paused));
                cursor = ends;
                if stretch.to <= until {
                    break;
                }
            }
            pieces.push((cursor, stretch.to, stretch.reason));
            pieces
                .into_iter()
                .filter(|(from, to, _)| from < to)
                .map(|(from, to, reason)| Stretch { from, to, reason })
        })
    }
}

/// First a start, then pauses and resumes in turn, then perhaps a stop; never back in time.
fn check(events: &[ClockEvent]) -> Result<(), DeadlineError> {
    use ClockEventKind::{Pause, Resume, Start, Stop};
    let mut last: Option<&ClockEvent> = None;
    for (index, event) in events.iter().enumerate() {
        let fits = match (last.map(|last| last.event), event.event) {
            (None, Start) | (Some(Start | Resume), Pause | Stop) | (Some(Pause), Resume | Stop) => true,
            (None, Pause | Resume | Stop)
            | (Some(_), Start)
            | (Some(Start | Resume), Resume)
            | (Some(Pause), Pause)
            | (Some(Stop), _) => false,
        };
        if !fits || last.is_some_and(|last| event.at < last.at) {
            return Err(DeadlineError::Order(index));
        }
        last = Some(event);
    }
    if last.is_some() {
        Ok(())
    } else {
        Err(DeadlineError::Order(0))
    }
}

/// The deadline of a clock at `now`. Events after it have not happened.
///
/// # Errors
/// [`DeadlineError`]: events in an impossible order, nothing started by now, a target out of reach.
pub fn deadline(
    calendar: &Calendar,
    zone: Tz,
    target: Target,
    events: &[ClockEvent],
    now: DateTime<Utc>,
) -> Result<Deadline, DeadlineError> {
    let clock = Clock::of(events, now)?;
    if now - clock.start > Duration::days(2 * HORIZON_DAYS) {
        return Err(DeadlineError::TooLate);
    }
    let days = Days { calendar, zone };
    let due_at = due(days, target, &clock)?;
    let until = clock.stop.unwrap_or(now);
    let mut trail: Vec<TrailPiece> = Vec::new();
    let mut elapsed = Duration::zero();
    let end = due_at.map_or(now, |due| due.max(now));
    for stretch in stretches(days, target, &clock) {
        if end <= stretch.from {
            break;
        }
        if stretch.reason == Reason::Working && stretch.from < until {
            elapsed += stretch.to.min(until) - stretch.from;
        }
        put(&mut trail, stretch, end);
    }
    let elapsed_seconds = elapsed.num_seconds();
    let remaining_seconds = match target {
        Target::Calendar { minutes } | Target::Working { minutes } => {
            Some((i64::from(minutes) * 60 - elapsed_seconds).max(0))
        }
        Target::WorkingDays { .. } => due_at.map(|due| (due - now).num_seconds().max(0)),
    };
    let state = match (clock.stop, due_at) {
        (Some(stop), Some(due)) if stop <= due => ClockState::Met,
        (Some(_), _) => ClockState::Breached,
        (None, Some(due)) if due < now => ClockState::Breached,
        (None, _) if clock.is_paused() => ClockState::Paused,
        (None, _) => ClockState::Running,
    };
    Ok(Deadline {
        due_at,
        state,
        elapsed_seconds,
        remaining_seconds,
        trail,
    })
}

/// When whoever works on it is to be warned: when three quarters of the minutes have passed, or at the opening of the last day
/// that counts. None while the clock stands still before it, or when it is never due.
pub fn warning(
    calendar: &Calendar,
    zone: Tz,
    target: Target,
    events: &[ClockEvent],
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let days = Days { calendar, zone };
    let clock = Clock::of(events, now).ok()?;
    let most = |minutes: u32| (minutes / 4 * 3 + minutes % 4 * 3 / 4).max(1);
    match target {
        Target::Calendar { minutes } => {
            let part = Target::Calendar {
                minutes: most(minutes),
            };
            due(days, part, &clock).ok()?
        }
        Target::Working { minutes } => {
            let part = Target::Working {
                minutes: most(minutes),
            };
            due(days, part, &clock).ok()?
        }
        Target::WorkingDays { .. } => {
            let due = due(days, target, &clock).ok()??;
            days.opening(days.of(due - Duration::nanoseconds(1)))
        }
    }
}

/// The first moment of working time that is not before `at`; none within a year.
pub fn opens(calendar: &Calendar, zone: Tz, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let end = at.checked_add_signed(Duration::days(366))?;
    Days { calendar, zone }
        .from(at)
        .take_while(|stretch| stretch.from < end)
        .find(|stretch| stretch.reason == Reason::Working)
        .map(|stretch| stretch.from)
}

/// Lays a stretch behind the trail, cut at its end, and one with the piece before it when both tell the same.
fn put(trail: &mut Vec<TrailPiece>, stretch: Stretch, end: DateTime<Utc>) {
    let to = stretch.to.min(end);
    let counted = |from: DateTime<Utc>| match stretch.reason {
        Reason::Working => (to - from).num_seconds(),
        Reason::Paused | Reason::Exception | Reason::DayOff | Reason::OffHours => 0,
    };
    match trail.last_mut() {
        Some(last) if last.reason == stretch.reason => {
            last.to = to;
            last.counted_seconds = counted(last.from);
        }
        _ => trail.push(TrailPiece {
            from: stretch.from,
            to,
            counted_seconds: counted(stretch.from),
            reason: stretch.reason,
        }),
    }
}

/// All time from the start on, as the clock counts it.
fn stretches<'a>(days: Days<'a>, target: Target, clock: &'a Clock) -> Box<dyn Iterator<Item = Stretch> + 'a> {
    match target {
        // Plain time knows neither days nor hours.
        Target::Calendar { .. } => Box::new(clock.over(std::iter::once(Stretch {
            from: clock.start,
            to: DateTime::<Utc>::MAX_UTC,
            reason: Reason::Working,
        }))),
        Target::Working { .. } | Target::WorkingDays { .. } => Box::new(clock.over(days.from(clock.start))),
    }
}

/// The earliest moment at which the target is reached; none while the clock stands still before it.
fn due(days: Days<'_>, target: Target, clock: &Clock) -> Result<Option<DateTime<Utc>>, DeadlineError> {
    let horizon = clock.start.checked_add_signed(Duration::days(HORIZON_DAYS));
    let horizon = horizon.ok_or(DeadlineError::Unreachable)?;
    let within = |due: DateTime<Utc>| match due <= horizon {
        true => Ok(Some(due)),
        false => Err(DeadlineError::Unreachable),
    };
    match target {
        Target::Calendar { minutes } | Target::Working { minutes } => {
            let mut left = Duration::minutes(minutes.into());
            for stretch in stretches(days, target, clock) {
                if horizon <= stretch.from {
                    break;
                }
                if stretch.reason != Reason::Working {
                    continue;
                }
                let length = stretch.to - stretch.from;
                if left <= length {
                    return within(stretch.from + left);
                }
                left -= length;
            }
        }
        Target::WorkingDays { days: number } => {
            let mut left = number;
            let first = days.of(clock.start).succ_opt();
            for day in std::iter::successors(first, |day| day.succ_opt()) {
                let Some(end) = days.end(day) else {
                    if day > days.of(horizon) {
                        break;
                    }
                    continue;
                };
                if horizon < end {
                    break;
                }
                if clock.runs_at(end) {
                    left = left.saturating_sub(1);
                    if left == 0 {
                        return Ok(Some(end));
                    }
                }
            }
        }
    }
    match clock.is_paused() {
        true => Ok(None),
        false => Err(DeadlineError::Unreachable),
    }
}
