//! The figures of the report (D4): counted by the database, in as many queries for a year of a district as for a school's first day.
//!
//! Only the times that were taken are read row by row, some thousands at once, because working time is not known to databases: of
//! each there remains its place among whole minutes, so memory holds no more than there are different ones.

pub(in crate::store) mod which;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::{ReportRead, TicketRead};
use podskazka_shared::calendar::worked::Worked;
use podskazka_shared::ids::{MemberId, TicketId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::reports::{HelperLoad, KeptCounts, RepeatCounts, Spread};
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{Channel, HelperWork, Kept, Repeat, TicketStatus, Topic};
use sea_orm::sea_query::{
    Alias, Asterisk, Condition, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};

use super::Db;
use super::entities::{member, message, ticket, ticket_term};
use super::tickets::{having, reached};
use crate::access::Permit;
use crate::problem::{Error, Result};
use ticket::Column;

/// Whose requests are counted, and of which days.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub report: &'a Permit<ReportRead>,
    /// Nothing is counted that the reader could not open.
    pub read: &'a Permit<TicketRead>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub zone: Tz,
    pub now: DateTime<Utc>,
}

impl Asked<'_> {
    /// Whose own work alone is counted.
    pub fn own(&self) -> Option<MemberId> {
        let whole = self.report.reaches().contains(&Reach::School);
        (!whole).then(|| self.report.member())
    }

    /// The requests whose figures the reader sees, whenever filed.
    fn counted(&self) -> Condition {
        let own = self.own().map(|me| which::worked(me, HelperWork::Any));
        Condition::all()
            .add(ticket::Column::SchoolId.eq(self.report.school()))
            .add(reached(self.read))
            .add_option(own)
    }

    /// Those of the days.
    fn filed(&self) -> Condition {
        self.counted()
            .add(which::filed(Some(self.from), Some(self.to), self.zone))
    }
}

fn number(row: &QueryResult, name: &str) -> Result<u64> {
    u64::try_from(row.try_get::<i64>("", name)?).map_err(Error::internal)
}

/// COUNT of the rows for which a condition holds: CASE gives nothing where it does not.
fn count(select: &mut SelectStatement, name: String, which: Condition) {
    select.expr_as(Func::count(Expr::case(which, Expr::val(1))), name);
}

const CONSIDERED: &str = "considered";
const ANSWERED: &str = "answered";

fn join_first(select: &mut SelectStatement, join: JoinType, name: &'static str, clock: TermClock) {
    select.join_as(
        join,
        ticket_term::Entity,
        Alias::new(name),
        which::first_term(name, clock),
    );
}

/// How many requests are open and overdue now.
///
/// # Errors
/// Those of the database.
pub async fn open(db: &impl Db, asked: &Asked<'_>) -> Result<(u64, u64)> {
    let mut select = Query::select();
    select.from(ticket::Entity).cond_where(asked.counted());
    // First by rank, which has an index.
    select.and_where(Column::Rank.lt(2));
    for (name, status) in [("open", TicketStatus::Open), ("overdue", TicketStatus::Overdue)] {
        count(&mut select, name.to_owned(), having(status, asked.now));
    }
    let row = db.connection().query_one(&select).await?;
    let row = row.ok_or_else(|| Error::internal("counting gave no row"))?;
    Ok((number(&row, "open")?, number(&row, "overdue")?))
}

/// What was filed in an hour of a day.
#[derive(Debug, Clone, Copy)]
pub struct Hour {
    pub day: NaiveDate,
    pub hour: u8,
    pub filed: u64,
    pub considered: KeptCounts,
    pub answered: KeptCounts,
    pub repeats: RepeatCounts,
}

