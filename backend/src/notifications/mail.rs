//! The letters of notifications: at once, or together once a day, as their reader chose. Each names what happened and where to
//! read it, without a word of the request; whoever reads it signs in.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Days, Utc};
use podskazka_shared::access::action::TicketRead;
use podskazka_shared::ids::{BookingId, MemberId, PersonId, SlotId, TicketId};
use podskazka_shared::notifications::{DIGEST_HOUR, MailChoice, NotificationAbout, NotificationKind};
use podskazka_shared::text::Lang;
use podskazka_shared::zone;
use serde::Deserialize;

use crate::access::{Member, SchoolCard, System};
use crate::app::App;
use crate::consultations::notices::moment;
use crate::outbox::{Letter, Mailer, Undelivered};
use crate::problem::{Error, Result};
use crate::store;
use crate::store::notifications::{News, NotificationRow};
use crate::store::outbox::Waiting;
use crate::store::tickets::TicketRow;

const WHY: System = System::LETTER;
/// How many lines a letter of the day has; of what is more it tells the number.
const LINES: usize = 50;
/// How much is looked through for it.
const MOST: u64 = 1000;

type Delivery = std::result::Result<(), Undelivered>;

/// Sends the letter of a notification.
pub(crate) async fn send(
    app: &App,
    mailer: Option<&Mailer>,
    effect: &Waiting,
    at: DateTime<Utc>,
) -> Delivery {
    match store::notifications::find(&app.store, WHY, effect.id.0.into()).await? {
        Some(row) => mail(app, mailer, &row, at).await,
        None => Ok(()),
    }
}

/// A reminder as it waits.
#[derive(Deserialize)]
struct Reminder {
    to: MemberId,
    booking: BookingId,
    what: NotificationKind,
    starts_at: DateTime<Utc>,
    /// The slot that was meant: a booking that moved has another, even at the same time.
    slot: Option<SlotId>,
}

/// Reminds in the app and by mail, if there is still something to remind of.
pub(crate) async fn remind(
    app: &App,
    mailer: Option<&Mailer>,
    effect: &Waiting,
    at: DateTime<Utc>,
) -> Delivery {
    let reminder: Reminder = serde_json::from_value(effect.payload.clone()).map_err(|e| e.to_string())?;
    let meant = (reminder.starts_at, reminder.slot);
    let Some(school) = crate::consultations::notices::stands(app, reminder.booking, meant, at).await? else {
        return Ok(());
    };
    let news = News {
        kind: reminder.what,
        about: NotificationAbout::Booking { id: reminder.booking },
        number: None,
        starts_at: Some(reminder.starts_at),
    };
    let id = effect.id.0.into();
    app.store
        .write(async |tx| store::notifications::note(tx, id, school.id, reminder.to, &news, at).await)
        .await?;
    send(app, mailer, effect, at).await
}

/// Without a mail server, to somebody without an address, and to who wants none, nothing is sent.
async fn mail(app: &App, mailer: Option<&Mailer>, row: &NotificationRow, at: DateTime<Utc>) -> Delivery {
    let Some(mailer) = mailer else { return Ok(()) };
    let Some(reader) = store::people::reader(&app.store, WHY, row.to).await? else {
        return Ok(());
    };
    let Some(school) = store::schools::card(&app.store, WHY, row.school).await? else {
        return Ok(());
    };
    let choices = store::notifications::choices_of(&app.store, WHY, reader.person).await?;
    match choices.of(row.kind) {
        MailChoice::Never => Ok(()),
        MailChoice::Daily => {
            let (which, due) = ((row.id, reader.person), digest_time(&school, at));
            let left = app
                .store
                .write(async |tx| store::notifications::leave(tx, WHY, which, due, at).await);
            Ok(left.await?)
        }
        MailChoice::AtOnce => {
            let lang = reader.lang;
            let Some(mut letter) = letter(app, row, &school, lang, at).await? else {
                return Ok(());
            };
            letter.text += &signed(app, &school.name, lang);
            mailer.send(row.id.0.into(), &reader.address, &letter, lang).await
        }
    }
}

/// The end of each letter.
fn signed(app: &App, school: &str, lang: Lang) -> String {
    let help = lang.pick(
        "помощь с электронным журналом",
        "help with the electronic journal",
    );
    let choose = lang.pick("Какие письма получать", "Which letters to get");
    let origin = app.config.origin();
    format!("\n\n{school}, {help}\n{choose}: {origin}/profile/mail\n")
}

