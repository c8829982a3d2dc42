//! How the desk keeps its promises, period by period.

mod export;
mod table;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use podskazka_shared::access::action::{FeedbackRead, ReportRead, TicketRead};
use podskazka_shared::calendar::worked::Worked;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::feedback::RatingSummary;
use podskazka_shared::people::MemberRef;
use podskazka_shared::reports::{
    ChannelCount, Figures, HourCount, Period, PeriodFigures, Report, ReportCsv, ReportFind, ReportPart,
    ReportQuery, ReportXlsx, TopicCount,
};
use podskazka_shared::schedules::Weekday;
use podskazka_shared::tickets::{Kept, Repeat};

use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::feedback::summary;
use crate::locate::Locate;
use crate::problem::{Error, Result};
use crate::store::feedback::Days;
use crate::store::reports::{Asked, Hour, Kind};
use crate::store::{self, Db};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<ReportFind, _, _>(find);
    api.serve::<ReportCsv, _, _>(export::as_csv);
    api.serve::<ReportXlsx, _, _>(export::as_xlsx);
}

async fn find(call: Call<ReportFind>) -> Result<Done<Report>> {
    Ok(Done::new(report(&call).await?))
}

/// The period that is asked for; one that has not begun is refused.
fn period(query: &ReportQuery, today: NaiveDate) -> Result<Period> {
    let period = query.period.unwrap_or_default().of(query.from.unwrap_or(today));
    match period.from > today {
        true => Err(Error::field("?from", FieldErrorKind::Future)),
        false => Ok(period),
    }
}

/// Counts what a call asks for.
async fn report<E>(call: &Call<E>) -> Result<Report>
where
    E: Endpoint<Action = ReportRead, Query = ReportQuery, Params: Locate>,
{
    let (member, permit, db) = (call.member()?, call.permit()?, &call.app.store);
    let read: Permit<TicketRead> = member.permit()?;
    let zone = member.school.zone;
    let today = call.at.with_timezone(&zone).date_naive();
    let period = period(&call.query, today)?;
    let before = period.before();
    let asked = |of: Period| Asked {
        report: &permit,
        read: &read,
        from: of.from,
        to: of.to,
        zone,
        now: call.at,
    };
    // What was filed in either may have been considered at any time until now.
    let calendar = store::calendars::current(db, &permit).await?.calendar;
    let days = before.from..=today;
    let calendar = calendar.working(zone.name(), days.clone());
    let worked = Worked::over(&calendar, zone, *days.start(), *days.end());

    let asked_now = asked(period);
    let (open, overdue) = store::reports::open(db, &asked_now).await?;
    let hours = store::reports::hours(db, &asked_now).await?;
    let kinds = store::reports::kinds(db, &asked_now).await?;
    let helpers = store::reports::helpers(db, &asked_now).await?;
    let conduct = match member.permit::<FeedbackRead>() {
        Ok(permit) => Some(store::conduct::statistics(db, &permit, (period.from, period.to), zone).await?),
        Err(_) => None,
    };
    let asked_before = asked(before);
    let hours_before = store::reports::hours(db, &asked_before).await?;
    Ok(Report {
        period: period.kind,
        from: period.from,
        to: period.to,
        at: call.at,
        own_work: asked_now.own().map(|id| MemberRef {
            id,
            name: member.name.clone(),
        }),
        open,
        overdue,
        figures: figures(db, member, &asked_now, &hours, &worked).await?,
        before: PeriodFigures {
            from: before.from,
            to: before.to,
            figures: figures(db, member, &asked_before, &hours_before, &worked).await?,
        },
        parts: parts(period, &hours),
        hours: by_hour(&hours),
        topics: topics(&kinds),
        channels: channels(&kinds),
        helpers,
        conduct,
    })
}

/// The figures of a period, out of its hours; its times and ratings are read.
async fn figures(
    db: &impl Db,
    member: &Member,
    asked: &Asked<'_>,
    hours: &[Hour],
    worked: &Worked,
) -> Result<Figures> {
    let mut figures = Figures::default();
    for hour in hours {
        figures.filed += hour.filed;
        for kept in Kept::ALL {
            *figures.considered.of_mut(kept) += hour.considered.of(kept);
            *figures.answered.of_mut(kept) += hour.answered.of(kept);
        }
        for repeat in Repeat::ALL {
            *figures.repeats.of_mut(repeat) += hour.repeats.of(repeat);
        }
    }
    (figures.consider_minutes, figures.answer_minutes) = store::reports::taken(db, asked, worked).await?;
    figures.ratings = ratings(db, member, asked).await?;
    Ok(figures)
}

/// What the reader may learn of the ratings of a period.
async fn ratings(db: &impl Db, member: &Member, asked: &Asked<'_>) -> Result<Option<RatingSummary>> {
    let Ok(permit) = member.permit::<FeedbackRead>() else {
        return Ok(None);
    };
    let days = Days {
        read: asked.read,
        from: asked.from,
        to: asked.to,
        zone: asked.zone,
    };
    let counts = store::feedback::counts(db, &permit, days).await?;
    let reasons = store::feedback::ticked(db, &permit, days).await?;
    Ok(Some(summary(counts, reasons)))
}

/// The course of the period: parts without anything are there too.
fn parts(period: Period, hours: &[Hour]) -> Vec<ReportPart> {
    let part = |(from, to)| {
        let mut part = ReportPart {
            from,
            to,
            considered: Default::default(),
        };
        for hour in hours.iter().filter(|hour| (from..=to).contains(&hour.day)) {
            for kept in Kept::ALL {
                *part.considered.of_mut(kept) += hour.considered.of(kept);
            }
        }
        part
    };
    period.parts().into_iter().map(part).collect()
}

fn by_hour(hours: &[Hour]) -> Vec<HourCount> {
    let mut found: BTreeMap<(Weekday, u8), u64> = BTreeMap::new();
    for hour in hours {
        *found
            .entry((Weekday::from(hour.day.weekday()), hour.hour))
            .or_default() += hour.filed;
    }
    let count = |((weekday, hour), filed)| HourCount { weekday, hour, filed };
    found.into_iter().map(count).collect()
}

/// Filed and late by one of the two, the most frequent first.
fn by<K: Ord + Copy>(kinds: &[Kind], key: impl Fn(&Kind) -> K) -> Vec<(K, u64, u64)> {
    let mut found: BTreeMap<K, (u64, u64)> = BTreeMap::new();
    for kind in kinds {
        let (filed, late) = found.entry(key(kind)).or_default();
        *filed += kind.filed;
        *late += kind.late;
    }
    let mut rows: Vec<_> = found
        .into_iter()
        .map(|(key, (filed, late))| (key, filed, late))
        .collect();
    rows.sort_by_key(|(key, filed, _)| (std::cmp::Reverse(*filed), *key));
    rows
}

fn topics(kinds: &[Kind]) -> Vec<TopicCount> {
    by(kinds, |kind| kind.topic)
        .into_iter()
        .map(|(topic, filed, late)| TopicCount { topic, filed, late })
        .collect()
}

fn channels(kinds: &[Kind]) -> Vec<ChannelCount> {
    by(kinds, |kind| kind.channel)
        .into_iter()
        .map(|(channel, filed, late)| ChannelCount { channel, filed, late })
        .collect()
}
