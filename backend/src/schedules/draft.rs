//! What makes the year's draft: a table, another schedule, or nothing yet. All or nothing, and nothing when it says what is
//! there already.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ScheduleDraft;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::{MemberId, ScheduleId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::privacy::ERASED_NAME;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::life::ActKind;
use podskazka_shared::schedules::table::{Table, TableLine};
use podskazka_shared::schedules::{AcademicYear, DayHours, HelpHours, LineLink, ScheduleLine, ScheduleState};

use super::lines::changed;
use crate::access::Permit;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim, Once};
use crate::store::schedules::{NewAct, NewLine, Working};
use crate::store::{self, Audit, Store, Tx};

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafted {
    /// A new draft.
    Created(ScheduleId),
    /// The draft of the year has these lines now.
    Replaced(ScheduleId),
    /// What is there says the same.
    Unchanged(ScheduleId),
}

impl Drafted {
    pub fn id(self) -> ScheduleId {
        match self {
            Self::Created(id) | Self::Replaced(id) | Self::Unchanged(id) => id,
        }
    }
}

/// Of what a draft is made.
#[derive(Debug, Clone)]
pub enum Content<'a> {
    /// A table. Without links, a helper who was linked before stays linked.
    Table {
        table: Table,
        links: Option<&'a [LineLink]>,
    },
    /// Another schedule of the school. Who is not of its staff any more stays as text.
    Copy(ScheduleId),
    /// No lines yet.
    Nothing,
}

/// Makes the year's draft.
///
/// # Errors
/// `invalid` when a link names no row or nobody of the school's staff, or when there is no such schedule to copy;
/// `wrong_state` as long as an approved version of the year waits.
pub async fn draft(
    store: &Store,
    permit: &Permit<ScheduleDraft>,
    year: AcademicYear,
    content: Content<'_>,
    once: Option<&Once>,
    at: DateTime<Utc>,
) -> Result<Drafted> {
    let names = match &content {
        Content::Nothing => false,
        Content::Table { links, .. } => links.is_some_and(|links| !links.is_empty()),
        Content::Copy(_) => true,
    };
    let staff = match names {
        true => store::people::staff_names(store, permit).await?,
        false => Vec::new(),
    };
    let links = match &content {
        Content::Table { table, links } => check_links(&staff, table, links.unwrap_or_default())?,
        Content::Copy(_) | Content::Nothing => HashMap::new(),
    };
    store
        .write(async |tx| {
            let id: ScheduleId = new_id(at);
            if let Some(once) = once
                && let Claim::Done(done) = idempotency::claim(tx, permit, once, id.0, at).await?
            {
                return Ok(Drafted::Unchanged(ScheduleId(done)));
            }
            let there = store::schedules::working(tx, permit, year).await?;
            let lines = match &content {
                Content::Table { table, links: given } => {
                    from_table(table, &links, given.is_none(), latest(&there))
                }
                Content::Copy(of) => copied(tx, permit, *of, &staff).await?,
                Content::Nothing => Vec::new(),
            };
            let drafted = decide(&there, &content, &lines, id)?;
            write(tx, permit, year, drafted, &there, &lines, at).await?;
            if let (Some(once), Drafted::Replaced(there) | Drafted::Unchanged(there)) = (once, drafted) {
                idempotency::point(tx, permit, once, there.0).await?;
            }
            Ok(drafted)
        })
        .await
}

/// What these lines make of what is there.
fn decide(there: &Working, content: &Content<'_>, lines: &[NewLine], id: ScheduleId) -> Result<Drafted> {
    let same = |old: &[ScheduleLine]| match content {
        Content::Table { .. } => says_the_same(old, lines),
        Content::Copy(_) => old.iter().cloned().map(NewLine::from).eq(lines.iter().cloned()),
        Content::Nothing => true,
    };
    match (&there.unpublished, &there.published) {
        (Some((row, old)), _) if same(old) => Ok(Drafted::Unchanged(row.id)),
        (Some((row, _)), _) if row.stored == ScheduleState::Draft => Ok(Drafted::Replaced(row.id)),
        (Some(_), _) => Err(ProblemKind::WrongState.into()),
        // Only of a table: who copies what is published, or begins anew, means to change it.
        (None, Some((row, old))) if matches!(content, Content::Table { .. }) && same(old) => {
            Ok(Drafted::Unchanged(row.id))
        }
        (None, _) => Ok(Drafted::Created(id)),
    }
}

