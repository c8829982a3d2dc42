//! Slips: who prints them for whom, what becomes of them.

use chrono::Duration;
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::ids::MemberId;
use podskazka_shared::invitations::entry::EntryFind;
use podskazka_shared::invitations::{
    Invitation, InvitationPath, InvitationState, InvitationsFind, InvitationsList, InvitationsQuery,
    InvitationsWithdraw, InviteBody, LeftOut, Slips,
};
use podskazka_shared::my_class::ContactsPath;
use podskazka_shared::problem::ProblemKind;

use crate::filing::fields;
use crate::support::cards::{comes_in, invite, look};
use crate::support::people::School;
use crate::support::{New, TestApp, Who, together};

both![
    a_class_teacher_invites_the_own_class_and_nobody_else,
    nobody_prints_a_slip_for_more_rights_than_their_own,
    a_whole_class_is_invited_with_the_parents_once,
    everybody_in_a_role_is_invited_two_hundred_at_a_time,
    a_card_tells_how_far_its_owner_has_come_in,
    a_list_tells_states_and_never_codes,
    a_slip_printed_again_withdraws_the_first,
    a_withdrawn_slip_opens_nothing,
    a_slip_is_good_for_thirty_days,
    two_who_invite_the_same_class_leave_one_slip_each,
    only_the_office_invites_somebody_who_came_in_before,
    a_card_of_another_school_is_not_there,
];

async fn class_teacher(school: &School, class: &str) -> Who {
    school
        .new_person(New {
            roles: &[Capacity::ClassTeacher],
            class_name: Some(class),
            ..New::default()
        })
        .await
}

fn whys(slips: &Slips) -> Vec<LeftOut> {
    slips.left_out.iter().map(|one| one.why).collect()
}

async fn list(who: &Who, state: Option<InvitationState>) -> Vec<Invitation> {
    let query = InvitationsQuery {
        state,
        ..InvitationsQuery::default()
    };
    who.ask::<InvitationsList>(who.path())
        .query(query)
        .done()
        .await
        .items
}

fn at(who: &Who, invitation: &Invitation) -> InvitationPath {
    InvitationPath {
        school: who.school.clone(),
        invitation: invitation.id,
    }
}

async fn a_class_teacher_invites_the_own_class_and_nobody_else(app: TestApp) {
    let school = app.school("demo").await;
    let (mine, other) = (school.student_card("7А").await, school.student_card("7Б").await);
    let (parent, stranger) = (
        school.parent_card(&[mine]).await,
        school.parent_card(&[other]).await,
    );
    let teacher = class_teacher(&school, "7А").await;
    teacher.slip(mine).await;
    teacher.slip(parent).await;
    for card in [other, stranger, teacher.member] {
        let refused = teacher
            .invites(&invite(&[parent, card]))
            .refused(ProblemKind::Invalid);
        assert_eq!(fields(&refused.await), [("/members/1", Kind::NotFound)]);
    }
    let class = InviteBody {
        class: Some(school.class("7Б").await),
        ..InviteBody::default()
    };
    let refused = teacher.invites(&class).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&refused), [("/class", Kind::NotFound)]);
    // A parent who is also staff has more rights than a class teacher may let in.
    let both = school
        .card("Громова Анна", &[Role::Parent, Role::Director], None, &[mine])
        .await;
    let slips = teacher.invites(&invite(&[both])).done().await;
    assert_eq!(whys(&slips), [LeftOut::NotYours]);
    // They see the slips of their class only.
    let secretary = school.person(&[Capacity::Secretary]).await;
    secretary.slip(other).await;
    assert_eq!(list(&teacher, None).await.len(), 2);
    assert_eq!(list(&secretary, None).await.len(), 3);
    let all = list(&secretary, None).await;
    let foreign = all.iter().find(|one| one.member.id == other).unwrap();
    teacher
        .ask::<InvitationsFind>(at(&teacher, foreign))
        .refused(ProblemKind::NotFound)
        .await;
}

