//! Files of requests: brought before the message, claimed by it once, and read by whoever reads it.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::Direction;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::clients::Scope;
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::files::{FilesCreate, FilesTakeBack, UploadPath, UploadQuery};
use podskazka_shared::ids::{FileId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::{
    self as t, DecideBody, HandOverBody, Message, MessageBody, MessagesCreate, Outcome, OutcomeBody,
    StepBody, TicketBody, TicketsAnswer, TicketsCreate, TicketsDecide, TicketsHandOver, TicketsOutcome,
    Topic,
};

use crate::steps::desk;
use crate::support::client::{Ask, Raw, fresh_key};
use crate::support::content::{jpeg, pdf};
use crate::support::desk::{handover, step, ticket};
use crate::support::files::TEXT;
use crate::support::{New, School, TestApp, Who, together};

both![
    files_go_with_the_description_a_message_an_answer_and_a_note,
    a_file_is_claimed_once_and_only_by_who_brought_it,
    two_messages_that_claim_one_file_at_the_same_moment_get_it_once,
    a_refused_message_leaves_its_file_free,
    a_replayed_upload_and_a_replayed_message_are_the_same,
    who_loses_the_right_to_a_request_loses_its_files,
    a_file_follows_its_message_through_merging_and_splitting,
    what_is_handed_over_is_shown_to_who_works_on_it,
    files_go_with_what_the_vendor_and_the_head_say,
    a_program_brings_and_claims_for_its_member,
    what_is_known_is_not_sent_again_and_parts_are_sent,
    a_day_and_the_room_have_an_end,
    a_file_is_taken_back,
];

fn with(text: &str, files: &[FileId]) -> MessageBody {
    MessageBody {
        text: text.into(),
        internal: false,
        files: files.to_vec(),
    }
}

fn say(who: &Who, id: TicketId, body: &MessageBody) -> Ask<MessagesCreate> {
    who.later();
    who.ask::<MessagesCreate>(who.at(id)).body(body)
}

fn about(files: &[FileId]) -> TicketBody {
    TicketBody {
        topic: Topic::Access,
        files: files.to_vec(),
        ..ticket("Вопрос")
    }
}

async fn status(who: &Who, id: TicketId, file: FileId) -> u16 {
    who.reads(id, file).await.status
}

async fn files_go_with_the_description_a_message_an_answer_and_a_note(app: TestApp) {
    let school = app.school("demo").await;
    let staff = school.person(&[Capacity::Staff]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let photo = staff.brings("Фото экрана.jpg", &jpeg(b"")).await;
    let filed = staff.files_body(&about(&[photo.id])).await;
    let id = filed.summary.id;
    assert_eq!(filed.messages[0].files, std::slice::from_ref(&photo));
    let (one, two) = (staff.uploads("1.txt").await, staff.uploads("2.txt").await);
    let said: Message = say(&staff, id, &with("Ещё", &[two, one])).done().await;
    assert_eq!(
        said.files.iter().map(|file| file.id).collect::<Vec<_>>(),
        [two, one],
        "as the sender put them"
    );
    let note = helper.uploads("Заметка.txt").await;
    let body = MessageBody {
        internal: true,
        ..with("Заметка", &[note])
    };
    say(&helper, id, &body).done().await;
    let guide = helper.brings("Инструкция.pdf", &pdf(b"x")).await;
    let answer = StepBody {
        text: "Ответ".into(),
        files: vec![guide.id],
    };
    helper.step::<TicketsAnswer>(id).await.body(&answer).done().await;

    let seen = staff.sees(id).await;
    let counts: Vec<usize> = seen.messages.iter().map(|message| message.files.len()).collect();
    assert_eq!(counts, [1, 2, 1], "the note and its file are not there");
    assert_eq!(helper.sees(id).await.messages.len(), 4);
    let read = helper.reads(id, photo.id).await;
    assert_eq!(
        (read.status, read.header("content-type")),
        (200, Some("image/jpeg"))
    );
    assert_eq!(i64::try_from(read.body.len()).unwrap(), photo.size);
    assert_eq!(
        read.header("content-disposition"),
        Some(
            "attachment; filename=\"____ ______.jpg\"; filename*=UTF-8''%D0%A4%D0%BE%D1%82%D0%BE%20%D1%8D%D0%BA%D1%80%D0%B0%D0%BD%D0%B0.jpg"
        )
    );
    assert_eq!(
        (status(&staff, id, note).await, status(&helper, id, note).await),
        (404, 200)
    );
    // What is claimed is no upload any more.
    assert_eq!(staff.opens(photo.id).await.status, 404);
    let more: Vec<FileId> = (0..11).map(|_| guide.id).collect();
    let many = say(&helper, id, &with("Много", &more))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(many.errors[0].kind, FieldErrorKind::TooMany { max: 10 });
}

async fn a_file_is_claimed_once_and_only_by_who_brought_it(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let staff = school.person(&[Capacity::Staff]).await;
    let colleague = school.person(&[Capacity::Staff, Capacity::Director]).await;
    let there = other.also(&staff, &[Capacity::Staff]).await;
    let id = staff.files("Вопрос").await.summary.id;
    let (own, free) = (staff.uploads("a.txt").await, staff.uploads("b.txt").await);
    say(&staff, id, &with("Раз", &[own])).done().await;
    let nobody = FileId(uuid::Uuid::from_u128(7));
    let foreign = colleague.uploads("c.txt").await;
    let elsewhere = there.uploads("d.txt").await;
    let mut answers = Vec::new();
    for wrong in [own, nobody, foreign, elsewhere] {
        let refused = say(&staff, id, &with("Два", &[free, wrong]))
            .refused(ProblemKind::Invalid)
            .await;
        answers.push(serde_json::to_value(&refused.errors).unwrap());
        let refused = staff.ask::<TicketsCreate>(staff.path()).body(&about(&[wrong]));
        let refused = refused.refused(ProblemKind::Invalid).await;
        assert_eq!(refused.errors[0].pointer, "/files/0");
    }
    assert_eq!(answers[0][0]["pointer"], "/files/1");
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "it tells nothing: {answers:?}"
    );
    // The other one is still free, and what is somebody's own is not to be seen by the head of the school either.
    say(&staff, id, &with("Три", &[free])).done().await;
    let waiting = staff.uploads("e.txt").await;
    assert_eq!(colleague.opens(waiting).await.status, 404);
    assert_eq!(there.opens(waiting).await.status, 404);
}

async fn two_messages_that_claim_one_file_at_the_same_moment_get_it_once(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let beside = app.beside().await;
    let (one, two) = (
        staff.files("Раз").await.summary.id,
        staff.files("Два").await.summary.id,
    );
    let file = staff.uploads("a.txt").await;
    let both = [(one, staff.clone()), (two, staff.at_server(&beside))];
    let done = together(both.map(|(id, who)| async move {
        who.ask::<MessagesCreate>(who.at(id))
            .body(&with("Файл", &[file]))
            .send()
            .await
            .status
    }))
    .await;
    let mut sorted = done.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [201, 422]);
    let read = [status(&staff, one, file).await, status(&staff, two, file).await];
    assert_eq!(read.iter().filter(|status| **status == 200).count(), 1);
}