/// What was filed, hour by hour, as far as something was.
///
/// # Errors
/// Those of the database.
pub async fn hours(db: &impl Db, asked: &Asked<'_>) -> Result<Vec<Hour>> {
    let backend = db.connection().get_database_backend();
    let local = which::Local::of((Some(asked.from), Some(asked.to)), asked.zone, backend, asked.now);
    let name = |what: &str, code: &str| format!("{what}_{code}");
    let mut select = Query::select();
    select
        .expr_as(local.hour(), "hour")
        .expr_as(Func::count(Expr::col(Asterisk)), "filed")
        .from(ticket::Entity)
        .cond_where(asked.filed());
    join_first(
        &mut select,
        JoinType::InnerJoin,
        CONSIDERED,
        TermClock::Considered,
    );
    join_first(&mut select, JoinType::LeftJoin, ANSWERED, TermClock::Answered);
    let clocks = [
        (CONSIDERED, TermClock::Considered),
        (ANSWERED, TermClock::Answered),
    ];
    for (row, clock) in clocks {
        for kept in Kept::ALL {
            let holds = which::kept(row, clock, kept, asked.now);
            count(&mut select, name(row, kept.code()), holds);
        }
    }
    for repeat in Repeat::ALL {
        count(
            &mut select,
            name("repeat", repeat.code()),
            which::repeated(repeat, backend),
        );
    }
    // By its place: written a second time it would be another expression to PostgreSQL, with values of its own.
    select.add_group_by([Expr::cust("1")]);
    let read = |row: &QueryResult| {
        let hour: String = row.try_get("", "hour")?;
        let (day, hour) = hour
            .split_once(' ')
            .and_then(|(day, hour)| Some((day.parse().ok()?, hour.parse().ok()?)))
            .ok_or_else(|| Error::internal("an hour cannot be read"))?;
        let mut found = Hour {
            day,
            hour,
            filed: number(row, "filed")?,
            considered: KeptCounts::default(),
            answered: KeptCounts::default(),
            repeats: RepeatCounts::default(),
        };
        for kept in Kept::ALL {
            *found.considered.of_mut(kept) = number(row, &name(CONSIDERED, kept.code()))?;
            *found.answered.of_mut(kept) = number(row, &name(ANSWERED, kept.code()))?;
        }
        for repeat in Repeat::ALL {
            *found.repeats.of_mut(repeat) = number(row, &name("repeat", repeat.code()))?;
        }
        Ok(found)
    };
    let rows = db.connection().query_all(&select).await?;
    rows.iter().map(read).collect()
}

/// What was filed about a topic in one of the ways.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub topic: Topic,
    pub channel: Channel,
    pub filed: u64,
    pub late: u64,
}

/// What was filed, by topic and channel.
///
/// # Errors
/// Those of the database.
pub async fn kinds(db: &impl Db, asked: &Asked<'_>) -> Result<Vec<Kind>> {
    let mut select = Query::select();
    select
        .column((ticket::Entity, Column::Topic))
        .column((ticket::Entity, Column::Channel))
        .expr_as(Func::count(Expr::col(Asterisk)), "filed")
        .from(ticket::Entity)
        .cond_where(asked.filed())
        .group_by_columns([(ticket::Entity, Column::Topic), (ticket::Entity, Column::Channel)]);
    join_first(
        &mut select,
        JoinType::InnerJoin,
        CONSIDERED,
        TermClock::Considered,
    );
    let late = which::kept(CONSIDERED, TermClock::Considered, Kept::Late, asked.now);
    count(&mut select, "late".to_owned(), late);
    let read = |row: &QueryResult| {
        Ok(Kind {
            topic: row.try_get("", "topic")?,
            channel: row.try_get("", "channel")?,
            filed: number(row, "filed")?,
            late: number(row, "late")?,
        })
    };
    let rows = db.connection().query_all(&select).await?;
    rows.iter().map(read).collect()
}

