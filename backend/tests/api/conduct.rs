//! Reports of conduct: who is reported, who decides, what either side is told, what is closed.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::conduct::{
    ConductAct, ConductAsk, ConductBody, ConductCreate, ConductDecided, ConductFind, ConductKind,
    ConductLift, ConductList, ConductOutcome, ConductOutcomes, ConductPath, ConductQuery, ConductReply,
    ConductReport, ConductRoute, ConductSend, ConductState, ConductStatistics, ConductWordBody,
};
use podskazka_shared::ids::{ConductId, TicketId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind, NotificationsList};
use podskazka_shared::people::cards::{MemberPath, PeopleUpdate};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::reports::{ReportFind, ReportQuery};
use podskazka_shared::schools::{SchoolsFind, SchoolsUpdate};
use podskazka_shared::tickets::TicketsCreate;
use serde_json::{Value, json};

use crate::support::consult::tuesday;
use crate::support::desk::ticket;
use crate::support::people::School;
use crate::support::post::Post;
use crate::support::{TestApp, Who, together};

/// Everybody of a conversation and above it.
struct Desk {
    school: School,
    director: Who,
    /// The helper's superior.
    deputy: Who,
    admin: Who,
    helper: Who,
    parent: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let desk = Desk {
        director: school.person(&[Capacity::Director]).await,
        deputy: school.person(&[Capacity::DeputyHead]).await,
        admin: school.person(&[Capacity::JournalAdmin]).await,
        helper: school.person(&[Capacity::Helper]).await,
        parent: school.parent(&[&child]).await,
        school,
    };
    answers_to(&desk.director, &desk.helper, &desk.deputy).await;
    desk
}

/// Names somebody's superior on their card.
async fn answers_to(director: &Who, who: &Who, superior: &Who) {
    let path = MemberPath {
        school: director.school.clone(),
        member: who.member,
    };
    let card = director
        .ask::<podskazka_shared::people::cards::PeopleFind>(path.clone())
        .done()
        .await;
    let update = director.ask::<PeopleUpdate>(path).version(card.summary.version);
    update.json(&json!({"superior": superior.member})).done().await;
}

impl Desk {
    /// A request of the parent that the helper answered.
    async fn answered(&self) -> TicketId {
        let id = self.parent.files("Вопрос").await.summary.id;
        self.helper.answers(id, "Ответ").await;
        id
    }
}

fn at(who: &Who, id: ConductId) -> ConductPath {
    ConductPath {
        school: who.school.clone(),
        report: id,
    }
}

/// A report of who filed a request, by who works on it.
pub async fn plant(by: &Who, ticket: TicketId) -> ConductId {
    by.ask::<ConductCreate>(by.path())
        .body(&of(ticket))
        .done()
        .await
        .summary
        .id
}

fn of(ticket: TicketId) -> ConductBody {
    ConductBody {
        ticket: Some(ticket),
        text: "Грубо ответили".to_owned(),
        ..ConductBody::default()
    }
}

async fn reports(who: &Who, ticket: TicketId) -> ConductReport {
    who.later();
    who.ask::<ConductCreate>(who.path())
        .body(&of(ticket))
        .done()
        .await
}

async fn told(who: &Who) -> Vec<NotificationKind> {
    let list = who.ask::<NotificationsList>(who.path()).done().await;
    let conduct = |about: &NotificationAbout| {
        matches!(about, NotificationAbout::Conduct { .. } | NotificationAbout::Told)
    };
    let of_conduct = list.items.iter().filter(|one| conduct(&one.about));
    of_conduct.map(|one| one.kind).collect()
}

async fn list(who: &Who) -> Vec<ConductId> {
    let page = who.ask::<ConductList>(who.path()).done().await;
    page.items.iter().map(|one| one.id).collect()
}

async fn decides(who: &Who, report: &ConductReport, body: &Value) -> ConductReport {
    who.later();
    let decide = who.ask::<ConductDecided>(at(who, report.summary.id));
    decide.version(report.summary.version).json(body).done().await
}

fn decision() -> Value {
    json!({"outcome": "confirmed", "reasons": "Тон недопустим", "measures": ["talk"],
        "for_reporter": "Приносим извинения", "for_reported": "Пишите вежливо"})
}