async fn a_refused_message_leaves_its_file_free(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let id = staff.files("Вопрос").await.summary.id;
    staff.closes(id).await;
    let file = staff.uploads("a.txt").await;
    say(&staff, id, &with("Поздно", &[file]))
        .refused(ProblemKind::WrongState)
        .await;
    assert_eq!(staff.opens(file).await.status, 200);
    let body = StepBody {
        files: vec![file],
        ..step("Снова")
    };
    staff.step::<t::TicketsReopen>(id).await.body(&body).done().await;
    assert_eq!(status(&staff, id, file).await, 200);
}

async fn a_replayed_upload_and_a_replayed_message_are_the_same(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let first = staff.upload("a.txt", TEXT).key("key").send().await;
    let again = staff.upload("a.txt", TEXT).key("key").send().await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.done(), again.done());
    assert_eq!(first.header("location"), again.header("location"));
    for (name, content) in [("b.txt", TEXT), ("a.txt", b"x".as_slice())] {
        let other = staff.upload(name, content).key("key").send().await;
        other.refused(ProblemKind::IdempotencyKeyReused);
    }
    let twins = (0..8).map(|_| {
        let who = staff.clone();
        async move { who.upload("c.txt", TEXT).key("twin").send().await.done().id }
    });
    let mut ids = together(twins).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let id = staff.files("Вопрос").await.summary.id;
    let body = with("Файл", &[first.done().id]);
    let said = say(&staff, id, &body).key("say").done().await;
    assert_eq!(say(&staff, id, &body).key("say").done().await, said);
    // The upload is told also when a message has it by now.
    assert_eq!(
        staff.upload("a.txt", TEXT).key("key").send().await.done().id,
        first.done().id
    );
}

