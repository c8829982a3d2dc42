//! What becomes of a request in steps: refusals and objections, the vendor, followers, history, several at once (T3, T6, T9, T10).

use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::acting::{ActingBody, ActingCreate};
use podskazka_shared::calendar::Target;
use podskazka_shared::notifications::{NotificationKind, NotificationsList};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    Act, AssignBody, EventKind, MessageKind, Outcome, Side, TicketState, TicketsAnswer, TicketsAssign,
    TicketsDecide, TicketsObject, TicketsOutcome, TicketsRedirect, TicketsRefuse, Topic,
};
use serde_json::json;

use crate::clocks::{policy, publish, rule};
use crate::steps::{allow_refusals, desk};
use crate::support::TestApp;
use crate::support::desk::{step, ticket};
use crate::support::post::{Mail, Post};

both![
    each_step_leaves_a_line,
    a_refusal_takes_one_objection_and_another_decides,
    refusals_are_off_until_the_school_allows_them,
    the_vendor_has_a_clock_and_three_reasons,
    who_is_sent_to_the_vendor_gets_its_contacts,
    a_stopped_conversation_goes_on_with_another_helper,
    followers_hear_as_long_as_they_may_read,
    the_history_tells_everything_and_hides_what_is_internal,
    several_at_once_are_each_done_or_refused,
    who_may_not_read_any_more_is_told_nothing,
    who_refused_may_give_way_and_not_uphold,
];

async fn each_step_leaves_a_line(app: TestApp) {
    use podskazka_shared::tickets::join::{BulkAct, BulkBody, TicketsBulk, Versioned};
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let (one, two, rude) = (
        desk.student.files("Раз").await.summary.id,
        desk.student.files("Два").await.summary.id,
        desk.student.files("Брань").await.summary.id,
    );
    let said = desk.student.says(one, "И ещё").await.id;
    // Everybody has signed in by then.
    desk.director.sees(one).await;
    desk.deputy.sees(one).await;
    desk.helper.sees(one).await;
    let before = app
        .database()
        .count("SELECT COUNT(*) FROM audit WHERE action <> 'sign_in'", [])
        .await;
    let helper = &desk.helper;
    helper.retopics(one, Topic::Access).await;
    helper.follows(one, true).await;
    helper.follows(one, false).await;
    helper.links(one, two, true).await;
    helper.links(one, two, false).await;
    helper.merges(two, one).await;
    helper.unmerges(two).await;
    helper.splits(one, said, Topic::Other).await;
    helper.hands_over(one, "Тайный текст").await;
    let reference = helper
        .step::<podskazka_shared::tickets::TicketsReference>(one)
        .await;
    reference.json(&json!({"reference": "SD-1"})).done().await;
    helper.reports(one, Outcome::TooLate, "Тайный ответ").await;
    desk.deputy.refuses(one, "Тайная причина").await;
    desk.student.objects(one, "Тайное возражение").await;
    desk.director.decides(one, true, "Тайное решение").await;
    let redirect = helper.step::<TicketsRedirect>(two).await;
    redirect.body(&step("Тайный совет")).done().await;
    helper.stops(rude, "Тайный повод").await;
    let three = desk.student.files("Три").await.summary;
    let body = BulkBody {
        items: vec![Versioned {
            id: three.id,
            version: three.version,
        }],
        act: BulkAct::Topic { topic: Topic::Access },
    };
    helper.later();
    helper.later();
    helper.ask::<TicketsBulk>(helper.path()).body(&body).done().await;
    let lines = "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE action NOT IN ('sign_in', 'conduct_file') ORDER BY at, id";
    let lines: Vec<String> = app.database().column(lines, []).await;
    let told: Vec<&str> = lines
        .iter()
        .skip(usize::try_from(before).unwrap())
        .map(String::as_str)
        .collect();
    assert_eq!(
        told,
        [
            "ticket_work [\"topic\"]",
            "ticket_work [\"follow\"]",
            "ticket_work [\"unfollow\"]",
            "ticket_work [\"link\"]",
            "ticket_work [\"unlink\"]",
            "ticket_work [\"merge\"]",
            "ticket_work [\"unmerge\"]",
            "ticket_work [\"split\"]",
            "ticket_work [\"hand_over\"]",
            "ticket_work [\"reference\"]",
            "ticket_work [\"outcome\"]",
            "ticket_refuse [\"refuse\"]",
            "ticket_object [\"object\"]",
            "ticket_decide [\"uphold\"]",
            "ticket_work [\"redirect\"]",
            "ticket_work [\"stop\"]",
            "ticket_file []",
            "ticket_work [\"topic\"]",
        ]
    );
}

