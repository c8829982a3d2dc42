//! `schedule import`.

use std::path::PathBuf;

use chrono::NaiveDate;
use podskazka_shared::access::action::{ScheduleDraft, SchedulePublish, ScheduleRead};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{AcademicYear, Order};
use podskazka_shared::text::Lang;

use crate::access::{Permit, System};
use crate::clock::Clock;
use crate::problem::Error;
use crate::schedules::{Drafted, Source, draft, read};
use crate::store::{self, Audit, Store};

/// What to import.
pub(super) struct Import {
    pub(super) school: String,
    pub(super) year: AcademicYear,
    pub(super) publish: bool,
    pub(super) order: Option<(String, NaiveDate)>,
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
    let drafted = draft(store, &permit, import.year, table, None, None, now)
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
    if import.publish {
        let order = import.order.map(|(number, date)| Order { number, date });
        let published = publish(store, &Permit::system(WHY, card.id), drafted, order.as_ref())
            .await
            .map_err(failed)?;
        line.push_str(if published {
            " Published."
        } else {
            " It was published before."
        });
    }
    Ok(line)
}

async fn publish(
    store: &Store,
    permit: &Permit<SchedulePublish>,
    drafted: Drafted,
    order: Option<&Order>,
) -> crate::problem::Result<bool> {
    use podskazka_shared::schedules::ScheduleState;
    let read: Permit<ScheduleRead> = Permit::system(WHY, permit.school());
    let drafts: Permit<ScheduleDraft> = Permit::system(WHY, permit.school());
    let now = Clock::default().now();
    store
        .write(async |tx| {
            let row = store::schedules::find(tx, &read, Some(&drafts), drafted.id())
                .await?
                .into_row();
            if row.summary.state == ScheduleState::Published {
                return Ok(false);
            }
            let schedule = permit.grant(row)?;
            if !store::schedules::publish(tx, &schedule, order, now).await? {
                return Err(ProblemKind::WrongState.into());
            }
            Audit::of(permit, now)
                .on(drafted.id().0)
                .fields(&["state", "order"])
                .write(tx)
                .await?;
            Ok(true)
        })
        .await
}