fn closing(app: &TestApp, channel: &str) -> Value {
    let until = (app.now() + Duration::days(7)).date_naive();
    json!({"outcome": "confirmed", "reasons": "Брань", "measures": ["close_channel"], "channel": channel,
        "until": until, "for_reporter": "Закрыли", "for_reported": "Закрыто на неделю"})
}

async fn rules(director: &Who, conduct: Value) {
    let now = director.ask::<SchoolsFind>(director.path()).done().await;
    let update = director
        .ask::<SchoolsUpdate>(director.path())
        .version(now.version);
    update.json(&json!({"conduct": conduct})).done().await;
}

both![
    a_report_about_a_helper_is_decided_by_the_superior_and_each_side_reads_what_is_theirs,
    a_helper_reports_who_asked_and_stops_the_conversation_in_one_step,
    the_schools_rule_sends_reports_to_the_head,
    nobody_decides_in_their_own_case,
    what_concerns_the_head_is_read_by_its_reporter_alone_and_goes_to_the_founder,
    who_takes_no_part_reports_nobody,
    a_consultation_is_reported_by_either_side,
    a_way_to_ask_is_closed_for_a_time_and_another_stays_open,
    a_late_report_is_told_once,
    what_waits_for_somebody_who_leaves_waits_for_the_head,
    decided_reports_are_counted_without_what_is_about_the_reader,
    a_step_from_a_stale_version_is_refused_with_the_report_as_it_is,
    the_same_report_sent_again_is_one,
    there_are_so_many_in_a_day,
    an_erased_person_leaves_no_words_in_reports,
    each_deed_leaves_a_line_that_no_reader_of_the_trail_is_shown,
];

async fn a_report_about_a_helper_is_decided_by_the_superior_and_each_side_reads_what_is_theirs(app: TestApp) {
    let desk = desk(&app).await;
    let ticket = desk.answered().await;
    let said = desk.parent.sees(ticket).await.messages.last().unwrap().id;
    let body = ConductBody {
        message: Some(said),
        wish: Some("Другого специалиста".to_owned()),
        ..of(ticket)
    };
    let filed = desk
        .parent
        .ask::<ConductCreate>(desk.parent.path())
        .body(&body)
        .done()
        .await;
    let summary = &filed.summary;
    assert_eq!(
        (summary.kind, summary.route, summary.reported.id),
        (ConductKind::Helper, ConductRoute::Superior, desk.helper.member)
    );
    assert_eq!(filed.message.as_deref(), Some("Ответ"));
    // Sunday's report is to be decided by the end of Wednesday.
    assert!(summary.due_at - summary.filed_at < Duration::days(5));
    assert_eq!(filed.may, [ConductAct::Reply]);
    assert_eq!(told(&desk.deputy).await, [NotificationKind::Conduct]);
    for other in [&desk.director, &desk.admin, &desk.helper] {
        other
            .ask::<ConductFind>(at(other, summary.id))
            .refused(ProblemKind::NotFound)
            .await;
        assert_eq!((list(other).await, told(other).await), (vec![], vec![]));
    }
    // Asked and answered.
    desk.deputy.later();
    let word = |text: &str| ConductWordBody {
        text: text.to_owned(),
    };
    let ask = desk
        .deputy
        .ask::<ConductAsk>(at(&desk.deputy, summary.id))
        .version(1);
    let asked = ask.body(&word("Был ли звонок?")).done().await;
    assert_eq!(asked.summary.state, ConductState::Asked);
    desk.parent.later();
    let reply = desk
        .parent
        .ask::<ConductReply>(at(&desk.parent, summary.id))
        .version(2);
    let replied = reply.body(&word("Нет")).done().await;
    assert_eq!(
        (replied.summary.state, replied.words.len()),
        (ConductState::Filed, 2)
    );
    let decided = decides(&desk.deputy, &replied, &decision()).await;
    let inside = decided.decision.unwrap().inside.unwrap();
    assert_eq!(inside.reasons, "Тон недопустим");
    // The reporter reads the outcome and the words for them; the other side the words for them, and no report.
    let read = desk
        .parent
        .ask::<ConductFind>(at(&desk.parent, summary.id))
        .done()
        .await;
    let decision = read.decision.unwrap();
    assert_eq!(
        (decision.outcome, decision.for_reporter.as_str(), decision.inside),
        (ConductOutcome::Confirmed, "Приносим извинения", None)
    );
    assert_eq!(read.may, []);
    let outcomes = desk
        .helper
        .ask::<ConductOutcomes>(desk.helper.path())
        .done()
        .await
        .items;
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].text, "Пишите вежливо");
    assert_eq!(told(&desk.helper).await, [NotificationKind::ConductTold]);
    desk.helper
        .ask::<ConductFind>(at(&desk.helper, summary.id))
        .refused(ProblemKind::NotFound)
        .await;
    assert!(list(&desk.helper).await.is_empty());
    assert_eq!(
        told(&desk.parent).await,
        [NotificationKind::ConductDecided, NotificationKind::ConductAsked]
    );
    // A decision stands.
    let again = desk
        .deputy
        .ask::<ConductDecided>(at(&desk.deputy, summary.id))
        .version(4);
    again
        .json(&self::decision())
        .refused(ProblemKind::WrongState)
        .await;
}