async fn who_loses_the_right_to_a_request_loses_its_files(app: TestApp) {
    let school = app.school("demo").await;
    let student = school.student(Some("7А")).await;
    let (parent, other) = (school.parent(&[&student]).await, school.parent(&[]).await);
    let new = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let teacher = school.new_person(new).await;
    let helper = New {
        roles: &[Capacity::Helper],
        directions: Some(&[Direction::Methodical]),
        ..New::default()
    };
    let helper = school.new_person(helper).await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let file = student.uploads("a.txt").await;
    let body = TicketBody {
        to_class_teacher: true,
        topic: Topic::Other,
        ..about(&[file])
    };
    let id = student.files_body(&body).await.summary.id;
    let read = async || {
        let mut all = Vec::new();
        for who in [&student, &parent, &other, &teacher, &helper, &deputy] {
            all.push(status(who, id, file).await);
        }
        all
    };
    assert_eq!(read().await, [200, 200, 404, 200, 404, 200]);
    // A note of those who help is not for the class teacher, nor is its file.
    let noted = deputy.uploads("b.txt").await;
    let note = MessageBody {
        internal: true,
        ..with("Заметка", &[noted])
    };
    say(&deputy, id, &note).done().await;
    assert_eq!(status(&teacher, id, noted).await, 404);
    deputy.assigns(id, Some(&helper)).await;
    assert_eq!(
        (status(&helper, id, file).await, status(&helper, id, noted).await),
        (200, 200)
    );
    deputy.assigns(id, None).await;
    assert_eq!(status(&helper, id, file).await, 404);
    app.database()
        .execute(
            "DELETE FROM class_teacher WHERE member_id = $1",
            [teacher.member.0.into()],
        )
        .await
        .unwrap();
    app.database()
        .execute(
            "DELETE FROM guardian WHERE parent_id = $1",
            [parent.member.0.into()],
        )
        .await
        .unwrap();
    assert_eq!(read().await, [200, 404, 404, 404, 404, 200]);
    let outside = app.school("other").await.person(&[Capacity::Director]).await;
    assert_eq!(
        outside.gets(&student.file_at(id, file, None), &[]).await.status,
        404
    );
}

