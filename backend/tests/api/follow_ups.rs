//! Low marks that are followed up: who is told, by when something is to be done, and that whoever is meant learns nothing.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::Capacity;
use podskazka_shared::audit::{AuditList, AuditQuery};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::feedback::FeedbackOwn;
use podskazka_shared::follow_ups::{
    FollowUp, FollowUpCloseBody, FollowUpPath, FollowUpState, FollowUpsClose, FollowUpsFind, FollowUpsList,
    FollowUpsQuery,
};
use podskazka_shared::ids::{FollowUpId, TicketId};
use podskazka_shared::notifications::{NotificationKind as Kind, NotificationsFind, NotificationsList};
use podskazka_shared::people::cards::{MemberPath, PeopleFind, PeopleUpdate};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{SchoolPatch, SchoolsFind, SchoolsUpdate};
use serde_json::json;

use crate::clocks::moscow;
use crate::privacy_mentions::erased;
use crate::support::client::Ask;
use crate::support::post::Post;
use crate::support::{New, School, TestApp, Who, together};

/// The follow-up of a request that somebody answered badly, as a head finds it.
pub async fn plant(head: &Who, (staff, helper): (&Who, &Who), comment: &str) -> FollowUp {
    let id = low(staff, helper, Some(comment)).await;
    let found = listed(head).await.into_iter().find(|one| one.ticket == id);
    found.unwrap()
}

async fn low(staff: &Who, helper: &Who, comment: Option<&str>) -> TicketId {
    let id = staff.files("Вопрос").await.summary.id;
    helper.answers(id, "Ответ").await;
    staff.rates(id, 2, comment).await;
    id
}

pub async fn listed(who: &Who) -> Vec<FollowUp> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let query = FollowUpsQuery {
            state: None,
            limit: Some(1),
            after,
        };
        let page = who.ask::<FollowUpsList>(who.path()).query(query).done().await;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

fn at(who: &Who, id: FollowUpId) -> FollowUpPath {
    FollowUpPath {
        school: who.school.clone(),
        follow_up: id,
    }
}

fn closes(who: &Who, found: &FollowUp, outcome: &str) -> Ask<FollowUpsClose> {
    who.ask::<FollowUpsClose>(at(who, found.id))
        .version(found.version)
        .body(&FollowUpCloseBody {
            outcome: outcome.to_owned(),
        })
}

async fn told(who: &Who) -> Vec<Kind> {
    let page = who.ask::<NotificationsList>(who.path()).done().await;
    page.items
        .iter()
        .map(|one| one.kind)
        .filter(|kind| kind.is_follow_up())
        .collect()
}

async fn ring(app: &TestApp) {
    podskazka::follow_ups::ring(app.app(), app.now()).await.unwrap();
}

fn to(app: &TestApp, moment: DateTime<Utc>) {
    app.after((moment - app.now()).max(Duration::zero()));
}

async fn made_superior(director: &Who, of: &Who, superior: &Who) {
    let path = MemberPath {
        school: director.school.clone(),
        member: of.member,
    };
    let card = director.ask::<PeopleFind>(path.clone()).done().await;
    let update = director.ask::<PeopleUpdate>(path).version(card.summary.version);
    update.json(&json!({"superior": superior.member})).done().await;
}

struct Desk {
    school: School,
    director: Who,
    deputy: Who,
    helper: Who,
    staff: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    // Monday morning.
    to(app, moscow("2026-11-23T10:00"));
    Desk {
        director: school.person(&[Capacity::Director]).await,
        deputy: school.person(&[Capacity::DeputyHead]).await,
        helper: school.person(&[Capacity::Helper]).await,
        staff: school.person(&[Capacity::Staff]).await,
        school,
    }
}

both![
    a_low_mark_is_followed_up_within_three_working_days_and_closed_once,
    a_better_mark_withdraws_it_and_a_worse_one_opens_it_anew,
    the_superior_is_told_and_once_that_it_is_late,
    whom_it_is_about_is_never_told_and_finds_nothing,
    a_helper_who_reads_the_trail_finds_no_line,
    a_new_zone_moves_the_end_of_the_term,
    of_two_who_close_at_once_one_is_refused,
    nobody_else_reads_or_closes,
    what_is_written_goes_with_the_person,
    its_letter_leads_to_the_list_and_says_nothing_more,
];

