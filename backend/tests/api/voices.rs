//! Thanks and suggestions: who may send and read them, that the unnamed stay unnamed, and that nobody reads about themselves.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::audit::AuditList;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::notifications::{NotificationKind as Kind, NotificationsList};
use podskazka_shared::privacy::{DataFormat, DataQuery, MeData};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::voices::{
    KEPT_DAYS, OwnVoice, PER_DAY, PublicVoiceBody, PublicVoicesForm, PublicVoicesSend, Voice, VoiceBody,
    VoiceKind, VoicePath, VoiceReplyBody, VoiceState, VoicesAnswer, VoicesCreate, VoicesFind, VoicesList,
    VoicesMine, VoicesPass, VoicesQuery, VoicesSeen, VoicesThanks,
};

use crate::privacy_mentions::erased;
use crate::support::client::{Ask, fresh_key};
use crate::support::{New, School, TestApp, Who};

pub fn voice(kind: VoiceKind, text: &str) -> VoiceBody {
    VoiceBody {
        kind,
        text: text.to_owned(),
        helper: None,
        unnamed: false,
    }
}

pub fn sends(who: &Who, body: &VoiceBody) -> Ask<VoicesCreate> {
    who.app().after(Duration::seconds(1));
    who.ask::<VoicesCreate>(who.path()).body(body)
}

pub async fn listed(who: &Who) -> Vec<Voice> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let query = VoicesQuery {
            limit: Some(1),
            after,
            ..VoicesQuery::default()
        };
        let page = who.ask::<VoicesList>(who.path()).query(query).done().await;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

/// A suggestion that lies before the heads.
pub async fn plant(by: &Who, head: &Who, helper: Option<&Who>) -> Voice {
    let body = VoiceBody {
        helper: helper.map(|helper| helper.member),
        ..voice(VoiceKind::Thanks, "Спасибо за помощь")
    };
    sends(by, &body).done().await;
    listed(head).await.remove(0)
}

async fn mine(who: &Who) -> Vec<OwnVoice> {
    who.ask::<VoicesMine>(who.path()).done().await.items
}

fn at(who: &Who, voice: &Voice) -> VoicePath {
    VoicePath {
        school: who.school.clone(),
        voice: voice.id,
    }
}

fn sees(who: &Who, voice: &Voice) -> Ask<VoicesSeen> {
    who.ask::<VoicesSeen>(at(who, voice)).version(voice.version)
}

pub fn passes(who: &Who, voice: &Voice) -> Ask<VoicesPass> {
    who.ask::<VoicesPass>(at(who, voice)).version(voice.version)
}

fn answers(who: &Who, voice: &Voice, text: &str) -> Ask<VoicesAnswer> {
    let body = VoiceReplyBody {
        text: text.to_owned(),
    };
    who.ask::<VoicesAnswer>(at(who, voice))
        .version(voice.version)
        .body(&body)
}

async fn form(app: &TestApp, school: &School) -> String {
    let token = app.guest::<PublicVoicesForm>(school.path()).done().await.token;
    app.after(Duration::seconds(5));
    token
}

fn public(token: &str, text: &str) -> PublicVoiceBody {
    PublicVoiceBody {
        token: token.to_owned(),
        kind: VoiceKind::Suggestion,
        text: text.to_owned(),
        contact: None,
        consent: false,
    }
}

struct Desk {
    school: School,
    director: Who,
    deputy: Who,
    helper: Who,
    parent: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    Desk {
        director: school.person(&[Capacity::Director]).await,
        deputy: school.person(&[Capacity::DeputyHead]).await,
        helper: school.person(&[Capacity::Helper]).await,
        parent: school.parent(&[&child]).await,
        school,
    }
}

both![
    a_suggestion_is_read_seen_and_answered_once,
    what_is_unnamed_leads_to_nobody,
    nobody_reads_thanks_to_themselves_until_they_are_passed_on,
    a_guest_sends_what_a_program_cannot,
    a_flood_is_dropped_without_a_word,
    one_person_sends_so_many_in_a_day,
    what_is_sent_again_is_kept_once,
    nobody_else_reads_or_handles,
    it_is_gone_after_a_year_and_with_its_person,
    what_cannot_be_sent_is_said,
];