async fn a_helper_reports_who_asked_and_stops_the_conversation_in_one_step(app: TestApp) {
    let desk = desk(&app).await;
    let ticket = desk.parent.files("Вопрос и брань").await.summary.id;
    desk.helper.stops(ticket, "Разговор остановлен").await;
    assert_eq!(told(&desk.deputy).await, [NotificationKind::Conduct]);
    let report = list(&desk.deputy).await[0];
    let read = desk
        .deputy
        .ask::<ConductFind>(at(&desk.deputy, report))
        .done()
        .await;
    assert_eq!(
        (
            read.summary.kind,
            read.summary.stopped,
            read.summary.reported.id,
            read.text.as_str()
        ),
        (ConductKind::User, true, desk.parent.member, "Оскорбления")
    );
    // Refused, it files nothing: the conversation is over already.
    let again = desk.admin.files("Ещё").await.summary.id;
    desk.deputy.answers(again, "Ответ").await;
    let stop = desk.helper.sees(again).await;
    assert!(!stop.may.contains(&podskazka_shared::tickets::Act::Stop));
    assert_eq!(list(&desk.deputy).await.len(), 1);
    // Nothing told or nothing said is refused as a whole.
    let third = desk.parent.files("Третий").await.summary;
    let stop = desk
        .helper
        .ask::<podskazka_shared::tickets::TicketsStop>(desk.helper.at(third.id))
        .version(third.version);
    let problem = stop
        .json(&json!({"text": "Стоп", "report": " "}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].pointer, "/report");
    assert_eq!(desk.parent.sees(third.id).await.summary.version, third.version);
}

async fn the_schools_rule_sends_reports_to_the_head(app: TestApp) {
    let desk = desk(&app).await;
    rules(&desk.director, json!({"to": "head", "clause": "п. 10"})).await;
    let report = reports(&desk.parent, desk.answered().await).await;
    assert_eq!(report.summary.route, ConductRoute::Head);
    assert_eq!(list(&desk.director).await, [report.summary.id]);
    assert!(list(&desk.deputy).await.is_empty());
    let read = desk.parent.ask::<SchoolsFind>(desk.parent.path()).done().await;
    assert_eq!(read.conduct.clause, "п. 10");
    let now = desk
        .director
        .ask::<SchoolsFind>(desk.director.path())
        .done()
        .await;
    let update = desk
        .director
        .ask::<SchoolsUpdate>(desk.director.path())
        .version(now.version);
    let patch = json!({"conduct": {"founder_email": "не почта"}});
    let problem = update.json(&patch).refused(ProblemKind::Invalid).await;
    assert_eq!(problem.errors[0].pointer, "/conduct/founder_email");
}