async fn write(
    tx: &Tx,
    permit: &Permit<ScheduleDraft>,
    year: AcademicYear,
    drafted: Drafted,
    there: &Working,
    lines: &[NewLine],
    at: DateTime<Utc>,
) -> Result<()> {
    let id = drafted.id();
    match drafted {
        Drafted::Unchanged(_) => return Ok(()),
        Drafted::Created(_) => {
            store::schedules::insert(tx, permit, id, year, at).await?;
            store::schedules::act(tx, permit, id, &NewAct::plain(ActKind::Drafted), at).await?;
            store::schedules::replace_lines(tx, permit, id, lines, at).await?;
        }
        Drafted::Replaced(_) => {
            let draft = there.unpublished.as_ref().map(|(row, _)| row);
            let draft = draft.ok_or_else(|| Error::internal("a draft that is not there"))?;
            if !store::schedules::touch(tx, permit, draft).await? {
                return Err(ProblemKind::WrongState.into());
            }
            store::schedules::replace_lines(tx, permit, id, lines, at).await?;
            changed(tx, permit, id, at).await?;
        }
    }
    Audit::of(permit, at).on(id.0).fields(&["lines"]).write(tx).await
}

/// The lines of another schedule, as a new draft has them.
async fn copied(
    tx: &Tx,
    permit: &Permit<ScheduleDraft>,
    of: ScheduleId,
    staff: &[MemberRef],
) -> Result<Vec<NewLine>> {
    let lines = store::schedules::to_copy(tx, permit, of).await?;
    let lines = lines.ok_or_else(|| Error::field("/copy_of", FieldErrorKind::NotFound))?;
    let lines = lines.into_iter().filter(|line| line.name != ERASED_NAME);
    let line = |line: ScheduleLine| {
        let mut line = NewLine::from(line);
        line.member = line
            .member
            .filter(|of| staff.iter().any(|member| member.id == *of));
        line
    };
    Ok(lines.map(line).collect())
}

/// The links by row: each names a row of the table and one of the school's staff.
fn check_links(staff: &[MemberRef], table: &Table, links: &[LineLink]) -> Result<HashMap<u32, MemberId>> {
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

/// The lines that a new table of the year repeats or changes.
fn latest(there: &Working) -> &[ScheduleLine] {
    let latest = there.unpublished.as_ref().or(there.published.as_ref());
    latest.map_or(&[][..], |(_, lines)| lines)
}

/// A table's lines. What a table does not tell stays as it was for a helper of the same name: directions, and place, modes
/// and entry of hours that are the same; the link too, if `keep`.
fn from_table(
    table: &Table,
    links: &HashMap<u32, MemberId>,
    keep: bool,
    before: &[ScheduleLine],
) -> Vec<NewLine> {
    let line = |line: &TableLine| {
        let old = before.iter().find(|old| old.name == line.name);
        let linked = old.and_then(|old| old.member.as_ref()).map(|member| member.id);
        let hours = |hours: &DayHours| {
            let same = old.and_then(|old| old.hours.iter().find(|old| old.day_hours() == *hours));
            same.cloned().unwrap_or_else(|| HelpHours::from(*hours))
        };
        NewLine {
            name: line.name.clone(),
            posts: line.posts.clone(),
            directions: old.map(|old| old.directions.clone()).unwrap_or_default(),
            hours: line.hours.iter().map(hours).collect(),
            member: links.get(&line.row).copied().or(linked.filter(|_| keep)),
        }
    };
    table.lines.iter().map(line).collect()
}

/// Whether a table says what is there already. What a table does not tell is not asked.
fn says_the_same(old: &[ScheduleLine], new: &[NewLine]) -> bool {
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            old.name == new.name
                && old.posts == new.posts
                && day_hours(&old.hours).eq(day_hours(&new.hours))
                && old.member.as_ref().map(|member| member.id) == new.member
        })
}

fn day_hours(hours: &[HelpHours]) -> impl Iterator<Item = DayHours> {
    hours.iter().map(HelpHours::day_hours)
}