async fn a_suggestion_is_read_seen_and_answered_once(app: TestApp) {
    let desk = desk(&app).await;
    sends(&desk.parent, &voice(VoiceKind::Suggestion, " Повесьте график "))
        .done()
        .await;
    let found = listed(&desk.director).await.remove(0);
    assert_eq!(
        (found.text.as_str(), found.state),
        ("Повесьте график", VoiceState::New)
    );
    assert_eq!(found.author.as_ref().unwrap().id, desk.parent.member);
    let seen = sees(&desk.deputy, &found).done().await;
    assert_eq!(
        (seen.state, seen.handled_by.as_ref().unwrap().id),
        (VoiceState::Seen, desk.deputy.member)
    );
    sees(&desk.director, &found).refused(ProblemKind::Stale).await;
    sees(&desk.director, &seen).refused(ProblemKind::WrongState).await;
    let answered = answers(&desk.director, &seen, " Повесили ").done().await;
    assert_eq!(answered.reply.as_deref(), Some("Повесили"));
    answers(&desk.director, &answered, "Ещё")
        .refused(ProblemKind::WrongState)
        .await;
    let own = mine(&desk.parent).await;
    assert_eq!((own.len(), own[0].reply.as_deref()), (1, Some("Повесили")));
    let told = desk
        .parent
        .ask::<NotificationsList>(desk.parent.path())
        .done()
        .await
        .items;
    assert_eq!(
        told.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [Kind::VoiceAnswered]
    );
    let lines = desk
        .director
        .ask::<AuditList>(desk.director.path())
        .done()
        .await
        .items;
    let of = lines
        .iter()
        .filter(|line| line.object == Some(found.id.0))
        .count();
    assert_eq!(of, 3);
}

async fn what_is_unnamed_leads_to_nobody(app: TestApp) {
    let desk = desk(&app).await;
    let body = VoiceBody {
        unnamed: true,
        ..voice(VoiceKind::Suggestion, "Без имени")
    };
    sends(&desk.parent, &body).done().await;
    let found = listed(&desk.director).await.remove(0);
    assert!(found.author.is_none() && !found.guest);
    assert!(mine(&desk.parent).await.is_empty());
    answers(&desk.director, &found, "Кто вы?")
        .refused(ProblemKind::WrongState)
        .await;
    let lines = desk
        .director
        .ask::<AuditList>(desk.director.path())
        .done()
        .await
        .items;
    let line = lines.iter().find(|line| line.object == Some(found.id.0)).unwrap();
    assert!(line.person.is_none() && line.member.is_none());
    let known = app.database();
    for table in ["audit", "voice"] {
        let column = if table == "audit" {
            "person_id"
        } else {
            "author_id"
        };
        let of_voice = format!(
            "SELECT COUNT(*) FROM {table} WHERE {column} IS NOT NULL AND {}",
            match table {
                "audit" => "action IN ('voice_write', 'voices')",
                _ => "1 = 1",
            }
        );
        assert_eq!(known.count(&of_voice, []).await, 0, "{table}");
    }
    let linked = "SELECT COUNT(*) FROM idempotency JOIN voice ON voice.id = idempotency.created_id";
    assert_eq!(known.count(linked, []).await, 0);
}

async fn nobody_reads_thanks_to_themselves_until_they_are_passed_on(app: TestApp) {
    let desk = desk(&app).await;
    let to = |helper: &Who, text: &str| VoiceBody {
        helper: Some(helper.member),
        ..voice(VoiceKind::Thanks, text)
    };
    sends(&desk.parent, &to(&desk.deputy, "Заместителю спасибо"))
        .done()
        .await;
    sends(&desk.parent, &to(&desk.helper, "Специалисту спасибо"))
        .done()
        .await;
    let texts = |all: Vec<Voice>| all.into_iter().map(|one| one.text).collect::<Vec<_>>();
    assert_eq!(texts(listed(&desk.deputy).await), ["Специалисту спасибо"]);
    let all = listed(&desk.director).await;
    assert_eq!(all.len(), 2);
    desk.deputy
        .ask::<VoicesFind>(at(&desk.deputy, &all[1]))
        .refused(ProblemKind::NotFound)
        .await;
    passes(&desk.deputy, &all[1]).refused(ProblemKind::NotFound).await;
    let thanks = async |who: &Who| who.ask::<VoicesThanks>(who.path()).done().await.texts;
    assert!(thanks(&desk.helper).await.is_empty());
    let passed = passes(&desk.deputy, &all[0]).done().await;
    assert!(passed.passed_at.is_some());
    passes(&desk.deputy, &passed)
        .refused(ProblemKind::WrongState)
        .await;
    assert_eq!(thanks(&desk.helper).await, ["Специалисту спасибо"]);
    assert!(thanks(&desk.parent).await.is_empty());
    let told = desk
        .helper
        .ask::<NotificationsList>(desk.helper.path())
        .done()
        .await;
    assert!(told.items.is_empty());
    // A suggestion is nobody's thanks.
    sends(&desk.parent, &voice(VoiceKind::Suggestion, "Предложение"))
        .done()
        .await;
    let found = listed(&desk.director).await.remove(0);
    passes(&desk.director, &found)
        .refused(ProblemKind::WrongState)
        .await;
    // Nobody handles what they sent themselves.
    sends(&desk.deputy, &voice(VoiceKind::Suggestion, "Моё"))
        .done()
        .await;
    let own = listed(&desk.deputy).await.remove(0);
    sees(&desk.deputy, &own).refused(ProblemKind::Forbidden).await;
}