async fn nobody_decides_in_their_own_case(app: TestApp) {
    let desk = desk(&app).await;
    // The superior asks, and reports their own helper: the head decides.
    let ticket = desk.deputy.files("Вопрос").await.summary.id;
    desk.helper.answers(ticket, "Ответ").await;
    let report = reports(&desk.deputy, ticket).await;
    assert_eq!(report.summary.route, ConductRoute::Head);
    let own = desk
        .deputy
        .ask::<ConductDecided>(at(&desk.deputy, report.summary.id))
        .version(1);
    own.json(&decision()).refused(ProblemKind::Forbidden).await;
    assert_eq!(list(&desk.director).await, [report.summary.id]);
    // The helper reports the superior: the head decides, and the superior learns nothing.
    let report = reports(&desk.helper, ticket).await;
    assert_eq!(report.summary.route, ConductRoute::Head);
    desk.deputy
        .ask::<ConductFind>(at(&desk.deputy, report.summary.id))
        .refused(ProblemKind::NotFound)
        .await;
    // The head reports a helper without a superior: nobody else here decides.
    let other = desk.school.person(&[Capacity::Helper]).await;
    let ticket = desk.director.files("Вопрос").await.summary.id;
    other.answers(ticket, "Ответ").await;
    let report = reports(&desk.director, ticket).await;
    assert_eq!(report.summary.route, ConductRoute::Founder);
    assert!(!report.may.contains(&ConductAct::Decide));
}

async fn what_concerns_the_head_is_read_by_its_reporter_alone_and_goes_to_the_founder(app: TestApp) {
    let mut post = Post::of(&app).await;
    let desk = desk(&app).await;
    let acting = desk.school.person(&[Capacity::DeputyHead]).await;
    desk.director.orders(&acting).await;
    let ticket = desk.parent.files("Вопрос").await.summary.id;
    desk.director.answers(ticket, "Ответ").await;
    post.fresh().await;
    let report = reports(&desk.parent, ticket).await;
    let id = report.summary.id;
    assert_eq!(report.summary.route, ConductRoute::Founder);
    for other in [&desk.director, &desk.deputy, &desk.admin, &desk.helper, &acting] {
        other
            .ask::<ConductFind>(at(other, id))
            .refused(ProblemKind::NotFound)
            .await;
        assert_eq!((list(other).await, told(other).await), (vec![], vec![]));
    }
    // Without an address there is nowhere to send it.
    assert_eq!(report.may, [ConductAct::Reply]);
    let send = || desk.parent.ask::<ConductSend>(at(&desk.parent, id)).version(1);
    send().refused(ProblemKind::WrongState).await;
    rules(
        &desk.director,
        json!({"founder": "Управление", "founder_email": "uo@founder.test"}),
    )
    .await;
    let asked = send().done().await.founder.unwrap();
    assert!(asked.asked_at.is_some() && asked.sent_at.is_none());
    let letter = post.one().await;
    assert_eq!(letter.to, "uo@founder.test");
    assert!(letter.text.contains("Грубо ответили") && letter.text.contains(&desk.parent.name));
    let sent = desk.parent.ask::<ConductFind>(at(&desk.parent, id)).done().await;
    assert!(sent.founder.unwrap().sent_at.is_some());
    assert_eq!(sent.may, [ConductAct::Reply]);
    assert!(post.fresh().await.is_empty());
}

async fn who_takes_no_part_reports_nobody(app: TestApp) {
    let desk = desk(&app).await;
    let elsewhere = app.school("elsewhere").await.person(&[Capacity::Director]).await;
    let ticket = desk.parent.files("Вопрос").await.summary.id;
    let create = |who: &Who, body: &ConductBody| who.ask::<ConductCreate>(who.path()).body(body);
    // Nobody answered yet: whom?
    let problem = create(&desk.parent, &of(ticket))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].pointer, "/helper");
    desk.helper.answers(ticket, "Ответ").await;
    desk.admin.notes(ticket, "Заметка").await;
    // Who wrote a note is no side of the conversation, and whose message it is must fit.
    let note = desk.admin.sees(ticket).await.messages.last().unwrap().id;
    let first = desk.parent.sees(ticket).await.messages[0].id;
    for (body, pointer) in [
        (
            ConductBody {
                helper: Some(desk.admin.member),
                ..of(ticket)
            },
            "/helper",
        ),
        (
            ConductBody {
                helper: Some(desk.parent.member),
                ..of(ticket)
            },
            "/helper",
        ),
        (
            ConductBody {
                message: Some(note),
                ..of(ticket)
            },
            "/message",
        ),
        (
            ConductBody {
                message: Some(first),
                ..of(ticket)
            },
            "/message",
        ),
        (
            ConductBody {
                text: "я".repeat(5001),
                ..of(ticket)
            },
            "/text",
        ),
    ] {
        let problem = create(&desk.parent, &body).refused(ProblemKind::Invalid).await;
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    let stranger = desk.school.parent(&[]).await;
    for other in [&stranger, &elsewhere] {
        let problem = create(other, &of(ticket)).refused(ProblemKind::Invalid).await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), problem.errors[0].kind.clone()),
            ("/ticket", FieldErrorKind::NotFound)
        );
    }
    let both = ConductBody {
        helper: Some(desk.helper.member),
        ..of(ticket)
    };
    create(&desk.deputy, &both).refused(ProblemKind::Invalid).await;
}

