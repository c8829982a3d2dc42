//! Slots cut out of published hours (S5). Pure: what is taken is not known here.

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};

use super::ConsultRules;

/// A cell: the piece of time by which the database knows that two things overlap, in seconds. Slots begin and end with one.
pub const CELL_SECONDS: i64 = 300;

/// The numbers of the cells that a stretch of time touches, from 1970 on.
pub const fn cells(from: DateTime<Utc>, to: DateTime<Utc>) -> Range<i64> {
    let first = from.timestamp().div_euclid(CELL_SECONDS);
    let end = (to.timestamp() + CELL_SECONDS - 1).div_euclid(CELL_SECONDS);
    first..end
}

/// From when to when a cell lasts.
pub fn cell_span(cell: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    let edge = |cell: i64| DateTime::UNIX_EPOCH + Duration::seconds(cell * CELL_SECONDS);
    (edge(cell), edge(cell + 1))
}

/// Cuts a stretch of hours into slots of one length with a pause after each; what is too short at its end is left. They begin
/// at full five minutes, so that two that follow each other never share a cell.
pub fn cut(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    rules: &ConsultRules,
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let minutes = |minutes: u16| Duration::minutes(minutes.into());
    let length = minutes(rules.length_minutes.max(5));
    let step = length + minutes(rules.buffer_minutes);
    let first = (from.timestamp() + CELL_SECONDS - 1).div_euclid(CELL_SECONDS) * CELL_SECONDS;
    let mut slots = Vec::new();
    let mut begin = DateTime::from_timestamp(first, 0);
    while let Some(start) = begin.filter(|start| *start + length <= to) {
        slots.push((start, start + length));
        begin = start.checked_add_signed(step);
    }
    slots
}

impl ConsultRules {
    /// Until when the helper is taken by a slot that ends then.
    pub fn taken_until(&self, end: DateTime<Utc>) -> DateTime<Utc> {
        end + Duration::minutes(self.buffer_minutes.into())
    }

    /// The first moment that may be booked now.
    pub fn first_bookable(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + Duration::minutes(self.lead_minutes.into())
    }

    /// Until when a booking that starts then may be cancelled or moved by its person.
    pub fn cancel_until(&self, start: DateTime<Utc>) -> DateTime<Utc> {
        start - Duration::minutes(self.cancel_minutes.into())
    }
}

#[cfg(feature = "calendar")]
pub use of_day::{Slot, of_day};

#[cfg(feature = "calendar")]
mod of_day {
    use chrono::{DateTime, Days, Utc};

    use super::{super::ConsultRules, cut};
    use crate::ids::MemberId;
    use crate::people::MemberRef;
    use crate::schedules::plan::{PlannedDay, Turn};
    use crate::schedules::{Audience, Entry, Mode};

