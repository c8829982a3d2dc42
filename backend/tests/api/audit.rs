//! The trail: one line for each thing that somebody did, and nobody takes a line back.

use podskazka_shared::access::Capacity;
use podskazka_shared::auth::{AuthLogout, AuthRefresh, LanguageBody, MeLanguage, RefreshBody};
use podskazka_shared::clients::{ClientsEnd, ClientsRotate, OldSecret, RotateBody, Scope};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolsUpdate;
use podskazka_shared::text::Lang;

use crate::support::spec::Operation;
use crate::support::{Kind, TestApp};

/// The operations that change nothing, or keep no trail: what helped whom is nobody's business, a refresh only prolongs a session, and what anybody sends without a
/// sign-in is nobody's deed.
const SILENT: [&str; 18] = [
    "articles_preview",
    "articles_search",
    "articles_suggest",
    "articles_use",
    "articles_vote",
    "auth_refresh",
    "deadlines_preview",
    "join_email",
    "join_look",
    "me_drafts_keep",
    "me_mail_replace",
    "notifications_read",
    "public_callbacks_send",
    "public_voices_send",
    "schedules_preview",
    "tickets_answering",
    "tickets_email",
    "year_preview",
];

/// Letters that were given up: `notifications` looks for these lines.
const LETTERS: [&str; 3] = [
    "platform_letters_remove",
    "platform_letters_retry",
    "platform_letters_retry_all",
];

/// What is done with people and classes: the tests of cards look for these lines.
const PEOPLE: [&str; 13] = [
    "classes_create",
    "classes_students",
    "classes_teachers",
    "classes_update",
    "imports_apply",
    "imports_create",
    "people_create",
    "people_end",
    "people_reopen",
    "people_roles",
    "people_ties",
    "people_update",
    "year_advance",
];

/// Coming in: `joining` and `consents` look for these lines.
const COMING_IN: [&str; 13] = [
    "card_contacts_checked",
    "card_contacts_update",
    "consents_record",
    "consents_void",
    "consents_withdraw",
    "documents_create",
    "invitations_create",
    "invitations_withdraw",
    "join_new",
    "join_own",
    "join_reset",
    "me_consents_give",
    "reset_slips_create",
];

/// What changes who helps when: the tests of the calendar, absences, articles, extra hours and terms look for these lines.
const DAYS: [&str; 15] = [
    "absences_create",
    "absences_end",
    "absences_update",
    "articles_create",
    "articles_discard",
    "articles_end",
    "articles_publish",
    "articles_replace",
    "articles_return",
    "articles_starter",
    "articles_submit",
    "calendars_publish",
    "extra_hours_create",
    "extra_hours_end",
    "policies_publish",
];

/// What helpers keep for their work: the tests of phrases and views look for these lines.
const TOOLS: [&str; 6] = [
    "phrases_create",
    "phrases_delete",
    "phrases_replace",
    "views_create",
    "views_delete",
    "views_replace",
];

/// Reports of conduct: `conduct` looks for these lines.
const CONDUCT: [&str; 6] = [
    "conduct_ask",
    "conduct_create",
    "conduct_decide",
    "conduct_lift",
    "conduct_reply",
    "conduct_send",
];

/// Files before their message: `files` looks for these lines.
const FILES: [&str; 2] = ["files_create", "files_take_back"];

/// Calling back: `callbacks` looks for these lines.
const CALLBACKS: [&str; 4] = [
    "callbacks_dismiss",
    "callbacks_register",
    "callbacks_take",
    "callbacks_try",
];

/// What is done about low marks: `follow_ups` looks for the line.
const FOLLOW_UPS: [&str; 1] = ["follow_ups_close"];

/// Thanks and suggestions: `voices` looks for these lines.
const VOICES: [&str; 4] = ["voices_answer", "voices_create", "voices_pass", "voices_seen"];

/// What a sign-in rests on: the tests of contacts, devices, feeds, notices, passwords and the second step look for these lines.
const SIGN_IN: [&str; 16] = [
    "auth_reset",
    "auth_reset_use",
    "auth_totp",
    "contacts_add",
    "contacts_confirm",
    "contacts_remove",
    "me_feed_create",
    "me_feed_end",
    "me_notices_seen",
    "password_change",
    "sessions_end",
    "sessions_end_others",
    "totp_begin",
    "totp_codes",
    "totp_confirm",
    "totp_off",
];

