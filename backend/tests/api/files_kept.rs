//! How long a file is kept, what an erasure and a school's periods take, and that the disk holds what the rows know.

use std::time::Duration as Real;

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::ids::{FileId, TicketId};
use podskazka_shared::privacy::{RetentionBody, RetentionPath, RetentionUpdate};
use podskazka_shared::tickets::{MessageBody, MessagesCreate, TicketBody, Topic};

use crate::files_kinds::on_disk;
use crate::privacy::{approves, asks};
use crate::support::client::Raw;
use crate::support::content::pdf;
use crate::support::desk::ticket;
use crate::support::files::TEXT;
use crate::support::{TestApp, Who, together};

both![
    what_no_message_names_goes_after_a_day,
    equal_files_are_one_content_until_the_last_of_them_goes,
    an_upload_and_the_end_of_the_same_content_do_not_harm_each_other,
    what_a_killed_process_left_is_swept,
    an_erasure_takes_the_files_of_the_persons_requests,
    a_file_name_that_tells_of_an_erased_person_is_masked,
    a_schools_period_takes_files_with_the_texts,
    ones_own_data_tell_of_files_and_hand_them_out,
];

async fn tidy(app: &TestApp) {
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
}

async fn rows(app: &TestApp) -> i64 {
    app.database().count("SELECT COUNT(*) FROM file", []).await
}

async fn files_with(who: &Who, files: &[FileId]) -> TicketId {
    let body = TicketBody {
        topic: Topic::Access,
        files: files.to_vec(),
        ..ticket("Вопрос")
    };
    who.files_body(&body).await.summary.id
}

async fn what_no_message_names_goes_after_a_day(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let kept = staff.brings("a.txt", "Остаётся".as_bytes()).await.id;
    let id = files_with(&staff, &[kept]).await;
    staff.uploads("b.txt").await;
    app.after(Duration::hours(23));
    tidy(&app).await;
    assert_eq!((rows(&app).await, on_disk(&app)), (2, 2));
    app.after(Duration::hours(1));
    tidy(&app).await;
    assert_eq!((rows(&app).await, on_disk(&app)), (1, 1));
    assert_eq!(staff.reads(id, kept).await.text(), "Остаётся");
}

async fn equal_files_are_one_content_until_the_last_of_them_goes(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Staff]).await,
    );
    let (first, second) = (one.uploads("a.txt").await, two.uploads("b.txt").await);
    assert_eq!((rows(&app).await, on_disk(&app)), (2, 1));
    let id = files_with(&two, &[second]).await;
    app.after(Duration::hours(24));
    tidy(&app).await;
    assert_eq!((rows(&app).await, on_disk(&app)), (1, 1), "{first} was the other");
    assert_eq!(two.reads(id, second).await.body, TEXT);
    // It is not looked at again and again.
    let waits = "SELECT COUNT(*) FROM file_content WHERE unused_since IS NOT NULL";
    assert_eq!(app.database().count(waits, []).await, 0);
}

async fn an_upload_and_the_end_of_the_same_content_do_not_harm_each_other(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let beside = app.beside().await;
    for round in 0..12 {
        staff.uploads("a.txt").await;
        app.after(Duration::hours(24));
        let (tidied, who) = (app.clone(), staff.at_server(&beside));
        who.token().await;
        let uploaded = tokio::spawn(async move { who.uploads("a.txt").await });
        let (_, file) = (tidy(&tidied).await, uploaded.await.unwrap());
        // Whoever came first: what has a row is on the disk.
        assert_eq!(staff.opens(file).await.body, TEXT, "{round}");
        tidy(&app).await;
        assert_eq!(staff.opens(file).await.body, TEXT, "{round}");
    }
    let both = (0..6).map(|n| {
        let (app, who) = (app.clone(), staff.clone());
        async move {
            match n % 2 {
                0 => tidy(&app).await,
                _ => drop(who.uploads("a.txt").await),
            }
        }
    });
    together(both).await;
    assert_eq!(on_disk(&app), 1);
}

async fn what_a_killed_process_left_is_swept(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let file = staff.uploads("a.txt").await;
    let folder = app.app().config.files_dir();
    let leave = |path: &str, old: bool| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = std::fs::File::create(&path).unwrap();
        if old {
            let now = file.metadata().unwrap().modified().unwrap();
            file.set_modified(now - Real::from_secs(2 * 24 * 60 * 60))
                .unwrap();
        }
        path
    };
    let unknown = "ab".repeat(32);
    let (coming, fresh) = (leave("coming/old.part", true), leave("coming/new.part", false));
    let (lost, new) = (
        leave(&format!("ab/{unknown}"), true),
        leave(&format!("cd/{}", "cd".repeat(32)), false),
    );
    tidy(&app).await;
    assert_eq!(
        [coming, fresh, lost, new].map(|path| path.exists()),
        [false, true, false, true]
    );
    assert_eq!(staff.opens(file).await.status, 200);
}