async fn a_low_mark_is_followed_up_within_three_working_days_and_closed_once(app: TestApp) {
    let desk = desk(&app).await;
    let good = desk.staff.files("Вопрос").await.summary.id;
    desk.helper.answers(good, "Ответ").await;
    desk.staff.rates(good, 3, None).await;
    assert_eq!(listed(&desk.director).await, []);
    let first = low(&desk.staff, &desk.helper, Some("Долго")).await;
    app.after(Duration::days(1));
    let second = low(&desk.staff, &desk.helper, None).await;
    let all = listed(&desk.director).await;
    let tickets: Vec<_> = all.iter().map(|one| one.ticket).collect();
    assert_eq!(tickets, [first, second]);
    let one = &all[0];
    assert_eq!((one.stars, one.comment.as_deref()), (2, Some("Долго")));
    assert_eq!(
        (one.requester.id, one.helpers[0].id),
        (desk.staff.member, desk.helper.member)
    );
    // The end of Thursday.
    assert_eq!(one.due_at, moscow("2026-11-26T18:00"));
    assert_eq!(
        one.id.0.get_version_num(),
        4,
        "an id of the moment would tell which request it is"
    );
    let problem = closes(&desk.director, one, " ")
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].kind, FieldErrorKind::Required);
    let long = "я".repeat(2001);
    closes(&desk.director, one, &long)
        .refused(ProblemKind::Invalid)
        .await;
    let closed = closes(&desk.director, one, " Поговорили ").done().await;
    assert_eq!(closed.state, FollowUpState::Closed);
    assert_eq!(closed.outcome.as_deref(), Some("Поговорили"));
    assert_eq!(closed.closed_by.unwrap().id, desk.director.member);
    closes(&desk.director, one, "Ещё раз")
        .refused(ProblemKind::Stale)
        .await;
    let again = FollowUp {
        version: closed.version,
        ..one.clone()
    };
    closes(&desk.director, &again, "Ещё раз")
        .refused(ProblemKind::WrongState)
        .await;
    let tickets: Vec<_> = listed(&desk.deputy).await.iter().map(|one| one.ticket).collect();
    assert_eq!(tickets, [second, first], "the open ones first");
    let line = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'feedback_handle'";
    let lines: Vec<String> = app.database().column(line, []).await;
    assert_eq!(lines, ["[\"follow_up_done\"]"]);
}

async fn a_better_mark_withdraws_it_and_a_worse_one_opens_it_anew(app: TestApp) {
    let desk = desk(&app).await;
    let id = low(&desk.staff, &desk.helper, None).await;
    desk.staff.rates(id, 1, Some("Совсем плохо")).await;
    assert_eq!(listed(&desk.director).await.len(), 1);
    assert_eq!(told(&desk.director).await, [Kind::FollowUp], "told once");
    desk.staff.rates(id, 4, None).await;
    assert_eq!(listed(&desk.director).await, []);
    desk.staff.rates(id, 2, None).await;
    let anew = listed(&desk.director).await.remove(0);
    assert_eq!(anew.state, FollowUpState::Open);
    closes(&desk.deputy, &anew, "Разобрались").done().await;
    // The same mark in other words is dealt with.
    desk.staff.rates(id, 1, Some("И всё-таки")).await;
    assert_eq!(listed(&desk.director).await[0].state, FollowUpState::Closed);
    // A better one leaves what was done, and a worse one after it is looked at again.
    desk.staff.rates(id, 5, None).await;
    assert_eq!(listed(&desk.director).await[0].state, FollowUpState::Closed);
    desk.staff.rates(id, 2, None).await;
    let third = listed(&desk.director).await.remove(0);
    assert_eq!(third.state, FollowUpState::Open);
    assert_eq!(third.outcome.as_deref(), Some("Разобрались"));
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM follow_up", []).await,
        1
    );
    // A new answer and a new low mark, after what was done.
    closes(&desk.director, &third, "Ещё раз поговорили").done().await;
    desk.staff.reopens(id, "Не решено").await;
    desk.helper.answers(id, "Новый ответ").await;
    desk.staff.rates(id, 2, None).await;
    assert_eq!(listed(&desk.director).await[0].state, FollowUpState::Open);
}