async fn a_refusal_takes_one_objection_and_another_decides(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Поставьте пятёрку").await.summary.id;
    let refused = desk.deputy.refuses(id, "Отметки ставит учитель").await;
    assert_eq!(refused.summary.state, TicketState::Refused);
    assert!(refused.summary.considered_at.is_some());
    let seen = desk.student.sees(id).await;
    assert_eq!(seen.messages.last().unwrap().kind, MessageKind::Refusal);
    assert!(seen.may.contains(&Act::Object) && !seen.may.contains(&Act::Reopen));
    let objected = desk
        .student
        .objects(id, "Отметка уже стоит в журнале")
        .await
        .summary;
    // A new term: the head has as long as anybody.
    assert_eq!(
        (objected.state, objected.considered_at, objected.due_at),
        (
            TicketState::Objected,
            None,
            objected.term_from + chrono::Duration::hours(24)
        )
    );
    assert!(!desk.deputy.sees(id).await.may.contains(&Act::Overturn));
    assert!(desk.director.sees(id).await.may.contains(&Act::Overturn));
    let upheld = desk
        .director
        .decides(id, true, "Обратитесь к учителю")
        .await
        .summary;
    assert_eq!(upheld.state, TicketState::Refused);
    // Once.
    assert!(!desk.student.sees(id).await.may.contains(&Act::Object));
    let again = desk
        .student
        .step::<TicketsObject>(id)
        .await
        .body(&step("Ещё раз"));
    again.refused(ProblemKind::WrongState).await;

    let other = desk.student.files("Не открывается").await.summary.id;
    desk.deputy.refuses(other, "Не наше").await;
    desk.student.objects(other, "Ваше").await;
    let overturned = desk.director.decides(other, false, "Поможем").await.summary;
    assert_eq!(overturned.state, TicketState::InProgress);
    assert!(overturned.considered_at.is_some());

    // Nobody stands above the head in the school.
    let heads = desk.student.files("Вопрос").await.summary.id;
    desk.director.refuses(heads, "Нет").await;
    assert!(!desk.student.sees(heads).await.may.contains(&Act::Object));
    let objects = desk.student.step::<TicketsObject>(heads).await.body(&step("Да"));
    objects.refused(ProblemKind::WrongState).await;
}

async fn refusals_are_off_until_the_school_allows_them(app: TestApp) {
    let school = app.school("demo").await;
    let (director, teacher) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let id = teacher.files("Вопрос").await.summary.id;
    assert!(!director.sees(id).await.may.contains(&Act::Refuse));
    let refuse = director.step::<TicketsRefuse>(id).await.body(&step("Нет"));
    refuse.refused(ProblemKind::WrongState).await;
    allow_refusals(&director).await;
    assert!(director.sees(id).await.may.contains(&Act::Refuse));
    director.refuses(id, "Нет").await;
}