    /// A slot of somebody who helps, whether taken or not.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Slot {
        pub helper: MemberRef,
        /// Who is away, when the helper stands in for somebody.
        pub instead_of: Option<String>,
        pub from: DateTime<Utc>,
        pub to: DateTime<Utc>,
        pub place: Option<String>,
        pub modes: Vec<Mode>,
        /// Empty: for everybody.
        pub audiences: Vec<Audience>,
    }

    /// Who takes bookings in a turn: the helper, or who stands in; none for walk-in hours, for somebody who is no member of
    /// the school, and for somebody away whom nobody replaces.
    pub fn taker(turn: &Turn) -> Option<MemberRef> {
        if turn.entry != Entry::Booking {
            return None;
        }
        match (turn.away, &turn.substitute) {
            (true, substitute) => substitute.clone(),
            (false, _) => turn.member.map(|id| MemberRef {
                id,
                name: turn.name.clone(),
            }),
        }
    }

    /// The slots of a planned day, by start. What two turns of one helper give twice is there once.
    pub fn of_day(day: &PlannedDay, rules: impl Fn(MemberId) -> ConsultRules) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::new();
        for turn in &day.turns {
            let Some(helper) = taker(turn) else { continue };
            for (from, to) in cut(turn.from, turn.to, &rules(helper.id)) {
                let twin = |slot: &Slot| slot.helper.id == helper.id && slot.from == from && slot.to == to;
                if slots.iter().any(twin) {
                    continue;
                }
                slots.push(Slot {
                    helper: helper.clone(),
                    instead_of: turn.away.then(|| turn.name.clone()),
                    from,
                    to,
                    place: turn.place.clone(),
                    modes: turn.modes.clone(),
                    audiences: turn.audiences.clone(),
                });
            }
        }
        slots.sort_by_key(|slot| (slot.from, slot.helper.id));
        slots
    }

    /// Whether a stretch of a helper's time lies in a turn of theirs that takes bookings; that turn.
    pub fn holding(
        day: &PlannedDay,
        helper: MemberId,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Option<&Turn> {
        let holds = |turn: &&Turn| {
            taker(turn).is_some_and(|taker| taker.id == helper) && turn.from <= from && to <= turn.to
        };
        day.turns.iter().find(holds)
    }

    /// The last day of the horizon, seen from a school's today.
    pub fn horizon(today: chrono::NaiveDate, rules: &ConsultRules) -> chrono::NaiveDate {
        today
            .checked_add_days(Days::new(rules.horizon_days.into()))
            .unwrap_or(today)
    }
}

#[cfg(feature = "calendar")]
pub use of_day::{holding, horizon, taker};

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-24T{time}:00Z").parse().unwrap()
    }

    fn starts(from: &str, to: &str, length: u16, buffer: u16) -> Vec<String> {
        let rules = ConsultRules {
            length_minutes: length,
            buffer_minutes: buffer,
            ..ConsultRules::default()
        };
        cut(at(from), at(to), &rules)
            .into_iter()
            .map(|(start, end)| format!("{}-{}", start.format("%H:%M"), end.format("%H:%M")))
            .collect()
    }

    #[test]
    fn hours_are_cut_into_slots() {
        assert_eq!(
            starts("08:00", "09:00", 20, 0),
            ["08:00-08:20", "08:20-08:40", "08:40-09:00"]
        );
        assert_eq!(starts("08:00", "09:00", 20, 10), ["08:00-08:20", "08:30-08:50"]);
        // The pause after the last one may lie behind the hours.
        assert_eq!(starts("08:00", "08:50", 20, 10), ["08:00-08:20", "08:30-08:50"]);
        assert_eq!(starts("08:00", "08:19", 20, 0), Vec::<String>::new());
        // Hours to the minute: slots begin at full five minutes.
        assert_eq!(starts("08:03", "08:50", 20, 0), ["08:05-08:25", "08:25-08:45"]);
        assert_eq!(starts("08:00", "08:00", 20, 0), Vec::<String>::new());
    }

    #[test]
    fn slots_that_follow_each_other_share_no_cell() {
        for (length, buffer) in [(5, 0), (20, 0), (25, 5), (60, 15)] {
            let rules = ConsultRules {
                length_minutes: length,
                buffer_minutes: buffer,
                ..ConsultRules::default()
            };
            let slots = cut(at("08:03"), at("17:58"), &rules);
            let all: Vec<i64> = slots
                .iter()
                .flat_map(|(from, to)| cells(*from, rules.taken_until(*to)))
                .collect();
            let mut once = all.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(all, once, "{length} {buffer}");
            assert_eq!(cells(slots[0].0, slots[0].1).count(), usize::from(length / 5));
        }
    }

    #[test]
    fn a_cell_that_is_only_touched_counts() {
        assert_eq!(
            cells(at("08:03"), at("08:06")).count(),
            2,
            "8:00-8:05 and 8:05-8:10"
        );
        assert_eq!(cells(at("08:00"), at("08:05")).count(), 1);
        assert_eq!(cells(at("08:00"), at("08:00")).count(), 0);
    }
}
