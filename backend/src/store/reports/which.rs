//! Which requests a figure of the report counts, as conditions: the list behind the figure asks the same.

use chrono::{DateTime, Duration, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use podskazka_shared::ids::MemberId;
use podskazka_shared::schedules::Weekday;
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::kept::AGAIN_DAYS;
use podskazka_shared::tickets::{EventKind, HelperWork, Kept, MessageKind, Repeat, Side};
use podskazka_shared::zone::instant;
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, IntoCondition, Query};
use sea_orm::{ColumnTrait, DbBackend};

use super::super::entities::{message, ticket, ticket_event, ticket_link, ticket_term};
use ticket::Column;

/// Filed on these days of a zone, both included.
pub(in crate::store) fn filed(from: Option<NaiveDate>, to: Option<NaiveDate>, zone: Tz) -> Condition {
    Condition::all()
        .add_option(from.map(|day| Column::FiledAt.gte(instant(day, 0, zone))))
        .add_option(to.map(|day| Column::FiledAt.lt(instant(day, 1440, zone))))
}

/// The first term of a request, by one of its clocks: it began at filing or, in a part that was split off, before. Terms of
/// reopened requests began later.
pub(super) fn first_term(name: &'static str, clock: TermClock) -> Condition {
    let of = |column| Expr::col((Alias::new(name), column));
    Condition::all()
        .add(of(ticket_term::Column::TicketId).equals((ticket::Entity, Column::Id)))
        .add(of(ticket_term::Column::Clock).eq(clock))
        .add(of(ticket_term::Column::StartedAt).lte(Column::FiledAt.into_expr()))
}

/// What became of a promise, told by the row of its clock.
pub(super) fn kept(name: &'static str, clock: TermClock, kept: Kept, now: DateTime<Utc>) -> Condition {
    let of = |column| Expr::col((Alias::new(name), column));
    let (due, ended) = (
        || of(ticket_term::Column::DueAt),
        || of(ticket_term::Column::EndedAt),
    );
    let considered = || of(ticket_term::Column::ConsideredAt);
    let all = Condition::all;
    match (clock, kept) {
        (TermClock::Considered, Kept::InTime) => all().add(considered().lte(due())),
        (TermClock::Considered, Kept::Late) => Condition::any()
            .add(considered().gt(due()))
            .add(all().add(considered().is_null()).add(ended().gt(due())))
            .add(
                all()
                    .add(considered().is_null())
                    .add(ended().is_null())
                    .add(due().lt(now)),
            ),
        (TermClock::Considered, Kept::Running) => all()
            .add(considered().is_null())
            .add(ended().is_null())
            .add(due().gte(now)),
        (TermClock::Considered, Kept::Withdrawn) => all().add(considered().is_null()).add(ended().lte(due())),
        // What stood still at its end was counted on as if it had run.
        (TermClock::Answered, Kept::InTime) => all()
            .add(ended().is_not_null())
            .add(Condition::any().add(due().is_null()).add(ended().lte(due()))),
        (TermClock::Answered, Kept::Late) => Condition::any()
            .add(ended().gt(due()))
            .add(all().add(ended().is_null()).add(due().lt(now))),
        (TermClock::Answered, Kept::Running) => all()
            .add(ended().is_null())
            .add(Condition::any().add(due().is_null()).add(due().gte(now))),
        (TermClock::Answered, Kept::Withdrawn) => Expr::val(false).into_condition(),
    }
}

/// Requests of which this became of the promise.
pub(in crate::store) fn promised(clock: TermClock, what: Kept, now: DateTime<Utc>) -> Expr {
    let row = "promise";
    let term = Query::select()
        .expr(Expr::val(1))
        .from_as(ticket_term::Entity, Alias::new(row))
        .cond_where(first_term(row, clock))
        .cond_where(kept(row, clock, what, now))
        .to_owned();
    Expr::exists(term)
}

/// Whether somebody said something as staff in a request that its requester reads; an answer, if only that counts.
pub(in crate::store) fn words(of: MemberId, ticket: Expr, answers: bool) -> Expr {
    let mut words = Query::select();
    words
        .expr(Expr::val(1))
        .from(message::Entity)
        .and_where(message::Column::TicketId.into_expr().eq(ticket))
        .and_where(message::Column::AuthorId.eq(of))
        .and_where(said(answers));
    Expr::exists(words)
}

/// What counts of the messages of staff.
pub(super) fn said(answers: bool) -> Expr {
    let kind = match answers {
        true => message::Column::Kind.eq(MessageKind::Answer),
        false => message::Column::Kind.ne(MessageKind::Note),
    };
    message::Column::Side.eq(Side::Staff).and(kind)
}