async fn a_consultation_is_reported_by_either_side(app: TestApp) {
    let desk = desk(&app).await;
    desk.school.offers(&[(&desk.helper, "9.00-11.00")]).await;
    let booked = desk.parent.books(&desk.helper, tuesday("9:00")).done().await;
    let body = ConductBody {
        booking: Some(booked.id),
        text: "Накричали".to_owned(),
        ..ConductBody::default()
    };
    let create = |who: &Who| who.ask::<ConductCreate>(who.path()).body(&body);
    let report = create(&desk.parent).done().await;
    assert_eq!(report.summary.reported.id, desk.helper.member);
    desk.helper.later();
    let other = create(&desk.helper).done().await;
    assert_eq!(
        (other.summary.kind, other.summary.reported.id),
        (ConductKind::User, desk.parent.member)
    );
    create(&desk.admin).refused(ProblemKind::Forbidden).await;
    assert_eq!(list(&desk.deputy).await, [other.summary.id, report.summary.id]);
}

async fn a_way_to_ask_is_closed_for_a_time_and_another_stays_open(app: TestApp) {
    let desk = desk(&app).await;
    desk.school.offers(&[(&desk.helper, "9.00-11.00")]).await;
    let first = desk.parent.files("Брань").await.summary.id;
    let report = reports(&desk.helper, first).await;
    let decide = |report: &ConductReport, body: &Value| {
        let ask = desk
            .deputy
            .ask::<ConductDecided>(at(&desk.deputy, report.summary.id));
        ask.version(report.summary.version).json(body)
    };
    let mut past = closing(&app, "system");
    past["until"] = json!((app.now() - Duration::days(2)).date_naive());
    assert_eq!(
        decide(&report, &past).refused(ProblemKind::Invalid).await.errors[0].pointer,
        "/until"
    );
    let decided = decide(&report, &closing(&app, "system")).done().await;
    let file = || {
        desk.parent
            .ask::<TicketsCreate>(desk.parent.path())
            .body(&ticket("Вопрос"))
    };
    file().refused(ProblemKind::ChannelClosed).await;
    // What is open already goes on, who helps may file for them, and the other way is open.
    desk.parent.says(first, "Извините").await;
    desk.parent.books(&desk.helper, tuesday("9:00")).done().await;
    // The other way cannot be closed besides.
    let second = reports(&desk.helper, first).await;
    let problem = decide(&second, &closing(&app, "consultation"))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].pointer, "/channel");
    // Opened before its time by who decided; of a helper nothing is closed.
    let lift = desk
        .deputy
        .ask::<ConductLift>(at(&desk.deputy, report.summary.id));
    lift.version(decided.summary.version).done().await;
    file().done().await;
    decide(&second, &closing(&app, "consultation")).done().await;
    desk.parent
        .books(&desk.helper, tuesday("9:30"))
        .refused(ProblemKind::ChannelClosed)
        .await;
    app.after(Duration::days(8));
    desk.parent.waits_for(&desk.helper).send().await;
    file().done().await;
    let ticket = desk.answered().await;
    let report = reports(&desk.parent, ticket).await;
    let problem = decide(&report, &closing(&app, "system"))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].pointer, "/measures");
}