async fn the_superior_is_told_and_once_that_it_is_late(app: TestApp) {
    let desk = desk(&app).await;
    made_superior(&desk.director, &desk.helper, &desk.deputy).await;
    let id = low(&desk.staff, &desk.helper, None).await;
    assert_eq!(told(&desk.deputy).await, [Kind::FollowUp]);
    assert_eq!(told(&desk.director).await, []);
    for moment in ["2026-11-26T17:59", "2026-11-26T18:30", "2026-11-27T08:59"] {
        to(&app, moscow(moment));
        ring(&app).await;
        assert_eq!(told(&desk.deputy).await.len(), 1, "{moment}");
    }
    to(&app, moscow("2026-11-27T09:00"));
    ring(&app).await;
    ring(&app).await;
    assert_eq!(told(&desk.deputy).await, [Kind::FollowUpLate, Kind::FollowUp]);
    // What was withdrawn is late for nobody.
    desk.staff.rates(id, 5, None).await;
    let other = low(&desk.staff, &desk.helper, None).await;
    desk.staff.rates(other, 5, None).await;
    app.after(Duration::days(14));
    ring(&app).await;
    assert_eq!(told(&desk.deputy).await.len(), 3);
    // A superior who reads no ratings leaves it to the head.
    let admin = desk.school.person(&[Capacity::JournalAdmin]).await;
    made_superior(&desk.director, &desk.helper, &admin).await;
    low(&desk.staff, &desk.helper, None).await;
    assert_eq!(told(&admin).await, []);
    assert_eq!(told(&desk.director).await, [Kind::FollowUp]);
}

async fn whom_it_is_about_is_never_told_and_finds_nothing(app: TestApp) {
    let desk = desk(&app).await;
    // The head answers, and is whom it is about: the deputy heads are left.
    let unread = async |who: &Who| who.ask::<NotificationsFind>(who.path()).done().await.unread;
    let id = low(&desk.staff, &desk.director, Some("Плохо")).await;
    let before = unread(&desk.director).await;
    assert_eq!(told(&desk.director).await, []);
    assert_eq!(told(&desk.deputy).await, [Kind::FollowUp]);
    assert_eq!(listed(&desk.director).await, []);
    let found = listed(&desk.deputy).await.remove(0);
    let read = desk.director.ask::<FollowUpsFind>(at(&desk.director, found.id));
    read.refused(ProblemKind::NotFound).await;
    closes(&desk.director, &found, "Сам закрою")
        .refused(ProblemKind::NotFound)
        .await;
    to(&app, moscow("2026-11-27T09:00"));
    ring(&app).await;
    assert_eq!(told(&desk.director).await, []);
    assert_eq!(unread(&desk.director).await, before);
    // Nothing of it in the request as they read it, before and after.
    let seen = desk.director.sees(id).await;
    closes(&desk.deputy, &found, "Поговорили").done().await;
    assert_eq!(desk.director.sees(id).await, seen);
    assert_eq!(desk.director.history(id).await.len(), 2);
    let lines = desk
        .director
        .ask::<AuditList>(desk.director.path())
        .query(AuditQuery {
            object: Some(found.id.0),
            ..AuditQuery::default()
        });
    assert!(lines.done().await.items.is_empty());
    // Who is meant and helps only has no such list.
    let helper = desk.helper.ask::<FollowUpsList>(desk.helper.path());
    helper.refused(ProblemKind::Forbidden).await;
    let own = desk.helper.ask::<FeedbackOwn>(desk.helper.path()).done().await;
    assert!(own.ratings.is_none());
    // Who gave the mark reads what the heads read, and does not close it.
    let mine = low(&desk.deputy, &desk.helper, None).await;
    assert_eq!(
        told(&desk.deputy).await.len(),
        2,
        "told of the head's only: new and late"
    );
    assert_eq!(told(&desk.director).await, [Kind::FollowUp]);
    let all = listed(&desk.deputy).await;
    let own = all.iter().find(|one| one.ticket == mine).unwrap();
    closes(&desk.deputy, own, "Сам")
        .refused(ProblemKind::Forbidden)
        .await;
    closes(&desk.director, own, "Поговорили").done().await;
}

async fn a_helper_who_reads_the_trail_finds_no_line(app: TestApp) {
    let desk = desk(&app).await;
    let admin = desk.school.person(&[Capacity::JournalAdmin]).await;
    low(&desk.staff, &admin, Some("Плохо")).await;
    let found = listed(&desk.director).await.remove(0);
    closes(&desk.director, &found, "Поговорили").done().await;
    let lines = admin.ask::<AuditList>(admin.path()).done().await.items;
    assert!(lines.iter().all(|line| line.action != "feedback_handle"));
    let lines = desk
        .director
        .ask::<AuditList>(desk.director.path())
        .done()
        .await
        .items;
    assert!(lines.iter().any(|line| line.object == Some(found.id.0)));
    let seen: Vec<String> = {
        let history = admin.history(found.ticket).await;
        history.iter().map(|event| format!("{:?}", event.event)).collect()
    };
    assert!(!seen.iter().any(|event| event.contains("Rate")), "{seen:?}");
}