async fn a_guest_sends_what_a_program_cannot(app: TestApp) {
    let desk = desk(&app).await;
    let send = |body: PublicVoiceBody| app.guest::<PublicVoicesSend>(desk.school.path()).body(&body);
    let token = form(&app, &desk.school).await;
    let with_contact = PublicVoiceBody {
        contact: Some("a@b.test".to_owned()),
        ..public(&token, "С контактом")
    };
    let problem = send(with_contact.clone()).refused(ProblemKind::Invalid).await;
    assert_eq!(problem.errors[0].pointer, "/consent");
    send(PublicVoiceBody {
        consent: true,
        ..with_contact
    })
    .done()
    .await;
    // A token is good once, not at once, for its school only, and not for the form of calls.
    send(public(&token, "Второй раз")).done().await;
    let early = app
        .guest::<PublicVoicesForm>(desk.school.path())
        .done()
        .await
        .token;
    send(public(&early, "Слишком быстро")).done().await;
    let elsewhere = app.school("other").await;
    let foreign = form(&app, &elsewhere).await;
    send(public(&foreign, "Чужая форма")).done().await;
    let call = crate::callbacks::form(&app, "demo").await.token;
    send(public(&call, "Форма звонка")).done().await;
    send(public("", "Без формы")).done().await;
    let all = listed(&desk.director).await;
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].contact.as_deref(), all[0].guest),
        (Some("a@b.test"), true)
    );
    answers(&desk.director, &all[0], "Ответ")
        .refused(ProblemKind::WrongState)
        .await;
}

async fn a_flood_is_dropped_without_a_word(app: TestApp) {
    let desk = desk(&app).await;
    for n in 0..8 {
        let token = form(&app, &desk.school).await;
        let body = public(&token, &format!("Предложение {n}"));
        app.guest::<PublicVoicesSend>(desk.school.path())
            .body(&body)
            .done()
            .await;
    }
    assert_eq!(listed(&desk.director).await.len(), 5);
    app.after(Duration::hours(1));
    let token = form(&app, &desk.school).await;
    for text in ["То же", "То же"] {
        let body = public(&token, text);
        app.guest::<PublicVoicesSend>(desk.school.path())
            .body(&body)
            .done()
            .await;
    }
    assert_eq!(listed(&desk.director).await.len(), 6);
}

async fn one_person_sends_so_many_in_a_day(app: TestApp) {
    let desk = desk(&app).await;
    for n in 0..PER_DAY {
        let body = VoiceBody {
            unnamed: n % 2 == 0,
            ..voice(VoiceKind::Suggestion, &format!("Номер {n}"))
        };
        sends(&desk.parent, &body).done().await;
    }
    let more = voice(VoiceKind::Suggestion, "Ещё");
    sends(&desk.parent, &more)
        .refused(ProblemKind::TooManyRequests)
        .await;
    sends(&desk.helper, &more).done().await;
    app.after(Duration::days(1));
    sends(&desk.parent, &more).done().await;
}

