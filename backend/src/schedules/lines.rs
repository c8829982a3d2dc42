//! The lines of a draft, typed or dragged in the editor; and whose card a line is tied to.

use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::life::ActKind;
use podskazka_shared::schedules::{
    HelpHours, LineBody, Schedule, ScheduleLine, SchedulesLines, SchedulesLink,
};

use super::{granted, shown, stale, view};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::schedules::{NewAct, NewLine};
use crate::store::{self, Audit};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<SchedulesLines, _, _>(put);
    api.serve::<SchedulesLink, _, _>(link);
}

async fn put(call: Call<SchedulesLines>) -> Result<Done<Schedule>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, permit) = (call.params.schedule, call.permit()?);
    let lines: Vec<NewLine> = call.body.lines.iter().map(new_line).collect();
    let staff = store::people::staff_names(&call.app.store, &permit).await?;
    let nobody = |line: &NewLine| {
        line.member
            .is_some_and(|of| !staff.iter().any(|member| member.id == of))
    };
    let strangers = lines.iter().enumerate().filter(|(_, line)| nobody(line));
    let error = |(index, line): (usize, &NewLine)| {
        let mut error = FieldError::new(format!("/lines/{index}/member"), FieldErrorKind::NotFound);
        error.detail = format!("{}: {}", line.name, error.kind.text(call.lang));
        error
    };
    let errors: Vec<FieldError> = strangers.map(error).collect();
    if !errors.is_empty() {
        return Err(Error::invalid(errors));
    }
    call.app
        .store
        .write(async |tx| {
            let draft = granted(tx, member, &permit, id).await?;
            if draft.version != version {
                return Err(stale(tx, member, id, at).await);
            }
            store::schedules::must_be_draft(&draft)?;
            // An editor that saves by itself sends the same often: it changes nothing, and voids no agreement.
            let there: Vec<NewLine> = store::schedules::lines_of(tx, &draft)
                .await?
                .into_iter()
                .map(Into::into)
                .collect();
            if there == lines {
                return Ok(());
            }
            if !store::schedules::touch(tx, &permit, &draft).await? {
                return Err(stale(tx, member, id, at).await);
            }
            store::schedules::replace_lines(tx, &permit, id, &lines, at).await?;
            changed(tx, &permit, id, at).await?;
            Audit::of(&permit, at).on(id.0).fields(&["lines"]).write(tx).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}

/// How many minutes of one person's work on a draft are one act of the document.
const ONE_SITTING: chrono::Duration = chrono::Duration::minutes(30);

/// Writes down that the lines changed. What one person does in one sitting is one act, unless somebody did something else
/// with the draft meanwhile.
pub(super) async fn changed(
    tx: &store::Tx,
    permit: &crate::access::Permit<podskazka_shared::access::action::ScheduleDraft>,
    id: podskazka_shared::ids::ScheduleId,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let last = store::schedules::last_act(tx, permit, id).await?;
    let goes_on = last.is_some_and(|(act, by, since)| {
        matches!(act, ActKind::Drafted | ActKind::Changed)
            && by == Some(permit.member())
            && at - since < ONE_SITTING
    });
    if goes_on {
        return Ok(());
    }
    store::schedules::act(tx, permit, id, &NewAct::plain(ActKind::Changed), at).await
}

/// A line as it is kept: no spaces at the ends, the hours in order, an empty place is none.
fn new_line(body: &LineBody) -> NewLine {
    let mut hours: Vec<HelpHours> = body.hours.iter().map(tidied).collect();
    hours.sort_by_key(HelpHours::day_hours);
    NewLine {
        name: body.name.trim().to_owned(),
        posts: body.posts.iter().map(|post| post.trim().to_owned()).collect(),
        directions: body.directions.clone(),
        hours,
        member: body.member,
    }
}

fn tidied(hours: &HelpHours) -> HelpHours {
    let place = hours.place.as_deref().map(str::trim);
    HelpHours {
        place: place.filter(|place| !place.is_empty()).map(str::to_owned),
        ..hours.clone()
    }
}

impl From<ScheduleLine> for NewLine {
    fn from(line: ScheduleLine) -> Self {
        Self {
            name: line.name,
            posts: line.posts,
            directions: line.directions,
            hours: line.hours,
            member: line.member.map(|member| member.id),
        }
    }
}

async fn link(call: Call<SchedulesLink>) -> Result<Done<Schedule>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, permit) = (call.params.schedule, call.permit()?);
    let of: MemberId = call.body.member;
    let staff = store::people::staff_names(&call.app.store, &permit).await?;
    if !staff.iter().any(|member| member.id == of) {
        return Err(Error::field("/member", FieldErrorKind::NotFound));
    }
    call.app
        .store
        .write(async |tx| {
            store::plans::change(tx, &permit, at).await?;
            let schedule = granted(tx, member, &permit, id).await?;
            if schedule.version != version || !store::schedules::touch(tx, &permit, &schedule).await? {
                return Err(stale(tx, member, id, at).await);
            }
            if !store::schedules::link(tx, &schedule, call.body.line, of).await? {
                return Err(ProblemKind::WrongState.into());
            }
            store::schedules::act(tx, &permit, id, &NewAct::plain(ActKind::Linked), at).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["member"])
                .write(tx)
                .await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}
