//! What stands behind the ids of a path: seen before a header or a body is looked at.

mod articles;
mod callbacks;
mod conduct;
mod days;
mod files;
mod follow_ups;
mod phrases;
mod voices;

use podskazka_shared::access::action::{
    AppointmentRead, ClassRead, ClientManage, ConsentRecord, ConsultationRead, ContactsCheck,
    CorrectionDecide, ErasureDecide, Invite, PeopleEdit, PeopleRead, ScheduleDraft, ScheduleRead, SchoolEdit,
    SchoolRead, TicketRead,
};
use podskazka_shared::access::{Action, ActionType};
use podskazka_shared::appointments::acting::ActingPath;
use podskazka_shared::appointments::order::AppointmentPath;
use podskazka_shared::classes::{ClassPath, YearPath};
use podskazka_shared::clients::ClientPath;
use podskazka_shared::consents::{ConsentPath, DocumentPath};
use podskazka_shared::consultations::{BookingPath, ConsultHelperPath, WaitingPath};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::invitations::InvitationPath;
use podskazka_shared::letters::LetterPath;
use podskazka_shared::my_class::{ContactsPath, MyClassPath};
use podskazka_shared::people::cards::MemberPath;
use podskazka_shared::people::imports::ImportPath;
use podskazka_shared::platform::{OperatorPath, PlatformSchoolPath};
use podskazka_shared::privacy::{CorrectionPath, ErasurePath, RetentionPath};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::SchedulePath;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::TicketPath;
use serde_json::Value;

use crate::access::{Member, Permit};
use crate::app::App;
use crate::problem::Result;
use crate::store;

/// Finds the object of a path as its reader may see it, checks the action on it, and tells its version.
pub trait Locate {
    /// The version of the object; none where the path names none.
    ///
    /// # Errors
    /// `not_found` when the reader may not see it, `forbidden` when `A` is not allowed on it.
    fn locate<A: ActionType>(&self, app: &App, member: &Member) -> impl Future<Output = Result<Option<i64>>>;

    /// The object as it is, for somebody whose version is stale.
    ///
    /// # Errors
    /// As [`locate`](Self::locate).
    fn current(&self, app: &App, member: &Member) -> impl Future<Output = Result<Value>>;

    /// Whether the object of an operator's path is there.
    ///
    /// # Errors
    /// `not_found` when it is not.
    fn locate_platform(&self, app: &App) -> impl Future<Output = Result<()>> {
        let _ = app;
        async { Ok(()) }
    }
}

impl Locate for Nothing {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }
}

impl Locate for SchoolPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        if A::ACTION != Action::SchoolEdit {
            return Ok(None);
        }
        let permit: Permit<SchoolRead> = member.permit()?;
        Ok(Some(store::schools::find(&app.store, &permit).await?.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&store::schools::find(&app.store, &member.permit::<SchoolRead>()?).await?)
    }
}

impl Locate for SchedulePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let drafts = member.permit::<ScheduleDraft>().ok();
        let read: Permit<ScheduleRead> = member.permit()?;
        let row = store::schedules::find(&app.store, &read, drafts.as_ref(), self.schedule)
            .await?
            .into_row();
        let version = row.version;
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::schedules::view(&app.store, member, self.schedule, app.clock.now()).await?)
    }
}

impl Locate for TicketPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<TicketRead> = member.permit()?;
        let row = store::tickets::find(&app.store, &read, self.ticket)
            .await?
            .into_row();
        let version = row.version;
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::tickets::view(&app.store, member, self.ticket, app.clock.now()).await?)
    }
}

impl Locate for AppointmentPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<AppointmentRead> = member.permit()?;
        let row = store::appointments::find(&app.store, &read, self.appointment).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::appointments::view(&app.store, member, self.appointment, app.clock.now()).await?)
    }
}

impl Locate for ActingPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<AppointmentRead> = member.permit()?;
        let row = store::acting::find(&app.store, &read, self.acting).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::appointments::acting::view(&app.store, member, self.acting, app.clock.now()).await?)
    }
}

/// An operator is nothing in a school, so these are located without a member.
impl Locate for PlatformSchoolPath {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }

    async fn locate_platform(&self, app: &App) -> Result<()> {
        match store::schools::public(&app.store, &self.id.to_string()).await? {
            Some(_) => Ok(()),
            None => Err(ProblemKind::NotFound.into()),
        }
    }
}

impl Locate for OperatorPath {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }

    async fn locate_platform(&self, app: &App) -> Result<()> {
        match store::platform::is_operator(&app.store, self.person).await? {
            true => Ok(()),
            false => Err(ProblemKind::NotFound.into()),
        }
    }
}

impl Locate for LetterPath {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }

    async fn locate_platform(&self, app: &App) -> Result<()> {
        match store::outbox::is_dead(&app.store, self.letter).await? {
            true => Ok(()),
            false => Err(ProblemKind::NotFound.into()),
        }
    }
}