async fn the_vendor_has_a_clock_and_three_reasons(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Пустой раздел").await.summary.id;
    let handed = desk.helper.hands_over(id, "У 7А пуст раздел").await;
    assert_eq!(handed.summary.state, TicketState::WithVendor);
    assert!(handed.summary.considered_at.is_some());
    let open = &handed.handovers[0];
    assert_eq!((open.outcome, open.pauses), (None, false));
    assert_eq!(open.text.as_deref(), Some("У 7А пуст раздел"));
    // Nine hours of its days from 9 to 18: the same moment of the next day, or the end of this one.
    let due = open.due_at.unwrap();
    assert!(
        due > open.at && due <= open.at + chrono::Duration::hours(24),
        "{due}"
    );
    // What was sent is for those who work on it; that it was sent is not hidden.
    let seen = desk.student.sees(id).await;
    assert_eq!((seen.handovers.len(), &seen.handovers[0].text), (1, &None));
    let body = json!({"reference": " SD-10482 "});
    let entered = desk
        .helper
        .step::<podskazka_shared::tickets::TicketsReference>(id)
        .await;
    let entered = entered.json(&body).done().await;
    assert_eq!(entered.handovers[0].reference.as_deref(), Some("SD-10482"));
    for reason in [
        Outcome::NotEnough,
        Outcome::BadlyPut,
        Outcome::TooLate,
        Outcome::Answered,
    ] {
        let told = desk.helper.reports(id, reason, "Вот что сказали").await;
        assert_eq!(told.summary.state, TicketState::InProgress);
        assert_eq!(told.handovers[0].outcome, Some(reason));
        assert_eq!(told.messages.last().unwrap().kind, MessageKind::Vendor);
        let nothing = desk.helper.step::<TicketsOutcome>(id).await;
        let body = json!({"outcome": reason, "text": "Слово"});
        nothing.json(&body).refused(ProblemKind::WrongState).await;
        desk.helper.hands_over(id, "Ещё раз").await;
    }
    // Whoever closes it leaves nothing open.
    let closed = desk.student.closes(id).await;
    assert_eq!(closed.handovers[0].outcome, Some(Outcome::Withdrawn));
    assert_eq!(closed.handovers.len(), 5);
}

async fn who_is_sent_to_the_vendor_gets_its_contacts(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let vendor = json!({"contacts": {"vendor": {"name": "Поддержка", "phone": "8 800 000-00-00"}}});
    let director = &desk.director;
    let update = director.ask::<podskazka_shared::schools::SchoolsUpdate>(school.path());
    update.version(1).json(&vendor).done().await;
    let redirected = desk.student.files("Вопрос").await.summary.id;
    let ask = desk.helper.step::<TicketsRedirect>(redirected).await;
    let told = ask.body(&step("Это решает разработчик.")).done().await;
    assert_eq!(told.summary.state, TicketState::Answered);
    let last = told.messages.last().unwrap();
    assert_eq!(
        (last.kind, last.text.as_str()),
        (
            MessageKind::Answer,
            "Это решает разработчик.\n\nПоддержка\n8 800 000-00-00"
        )
    );
    let handed = desk.student.files("Ещё").await.summary.id;
    desk.helper.hands_over(handed, "Текст").await;
    let told = desk
        .helper
        .reports(handed, Outcome::AskYourself, "Просят обратиться самим.")
        .await;
    assert_eq!(told.summary.state, TicketState::Answered);
    assert_eq!(told.handovers[0].outcome, Some(Outcome::AskYourself));
    assert!(told.messages.last().unwrap().text.ends_with("8 800 000-00-00"));
}

async fn a_stopped_conversation_goes_on_with_another_helper(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("…").await.summary.id;
    let stopped = desk
        .helper
        .stops(id, "Оскорбления недопустимы: пункт 5 положения.")
        .await;
    assert_eq!(stopped.summary.state, TicketState::Stopped);
    let seen = desk.student.sees(id).await;
    assert!(seen.messages.last().unwrap().text.contains("пункт 5"));
    assert_eq!(seen.may, [Act::Close]);
    // It waits in the queue for another helper, with its clocks running.
    assert_eq!((stopped.summary.assignee, stopped.summary.paused), (None, false));
    assert_eq!(
        desk.helper.sees(id).await.may,
        [Act::Note, Act::Link, Act::Follow]
    );
    let ask = desk.helper.step::<TicketsAnswer>(id).await;
    ask.body(&step("Передумал"))
        .refused(ProblemKind::WrongState)
        .await;
    desk.helper.notes(id, "Что было").await;
    for (to, kind) in [
        (Some(&desk.helper), ProblemKind::Invalid),
        (None, ProblemKind::WrongState),
    ] {
        let body = AssignBody {
            assignee: to.map(|who| who.member),
        };
        let ask = desk.deputy.step::<TicketsAssign>(id).await;
        ask.body(&body).refused(kind).await;
    }
    let told = desk
        .deputy
        .ask::<NotificationsList>(desk.deputy.path())
        .done()
        .await;
    assert!(
        told.items
            .iter()
            .any(|one| one.kind == NotificationKind::TakeOver)
    );
    desk.deputy.says(id, "Давайте разберёмся спокойно").await;
    let taken = desk.deputy.sees(id).await.summary;
    assert_eq!(
        (taken.state, taken.assignee.unwrap().id),
        (TicketState::InProgress, desk.deputy.member)
    );
    assert_eq!(desk.student.says(id, "Хорошо").await.side, Side::Requester);
    // Who stopped it does not come back to it.
    let ask = desk.helper.step::<TicketsAnswer>(id).await;
    ask.body(&step("Ответ")).refused(ProblemKind::WrongState).await;
}

