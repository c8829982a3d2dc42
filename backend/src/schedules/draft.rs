//! A table becomes the year's draft: all or nothing, and nothing when it says what is there already.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ScheduleDraft;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::{MemberId, ScheduleId};
use podskazka_shared::schedules::table::Table;
use podskazka_shared::schedules::{AcademicYear, DayHours, HelpHours, LineLink, Schedule, ScheduleState};

use crate::access::Permit;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim, Once};
use crate::store::schedules::NewLine;
use crate::store::{self, Audit, Store};

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafted {
    /// A new draft.
    Created(ScheduleId),
    /// The draft of the year has these lines now.
    Replaced(ScheduleId),
    /// The draft, or the published schedule, says the same.
    Unchanged(ScheduleId),
}

impl Drafted {
    pub fn id(self) -> ScheduleId {
        match self {
            Self::Created(id) | Self::Replaced(id) | Self::Unchanged(id) => id,
        }
    }
}

/// Makes the year's draft out of a table. Without links, a helper who was linked before stays linked.
///
/// # Errors
/// `invalid` when a link names no row, or nobody of the school's staff.
pub async fn draft(
    store: &Store,
    permit: &Permit<ScheduleDraft>,
    year: AcademicYear,
    table: Table,
    links: Option<&[LineLink]>,
    once: Option<&Once>,
    at: DateTime<Utc>,
) -> Result<Drafted> {
    let keep = links.is_none();
    let links = check_links(store, permit, &table, links.unwrap_or_default()).await?;
    let line = |line: podskazka_shared::schedules::table::TableLine| NewLine {
        member: links.get(&line.row).copied(),
        name: line.name,
        posts: line.posts,
        directions: Vec::new(),
        hours: line.hours.into_iter().map(Into::into).collect(),
    };
    let mut lines: Vec<NewLine> = table.lines.into_iter().map(line).collect();
    store
        .write(async |tx| {
            let id: ScheduleId = new_id(at);
            if let Some(once) = once
                && let Claim::Done(done) = idempotency::claim(tx, permit, once, id.0, at).await?
            {
                return Ok(Drafted::Unchanged(ScheduleId(done)));
            }
            let latest = store::schedules::latest(tx, permit, year).await?;
            if keep {
                keep_links(&mut lines, latest.as_ref());
            }
            let drafted = match latest {
                Some(latest) if says_the_same(&latest, &lines) => Drafted::Unchanged(latest.summary.id),
                Some(latest) if latest.summary.state == ScheduleState::Draft => {
                    store::schedules::touch(tx, permit, &latest.summary).await?;
                    Drafted::Replaced(latest.summary.id)
                }
                _ => {
                    store::schedules::insert(tx, permit, id, year, at).await?;
                    Drafted::Created(id)
                }
            };
            if let (Some(once), Drafted::Replaced(there) | Drafted::Unchanged(there)) = (once, drafted) {
                idempotency::point(tx, permit, once, there.0).await?;
            }
            if !matches!(drafted, Drafted::Unchanged(_)) {
                store::schedules::replace_lines(tx, permit, drafted.id(), &lines, at).await?;
                Audit::of(permit, at)
                    .on(drafted.id().0)
                    .fields(&["lines"])
                    .write(tx)
                    .await?;
            }
            Ok(drafted)
        })
        .await
}

/// The links by row: each names a row of the table and one of the school's staff.
async fn check_links(
    store: &Store,
    permit: &Permit<ScheduleDraft>,
    table: &Table,
    links: &[LineLink],
) -> Result<HashMap<u32, MemberId>> {
    if links.is_empty() {
        return Ok(HashMap::new());
    }
    let staff = store::people::staff_names(store, permit).await?;
    let mut by_row = HashMap::new();
    let mut errors = Vec::new();
    for (index, link) in links.iter().enumerate() {
        if !table.lines.iter().any(|line| line.row == link.row) || by_row.contains_key(&link.row) {
            errors.push(FieldError::new(
                format!("/links/{index}/row"),
                FieldErrorKind::NotFound,
            ));
        } else if !staff.iter().any(|member| member.id == link.member) {
            errors.push(FieldError::new(
                format!("/links/{index}/member"),
                FieldErrorKind::NotFound,
            ));
        } else {
            by_row.insert(link.row, link.member);
        }
    }
    if errors.is_empty() {
        Ok(by_row)
    } else {
        Err(Error::invalid(errors))
    }
}

/// Links each row whose helper was linked under the same name.
fn keep_links(lines: &mut [NewLine], latest: Option<&Schedule>) {
    for line in lines {
        let before = latest.and_then(|latest| latest.lines.iter().find(|old| old.name == line.name));
        line.member = before.and_then(|old| old.member.as_ref()).map(|member| member.id);
    }
}

/// Whether a table says what is there already. Places and modes are not asked: a table does not tell them.
fn says_the_same(latest: &Schedule, lines: &[NewLine]) -> bool {
    latest.lines.len() == lines.len()
        && latest.lines.iter().zip(lines).all(|(old, new)| {
            old.name == new.name
                && old.posts == new.posts
                && day_hours(&old.hours).eq(day_hours(&new.hours))
                && old.member.as_ref().map(|member| member.id) == new.member
        })
}

fn day_hours(hours: &[HelpHours]) -> impl Iterator<Item = DayHours> {
    hours.iter().map(HelpHours::day_hours)
}
