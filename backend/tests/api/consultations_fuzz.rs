//! Thousands of random acts of many people, and what must hold after each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use podskazka_shared::access::Capacity;
use podskazka_shared::consultations::slots::cells;
use podskazka_shared::consultations::{Booking, ConsultSettingsPatch};
use podskazka_shared::duty::absences::{Absence, AbsenceBody, AbsencePath, AbsencesEnd};
use podskazka_shared::schedules::TimeRange;
use podskazka_shared::schools::{SchoolsFind, SchoolsUpdate};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, Statement};

use crate::absences::{absence_of, enter};
use crate::support::database::connect;
use crate::support::{School, TestApp, Who};

/// How many acts, and after how many everything is looked at: a look reads all tables.
const ACTS: usize = 1_500;

both![whatever_happens_nothing_is_double_outside_the_hours_or_untold];

/// A row as text, column by column.
async fn rows(app: &TestApp, sql: &str) -> Vec<Vec<String>> {
    let raw = connect(&app.database().url).await;
    let statement = Statement::from_string(raw.get_database_backend(), sql.to_owned());
    let found = raw.query_all_raw(statement).await.unwrap();
    raw.close().await.unwrap();
    let text = |row: &sea_orm::QueryResult, column: usize| {
        row.try_get_by_index::<Option<String>>(column)
            .unwrap()
            .unwrap_or_default()
    };
    found
        .iter()
        .map(|row| {
            (0..row.column_names().len())
                .map(|column| text(row, column))
                .collect()
        })
        .collect()
}

fn moment(text: &str) -> DateTime<Utc> {
    let whole = text.split('.').next().unwrap();
    DateTime::from_timestamp(whole.parse().unwrap(), 0).unwrap()
}

