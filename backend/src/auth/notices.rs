//! What happened to one's sign-in, read and put away in the app.

use podskazka_shared::auth::notices::{MeNotices, MeNoticesSeen, NoticeKind, Notices};

use super::letters::Letter;
use super::why::NOTICES;
use crate::api::Done;
use crate::call::Call;
use crate::problem::Result;
use crate::store::{self, Audit};

pub(super) async fn list(call: Call<MeNotices>) -> Result<Done<Notices>> {
    let items = store::notices::list(&call.app.store, call.person()?).await?;
    Ok(Done::new(Notices { items }))
}

pub(super) async fn seen(call: Call<MeNoticesSeen>) -> Result<Done<()>> {
    let (person, at) = (call.person()?, call.at);
    call.app
        .store
        .write(async |tx| {
            store::notices::put_away(tx, person, &call.body.notices, at).await?;
            Audit::system(NOTICES, at)
                .by(person.id)
                .on(person.id.0)
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

impl Letter {
    /// What the app tells of it; none for what only carries a code or a link.
    pub(super) fn notice(&self) -> Option<NoticeKind> {
        Some(match self {
            Self::Code { .. } | Self::Reset { .. } | Self::JoinCode { .. } => return None,
            Self::Added { .. } => NoticeKind::NameAdded,
            Self::Removed { .. } => NoticeKind::NameRemoved,
            Self::PasswordChanged => NoticeKind::PasswordChanged,
            Self::PasswordReset => NoticeKind::PasswordReset,
            Self::NewDevice { .. } => NoticeKind::NewDevice,
            Self::SecondStepOn => NoticeKind::SecondStepOn,
            Self::SecondStepOff => NoticeKind::SecondStepOff,
            Self::RecoveryUsed { .. } => NoticeKind::RecoveryUsed,
            Self::ResetSlip { .. } => NoticeKind::ResetSlip,
            Self::PasswordBySlip { .. } => NoticeKind::PasswordBySlip,
            Self::SecondStepGuessed => NoticeKind::SecondStepGuessed,
        })
    }
}
