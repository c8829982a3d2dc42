//! What people are told about consultations: booked, moved, offered, taken back, and reminders a day and an hour before; and the
//! helper what changes at the desk.
//!
//! What waits in the outbox names the booking and the time that was meant; names are read when the letter leaves. Of a booking
//! that was cancelled or moved since then nobody is reminded.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::consultations::BookingState;
use podskazka_shared::ids::{BookingId, MemberId, SchoolId, SlotId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind as Kind};
use podskazka_shared::text::Lang;

use crate::access::{SchoolCard, System};
use crate::app::App;
use crate::outbox::Letter;
use crate::problem::Result;
use crate::public::dates;
use crate::store::notifications::{News, NotificationRow};
use crate::store::{self, Tx};

const WHY: System = System::LETTER;

const REMINDERS: [(Kind, Duration); 2] = [
    (Kind::DayBefore, Duration::hours(24)),
    (Kind::HourBefore, Duration::hours(1)),
];

fn news(kind: Kind, id: BookingId, starts_at: DateTime<Utc>) -> News {
    News {
        kind,
        about: NotificationAbout::Booking { id },
        number: None,
        starts_at: Some(starts_at),
    }
}

/// Tells somebody in the transaction of its cause.
pub(super) async fn tell(
    tx: &Tx,
    kind: Kind,
    (school, to): (SchoolId, MemberId),
    booking: BookingId,
    starts_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    store::notifications::put(tx, school, to, &news(kind, booking, starts_at), at).await
}

/// Puts the reminders of a booking into its transaction: those whose time has not passed.
pub(super) async fn remind(
    tx: &Tx,
    to: MemberId,
    (booking, slot): (BookingId, Option<SlotId>),
    starts_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    for (kind, before) in REMINDERS {
        let due = starts_at - before;
        if due > at {
            let news = news(kind, booking, starts_at);
            store::notifications::put_due(tx, to, &news, slot, (due, at)).await?;
        }
    }
    Ok(())
}

/// The school of a booking, if it stands as it was meant and is not over.
pub(crate) async fn stands(
    app: &App,
    booking: BookingId,
    (starts_at, slot): (DateTime<Utc>, Option<SlotId>),
    at: DateTime<Utc>,
) -> Result<Option<SchoolCard>> {
    let found = store::consultations::notice(&app.store, WHY, booking).await?;
    let stands = found.filter(|(row, _)| {
        row.state == BookingState::Booked
            && row.starts_at == starts_at
            && row.slot_id == slot
            && starts_at > at
    });
    Ok(stands.map(|(_, school)| school))
}

/// The letter about a booking; none when it is gone.
pub(crate) async fn letter(
    app: &App,
    booking: BookingId,
    told: &NotificationRow,
    school: &SchoolCard,
    lang: Lang,
) -> Result<Option<Letter>> {
    let found = store::consultations::notice(&app.store, WHY, booking).await?;
    Ok(found.map(|(row, _)| {
        let told = Told {
            kind: told.kind,
            helper: &row.helper().name,
            place: row.place.as_deref(),
            starts_at: told.starts_at.unwrap_or(row.starts_at),
            held_until: row.held_until,
            link: format!(
                "{}/s/{}/consultations/{}",
                app.config.origin(),
                school.slug,
                row.id
            ),
        };
        words(&told, school, lang)
    }))
}

struct Told<'a> {
    kind: Kind,
    helper: &'a str,
    place: Option<&'a str>,
    starts_at: DateTime<Utc>,
    held_until: Option<DateTime<Utc>>,
    link: String,
}

/// `24 ноября в 14:30`, by the school's clock.
pub(crate) fn moment(at: DateTime<Utc>, school: &SchoolCard, lang: Lang) -> String {
    let local = at.with_timezone(&school.zone);
    let (day, clock) = (dates::day(local.date_naive(), lang), dates::clock(&local));
    match lang {
        Lang::Ru => format!("{day} в {clock}"),
        Lang::En => format!("{day} at {clock}"),
    }
}

fn words(told: &Told<'_>, school: &SchoolCard, lang: Lang) -> Letter {
    let when = moment(told.starts_at, school, lang);
    let subject = told.kind.label(lang);
    let mut more = String::new();
    if told.kind == Kind::Offered {
        let until = told.held_until.map(|until| moment(until, school, lang));
        let until = until.unwrap_or_default();
        more = match lang {
            Lang::Ru => {
                format!("Это время оставлено для вас до {until}. Чтобы записаться, откройте ссылку.\n")
            }
            Lang::En => format!("It is kept for you until {until}. Open the link to book it.\n"),
        };
    }
    if told.kind == Kind::Freed {
        more += lang.pick(
            "Школа отменила это время. По ссылке можно выбрать другое: запись перенесётся в одно нажатие.\n",
            "The school took this time back. Open the link to choose another: your booking moves in one tap.\n",
        );
    }
    if told.kind == Kind::Clock {
        more += lang.pick(
            "Время вашей консультации по часам школы прежнее. Если она есть в вашем календаре, добавьте её туда заново.\n",
            "By the school's clock your consultation is at the same time. If it is in your calendar, add it there again.\n",
        );
    }
    let place = told.place.map(|place| match lang {
        Lang::Ru => format!("Где: {place}\n"),
        Lang::En => format!("Where: {place}\n"),
    });
    let over = matches!(told.kind, Kind::Freed | Kind::DeskCancelled);
    let place = place.filter(|_| !over).unwrap_or_default();
    let (helper, link) = (told.helper, &told.link);
    let text = match lang {
        Lang::Ru => format!(
            "{subject}.\n\nКогда: {when} (время школы)\nКто помогает: {helper}\n{place}{more}\nОткрыть: {link}"
        ),
        Lang::En => format!(
            "{subject}.\n\nWhen: {when} (the school's time)\nWho helps: {helper}\n{place}{more}\nOpen: {link}"
        ),
    };
    Letter {
        subject: format!("{subject}: {}", when.replace('\u{a0}', " ")),
        text,
    }
}