async fn a_late_report_is_told_once(app: TestApp) {
    let desk = desk(&app).await;
    let report = reports(&desk.parent, desk.answered().await).await;
    let deliver = async || {
        while podskazka::outbox::deliver(app.app(), None, app.now())
            .await
            .unwrap()
            > 0
        {}
    };
    deliver().await;
    app.after(report.summary.due_at - app.now() - Duration::seconds(1));
    deliver().await;
    assert_eq!(told(&desk.deputy).await, [NotificationKind::Conduct]);
    // In the first working time after it.
    app.after(Duration::days(1));
    deliver().await;
    deliver().await;
    let late = [NotificationKind::ConductLate, NotificationKind::Conduct];
    assert_eq!(told(&desk.deputy).await, late);
    // What is decided in time is not late.
    let report = reports(&desk.parent, desk.answered().await).await;
    decides(&desk.deputy, &report, &decision()).await;
    app.after(Duration::days(30));
    deliver().await;
    let kinds = told(&desk.deputy).await;
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == NotificationKind::ConductLate)
            .count(),
        1
    );
}

async fn what_waits_for_somebody_who_leaves_waits_for_the_head(app: TestApp) {
    let desk = desk(&app).await;
    let report = reports(&desk.parent, desk.answered().await).await;
    let ticket = desk.director.files("Вопрос").await.summary.id;
    desk.helper.answers(ticket, "Ответ").await;
    let heads = reports(&desk.director, ticket).await;
    assert_eq!(heads.summary.route, ConductRoute::Superior);
    let path = MemberPath {
        school: desk.school.slug.clone(),
        member: desk.deputy.member,
    };
    let card = desk
        .director
        .ask::<podskazka_shared::people::cards::PeopleFind>(path.clone())
        .done()
        .await;
    let end = desk
        .director
        .ask::<podskazka_shared::people::cards::PeopleEnd>(path);
    end.version(card.summary.version).done().await;
    let read = desk
        .director
        .ask::<ConductFind>(at(&desk.director, report.summary.id))
        .done()
        .await;
    assert_eq!(read.summary.route, ConductRoute::Head);
    assert!(read.may.contains(&ConductAct::Decide));
    let own = desk
        .director
        .ask::<ConductFind>(at(&desk.director, heads.summary.id))
        .done()
        .await;
    assert_eq!(own.summary.route, ConductRoute::Founder);
    assert!(!own.may.contains(&ConductAct::Decide));
}

async fn decided_reports_are_counted_without_what_is_about_the_reader(app: TestApp) {
    let desk = desk(&app).await;
    let count = async |who: &Who| who.ask::<ReportFind>(who.path()).done().await.conduct.unwrap();
    let sum = |found: &ConductStatistics| found.counts.iter().map(|one| one.reports).sum::<u64>();
    let first = reports(&desk.parent, desk.answered().await).await;
    // About the deputy: the head decides.
    let ticket = desk.parent.files("Вопрос").await.summary.id;
    desk.deputy.answers(ticket, "Ответ").await;
    let about = reports(&desk.parent, ticket).await;
    assert_eq!(
        sum(&count(&desk.director).await),
        0,
        "nothing is counted before it is decided"
    );
    decides(&desk.deputy, &first, &decision()).await;
    decides(&desk.director, &about, &decision()).await;
    let all = count(&desk.director).await;
    assert_eq!((sum(&all), all.late, all.stopped), (2, 0, 0));
    let talks = all
        .measures
        .iter()
        .find(|one| one.measure == podskazka_shared::conduct::ConductMeasure::Talk);
    assert_eq!(talks.unwrap().reports, 2);
    assert_eq!(sum(&count(&desk.deputy).await), 1);
    let foreign = app.school("elsewhere").await.person(&[Capacity::Director]).await;
    assert_eq!(sum(&count(&foreign).await), 0);
    let before = ReportQuery {
        from: Some("2026-09-01".parse().unwrap()),
        ..ReportQuery::default()
    };
    let none = desk
        .director
        .ask::<ReportFind>(desk.director.path())
        .query(before)
        .done()
        .await;
    assert_eq!(sum(&none.conduct.unwrap()), 0);
    let own = desk.helper.ask::<ReportFind>(desk.helper.path()).done().await;
    assert_eq!(own.conduct, None);
    // As the tables of the period count them, by a statement of the test's own.
    let counted = "SELECT COUNT(*) FROM conduct_report WHERE outcome = 'confirmed' AND kind = 'helper'";
    assert_eq!(app.database().count(counted, []).await, 2);
}

