//! Ratings.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::feedback::{
    FeedbackList, FeedbackOwn, FeedbackQuery, RatingBody, RatingSummary, Reason, TicketsRating,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::EventKind;

use crate::reports::month;
use crate::support::{TestApp, Who};

/// What the report of the month tells of ratings.
async fn counted(who: &Who) -> RatingSummary {
    month(who).await.figures.ratings.unwrap()
}

both![
    an_answered_request_is_rated_for_14_days,
    a_request_closed_without_an_answer_has_nothing_to_rate,
    reasons_explain_the_mark_and_are_counted,
    the_heads_read_who_said_what_of_whom_and_nobody_reads_about_themselves,
    a_helper_learns_in_fives_what_people_think,
    a_note_does_not_take_the_rating_from_its_author,
    a_request_hides_its_rating_from_its_helper,
];

async fn an_answered_request_is_rated_for_14_days(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = staff.files("Вопрос").await.summary.id;
    let rate = |stars| {
        staff.ask::<TicketsRating>(staff.at(id)).body(&RatingBody {
            stars,
            reasons: Vec::new(),
            comment: None,
        })
    };
    rate(5).refused(ProblemKind::WrongState).await;
    let answered = helper.answers(id, "Ответ").await.summary.answered_at.unwrap();
    for stars in [0, 6] {
        let problem = rate(stars).refused(ProblemKind::Invalid).await;
        assert_eq!(
            problem.errors[0].kind,
            FieldErrorKind::OutOfRange { min: 1, max: 5 }
        );
    }
    let first = staff.rates(id, 2, Some("  Долго ")).await;
    assert_eq!(
        (first.comment.as_deref(), first.changeable_until),
        (Some("Долго"), answered + Duration::days(14))
    );
    staff.closes(id).await;
    app.after(answered + Duration::days(14) - app.now());
    let changed = rate(4).done().await;
    assert_eq!((changed.id, changed.stars, changed.comment), (first.id, 4, None));
    app.after(Duration::seconds(1));
    rate(5).refused(ProblemKind::WrongState).await;
    assert_eq!(staff.sees(id).await.rating.unwrap().stars, 4);
}

async fn reasons_explain_the_mark_and_are_counted(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let staff = school.person(&[Capacity::Staff]).await;
    let id = staff.files("Вопрос").await.summary.id;
    helper.answers(id, "Ответ").await;
    let rate = |stars, reasons: &[Reason]| {
        let body = RatingBody {
            stars,
            reasons: reasons.to_vec(),
            comment: None,
        };
        staff.ask::<TicketsRating>(staff.at(id)).body(&body)
    };
    for (stars, reasons, kind) in [
        (5, vec![Reason::Quick, Reason::Slow], FieldErrorKind::NotOpen),
        (3, vec![Reason::Slow, Reason::Kind], FieldErrorKind::NotOpen),
        (4, vec![Reason::Kind, Reason::Kind], FieldErrorKind::Taken),
    ] {
        let problem = rate(stars, &reasons).refused(ProblemKind::Invalid).await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), problem.errors[0].kind.clone()),
            ("/reasons/1", kind)
        );
    }
    rate(5, &[Reason::Solved, Reason::Quick]).done().await;
    assert_eq!(
        staff.sees(id).await.rating.unwrap().reasons,
        [Reason::Quick, Reason::Solved]
    );
    // A changed mind leaves nothing of the old one.
    rate(2, &[Reason::Slow]).done().await;
    let second = staff.files("Ещё").await.summary.id;
    helper.answers(second, "Ответ").await;
    let body = RatingBody {
        stars: 1,
        reasons: vec![Reason::Rude, Reason::Slow],
        comment: None,
    };
    staff
        .ask::<TicketsRating>(staff.at(second))
        .body(&body)
        .done()
        .await;
    // What concerns the head's own answer is not counted for them.
    let own = staff.files("И ещё").await.summary.id;
    director.answers(own, "Ответ").await;
    let body = RatingBody {
        stars: 5,
        reasons: vec![Reason::Kind],
        comment: None,
    };
    staff.ask::<TicketsRating>(staff.at(own)).body(&body).done().await;
    let reasons = counted(&director).await.reasons;
    let reasons: Vec<_> = reasons.iter().map(|one| (one.reason, one.ratings)).collect();
    assert_eq!(reasons, [(Reason::Slow, 2), (Reason::Rude, 1)]);
    let list = director.ask::<FeedbackList>(director.path()).done().await;
    assert_eq!(list.items[0].reasons, [Reason::Slow, Reason::Rude]);
    let foreign = other.person(&[Capacity::Director]).await;
    assert!(counted(&foreign).await.reasons.is_empty());
}

async fn a_note_does_not_take_the_rating_from_its_author(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let director = school.person(&[Capacity::Director]).await;
    let id = staff.files("Вопрос").await.summary.id;
    director.notes(id, "Поторопитесь, пожалуйста").await;
    helper.answers(id, "Ответ").await;
    staff.rates(id, 1, Some("Долго")).await;
    let list = director.ask::<FeedbackList>(director.path()).done().await;
    assert_eq!(list.items.len(), 1);
}