impl Locate for MemberPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<PeopleRead> = member.permit()?;
        let row = store::people::cards::find(&app.store, &read, self.member)
            .await?
            .into_row();
        let version = row.version;
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::people::view(&app.store, member, self.member).await?)
    }
}

impl Locate for ImportPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let permit: Permit<PeopleEdit> = member.permit()?;
        let kept = store::people::imports::find(&app.store, &permit, self.import, app.clock.now()).await?;
        Ok(Some(kept.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::people::import(&app.store, &member.permit()?, self.import, app.clock.now()).await?)
    }
}

impl Locate for ClassPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<ClassRead> = member.permit()?;
        let row = store::classes::find(&app.store, &read, self.class)
            .await?
            .into_row();
        let version = row.version;
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::classes::view(&app.store, member, self.class).await?)
    }
}

impl Locate for YearPath {
    /// The step ends memberships and names who leaves: whoever may only edit classes may not do that.
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        member.permit::<PeopleEdit>()?;
        let permit: Permit<SchoolRead> = member.permit()?;
        Ok(Some(store::schools::find(&app.store, &permit).await?.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&store::schools::find(&app.store, &member.permit::<SchoolRead>()?).await?)
    }
}

impl Locate for InvitationPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let permit: Permit<Invite> = member.permit()?;
        let found = store::invitations::find(&app.store, &permit, self.invitation, app.clock.now()).await?;
        Ok(Some(found.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        let permit: Permit<Invite> = member.permit()?;
        json(&store::invitations::find(&app.store, &permit, self.invitation, app.clock.now()).await?)
    }
}

impl Locate for ConsentPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let permit: Permit<ConsentRecord> = member.permit()?;
        Ok(Some(
            store::consents::find(&app.store, &permit, self.consent)
                .await?
                .version,
        ))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&store::consents::find(&app.store, &member.permit::<ConsentRecord>()?, self.consent).await?)
    }
}

impl Locate for ContactsPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let permit: Permit<ContactsCheck> = member.permit()?;
        Ok(Some(
            crate::my_class::view(&app.store, &permit, self.member)
                .await?
                .version,
        ))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::my_class::view(&app.store, &member.permit::<ContactsCheck>()?, self.member).await?)
    }
}

/// A document is only read: its handler finds it.
impl Locate for DocumentPath {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }
}

/// A class's page is only read: its handler finds it.
impl Locate for MyClassPath {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }
}

impl Locate for ClientPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        // Who may see programs may also replace and end them.
        let permit: Permit<ClientManage> = member.permit()?;
        let row = store::clients::find(&app.store, &permit, self.client, app.clock.now())
            .await?
            .into_row();
        let version = row.client.version;
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        let permit: Permit<ClientManage> = member.permit()?;
        let row = store::clients::find(&app.store, &permit, self.client, app.clock.now()).await?;
        json(&row.client)
    }
}

impl Locate for ErasurePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<ErasureDecide> = member.permit()?;
        let row = store::privacy::erasure::find(&app.store, &read, self.erasure).await?;
        let version = row.version();
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        let read: Permit<ErasureDecide> = member.permit()?;
        let row = store::privacy::erasure::find(&app.store, &read, self.erasure).await?;
        json(&store::privacy::erasure::view(&app.store, &read, row).await?)
    }
}

impl Locate for CorrectionPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<CorrectionDecide> = member.permit()?;
        let (_, row) = store::privacy::correction::find(&app.store, &read, self.correction).await?;
        let version = row.version();
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        let read: Permit<CorrectionDecide> = member.permit()?;
        json(
            &store::privacy::correction::find(&app.store, &read, self.correction)
                .await?
                .0,
        )
    }
}

impl Locate for RetentionPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let permit: Permit<SchoolEdit> = member.permit()?;
        Ok(Some(
            store::privacy::retention(&app.store, &permit).await?.version,
        ))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&store::privacy::retention(&app.store, &member.permit::<SchoolEdit>()?).await?)
    }
}

impl Locate for BookingPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<ConsultationRead> = member.permit()?;
        let row = store::consultations::find(&app.store, &read, self.booking).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::consultations::view(&app.store, member, self.booking, app.clock.now()).await?)
    }
}

impl Locate for WaitingPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<ConsultationRead> = member.permit()?;
        let row = store::consultations::find_waiting(&app.store, &read, self.waiting).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::consultations::place_in_line(&app.store, member, self.waiting).await?)
    }
}

impl Locate for ConsultHelperPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let settings = crate::consultations::settings(&app.store, member, self.helper).await?;
        Ok(Some(settings.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::consultations::settings(&app.store, member, self.helper).await?)
    }
}

fn json(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(crate::problem::Error::internal)
}
