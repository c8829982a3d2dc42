//! Every figure of the report is counted once more by SQL of this test's own, over a school in which people did at random what people
//! do; and the list behind it holds as many requests as it says.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::Capacity;
use podskazka_shared::calendar::Target;
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::deadlines::policy::PolicyRule;
use podskazka_shared::feedback::{FeedbackList, FeedbackQuery, RatingBody, Reason, TicketsRating};
use podskazka_shared::ids::TicketId;
use podskazka_shared::reports::{Behind, Figures, PeriodKind, Report, Spread};
use podskazka_shared::schedules::Weekday;
use podskazka_shared::tickets::join::{MergeBody, TicketLinkBody, TicketsLink, TicketsMerge};
use podskazka_shared::tickets::{
    Channel, HelperWork, Kept, MessageBody, MessagesCreate, Repeat, TicketBody, TicketsAnswer, TicketsAsk,
    TicketsAssign, TicketsClose, TicketsReopen, Topic,
};
use podskazka_shared::zone::instant;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TryGetable};

use crate::reports::ask;
use crate::support::database::connect;
use crate::support::desk::{step, ticket};
use crate::support::{Kind, School, TestApp, Who};

both![
    figures_are_those_of_plain_sql_where_clocks_change,
    figures_are_those_of_plain_sql_far_from_utc,
];

async fn figures_are_those_of_plain_sql_where_clocks_change(app: TestApp) {
    // Clocks go forward on 28 March 2027.
    compare(app, "Europe/Berlin", "2027-02-20T08:00:00Z", 11).await;
}

async fn figures_are_those_of_plain_sql_far_from_utc(app: TestApp) {
    // Over the New Year, when a quarter and a half-year end; a quarter of an hour off.
    compare(app, "Asia/Kathmandu", "2026-11-26T08:00:00Z", 7).await;
}

/// Who is there.
struct World {
    app: TestApp,
    school: School,
    zone: Tz,
    asking: Vec<Who>,
    helping: Vec<Who>,
    random: StdRng,
    filed: Vec<TicketId>,
}

impl World {
    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.random.random_range(0..of.len())].clone()
    }

    /// Some time passes: minutes or hours, or until midnight in the school, a second before it or after.
    fn wait(&mut self) {
        let now = self.app.now();
        let by = match self.random.random_range(0..8) {
            0..5 => Duration::minutes(self.random.random_range(1..300)),
            5 => Duration::hours(self.random.random_range(5..20)),
            edge => {
                let today = now.with_timezone(&self.zone).date_naive();
                let midnight = instant(today, 1440, self.zone);
                // Filing lets a second pass.
                midnight - now - Duration::seconds(if edge == 6 { 1 } else { 2 })
            }
        };
        if by > Duration::zero() {
            self.app.after(by);
        }
    }

    async fn file(&mut self) {
        let all = self.asking.clone();
        let requester = self.one(&all);
        let mut body = TicketBody {
            topic: self.one(&[Topic::Access, Topic::Reports, Topic::FinalMarks]),
            ..ticket("Вопрос")
        };
        let logged = self.random.random_bool(0.4);
        let by = match logged {
            true => {
                body.requester = Some(requester.member);
                body.channel = Some(self.one(&[Channel::Telephone, Channel::InPerson, Channel::Email]));
                let all = self.helping.clone();
                self.one(&all)
            }
            false => requester,
        };
        let id = by.files_body(&body).await.summary.id;
        self.filed.push(id);
    }

    /// Something happens to a request, if it can.
    async fn act(&mut self) {
        let (filed, helping, asking) = (self.filed.clone(), self.helping.clone(), self.asking.clone());
        let recent: Vec<_> = filed.iter().rev().take(12).copied().collect();
        let id = self.one(&recent);
        let helper = self.one(&helping);
        let requester = helper.sees(id).await.summary.requester.id;
        let requester = asking.iter().find(|who| who.member == requester).unwrap().clone();
        match self.random.random_range(0..16) {
            0..6 => drop(
                helper
                    .step::<TicketsAnswer>(id)
                    .await
                    .body(&step("Ответ"))
                    .send()
                    .await,
            ),
            6 => drop(
                helper
                    .step::<TicketsAsk>(id)
                    .await
                    .body(&step("Где?"))
                    .send()
                    .await,
            ),
            who @ 7..9 => {
                let body = MessageBody {
                    text: "Слово".to_owned(),
                    internal: who == 7,
                    files: Vec::new(),
                };
                helper
                    .ask::<MessagesCreate>(helper.at(id))
                    .body(&body)
                    .send()
                    .await;
            }
            9 => {
                let to = self.one(&helping);
                let body = podskazka_shared::tickets::AssignBody {
                    assignee: Some(to.member),
                };
                helper.step::<TicketsAssign>(id).await.body(&body).send().await;
            }
            10 => drop(requester.step::<TicketsClose>(id).await.send().await),
            11 => drop(
                requester
                    .step::<TicketsReopen>(id)
                    .await
                    .body(&step("Снова"))
                    .send()
                    .await,
            ),
            12 => {
                let into = self.one(&recent);
                let merge = helper.step::<TicketsMerge>(id).await.body(&MergeBody { into });
                merge.send().await;
            }
            13 => {
                let body = TicketLinkBody {
                    other: self.one(&filed),
                    linked: true,
                };
                helper.step::<TicketsLink>(id).await.body(&body).send().await;
            }
            _ => {
                let stars = self.random.random_range(1..=5);
                let reasons = match stars >= 4 {
                    true => vec![Reason::Quick, Reason::Kind],
                    false => vec![Reason::Slow],
                };
                let body = RatingBody {
                    stars,
                    reasons,
                    comment: None,
                };
                requester
                    .ask::<TicketsRating>(requester.at(id))
                    .body(&body)
                    .send()
                    .await;
            }
        }
    }
}