async fn a_request_hides_its_rating_from_its_helper(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let director = school.person(&[Capacity::Director]).await;
    let id = staff.files("Вопрос").await.summary.id;
    let answered = helper.answers(id, "Ответ").await.summary;
    app.after(Duration::hours(1));
    staff.rates(id, 1, None).await;
    let now = helper.sees(id).await;
    assert_eq!((now.summary.updated_at, now.rating), (answered.updated_at, None));
    let rated = async |who: &Who| {
        let events = who.history(id).await;
        events.iter().any(|event| event.event == EventKind::Rate)
    };
    assert_eq!((rated(&staff).await, rated(&helper).await), (true, false));
    let list = director.ask::<FeedbackList>(director.path()).done().await;
    assert_eq!(
        list.items[0].id.0.get_version_num(),
        4,
        "an id of the moment would tell in which order comments came"
    );
}

async fn a_request_closed_without_an_answer_has_nothing_to_rate(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let id = staff.files("Вопрос").await.summary.id;
    assert!(
        !staff
            .closes(id)
            .await
            .may
            .contains(&podskazka_shared::tickets::Act::Rate)
    );
    let rate = staff.ask::<TicketsRating>(staff.at(id)).body(&RatingBody {
        stars: 5,
        reasons: Vec::new(),
        comment: None,
    });
    rate.refused(ProblemKind::WrongState).await;
}

async fn the_heads_read_who_said_what_of_whom_and_nobody_reads_about_themselves(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let (director, deputy) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    for (answering, stars, comment) in [
        (&helper, 5, "Спасибо"),
        (&deputy, 1, "Плохо"),
        (&helper, 3, "Сойдёт"),
    ] {
        let id = staff.files("Вопрос").await.summary.id;
        answering.answers(id, "Ответ").await;
        staff.rates(id, stars, Some(comment)).await;
    }
    let foreign = other.person(&[Capacity::Director]).await;
    assert!(
        foreign
            .ask::<FeedbackList>(other.path())
            .done()
            .await
            .items
            .is_empty()
    );
    let read = async |who: &Who| {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let query = FeedbackQuery {
                limit: Some(1),
                after,
                ..FeedbackQuery::default()
            };
            let page = who.ask::<FeedbackList>(who.path()).query(query).done().await;
            all.extend(page.items);
            after = page.next;
            if after.is_none() {
                return all;
            }
        }
    };
    let all = read(&director).await;
    let said: Vec<_> = all
        .iter()
        .map(|item| (item.stars, item.comment.as_deref().unwrap()))
        .collect();
    assert_eq!(said, [(3, "Сойдёт"), (1, "Плохо"), (5, "Спасибо")]);
    assert!(all.iter().all(|item| item.requester.id == staff.member));
    let meant: Vec<_> = all.iter().map(|item| item.helpers[0].id).collect();
    assert_eq!(meant, [helper.member, deputy.member, helper.member]);
    assert_eq!(all[0].number, staff.sees(all[0].ticket).await.summary.number);
    let of_deputy = read(&deputy).await;
    assert_eq!(of_deputy, [all[0].clone(), all[2].clone()]);
    assert_eq!(counted(&director).await.counts, [1, 0, 1, 0, 1]);
    let of_deputy = counted(&deputy).await;
    assert_eq!(
        (of_deputy.counts, of_deputy.average),
        (vec![0, 0, 1, 0, 1], Some(4.0))
    );
}

async fn a_helper_learns_in_fives_what_people_think(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let colleague = school.person(&[Capacity::Helper]).await;
    let own = async |who: &Who| who.ask::<FeedbackOwn>(who.path()).send().await;
    let rated = async |stars, comment| {
        let id = staff.files("Вопрос").await.summary.id;
        helper.answers(id, "Ответ").await;
        app.after(Duration::minutes(1));
        staff.rates(id, stars, comment).await;
        id
    };
    for (stars, comment) in [(5, Some("Первый")), (5, None), (4, Some("Второй")), (1, None)] {
        rated(stars, comment).await;
        assert_eq!(own(&helper).await.done().ratings, None);
    }
    let last = rated(5, Some("Третий")).await;
    let answer = own(&helper).await;
    let text = answer.text();
    assert!(!text.contains(&staff.name) && !text.contains("2026-"), "{text}");
    let told = answer.done().ratings.unwrap();
    assert_eq!(
        (&told.summary.counts[..], told.summary.average),
        (&[1, 0, 0, 1, 3][..], Some(4.0))
    );
    let mut comments = told.comments.clone();
    comments.sort();
    assert_eq!(comments, ["Второй", "Первый", "Третий"]);
    // One more changes nothing: it would be known whose it is.
    rated(1, Some("Шестой")).await;
    assert_eq!(own(&helper).await.done().ratings.unwrap(), told);
    // Nobody else is told of them, nor of them to others.
    assert_eq!(own(&colleague).await.done().ratings, None);
    let foreign = other.person(&[Capacity::Helper]).await;
    assert_eq!(own(&foreign).await.done().ratings, None);
    assert_eq!(helper.sees(last).await.rating, None);
    app.after(Duration::days(podskazka_shared::feedback::OWN_DAYS));
    assert_eq!(
        own(&helper).await.done().ratings,
        None,
        "a year later they are old"
    );
}