struct Row {
    id: String,
    helper: String,
    slot: String,
    seat: Option<i64>,
    people: Vec<String>,
    state: String,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

async fn bookings(app: &TestApp) -> Vec<Row> {
    let seconds = |column: &str| match app.database().kind {
        crate::support::Kind::Sqlite => format!("CAST(strftime('%s', {column}) AS TEXT)"),
        crate::support::Kind::Postgres => format!("CAST(EXTRACT(EPOCH FROM {column}) AS TEXT)"),
    };
    let id = |column: &str| match app.database().kind {
        crate::support::Kind::Sqlite => format!("LOWER(HEX({column}))"),
        crate::support::Kind::Postgres => format!("REPLACE(CAST({column} AS TEXT), '-', '')"),
    };
    let sql = format!(
        "SELECT {}, {}, {}, CAST(seat AS TEXT), {}, {}, state, {}, {} FROM booking",
        id("id"),
        id("helper_id"),
        id("slot_id"),
        id("booked_by"),
        id("about_id"),
        seconds("starts_at"),
        seconds("ends_at"),
    );
    let row = |columns: Vec<String>| Row {
        id: columns[0].clone(),
        helper: columns[1].clone(),
        slot: columns[2].clone(),
        seat: columns[3].parse().ok(),
        people: columns[4..6]
            .iter()
            .filter(|id| !id.is_empty())
            .cloned()
            .collect(),
        state: columns[6].clone(),
        from: moment(&columns[7]),
        to: moment(&columns[8]),
    };
    rows(app, &sql).await.into_iter().map(row).collect()
}

/// What holds after whatever happened: no seat, no helper's time and no person's time twice; the cells are those of what
/// occupies them, no more and no less; everybody whose booking the school took back was told once.
pub async fn invariants(app: &TestApp) {
    let all = bookings(app).await;
    let id = |column: &str| match app.database().kind {
        crate::support::Kind::Sqlite => format!("LOWER(HEX({column}))"),
        crate::support::Kind::Postgres => format!("REPLACE(CAST({column} AS TEXT), '-', '')"),
    };
    let occupies = |row: &&Row| {
        matches!(
            row.state.as_str(),
            "held" | "offered" | "booked" | "arrived" | "no_show"
        )
    };
    let (mut seats, mut times) = (BTreeSet::new(), BTreeMap::new());
    let mut slots: BTreeMap<&str, (&str, DateTime<Utc>, DateTime<Utc>)> = BTreeMap::new();
    for row in all.iter().filter(occupies) {
        assert!(
            seats.insert((&row.slot, row.seat.unwrap())),
            "a seat twice: {}",
            row.id
        );
        slots.insert(&row.slot, (&row.helper, row.from, row.to));
        for who in &row.people {
            for cell in cells(row.from, row.to) {
                let before = times.insert((who.clone(), cell), row.id.clone());
                assert_eq!(before, None, "{who} twice: {}", row.id);
            }
        }
    }
    for row in all.iter().filter(|row| !occupies(row)) {
        assert_eq!(row.seat, None, "{} {}", row.id, row.state);
    }
    let spans: Vec<_> = slots.values().collect();
    for (place, one) in spans.iter().enumerate() {
        for other in &spans[place + 1..] {
            let apart = one.0 != other.0 || one.2 <= other.1 || other.2 <= one.1;
            assert!(apart, "two slots of one helper: {one:?} {other:?}");
        }
    }
    // What is over is forgotten some time.
    let now = app.now().timestamp().div_euclid(300);
    times.retain(|(_, cell), _| *cell >= now);
    // A person's cells by their card here: the fuzz has one school.
    let who = "(SELECT m.id FROM member m WHERE COALESCE(m.person_id, m.id) = who_id)";
    let (who, booking) = (id(who), id("booking_id"));
    let sql = format!(
        "SELECT {who}, CAST(cell AS TEXT), {booking} FROM busy_cell WHERE cell >= {now} AND booking_id IS NOT NULL"
    );
    let kept: BTreeMap<_, _> = rows(app, &sql)
        .await
        .into_iter()
        .map(|row| ((row[0].clone(), row[1].parse().unwrap()), row[2].clone()))
        .collect();
    assert_eq!(kept, times, "people's cells");
    let sql = format!(
        "SELECT DISTINCT {} FROM busy_cell WHERE cell >= {now} AND slot_id IS NOT NULL",
        id("slot_id")
    );
    let claimed: BTreeSet<String> = rows(app, &sql)
        .await
        .into_iter()
        .map(|mut row| row.remove(0))
        .collect();
    let to_come = slots.iter().filter(|(_, slot)| slot.1 > app.now());
    for (slot, _) in to_come {
        assert!(claimed.contains(*slot), "a slot without cells: {slot}");
    }
    for slot in &claimed {
        assert!(slots.contains_key(slot.as_str()), "cells of nobody: {slot}");
    }
    let told = "SELECT CAST(payload AS TEXT) FROM outbox WHERE CAST(payload AS TEXT) LIKE '%booking%'";
    let mut freed: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for row in rows(app, told).await {
        let told: serde_json::Value = serde_json::from_str(&row[0]).unwrap();
        if told["what"] == "freed" {
            let at: DateTime<Utc> = told["starts_at"].as_str().unwrap().parse().unwrap();
            let booking = told["booking"].as_str().unwrap().replace('-', "");
            *freed.entry((booking, at.timestamp())).or_default() += 1;
        }
    }
    for row in all.iter().filter(|row| row.state == "freed") {
        let told = freed.get(&(row.id.clone(), row.from.timestamp()));
        assert!(told.is_some(), "nobody was told of {}", row.id);
    }
}

/// Minutes of a day of the school's clock.
type Minutes = (i64, i64);

fn holds(outer: Minutes, inner: Minutes) -> bool {
    outer.0 <= inner.0 && inner.1 <= outer.1
}

/// Somebody away on a day.
struct Gone {
    absence: Absence,
    minutes: Minutes,
}

impl Gone {
    fn is_of(&self, helper: &str, date: NaiveDate) -> bool {
        self.absence.from == date && self.absence.member.id.0.simple().to_string() == helper
    }
}

/// The hours as they are published, who is away, and the school's clock: a model that shares nothing with the plan.
struct Hours {
    /// On Tuesdays.
    published: BTreeMap<String, Minutes>,
    gone: Vec<Gone>,
    ahead_of_utc: i64,
}

impl Hours {
    /// Whether the helper is there: at their own hours, or in the place of somebody away.
    fn serve(&self, helper: &str, date: NaiveDate, wanted: Minutes) -> bool {
        let meets = |gone: &&Gone| gone.minutes.0 < wanted.1 && wanted.0 < gone.minutes.1;
        let away = self.gone.iter().filter(|gone| gone.is_of(helper, date));
        if away.filter(meets).count() > 0 {
            return false;
        }
        let own = |helper: &str| {
            self.published
                .get(helper)
                .is_some_and(|hours| holds(*hours, wanted))
        };
        let stands_in = self.gone.iter().any(|gone| {
            let here = gone.absence.substitute.as_ref();
            let here = here.is_some_and(|one| one.id.0.simple().to_string() == helper);
            let whose = gone.absence.member.id.0.simple().to_string();
            here && gone.absence.from == date && holds(gone.minutes, wanted) && own(&whose)
        });
        own(helper) || stands_in
    }
}

/// Whether all that is booked lies where somebody is there for it.
async fn within(app: &TestApp, hours: &Hours) {
    let now = app.now();
    for row in bookings(app).await {
        if !matches!(row.state.as_str(), "held" | "offered" | "booked") || row.from <= now {
            continue;
        }
        let local = row.from + Duration::hours(hours.ahead_of_utc);
        let minute = (local.timestamp().div_euclid(60)).rem_euclid(1440);
        let wanted = (minute, minute + (row.to - row.from).num_minutes());
        assert_eq!(local.format("%a").to_string(), "Tue", "{}", row.id);
        assert!(
            hours.serve(&row.helper, local.date_naive(), wanted),
            "{}: nobody is there at {wanted:?}",
            row.id
        );
    }
}

struct Fuzz {
    app: TestApp,
    school: School,
    random: StdRng,
    helpers: Vec<Who>,
    people: Vec<Who>,
    director: Who,
    hours: Hours,
    counted: BTreeMap<String, usize>,
}

impl Fuzz {
    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.random.random_range(0..of.len())].clone()
    }

    fn count(&mut self, act: &str, status: u16) {
        assert!(status < 500, "{act}: {status}");
        *self.counted.entry(format!("{act} {status}")).or_default() += 1;
    }

    /// Publishes other hours for some of the helpers.
    async fn publishes(&mut self) {
        const HOURS: [(&str, i64, i64); 5] = [
            ("14-16", 840, 960),
            ("15-17", 900, 1020),
            ("14.30-15.30", 870, 930),
            ("9-10", 540, 600),
            ("14-17", 840, 1020),
        ];
        let mut published = Vec::new();
        self.hours.published.clear();
        for helper in self.helpers.clone() {
            if self.random.random_bool(0.2) {
                continue;
            }
            let (text, from, to) = self.pick(&HOURS);
            let key = helper.member.0.simple().to_string();
            self.hours.published.insert(key, (from, to));
            published.push((helper, text));
        }
        if published.is_empty() {
            let helper = self.helpers[0].clone();
            let key = helper.member.0.simple().to_string();
            self.hours.published.insert(key, (840, 960));
            published.push((helper, "14-16"));
        }
        let published: Vec<(&Who, &str)> = published.iter().map(|(who, hours)| (who, *hours)).collect();
        self.school.offers(&published).await;
        self.count("publish", 200);
    }

    async fn own(&self, who: &Who) -> Vec<Booking> {
        let query = podskazka_shared::consultations::BookingsQuery {
            scope: Some(podskazka_shared::consultations::BookingScope::Mine),
            limit: Some(100),
            ..Default::default()
        };
        let page = who
            .ask::<podskazka_shared::consultations::ConsultationsList>(who.path())
            .query(query);
        page.done().await.items
    }

    /// Somebody is away on a Tuesday, or comes back after all.
    async fn goes_away(&mut self, helper: &Who) {
        if !self.hours.gone.is_empty() && self.random.random_bool(0.5) {
            let which = self.random.random_range(0..self.hours.gone.len());
            let gone = self.hours.gone.swap_remove(which).absence;
            let path = AbsencePath {
                school: self.school.slug.clone(),
                absence: gone.id,
            };
            let end = self.director.ask::<AbsencesEnd>(path).version(gone.version);
            let status = end.send().await.status;
            // One that is over stays.
            self.count("come back", status);
            return;
        }
        const PARTS: [Option<(&str, &str, i64, i64)>; 4] = [
            None,
            Some(("14:00", "15:00", 840, 900)),
            Some(("14:40", "15:10", 880, 910)),
            Some(("09:00", "09:30", 540, 570)),
        ];
        let part = self.pick(&PARTS);
        let today = (self.app.now() + Duration::hours(self.hours.ahead_of_utc)).date_naive();
        let tuesdays: Vec<NaiveDate> = today
            .iter_days()
            .take(21)
            .filter(|day| day.weekday() == chrono::Weekday::Tue)
            .collect();
        let day = self.pick(&tuesdays);
        let others: Vec<Who> = self
            .helpers
            .iter()
            .filter(|one| one.member != helper.member)
            .cloned()
            .collect();
        let substitute = self.pick(&others).member;
        let body = AbsenceBody {
            from: day,
            to: day,
            part: part
                .map(|(from, to, ..)| TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()),
            substitute: self.random.random_bool(0.6).then_some(substitute),
            ..absence_of(helper)
        };
        let answer = enter(&self.director, &body).send().await;
        self.count("go away", answer.status);
        if answer.status == 201 {
            self.hours.gone.push(Gone {
                absence: answer.done(),
                minutes: part.map_or((0, 1440), |(.., from, to)| (from, to)),
            });
        }
    }

    /// The school goes to the zone beside its own, and back.
    async fn moves_clocks(&mut self) {
        let (zone, ahead) = match self.hours.ahead_of_utc {
            3 => ("Europe/Samara", 4),
            _ => ("Europe/Moscow", 3),
        };
        let school = self.director.ask::<SchoolsFind>(self.school.path()).done().await;
        let update = self.director.ask::<SchoolsUpdate>(self.school.path());
        let body = serde_json::json!({"time_zone": zone});
        update.version(school.version).json(&body).done().await;
        self.hours.ahead_of_utc = ahead;
        self.count("move clocks", 200);
    }

    async fn act(&mut self) {
        let (helper, who) = (self.pick(&self.helpers.clone()), self.pick(&self.people.clone()));
        let start = {
            let free = who.free_slots(&helper).await;
            match free.is_empty() || self.random.random_bool(0.2) {
                // Also what is taken, or never was there.
                true => {
                    crate::support::consult::on("2026-12-01", "14:00")
                        + Duration::minutes(self.random.random_range(0..36) * 5)
                }
                false => self.pick(&free).starts_at,
            }
        };
        match self.random.random_range(0..100) {
            0..30 => {
                let status = who.books(&helper, start).send().await.status;
                self.count("book", status);
            }
            30..45 => {
                let answer = who.keeps(&helper, start).send().await;
                self.count("hold", answer.status);
                if answer.status == 201 && self.random.random_bool(0.5) {
                    let status = who.confirms(&answer.done()).send().await.status;
                    self.count("confirm", status);
                }
            }
            45..60 => {
                let own = self.own(&who).await;
                if own.is_empty() {
                    return;
                }
                let booking = self.pick(&own);
                let status = who.moves_to(&booking, &helper, start).send().await.status;
                self.count("move", status);
            }
            60..78 => {
                let own = self.own(&who).await;
                if own.is_empty() {
                    return;
                }
                let booking = self.pick(&own);
                let status = match booking.state.waits() && self.random.random_bool(0.6) {
                    true => who.confirms(&booking).send().await.status,
                    false => who.gives_up(&booking).send().await.status,
                };
                self.count("cancel", status);
            }
            78..85 => {
                let status = who.waits_for(&helper).send().await.status;
                self.count("wait", status);
            }
            85..91 => {
                let patch = ConsultSettingsPatch {
                    length_minutes: Some(self.random.random_range(2..6) * 10),
                    buffer_minutes: Some(self.random.random_range(0..3) * 5),
                    seats: Some(self.random.random_range(1..4)),
                    ..ConsultSettingsPatch::default()
                };
                helper.sets(&helper, patch).await;
                self.count("set", 200);
            }
            91..94 => self.publishes().await,
            94 => self.moves_clocks().await,
            95..98 => self.goes_away(&helper).await,
            _ => {
                let minutes = self.random.random_range(1..180);
                self.app.tidies_after(Duration::minutes(minutes)).await;
                self.count("tick", 200);
            }
        }
    }
}