/// SQL in the words of a database.
struct Sql {
    raw: DatabaseConnection,
    kind: Kind,
}

impl Sql {
    fn id(&self, id: uuid::Uuid) -> String {
        match self.kind {
            Kind::Sqlite => format!("X'{}'", id.simple()),
            Kind::Postgres => format!("'{id}'::uuid"),
        }
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        let text = at.format("%Y-%m-%dT%H:%M:%S+00:00");
        match self.kind {
            Kind::Sqlite => format!("'{text}'"),
            Kind::Postgres => format!("'{text}'::timestamptz"),
        }
    }

    async fn rows<T: TryGetable>(&self, sql: &str) -> Vec<T> {
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let rows = self.raw.query_all_raw(statement).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    async fn count(&self, from: &str, which: &str) -> u64 {
        let sql = format!("SELECT count(*) FROM {from} WHERE {which}");
        u64::try_from(self.rows::<i64>(&sql).await[0]).unwrap()
    }
}

/// The first clock of a request, and what is said of it.
fn clock(name: &str, says: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM ticket_term x WHERE x.ticket_id = t.id AND x.clock = '{name}' AND ({says}) AND x.started_at =
        (SELECT min(y.started_at) FROM ticket_term y WHERE y.ticket_id = t.id AND y.clock = 'considered'))"
    )
}

fn considered(kept: Kept, now: &str) -> String {
    let says = match kept {
        Kept::InTime => "x.considered_at <= x.due_at".to_owned(),
        Kept::Late => format!("coalesce(x.considered_at, x.ended_at, {now}) > x.due_at"),
        Kept::Running => format!("coalesce(x.considered_at, x.ended_at) IS NULL AND {now} <= x.due_at"),
        Kept::Withdrawn => "x.considered_at IS NULL AND x.ended_at <= x.due_at".to_owned(),
    };
    clock("considered", &says)
}

fn answered(kept: Kept, now: &str) -> String {
    let says = match kept {
        Kept::InTime => "x.ended_at <= x.due_at".to_owned(),
        Kept::Late => format!("coalesce(x.ended_at, {now}) > x.due_at"),
        Kept::Running => format!("x.ended_at IS NULL AND coalesce(x.due_at, {now}) >= {now}"),
        Kept::Withdrawn => "1 = 0".to_owned(),
    };
    clock("answered", &says)
}