/// Action and fields of each line, sign-ins left out.
async fn trail(app: &TestApp) -> Vec<String> {
    let lines =
        "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE action <> 'sign_in' ORDER BY at, id";
    app.database().column(lines, []).await
}

both![
    everything_that_is_done_leaves_a_line,
    what_happens_by_itself_leaves_a_line_too,
    what_is_refused_leaves_no_line,
    the_trail_can_be_neither_changed_nor_deleted,
];

async fn everything_that_is_done_leaves_a_line(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, director) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Director]).await,
    );
    let helper = school.person(&[Capacity::Helper]).await;
    let mut done = vec!["auth_login"];
    let id = staff.files("тайна вопроса").await.summary.id;
    done.push("tickets_create");
    helper.assigns(id, Some(&helper)).await;
    done.push("tickets_assign");
    helper.says(id, "тайное слово").await;
    helper.notes(id, "тайная заметка").await;
    done.push("messages_create");
    helper.asks(id, "тайный вопрос").await;
    done.push("tickets_ask");
    helper.answers(id, "тайный ответ").await;
    done.push("tickets_answer");
    staff.rates(id, 5, Some("тайная похвала")).await;
    done.push("tickets_rating");
    staff.closes(id).await;
    done.push("tickets_close");
    staff.reopens(id, "тайная причина").await;
    done.push("tickets_reopen");
    app.after(chrono::Duration::seconds(1));
    done.append(&mut crate::schedules_life::everything(&app, &director).await);
    app.after(chrono::Duration::seconds(1));
    let name = serde_json::json!({"name": "тайное имя"});
    director
        .ask::<SchoolsUpdate>(school.path())
        .version(2)
        .json(&name)
        .done()
        .await;
    done.push("schools_update");
    app.after(chrono::Duration::seconds(1));
    staff
        .ask::<MeLanguage>(Nothing {})
        .body(&LanguageBody { language: Lang::En })
        .done()
        .await;
    done.push("me_language");
    let mut orders = crate::orders::everything(&school, &director, &staff).await;
    done.append(&mut orders);
    let mut platform = crate::platform::everything(&staff, &helper).await;
    done.append(&mut platform);
    app.after(chrono::Duration::seconds(1));
    let journal = director.makes_client(&[Scope::SchoolRead]).await;
    done.push("clients_create");
    app.after(chrono::Duration::seconds(1));
    journal.token().await;
    done.push("auth_token");
    app.after(chrono::Duration::seconds(1));
    let rotate = director.ask::<ClientsRotate>(journal.path()).version(1);
    rotate.body(&RotateBody { old: OldSecret::Keep }).done().await;
    done.push("clients_rotate");
    app.after(chrono::Duration::seconds(1));
    director.ask::<ClientsEnd>(journal.path()).version(2).done().await;
    done.push("clients_end");
    app.after(chrono::Duration::seconds(1));
    staff.ask::<AuthLogout>(Nothing {}).done().await;
    done.push("auth_logout");
    assert_eq!(
        trail(&app).await,
        [
            "ticket_file []",
            "ticket_work [\"assign\"]",
            "ticket_write [\"message\"]",
            "ticket_write [\"note\"]",
            "ticket_work [\"ask\"]",
            "ticket_work [\"answer\"]",
            "ticket_rate []",
            "ticket_close [\"close\"]",
            "ticket_reopen [\"reopen\"]",
            "schedule_draft [\"lines\"]",
            "schedule_draft [\"lines\"]",
            "school_edit [\"agreement_steps\"]",
            "schedule_agree [\"step\"]",
            "schedule_approve [\"state\", \"order\"]",
            "schedule_approve [\"state\"]",
            "schedule_approve [\"state\", \"order\"]",
            "schedule_publish [\"state\"]",
            "schedule_draft [\"member\"]",
            "school_edit [\"name\"]",
            "language [\"language\"]",
            "appointment_enter []",
            "appointment_enter [\"correct\"]",
            "appointment_approve []",
            "appointment_end []",
            "acting_order []",
            "acting_order [\"end\"]",
            "ticket_file []",
            "ticket_share [\"share\"]",
            "ticket_file [\"for_somebody_else\"]",
            "platform [\"school\"]",
            "platform [\"first_director\", \"invitation\"]",
            "platform [\"invitation\"]",
            "platform [\"operator_add\"]",
            "platform [\"operator_remove\"]",
            "platform [\"acting\"]",
            "client_manage [\"name\", \"scopes\", \"secret\"]",
            "client_token []",
            "client_manage [\"secret\"]",
            "client_manage [\"ended_at\"]",
            "sign_out []",
        ]
        .map(|line| line.replace(
            "\", \"",
            if app.database().kind == Kind::Sqlite {
                "\",\""
            } else {
                "\", \""
            }
        ))
    );
    let by = "SELECT COUNT(*) FROM audit WHERE (person_id IS NULL AND client_id IS NULL) OR (school_id IS NULL AND action NOT IN ('sign_in', 'sign_out', 'language', 'platform'))";
    assert_eq!(
        app.database().count(by, []).await,
        0,
        "each line tells who and in which school"
    );
    assert_eq!(
        app.database()
            .count("SELECT COUNT(*) FROM audit WHERE action = 'sign_in'", [])
            .await,
        5
    );

    done.extend(SILENT);
    done.extend(CALLBACKS);
    done.extend(CONDUCT);
    done.extend(FOLLOW_UPS);
    done.extend(VOICES);
    done.extend(DAYS);
    done.extend(crate::steps::TRAILED);
    done.extend(TOOLS);
    done.extend(FILES);
    done.extend(SIGN_IN);
    done.extend(LETTERS);
    done.extend(PEOPLE);
    done.extend(COMING_IN);
    done.extend(crate::privacy::TRAILED);
    done.extend(crate::consultations_desk::TRAILED);
    done.sort_unstable();
    let mut all: Vec<String> = Operation::all()
        .into_iter()
        .filter(Operation::is_unsafe)
        .map(|o| o.id)
        .collect();
    all.sort_unstable();
    assert_eq!(all, done, "every operation that changes something is tried here");
}