async fn nobody_prints_a_slip_for_more_rights_than_their_own(app: TestApp) {
    let school = app.school("demo").await;
    let (director, admin, secretary) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Secretary]).await,
    );
    for (role, may_admin, may_secretary) in [
        (Role::Director, false, false),
        (Role::DeputyHead, false, false),
        (Role::JournalAdmin, false, false),
        (Role::Secretary, true, false),
        (Role::SystemAdmin, true, false),
        (Role::Teacher, true, true),
        (Role::Parent, true, true),
    ] {
        let card = school.card("Иванов Иван", &[role], None, &[]).await;
        for (who, may) in [
            (&admin, may_admin),
            (&secretary, may_secretary),
            (&director, true),
        ] {
            let body = InviteBody {
                again: true,
                ..invite(&[card])
            };
            let slips = who.invites(&body).done().await;
            assert_eq!(slips.slips.len(), usize::from(may), "{role} by {}", who.name);
            let expected: &[LeftOut] = if may { &[] } else { &[LeftOut::NotYours] };
            assert_eq!(whys(&slips), expected);
        }
    }
    for role in [
        Capacity::DeputyHead,
        Capacity::SystemAdmin,
        Capacity::Helper,
        Capacity::Teacher,
        Capacity::Staff,
        Capacity::Parent,
        Capacity::Student,
        Capacity::VendorAgent,
    ] {
        let who = school.in_role(role).await;
        let card = school.student_card("1А").await;
        who.invites(&invite(&[card]))
            .refused(ProblemKind::Forbidden)
            .await;
        who.ask::<InvitationsList>(who.path())
            .refused(ProblemKind::Forbidden)
            .await;
    }
}

async fn a_whole_class_is_invited_with_the_parents_once(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let (one, two) = (school.student_card("7А").await, school.student_card("7А").await);
    let parent = school.parent_card(&[one, two]).await;
    school.student_card("7Б").await;
    let joined = school.student(Some("7А")).await;
    let class = InviteBody {
        class: Some(school.class("7А").await),
        ..InviteBody::default()
    };
    let slips = admin.invites(&class).done().await;
    let mut cards: Vec<MemberId> = slips.slips.iter().map(|slip| slip.member.id).collect();
    cards.sort_unstable();
    let mut expected = [one, two, parent];
    expected.sort_unstable();
    assert_eq!(cards, expected);
    assert_eq!(whys(&slips), [LeftOut::HasAccount]);
    assert_eq!(slips.left_out[0].member.id, joined.member);
    let slip = slips.slips.iter().find(|slip| slip.member.id == one).unwrap();
    assert_eq!(slip.class.as_ref().unwrap().to_string(), "7А");
    assert!(
        slip.link.ends_with(&format!("/join#{}", slip.code)),
        "{}",
        slip.link
    );
    let mut codes: Vec<&str> = slips.slips.iter().map(|slip| slip.code.as_str()).collect();
    codes.dedup();
    assert_eq!(codes.len(), 3);
    // The second time there is nobody new.
    let again = admin.invites(&class).done().await;
    assert!(again.slips.is_empty());
    assert_eq!(again.left_out.len(), 4);
    // Neither nobody nor too many.
    for members in [Vec::new(), vec![one; 201]] {
        let problem = admin
            .invites(&invite(&members))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(
            fields(&problem),
            [("/members", Kind::OutOfRange { min: 1, max: 200 })]
        );
    }
}