/// Requests for which a helper did something.
pub(in crate::store) fn worked(of: MemberId, work: HelperWork) -> Condition {
    let words = |answers| words(of, Column::Id.into_expr(), answers);
    let assigned = || Column::AssigneeId.eq(of);
    match work {
        HelperWork::Answered => words(true).into_condition(),
        HelperWork::Spoke => words(false).into_condition(),
        HelperWork::Assigned => assigned().into_condition(),
        HelperWork::Any => Condition::any().add(assigned()).add(words(false)),
    }
}

/// Requests that ask again what was asked before.
///
/// A request that its student keeps private says nothing of itself through others: it counts for private ones only.
pub(in crate::store) fn repeated(repeat: Repeat, backend: DbBackend) -> Condition {
    let earlier = || Alias::new("earlier");
    let of = |column: Column| Expr::col((earlier(), column));
    let tellable = || {
        Condition::any()
            .add(of(Column::Private).eq(false))
            .add(Column::Private.eq(true))
    };
    match repeat {
        Repeat::Any => [Repeat::Cites, Repeat::Reopened, Repeat::Merged, Repeat::Again]
            .into_iter()
            .fold(Condition::any(), |any, one| any.add(repeated(one, backend))),
        Repeat::Cites => {
            // The smaller id, which is the earlier one, comes first in a link.
            let link = Query::select()
                .expr(Expr::val(1))
                .from(ticket_link::Entity)
                .join_as(
                    sea_orm::JoinType::InnerJoin,
                    ticket::Entity,
                    earlier(),
                    of(Column::Id).eq(ticket_link::Column::TicketId.into_expr()),
                )
                .and_where(
                    ticket_link::Column::OtherId
                        .into_expr()
                        .equals((ticket::Entity, Column::Id)),
                )
                .cond_where(tellable())
                .to_owned();
            // Hardly any request has links, and its row says so.
            Condition::all()
                .add(Column::Linked.eq(true))
                .add(Expr::exists(link))
        }
        Repeat::Reopened => {
            let event = Query::select()
                .expr(Expr::val(1))
                .from(ticket_event::Entity)
                .and_where(
                    ticket_event::Column::TicketId
                        .into_expr()
                        .equals((ticket::Entity, Column::Id)),
                )
                .and_where(ticket_event::Column::Event.eq(EventKind::Reopen))
                .to_owned();
            Condition::all()
                .add(Column::TermFrom.into_expr().gt(Column::FiledAt.into_expr()))
                .add(Expr::exists(event))
        }
        Repeat::Merged => Column::MergedIntoId.is_not_null().into_condition(),
        Repeat::Again => {
            let days = AGAIN_DAYS * 24 * 60 * 60;
            let near = if backend == DbBackend::Sqlite {
                format!(r#"unixepoch("ticket"."filed_at") - unixepoch("earlier"."filed_at") <= {days}"#)
            } else {
                format!(
                    r#"floor(extract(epoch from "ticket"."filed_at")) - floor(extract(epoch from "earlier"."filed_at")) <= {days}"#
                )
            };
            let before = Query::select()
                .expr(Expr::val(1))
                .from_as(ticket::Entity, earlier())
                .and_where(of(Column::RequesterId).equals((ticket::Entity, Column::RequesterId)))
                .and_where(of(Column::SchoolId).equals((ticket::Entity, Column::SchoolId)))
                .and_where(of(Column::Topic).equals((ticket::Entity, Column::Topic)))
                .and_where(of(Column::Id).lt(Column::Id.into_expr()))
                .and_where(Expr::cust(near))
                .cond_where(tellable())
                .to_owned();
            // A part that staff split off is no question of its own.
            Condition::all()
                .add(Column::SplitFromId.is_null())
                .add(Expr::exists(before))
        }
    }
}

/// When requests were filed, written in local time: the databases know no zone as this process does, so they are told by how much
/// it differs from UTC, and from when on by how much else.
#[derive(Debug)]
pub(in crate::store) struct Local {
    /// Seconds east of UTC, and until when; the last one holds on.
    offsets: Vec<(i32, DateTime<Utc>)>,
    backend: DbBackend,
}

/// No request is older.
const BEGAN: NaiveDate = match NaiveDate::from_ymd_opt(2020, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl Local {
    /// For requests filed between two days, or ever.
    pub(in crate::store) fn of(
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
        zone: Tz,
        backend: DbBackend,
        now: DateTime<Utc>,
    ) -> Self {
        let offset = |at: DateTime<Utc>| {
            zone.offset_from_utc_datetime(&at.naive_utc())
                .fix()
                .local_minus_utc()
        };
        let first = std::cmp::max(from.unwrap_or(BEGAN), BEGAN);
        let mut at = instant(first, 0, zone) - Duration::days(1);
        let last = to.map_or(now, |day| std::cmp::min(instant(day, 1440, zone), now));
        let end = std::cmp::max(last, at) + Duration::days(1);
        let mut offsets = Vec::new();
        while at < end {
            let next = at + Duration::days(1);
            if offset(at) != offset(next) {
                // To the second: an offset changes once a day at most.
                let (mut low, mut high) = (at, next);
                while high - low > Duration::seconds(1) {
                    let middle = low + Duration::seconds((high - low).num_seconds() / 2);
                    match offset(middle) == offset(at) {
                        true => low = middle,
                        false => high = middle,
                    }
                }
                offsets.push((offset(at), high));
            }
            at = next;
        }
        offsets.push((offset(at), DateTime::<Utc>::MAX_UTC));
        Self { offsets, backend }
    }

    /// Written in the format of each database.
    fn written(&self, postgres: &str, sqlite: &str) -> Expr {
        let piece = |offset: i32| {
            Expr::cust(if self.backend == DbBackend::Sqlite {
                format!(r#"strftime('{sqlite}', "ticket"."filed_at", '{offset} seconds')"#)
            } else {
                format!(
                    r#"to_char(("ticket"."filed_at" AT TIME ZONE 'UTC') + interval '{offset} seconds', '{postgres}')"#
                )
            })
        };
        let Some(((last, _), changing)) = self.offsets.split_last() else {
            return piece(0);
        };
        let Some(((offset, until), rest)) = changing.split_first() else {
            return piece(*last);
        };
        let first = Expr::case(Column::FiledAt.lt(*until), piece(*offset));
        rest.iter()
            .fold(first, |case, (offset, until)| {
                case.case(Column::FiledAt.lt(*until), piece(*offset))
            })
            .finally(piece(*last))
            .into()
    }

    /// `2026-11-22 09`: the day and the hour.
    pub(super) fn hour(&self) -> Expr {
        self.written("YYYY-MM-DD HH24", "%Y-%m-%d %H")
    }

    /// Filed in this hour of the day.
    pub(in crate::store) fn in_hour(&self, hour: u8) -> Expr {
        self.written("HH24", "%H").eq(format!("{hour:02}"))
    }

    /// Filed on this day of the week.
    pub(in crate::store) fn on_weekday(&self, weekday: Weekday) -> Expr {
        // Both can count from 1 for Sunday to 7 or from 0 to 6.
        let from_sunday = match weekday {
            Weekday::Sun => 0,
            Weekday::Mon => 1,
            Weekday::Tue => 2,
            Weekday::Wed => 3,
            Weekday::Thu => 4,
            Weekday::Fri => 5,
            Weekday::Sat => 6,
        };
        let number = if self.backend == DbBackend::Sqlite {
            from_sunday
        } else {
            from_sunday + 1
        };
        self.written("D", "%w").eq(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets(zone: Tz, from: &str, to: &str) -> Vec<(i32, String)> {
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        let now = "2030-01-01T00:00:00Z".parse().unwrap();
        let local = Local::of((Some(from), Some(to)), zone, DbBackend::Sqlite, now);
        let told = local.offsets.into_iter();
        told.map(|(offset, until)| (offset / 60, until.format("%Y-%m-%dT%H:%M:%S").to_string()))
            .map(|(offset, until)| match until.starts_with('+') {
                true => (offset, "on".to_owned()),
                false => (offset, until),
            })
            .collect()
    }

    #[test]
    fn an_offset_holds_until_clocks_are_changed() {
        let on = || "on".to_owned();
        assert_eq!(
            offsets(chrono_tz::Europe::Moscow, "2026-09-01", "2027-08-31"),
            [(180, on())]
        );
        assert_eq!(
            offsets(chrono_tz::Asia::Kathmandu, "2026-11-01", "2026-11-30"),
            [(345, on())]
        );
        assert_eq!(
            offsets(chrono_tz::Europe::Berlin, "2026-09-01", "2027-08-31"),
            [
                (120, "2026-10-25T01:00:00".to_owned()),
                (60, "2027-03-28T01:00:00".to_owned()),
                (120, on())
            ]
        );
    }
}