async fn whatever_happens_nothing_is_double_outside_the_hours_or_untold(app: TestApp) {
    let school = app.school("demo").await;
    let (mut helpers, mut people) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        helpers.push(school.person(&[Capacity::Helper]).await);
    }
    for _ in 0..10 {
        people.push(school.person(&[Capacity::Teacher]).await);
    }
    let mut fuzz = Fuzz {
        app: app.clone(),
        director: school.person(&[Capacity::Director]).await,
        school,
        random: StdRng::seed_from_u64(20_261_127),
        helpers,
        people,
        hours: Hours {
            published: BTreeMap::new(),
            gone: Vec::new(),
            ahead_of_utc: 3,
        },
        counted: BTreeMap::new(),
    };
    fuzz.publishes().await;
    for _ in 0..ACTS {
        fuzz.act().await;
        invariants(&app).await;
        within(&app, &fuzz.hours).await;
    }
    let counted = &fuzz.counted;
    for act in [
        "book 201",
        "book 409",
        "move 200",
        "cancel 200",
        "confirm 200",
        "wait 201",
        "publish 200",
        "go away 201",
        "come back 200",
        "move clocks 200",
    ] {
        assert!(
            counted.get(act).is_some_and(|times| *times > 5),
            "{act}: {counted:?}"
        );
    }
}
