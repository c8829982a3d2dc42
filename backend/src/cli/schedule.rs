//! `schedule import`.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::ScheduleDraft;
use podskazka_shared::ids::SchoolId;
use podskazka_shared::schedules::{AcademicYear, Order};
use podskazka_shared::text::Lang;

use crate::access::{Permit, System};
use crate::clock::Clock;
use crate::problem::Error;
use crate::schedules::{Content, Drafted, Source, approve_and_publish, draft, read};
use crate::store::{self, Store};

/// What to import.
pub(super) struct Import {
    pub(super) school: String,
    pub(super) year: AcademicYear,
    /// The order that approves it, when it shall be published at once.
    pub(super) publish: Option<Order>,
    /// The first day; today, or the first of September of a year to come, when it is not told.
    pub(super) from: Option<NaiveDate>,
    pub(super) file: PathBuf,
}

const WHY: System = System::because("schedule_import");

pub(super) async fn import(store: &Store, import: Import) -> Result<String, String> {
    let failed = |error: Error| error.to_string();
    let card = store::schools::public(store, &import.school)
        .await
        .map_err(failed)?;
    let (card, _) = card.ok_or_else(|| format!("there is no school {:?}", import.school))?;
    let bytes = std::fs::read(&import.file).map_err(|error| format!("{}: {error}", import.file.display()))?;
    let table = read(Source::Bytes(&bytes), Lang::Ru).map_err(|error| {
        let lines: Vec<String> = error
            .into_fields(Lang::Ru)
            .into_iter()
            .map(|field| field.detail)
            .collect();
        format!(
            "{}: таблица не подошла, ничего не сохранено\n{}",
            import.file.display(),
            lines.join("\n")
        )
    })?;
    let (helpers, ranges) = (
        table.lines.len(),
        table.lines.iter().map(|line| line.hours.len()).sum::<usize>(),
    );
    let left_out: Vec<String> = table
        .ignored
        .iter()
        .map(|text| {
            format!(
                "\n  left out, lines {}-{}: {}",
                text.from_row, text.to_row, text.excerpt
            )
        })
        .collect();
    let permit: Permit<ScheduleDraft> = Permit::system(WHY, card.id);
    let now = Clock::default().now();
    let content = Content::Table { table, links: None };
    let drafted = draft(store, &permit, import.year, content, None, now)
        .await
        .map_err(failed)?;
    let what = match drafted {
        Drafted::Created(_) => "a new draft",
        Drafted::Replaced(_) => "the draft is replaced",
        Drafted::Unchanged(_) => "nothing changes",
    };
    let mut line = format!(
        "{}: {helpers} helpers, {ranges} ranges; {what}.{}",
        import.year,
        left_out.concat()
    );
    if let Some(order) = import.publish {
        let today = card.today(now);
        let from = import.from.unwrap_or_else(|| import.year.first_day(today));
        let published = publish(store, card.id, drafted, &order, (from, today), now)
            .await
            .map_err(failed)?;
        line.push_str(&match published {
            true => format!(" Published from {from}."),
            false => " It was published before.".to_owned(),
        });
    }
    Ok(line)
}

/// Approves the draft by the order and publishes it; false when it is published already.
async fn publish(
    store: &Store,
    school: SchoolId,
    drafted: Drafted,
    order: &Order,
    days: (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> crate::problem::Result<bool> {
    store
        .write(async |tx| approve_and_publish(tx, WHY, (school, drafted.id()), order, days, now).await)
        .await
}
