//! Taking a form: what is kept, and what is dropped without a word. The sender is told the same in every case.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpRequest;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::callbacks::{CallbackBody, CallbackForm, same_line};
use podskazka_shared::problem::ProblemKind;

use super::dropped::Why;
use super::token;
use crate::access::{Permit, SchoolCard, System};
use crate::app::App;
use crate::auth::origin;
use crate::auth::throttle::key;
use crate::clock::new_id;
use crate::limits::network;
use crate::problem::{Error, Result};
use crate::store::callbacks::NewCallback;
use crate::store::{self, Tx};

const PURPOSE: &str = "callback-form";
const WHY: System = System::CALLBACKS;

/// In an hour, of one address (of IPv6 its /64), for one school.
const OF_ADDRESS: i32 = 10;
/// In a day, for one telephone number.
const OF_PHONE: i32 = 3;
/// In an hour, for a school: of addresses that have sent something in this hour,
const OF_KNOWN: i32 = 100;
/// with those that have not, but whose neighbours have,
const OF_NEIGHBOURS: i32 = 150;
/// and with those of whom nobody near has. So a flood, wherever it comes from, leaves room for who comes from elsewhere.
const OF_ALL: i32 = 200;
/// How long the same text with the same number is a repetition.
const REPEATED: Duration = Duration::hours(1);

/// What somebody needs to send the form.
///
/// # Errors
/// Those of the database.
pub async fn form(app: &App, card: &SchoolCard, at: DateTime<Utc>) -> Result<CallbackForm> {
    Ok(CallbackForm {
        token: token::issue(app.auth.secret(), PURPOSE, card.id, at),
        call_from: opening(app, card, at).await?,
    })
}

/// When the school can call at the earliest. Found once a minute: a flood asks for it as often as it sends.
///
/// # Errors
/// Those of the database.
pub async fn opening(app: &App, card: &SchoolCard, at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let kept = &app.limits.callbacks;
    if let Some(from) = kept.opening(card.id, at) {
        return Ok(from);
    }
    let plan = crate::plans::ahead(app, card).await?;
    let from = podskazka_shared::callbacks::opening(&plan, at);
    kept.remember(card.id, at, from);
    Ok(from)
}

/// Keeps a form, or drops it.
///
/// # Errors
/// Those of the database.
pub async fn send(
    app: &App,
    request: &HttpRequest,
    card: &SchoolCard,
    body: &CallbackBody,
    at: DateTime<Utc>,
) -> Result<()> {
    match token::good_until(app.auth.secret(), PURPOSE, card.id, &body.token, at) {
        Some(until) => {
            keep(
                app,
                &Counted::of(app, request, card, body, until, at),
                card,
                body,
                at,
            )
            .await
        }
        None => {
            trapped(app, card, at);
            Ok(())
        }
    }
}

/// Counts a form that only a program fills in like this.
pub fn trapped(app: &App, card: &SchoolCard, at: DateTime<Utc>) {
    app.limits
        .callbacks
        .drop_one(card.id, card.today(at), Why::Trapped);
}

/// One thing that a post is counted under.
struct Counter {
    key: String,
    most: i32,
    until: DateTime<Utc>,
    /// What a post is that comes on top.
    beyond: Why,
}

/// All that a post is counted under, in the order in which the rows are locked.
struct Counted {
    token: Counter,
    repeated: Counter,
    phone: Counter,
    address: Counter,
    neighbours: Counter,
    school: Counter,
}

impl Counted {
    fn of(
        app: &App,
        request: &HttpRequest,
        card: &SchoolCard,
        body: &CallbackBody,
        token_until: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Self {
        let counter = |kind: &str, of: &str, most, until, beyond| Counter {
            key: key(app.auth.secret(), kind, &format!("{}\n{of}", card.id)),
            most,
            until,
            beyond,
        };
        let (hour, line) = (at + Duration::hours(1), same_line(&body.phone));
        let address = origin::address(request, &app.config).map(network);
        let told = |address: Option<IpAddr>| address.map(|address| address.to_string()).unwrap_or_default();
        let limited = |kind, of: &str, most, until| counter(kind, of, most, until, Why::Limited);
        let same = format!("{line}\n{}", body.text.trim());
        Self {
            token: counter("callback-token", body.token.trim(), 1, token_until, Why::Trapped),
            repeated: counter("callback-same", &same, 1, at + REPEATED, Why::Repeated),
            phone: limited("callback-phone", &line, OF_PHONE, at + Duration::days(1)),
            address: limited("callback-address", &told(address), OF_ADDRESS, hour),
            // They only tell whose turn it is.
            neighbours: limited("callback-near", &told(address.map(near)), i32::MAX, hour),
            school: limited("callback-school", "", OF_ALL, hour),
        }
    }

    fn all(&self) -> [&Counter; 6] {
        [
            &self.token,
            &self.repeated,
            &self.phone,
            &self.address,
            &self.neighbours,
            &self.school,
        ]
    }

    /// How many the school takes in this hour of such as this one.
    fn most(&self, counter: &Counter, stands: &HashMap<String, (i32, DateTime<Utc>)>) -> i32 {
        let known = |counter: &Counter| stands.contains_key(&counter.key);
        match (
            counter.key == self.school.key,
            known(&self.address),
            known(&self.neighbours),
        ) {
            (false, ..) => counter.most,
            (true, true, _) => OF_KNOWN,
            (true, false, true) => OF_NEIGHBOURS,
            (true, false, false) => OF_ALL,
        }
    }
}

/// What stands near an address: where one comes from there may be many others.
pub(crate) fn near(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// Puts it on the list unless something speaks against it. What is dropped has only been read about.
async fn keep(
    app: &App,
    counted: &Counted,
    card: &SchoolCard,
    body: &CallbackBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let drop_one = |why| app.limits.callbacks.drop_one(card.id, card.today(at), why);
    let keys = counted.all().map(|counter| counter.key.as_str());
    let stands = store::throttle::all_tries(&app.store, WHY, &keys, at).await?;
    let full = |counter: &&Counter| {
        let (tries, _) = stands.get(&counter.key).copied().unwrap_or((0, at));
        tries >= counted.most(counter, &stands)
    };
    if let Some(counter) = counted.all().into_iter().find(full) {
        drop_one(counter.beyond);
        return Ok(());
    }
    let call_from = opening(app, card, at).await?;
    let permit = Permit::of_anybody(card.id);
    let beaten = std::cell::Cell::new(None);
    let write = async |tx: &Tx| {
        for counter in counted.all() {
            let (tries, _) = store::throttle::count_try(tx, WHY, &counter.key, at, counter.until).await?;
            if tries > counted.most(counter, &stands) {
                // Others came first since the look: nothing of this stays.
                beaten.set(Some(counter.beyond));
                return Err(Error::from(ProblemKind::TooManyRequests));
            }
        }
        let new = NewCallback {
            id: new_id(at),
            body,
            call_from,
        };
        store::callbacks::insert(tx, &permit, new, at).await
    };
    let written = app.store.write(write).await;
    match (written, beaten.get()) {
        (Err(_), Some(why)) => {
            drop_one(why);
            Ok(())
        }
        (written, _) => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_network() {
        let of = |text: &str| near(network(text.parse().unwrap()));
        assert_eq!(of("198.51.100.7"), of("198.51.100.200"));
        assert_ne!(of("198.51.100.7"), of("198.51.101.7"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("2001:db8:1::1"), of("2001:db8:2::1"));
    }
}