async fn a_step_from_a_stale_version_is_refused_with_the_report_as_it_is(app: TestApp) {
    let desk = desk(&app).await;
    let report = reports(&desk.parent, desk.answered().await).await;
    let id = report.summary.id;
    let more = || {
        let reply = desk.parent.ask::<ConductReply>(at(&desk.parent, id));
        reply.version(1).json(&json!({"text": "Ещё"}))
    };
    more().done().await;
    let problem = more().refused(ProblemKind::Stale).await;
    assert_eq!(problem.current.unwrap()["version"], 2);
    let decide = desk.deputy.ask::<ConductDecided>(at(&desk.deputy, id));
    decide
        .json(&decision())
        .refused(ProblemKind::PreconditionRequired)
        .await;
    // Two who decide at one moment: one of them does.
    let decides = |_| {
        let ask = desk
            .deputy
            .ask::<ConductDecided>(at(&desk.deputy, id))
            .version(2)
            .json(&decision());
        async move { ask.send().await.status }
    };
    let mut both = together((0..2).map(decides)).await;
    both.sort_unstable();
    assert_eq!(both, [200, 412]);
}

async fn the_same_report_sent_again_is_one(app: TestApp) {
    let desk = desk(&app).await;
    let ticket = desk.answered().await;
    let create = || {
        desk.parent
            .ask::<ConductCreate>(desk.parent.path())
            .key("one")
            .body(&of(ticket))
    };
    let first = create().done().await;
    assert_eq!(create().done().await.summary.id, first.summary.id);
    let mine = ConductQuery {
        mine: Some(true),
        ..ConductQuery::default()
    };
    let page = desk
        .parent
        .ask::<ConductList>(desk.parent.path())
        .query(mine)
        .done()
        .await;
    assert_eq!(page.items.len(), 1);
    assert_eq!(told(&desk.deputy).await.len(), 1);
}

async fn there_are_so_many_in_a_day(app: TestApp) {
    let desk = desk(&app).await;
    let ticket = desk.answered().await;
    for _ in 0..10 {
        reports(&desk.parent, ticket).await;
    }
    let one_more = || {
        desk.parent
            .ask::<ConductCreate>(desk.parent.path())
            .body(&of(ticket))
    };
    one_more().refused(ProblemKind::QuotaExceeded).await;
    app.after(Duration::days(1));
    one_more().done().await;
    // Pages of it, each once.
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let query = ConductQuery {
            limit: Some(4),
            after: after.take(),
            ..ConductQuery::default()
        };
        let page = desk
            .deputy
            .ask::<ConductList>(desk.deputy.path())
            .query(query)
            .done()
            .await;
        seen.extend(page.items.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut once = seen.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (11, 11));
}

async fn an_erased_person_leaves_no_words_in_reports(app: TestApp) {
    let desk = desk(&app).await;
    let report = reports(&desk.parent, desk.answered().await).await;
    let report = decides(&desk.deputy, &report, &decision()).await;
    let erasure = crate::privacy::asks(&desk.parent, &desk.parent).await;
    crate::privacy::approves(&desk.director, &erasure).await;
    let read = desk
        .deputy
        .ask::<ConductFind>(at(&desk.deputy, report.summary.id))
        .done()
        .await;
    assert!(!read.text.contains("Грубо"), "{}", read.text);
    assert_eq!(
        read.decision.unwrap().for_reporter,
        podskazka_shared::privacy::ERASED_TEXT
    );
}

async fn each_deed_leaves_a_line_that_no_reader_of_the_trail_is_shown(app: TestApp) {
    let desk = desk(&app).await;
    let report = reports(&desk.parent, desk.answered().await).await;
    let lines = "SELECT COUNT(*) FROM audit WHERE action LIKE 'conduct%'";
    assert_eq!(app.database().count(lines, []).await, 1);
    decides(&desk.deputy, &report, &decision()).await;
    assert_eq!(app.database().count(lines, []).await, 2);
    for reader in [&desk.director, &desk.admin] {
        let page = reader
            .ask::<podskazka_shared::audit::AuditList>(reader.path())
            .done()
            .await;
        assert!(page.items.iter().all(|line| !line.action.starts_with("conduct")));
    }
}