async fn a_new_zone_moves_the_end_of_the_term(app: TestApp) {
    let desk = desk(&app).await;
    low(&desk.staff, &desk.helper, None).await;
    let school = desk
        .director
        .ask::<SchoolsFind>(desk.director.path())
        .done()
        .await;
    let patch = SchoolPatch {
        time_zone: Some("Asia/Yekaterinburg".to_owned()),
        ..SchoolPatch::default()
    };
    desk.director
        .ask::<SchoolsUpdate>(desk.director.path())
        .version(school.version)
        .body(&patch)
        .done()
        .await;
    let found = listed(&desk.director).await.remove(0);
    assert_eq!(found.due_at, moscow("2026-11-26T16:00"));
}

async fn of_two_who_close_at_once_one_is_refused(app: TestApp) {
    let desk = desk(&app).await;
    low(&desk.staff, &desk.helper, None).await;
    let found = listed(&desk.director).await.remove(0);
    desk.director.token().await;
    desk.deputy.token().await;
    let answers = together(
        [(desk.director.clone(), "Один"), (desk.deputy.clone(), "Другой")].map(|(who, outcome)| {
            let found = found.clone();
            async move { closes(&who, &found, outcome).send().await }
        }),
    )
    .await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    let stale = answers.iter().filter(|answer| answer.status == 412).count();
    assert_eq!((done, stale), (1, 1));
}

async fn nobody_else_reads_or_closes(app: TestApp) {
    let desk = desk(&app).await;
    low(&desk.staff, &desk.helper, None).await;
    let found = listed(&desk.director).await.remove(0);
    let guest = app.guest::<FollowUpsList>(desk.director.path());
    guest.refused(ProblemKind::Unauthenticated).await;
    let elsewhere = app.school("other").await.person(&[Capacity::Director]).await;
    closes(&elsewhere, &found, "Чужое")
        .refused(ProblemKind::NotFound)
        .await;
    let abroad = elsewhere.ask::<FollowUpsFind>(at(&desk.director, found.id));
    abroad.refused(ProblemKind::NotFound).await;
    for role in [
        Capacity::JournalAdmin,
        Capacity::Secretary,
        Capacity::Teacher,
        Capacity::Parent,
    ] {
        let who = desk.school.in_role(role).await;
        closes(&who, &found, "Моё").refused(ProblemKind::Forbidden).await;
    }
    assert_eq!(
        desk.director
            .ask::<FollowUpsFind>(at(&desk.director, found.id))
            .done()
            .await,
        found
    );
}

async fn what_is_written_goes_with_the_person(app: TestApp) {
    let desk = desk(&app).await;
    let gone = New {
        name: Some("Ольшанская Вера Павловна"),
        roles: &[Capacity::Teacher],
        ..New::default()
    };
    let gone = desk.school.new_person(gone).await;
    low(&desk.staff, &desk.helper, None).await;
    let found = listed(&desk.director).await.remove(0);
    closes(
        &desk.director,
        &found,
        "Ольшанская Вера Павловна поговорила с родителем",
    )
    .done()
    .await;
    erased(&desk.director, &gone).await;
    let outcome = listed(&desk.director).await.remove(0).outcome.unwrap();
    assert!(!outcome.contains("Ольшанск"), "{outcome}");
    erased(&desk.director, &desk.staff).await;
    let left: Vec<String> = app
        .database()
        .column("SELECT COALESCE(outcome, '') FROM follow_up", [])
        .await;
    assert_eq!(left, [""]);
}

async fn its_letter_leads_to_the_list_and_says_nothing_more(app: TestApp) {
    let desk = desk(&app).await;
    let mut post = Post::of(&app).await;
    low(&desk.staff, &desk.helper, Some("Плохо и долго")).await;
    let letters = post.fresh().await;
    let about: Vec<_> = letters
        .iter()
        .filter(|mail| mail.text.contains("follow-ups"))
        .collect();
    assert_eq!(about.len(), 1, "{letters:?}");
    assert_eq!(about[0].to, desk.director.login);
    assert!(!about[0].text.contains("Плохо"), "{}", about[0].text);
    assert!(
        letters
            .iter()
            .all(|mail| mail.to != desk.helper.login || !mail.text.contains("ценк"))
    );
    // Raised before it went: nothing is left to tell.
    let id = low(&desk.staff, &desk.helper, None).await;
    desk.staff.rates(id, 5, None).await;
    let letters = post.fresh().await;
    assert!(
        letters.iter().all(|mail| !mail.text.contains("follow-ups")),
        "{letters:?}"
    );
}
