//! Filing: what is asked of whom (T2), and what is told when something is missing.

use podskazka_shared::access::Role;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::{Problem, ProblemKind};
use podskazka_shared::tickets::{RequesterGroup, Ticket, TicketBody, TicketsCreate, TicketsFind};
use serde_json::json;

use crate::support::desk::ticket;
use crate::support::{New, TestApp, Who};

#[derive(Default)]
struct Told<'a> {
    group: Option<RequesterGroup>,
    child: Option<MemberId>,
    class_name: Option<&'a str>,
}

impl Told<'_> {
    fn body(&self) -> TicketBody {
        TicketBody {
            group: self.group,
            child: self.child,
            class_name: self.class_name.map(str::to_owned),
            ..ticket("Вопрос")
        }
    }
}

async fn filed(who: &Who, told: Told<'_>) -> Ticket {
    who.ask::<TicketsCreate>(who.path())
        .body(&told.body())
        .done()
        .await
}

/// Pointers and kinds of a refusal.
fn fields(problem: &Problem) -> Vec<(&str, Kind)> {
    problem
        .errors
        .iter()
        .map(|error| (error.pointer.as_str(), error.kind.clone()))
        .collect()
}

async fn refused(who: &Who, told: Told<'_>, pointer: &str, kind: Kind) {
    let problem = who
        .ask::<TicketsCreate>(who.path())
        .body(&told.body())
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [(pointer, kind)]);
}