fn repeated(repeat: Repeat, kind: Kind) -> String {
    let near = match kind {
        Kind::Sqlite => "julianday(t.filed_at) - julianday(o.filed_at) < 30.000001",
        Kind::Postgres => "t.filed_at - o.filed_at <= interval '30 days'",
    };
    match repeat {
        Repeat::Cites => {
            "EXISTS (SELECT 1 FROM ticket_link l JOIN ticket o ON o.id = l.ticket_id WHERE l.other_id = t.id
            AND o.filed_at < t.filed_at)"
                .to_owned()
        }
        Repeat::Reopened => {
            "EXISTS (SELECT 1 FROM ticket_event e WHERE e.ticket_id = t.id AND e.event = 'reopen')".to_owned()
        }
        Repeat::Merged => "t.state = 'merged'".to_owned(),
        Repeat::Again => format!(
            "EXISTS (SELECT 1 FROM ticket o WHERE o.requester_id = t.requester_id AND o.topic = t.topic
            AND o.filed_at < t.filed_at AND {near})"
        ),
        Repeat::Any => [Repeat::Cites, Repeat::Reopened, Repeat::Merged, Repeat::Again]
            .map(|one| repeated(one, kind))
            .join(" OR "),
    }
}

fn spoke(sql: &Sql, who: uuid::Uuid, kind: &str) -> String {
    let author = sql.id(who);
    format!(
        "t.id IN (SELECT m.ticket_id FROM message m WHERE m.author_id = {author} AND m.side = 'staff' AND m.kind {kind})"
    )
}

/// Working minutes by laying the hours of each day over the time between two moments.
fn minutes(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> u32 {
    let calendar = SchoolCalendar::default();
    let mut day = from.with_timezone(&zone).date_naive();
    let mut seconds = 0;
    while day <= to.with_timezone(&zone).date_naive() {
        for range in calendar.hours(day).0.ranges() {
            let begins = instant(day, range.from().minutes(), zone).max(from);
            let ends = instant(day, range.to().minutes(), zone).min(to);
            seconds += (ends - begins).num_seconds().max(0);
        }
        day = day.succ_opt().unwrap();
    }
    u32::try_from(seconds / 60).unwrap()
}

/// Middle and upper value, by putting all in order.
fn spread(mut all: Vec<u32>) -> Option<Spread> {
    all.sort_unstable();
    let at = |tenths: usize| all.get((all.len() * tenths).div_ceil(10).max(1) - 1).copied();
    Some(Spread {
        median: at(5)?,
        p90: at(9)?,
    })
}

/// One reader's view of one period, counted by hand.
struct Check<'a> {
    sql: &'a Sql,
    world: &'a World,
    who: &'a Who,
    report: Report,
    compared: usize,
}