async fn followers_hear_as_long_as_they_may_read(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Вопрос").await.summary.id;
    assert!(desk.deputy.follows(id, true).await.followed);
    desk.deputy.follows(id, true).await;
    assert!(!desk.helper.sees(id).await.followed);
    desk.helper.says(id, "Смотрим").await;
    desk.helper.notes(id, "Заметка").await;
    desk.student.says(id, "Спасибо").await;
    desk.helper.answers(id, "Готово").await;
    let mails = "SELECT COUNT(*) FROM outbox WHERE CAST(payload AS TEXT) LIKE '%followed%'";
    assert_eq!(app.database().count(mails, []).await, 3);
    assert!(!desk.deputy.follows(id, false).await.followed);
    desk.student.reopens(id, "Не помогло").await;
    assert_eq!(app.database().count(mails, []).await, 3);
    // Nothing of it is told to the requester.
    let kinds: Vec<EventKind> = desk
        .student
        .history(id)
        .await
        .iter()
        .map(|event| event.event)
        .collect();
    assert!(!kinds.contains(&EventKind::Follow) && !kinds.contains(&EventKind::Unfollow));
}

async fn the_history_tells_everything_and_hides_what_is_internal(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Вопрос").await.summary.id;
    desk.helper.assigns(id, Some(&desk.helper)).await;
    desk.helper.notes(id, "Заметка").await;
    desk.helper.asks(id, "Где?").await;
    desk.student.says(id, "Там").await;
    desk.helper.retopics(id, Topic::Access).await;
    desk.helper.answers(id, "Вот").await;
    let told = desk.helper.history(id).await;
    let kinds: Vec<EventKind> = told.iter().map(|event| event.event).collect();
    let all = [
        EventKind::File,
        EventKind::Assign,
        EventKind::Note,
        EventKind::Ask,
        EventKind::Message,
        EventKind::Topic,
        EventKind::Answer,
    ];
    assert_eq!(kinds, all);
    assert_eq!(told[1].to.as_ref().unwrap().id, desk.helper.member);
    let clocks: Vec<_> = told.iter().filter_map(|event| event.clock).collect();
    use podskazka_shared::calendar::ClockEventKind::{Pause, Resume, Start, Stop};
    // No answer is promised, so there is no clock to stand still.
    assert_eq!(clocks, [Start, Stop]);
    let promised = rule(
        Target::Calendar { minutes: 1440 },
        Some(Target::Calendar { minutes: 2880 }),
    );
    publish(&desk.director, policy(vec![promised]), 1).await;
    let other = desk.student.files("Другой вопрос").await.summary.id;
    desk.helper.asks(other, "Где?").await;
    desk.student.says(other, "Там").await;
    desk.helper.answers(other, "Вот").await;
    let told_other = desk.helper.history(other).await;
    let clocks: Vec<_> = told_other.iter().filter_map(|event| event.clock).collect();
    assert_eq!(clocks, [Start, Pause, Resume, Stop]);
    let seen: Vec<EventKind> = desk
        .student
        .history(id)
        .await
        .iter()
        .map(|event| event.event)
        .collect();
    let public: Vec<EventKind> = all.into_iter().filter(|kind| *kind != EventKind::Note).collect();
    assert_eq!(seen, public);
}