both! {
    async fn staff_are_asked_for_nothing_but_the_description(app: TestApp) {
        let school = app.school("demo").await;
        let teacher = school.person(&[Role::Teacher]).await;
        let row = filed(&teacher, Told::default()).await.summary;
        assert_eq!((row.group, row.class_name), (RequesterGroup::Staff, None));
        refused(&teacher, Told { class_name: Some("7А"), ..Told::default() }, "/class_name", Kind::Unknown).await;
        refused(&teacher, Told { child: Some(teacher.member), ..Told::default() }, "/child", Kind::NotFound).await;
        refused(&teacher, Told { group: Some(RequesterGroup::Parent), ..Told::default() }, "/group", Kind::NotFound).await;
    }

    async fn a_student_is_asked_for_the_class_that_the_card_does_not_tell(app: TestApp) {
        let school = app.school("demo").await;
        let (known, unknown) = (school.student(Some("7А")).await, school.student(None).await);
        let row = filed(&known, Told { class_name: Some("9Я"), ..Told::default() }).await.summary;
        assert_eq!((row.group, row.class_name.as_deref()), (RequesterGroup::Student, Some("7А")), "the card is right");
        refused(&unknown, Told::default(), "/class_name", Kind::Required).await;
        refused(&unknown, Told { class_name: Some(" "), ..Told::default() }, "/class_name", Kind::Required).await;
        let row = filed(&unknown, Told { class_name: Some(" 5Б "), ..Told::default() }).await.summary;
        assert_eq!(row.class_name.as_deref(), Some("5Б"));
        refused(&known, Told { child: Some(unknown.member), ..Told::default() }, "/child", Kind::NotFound).await;
    }

    async fn a_parent_is_asked_which_child_only_with_several(app: TestApp) {
        let school = app.school("demo").await;
        let (one, two, stranger) =
            (school.student(Some("7А")).await, school.student(None).await, school.student(Some("8В")).await);
        let of_one = school.parent(&[&one]).await;
        let row = filed(&of_one, Told::default()).await.summary;
        assert_eq!((row.group, row.class_name.as_deref()), (RequesterGroup::Parent, Some("7А")));

        let of_two = school.parent(&[&one, &two]).await;
        refused(&of_two, Told::default(), "/child", Kind::Required).await;
        for child in [stranger.member, of_two.member] {
            refused(&of_two, Told { child: Some(child), ..Told::default() }, "/child", Kind::NotFound).await;
        }
        let about = |child: &Who| Told { child: Some(child.member), ..Told::default() };
        assert_eq!(filed(&of_two, about(&one)).await.summary.class_name.as_deref(), Some("7А"));
        refused(&of_two, about(&two), "/class_name", Kind::Required).await;
        let row = filed(&of_two, Told { class_name: Some("1А"), ..about(&two) }).await.summary;
        assert_eq!(row.class_name.as_deref(), Some("1А"));

        let of_none = school.parent(&[]).await;
        refused(&of_none, Told::default(), "/class_name", Kind::Required).await;
        filed(&of_none, Told { class_name: Some("2Г"), ..Told::default() }).await;
    }

    async fn who_is_both_staff_and_parent_says_as_whom(app: TestApp) {
        let school = app.school("demo").await;
        let child = school.student(Some("7А")).await;
        let new = New { roles: &[Role::Teacher, Role::Parent], children: &[&child], ..New::default() };
        let both = school.new_person(new).await;
        refused(&both, Told::default(), "/group", Kind::Required).await;
        let as_ = |group| Told { group: Some(group), ..Told::default() };
        assert_eq!(filed(&both, as_(RequesterGroup::Staff)).await.summary.class_name, None);
        assert_eq!(filed(&both, as_(RequesterGroup::Parent)).await.summary.class_name.as_deref(), Some("7А"));
        refused(&both, as_(RequesterGroup::Student), "/group", Kind::NotFound).await;
    }

    async fn every_wrong_field_is_told_at_once_in_the_readers_language(app: TestApp) {
        let parent = app.school("demo").await.parent(&[]).await;
        let body = json!({"topic": "other", "description": "  ", "class_name": "ж".repeat(21)});
        let ask = || parent.ask::<TicketsCreate>(parent.path()).json(&body);
        let russian = ask().refused(ProblemKind::Invalid).await;
        let expected = [("/description", Kind::Required), ("/class_name", Kind::TooLong { max: 20 })];
        assert_eq!(fields(&russian), expected);
        assert_eq!(russian.errors[0].detail, "Заполните это поле.");
        let english = ask().header("Accept-Language", "de, en-GB;q=0.9, ru;q=0.1").send().await;
        assert_eq!(english.header("content-language"), Some("en"));
        let english = english.refused(ProblemKind::Invalid);
        assert_eq!((english.title.as_str(), english.errors[0].detail.as_str()), ("Check the marked fields.", "Fill in this field."));
    }

    async fn a_field_of_the_wrong_shape_is_told_by_its_pointer(app: TestApp) {
        let teacher = app.school("demo").await.person(&[Role::Teacher]).await;
        for (body, pointer, kind) in [
            (json!({"topic": "other"}), "/description", Kind::Required),
            (json!({"description": "Вопрос"}), "/topic", Kind::Required),
            (json!({"topic": "weather", "description": "Вопрос"}), "/topic", Kind::Malformed),
            (json!({"topic": "other", "description": 5}), "/description", Kind::Malformed),
            (json!({"topic": "other", "description": "Вопрос", "child": "1"}), "/child", Kind::Malformed),
            (json!({"topic": "other", "description": "a\u{0}b"}), "/description", Kind::Unprintable),
            (json!({"topic": "other", "description": "щ".repeat(10_001)}), "/description", Kind::TooLong { max: 10_000 }),
            (json!([]), "/topic", Kind::Required),
            (json!("text"), "", Kind::Malformed),
        ] {
            let ask = teacher.ask::<TicketsCreate>(teacher.path()).json(&body);
            let problem = ask.refused(ProblemKind::Invalid).await;
            if body != json!([]) {
                assert_eq!(fields(&problem), [(pointer, kind)], "{body}");
            }
        }
        let most = TicketBody { description: "щ".repeat(10_000), ..ticket("") };
        teacher.ask::<TicketsCreate>(teacher.path()).body(&most).done().await;
    }

    async fn a_new_request_tells_where_it_stands_and_its_version(app: TestApp) {
        let teacher = app.school("demo").await.person(&[Role::Teacher]).await;
        let answer = teacher.ask::<TicketsCreate>(teacher.path()).body(&ticket("Вопрос")).send().await;
        let filed = answer.done();
        let location = answer.header("location").unwrap();
        assert_eq!(location, format!("/api/v1/schools/demo/tickets/{}", filed.summary.id));
        assert_eq!(answer.header("etag"), Some("\"1\""));
        let found = teacher.ask::<TicketsFind>(teacher.at(filed.summary.id)).send().await;
        assert_eq!((found.header("etag"), found.done()), (Some("\"1\""), filed));
    }

    async fn a_school_is_called_by_its_slug_or_its_id(app: TestApp) {
        let school = app.school("demo").await;
        let teacher = school.person(&[Role::Teacher]).await;
        let ticket = teacher.files("Вопрос").await.summary.id;
        let by_id = podskazka_shared::tickets::TicketPath { school: school.id.to_string(), ticket };
        assert_eq!(teacher.ask::<TicketsFind>(by_id).done().await.summary.id, ticket);
    }
}