async fn an_erasure_takes_the_files_of_the_persons_requests(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let director = school.person(&[Capacity::Director]).await;
    let own = staff.brings("a.txt", "Личное".as_bytes()).await.id;
    let id = files_with(&staff, &[own]).await;
    let answered = helper.brings("b.pdf", &pdf(b"x")).await.id;
    let noted = helper.brings("c.txt", "Заметка".as_bytes()).await.id;
    for (file, internal) in [(answered, false), (noted, true)] {
        let body = MessageBody {
            text: "Слово".into(),
            internal,
            files: vec![file],
        };
        helper.later();
        helper
            .ask::<MessagesCreate>(helper.at(id))
            .body(&body)
            .done()
            .await;
    }
    let over = podskazka_shared::tickets::HandOverBody {
        files: vec![own],
        ..crate::support::desk::handover("Снимок")
    };
    let step = helper
        .step::<podskazka_shared::tickets::TicketsHandOver>(id)
        .await;
    step.body(&over).done().await;
    staff.brings("d.txt", "Ждёт".as_bytes()).await;
    let others = helper.brings("e.txt", "Чужое".as_bytes()).await.id;
    let stays = files_with(&helper, &[others]).await;
    assert_eq!((rows(&app).await, on_disk(&app)), (5, 5));
    let case = asks(&staff, &staff).await;
    approves(&director, &case).await;
    assert_eq!(rows(&app).await, 1);
    assert_eq!(
        app.database()
            .count("SELECT COUNT(*) FROM handover_file", [])
            .await,
        0
    );
    tidy(&app).await;
    assert_eq!(on_disk(&app), 1);
    assert_eq!(helper.reads(id, own).await.status, 404);
    assert_eq!(
        helper
            .sees(id)
            .await
            .messages
            .iter()
            .map(|m| m.files.len())
            .sum::<usize>(),
        0
    );
    assert_eq!(helper.reads(stays, others).await.text(), "Чужое");
}

async fn a_file_name_that_tells_of_an_erased_person_is_masked(app: TestApp) {
    let school = app.school("demo").await;
    let new = crate::support::New {
        name: Some("Берёзкина Аглая Серафимовна"),
        roles: &[Capacity::Parent],
        ..Default::default()
    };
    let parent = school.new_person(new).await;
    let (staff, director) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Director]).await,
    );
    let file = staff.uploads("Заявление Берёзкина Аглая.txt").await;
    let id = files_with(&staff, &[file]).await;
    let case = asks(&parent, &parent).await;
    approves(&director, &case).await;
    let left = staff.sees(id).await.messages[0].files[0].name.clone();
    assert!(!left.contains("Берёзкина") && left.ends_with(".txt"), "{left}");
}

async fn a_schools_period_takes_files_with_the_texts(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, director) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Director]).await,
    );
    let file = staff.uploads("a.txt").await;
    let id = files_with(&staff, &[file]).await;
    staff.closes(id).await;
    let path = RetentionPath {
        school: "demo".into(),
    };
    let body = RetentionBody {
        closed_requests_years: Some(1),
        ended_cards_years: None,
    };
    director
        .ask::<RetentionUpdate>(path)
        .version(1)
        .body(&body)
        .done()
        .await;
    tidy(&app).await;
    assert_eq!(staff.reads(id, file).await.status, 200);
    app.after(Duration::days(400));
    tidy(&app).await;
    tidy(&app).await;
    assert_eq!((rows(&app).await, on_disk(&app)), (0, 0));
}

async fn ones_own_data_tell_of_files_and_hand_them_out(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = files_with(&staff, &[staff.uploads("вопрос.txt").await]).await;
    for (name, internal) in [("ответ.txt", false), ("тайна.txt", true)] {
        let body = MessageBody {
            text: "Слово".into(),
            internal,
            files: vec![helper.uploads(name).await],
        };
        helper.later();
        helper
            .ask::<MessagesCreate>(helper.at(id))
            .body(&body)
            .done()
            .await;
    }
    staff.uploads("ждёт.txt").await;
    let data = staff.gets("/api/v1/me/data", &[]).await;
    assert!(!data.text().contains("тайна.txt"));
    let data = data.json();
    let thread = &data["requests"][0]["messages"];
    let given = [
        &thread[0]["files"][0],
        &thread[1]["files"][0],
        &data["cards"][0]["files"][0],
    ];
    assert_eq!(
        given.map(|file| file["name"].as_str().unwrap()),
        ["вопрос.txt", "ответ.txt", "ждёт.txt"]
    );
    for file in given {
        let read = staff.gets(file["address"].as_str().unwrap(), &[]).await;
        assert_eq!((read.status, read.body.as_slice()), (200, TEXT));
    }
    let said = helper.gets("/api/v1/me/data", &[]).await.json();
    assert_eq!(said["words"][0]["files"][0]["name"], "ответ.txt");
    // By the same address another gets nothing, and a guest is told to sign in.
    let address = given[0]["address"].as_str().unwrap();
    assert_eq!(helper.gets(address, &[]).await.status, 404);
    assert_eq!(Raw::of(app.request("GET", address)).await.status, 401);
    let page = staff.gets("/api/v1/me/data?format=html", &[]).await.text();
    assert!(page.contains("вопрос.txt") && page.contains(address));
}
