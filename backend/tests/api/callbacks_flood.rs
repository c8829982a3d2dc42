//! Ten thousand posts, while the staff work and somebody really cannot sign in.

use podskazka_shared::access::Capacity;
use podskazka_shared::callbacks::{CallbackBody, CallbacksCount, PublicCallbacksForm};
use podskazka_shared::schools::SchoolPath;

use crate::callbacks::{asked, form, listed};
use crate::callbacks_form::{behind, send};
use crate::support::TestApp;

/// How many send at the same time, and how many posts each sends.
const SENDERS: usize = 8;
const EACH: usize = 1_250;
/// How often each form is sent.
const USES: usize = 5;

both![a_flood_leaves_room_for_the_staff_and_for_who_really_calls];

/// A thousand addresses in twenty networks, each with ten numbers.
async fn floods(app: TestApp, sender: usize, tokens: Vec<String>) {
    for number in 0..EACH {
        let post = sender * EACH + number;
        let body = CallbackBody {
            phone: format!("+7 9{:02} 000-{:04}", post % 10, post),
            text: format!("Купите {post}"),
            ..asked(&tokens[number / USES])
        };
        let from = format!("203.0.{}.{}", post % 20, post / 20 % 50);
        assert_eq!(send(&app, &body, &from).await.0, 202);
    }
}

async fn a_flood_leaves_room_for_the_staff_and_for_who_really_calls(app: TestApp) {
    let (app, school) = behind(&app).await;
    let (helper, teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let path = || SchoolPath {
        school: "demo".to_owned(),
    };
    let mut tokens = Vec::new();
    for _ in 0..SENDERS {
        let mut own = Vec::new();
        for _ in 0..EACH / USES {
            own.push(app.guest::<PublicCallbacksForm>(path()).done().await.token);
        }
        tokens.push(own);
    }
    let real = form(&app, "demo").await.token;
    let flood: Vec<_> = tokens
        .into_iter()
        .enumerate()
        .map(|(sender, tokens)| tokio::spawn(floods(app.clone(), sender, tokens)))
        .collect();
    // Each round lets the clock go on by two seconds: the hour of the flood must not end.
    for round in 0..200 {
        if round >= 20 && flood.iter().all(tokio::task::JoinHandle::is_finished) {
            break;
        }
        let request = teacher.files("Не открывается журнал").await;
        helper.answers(request.summary.id, "Обновите страницу.").await;
        assert!(!helper.lists(Default::default()).await.is_empty());
        listed(&helper, None).await;
    }
    for sender in flood {
        sender.await.unwrap();
    }
    let rows = "SELECT COUNT(*) FROM callback";
    let kept = app.database().count(rows, []).await;
    // Two hundred is what a school takes in an hour; the last of them only from where nothing came yet.
    assert!((100..200).contains(&kept), "{kept}");
    // Six counters of each that was kept at most, and those of signing in.
    let counters = app.database().count("SELECT COUNT(*) FROM throttle", []).await;
    assert!(counters < 7 * 200, "{counters}");
    // Somebody from elsewhere, while the hour of the flood lasts.
    let body = CallbackBody {
        name: "Настоящая Мама".into(),
        ..asked(&real)
    };
    assert_eq!(send(&app, &body, "198.51.100.7").await.0, 202);
    let names = listed(&helper, None).await;
    assert!(names.iter().any(|one| one.name == "Настоящая Мама"));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let count = helper.ask::<CallbacksCount>(helper.path()).done().await;
    let all = i64::try_from(count.waiting + count.dropped).unwrap();
    assert_eq!(all, i64::try_from(SENDERS * EACH).unwrap() + 1);
}
