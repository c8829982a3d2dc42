//! Rating by the link in a letter: one answer, once, by its button alone; and the word that reminds of it.

use chrono::Duration;
use podskazka::outbox::Mailer;
use podskazka_shared::access::Capacity;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::feedback::{RATING_DAYS, RATING_REMINDER_DAYS, Reason};
use podskazka_shared::ids::TicketId;
use podskazka_shared::notifications::{
    MailChoice, MailChoicesBody, MeMailReplace, NotificationKind as Kind, NotificationsList,
};

use crate::notifications::delivers;
use crate::support::client::Raw;
use crate::support::post::read;
use crate::support::smtp::MailServer;
use crate::support::{School, TestApp, Who};

/// A school whose letters are looked at.
struct Desk {
    app: TestApp,
    school: School,
    staff: Who,
    helper: Who,
    server: MailServer,
    mailer: Mailer,
}

impl Desk {
    async fn of(app: TestApp) -> Self {
        let school = app.school("demo").await;
        let server = MailServer::start().await;
        Self {
            staff: school.person(&[Capacity::Staff]).await,
            helper: school.person(&[Capacity::Helper]).await,
            mailer: server.mailer(&app),
            app,
            school,
            server,
        }
    }

    /// A request that is answered.
    async fn answered(&self) -> TicketId {
        let id = self.staff.files("Вопрос о журнале").await.summary.id;
        self.helper.answers(id, "Ответ с тайной").await;
        id
    }

    /// The places of the links in all letters so far, the oldest first.
    async fn links(&self) -> Vec<String> {
        delivers(&self.app, &self.mailer).await;
        let origin = self.app.app().config.origin();
        let mut links = Vec::new();
        for mail in self.server.taken() {
            let words = read(&mail).text;
            links.extend(words.split_whitespace().filter_map(|word| {
                let place = word.strip_prefix(&origin)?;
                place.starts_with("/public/").then(|| place.to_owned())
            }));
        }
        links
    }

    async fn link(&self) -> String {
        self.links().await.pop().expect("a link")
    }

    async fn opens(&self, place: &str) -> Raw {
        Raw::of(self.app.request("GET", place)).await
    }

    async fn posts(&self, place: &str, fields: &[(&str, &str)]) -> Raw {
        let text = serde_urlencoded::to_string(fields).unwrap();
        let request = self
            .app
            .request("POST", place)
            .header("Content-Type", "application/x-www-form-urlencoded");
        Raw::of(request.body(text)).await
    }

    async fn ratings(&self) -> i64 {
        self.app.database().count("SELECT COUNT(*) FROM rating", []).await
    }

    async fn reminders(&self) -> usize {
        let told = self
            .staff
            .ask::<NotificationsList>(self.staff.path())
            .done()
            .await;
        told.items.iter().filter(|one| one.kind == Kind::Rate).count()
    }
}

both![
    a_link_rates_one_answer_once,
    looking_changes_nothing_however_often,
    what_is_wrong_with_a_form_is_said_and_nothing_is_lost,
    altered_foreign_and_late_links_rate_nothing,
    what_was_rated_in_the_app_spends_the_link,
    a_new_answer_takes_the_old_link_away,
    who_is_gone_rates_no_more,
    two_posts_at_once_are_one_rating,
    who_has_not_rated_is_reminded_once,
    who_wants_no_letters_is_reminded_in_the_app,
];