async fn everybody_in_a_role_is_invited_two_hundred_at_a_time(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    for number in 0..202 {
        let name = format!("Учитель {number:03}");
        school.card(&name, &[Role::Teacher], None, &[]).await;
    }
    school.student_card("7А").await;
    school.person(&[Capacity::Teacher]).await;
    let deputy = [Role::Teacher, Role::DeputyHead];
    let deputy = school.card("Завуч Анна", &deputy, None, &[]).await;
    let body = |role, again| InviteBody {
        role: Some(role),
        again,
        ..InviteBody::default()
    };
    let first = admin.invites(&body(Role::Teacher, false)).done().await;
    assert_eq!((first.slips.len(), first.left_out.len(), first.rest), (199, 1, 3));
    assert_eq!(
        (first.left_out[0].member.id, first.left_out[0].why),
        (deputy, LeftOut::NotYours)
    );
    let second = admin.invites(&body(Role::Teacher, false)).done().await;
    assert_eq!(
        (second.slips.len(), second.left_out.len(), second.rest),
        (3, 1, 0)
    );
    assert_eq!(second.slips[2].member.name, "Учитель 201");
    // A stack that was lost is printed again, as long as it is one.
    let problem = admin
        .invites(&body(Role::Teacher, true))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(
        fields(&problem),
        [("/role", Kind::OutOfRange { min: 1, max: 200 })]
    );
    let student = admin.invites(&body(Role::Student, false)).done().await;
    let again = admin.invites(&body(Role::Student, true)).done().await;
    assert_eq!((student.slips.len(), again.slips.len()), (1, 1));
    assert_ne!(student.slips[0].code, again.slips[0].code);
    // A class teacher's reach is the own class, whoever is asked for.
    let teacher = class_teacher(&school, "7А").await;
    school.student_card("7Б").await;
    let body = body(Role::Student, true);
    assert_eq!(teacher.invites(&body).done().await.slips.len(), 1);
    let both = InviteBody {
        class: Some(school.class("7А").await),
        ..body
    };
    let problem = admin.invites(&both).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/role", Kind::Unknown)]);
}

async fn a_card_tells_how_far_its_owner_has_come_in(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, secretary) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Secretary]).await,
    );
    let entry = async |who: &Who, member| {
        let path = ContactsPath {
            school: "demo".into(),
            member,
        };
        who.ask::<EntryFind>(path).done().await
    };
    let card = school.card("Орлов Павел", &[Role::Teacher], None, &[]).await;
    let before = entry(&admin, card).await;
    assert!(before.may_invite && !before.may_reset && !before.has_account && before.open.is_empty());
    assert!(!before.by_consent && !before.child);
    let slip = admin.slip(card).await;
    let open = entry(&secretary, card).await.open;
    assert_eq!(open[0].id, slip.id);
    assert_eq!(open[0].by.as_ref().map(|by| by.id), Some(admin.member));
    comes_in(&app, &slip.code, "pavel.orlov").await;
    let after = entry(&admin, card).await;
    assert!(after.has_account && after.may_reset && !after.may_invite && after.open.is_empty());
    assert!(after.acquaintance.is_some());
    assert!(!entry(&secretary, card).await.may_reset);
    // Nobody is offered what the server refuses.
    let director = school.person(&[Capacity::Director]).await;
    assert!(!entry(&admin, director.member).await.may_reset);
    assert!(!entry(&admin, admin.member).await.may_reset);
    let deputy = school.card("Завуч Анна", &[Role::DeputyHead], None, &[]).await;
    assert!(!entry(&admin, deputy).await.may_invite);
    // A child's parents are told, one of whom signs.
    let child = school.student_card("7А").await;
    let parent = school.parent_card(&[child]).await;
    let entry = entry(&secretary, child).await;
    assert!(entry.child && entry.by_consent);
    assert_eq!(entry.parents[0].id, parent);
}

async fn a_list_tells_states_and_never_codes(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let (a, b) = (school.parent_card(&[]).await, school.parent_card(&[]).await);
    let (used, open) = (admin.slip(a).await, admin.slip(b).await);
    comes_in(&app, &used.code, "pavel.orlov").await;
    let answer = admin.ask::<InvitationsList>(admin.path()).send().await;
    for slip in [&used, &open] {
        assert!(!answer.text().contains(&slip.code) && !answer.text().contains(&slip.code.replace('-', "")));
        let hashes = "SELECT COUNT(*) FROM invitation WHERE length(code_hash) = 32";
        assert_eq!(app.database().count(hashes, []).await, 2);
    }
    let states = |items: Vec<Invitation>| items.into_iter().map(|one| one.state).collect::<Vec<_>>();
    use InvitationState::{Expired, Open, Used, Withdrawn};
    let mut both = states(answer.done().items);
    both.sort_unstable();
    assert_eq!(both, [Open, Used]);
    assert_eq!(states(list(&admin, Some(Open)).await), [Open]);
    assert_eq!(states(list(&admin, Some(Used)).await), [Used]);
    assert!(list(&admin, Some(Withdrawn)).await.is_empty());
    app.after(Duration::days(30));
    assert_eq!(states(list(&admin, Some(Expired)).await), [Expired]);
    assert!(list(&admin, Some(Open)).await.is_empty());
}

