//! Writing reports: filing, asking and answering, deciding, closing a way to ask.

use std::collections::HashMap;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::action::{ConductDecide, ConductFile, FeedbackRead};
use podskazka_shared::access::{ActionType, Role};
use podskazka_shared::conduct::decision::{ClosableChannel, ConductCount, ConductMeasureCount};
use podskazka_shared::conduct::{
    ConductDecideBody, ConductKind, ConductMeasure, ConductOutcome, ConductRoute, ConductState,
    ConductStatistics, MOST_A_DAY,
};
use podskazka_shared::ids::{ConductId, MemberId, SchoolId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind};
use podskazka_shared::zone::instant;
use sea_orm::sea_query::{Condition, Expr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::super::entities::conduct_report::{ActiveModel, Column as C, Entity};
use super::super::entities::{conduct_word, member_role};
use super::super::{Db, Tx, notifications, outbox, private::Connection};
use super::parties::{tell, tell_deciders};
use super::{ConductRow, NewConduct};
use crate::access::{Granted, Permit, System};
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::notifications::News;

/// Refuses one more report of the member when there were enough within a day.
///
/// # Errors
/// `quota_exceeded`.
pub async fn check_quota(db: &impl Db, permit: &Permit<ConductFile>, at: DateTime<Utc>) -> Result<()> {
    let filed = Entity::find()
        .filter(C::ReporterId.eq(permit.member()))
        .filter(C::FiledAt.gt(at - Duration::days(1)))
        .count(db.connection())
        .await?;
    match filed < MOST_A_DAY {
        true => Ok(()),
        false => Err(Error::quota(Duration::hours(1).num_seconds())),
    }
}

/// Files a report, tells whoever decides, and has them reminded when its time is over.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<ConductFile>,
    new: NewConduct<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        kind: Set(new.kind),
        state: Set(ConductState::Filed),
        route: Set(new.route),
        decider_id: Set(new.decider),
        reporter_id: Set(permit.member()),
        reported_id: Set(new.reported),
        ticket_id: Set(new.ticket),
        booking_id: Set(new.booking),
        message_id: Set(new.message),
        stopped: Set(new.stopped),
        body: Set(new.text.to_owned()),
        wish: Set(new.wish.map(str::to_owned)),
        filed_at: Set(at),
        due_at: Set(new.due_at),
        decided_at: Set(None),
        decided_by: Set(None),
        outcome: Set(None),
        reasons: Set(None),
        for_reporter: Set(None),
        for_reported: Set(None),
        measures: Set(json!([])),
        channel: Set(None),
        closed_until: Set(None),
        lifted_at: Set(None),
        asked_at: Set(None),
        sent_at: Set(None),
        version: Set(1),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    if new.route == ConductRoute::Founder {
        return Ok(());
    }
    let payload = json!({"conduct": new.id});
    outbox::put_due(tx, crate::outbox::CONDUCT_LATE, payload, new.alarm_at, at).await?;
    let why = System::CONDUCT;
    match super::of_letter(tx, why, new.id).await? {
        Some(row) => tell_deciders(tx, &row, NotificationKind::Conduct, at).await,
        None => Ok(()),
    }
}

/// Adds a question or an answer, and raises the version; false when somebody else changed it.
///
/// # Errors
/// Those of the database.
pub async fn say<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    report: &Granted<A, ConductRow>,
    text: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let asks = report.reporter_id != permit.member();
    let word = conduct_word::ActiveModel {
        id: Set(new_id::<Uuid>(at)),
        report_id: Set(report.id),
        author_id: Set(permit.member()),
        body: Set(text.to_owned()),
        at: Set(at),
    };
    conduct_word::Entity::insert(word)
        .exec_without_returning(tx.connection())
        .await?;
    let state = match asks {
        true => ConductState::Asked,
        false => ConductState::Filed,
    };
    Entity::update_many()
        .col_expr(C::State, Expr::value(state))
        .col_expr(C::Version, Expr::value(report.version + 1))
        .filter(C::Id.eq(report.id))
        .exec(tx.connection())
        .await?;
    match asks {
        true => tell(tx, report, report.reporter_id, NotificationKind::ConductAsked, at).await,
        false => tell_deciders(tx, report, NotificationKind::ConductReplied, at).await,
    }
}

/// Decides a held report, and tells either side what was written for them.
///
/// # Errors
/// Those of the database.
pub async fn decide(
    tx: &Tx,
    permit: &Permit<ConductDecide>,
    report: &Granted<ConductDecide, ConductRow>,
    body: &ConductDecideBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let told = body
        .for_reported
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    Entity::update_many()
        .col_expr(C::State, Expr::value(ConductState::Decided))
        .col_expr(C::DecidedAt, Expr::value(Some(at)))
        .col_expr(C::DecidedBy, Expr::value(Some(permit.member())))
        .col_expr(C::Outcome, Expr::value(Some(body.outcome)))
        .col_expr(C::Reasons, Expr::value(Some(body.reasons.trim())))
        .col_expr(C::ForReporter, Expr::value(Some(body.for_reporter.trim())))
        .col_expr(C::ForReported, Expr::value(told))
        .col_expr(C::Measures, Expr::value(json!(body.measures)))
        .col_expr(C::Channel, Expr::value(body.channel))
        .col_expr(C::ClosedUntil, Expr::value(body.until))
        .col_expr(C::Version, Expr::value(report.version + 1))
        .filter(C::Id.eq(report.id))
        .exec(tx.connection())
        .await?;
    tell(
        tx,
        report,
        report.reporter_id,
        NotificationKind::ConductDecided,
        at,
    )
    .await?;
    if told.is_none() {
        return Ok(());
    }
    let news = News {
        kind: NotificationKind::ConductTold,
        about: NotificationAbout::Told,
        number: None,
        starts_at: None,
    };
    notifications::put(tx, report.school_id, report.reported_id, &news, at).await
}