async fn a_link_rates_one_answer_once(app: TestApp) {
    let desk = Desk::of(app).await;
    let id = desk.answered().await;
    let place = desk.link().await;
    let page = desk.opens(&place).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(
        !text.contains("Вопрос о журнале") && !text.contains("тайной"),
        "{text}"
    );
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(text.contains(r#"name="referrer" content="no-referrer""#));
    // Reasons of the other kind are hidden, and so not sent in earnest.
    let fields = [
        ("stars", "5"),
        ("reason", "quick"),
        ("reason", "slow"),
        ("comment", " Спасибо! "),
    ];
    assert_eq!(desk.posts(&place, &fields).await.status, 200);
    let rating = desk.staff.sees(id).await.rating.unwrap();
    assert_eq!((rating.stars, rating.reasons), (5, vec![Reason::Quick]));
    assert_eq!(rating.comment.as_deref(), Some("Спасибо!"));
    for again in [
        desk.opens(&place).await,
        desk.posts(&place, &[("stars", "1")]).await,
    ] {
        assert_eq!(again.status, 410);
        assert!(again.text().contains("Оценка уже есть"), "{}", again.text());
    }
    assert_eq!(desk.staff.sees(id).await.rating.unwrap().stars, 5);
    // In the app it can be changed.
    assert_eq!(desk.staff.rates(id, 4, None).await.stars, 4);
    let trail = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'ticket_rate' ORDER BY at, id";
    let trail: Vec<String> = desk.app.database().column(trail, []).await;
    assert_eq!(trail, ["[\"by_link\"]", "[]"]);
    let unread = desk
        .staff
        .ask::<NotificationsList>(desk.staff.path())
        .done()
        .await;
    assert!(unread.items.iter().all(|one| one.read));
}

async fn looking_changes_nothing_however_often(app: TestApp) {
    let desk = Desk::of(app).await;
    desk.answered().await;
    let place = desk.link().await;
    let before = desk.app.database().count("SELECT COUNT(*) FROM audit", []).await;
    for method in ["GET", "HEAD", "GET"] {
        assert_eq!(Raw::of(desk.app.request(method, &place)).await.status, 200);
    }
    for asked in ["?stars=5", "?lang=en&stars=1"] {
        assert_eq!(desk.opens(&format!("{place}{asked}")).await.status, 200);
    }
    let after = desk.app.database().count("SELECT COUNT(*) FROM audit", []).await;
    assert_eq!((desk.ratings().await, after), (0, before));
    assert_eq!(desk.posts(&place, &[("stars", "3")]).await.status, 200);
}

async fn what_is_wrong_with_a_form_is_said_and_nothing_is_lost(app: TestApp) {
    let desk = Desk::of(app).await;
    desk.answered().await;
    let place = desk.link().await;
    for stars in ["", "0", "6", "-1", "5.0", "пять"] {
        let page = desk
            .posts(&place, &[("stars", stars), ("comment", "<b>Мой</b>")])
            .await;
        assert_eq!(page.status, 422, "{stars}");
        let text = page.text();
        assert!(
            text.contains("stars-error") && text.contains("&lt;b&gt;Мой&lt;/b&gt;"),
            "{text}"
        );
    }
    let long = "я".repeat(2001);
    let page = desk.posts(&place, &[("stars", "2"), ("comment", &long)]).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("comment-error") && page.text().contains(&long));
    let huge = "я".repeat(200_000);
    assert_eq!(
        desk.posts(&place, &[("stars", "2"), ("comment", &huge)])
            .await
            .status,
        413
    );
    assert_eq!(desk.posts(&place, &[]).await.status, 422);
    assert_eq!(desk.ratings().await, 0);
    let fields = [
        ("stars", "2"),
        ("reason", "nothing"),
        ("reason", "slow"),
        ("reason", "slow"),
    ];
    assert_eq!(desk.posts(&place, &fields).await.status, 200);
}

async fn altered_foreign_and_late_links_rate_nothing(app: TestApp) {
    let desk = Desk::of(app).await;
    let id = desk.answered().await;
    let place = desk.link().await;
    desk.app.school("other").await;
    let token = place.rsplit('/').next().unwrap();
    let altered = |place: usize| {
        let mut token = token.to_owned().into_bytes();
        token[place] = if token[place] == b'A' { b'B' } else { b'A' };
        format!("/public/demo/rate/{}", String::from_utf8(token).unwrap())
    };
    let wrong = [
        altered(0),
        altered(30),
        altered(70),
        format!("/public/other/rate/{token}"),
        format!("/public/nowhere/rate/{token}"),
        format!("/public/demo/rate/{}", token.chars().skip(1).collect::<String>()),
        "/public/demo/rate/x".to_owned(),
        "/public/demo/rate/%00".to_owned(),
    ];
    for place in wrong {
        assert_eq!(desk.opens(&place).await.status, 404, "{place}");
        assert_eq!(desk.posts(&place, &[("stars", "1")]).await.status, 404, "{place}");
    }
    // Another's link rates their own answer, not this one.
    let other = desk.school.person(&[Capacity::Staff]).await;
    let theirs = other.files("Другой вопрос").await.summary.id;
    desk.helper.answers(theirs, "Ответ").await;
    let link = desk.link().await;
    assert_eq!(desk.posts(&link, &[("stars", "1")]).await.status, 200);
    assert_eq!(desk.staff.sees(id).await.rating, None);
    let answered = desk.staff.sees(id).await.summary.answered_at.unwrap();
    desk.app
        .after(answered + Duration::days(RATING_DAYS) - desk.app.now());
    assert_eq!(desk.opens(&place).await.status, 200);
    desk.app.after(Duration::seconds(1));
    assert_eq!(desk.opens(&place).await.status, 410);
    let late = desk.posts(&place, &[("stars", "1")]).await;
    assert_eq!(late.status, 410);
    assert!(late.text().contains("больше не действует"));
    assert_eq!(desk.ratings().await, 1);
}

async fn what_was_rated_in_the_app_spends_the_link(app: TestApp) {
    let desk = Desk::of(app).await;
    let id = desk.answered().await;
    let place = desk.link().await;
    desk.staff.rates(id, 2, None).await;
    assert_eq!(desk.posts(&place, &[("stars", "5")]).await.status, 410);
    assert_eq!(desk.staff.sees(id).await.rating.unwrap().stars, 2);
}

async fn a_new_answer_takes_the_old_link_away(app: TestApp) {
    let desk = Desk::of(app).await;
    let id = desk.answered().await;
    let old = desk.link().await;
    desk.app.after(Duration::seconds(1));
    desk.staff.reopens(id, "Не помогло").await;
    assert_eq!(desk.opens(&old).await.status, 410, "nothing is answered now");
    desk.app.after(Duration::seconds(1));
    desk.helper.answers(id, "Другой ответ").await;
    assert_eq!(desk.posts(&old, &[("stars", "1")]).await.status, 410);
    let new = desk.link().await;
    assert_ne!(old, new);
    assert_eq!(desk.posts(&new, &[("stars", "4")]).await.status, 200);
    assert_eq!(desk.staff.sees(id).await.rating.unwrap().stars, 4);
}

async fn who_is_gone_rates_no_more(app: TestApp) {
    let desk = Desk::of(app).await;
    desk.answered().await;
    let place = desk.link().await;
    let ends = "UPDATE member SET ended_at = created_at WHERE id = $1";
    let ended = desk
        .app
        .database()
        .execute(ends, [desk.staff.member.0.into()])
        .await;
    ended.unwrap();
    assert_eq!(desk.opens(&place).await.status, 404);
    assert_eq!(desk.posts(&place, &[("stars", "1")]).await.status, 404);
    assert_eq!(desk.ratings().await, 0);
}

async fn two_posts_at_once_are_one_rating(app: TestApp) {
    let desk = Desk::of(app).await;
    desk.answered().await;
    let place = desk.link().await;
    let posts = ["1", "2", "3", "4", "5"].map(|stars| {
        let (desk, place) = (&desk, &place);
        async move { desk.posts(place, &[("stars", stars)]).await.status }
    });
    let mut statuses = futures_util::future::join_all(posts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410, 410, 410, 410]);
    assert_eq!(desk.ratings().await, 1);
}

