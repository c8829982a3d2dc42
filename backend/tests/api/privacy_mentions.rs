//! What an erasure takes out of the words of others: the person, however they are written, and nobody else.

use podskazka_shared::access::Capacity;
use podskazka_shared::articles::{ArticleBody, ArticlePath, ArticlesFind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{MemberId, TicketId};
use podskazka_shared::people::imports::{ImportPath, ImportsCreate, ImportsFind};
use podskazka_shared::privacy::{
    CorrectionBody, CorrectionPath, CorrectionsRefuse, ERASED_NAME, ERASED_TITLE, ErasuresRefuse,
    MeCorrectionsCreate, RefuseBody,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketBody;
use serde_json::json;

use crate::articles::{article, rewrites, stands};
use crate::privacy::{approves, asks, at, everything};
use crate::support::desk::ticket;
use crate::support::{New, School, TestApp, Who};

both![
    whoever_shares_a_name_keeps_it_and_others_keep_their_words,
    a_title_is_cut_anew_from_what_is_left,
    usual_spellings_of_name_and_contacts_are_found,
    a_contact_that_is_somebody_elses_too_stays,
    a_line_of_a_schedule_with_another_card_stays,
    cases_of_others_do_not_mention_the_erased,
    a_file_of_people_that_is_about_the_erased_goes,
    a_material_that_names_the_erased_keeps_its_other_words,
];

async fn named(school: &School, name: &str, role: Capacity) -> Who {
    let new = New {
        name: Some(name),
        roles: &[role],
        ..New::default()
    };
    school.new_person(new).await
}

async fn has_contacts(app: &TestApp, who: &Who, email: &str, phone: &str) {
    let set = "UPDATE member SET email = $2, phone = $3 WHERE id = $1";
    let values = [who.member.0.into(), email.into(), phone.into()];
    app.database().execute(set, values).await.unwrap();
}

pub async fn erased(by: &Who, whom: &Who) {
    approves(by, &asks(whom, whom).await).await;
}

async fn texts(reader: &Who, id: TicketId) -> Vec<String> {
    let thread = reader.sees(id).await.messages;
    thread.into_iter().map(|message| message.text).collect()
}

async fn whoever_shares_a_name_keeps_it_and_others_keep_their_words(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let gone = named(&school, "Сидорова Елена Владимировна", Capacity::Parent).await;
    named(&school, "Петрова Елена Владимировна", Capacity::Teacher).await;
    let left = named(&school, "Сидорова Екатерина Викторовна", Capacity::Teacher).await;
    let end = "UPDATE member SET ended_at = $2 WHERE id = $1";
    let values = [left.member.0.into(), app.now().into()];
    app.database().execute(end, values).await.unwrap();
    let teacher = school.person(&[Capacity::Teacher]).await;
    let own = TicketBody {
        class_name: Some("7А".to_owned()),
        ..ticket("мой вопрос")
    };
    let own = gone.files_body(&own).await.summary.id;
    let id = teacher.files("урок вела Елена Владимировна").await.summary.id;
    teacher.says(id, "подписала Сидорова Е.В. из канцелярии").await;
    teacher
        .says(id, "звонила Сидорова Елена, просила перезвонить")
        .await;
    teacher
        .says(id, "Елена Владимировна Сидорова приходила дважды")
        .await;
    let file =
        json!({"text": "ID;ФИО;Роль\nt1;Петрова Елена Владимировна;учитель\nt2;Сидорова Е. В.;учитель"});
    let import = secretary
        .ask::<ImportsCreate>(secretary.path())
        .json(&file)
        .done()
        .await;

    erased(&director, &gone).await;
    assert_eq!(
        texts(&director, id).await,
        [
            "урок вела Елена Владимировна",
            "подписала Сидорова Е.В. из канцелярии",
            "звонила [удалено], просила перезвонить",
            "[удалено] приходила дважды",
        ]
    );
    assert_eq!(director.sees(own).await.summary.title, ERASED_TITLE);
    let path = ImportPath {
        school: "demo".into(),
        import: import.id,
    };
    secretary.ask::<ImportsFind>(path).done().await;
}

async fn a_title_is_cut_anew_from_what_is_left(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let gone = named(&school, "Берёзкина Аглая Серафимовна", Capacity::Parent).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let text =
        "Не открывается журнал, и об этом мне сегодня сказала по телефону Берёзкина Аглая Серафимовна, мама";
    let id = teacher.files(text).await.summary.id;
    assert!(director.sees(id).await.summary.title.contains("Берёзкина"));
    let version = director.sees(id).await.summary.version;
    erased(&director, &gone).await;
    let seen = director.sees(id).await.summary;
    assert_eq!(
        seen.title,
        "Не открывается журнал, и об этом мне сегодня сказала по телефону [удалено], мама"
    );
    assert!(seen.version > version);
}

async fn usual_spellings_of_name_and_contacts_are_found(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let gone = named(&school, "Берёзкина Аглая Серафимовна", Capacity::Parent).await;
    has_contacts(&app, &gone, "Aglaya@Berezkina.test", "+7 901 234-56-78").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let id = teacher.files("вопрос").await.summary.id;
    let written = [
        "берёзкина аглая",
        "Березкина Аглая",
        "БЕРЁЗКИНА АГЛАЯ СЕРАФИМОВНА",
        "БЕРЕЗКИНА А. С.",
        "Аглая Серафимовна Берёзкина",
        "А.С. Березкина",
        "aglaya@berezkina.test",
        "AGLAYA@BEREZKINA.TEST",
        "89012345678",
        "8 (901) 234 56 78",
        "+79012345678",
        "901-234-56-78",
    ];
    for text in written {
        teacher.says(id, &format!("вот: {text}!")).await;
    }
    teacher
        .rates_after_answer(&school, id, "спасибо, берёзкина аглая!")
        .await;
    erased(&director, &gone).await;
    let left = texts(&director, id).await;
    for (text, written) in left.iter().skip(1).zip(written) {
        assert_eq!(text, "вот: [удалено]!", "{written}");
    }
    let all = everything(&app).await;
    for text in written {
        assert!(!all.contains(text), "{text}");
    }
    assert!(all.contains("спасибо, [удалено]!"));
}

impl Who {
    /// A helper answers, and they rate it.
    async fn rates_after_answer(&self, school: &School, id: TicketId, comment: &str) {
        let helper = school.person(&[Capacity::Helper]).await;
        helper.answers(id, "ответ").await;
        self.rates(id, 5, Some(comment)).await;
    }
}

async fn a_contact_that_is_somebody_elses_too_stays(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let child = school.student(Some("7А")).await;
    let mother = school.parent(&[&child]).await;
    has_contacts(&app, &child, "", "8 901 234-56-78").await;
    has_contacts(&app, &mother, "mother@family.test", "+7 (901) 234-56-78").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let id = teacher.files("звоните 89012345678").await.summary.id;
    approves(&director, &asks(&mother, &child).await).await;
    assert_eq!(texts(&director, id).await, ["звоните 89012345678"]);
    erased(&director, &mother).await;
    assert_eq!(texts(&director, id).await, ["звоните [удалено]"]);
}

async fn line(app: &TestApp, school: &School, position: i32, name: &str, of: Option<MemberId>) {
    let schedule: uuid::Uuid = podskazka::clock::new_id(app.now());
    let line: uuid::Uuid = podskazka::clock::new_id(app.now());
    let insert = "INSERT INTO schedule (id, school_id, year, state, created_at, version) VALUES ($1, $2, $3, 'draft', $4, 1)";
    let values = [
        schedule.into(),
        school.id.0.into(),
        (2000 + position).into(),
        app.now().into(),
    ];
    app.database().execute(insert, values).await.unwrap();
    let insert = "INSERT INTO schedule_line (id, schedule_id, position, name, posts, directions, member_id)
        VALUES ($1, $2, $3, $4, $5, $5, $6)";
    let values = [
        line.into(),
        schedule.into(),
        position.into(),
        name.into(),
        json!([]).into(),
        of.map(|of| of.0).into(),
    ];
    app.database().execute(insert, values).await.unwrap();
}

async fn a_line_of_a_schedule_with_another_card_stays(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let gone = named(&school, "Берёзкина Аглая Серафимовна", Capacity::Teacher).await;
    // Called otherwise by now; the old order has the name of then.
    let other = named(&school, "Дубова Аглая Серафимовна", Capacity::Teacher).await;
    line(&app, &school, 1, "Берёзкина А.С.", Some(other.member)).await;
    line(&app, &school, 2, "березкина а. с.", None).await;
    line(&app, &school, 3, "А. С. Б.", Some(gone.member)).await;
    line(&app, &school, 4, "Берёзкина А.Н.", None).await;
    erased(&director, &gone).await;
    let names = "SELECT name FROM schedule_line ORDER BY position";
    let names: Vec<String> = app.database().column(names, []).await;
    assert_eq!(
        names,
        ["Берёзкина А.С.", ERASED_NAME, ERASED_NAME, "Берёзкина А.Н."]
    );
}

async fn cases_of_others_do_not_mention_the_erased(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let gone = named(&school, "Берёзкина Аглая Серафимовна", Capacity::Parent).await;
    let other = school.parent(&[]).await;
    let body = CorrectionBody {
        member: other.member,
        name: Some("Берёзкина Аглая".to_owned()),
        email: None,
        phone: None,
        note: "так сказала Берёзкина А.С. вчера".to_owned(),
    };
    let asked = other
        .ask::<MeCorrectionsCreate>(Nothing {})
        .body(&body)
        .done()
        .await;
    let path = CorrectionPath {
        school: "demo".into(),
        correction: asked.id,
    };
    let reason = RefuseBody {
        reason: "это Берёзкина Аглая, а не вы".to_owned(),
    };
    let refuse = director.ask::<CorrectionsRefuse>(path).version(1).body(&reason);
    refuse.done().await;
    let erasure = asks(&other, &other).await;
    let refuse = director.ask::<ErasuresRefuse>(at(&director, &erasure)).version(1);
    refuse.body(&reason).done().await;
    erased(&director, &gone).await;
    let rows = "SELECT name || '|' || note || '|' || reason FROM correction";
    let rows: Vec<String> = app.database().column(rows, []).await;
    assert_eq!(
        rows,
        ["[удалено]|так сказала [удалено] вчера|это [удалено], а не вы"]
    );
    let reasons = "SELECT reason FROM erasure WHERE reason IS NOT NULL";
    let reasons: Vec<String> = app.database().column(reasons, []).await;
    assert_eq!(reasons, ["это [удалено], а не вы"]);
}

async fn a_file_of_people_that_is_about_the_erased_goes(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let gone = named(&school, "Берёзкина Аглая Серафимовна", Capacity::Teacher).await;
    let id = "UPDATE member SET external_id = 'j77' WHERE id = $1";
    app.database().execute(id, [gone.member.0.into()]).await.unwrap();
    let file = json!({"text": "ID;ФИО;Роль\nj77;Дубова Анна;учитель"});
    let import = secretary
        .ask::<ImportsCreate>(secretary.path())
        .json(&file)
        .done()
        .await;
    erased(&director, &gone).await;
    let path = ImportPath {
        school: "demo".into(),
        import: import.id,
    };
    secretary
        .ask::<ImportsFind>(path)
        .refused(ProblemKind::NotFound)
        .await;
}

async fn a_material_that_names_the_erased_keeps_its_other_words(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let gone = named(&school, "Сидорова Елена Владимировна", Capacity::Teacher).await;
    let body = ArticleBody {
        title: "Пароль: Сидорова Е.В.".into(),
        text: Some("Пароль выдаёт Сидорова Елена Владимировна в кабинете 214.".into()),
        source: Some("Сидорова Елена".into()),
        ..article()
    };
    let stood = stands(&director, &body).await;
    let id = stood.summary.id;
    rewrites(&director, &stood, &body).done().await;
    erased(&director, &gone).await;
    let path = ArticlePath {
        school: director.school.clone(),
        article: id,
    };
    let left = director.ask::<ArticlesFind>(path).done().await;
    assert_eq!(left.summary.title, "Пароль: [удалено]");
    let text = left.text.unwrap();
    assert_eq!(text, "Пароль выдаёт [удалено] в кабинете 214.");
    assert_eq!(left.summary.source.unwrap(), "[удалено]");
    let draft = left.draft_body.unwrap();
    assert_eq!(
        (draft.title.as_str(), draft.source.as_deref()),
        ("Пароль: [удалено]", Some("[удалено]"))
    );
}
