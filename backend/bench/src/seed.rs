//! A school with as many requests as wanted, of three messages each, written past the server: through it a million would take hours.

use anyhow::{Result, bail};
use chrono::{DateTime, Datelike, Duration, SubsecRound, Utc};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use crate::database::{Database, Rows, Value};

/// A word of a third of all requests, for which `works` looks.
const COMMON: &str = "журнал";
/// Likewise, a word of one request in [`RARE_EVERY`].
const RARE: &str = "перископ";
const RARE_EVERY: u64 = 10_000;
/// How many teachers sign in and file, so that none of them waits for another request of their own.
pub(crate) const TEACHERS: u32 = 64;
/// What each of them signs in with, with a number for `{n}`, and the demonstration's password.
pub(crate) const TEACHER: &str = "teacher-{n}@bench.test";
/// How many families ask.
const PARENTS: u64 = 1000;
/// One request of so many is open.
const OPEN_EVERY: u64 = 20;
/// How many requests are held in memory at once.
const BATCH: u64 = 20_000;
/// How many different words people use, and how many of them a text has.
const WORDS: u64 = 20_000;
const TEXT: std::ops::Range<u64> = 6..14;

const TICKET: &[&str] = &[
    "id",
    "school_id",
    "number",
    "title",
    "topic",
    "state",
    "requester_group",
    "requester_id",
    "filed_by_id",
    "private",
    "shared",
    "class_name",
    "assignee_id",
    "rank",
    "filed_at",
    "term_from",
    "channel",
    "due_at",
    "paused",
    "queue_at",
    "considered_at",
    "answered_at",
    "updated_at",
    "handed",
    "linked",
    "attached",
    "version",
];
const MESSAGE: &[&str] = &["id", "ticket_id", "kind", "author_id", "side", "body", "at"];
const EVENT: &[&str] = &["id", "ticket_id", "at", "event", "actor_id", "version", "clock"];
const TERM: &[&str] = &[
    "ticket_id",
    "started_at",
    "clock",
    "school_id",
    "due_at",
    "policy_version",
    "calendar_version",
    "time_zone",
    "considered_at",
    "ended_at",
];
const MEMBER: &[&str] = &[
    "id",
    "school_id",
    "name",
    "search_name",
    "post",
    "email",
    "phone",
    "created_at",
    "version",
];
const ROLE: &[&str] = &["member_id", "role"];

/// The documents of the search index, which who writes requests past the server has to make; as in the migrations.
const DOCUMENTS: &str = "INSERT INTO search_doc (ticket_id, doc, version)
    SELECT ticket.id, ((CAST(substr(ticket.number, 1, 4) AS BIGINT) - 2000) << 50)
        + (CAST(substr(ticket.number, 6) AS BIGINT) << 20) + search_school.number, 0
    FROM ticket JOIN search_school ON search_school.school_id = ticket.school_id
    WHERE NOT EXISTS (SELECT 1 FROM search_doc WHERE search_doc.ticket_id = ticket.id)";

/// The demonstration school, its families, and who answers them.
#[derive(Debug)]
pub(crate) struct School {
    pub(crate) id: Uuid,
    helper: Uuid,
    parents: Vec<Uuid>,
    now: DateTime<Utc>,
    filed: u64,
    random: StdRng,
}

impl School {
    /// Finds the school, and gives it families.
    pub(crate) fn of(database: &Database, now: DateTime<Utc>) -> Result<Self> {
        let mut school = Self {
            id: database.id("SELECT id FROM school WHERE slug = 'demo'")?,
            helper: database.id("SELECT member_id FROM member_role WHERE role = 'journal_admin'")?,
            parents: Vec::new(),
            now: now.trunc_subsecs(6),
            filed: database.number("SELECT max(last) FROM ticket_counter")?,
            random: StdRng::seed_from_u64(7),
        };
        let came = school.now - Duration::days(400);
        let (mut cards, mut roles) = (Vec::new(), Vec::new());
        for number in 0..PARENTS {
            let (id, name) = (school.ordered(came), format!("Родитель {number:04} Опытный"));
            school.parents.push(id);
            cards.push(vec![
                id.into(),
                school.id.into(),
                name.as_str().into(),
                name.to_lowercase().as_str().into(),
                "".into(),
                "".into(),
                "".into(),
                came.into(),
                1.into(),
            ]);
            roles.push(vec![id.into(), "parent".into()]);
        }
        database.write(&[("member", MEMBER, cards), ("member_role", ROLE, roles)])?;
        school.hire(database)?;
        Ok(school)
    }