async fn a_file_follows_its_message_through_merging_and_splitting(app: TestApp) {
    let school = app.school("demo").await;
    let staff = school.person(&[Capacity::Staff]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let (one, two) = (staff.uploads("1.txt").await, staff.uploads("2.txt").await);
    let first = staff.files_body(&about(&[one])).await.summary.id;
    let second = staff.files_body(&about(&[])).await.summary.id;
    assert_eq!(status(&staff, second, one).await, 404);
    helper.merges(first, second).await;
    for who in [&staff, &helper] {
        assert_eq!(
            (status(who, first, one).await, status(who, second, one).await),
            (200, 200)
        );
    }
    helper.unmerges(first).await;
    assert_eq!(
        (
            status(&staff, first, one).await,
            status(&staff, second, one).await
        ),
        (200, 404)
    );
    let said = say(&staff, second, &with("И ещё", &[two])).done().await;
    staff.later();
    let split = helper.splits(second, said.id, Topic::Access).await.summary.id;
    assert_eq!(
        (
            status(&staff, second, two).await,
            status(&staff, split, two).await
        ),
        (404, 200)
    );
    assert_eq!(staff.sees(split).await.messages[0].files.len(), 1);
}

async fn what_is_handed_over_is_shown_to_who_works_on_it(app: TestApp) {
    let school = app.school("demo").await;
    let staff = school.person(&[Capacity::Staff]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let (screen, other) = (
        staff.uploads("экран.txt").await,
        staff.uploads("другой.txt").await,
    );
    let id = staff.files_body(&about(&[screen, other])).await.summary.id;
    let elsewhere = staff.uploads("чужой.txt").await;
    staff.files_body(&about(&[elsewhere])).await;
    let noted = helper.uploads("заметка.txt").await;
    let note = MessageBody {
        internal: true,
        ..with("Заметка", &[noted])
    };
    say(&helper, id, &note).done().await;
    let waiting = helper.uploads("ждёт.txt").await;
    let over = |files: &[FileId]| HandOverBody {
        files: files.to_vec(),
        ..handover("Посмотрите снимок")
    };
    for wrong in [noted, elsewhere, waiting, FileId(uuid::Uuid::from_u128(7))] {
        let ask = helper
            .step::<TicketsHandOver>(id)
            .await
            .body(&over(&[screen, wrong]));
        let refused = ask.refused(ProblemKind::Invalid).await;
        assert_eq!(refused.errors[0].pointer, "/files/1");
    }
    let ask = helper.step::<TicketsHandOver>(id).await.body(&over(&[screen]));
    let handed = ask.done().await.handovers;
    let ids: Vec<FileId> = handed[0].files.iter().map(|file| file.id).collect();
    assert_eq!(ids, [screen]);
    assert_eq!(helper.sees(id).await.handovers[0].files.len(), 1);
    let seen = staff.sees(id).await.handovers;
    assert_eq!((seen[0].text.as_ref(), seen[0].files.len()), (None, 0));
    // Among their data the requester sees what was sent.
    let data = staff.gets("/api/v1/me/data", &[]).await.json();
    let requests = data["requests"].as_array().unwrap();
    let request = requests
        .iter()
        .find(|request| request["id"] == serde_json::json!(id))
        .unwrap();
    let sent = request["handovers"][0]["files"][0].clone();
    assert_eq!(sent["name"], "экран.txt");
    assert_eq!(
        staff.gets(sent["address"].as_str().unwrap(), &[]).await.body,
        TEXT
    );
}

async fn files_go_with_what_the_vendor_and_the_head_say(app: TestApp) {
    let desk = desk(&app.school("demo").await).await;
    let (staff, deputy, director) = (&desk.student, &desk.deputy, &desk.director);
    let id = staff.files("Вопрос").await.summary.id;
    deputy.hands_over(id, "Посмотрите").await;
    let letter = deputy.uploads("ответ.txt").await;
    let body = OutcomeBody {
        outcome: Outcome::Answered,
        text: "Исправили".into(),
        files: vec![letter],
    };
    deputy.step::<TicketsOutcome>(id).await.body(&body).done().await;
    let refused = staff.files("Отмените").await.summary.id;
    deputy.refuses(refused, "Нет").await;
    staff.objects(refused, "Почему?").await;
    let order = director.uploads("приказ.txt").await;
    let body = DecideBody {
        upheld: true,
        text: "По приказу".into(),
        files: vec![order],
    };
    director
        .step::<TicketsDecide>(refused)
        .await
        .body(&body)
        .done()
        .await;
    for (ticket, file) in [(id, letter), (refused, order)] {
        let said = staff.sees(ticket).await.messages.pop().unwrap();
        assert_eq!(said.files.iter().map(|file| file.id).collect::<Vec<_>>(), [file]);
        assert_eq!(status(staff, ticket, file).await, 200);
    }
}

async fn a_program_brings_and_claims_for_its_member(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let staff = school.person(&[Capacity::Staff]).await;
    staff.is_called("s1").await;
    let scopes = [Scope::TicketFile, Scope::TicketRead, Scope::TicketWrite];
    let journal = director.makes_client(&scopes).await;
    let reader = director.makes_client(&[Scope::TicketRead]).await;
    let upload = async |program: &crate::support::journal::Journal, name: &str| {
        let query = UploadQuery { name: name.into() };
        let school = SchoolPath {
            school: "demo".into(),
        };
        let request = app.request("POST", &address::<FilesCreate>(&school, &query));
        let request = request
            .bearer_auth(program.token().await)
            .header("On-Behalf-Of", "s1")
            .header("Idempotency-Key", fresh_key())
            .header("Content-Type", "application/octet-stream");
        Raw::of(request.body(TEXT)).await
    };
    upload(&reader, "a.txt").await.refused(ProblemKind::Forbidden);
    let brought = upload(&journal, "a.txt").await;
    assert_eq!(brought.status, FilesCreate::STATUS);
    let file: FileId = serde_json::from_value(brought.json()["id"].clone()).unwrap();
    // What the program brought is not the member's to use by hand, nor the other way round.
    let id = staff.files("Вопрос").await.summary.id;
    say(&staff, id, &with("Моё", &[file]))
        .refused(ProblemKind::Invalid)
        .await;
    let own = staff.uploads("b.txt").await;
    let by_program = async |files: &[FileId]| {
        app.after(Duration::seconds(1));
        let ask = journal.ask_for::<MessagesCreate>("s1", staff.at(id)).await;
        ask.body(&with("Файл", files)).send().await
    };
    by_program(&[own]).await.refused(ProblemKind::Invalid);
    assert_eq!(by_program(&[file]).await.done().files.len(), 1);
    assert_eq!(status(&staff, id, file).await, 200);
}

async fn what_is_known_is_not_sent_again_and_parts_are_sent(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let file = staff.uploads("a.txt").await;
    let id = staff.files_body(&about(&[file])).await.summary.id;
    let address = staff.file_at(id, file, None);
    let whole = staff.gets(&address, &[]).await;
    assert_eq!(whole.header("cache-control"), Some("private, no-cache"));
    assert_eq!(
        whole.header("content-length"),
        Some(TEXT.len().to_string().as_str())
    );
    let tag = whole.header("etag").unwrap().to_owned();
    let known = staff.gets(&address, &[("If-None-Match", &tag)]).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    let part = staff
        .gets(&address, &[("Range", "bytes=2-5"), ("If-Range", &tag)])
        .await;
    assert_eq!((part.status, part.body.as_slice()), (206, &TEXT[2..6]));
    let range = format!("bytes 2-5/{}", TEXT.len());
    assert_eq!(part.header("content-range"), Some(range.as_str()));
    let changed = staff
        .gets(&address, &[("Range", "bytes=2-5"), ("If-Range", "\"other\"")])
        .await;
    assert_eq!((changed.status, changed.body.as_slice()), (200, TEXT));
    assert_eq!(
        staff.gets(&address, &[("Range", "bytes=9999-")]).await.status,
        416
    );
    // Who may not read it learns nothing by knowing what it holds.
    let stranger = School::found(&app, "demo").await.person(&[Capacity::Staff]).await;
    assert_eq!(
        stranger.gets(&address, &[("If-None-Match", &tag)]).await.status,
        404
    );
}

async fn a_day_and_the_room_have_an_end(app: TestApp) {
    let app = app
        .beside_with(|config| {
            config.files_per_day = 3;
            config.files_megabytes = 1;
        })
        .await;
    let school = app.school("demo").await;
    let (staff, other) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Staff]).await,
    );
    let first = staff.upload("a.txt", TEXT).key("a").send().await.done();
    staff.brings("b.txt", &vec![b'a'; 1 << 19]).await;
    let full = staff.upload("c.txt", &vec![b'a'; 1 << 19]).send().await;
    full.refused(ProblemKind::FileSpaceExceeded);
    staff.uploads("d.txt").await;
    let refused = staff.upload("e.txt", TEXT).send().await;
    refused.refused(ProblemKind::FilesExceeded);
    assert_eq!(refused.header("retry-after"), Some("86401"));
    // What is taken back counts for the day all the same; what came is told again; others have a day of their own.
    takes_back(&staff, first.id).await;
    staff
        .upload("e.txt", TEXT)
        .send()
        .await
        .refused(ProblemKind::FilesExceeded);
    staff
        .upload("a.txt", TEXT)
        .key("a")
        .send()
        .await
        .refused(ProblemKind::NotFound);
    other.uploads("e.txt").await;
    app.after(Duration::hours(25));
    staff.uploads("e.txt").await;
    let eight = together((0..8).map(|n| {
        let who = other.clone();
        async move { who.upload(&format!("{n}.txt"), TEXT).send().await.status }
    }))
    .await;
    assert_eq!(eight.iter().filter(|status| **status == 201).count(), 3);
}

async fn takes_back(who: &Who, file: FileId) {
    let path = UploadPath {
        school: who.school.clone(),
        file,
    };
    who.ask::<FilesTakeBack>(path).done().await;
}

async fn a_file_is_taken_back(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, other) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Director]).await,
    );
    let file = staff.uploads("a.txt").await;
    let path = UploadPath {
        school: "demo".into(),
        file,
    };
    other
        .ask::<FilesTakeBack>(path.clone())
        .refused(ProblemKind::NotFound)
        .await;
    app.after(Duration::seconds(1));
    takes_back(&staff, file).await;
    staff
        .ask::<FilesTakeBack>(path)
        .refused(ProblemKind::NotFound)
        .await;
    assert_eq!(staff.opens(file).await.status, 404);
    let lines = "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE action = 'ticket_write' ORDER BY at, id";
    let lines: Vec<String> = app.database().column(lines, []).await;
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].contains("file") && lines[1].contains("take_back"),
        "{lines:?}"
    );
}