async fn a_slip_printed_again_withdraws_the_first(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let first = admin.slip(card).await;
    assert_eq!(
        whys(&admin.invites(&invite(&[card])).done().await),
        [LeftOut::HasOpen]
    );
    let again = InviteBody {
        again: true,
        ..invite(&[card])
    };
    let second = admin.invites(&again).done().await.slips.remove(0);
    assert_ne!(first.code, second.code);
    look(&app, &first.code).refused(ProblemKind::CodeOver).await;
    look(&app, &second.code).done().await;
    assert_eq!(
        list(&admin, Some(InvitationState::Withdrawn)).await[0].id,
        first.id
    );
}

async fn a_withdrawn_slip_opens_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let invitation = list(&admin, None).await.remove(0);
    let withdraw = |version| {
        admin
            .ask::<InvitationsWithdraw>(at(&admin, &invitation))
            .version(version)
    };
    withdraw(7).refused(ProblemKind::Stale).await;
    let withdrawn = withdraw(1).done().await;
    assert_eq!(
        (withdrawn.state, withdrawn.version),
        (InvitationState::Withdrawn, 2)
    );
    withdraw(2).refused(ProblemKind::WrongState).await;
    look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    admin.slip(card).await;
}

async fn a_slip_is_good_for_thirty_days(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    assert_eq!(slip.expires_at, app.now() + Duration::days(30));
    app.after(Duration::days(30) - Duration::seconds(1));
    look(&app, &slip.code).done().await;
    app.after(Duration::seconds(1));
    look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    // An expired slip is replaced without being asked for again.
    admin.slip(card).await;
}

async fn two_who_invite_the_same_class_leave_one_slip_each(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let cards = [school.student_card("7А").await, school.student_card("7А").await];
    let mut backwards = cards;
    backwards.reverse();
    admin.token().await;
    let asks = (0..8).map(|n| {
        let body = InviteBody {
            again: true,
            ..invite(if n % 2 == 0 { &cards } else { &backwards })
        };
        let admin = admin.clone();
        async move { admin.invites(&body).done().await.slips }
    });
    let made: usize = together(asks).await.iter().map(Vec::len).sum();
    assert_eq!(made, 16);
    assert_eq!(list(&admin, Some(InvitationState::Open)).await.len(), 2);
}

async fn only_the_office_invites_somebody_who_came_in_before(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let teacher = class_teacher(&school, "7А").await;
    let child = school.student_card("7А").await;
    let card = school.parent_card(&[child]).await;
    comes_in(&app, &teacher.slip(card).await.code, "pavel.orlov").await;
    // The account goes, as after an erasure; the card stays.
    app.database()
        .execute(
            "UPDATE member SET person_id = NULL WHERE post = '' AND name LIKE 'Орлов Павел%'",
            [],
        )
        .await
        .unwrap();
    assert_eq!(
        whys(&teacher.invites(&invite(&[card])).done().await),
        [LeftOut::NotYours]
    );
    admin.slip(card).await;
}

async fn a_card_of_another_school_is_not_there(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let admin = school.person(&[Capacity::JournalAdmin, Capacity::Director]).await;
    let card = other.parent_card(&[]).await;
    let problem = admin
        .invites(&invite(&[card]))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/members/0", Kind::NotFound)]);
    let class = InviteBody {
        class: Some(other.class("7А").await),
        ..InviteBody::default()
    };
    let problem = admin.invites(&class).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/class", Kind::NotFound)]);
}