    /// Gives the school teachers who sign in like the demonstration's.
    fn hire(&mut self, database: &Database) -> Result<()> {
        let like = "SELECT person_id FROM sign_in_name WHERE value = 'teacher@demo.test'";
        for number in 0..TEACHERS {
            let [person, name, card] =
                [(); 3].map(|()| database.literal(self.ordered(self.now - Duration::days(400))));
            let login = TEACHER.replace("{n}", &number.to_string());
            database.run(&format!(
                "INSERT INTO person (id, password_hash, password_at, first_sign_in_at, language, demo, created_at)
                    SELECT {person}, password_hash, password_at, first_sign_in_at, language, demo, created_at
                    FROM person WHERE id = ({like});
                INSERT INTO sign_in_name (id, person_id, kind, value, confirmed_at, code_tries, created_at)
                    SELECT {name}, {person}, kind, '{login}', confirmed_at, 0, created_at
                    FROM sign_in_name WHERE value = 'teacher@demo.test';
                INSERT INTO member (id, school_id, person_id, name, search_name, post, email, phone, created_at, version)
                    SELECT {card}, school_id, {person}, 'Учитель {number:02} Опытный', 'учитель {number:02} опытный',
                        '', '', '', created_at, 1
                    FROM member WHERE person_id = ({like});
                INSERT INTO member_role (member_id, role) VALUES ({card}, 'teacher')"
            ))?;
        }
        Ok(())
    }

    /// The last number that was given.
    pub(crate) fn last(&self) -> u64 {
        self.filed
    }

    /// A parent who asks past the server, so that whoever asks the server has no more requests by it.
    pub(crate) fn asker(&self) -> Uuid {
        self.parents.first().copied().unwrap_or(self.helper)
    }

    pub(crate) fn year(&self) -> i32 {
        self.now.year()
    }

    /// Adds requests until there are `size`, and returns how many that were.
    pub(crate) fn grow(&mut self, database: &Database, size: u64) -> Result<u64> {
        let before = database.number("SELECT count(*) FROM ticket")?;
        self.filed = database.number("SELECT max(last) FROM ticket_counter")?;
        let missing = size.saturating_sub(before);
        let mut left = missing;
        while left > 0 {
            let part = left.min(BATCH);
            let mut rows = <[Rows; 4]>::default();
            for of in 0..part {
                self.request((left - of, missing), &mut rows);
            }
            let [tickets, messages, events, terms] = rows;
            database.write(&[
                ("ticket", TICKET, tickets),
                ("message", MESSAGE, messages),
                ("ticket_event", EVENT, events),
                ("ticket_term", TERM, terms),
            ])?;
            left -= part;
        }
        database.run(&format!("UPDATE ticket_counter SET last = {}", self.filed))?;
        database.run(DOCUMENTS)?;
        database.analyze()?;
        Ok(missing)
    }

    /// One more request, with a thread of so many messages.
    pub(crate) fn talk(&mut self, database: &Database, messages: i64) -> Result<Uuid> {
        self.filed = database.number("SELECT max(last) FROM ticket_counter")?;
        let mut rows = <[Rows; 4]>::default();
        self.request((1, 30), &mut rows);
        let [tickets, mut thread, events, terms] = rows;
        let Some(Value::Id(id)) = tickets.first().and_then(|row| row.first()).cloned() else {
            bail!("no request was made");
        };
        for number in 4..=messages {
            let at = self.now + Duration::seconds(number) - Duration::hours(1);
            let text = format!("Сообщение {number}: {}", self.text());
            let message = self.ordered(at);
            thread.push(vec![
                message.into(),
                id.into(),
                "message".into(),
                self.helper.into(),
                "staff".into(),
                text.as_str().into(),
                at.into(),
            ]);
        }
        database.write(&[
            ("ticket", TICKET, tickets),
            ("message", MESSAGE, thread),
            ("ticket_event", EVENT, events),
            ("ticket_term", TERM, terms),
        ])?;
        database.run(&format!("UPDATE ticket_counter SET last = {}", self.filed))?;
        Ok(id)
    }

