//! Who stands in for somebody away is told so, and who does no more. Names and days are read when a letter leaves; the
//! reason of the absence is in none.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::DutyRead;
use podskazka_shared::duty::absences::Absence;
use podskazka_shared::ids::{AbsenceId, MemberId, SchoolId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use crate::access::{Permit, SchoolCard, System};
use crate::app::App;
use crate::outbox::Letter;
use crate::problem::Result;
use crate::public::dates;
use crate::store::duty::absences;
use crate::store::notifications::News;
use crate::store::{self, Tx};

/// Tells those whose standing in an absence changed, in its transaction.
pub(super) async fn tell(
    tx: &Tx,
    school: SchoolId,
    absence: AbsenceId,
    to: impl IntoIterator<Item = MemberId>,
    at: DateTime<Utc>,
) -> Result<()> {
    let news = News {
        kind: NotificationKind::StandIn,
        about: NotificationAbout::Absence { id: absence },
        number: None,
        starts_at: None,
    };
    for to in to {
        store::notifications::put(tx, school, to, &news, at).await?;
    }
    Ok(())
}

/// A letter that says how the absence stands now; none when it is gone.
pub(crate) async fn letter(
    app: &App,
    id: AbsenceId,
    to: MemberId,
    school: &SchoolCard,
    lang: Lang,
) -> Result<Option<Letter>> {
    let permit: Permit<DutyRead> = Permit::system(System::LETTER, school.id);
    let absence = match absences::find(&app.store, &permit, id).await {
        Ok(row) => row.dto(false),
        Err(error) if error.kind() == ProblemKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let link = format!("{}/s/{}/duty", app.config.origin(), school.slug);
    Ok(Some(words(&absence, to, &link, lang)))
}

fn words(absence: &Absence, to: MemberId, link: &str, lang: Lang) -> Letter {
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
    let subject = match stands_in {
        true => lang.pick("Вы замещаете на консультациях", "You stand in"),
        false => lang.pick("Замещать больше не нужно", "You need not stand in any more"),
    };
    let text = match lang {
        Lang::Ru => format!("{subject}.\n\nКто отсутствует: {away}\nКогда: {days}\n\nОткрыть: {link}"),
        Lang::En => format!("{subject}.\n\nWho is away: {away}\nWhen: {days}\n\nOpen: {link}"),
    };
    Letter {
        subject: format!("{subject}: {}", days.replace('\u{a0}', " ")),
        text,
    }
}