async fn several_at_once_are_each_done_or_refused(app: TestApp) {
    use podskazka_shared::tickets::join::{BulkAct, BulkBody, TicketsBulk, Versioned};
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let elsewhere = app.school("elsewhere").await.person(&[Capacity::Teacher]).await;
    let foreign = elsewhere.files("Чужой").await.summary.id;
    let own = desk.helper.files_body(&ticket("Свой")).await.summary.id;
    let (one, two, three) = (
        desk.student.files("Раз").await.summary,
        desk.student.files("Два").await.summary,
        desk.student.files("Три").await.summary,
    );
    desk.student.closes(three.id).await;
    let item = |id, version| Versioned { id, version };
    let items = vec![
        item(one.id, one.version),
        item(two.id, 7),
        item(three.id, 2),
        item(foreign, 1),
        item(own, 1),
    ];
    let body = BulkBody {
        items,
        act: BulkAct::Assign {
            assignee: Some(desk.helper.member),
        },
    };
    let results = desk
        .helper
        .ask::<TicketsBulk>(desk.helper.path())
        .body(&body)
        .done()
        .await
        .results;
    let told: Vec<_> = results
        .iter()
        .map(|result| (result.version, result.problem))
        .collect();
    assert_eq!(
        told,
        [
            (Some(2), None),
            (None, Some(ProblemKind::Stale)),
            (None, Some(ProblemKind::WrongState)),
            (None, Some(ProblemKind::NotFound)),
            (None, Some(ProblemKind::Forbidden)),
        ]
    );
    let twice = BulkBody {
        items: vec![item(one.id, 2), item(one.id, 2)],
        act: BulkAct::Topic { topic: Topic::Access },
    };
    let ask = desk.helper.ask::<TicketsBulk>(desk.helper.path()).body(&twice);
    ask.refused(ProblemKind::Invalid).await;
}

async fn who_may_not_read_any_more_is_told_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let mut post = Post::of(&app).await;
    let id = desk.student.files("Вопрос").await.summary.id;
    desk.deputy.follows(id, true).await;
    desk.helper.says(id, "Смотрим").await;
    let followed = |mails: &[Mail]| {
        let of = |mail: &&Mail| mail.to == desk.deputy.login;
        mails.iter().filter(of).count()
    };
    assert_eq!(followed(&post.fresh().await), 1);
    // The letter waits, and meanwhile the deputy is a teacher.
    desk.helper.says(id, "Ещё смотрим").await;
    let sql = "UPDATE member_role SET role = 'teacher' WHERE member_id = $1";
    app.database()
        .execute(sql, [desk.deputy.member.0.into()])
        .await
        .unwrap();
    assert_eq!(followed(&post.fresh().await), 0);
}

async fn who_refused_may_give_way_and_not_uphold(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Поставьте пятёрку").await.summary.id;
    desk.deputy.refuses(id, "Не наше").await;
    desk.student.objects(id, "Ваше").await;
    let today = app.now().date_naive();
    let acting = ActingBody {
        member: desk.deputy.member,
        order_number: "98-к".to_owned(),
        order_date: today,
        from: today,
        to: today + chrono::Duration::days(3),
    };
    let order = desk.director.ask::<ActingCreate>(desk.director.path());
    order.body(&acting).done().await;
    let may = desk.deputy.sees(id).await.may;
    assert!(
        may.contains(&Act::Overturn) && !may.contains(&Act::Uphold),
        "{may:?}"
    );
    let upholds = desk.deputy.step::<TicketsDecide>(id).await;
    let upholds = upholds.json(&json!({"upheld": true, "text": "И всё же"}));
    upholds.refused(ProblemKind::Forbidden).await;
    let given = desk.deputy.decides(id, false, "Поможем").await.summary;
    assert_eq!(given.state, TicketState::InProgress);
}