/// The ways to ask that are closed to a member of the permit's school on a day.
///
/// # Errors
/// Those of the database.
pub async fn closed<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    member: MemberId,
    today: NaiveDate,
) -> Result<Vec<ClosableChannel>> {
    Ok(Entity::find()
        .select_only()
        .column(C::Channel)
        .filter(C::ReportedId.eq(member))
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::Channel.is_not_null())
        .filter(C::ClosedUntil.gte(today))
        .filter(C::LiftedAt.is_null())
        .order_by_asc(C::Id)
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// Opens the closed channel of a held report before its time.
///
/// # Errors
/// Those of the database.
pub async fn lift(tx: &Tx, report: &Granted<ConductDecide, ConductRow>, at: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(C::LiftedAt, Expr::value(Some(at)))
        .col_expr(C::Version, Expr::value(report.version + 1))
        .filter(C::Id.eq(report.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Gives a held report to the mail for the founder.
///
/// # Errors
/// Those of the database.
pub async fn give_to_mail(
    tx: &Tx,
    report: &Granted<ConductFile, ConductRow>,
    at: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(C::AskedAt, Expr::value(Some(at)))
        .col_expr(C::Version, Expr::value(report.version + 1))
        .filter(C::Id.eq(report.id))
        .exec(tx.connection())
        .await?;
    outbox::put(tx, crate::outbox::FOUNDER, json!({"conduct": report.id}), at).await
}

/// The mail server took the letter.
///
/// # Errors
/// Those of the database.
pub async fn note_sent(tx: &Tx, _: System, id: ConductId, at: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(C::SentAt, Expr::value(Some(at)))
        .filter(C::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// What waits for people who leave the staff waits for the head; what the head takes part in is for the founder.
///
/// # Errors
/// Those of the database.
pub(in crate::store) async fn pass_on(tx: &Tx, school: SchoolId, leavers: &[MemberId]) -> Result<()> {
    let heads = || {
        Query::select()
            .column(member_role::Column::MemberId)
            .from(member_role::Entity)
            .and_where(member_role::Column::Role.eq(Role::Director))
            .to_owned()
    };
    let waits = || {
        Entity::update_many()
            .col_expr(C::DeciderId, Expr::value(None::<MemberId>))
            .filter(C::SchoolId.eq(school))
            .filter(C::DeciderId.is_in(leavers.iter().copied()))
            .filter(C::State.ne(ConductState::Decided))
    };
    let heads_own = Condition::any()
        .add(C::ReporterId.in_subquery(heads()))
        .add(C::ReportedId.in_subquery(heads()));
    waits()
        .col_expr(C::Route, Expr::value(ConductRoute::Founder))
        .filter(heads_own)
        .exec(tx.connection())
        .await?;
    waits()
        .col_expr(C::Route, Expr::value(ConductRoute::Head))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Counts what was decided on the days from the first to the last, in the school's zone, but for what is about the reader.
///
/// # Errors
/// Those of the database.
pub async fn statistics(
    db: &impl Db,
    permit: &Permit<FeedbackRead>,
    (first, last): (NaiveDate, NaiveDate),
    zone: Tz,
) -> Result<ConductStatistics> {
    let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
    let (from, to) = (instant(first, 0, zone), instant(after, 0, zone));
    type Row = (
        ConductKind,
        ConductOutcome,
        bool,
        serde_json::Value,
        DateTime<Utc>,
        DateTime<Utc>,
    );
    let within = Condition::all()
        .add(C::SchoolId.eq(permit.school()))
        .add(C::ReportedId.ne(permit.member()))
        .add(C::Outcome.is_not_null())
        .add(C::DecidedAt.gte(from))
        .add(C::DecidedAt.lt(to));
    // A school has a few in a year; whoever has more has more to read than to count.
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([
            C::Kind,
            C::Outcome,
            C::Stopped,
            C::Measures,
            C::DueAt,
            C::DecidedAt,
        ])
        .filter(within)
        .into_tuple()
        .all(db.connection())
        .await?;
    let mut counts: HashMap<(ConductKind, ConductOutcome), u64> = HashMap::new();
    let mut taken: HashMap<ConductMeasure, u64> = HashMap::new();
    let (mut stopped, mut late) = (0, 0);
    for (kind, outcome, stops, measures, due, decided) in rows {
        *counts.entry((kind, outcome)).or_default() += 1;
        stopped += u64::from(stops);
        late += u64::from(decided > due);
        let measures: Vec<ConductMeasure> = serde_json::from_value(measures).unwrap_or_default();
        for measure in measures {
            *taken.entry(measure).or_default() += 1;
        }
    }
    let each = |kind: &ConductKind| {
        let of = |outcome: &ConductOutcome| ConductCount {
            kind: *kind,
            outcome: *outcome,
            reports: counts.get(&(*kind, *outcome)).copied().unwrap_or_default(),
        };
        ConductOutcome::ALL.iter().map(of).collect::<Vec<_>>()
    };
    let measure = |measure: &ConductMeasure| ConductMeasureCount {
        measure: *measure,
        reports: taken.get(measure).copied().unwrap_or_default(),
    };
    Ok(ConductStatistics {
        counts: ConductKind::ALL.iter().flat_map(each).collect(),
        measures: ConductMeasure::ALL.iter().map(measure).collect(),
        stopped,
        late,
    })
}