impl Check<'_> {
    fn now(&self) -> String {
        self.sql.time(self.world.app.now())
    }

    /// The requests that count, whenever filed.
    fn base(&self) -> String {
        let own = self.report.own_work.as_ref().map(|member| {
            let me = self.sql.id(member.id.0);
            format!(
                " AND (t.assignee_id = {me} OR {})",
                spoke(self.sql, member.id.0, "<> 'note'")
            )
        });
        let school = self.sql.id(self.world.school.id.0);
        format!("t.school_id = {school}{}", own.unwrap_or_default())
    }

    fn filed(&self, from: NaiveDate, to: NaiveDate) -> String {
        let at = |day: NaiveDate| {
            let local = day.and_hms_opt(0, 0, 0).unwrap();
            let at = self.world.zone.from_local_datetime(&local).earliest().unwrap();
            self.sql.time(at.to_utc())
        };
        let (from, to) = (at(from), at(to.succ_opt().unwrap()));
        format!("{} AND t.filed_at >= {from} AND t.filed_at < {to}", self.base())
    }

    fn period(&self) -> String {
        self.filed(self.report.from, self.report.to)
    }

    /// A figure is what plain SQL counts, and its list is as long.
    async fn same(&mut self, figure: Behind, told: u64, which: String) {
        let counted = self.sql.count("ticket t", &which).await;
        let (kind, from) = (self.report.period, self.report.from);
        assert_eq!(
            told, counted,
            "{figure:?} of {kind:?} {from} for {}: {which}",
            self.who.name
        );
        let list = self.who.lists(self.report.behind(figure)).await;
        assert_eq!(
            u64::try_from(list.len()).unwrap(),
            told,
            "the list of {figure:?} of {kind:?} {from} for {}",
            self.who.name
        );
        self.compared += 1;
    }

    async fn all(mut self) -> usize {
        let report = self.report.clone();
        let now = self.now();
        let (period, base) = (self.period(), self.base());
        let open = format!("{base} AND t.rank < 2");
        self.same(Behind::Open, report.open, open.clone()).await;
        let overdue = format!(
            "{open} AND (t.considered_at IS NULL AND t.due_at < {now} OR t.answer_due_at < {now} OR EXISTS (SELECT 1 FROM
            ticket o WHERE o.merged_into_id = t.id AND o.rank = 3 AND
            (o.considered_at IS NULL AND o.due_at < {now} OR o.answer_due_at < {now})))"
        );
        self.same(Behind::Overdue, report.overdue, overdue).await;
        self.same(Behind::Filed, report.figures.filed, period.clone())
            .await;
        for kept in Kept::ALL {
            let which = format!("{period} AND {}", considered(kept, &now));
            self.same(
                Behind::Considered(kept),
                report.figures.considered.of(kept),
                which,
            )
            .await;
            let which = format!("{period} AND {}", answered(kept, &now));
            self.same(Behind::Answered(kept), report.figures.answered.of(kept), which)
                .await;
        }
        assert_eq!(report.figures.considered.total(), report.figures.filed);
        for repeat in Repeat::ALL {
            let which = format!("{period} AND ({})", repeated(repeat, self.sql.kind));
            self.same(Behind::Repeat(repeat), report.figures.repeats.of(repeat), which)
                .await;
        }
        for topic in Topic::ALL {
            let row = report.topics.iter().find(|row| row.topic == topic);
            let which = format!("{period} AND t.topic = '{}'", topic.code());
            let late = format!("{which} AND {}", considered(Kept::Late, &now));
            self.same(Behind::Topic(topic, None), row.map_or(0, |row| row.filed), which)
                .await;
            let told = row.map_or(0, |row| row.late);
            self.same(Behind::Topic(topic, Some(Kept::Late)), told, late)
                .await;
        }
        for channel in Channel::ALL {
            let row = report.channels.iter().find(|row| row.channel == channel);
            let which = format!("{period} AND t.channel = '{}'", channel.code());
            let late = format!("{which} AND {}", considered(Kept::Late, &now));
            self.same(
                Behind::Channel(channel, None),
                row.map_or(0, |row| row.filed),
                which,
            )
            .await;
            let told = row.map_or(0, |row| row.late);
            self.same(Behind::Channel(channel, Some(Kept::Late)), told, late)
                .await;
        }
        self.parts(&report, &now).await;
        self.hours(&report, &period).await;
        self.helpers(&report, &period, &open).await;
        self.times(&report.figures, &period).await;
        self.ratings(&report).await;
        let before = self.filed(report.before.from, report.before.to);
        let earlier = report.before.figures;
        assert_eq!(earlier.filed, self.sql.count("ticket t", &before).await);
        for kept in Kept::ALL {
            let which = format!("{before} AND {}", considered(kept, &now));
            assert_eq!(
                earlier.considered.of(kept),
                self.sql.count("ticket t", &which).await
            );
        }
        self.times(&earlier, &before).await;
        self.compared
    }

    async fn parts(&mut self, report: &Report, now: &str) {
        let total: u64 = report.parts.iter().map(|part| part.considered.total()).sum();
        assert_eq!(total, report.figures.filed);
        let filled = report.parts.iter().filter(|part| part.considered.total() > 0);
        for part in filled.take(8) {
            let which = self.filed(part.from, part.to);
            let figure = Behind::Part(part.from, part.to, None);
            self.same(figure, part.considered.total(), which.clone()).await;
            for kept in [Kept::InTime, Kept::Late] {
                let which = format!("{which} AND {}", considered(kept, now));
                let figure = Behind::Part(part.from, part.to, Some(kept));
                self.same(figure, part.considered.of(kept), which).await;
            }
        }
    }

    async fn hours(&mut self, report: &Report, period: &str) {
        let sql = format!("SELECT t.filed_at FROM ticket t WHERE {period}");
        let mut counted: BTreeMap<(Weekday, u8), u64> = BTreeMap::new();
        for at in self.sql.rows::<DateTime<Utc>>(&sql).await {
            let local = at.with_timezone(&self.world.zone);
            let hour = u8::try_from(local.hour()).unwrap();
            *counted.entry((Weekday::from(local.weekday()), hour)).or_default() += 1;
        }
        let told: BTreeMap<(Weekday, u8), u64> = report
            .hours
            .iter()
            .map(|one| ((one.weekday, one.hour), one.filed))
            .collect();
        assert_eq!(told, counted);
        for ((weekday, hour), filed) in told.into_iter().take(25) {
            let list = self.who.lists(report.behind(Behind::Hour(weekday, hour))).await;
            assert_eq!(u64::try_from(list.len()).unwrap(), filed, "{weekday:?} {hour}");
            self.compared += 1;
        }
    }

    async fn helpers(&mut self, report: &Report, period: &str, open: &str) {
        for helper in &self.world.helping {
            let row = report.helpers.iter().find(|row| row.helper.id == helper.member);
            if report.own_work.as_ref().is_some_and(|me| me.id != helper.member) {
                assert_eq!(row, None);
                continue;
            }
            let of = |work| {
                row.map_or(0, |row| match work {
                    HelperWork::Answered => row.answered,
                    HelperWork::Spoke => row.spoke,
                    HelperWork::Assigned | HelperWork::Any => row.assigned,
                })
            };
            let (id, who) = (helper.member.0, self.sql.id(helper.member.0));
            for (work, which) in [
                (
                    HelperWork::Answered,
                    format!("{period} AND {}", spoke(self.sql, id, "= 'answer'")),
                ),
                (
                    HelperWork::Spoke,
                    format!("{period} AND {}", spoke(self.sql, id, "<> 'note'")),
                ),
                (HelperWork::Assigned, format!("{open} AND t.assignee_id = {who}")),
            ] {
                self.same(Behind::Helper(helper.member, work), of(work), which)
                    .await;
            }
        }
    }

    async fn times(&self, told: &Figures, which: &str) {
        let of = async |column: &str| {
            let sql = |what: &str| {
                format!(
                    "SELECT x.{what} FROM ticket t JOIN ticket_term x ON x.ticket_id = t.id AND x.clock = 'considered'
                    WHERE {which} AND x.considered_at IS NOT NULL AND x.{column} IS NOT NULL AND x.started_at = t.filed_at ORDER BY t.id"
                )
            };
            let from = self.sql.rows::<DateTime<Utc>>(&sql("started_at")).await;
            let to = self.sql.rows::<DateTime<Utc>>(&sql(column)).await;
            let both = from.into_iter().zip(to);
            spread(
                both.map(|(from, to)| minutes(self.world.zone, from, to))
                    .collect(),
            )
        };
        assert_eq!(told.consider_minutes, of("considered_at").await);
        assert_eq!(told.answer_minutes, of("ended_at").await);
    }

    async fn ratings(&mut self, report: &Report) {
        let Some(ratings) = &report.figures.ratings else {
            return;
        };
        let (school, me) = (self.sql.id(self.world.school.id.0), self.who.member.0);
        let at = |day: NaiveDate| self.sql.time(instant(day, 0, self.world.zone));
        let (from, to) = (at(report.from), at(report.to.succ_opt().unwrap()));
        let about = spoke(self.sql, me, "<> 'note'");
        let which = format!(
            "r.school_id = {school} AND r.rated_at >= {from} AND r.rated_at < {to} AND NOT ({about})"
        );
        let ticked = |reason: Reason| {
            let code = reason.code();
            format!(
                "{which} AND EXISTS (SELECT 1 FROM rating_reason q WHERE q.ticket_id = t.id AND q.reason = '{code}')"
            )
        };
        let query = |stars, reason| FeedbackQuery {
            limit: Some(100),
            from: Some(report.from),
            to: Some(report.to),
            stars,
            reason,
            after: None,
        };
        let list = async |query| {
            let page = self.who.ask::<FeedbackList>(self.who.path()).query(query);
            u64::try_from(page.done().await.items.len()).unwrap()
        };
        let joined = "rating r JOIN ticket t ON t.id = r.ticket_id";
        for (stars, told) in (1..=5).zip(&ratings.counts) {
            let counted = self
                .sql
                .count(joined, &format!("{which} AND r.stars = {stars}"))
                .await;
            assert_eq!(
                (*told, list(query(Some(stars), None)).await),
                (counted, counted),
                "{stars}"
            );
        }
        for reason in Reason::ALL {
            let row = ratings.reasons.iter().find(|row| row.reason == reason);
            let counted = self.sql.count(joined, &ticked(reason)).await;
            let told = row.map_or(0, |row| row.ratings);
            assert_eq!(
                (told, list(query(None, Some(reason))).await),
                (counted, counted),
                "{reason:?}"
            );
        }
        self.compared += 13;
    }
}

