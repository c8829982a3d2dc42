//! Letters to who stands in for somebody away, and to who does no more. Names and days are read when a letter leaves; the
//! reason of the absence is in none.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::DutyRead;
use podskazka_shared::duty::absences::Absence;
use podskazka_shared::ids::{AbsenceId, MemberId, SchoolId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::{Permit, SchoolCard, System};
use crate::app::App;
use crate::outbox::{DUTY, Mailer};
use crate::problem::{Error, Result};
use crate::public::dates;
use crate::store::duty::absences;
use crate::store::{self, Tx};

#[derive(Debug, Serialize, Deserialize)]
struct Letter {
    school: SchoolId,
    to: MemberId,
    absence: AbsenceId,
}

/// Puts letters to those whose standing in an absence changed into its transaction.
pub(super) async fn tell(
    tx: &Tx,
    school: SchoolId,
    absence: AbsenceId,
    to: impl IntoIterator<Item = MemberId>,
    at: DateTime<Utc>,
) -> Result<()> {
    for to in to {
        let letter = Letter { school, to, absence };
        store::outbox::put_due(tx, DUTY, json!(letter), at, at).await?;
    }
    Ok(())
}

/// Sends a letter that says how the absence stands now. Without a mail server, or to somebody without an address, there is
/// nothing to send.
pub(crate) async fn send(
    app: &App,
    mailer: Option<&Mailer>,
    payload: &Value,
) -> std::result::Result<(), String> {
    let Some(mailer) = mailer else { return Ok(()) };
    let letter: Letter = serde_json::from_value(payload.clone()).map_err(|e| e.to_string())?;
    let said = |error: Error| error.to_string();
    let address = store::people::address(&app.store, System::LETTER, letter.to);
    let school = store::schools::card(&app.store, System::LETTER, letter.school);
    let (Some((to, lang)), Some(school)) = (address.await.map_err(said)?, school.await.map_err(said)?) else {
        return Ok(());
    };
    let permit: Permit<DutyRead> = Permit::system(System::LETTER, school.id);
    let absence = match absences::find(&app.store, &permit, letter.absence).await {
        Ok(row) => row.dto(false),
        Err(error) if error.kind() == ProblemKind::NotFound => return Ok(()),
        Err(error) => return Err(said(error)),
    };
    let link = format!("{}/s/{}/duty", app.config.origin(), school.slug);
    let (subject, text) = words(&absence, letter.to, &school, &link, lang);
    mailer.send(&to, subject, text).await
}

fn words(absence: &Absence, to: MemberId, school: &SchoolCard, link: &str, lang: Lang) -> (String, String) {
    let stands_in = absence.ended_at.is_none() && absence.substitute.as_ref().is_some_and(|one| one.id == to);
    let away = &absence.member.name;
    let (from, until) = (dates::date(absence.from, lang), dates::date(absence.to, lang));
    let mut days = match absence.from == absence.to {
        true => from,
        false => format!("{from} – {until}"),
    };
    if let Some(part) = absence.part {
        days = format!("{days}, {part}");
    }
    let name = &school.name;
    let subject = match stands_in {
        true => lang.pick("Вы замещаете на консультациях", "You stand in"),
        false => lang.pick("Замещать больше не нужно", "You need not stand in any more"),
    };
    let text = match lang {
        Lang::Ru => format!(
            "{subject}.\n\nКто отсутствует: {away}\nКогда: {days}\n\nОткрыть: {link}\n\n{name}, помощь с электронным журналом\n"
        ),
        Lang::En => format!(
            "{subject}.\n\nWho is away: {away}\nWhen: {days}\n\nOpen: {link}\n\n{name}, help with the electronic journal\n"
        ),
    };
    (format!("{subject}: {}", days.replace('\u{a0}', " ")), text)
}
