//! Filing: what is asked of whom (T2), and what is told when something is missing.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::{Problem, ProblemKind};
use podskazka_shared::tickets::{RequesterGroup, Ticket, TicketBody, TicketsCreate};

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
pub fn fields(problem: &Problem) -> Vec<(&str, Kind)> {
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

both![
    staff_are_asked_for_nothing_but_the_description,
    a_student_is_asked_for_the_class_that_the_card_does_not_tell,
    a_parent_is_asked_which_child_only_with_several,
    who_is_both_staff_and_parent_says_as_whom,
];

async fn staff_are_asked_for_nothing_but_the_description(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let row = filed(&teacher, Told::default()).await.summary;
    assert_eq!((row.group, row.class_name), (RequesterGroup::Staff, None));
    refused(
        &teacher,
        Told {
            class_name: Some("7А"),
            ..Told::default()
        },
        "/class_name",
        Kind::Unknown,
    )
    .await;
    refused(
        &teacher,
        Told {
            child: Some(teacher.member),
            ..Told::default()
        },
        "/child",
        Kind::NotFound,
    )
    .await;
    refused(
        &teacher,
        Told {
            group: Some(RequesterGroup::Parent),
            ..Told::default()
        },
        "/group",
        Kind::NotFound,
    )
    .await;
}

async fn a_student_is_asked_for_the_class_that_the_card_does_not_tell(app: TestApp) {
    let school = app.school("demo").await;
    let (known, unknown) = (school.student(Some("7А")).await, school.student(None).await);
    let row = filed(
        &known,
        Told {
            class_name: Some("9Я"),
            ..Told::default()
        },
    )
    .await
    .summary;
    assert_eq!(
        (row.group, row.class_name.as_deref()),
        (RequesterGroup::Student, Some("7А")),
        "the card is right"
    );
    refused(&unknown, Told::default(), "/class_name", Kind::Required).await;
    refused(
        &unknown,
        Told {
            class_name: Some(" "),
            ..Told::default()
        },
        "/class_name",
        Kind::Required,
    )
    .await;
    let row = filed(
        &unknown,
        Told {
            class_name: Some(" 5Б "),
            ..Told::default()
        },
    )
    .await
    .summary;
    assert_eq!(row.class_name.as_deref(), Some("5Б"));
    refused(
        &known,
        Told {
            child: Some(unknown.member),
            ..Told::default()
        },
        "/child",
        Kind::NotFound,
    )
    .await;
}

async fn a_parent_is_asked_which_child_only_with_several(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two, stranger) = (
        school.student(Some("7А")).await,
        school.student(None).await,
        school.student(Some("8В")).await,
    );
    let of_one = school.parent(&[&one]).await;
    let row = filed(&of_one, Told::default()).await.summary;
    assert_eq!(
        (row.group, row.class_name.as_deref()),
        (RequesterGroup::Parent, Some("7А"))
    );

    let of_two = school.parent(&[&one, &two]).await;
    refused(&of_two, Told::default(), "/child", Kind::Required).await;
    for child in [stranger.member, of_two.member] {
        refused(
            &of_two,
            Told {
                child: Some(child),
                ..Told::default()
            },
            "/child",
            Kind::NotFound,
        )
        .await;
    }
    let about = |child: &Who| Told {
        child: Some(child.member),
        ..Told::default()
    };
    assert_eq!(
        filed(&of_two, about(&one)).await.summary.class_name.as_deref(),
        Some("7А")
    );
    refused(&of_two, about(&two), "/class_name", Kind::Required).await;
    let row = filed(
        &of_two,
        Told {
            class_name: Some("1А"),
            ..about(&two)
        },
    )
    .await
    .summary;
    assert_eq!(row.class_name.as_deref(), Some("1А"));

    let of_none = school.parent(&[]).await;
    refused(&of_none, Told::default(), "/class_name", Kind::Required).await;
    filed(
        &of_none,
        Told {
            class_name: Some("2Г"),
            ..Told::default()
        },
    )
    .await;
}

async fn who_is_both_staff_and_parent_says_as_whom(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let new = New {
        roles: &[Capacity::Teacher, Capacity::Parent],
        children: &[&child],
        ..New::default()
    };
    let both = school.new_person(new).await;
    refused(&both, Told::default(), "/group", Kind::Required).await;
    let as_ = |group| Told {
        group: Some(group),
        ..Told::default()
    };
    assert_eq!(
        filed(&both, as_(RequesterGroup::Staff)).await.summary.class_name,
        None
    );
    assert_eq!(
        filed(&both, as_(RequesterGroup::Parent))
            .await
            .summary
            .class_name
            .as_deref(),
        Some("7А")
    );
    refused(&both, as_(RequesterGroup::Student), "/group", Kind::NotFound).await;
}
