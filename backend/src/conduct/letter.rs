//! What the worker does for reports: reminds whoever decides, and takes a report about the head to the founder.

use chrono::{DateTime, Utc};
use podskazka_shared::conduct::ConductRoute;
use podskazka_shared::ids::ConductId;
use podskazka_shared::text::Lang;
use serde::Deserialize;

use crate::access::{Permit, Reached, System};
use crate::app::App;
use crate::consultations::notices::moment;
use crate::outbox::{Letter, Mailer, Undelivered};
use crate::store;
use crate::store::conduct::ConductRow;
use crate::store::outbox::Waiting;

const WHY: System = System::CONDUCT;

#[derive(Deserialize)]
struct About {
    conduct: ConductId,
}

type Delivery = std::result::Result<(), Undelivered>;

fn about(effect: &Waiting) -> std::result::Result<ConductId, Undelivered> {
    let about: About = serde_json::from_value(effect.payload.clone()).map_err(|e| e.to_string())?;
    Ok(about.conduct)
}

/// Tells whoever decides that the time is over, if it is not decided.
pub(crate) async fn late(app: &App, effect: &Waiting, at: DateTime<Utc>) -> Delivery {
    let id = about(effect)?;
    let told = app
        .store
        .write(async |tx| store::conduct::note_late(tx, WHY, id, at).await);
    Ok(told.await?)
}

/// Sends a report to the founder's address as it stands in the settings now.
pub(crate) async fn send_to_founder(
    app: &App,
    mailer: Option<&Mailer>,
    effect: &Waiting,
    at: DateTime<Utc>,
) -> Delivery {
    let id = about(effect)?;
    let Some(report) = store::conduct::of_letter(&app.store, WHY, id).await? else {
        return Ok(());
    };
    let Some(mailer) = mailer else {
        return Err(Undelivered::Never("no mail server is set".to_owned()));
    };
    if report.route != ConductRoute::Founder || report.sent_at.is_some() {
        return Ok(());
    }
    let permit = Permit::system(WHY, report.school());
    let school = store::schools::find(&app.store, &permit).await?;
    let card = store::schools::of_permit(&app.store, &permit).await?;
    let letter = letter(&report, &school.name, &moment(report.filed_at, &card, Lang::Ru));
    mailer
        .send(effect.id, &school.conduct.founder_email, &letter, Lang::Ru)
        .await?;
    let sent = app
        .store
        .write(async |tx| store::conduct::note_sent(tx, WHY, id, at).await);
    Ok(sent.await?)
}

/// The letter, in the language of the office that gets it.
fn letter(report: &ConductRow, school: &str, when: &str) -> Letter {
    let mut text = format!(
        "Сообщение о нарушении правил общения\n\nШкола: {school}\nКто сообщает: {}\nО ком: {}\nКогда: {}\n",
        report.reporter().name,
        report.reported().name,
        when.replace('\u{a0}', " "),
    );
    if let Some(number) = &report.ticket_number {
        text += &format!("Обращение: {number}\n");
    }
    text += &format!("\nЧто произошло\n\n{}\n", report.body);
    if let Some(message) = &report.message {
        text += &format!("\nСообщение, о котором идёт речь\n\n{message}\n");
    }
    if let Some(wish) = &report.wish {
        text += &format!("\nЧего хочет заявитель\n\n{wish}\n");
    }
    text += "\nОтправлено заявителем из системы помощи с электронным журналом: сообщение касается директора, поэтому в школе его никто, \
             кроме заявителя, не читает.";
    Letter {
        subject: format!("{school}: сообщение о нарушении правил общения"),
        text,
    }
}
