//! Thanks and suggestions (F, D4): sent by anybody, read by the heads, and by nobody about themselves. A helper gets the text of
//! thanks, without a name and a date, once a head passes them on.

mod send;

use podskazka_shared::access::action::{FeedbackHandle, FeedbackRead};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::ids::VoiceId;
use podskazka_shared::notifications::{NotificationAbout, NotificationKind};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::voices::{
    KEPT_DAYS, OwnVoice, PassedThanks, PublicVoicesForm, PublicVoicesSend, Voice, VoiceAccepted, VoiceForm,
    VoiceKind, VoicePath, VoiceState, VoicesAnswer, VoicesCreate, VoicesFind, VoicesList, VoicesMine,
    VoicesPass, VoicesSeen, VoicesThanks,
};

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::callbacks::school;
use crate::clock::secret_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::notifications::News;
use crate::store::voices::{NewVoice, VoiceRow};
use crate::store::{self, Audit, Db, Tx};

pub use send::{form, send};

/// How many thanks a helper is told at most.
const MOST_THANKS: u64 = 200;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<PublicVoicesForm, _, _>(public_form);
    api.serve::<PublicVoicesSend, _, _>(public_send);
    api.serve::<VoicesCreate, _, _>(create);
    api.serve::<VoicesMine, _, _>(mine);
    api.serve::<VoicesThanks, _, _>(thanks);
    api.serve::<VoicesList, _, _>(list);
    api.serve::<VoicesFind, _, _>(find);
    api.serve::<VoicesSeen, _, _>(seen);
    api.serve::<VoicesAnswer, _, _>(answer);
    api.serve::<VoicesPass, _, _>(pass);
}

const ACCEPTED: VoiceAccepted = VoiceAccepted { kept_days: KEPT_DAYS };

async fn public_form(call: Call<PublicVoicesForm>) -> Result<Done<VoiceForm>> {
    let card = school(&call.app, &call.params.school).await?;
    Ok(Done::new(form(&call.app, &card, call.at)))
}

async fn public_send(call: Call<PublicVoicesSend>) -> Result<Done<VoiceAccepted>> {
    let card = school(&call.app, &call.params.school).await?;
    send(&call.app, &call.request, &card, &call.body, call.at).await?;
    Ok(Done::new(ACCEPTED))
}

async fn create(call: Call<VoicesCreate>) -> Result<Done<VoiceAccepted>> {
    let (permit, once, at, body) = (call.permit()?, call.once()?, call.at, &call.body);
    call.app
        .store
        .write(async |tx| {
            let id: VoiceId = secret_id();
            // What is remembered of the key must not lead from its sender to what is unnamed.
            let told: VoiceId = if body.unnamed { secret_id() } else { id };
            let Claim::New = idempotency::claim(tx, &permit, once, told.0, at).await? else {
                return Ok(());
            };
            send::count(&call.app, tx, permit.member(), at).await?;
            if let Some(helper) = body.helper
                && (helper == permit.member() || !store::people::is_staff(tx, &permit, helper).await?)
            {
                return Err(Error::field("/helper", FieldErrorKind::NotFound));
            }
            let new = NewVoice {
                id,
                kind: body.kind,
                text: &body.text,
                author: (!body.unnamed).then(|| permit.member()),
                guest: false,
                contact: None,
                helper: body.helper,
            };
            store::voices::insert(tx, &permit, new, at).await?;
            let line = match body.unnamed {
                true => Audit::system(send::WHY, at).in_school(permit.school()),
                false => Audit::of(&permit, at),
            };
            line.on(id.0).write(tx).await
        })
        .await?;
    Ok(Done::new(ACCEPTED))
}

async fn mine(call: Call<VoicesMine>) -> Result<Done<Page<OwnVoice>>> {
    let page = store::voices::mine(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(page))
}

async fn thanks(call: Call<VoicesThanks>) -> Result<Done<PassedThanks>> {
    let texts = store::voices::passed(&call.app.store, &call.permit()?, MOST_THANKS).await?;
    Ok(Done::new(PassedThanks { texts }))
}

async fn list(call: Call<VoicesList>) -> Result<Done<Page<Voice>>> {
    let page = store::voices::list(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(page))
}

/// One as this reader may see it.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn view(db: &impl Db, member: &Member, id: VoiceId) -> Result<Voice> {
    let permit: Permit<FeedbackRead> = member.permit()?;
    Ok(store::voices::find(db, &permit, id).await?.into_row().dto())
}

fn answered(voice: Voice) -> Done<Voice> {
    let version = voice.version;
    Done::new(voice).version(version)
}

async fn find(call: Call<VoicesFind>) -> Result<Done<Voice>> {
    let voice = view(&call.app.store, call.member()?, call.params.voice).await?;
    Ok(answered(voice))
}

async fn seen(call: Call<VoicesSeen>) -> Result<Done<Voice>> {
    let permit = call.permit()?;
    change(&call, "voice_seen", async |tx, row| match row.state {
        VoiceState::New => store::voices::see(tx, &permit, row, call.at).await,
        VoiceState::Seen | VoiceState::Answered => Err(ProblemKind::WrongState.into()),
    })
    .await
}

async fn answer(call: Call<VoicesAnswer>) -> Result<Done<Voice>> {
    let permit = call.permit()?;
    change(&call, "voice_answered", async |tx, row| {
        let Some(author) = row.author_id.filter(|_| row.state != VoiceState::Answered) else {
            return Err(ProblemKind::WrongState.into());
        };
        store::voices::answer(tx, &permit, row, &call.body.text, call.at).await?;
        let news = News {
            kind: NotificationKind::VoiceAnswered,
            about: NotificationAbout::Voice { id: row.id },
            number: None,
            starts_at: None,
        };
        store::notifications::put(tx, permit.school(), author, &news, call.at).await
    })
    .await
}

async fn pass(call: Call<VoicesPass>) -> Result<Done<Voice>> {
    let permit = call.permit()?;
    change(&call, "voice_passed", async |tx, row| {
        let fits = row.kind == VoiceKind::Thanks && row.helper_id.is_some() && row.passed_at.is_none();
        match fits {
            true => store::voices::pass(tx, &permit, row, call.at).await,
            false => Err(ProblemKind::WrongState.into()),
        }
    })
    .await
}

/// Changes one that nobody else changed meanwhile.
async fn change<E: Endpoint<Params = VoicePath, Action = FeedbackHandle>>(
    call: &Call<E>,
    field: &'static str,
    write: impl AsyncFn(&Tx, &Granted<FeedbackHandle, VoiceRow>) -> Result<()>,
) -> Result<Done<Voice>> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let (read, id): (Permit<FeedbackRead>, _) = (member.permit()?, call.params.voice);
    call.app
        .store
        .write(async |tx| {
            let row = store::voices::hold(tx, &read, id).await?.into_row();
            if row.version != version {
                return Err(Error::stale(&row.dto()));
            }
            let row = permit.grant(row)?;
            write(tx, &row).await?;
            Audit::of(&permit, call.at)
                .on(id.0)
                .fields(&[field])
                .write(tx)
                .await
        })
        .await?;
    Ok(answered(view(&call.app.store, member, id).await?))
}