    /// A request of a parent with its question, the helper's answer and a word of thanks. Those that are added at once are spread
    /// over the last 300 days, the last one being new.
    fn request(&mut self, (nth, of): (u64, u64), [tickets, messages, events, terms]: &mut [Rows; 4]) {
        self.filed += 1;
        let minutes = 300 * 24 * 60 * nth / of.max(1);
        let filed = self.now - Duration::minutes(i64::try_from(minutes).unwrap_or(0));
        let (answered, thanked) = (filed + Duration::hours(3), filed + Duration::hours(4));
        let due = filed + Duration::days(1);
        let open = self.filed.is_multiple_of(OPEN_EVERY);
        let pick = self.random.random_range(0..self.parents.len());
        let parent = self.parents.get(pick).copied().unwrap_or(self.helper);
        let id = self.ordered(filed);
        let said: [String; 3] = std::array::from_fn(|_| self.text());
        let [question, answer, thanks] = &said;
        let title: String = question.chars().take(60).collect();
        let (state, rank) = if open { ("in_progress", 1) } else { ("closed", 2) };
        let never = DateTime::<Utc>::from_timestamp(253_370_764_800, 0).unwrap_or(due);
        let done = |at: DateTime<Utc>| if open { Value::Null } else { at.into() };
        tickets.push(vec![
            id.into(),
            self.id.into(),
            format!("{}-{:06}", self.year(), self.filed).as_str().into(),
            title.as_str().into(),
            if self.filed.is_multiple_of(2) {
                "attendance"
            } else {
                "access"
            }
            .into(),
            state.into(),
            "parent".into(),
            parent.into(),
            parent.into(),
            false.into(),
            false.into(),
            "7А".into(),
            self.helper.into(),
            rank.into(),
            filed.into(),
            filed.into(),
            "web".into(),
            due.into(),
            false.into(),
            if open { due } else { never }.into(),
            answered.into(),
            done(answered),
            thanked.into(),
            false.into(),
            false.into(),
            false.into(),
            3.into(),
        ]);
        let thread = [
            ("request", parent, "requester", question, filed),
            ("answer", self.helper, "staff", answer, answered),
            ("message", parent, "requester", thanks, thanked),
        ];
        for (kind, author, side, text, at) in thread {
            let message = self.ordered(at);
            messages.push(vec![
                message.into(),
                id.into(),
                kind.into(),
                author.into(),
                side.into(),
                text.as_str().into(),
                at.into(),
            ]);
        }
        let happened = [
            ("file", parent, filed, Value::from("start")),
            ("answer", self.helper, answered, "stop".into()),
            ("message", parent, thanked, Value::Null),
        ];
        for (version, (event, actor, at, clock)) in (1..).zip(happened) {
            let event_id = self.ordered(at);
            events.push(vec![
                event_id.into(),
                id.into(),
                at.into(),
                event.into(),
                actor.into(),
                version.into(),
                clock,
            ]);
        }
        terms.push(vec![
            id.into(),
            filed.into(),
            "considered".into(),
            self.id.into(),
            due.into(),
            1.into(),
            0.into(),
            "Europe/Moscow".into(),
            answered.into(),
            done(answered),
        ]);
    }

    /// Some words, the frequent ones more often, as people use them.
    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.random.random_range(TEXT) {
            // The product of two even chances: small numbers come often.
            let word = self.random.random_range(0..WORDS) * self.random.random_range(0..WORDS) / WORDS;
            text.push_str(&invented(word));
            text.push(' ');
        }
        // Three texts: a third of the requests has the word in one of them.
        if self.random.random_range(0..9) < 1 {
            text.push_str(COMMON);
            text.push(' ');
        }
        if self.filed % RARE_EVERY == RARE_EVERY / 200 {
            text.push_str(RARE);
            text.push(' ');
        }
        text.push_str("спасибо");
        text
    }

    /// An id as the server makes them: ordered by time.
    fn ordered(&mut self, at: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random.random()).into_uuid()
    }
}

/// A word that nobody has, of three to five syllables, which the stemmer takes for a Russian one.
fn invented(number: u64) -> String {
    const HEADS: [&str; 20] = [
        "ба", "ве", "го", "ду", "жи", "за", "ке", "ло", "му", "ни", "па", "ре", "со", "ту", "фи", "ха", "це",
        "чо", "шу", "ра",
    ];
    let mut rest = number;
    let mut word = String::new();
    for _ in 0..4 {
        let syllable = usize::try_from(rest % 20).unwrap_or(0);
        word.push_str(HEADS.get(syllable).copied().unwrap_or("та"));
        rest /= 20;
    }
    word.push('к');
    word
}
