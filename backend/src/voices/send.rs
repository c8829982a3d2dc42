//! Taking what comes without an account: what is kept, and what is dropped without a word. The sender is told the same in every
//! case. The same guard as that of the callback form, with counters of its own.

use std::net::IpAddr;

use actix_web::HttpRequest;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::voices::{PER_DAY, PublicVoiceBody, VoiceForm};

use crate::access::{Permit, SchoolCard, System};
use crate::app::App;
use crate::auth::origin;
use crate::auth::throttle::key;
use crate::callbacks::{near, token};
use crate::clock::secret_id;
use crate::limits::network;
use crate::problem::{Error, Result};
use crate::store::voices::NewVoice;
use crate::store::{self, Tx};

pub(super) const WHY: System = System::VOICES;
const PURPOSE: &str = "voice-form";

/// In an hour, of one address (of IPv6 its /64), of its neighbours, and for a school.
const OF_ADDRESS: i32 = 5;
const OF_NEIGHBOURS: i32 = 40;
const OF_ALL: i32 = 120;

/// What somebody needs to send the form.
pub fn form(app: &App, card: &SchoolCard, at: DateTime<Utc>) -> VoiceForm {
    VoiceForm {
        token: token::issue(app.auth.secret(), PURPOSE, card.id, at),
    }
}

/// Counts what a signed-in person sends, whether named or not: the key tells nobody who it is.
///
/// # Errors
/// `too_many_requests` beyond the day's number.
pub(super) async fn count(app: &App, tx: &Tx, member: MemberId, at: DateTime<Utc>) -> Result<()> {
    let key = key(app.auth.secret(), "voice-member", &member.to_string());
    let (tries, _) = store::throttle::count_try(tx, WHY, &key, at, at + Duration::days(1)).await?;
    match tries > PER_DAY {
        true => Err(ProblemKind::TooManyRequests.into()),
        false => Ok(()),
    }
}

/// Keeps what somebody sent, or drops it.
///
/// # Errors
/// Those of the database.
pub async fn send(
    app: &App,
    request: &HttpRequest,
    card: &SchoolCard,
    body: &PublicVoiceBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let Some(token_until) = token::good_until(app.auth.secret(), PURPOSE, card.id, &body.token, at) else {
        return Ok(());
    };
    let counter = |kind: &str, of: &str| key(app.auth.secret(), kind, &format!("{}\n{of}", card.id));
    let address = origin::address(request, &app.config).map(network);
    let told = |address: Option<IpAddr>| address.map(|address| address.to_string()).unwrap_or_default();
    let hour = at + Duration::hours(1);
    let counters = [
        (counter("voice-token", body.token.trim()), 1, token_until),
        (counter("voice-same", body.text.trim()), 1, hour),
        (counter("voice-address", &told(address)), OF_ADDRESS, hour),
        (
            counter("voice-near", &told(address.map(near))),
            OF_NEIGHBOURS,
            hour,
        ),
        (counter("voice-school", ""), OF_ALL, hour),
    ];
    // What is dropped has only been read about.
    let keys = counters.each_ref().map(|(key, ..)| key.as_str());
    let stands = store::throttle::all_tries(&app.store, WHY, &keys, at).await?;
    let full = |(key, most, _): &(String, i32, DateTime<Utc>)| {
        stands.get(key).is_some_and(|(tries, _)| tries >= most)
    };
    if counters.iter().any(full) {
        return Ok(());
    }
    let permit = Permit::of_anybody(card.id);
    let beaten = std::cell::Cell::new(false);
    let written = app
        .store
        .write(async |tx| {
            for (key, most, until) in &counters {
                let (tries, _) = store::throttle::count_try(tx, WHY, key, at, *until).await?;
                if tries > *most {
                    // Others came first since the look: nothing of this stays.
                    beaten.set(true);
                    return Err(Error::from(ProblemKind::TooManyRequests));
                }
            }
            let new = NewVoice {
                id: secret_id(),
                kind: body.kind,
                text: &body.text,
                author: None,
                guest: true,
                contact: body.contact(),
                helper: None,
            };
            store::voices::insert(tx, &permit, new, at).await
        })
        .await;
    match beaten.get() {
        true => Ok(()),
        false => written,
    }
}