async fn who_has_not_rated_is_reminded_once(app: TestApp) {
    let desk = Desk::of(app).await;
    let (rated, left) = (desk.answered().await, desk.answered().await);
    assert_eq!(desk.links().await.len(), 2);
    desk.staff.rates(rated, 5, None).await;
    desk.app
        .after(Duration::days(RATING_REMINDER_DAYS) - Duration::minutes(1));
    assert_eq!((desk.links().await.len(), desk.reminders().await), (2, 0));
    desk.app.after(Duration::minutes(2));
    let links = desk.links().await;
    assert_eq!((links.len(), desk.reminders().await), (3, 1));
    // The letter that reminds has the same link.
    assert!(links[..2].contains(&links[2]));
    // Answered anew, it is not asked for again.
    desk.staff.reopens(left, "Не помогло").await;
    desk.app.after(Duration::seconds(1));
    desk.helper.answers(left, "Другой ответ").await;
    assert_eq!(desk.links().await.len(), 4);
    desk.app
        .after(Duration::days(RATING_REMINDER_DAYS) + Duration::minutes(1));
    assert_eq!((desk.links().await.len(), desk.reminders().await), (4, 1));
}

async fn who_wants_no_letters_is_reminded_in_the_app(app: TestApp) {
    let desk = Desk::of(app).await;
    let body = MailChoicesBody {
        requests: MailChoice::Never,
        work: MailChoice::Never,
        consultations: MailChoice::Never,
        desk: MailChoice::Never,
    };
    let choose = desk.staff.ask::<MeMailReplace>(Nothing {}).body(&body);
    choose.done().await;
    desk.answered().await;
    desk.app
        .after(Duration::days(RATING_REMINDER_DAYS) + Duration::minutes(1));
    assert_eq!((desk.links().await.len(), desk.reminders().await), (0, 1));
}