async fn what_happens_by_itself_leaves_a_line_too(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = staff.files("Вопрос").await.summary.id;
    helper.answers(id, "Ответ").await;
    let first = staff.sign_in().await.refresh_token;
    let refresh = || {
        app.guest::<AuthRefresh>(Nothing {}).body(&RefreshBody {
            refresh_token: first.clone(),
        })
    };
    refresh().done().await;
    app.after(chrono::Duration::days(14));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    app.after(chrono::Duration::seconds(1));
    refresh().refused(ProblemKind::Unauthenticated).await;
    let lines = trail(&app).await;
    assert_eq!(
        lines[2..],
        ["close_by_itself []".to_owned(), "refresh_reuse []".to_owned()]
    );
}

async fn what_is_refused_leaves_no_line(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = staff.files("Вопрос").await.summary.id;
    let body = crate::support::desk::step("Ответ");
    let answer = |version| {
        helper
            .ask::<podskazka_shared::tickets::TicketsAnswer>(helper.at(id))
            .version(version)
            .body(&body)
    };
    answer(7).refused(ProblemKind::Stale).await;
    answer(1).done().await;
    answer(2).refused(ProblemKind::WrongState).await;
    assert_eq!(trail(&app).await.len(), 2);
}

async fn the_trail_can_be_neither_changed_nor_deleted(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    staff.files("Вопрос").await;
    let before = trail(&app).await;
    assert_eq!(before.len(), 1);
    let mut refused = vec![
        "UPDATE audit SET action = 'x'",
        "DELETE FROM audit",
        "UPDATE audit SET person_id = NULL WHERE 1 = 1",
    ];
    if app.database().kind == Kind::Postgres {
        refused.push("TRUNCATE audit CASCADE");
    } else {
        refused.push("REPLACE INTO audit SELECT * FROM audit");
    }
    for sql in refused {
        let error = app.database().execute(sql, []).await.unwrap_err();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    assert_eq!(trail(&app).await, before);
}