/// The next morning in the school.
fn digest_time(school: &SchoolCard, at: DateTime<Utc>) -> DateTime<Utc> {
    let today = school.today(at);
    let on = |day| zone::instant(day, DIGEST_HOUR * 60, school.zone);
    let due = on(today);
    match due > at {
        true => due,
        false => on(today.checked_add_days(Days::new(1)).unwrap_or(today)),
    }
}

/// The words of a letter, as things stand now; none when there is nothing to tell any more.
async fn letter(
    app: &App,
    row: &NotificationRow,
    school: &SchoolCard,
    lang: Lang,
    at: DateTime<Utc>,
) -> Result<Option<Letter>> {
    match row.about {
        NotificationAbout::Ticket { id } => {
            let Some((member, tickets)) = readable(app, row.to, &[id], at).await? else {
                return Ok(None);
            };
            let Some(ticket) = tickets.first() else {
                return Ok(None);
            };
            if row.kind.is_follow_up() && !crate::follow_ups::is_theirs(app, &member, ticket.id).await? {
                return Ok(None);
            }
            let rate = match row.kind == NotificationKind::Answered || row.kind == NotificationKind::Rate {
                true => crate::feedback::link::address(app, &member, ticket, at).await?,
                false => None,
            };
            if row.kind == NotificationKind::Rate && rate.is_none() {
                return Ok(None);
            }
            let happened = row.kind.label(lang);
            let open = lang.pick("Открыть", "Open");
            let mut text = format!("{happened}.\n\n{open}: {}", link(app, row, school));
            if let Some(rate) = rate {
                let words = lang.pick("Оценить ответ, без входа", "Rate the answer, without signing in");
                text += &format!("\n{words}: {rate}");
            }
            Ok(Some(Letter {
                subject: line(row, school, lang),
                text,
            }))
        }
        NotificationAbout::Booking { id } => {
            crate::consultations::notices::letter(app, id, row, school, lang).await
        }
        NotificationAbout::Absence { id } => crate::duty::letter(app, id, row.to, school, lang).await,
        // Who reads the mailbox learns no more than that there is something to read.
        NotificationAbout::Article { .. }
        | NotificationAbout::Conduct { .. }
        | NotificationAbout::Told
        | NotificationAbout::Voice { .. } => Ok(Some(Letter {
            subject: line(row, school, lang),
            text: format!(
                "{}.\n\n{}: {}",
                row.kind.label(lang),
                lang.pick("Открыть", "Open"),
                link(app, row, school)
            ),
        })),
    }
}

/// The reader, and which of these requests they may read still: an order may have ended since, or somebody become a parent.
async fn readable(
    app: &App,
    reader: MemberId,
    ids: &[TicketId],
    at: DateTime<Utc>,
) -> Result<Option<(Member, Vec<TicketRow>)>> {
    let member = store::people::inviter(&app.store, WHY, reader, at).await?;
    let Some(member) = member else { return Ok(None) };
    let Ok(read) = member.permit::<TicketRead>() else {
        return Ok(None);
    };
    let rows = store::tickets::find_all(&app.store, &read, ids).await?;
    Ok(Some((member, rows)))
}

/// `На ваше обращение ответили: 2026-000123`
fn line(row: &NotificationRow, school: &SchoolCard, lang: Lang) -> String {
    let happened = row.kind.label(lang);
    let when = row
        .starts_at
        .map(|at| moment(at, school, lang).replace('\u{a0}', " "));
    match row.number.clone().or(when) {
        Some(which) => format!("{happened}: {which}"),
        None => happened.to_owned(),
    }
}

fn link(app: &App, row: &NotificationRow, school: &SchoolCard) -> String {
    let place = match row.about {
        NotificationAbout::Ticket { .. } if row.kind.is_follow_up() => "follow-ups".to_owned(),
        NotificationAbout::Ticket { id } => format!("tickets/{id}"),
        NotificationAbout::Booking { id } => format!("consultations/{id}"),
        NotificationAbout::Absence { .. } => "duty".to_owned(),
        NotificationAbout::Conduct { id } => format!("conduct/{id}"),
        NotificationAbout::Told => "conduct/told".to_owned(),
        NotificationAbout::Voice { .. } => "voices".to_owned(),
        NotificationAbout::Article { id } => format!("articles/{id}/work"),
    };
    format!("{}/s/{}/{place}", app.config.origin(), school.slug)
}

