//! The demonstration school: invented people, a published schedule, requests in every state.
//!
//! All of it is made by the same use cases that the API runs, at moments of the last weeks.

mod articles;
mod callbacks;
mod people;
mod phrases;
mod policy;
mod requests;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use podskazka_shared::access::action::{ScheduleDraft, ScheduleRead};
use podskazka_shared::conduct::ConductRules;
use podskazka_shared::ids::{ScheduleId, SchoolId};
use podskazka_shared::schedules::{AcademicYear, Entry, LineLink, Order, ScheduleState, table};
use podskazka_shared::schools::{Contacts, School, Vendor};

use crate::access::{Permit, SchoolCard, System};
use crate::clock::{Clock, new_id};
use crate::config::Config;
use crate::problem::{Error, Result};
use crate::schedules::{Content, approve_and_publish, draft};
use crate::store::schedules::NewLine;
use crate::store::{self, Store, Tx};

/// The password of every demonstration account.
const PASSWORD: &str = "demo-podskazka";
const SLUG: &str = "demo";
const WHY: System = System::because("demo");

/// A help schedule of the size and shape that schools publish.
const SCHEDULE: &str = include_str!("../../../shared/fixtures/help-schedule.tsv");

/// Makes what is not there yet of the school, and tells how to sign in. What was interrupted goes on where it stopped.
pub(crate) async fn run(store: &Store, config: &Config) -> std::result::Result<String, String> {
    let there = store::schools::public(store, SLUG)
        .await
        .map_err(|error| error.to_string())?
        .is_some();
    make(store).await.map_err(|error| error.to_string())?;
    let mut lines = vec![
        format!(
            "The demonstration school {} at {}/public/{SLUG}",
            if there { "is there" } else { "is made" },
            config.origin()
        ),
        format!("Sign in with the password {PASSWORD} as:"),
    ];
    lines.extend(
        people::SIGN_INS
            .iter()
            .map(|person| format!("  {:<26} {}", person.login, person.what)),
    );
    Ok(lines.join("\n"))
}

async fn make(store: &Store) -> Result<()> {
    let now = Clock::default().now();
    let began = now - Duration::days(40);
    let card = match store::schools::public(store, SLUG).await? {
        Some((card, _)) => card,
        None => school(store, began).await?,
    };
    people::make(store, &card, began).await?;
    schedule(store, &card, began + Duration::days(1)).await?;
    articles::make(store, &card, began + Duration::days(2)).await?;
    phrases::make(store, &card, began + Duration::days(2)).await?;
    policy::make(store, &card, began + Duration::days(2)).await?;
    callbacks::make(store, &card, now).await?;
    requests::make(store, &card, now).await
}

async fn school(store: &Store, at: DateTime<Utc>) -> Result<SchoolCard> {
    let zone = chrono_tz::Europe::Moscow;
    let contacts = Contacts {
        phone: "+7 495 000-00-00".to_owned(),
        email: "pomosch@demo.test".to_owned(),
        room: "Кабинет 214, кабинет информатики".to_owned(),
        journal_mail: "«Администратор журнала» в почте журнала".to_owned(),
        vendor: Vendor {
            name: "Служба поддержки электронного журнала".to_owned(),
            phone: "8 800 000-00-00".to_owned(),
            email: "support@zhurnal.test".to_owned(),
            group: "https://zhurnal.test/pomosch".to_owned(),
            ..Vendor::default()
        },
    };
    let school = School {
        id: new_id::<SchoolId>(at),
        slug: SLUG.to_owned(),
        name: "Школа № 0 (демонстрация)".to_owned(),
        time_zone: zone.name().to_owned(),
        contacts,
        private_from_grade: None,
        require_totp: false,
        agreement_steps: Vec::new(),
        embed_sites: Vec::new(),
        conduct: ConductRules {
            clause: "пункт 5 Положения о помощи в работе с журналом".to_owned(),
            founder: "Управление образования".to_owned(),
            founder_email: "priem@uo.demo.test".to_owned(),
            ..ConductRules::default()
        },
        version: 1,
    };
    store
        .write(async |tx| store::schools::insert(tx, WHY, &school, at).await)
        .await?;
    Ok(SchoolCard {
        id: school.id,
        slug: school.slug,
        name: school.name,
        zone,
        year: AcademicYear::of(at.with_timezone(&zone).date_naive()),
        private_from_grade: None,
    })
}

/// Publishes the schedule of the current year, each row linked to the helper whom it names.
async fn schedule(store: &Store, card: &SchoolCard, at: DateTime<Utc>) -> Result<()> {
    let table =
        table::parse(SCHEDULE).map_err(|_| Error::internal("the demonstration schedule does not parse"))?;
    let today = Clock::default().now().with_timezone(&card.zone).date_naive();
    let year = AcademicYear::of(today);
    let mut links = Vec::new();
    for (line, login) in table.lines.iter().zip(people::HELPERS) {
        let member = people::member(store, card, login, at).await?;
        links.push(LineLink {
            row: line.row,
            member: member.id,
        });
    }
    let permit: Permit<ScheduleDraft> = Permit::system(WHY, card.id);
    let content = Content::Table {
        table,
        links: Some(&links),
    };
    let drafted = draft(store, &permit, year, content, None, at).await?;
    store
        .write(async |tx| by_booking(tx, &permit, drafted.id(), at).await)
        .await?;
    let begins = NaiveDate::from_ymd_opt(year.first(), 9, 1).unwrap_or(today);
    let order = Order {
        number: "12/01-10".to_owned(),
        date: begins,
        appendix: Some("1".to_owned()),
    };
    // In force since the school began, but for a year that began later.
    let first = card.today(at);
    let days = (first.max(begins), first);
    store
        .write(async |tx| approve_and_publish(tx, WHY, (card.id, drafted.id()), &order, days, at).await)
        .await
        .map(drop)
}

/// To the journal administrators people come by booking, to a room; a table does not say so. A published version stays.
async fn by_booking(
    tx: &Tx,
    permit: &Permit<ScheduleDraft>,
    id: ScheduleId,
    at: DateTime<Utc>,
) -> Result<()> {
    let read: Permit<ScheduleRead> = Permit::system(WHY, permit.school());
    let row = store::schedules::find(tx, &read, Some(permit), id).await?;
    if row.stored != ScheduleState::Draft {
        return Ok(());
    }
    let draft = permit.grant(row.into_row())?;
    let mut lines: Vec<NewLine> = store::schedules::lines_of(tx, &draft)
        .await?
        .into_iter()
        .map(Into::into)
        .collect();
    let administer = |line: &&mut NewLine| line.posts.iter().any(|post| post.starts_with("администратор"));
    for line in lines.iter_mut().filter(administer) {
        for hours in &mut line.hours {
            hours.entry = Entry::Booking;
            hours.place = Some("кабинет 214".to_owned());
        }
    }
    store::schedules::replace_lines(tx, permit, id, &lines, at).await
}