/// Who worked on the requests of the days, or has open ones now: by name. To whoever sees their own work alone, they alone.
///
/// # Errors
/// Those of the database.
pub async fn helpers(db: &impl Db, asked: &Asked<'_>) -> Result<Vec<HelperLoad>> {
    use message::Column as M;
    let requests = |which: Condition| {
        let of: Expr = Expr::case(which, M::TicketId.into_expr()).into();
        Func::count_distinct(of)
    };
    let mut spoke = Query::select();
    spoke
        .expr_as(M::AuthorId.into_expr(), "helper")
        .expr_as(requests(Condition::all().add(which::said(false))), "spoke")
        .expr_as(requests(Condition::all().add(which::said(true))), "answered")
        .from(ticket::Entity)
        .join(
            JoinType::InnerJoin,
            message::Entity,
            M::TicketId.into_expr().equals((ticket::Entity, Column::Id)),
        )
        .cond_where(asked.filed())
        .and_where(which::said(false))
        .group_by_col((message::Entity, M::AuthorId));
    let mut assigned = Query::select();
    assigned
        .expr_as(Column::AssigneeId.into_expr(), "helper")
        .expr_as(Func::count(Expr::col(Asterisk)), "assigned")
        .from(ticket::Entity)
        .cond_where(asked.counted())
        .and_where(Column::Rank.lt(2))
        .cond_where(having(TicketStatus::Open, asked.now))
        .and_where(Column::AssigneeId.is_not_null())
        .group_by_col((ticket::Entity, Column::AssigneeId));
    if let Some(me) = asked.own() {
        spoke.and_where(M::AuthorId.eq(me));
        assigned.and_where(Column::AssigneeId.eq(me));
    }
    let mut loads: HashMap<MemberId, (u64, u64, u64)> = HashMap::new();
    for row in db.connection().query_all(&spoke).await? {
        let load = loads.entry(row.try_get("", "helper")?).or_default();
        (load.0, load.1) = (number(&row, "answered")?, number(&row, "spoke")?);
    }
    for row in db.connection().query_all(&assigned).await? {
        loads.entry(row.try_get("", "helper")?).or_default().2 = number(&row, "assigned")?;
    }
    let names = member::Entity::find()
        .filter(member::Column::SchoolId.eq(asked.report.school()))
        .filter(member::Column::Id.is_in(loads.keys().copied()))
        .all(db.connection())
        .await?;
    let mut all: Vec<HelperLoad> = names
        .into_iter()
        .filter_map(|row| {
            let (answered, spoke, assigned) = loads.remove(&row.id)?;
            let helper = MemberRef {
                id: row.id,
                name: row.name,
            };
            Some(HelperLoad {
                helper,
                answered,
                spoke,
                assigned,
            })
        })
        .collect();
    all.sort_by(|one, other| (&one.helper.name, one.helper.id).cmp(&(&other.helper.name, other.helper.id)));
    Ok(all)
}

/// How many rows are read at once.
const PAGE: u64 = 20_000;

/// How long the requests of the days waited to be considered, and how long their first terms took; in working time.
///
/// # Errors
/// Those of the database.
pub async fn taken(
    db: &impl Db,
    asked: &Asked<'_>,
    worked: &Worked,
) -> Result<(Option<Spread>, Option<Spread>)> {
    type Taken = BTreeMap<u32, u64>;
    let (mut considered, mut ended) = (Taken::new(), Taken::new());
    let mut after: Option<(DateTime<Utc>, TicketId)> = None;
    let of = |column| Expr::col((Alias::new(CONSIDERED), column));
    loop {
        let mut select = Query::select();
        select
            .column((ticket::Entity, Column::Id))
            .column((ticket::Entity, Column::FiledAt))
            .expr_as(of(ticket_term::Column::StartedAt), "started")
            .expr_as(of(ticket_term::Column::ConsideredAt), "considered")
            .expr_as(of(ticket_term::Column::EndedAt), "ended")
            .from(ticket::Entity)
            .cond_where(asked.filed())
            .and_where(of(ticket_term::Column::ConsideredAt).is_not_null())
            .order_by_expr(Column::FiledAt.into_expr(), Order::Asc)
            .order_by_expr(Column::Id.into_expr(), Order::Asc)
            .limit(PAGE);
        join_first(
            &mut select,
            JoinType::InnerJoin,
            CONSIDERED,
            TermClock::Considered,
        );
        if let Some((at, id)) = after {
            let key = Expr::tuple([Column::FiledAt.into_expr(), Column::Id.into_expr()]);
            select.and_where(key.gt(Expr::tuple([Expr::val(at), Expr::val(id)])));
        }
        let rows = db.connection().query_all(&select).await?;
        for row in &rows {
            let started: DateTime<Utc> = row.try_get("", "started")?;
            let at: DateTime<Utc> = row.try_get("", "considered")?;
            *considered.entry(worked.minutes(started, at)).or_default() += 1;
            if let Some(at) = row.try_get::<Option<DateTime<Utc>>>("", "ended")? {
                *ended.entry(worked.minutes(started, at)).or_default() += 1;
            }
        }
        match rows.last() {
            Some(last) if u64::try_from(rows.len()).unwrap_or_default() == PAGE => {
                after = Some((last.try_get("", "filed_at")?, last.try_get("", "id")?));
            }
            Some(_) | None => break,
        }
    }
    let spread = |taken: Taken| Spread::of(&taken.into_iter().collect::<Vec<_>>());
    Ok((spread(considered), spread(ended)))
}