/// Whose letter of the day it is.
#[derive(Deserialize)]
struct Digest {
    person: PersonId,
}

/// Sends the letter of the day: what was told since the last one, is not read yet, and may be read still.
pub(crate) async fn digest(
    app: &App,
    mailer: Option<&Mailer>,
    effect: &Waiting,
    at: DateTime<Utc>,
) -> Delivery {
    let Digest { person } = serde_json::from_value(effect.payload.clone()).map_err(|e| e.to_string())?;
    let rows = store::notifications::waiting(&app.store, WHY, person, MOST).await?;
    if let (Some(mailer), Some(first)) = (mailer, rows.first())
        && let Some(reader) = store::people::reader(&app.store, WHY, first.to).await?
    {
        let parts = parts(app, &rows, reader.lang, at).await?;
        if let Some(letter) = digest_letter(app, &parts, reader.lang) {
            mailer
                .send(effect.id, &reader.address, &letter, reader.lang)
                .await?;
        }
    }
    let told: Vec<_> = rows.iter().map(|row| row.id).collect();
    let over = app
        .store
        .write(async |tx| store::notifications::digest_over(tx, WHY, person, &told).await);
    Ok(over.await?)
}

/// The lines of each school.
async fn parts(
    app: &App,
    rows: &[NotificationRow],
    lang: Lang,
    at: DateTime<Utc>,
) -> Result<Vec<(SchoolCard, Vec<String>)>> {
    // A person has one card in a school.
    let mut cards: BTreeMap<MemberId, Vec<&NotificationRow>> = BTreeMap::new();
    for row in rows {
        cards.entry(row.to).or_default().push(row);
    }
    let mut parts = Vec::new();
    for (card, rows) in cards {
        let Some(school) = rows.first().map(|row| row.school) else {
            continue;
        };
        let Some(school) = store::schools::card(&app.store, WHY, school).await? else {
            continue;
        };
        let tickets: Vec<TicketId> = rows.iter().filter_map(|row| row.about.ticket()).collect();
        let readable = readable(app, card, &tickets, at).await?;
        let readable: HashSet<TicketId> = readable
            .into_iter()
            .flat_map(|(_, rows)| rows)
            .map(|row| row.id)
            .collect();
        let open = |row: &&&NotificationRow| row.about.ticket().is_none_or(|id| readable.contains(&id));
        let lines: Vec<String> = rows
            .iter()
            .filter(open)
            .map(|row| format!("{}\n{}", line(row, &school, lang), link(app, row, &school)))
            .collect();
        if !lines.is_empty() {
            parts.push((school, lines));
        }
    }
    Ok(parts)
}

/// After a letter of the day that was given up the next may come, with the same in it.
pub(crate) async fn digest_given_up(app: &App, effect: &Waiting) -> Result<()> {
    let Digest { person } = serde_json::from_value(effect.payload.clone()).map_err(Error::internal)?;
    app.store
        .write(async |tx| store::notifications::digest_over(tx, WHY, person, &[]).await)
        .await
}

fn digest_letter(app: &App, parts: &[(SchoolCard, Vec<String>)], lang: Lang) -> Option<Letter> {
    let count: usize = parts.iter().map(|(_, lines)| lines.len()).sum();
    let (first, _) = parts.first().filter(|_| count > 0)?;
    let mut text = lang.pick("Новое за день.", "New since yesterday.").to_owned();
    let mut left = LINES;
    for (school, lines) in parts {
        if parts.len() > 1 {
            text += &format!("\n\n{}", school.name);
        }
        for line in lines.iter().take(left) {
            text += &format!("\n\n{line}");
        }
        left = left.saturating_sub(lines.len());
    }
    if count > LINES {
        let more = count - LINES;
        text += &match lang {
            Lang::Ru => format!("\n\nИ ещё: {more}. Всё вместе – в приложении, под колокольчиком."),
            Lang::En => format!("\n\nAnd {more} more. All of it is in the app, under the bell."),
        };
    }
    text += &signed(app, &first.name, lang);
    let subject = lang.pick("Новое за день", "New since yesterday");
    Some(Letter {
        subject: format!("{subject}: {count}"),
        text,
    })
}