/// Lets people do at random what people do, and compares.
async fn compare(app: TestApp, zone: &str, begin: &str, seed: u64) {
    let begin: DateTime<Utc> = begin.parse().unwrap();
    app.after(begin - app.now());
    let (school, other) = (app.school_in("demo", zone).await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let rules = [PolicyRule {
        group: None,
        topic: None,
        channel: None,
        considered: Target::Working { minutes: 180 },
        answered: Some(Target::Working { minutes: 480 }),
    }];
    crate::terms::publish(&director, &rules, 0).done().await;
    let mut world = World {
        app: app.clone(),
        school: school.clone(),
        zone: zone.parse().unwrap(),
        asking: Vec::new(),
        helping: Vec::new(),
        random: StdRng::seed_from_u64(seed),
        filed: Vec::new(),
    };
    for _ in 0..4 {
        world.asking.push(school.person(&[Capacity::Staff]).await);
    }
    for roles in [
        &[Capacity::Helper][..],
        &[Capacity::Helper],
        &[Capacity::DeputyHead],
    ] {
        world.helping.push(school.person(roles).await);
    }
    let (stranger, elsewhere) = (
        other.person(&[Capacity::Staff]).await,
        other.person(&[Capacity::Helper]).await,
    );
    for round in 0..2 {
        for turn in 0..45 {
            world.wait();
            if turn % 2 == 0 {
                world.file().await;
            } else {
                world.act().await;
                world.act().await;
            }
            if turn % 15 == 0 {
                let foreign = stranger.files("Из другой школы").await.summary.id;
                elsewhere.answers(foreign, "Ответ").await;
                stranger.rates(foreign, 1, None).await;
            }
        }
        // Chance may leave out what is rare.
        let (asking, helping) = (world.asking[0].clone(), world.helping[0].clone());
        let id = asking.files("Не помогло").await.summary.id;
        helping.answers(id, "Ответ").await;
        asking.reopens(id, "Снова").await;
        if round == 0 {
            // What was asked before is long ago by now, and of another month.
            app.after(Duration::days(20));
        }
    }
    let sql = Sql {
        raw: connect(&app.database().url).await,
        kind: app.database().kind,
    };
    let readers = [director, world.helping[2].clone(), world.helping[0].clone()];
    let first = world.app.now() - Duration::days(35);
    let mut compared = 0;
    for who in &readers {
        for kind in PeriodKind::ALL {
            let days = [None, Some(first.date_naive().to_string())];
            for day in &days[..if kind == PeriodKind::Year { 1 } else { 2 }] {
                let report = ask(who, kind, day.as_deref()).done().await;
                let check = Check {
                    sql: &sql,
                    world: &world,
                    who,
                    report,
                    compared: 0,
                };
                compared += check.all().await;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
    // There was something to count of each sort.
    let year = ask(&readers[0], PeriodKind::Year, None).done().await;
    let figures = &year.figures;
    for kept in Kept::ALL {
        assert!(
            figures.considered.of(kept) > 0 || kept == Kept::Running,
            "{kept:?}: {figures:?}"
        );
    }
    assert!(
        figures.answered.in_time > 0 && figures.answered.late > 0,
        "{figures:?}"
    );
    for repeat in Repeat::ALL {
        assert!(figures.repeats.of(repeat) > 0, "{repeat:?}: {figures:?}");
    }
    assert!(figures.repeats.again < figures.filed);
    assert!(figures.ratings.as_ref().unwrap().average.is_some());
    sql.raw.close().await.unwrap();
}
