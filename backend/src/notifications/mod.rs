//! What members are told of, in the app and by mail, and which letters people want.

mod mail;

use podskazka_shared::access::action::TicketRead;
use podskazka_shared::letters::{LettersList, Undelivered};
use podskazka_shared::notifications::{
    MailChoices, MeMail, MeMailReplace, Notification, NotificationsCount, NotificationsFind,
    NotificationsList, NotificationsRead,
};
use podskazka_shared::page::Page;

use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::Result;
use crate::store;

pub(crate) use mail::{digest, digest_given_up, remind, send};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<NotificationsList, _, _>(list);
    api.serve::<NotificationsFind, _, _>(unread);
    api.serve::<NotificationsRead, _, _>(read);
    api.serve::<LettersList, _, _>(undelivered);
    api.serve::<MeMail, _, _>(choices);
    api.serve::<MeMailReplace, _, _>(choose);
}

async fn list(call: Call<NotificationsList>) -> Result<Done<Page<Notification>>> {
    let read = call.member()?.permit::<TicketRead>().ok();
    let permit = call.permit()?;
    let page = store::notifications::list(&call.app.store, &permit, read.as_ref(), &call.query, call.lang);
    Ok(Done::new(page.await?))
}

async fn unread(call: Call<NotificationsFind>) -> Result<Done<NotificationsCount>> {
    let read = call.member()?.permit::<TicketRead>().ok();
    let unread = store::notifications::unread(&call.app.store, &call.permit()?, read.as_ref()).await?;
    Ok(Done::new(NotificationsCount { unread }))
}

async fn read(call: Call<NotificationsRead>) -> Result<Done<NotificationsCount>> {
    let (read, permit, at) = (
        call.member()?.permit::<TicketRead>().ok(),
        call.permit()?,
        call.at,
    );
    let unread = call
        .app
        .store
        .write(async |tx| {
            store::notifications::mark_read(tx, &permit, &call.body, at).await?;
            store::notifications::unread(tx, &permit, read.as_ref()).await
        })
        .await?;
    Ok(Done::new(NotificationsCount { unread }))
}

async fn undelivered(call: Call<LettersList>) -> Result<Done<Page<Undelivered>>> {
    let permit = call.permit()?;
    let page = store::outbox::undelivered(&call.app.store, &permit, &call.query);
    Ok(Done::new(page.await?))
}

async fn choices(call: Call<MeMail>) -> Result<Done<MailChoices>> {
    let choices = store::notifications::choices(&call.app.store, call.person()?).await?;
    Ok(Done::new(choices))
}

async fn choose(call: Call<MeMailReplace>) -> Result<Done<MailChoices>> {
    let (person, chosen) = (call.person()?, call.body);
    let choices = call
        .app
        .store
        .write(async |tx| {
            store::notifications::choose(tx, person, chosen).await?;
            store::notifications::choices(tx, person).await
        })
        .await?;
    Ok(Done::new(choices))
}