async fn what_is_sent_again_is_kept_once(app: TestApp) {
    let desk = desk(&app).await;
    for unnamed in [false, true] {
        let (key, body) = (
            fresh_key(),
            VoiceBody {
                unnamed,
                ..voice(VoiceKind::Suggestion, "Один раз")
            },
        );
        for _ in 0..2 {
            sends(&desk.parent, &body).key(&key).done().await;
        }
        let other = voice(VoiceKind::Suggestion, "Другое");
        let again = sends(&desk.parent, &other).key(&key);
        again.refused(ProblemKind::IdempotencyKeyReused).await;
    }
    assert_eq!(listed(&desk.director).await.len(), 2);
}

async fn nobody_else_reads_or_handles(app: TestApp) {
    let desk = desk(&app).await;
    let found = plant(&desk.parent, &desk.director, None).await;
    let elsewhere = app.school("other").await.person(&[Capacity::Director]).await;
    sees(&elsewhere, &found).refused(ProblemKind::NotFound).await;
    for role in [
        Capacity::JournalAdmin,
        Capacity::Helper,
        Capacity::Teacher,
        Capacity::Student,
    ] {
        let who = desk.school.in_role(role).await;
        who.ask::<VoicesList>(who.path())
            .refused(ProblemKind::Forbidden)
            .await;
        answers(&who, &found, "Я").refused(ProblemKind::Forbidden).await;
    }
    let guest = app.guest::<VoicesList>(desk.school.path());
    guest.refused(ProblemKind::Unauthenticated).await;
    let vendor = desk.school.person(&[Capacity::VendorAgent]).await;
    sends(&vendor, &voice(VoiceKind::Thanks, "Я"))
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn it_is_gone_after_a_year_and_with_its_person(app: TestApp) {
    let desk = desk(&app).await;
    let gone = New {
        name: Some("Ольшанская Вера Павловна"),
        roles: &[Capacity::Teacher],
        ..New::default()
    };
    let gone = desk.school.new_person(gone).await;
    sends(&gone, &voice(VoiceKind::Suggestion, "Моё предложение"))
        .done()
        .await;
    sends(
        &desk.parent,
        &voice(VoiceKind::Suggestion, "Ольшанская Вера Павловна знает, как лучше"),
    )
    .done()
    .await;
    let query = DataQuery {
        format: Some(DataFormat::Json),
    };
    let told = gone.ask::<MeData>(Nothing {}).query(query).done().await;
    let facts: Vec<_> = told.cards[0]
        .facts
        .iter()
        .filter(|fact| fact.what == "voice")
        .collect();
    assert_eq!((facts.len(), facts[0].value.as_str()), (1, "Моё предложение"));
    erased(&desk.director, &gone).await;
    let left = listed(&desk.director).await;
    assert_eq!(left.len(), 1);
    assert!(!left[0].text.contains("Ольшанск"), "{}", left[0].text);
    let tidied = async || {
        podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
        app.database().count("SELECT COUNT(*) FROM voice", []).await
    };
    app.after(Duration::days(KEPT_DAYS) - Duration::hours(1));
    assert_eq!(tidied().await, 1);
    app.after(Duration::hours(1));
    assert_eq!(tidied().await, 0);
}

async fn what_cannot_be_sent_is_said(app: TestApp) {
    let desk = desk(&app).await;
    let other = app.school("other").await.person(&[Capacity::Helper]).await;
    let long = "я".repeat(2001);
    for (body, pointer, kind) in [
        (voice(VoiceKind::Thanks, " "), "/text", FieldErrorKind::Required),
        (
            voice(VoiceKind::Thanks, &long),
            "/text",
            FieldErrorKind::TooLong { max: 2000 },
        ),
        (
            VoiceBody {
                helper: Some(desk.helper.member),
                ..voice(VoiceKind::Suggestion, "Кому")
            },
            "/helper",
            FieldErrorKind::NotOpen,
        ),
        (
            VoiceBody {
                helper: Some(other.member),
                ..voice(VoiceKind::Thanks, "Чужому")
            },
            "/helper",
            FieldErrorKind::NotFound,
        ),
        (
            VoiceBody {
                helper: Some(desk.parent.member),
                ..voice(VoiceKind::Thanks, "Себе")
            },
            "/helper",
            FieldErrorKind::NotFound,
        ),
    ] {
        let problem = sends(&desk.parent, &body).refused(ProblemKind::Invalid).await;
        let error = &problem.errors[0];
        assert_eq!((error.pointer.as_str(), error.kind.clone()), (pointer, kind));
    }
}
