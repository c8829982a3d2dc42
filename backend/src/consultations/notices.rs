//! Letters about consultations: booked, moved, offered, taken back, and reminders a day and an hour before; and to the helper
//! what changes at the desk.
//!
//! What waits in the outbox names the booking and the time that was meant; names are read when the letter leaves. A reminder of
//! a booking that was cancelled or moved since then is not sent.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::consultations::BookingState;
use podskazka_shared::ids::{BookingId, MemberId, SlotId};
use podskazka_shared::text::Lang;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::{SchoolCard, System};
use crate::app::App;
use crate::outbox::{CONSULTATION, Mailer};
use crate::problem::Result;
use crate::public::dates;
use crate::store::{self, Tx};

/// What waits to be told.
#[derive(Debug, Serialize, Deserialize)]
struct Notice {
    what: String,
    to: MemberId,
    booking: BookingId,
    starts_at: DateTime<Utc>,
    /// Of a reminder: the slot that was meant. A booking that moved has another, even at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slot: Option<SlotId>,
}

const REMINDERS: [(&str, Duration); 2] = [
    ("day_before", Duration::hours(24)),
    ("hour_before", Duration::hours(1)),
];

/// Puts a letter into the transaction of its cause.
pub(super) async fn tell(
    tx: &Tx,
    what: &str,
    to: MemberId,
    booking: BookingId,
    starts_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    let notice = Notice {
        what: what.to_owned(),
        to,
        booking,
        starts_at,
        slot: None,
    };
    store::outbox::put_due(tx, CONSULTATION, json!(notice), at, at).await
}

/// Puts the reminders of a booking into its transaction: those whose time has not passed.
pub(super) async fn remind(
    tx: &Tx,
    to: MemberId,
    (booking, slot): (BookingId, Option<SlotId>),
    starts_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    for (what, before) in REMINDERS {
        let due = starts_at - before;
        if due > at {
            let notice = Notice {
                what: what.to_owned(),
                to,
                booking,
                starts_at,
                slot,
            };
            store::outbox::put_due(tx, CONSULTATION, json!(notice), due, at).await?;
        }
    }
    Ok(())
}

/// Sends a letter. Without a mail server, to somebody without an address, or when there is nothing to remind of any more,
/// nothing is sent.
pub(crate) async fn send(
    app: &App,
    mailer: Option<&Mailer>,
    payload: &Value,
    at: DateTime<Utc>,
) -> std::result::Result<(), String> {
    const WHY: System = System::LETTER;
    let Some(mailer) = mailer else { return Ok(()) };
    let notice: Notice = serde_json::from_value(payload.clone()).map_err(|e| e.to_string())?;
    let found = store::consultations::notice(&app.store, WHY, notice.booking).await;
    let Some((row, school)) = found.map_err(|e| e.to_string())? else {
        return Ok(());
    };
    let reminds = REMINDERS.iter().any(|(what, _)| *what == notice.what);
    let stands =
        row.state == BookingState::Booked && row.starts_at == notice.starts_at && row.slot_id == notice.slot;
    if reminds && (!stands || notice.starts_at <= at) {
        return Ok(());
    }
    let address = store::people::address(&app.store, WHY, notice.to).await;
    let Some((to, lang)) = address.map_err(|e| e.to_string())? else {
        return Ok(());
    };
    let told = Told {
        what: &notice.what,
        helper: &row.helper().name,
        place: row.place.as_deref(),
        starts_at: notice.starts_at,
        held_until: row.held_until,
        link: format!(
            "{}/s/{}/consultations/{}",
            app.config.origin(),
            school.slug,
            row.id
        ),
    };
    let (subject, text) = words(&told, &school, lang);
    mailer.send(&to, subject, text).await
}

struct Told<'a> {
    what: &'a str,
    helper: &'a str,
    place: Option<&'a str>,
    starts_at: DateTime<Utc>,
    held_until: Option<DateTime<Utc>>,
    link: String,
}

/// `24 ноября в 14:30`, by the school's clock.
fn moment(at: DateTime<Utc>, school: &SchoolCard, lang: Lang) -> String {
    let local = at.with_timezone(&school.zone);
    let (day, clock) = (dates::day(local.date_naive(), lang), dates::clock(&local));
    match lang {
        Lang::Ru => format!("{day} в {clock}"),
        Lang::En => format!("{day} at {clock}"),
    }
}

fn words(told: &Told<'_>, school: &SchoolCard, lang: Lang) -> (String, String) {
    let when = moment(told.starts_at, school, lang);
    let subject = match told.what {
        "booked" => lang.pick("Вы записаны на консультацию", "Your consultation is booked"),
        "moved" => lang.pick("Консультация перенесена", "Your consultation is moved"),
        "offered" => lang.pick(
            "Освободилось время для консультации",
            "A time for a consultation became free",
        ),
        "freed" => lang.pick(
            "Консультация не состоится",
            "Your consultation will not take place",
        ),
        "clock" => lang.pick("У школы другой часовой пояс", "The school has another time zone"),
        "desk_booked" => lang.pick(
            "К вам записались на консультацию",
            "Somebody booked a consultation with you",
        ),
        "desk_moved" => lang.pick(
            "Консультацию у вас перенесли",
            "A consultation with you was moved",
        ),
        "desk_cancelled" => lang.pick(
            "Консультацию у вас отменили",
            "A consultation with you was cancelled",
        ),
        "day_before" | "hour_before" => {
            lang.pick("Напоминание о консультации", "A reminder of your consultation")
        }
        _ => lang.pick("Новое о консультации", "News of your consultation"),
    };
    let more = match told.what {
        "offered" => {
            let until = told.held_until.map(|until| moment(until, school, lang));
            let until = until.unwrap_or_default();
            match lang {
                Lang::Ru => format!("Это время оставлено для вас до {until}. Чтобы записаться, откройте ссылку.\n"),
                Lang::En => format!("It is kept for you until {until}. Open the link to book it.\n"),
            }
        }
        "freed" => lang
            .pick(
                "Школа отменила это время. По ссылке можно выбрать другое: запись перенесётся в одно нажатие.\n",
                "The school took this time back. Open the link to choose another: your booking moves in one tap.\n",
            )
            .to_owned(),
        "clock" => lang
            .pick(
                "Время вашей консультации по часам школы прежнее. Если она есть в вашем календаре, добавьте её туда заново.\n",
                "By the school's clock your consultation is at the same time. If it is in your calendar, add it there again.\n",
            )
            .to_owned(),
        _ => String::new(),
    };
    let place = told.place.map(|place| match lang {
        Lang::Ru => format!("Где: {place}\n"),
        Lang::En => format!("Where: {place}\n"),
    });
    let over = ["freed", "desk_cancelled"].contains(&told.what);
    let place = place.filter(|_| !over).unwrap_or_default();
    let (helper, link, school) = (told.helper, &told.link, &school.name);
    let text = match lang {
        Lang::Ru => format!(
            "{subject}.\n\nКогда: {when} (время школы)\nКто помогает: {helper}\n{place}{more}\nОткрыть: {link}\n\n{school}, помощь с электронным журналом\n"
        ),
        Lang::En => format!(
            "{subject}.\n\nWhen: {when} (the school's time)\nWho helps: {helper}\n{place}{more}\nOpen: {link}\n\n{school}, help with the electronic journal\n"
        ),
    };
    (format!("{subject}: {}", when.replace('\u{a0}', " ")), text)
}
