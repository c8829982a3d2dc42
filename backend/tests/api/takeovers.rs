//! A school cannot take over a person of another school, whatever it imports, edits, invites and resets.

use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::appointments::acting::{ActingBody, ActingCreate};
use podskazka_shared::appointments::order::{AppointmentBody, AppointmentsCreate};
use podskazka_shared::auth::reset::{
    AuthReset, AuthResetUse, NewPasswordBody, PasswordBody, PasswordChange, ResetBody,
};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::clients::Scope;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::MemberId;
use podskazka_shared::invitations::join::{Acts, JoinReset, JoinResetBody};
use podskazka_shared::invitations::{
    InvitationsCreate, InviteBody, LeftOut, ResetSlipBody, ResetSlipsCreate,
};
use podskazka_shared::my_class::{CardContactsPatch, ContactsFind, ContactsPath, ContactsUpdate};
use podskazka_shared::people::MeFind;
use podskazka_shared::people::cards::{PeopleEnd, PeopleRoles, PeopleUpdate};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketsList;
use serde_json::json;

use crate::cards::{at, see};
use crate::contacts::{add, confirm};
use crate::filing::fields;
use crate::imports::{applied, people};
use crate::support::cards::{NEW_PASSWORD, acts, comes_in, invite, join, look};
use crate::support::client::Ask;
use crate::support::people::{PASSWORD, School};
use crate::support::post::Post;
use crate::support::{New, TestApp, Who};

both![
    a_card_with_somebody_elses_address_opens_nothing_of_theirs,
    an_account_cannot_be_made_with_a_name_that_has_an_owner,
    no_reset_for_a_person_of_two_schools,
    a_membership_added_between_slip_and_use_ends_the_slip,
    a_membership_that_ended_elsewhere_still_protects,
    contacts_edited_on_a_card_get_no_reset_mail,
    a_slip_cannot_be_made_for_a_card_that_is_joined,
    a_slip_accepted_by_somebody_else_joins_them_not_the_one_who_was_meant,
    a_second_card_does_not_merge_with_the_first,
    a_card_that_ended_after_the_slip_was_printed_opens_nothing,
    a_slip_opens_no_more_than_its_printer_may_let_in_when_it_is_used,
    a_slip_ends_with_the_right_of_who_printed_it,
    a_card_that_ends_and_comes_back_keeps_its_owner,
    a_reset_slip_is_no_invitation_and_an_invitation_is_no_reset,
    heads_administrators_operators_and_oneself_are_never_reset,
    a_member_of_another_school_is_not_found_by_any_of_it,
    a_password_that_the_owner_sets_ends_every_reset_slip,
    an_account_that_a_slip_reset_joins_no_other_school,
    a_reset_slip_ends_with_the_right_of_who_printed_it,
    an_imported_card_with_everything_of_the_victim_opens_nothing_of_theirs,
    a_card_that_a_file_rewrites_is_still_its_owners_and_nobody_elses,
];

/// A victim in one school and a school that wants their account.
async fn two(app: &TestApp) -> (School, Who, School, Who) {
    let (home, greedy) = (app.school("home").await, app.school("greedy").await);
    let victim = home.person(&[Capacity::Teacher]).await;
    let admin = greedy
        .person(&[Capacity::JournalAdmin, Capacity::Director, Capacity::Secretary])
        .await;
    (home, victim, greedy, admin)
}

fn reset(admin: &Who, member: MemberId) -> Ask<ResetSlipsCreate> {
    admin
        .ask::<ResetSlipsCreate>(admin.path())
        .body(&ResetSlipBody { member })
}

fn use_reset(app: &TestApp, code: &str) -> Ask<JoinReset> {
    let body = JoinResetBody {
        code: code.to_owned(),
        password: NEW_PASSWORD.to_owned(),
    };
    app.guest::<JoinReset>(Nothing {}).body(&body)
}

/// The victim is who they were: signs in as before, in their school only.
async fn untouched(app: &TestApp, victim: &Who, schools: usize) {
    app.login(&victim.login, PASSWORD).await.done();
    app.login(&victim.login, NEW_PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    let me = victim.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!(me.memberships.len(), schools);
    victim.ask::<TicketsList>(victim.path()).done().await;
}

async fn edit_email(admin: &Who, member: MemberId, email: &str) {
    let path = || ContactsPath {
        school: admin.school.clone(),
        member,
    };
    let version = admin.ask::<ContactsFind>(path()).done().await.version;
    let patch = CardContactsPatch {
        email: Some(email.to_owned()),
        phone: None,
    };
    admin
        .ask::<ContactsUpdate>(path())
        .version(version)
        .body(&patch)
        .done()
        .await;
}

async fn a_card_with_somebody_elses_address_opens_nothing_of_theirs(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let card = greedy.card(&victim.name, &[Role::Teacher], None, &[]).await;
    edit_email(&admin, card, &victim.login).await;
    // Inviting does not tell that there is such a person, and reset finds no account.
    let slips = admin.invites(&invite(&[card])).done().await;
    assert_eq!((slips.slips.len(), slips.left_out.len()), (1, 0));
    reset(&admin, card).refused(ProblemKind::WrongState).await;
    comes_in(&app, &slips.slips[0].code, "somebody.new").await;
    untouched(&app, &victim, 1).await;
}

async fn an_account_cannot_be_made_with_a_name_that_has_an_owner(app: TestApp) {
    let (home, victim, greedy, admin) = two(&app).await;
    let own = home.person(&[Capacity::JournalAdmin]).await;
    let card = home.parent_card(&[]).await;
    comes_in(&app, &own.slip(card).await.code, "+7 999 123-45-67").await;
    let card = greedy.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let all = acts(&look(&app, &slip.code).done().await);
    let problem = join(&app, &slip.code, "8 999 1234567", &all)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/login", Kind::Taken)]);
    // An address is proven first, so that nothing is told of it.
    let problem = join(&app, &slip.code, &victim.login, &all)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/email_code", Kind::WrongCode)]);
    untouched(&app, &victim, 1).await;
}

async fn no_reset_for_a_person_of_two_schools(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let here = greedy.also(&victim, &[Capacity::Teacher]).await;
    reset(&admin, here.member)
        .refused(ProblemKind::ResetNotHere)
        .await;
    untouched(&app, &victim, 2).await;
}

async fn a_membership_added_between_slip_and_use_ends_the_slip(app: TestApp) {
    let (home, _, greedy, admin) = two(&app).await;
    let victim = greedy.person(&[Capacity::Teacher]).await;
    let slip = reset(&admin, victim.member).done().await;
    home.also(&victim, &[Capacity::Parent]).await;
    use_reset(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    untouched(&app, &victim, 2).await;
}

async fn a_membership_that_ended_elsewhere_still_protects(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let here = greedy.also(&victim, &[Capacity::Teacher]).await;
    app.database()
        .execute(&format!(
            "UPDATE member SET ended_at = created_at WHERE school_id <> (SELECT id FROM school WHERE slug = '{}')",
            greedy.slug
        ), []).await.unwrap();
    reset(&admin, here.member)
        .refused(ProblemKind::ResetNotHere)
        .await;
    app.login(&victim.login, PASSWORD).await.done();
}

async fn contacts_edited_on_a_card_get_no_reset_mail(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let mut post = Post::of(&app).await;
    let here = greedy.also(&victim, &[Capacity::Teacher]).await;
    edit_email(&admin, here.member, "greedy@school.test").await;
    for login in ["greedy@school.test", victim.login.as_str()] {
        let body = ResetBody { login: login.into() };
        app.guest::<AuthReset>(Nothing {}).body(&body).done().await;
    }
    let mail = post.one().await;
    assert_eq!(mail.to, victim.login);
    untouched(&app, &victim, 2).await;
}

async fn a_slip_cannot_be_made_for_a_card_that_is_joined(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let card = greedy.card("Иванова Анна", &[Role::Teacher], None, &[]).await;
    let slip = admin.slip(card).await;
    let all = acts(&look(&app, &slip.code).done().await);
    victim.joins(&slip.code, &all).done().await;
    for again in [false, true] {
        let mut body = invite(&[card]);
        body.again = again;
        let slips = admin
            .ask::<InvitationsCreate>(admin.path())
            .body(&body)
            .done()
            .await;
        assert!(slips.slips.is_empty());
        assert_eq!(slips.left_out[0].why, LeftOut::HasAccount);
    }
    join(&app, &slip.code, "new.owner", &all)
        .refused(ProblemKind::CodeOver)
        .await;
    reset(&admin, card).refused(ProblemKind::ResetNotHere).await;
    untouched(&app, &victim, 2).await;
}

async fn a_slip_accepted_by_somebody_else_joins_them_not_the_one_who_was_meant(app: TestApp) {
    let (home, victim, greedy, admin) = two(&app).await;
    let stranger = home.person(&[Capacity::Parent]).await;
    let card = greedy.card(&victim.name, &[Role::Teacher], None, &[]).await;
    let slip = admin.slip(card).await;
    let all = acts(&look(&app, &slip.code).done().await);
    stranger.joins(&slip.code, &all).done().await;
    untouched(&app, &victim, 1).await;
    assert_eq!(
        stranger.ask::<MeFind>(Nothing {}).done().await.memberships.len(),
        2
    );
    victim
        .joins(&slip.code, &all)
        .refused(ProblemKind::CodeOver)
        .await;
}

async fn a_second_card_does_not_merge_with_the_first(app: TestApp) {
    let (home, victim, ..) = two(&app).await;
    let admin = home.person(&[Capacity::JournalAdmin, Capacity::Director]).await;
    let card = home.card(&victim.name, &[Role::Director], None, &[]).await;
    let slip = admin.slip(card).await;
    let all = acts(&look(&app, &slip.code).done().await);
    victim
        .joins(&slip.code, &all)
        .refused(ProblemKind::AlreadyMember)
        .await;
    // The slip is not used up by that.
    look(&app, &slip.code).done().await;
    untouched(&app, &victim, 1).await;
}

async fn a_card_that_ended_after_the_slip_was_printed_opens_nothing(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let card = greedy.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let all = acts(&look(&app, &slip.code).done().await);
    app.database()
        .execute(
            "UPDATE member SET ended_at = created_at WHERE person_id IS NULL",
            [],
        )
        .await
        .unwrap();
    look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    victim
        .joins(&slip.code, &all)
        .refused(ProblemKind::CodeOver)
        .await;
    join(&app, &slip.code, "orlov", &all)
        .refused(ProblemKind::CodeOver)
        .await;
}

/// Gives somebody a role.
async fn gives(by: &Who, member: MemberId, role: &str) {
    let version = see(by, member).await.summary.version;
    let ask = by.ask::<PeopleRoles>(at(by, member)).version(version);
    ask.json(&json!({"give": [role]})).done().await;
}

async fn a_slip_opens_no_more_than_its_printer_may_let_in_when_it_is_used(app: TestApp) {
    let (_, victim, greedy, _) = two(&app).await;
    let (director, secretary) = (
        greedy.person(&[Capacity::Director]).await,
        greedy.person(&[Capacity::Secretary]).await,
    );
    for (index, power) in ["deputy_head", "journal_admin", "acting", "waiting", "helper"]
        .into_iter()
        .enumerate()
    {
        let card = greedy
            .card("Учитель Без Входа", &[Role::Teacher], None, &[])
            .await;
        let slip = secretary.slip(card).await;
        let all = acts(&look(&app, &slip.code).done().await);
        let acting = ActingBody {
            member: card,
            ..director.acting_of(&director)
        };
        let helping = AppointmentBody {
            member: card,
            ..director.order_of(&director)
        };
        let order = secretary
            .ask::<AppointmentsCreate>(secretary.path())
            .body(&helping);
        match power {
            "acting" => {
                let order = director.ask::<ActingCreate>(director.path()).body(&acting);
                order.done().await;
            }
            "waiting" => {
                order.done().await;
            }
            "helper" => {
                let order = order.done().await;
                director.approves(&order).await;
            }
            role => gives(&director, card, role).await,
        }
        look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
        join(&app, &slip.code, "greedy.owner", &all)
            .refused(ProblemKind::CodeOver)
            .await;
        victim
            .joins(&slip.code, &all)
            .refused(ProblemKind::CodeOver)
            .await;
        // Nor is another one printed by the same hand; a head's opens it.
        let again = InviteBody {
            again: true,
            ..invite(&[card])
        };
        let slips = secretary.invites(&again).done().await;
        assert_eq!(slips.left_out[0].why, LeftOut::NotYours, "{power}");
        let slips = director.invites(&again).done().await;
        comes_in(&app, &slips.slips[0].code, &format!("honest.owner{index}")).await;
    }
    untouched(&app, &victim, 1).await;
}

async fn a_slip_ends_with_the_right_of_who_printed_it(app: TestApp) {
    let (_, victim, greedy, _) = two(&app).await;
    let (director, secretary) = (
        greedy.person(&[Capacity::Director]).await,
        greedy.person(&[Capacity::Secretary]).await,
    );
    let leads = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let leader = greedy.new_person(leads).await;
    let teacher = greedy
        .card("Учитель Без Входа", &[Role::Teacher], None, &[])
        .await;
    let student = greedy.student_card("7А").await;
    let parent = greedy.parent_card(&[student]).await;
    let slips = [secretary.slip(teacher).await, leader.slip(parent).await];
    for slip in &slips {
        look(&app, &slip.code).done().await;
    }
    let all = acts(&look(&app, &slips[1].code).done().await);
    // The secretary goes, the class gets another class teacher.
    let version = see(&director, secretary.member).await.summary.version;
    let end = director.ask::<PeopleEnd>(at(&director, secretary.member));
    end.version(version).done().await;
    app.database()
        .execute("DELETE FROM class_teacher", [])
        .await
        .unwrap();
    for slip in &slips {
        look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
        victim
            .joins(&slip.code, &all)
            .refused(ProblemKind::CodeOver)
            .await;
    }
    untouched(&app, &victim, 1).await;
}

async fn a_card_that_ends_and_comes_back_keeps_its_owner(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let here = greedy.also(&victim, &[Capacity::Teacher]).await;
    let end = |to: &str| {
        format!(
            "UPDATE member SET ended_at = {to} WHERE name = '{}' AND post = ''",
            here.name
        )
    };
    app.database().execute(&end("created_at"), []).await.unwrap();
    let problem = admin
        .invites(&invite(&[here.member]))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/members/0", Kind::NotFound)]);
    let problem = reset(&admin, here.member).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    app.database().execute(&end("NULL"), []).await.unwrap();
    let slips = admin.invites(&invite(&[here.member])).done().await;
    assert_eq!(slips.left_out[0].why, LeftOut::HasAccount);
    untouched(&app, &victim, 2).await;
}

async fn a_reset_slip_is_no_invitation_and_an_invitation_is_no_reset(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    let own = greedy.person(&[Capacity::Teacher]).await;
    let card = greedy.parent_card(&[]).await;
    let (for_reset, for_join) = (reset(&admin, own.member).done().await, admin.slip(card).await);
    let all = acts(&look(&app, &for_join.code).done().await);
    join(&app, &for_reset.code, "orlov", &all)
        .refused(ProblemKind::CodeOver)
        .await;
    victim
        .joins(&for_reset.code, &Acts::default())
        .refused(ProblemKind::CodeOver)
        .await;
    use_reset(&app, &for_join.code)
        .refused(ProblemKind::CodeOver)
        .await;
    // Both still do what they are for.
    use_reset(&app, &for_reset.code).done().await;
    comes_in(&app, &for_join.code, "orlov").await;
}

async fn heads_administrators_operators_and_oneself_are_never_reset(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    for role in [Capacity::Director, Capacity::JournalAdmin] {
        let who = school.person(&[role, Capacity::Teacher]).await;
        reset(&admin, who.member).refused(ProblemKind::ResetNotHere).await;
    }
    reset(&admin, admin.member).refused(ProblemKind::Forbidden).await;
    let operator = school.person(&[Capacity::Teacher]).await;
    app.database()
        .execute(&format!(
            "INSERT INTO operator (person_id, created_at) SELECT person_id, created_at FROM member WHERE name = '{}'",
            operator.name
        ), []).await.unwrap();
    reset(&admin, operator.member)
        .refused(ProblemKind::ResetNotHere)
        .await;
    // Only a journal administrator may at all.
    let teacher = school.person(&[Capacity::Teacher]).await;
    for role in [
        Capacity::Director,
        Capacity::DeputyHead,
        Capacity::Secretary,
        Capacity::SystemAdmin,
        Capacity::ClassTeacher,
        Capacity::Helper,
        Capacity::Teacher,
        Capacity::Parent,
    ] {
        let who = school.person(&[role]).await;
        reset(&who, teacher.member).refused(ProblemKind::Forbidden).await;
    }
    app.login(&teacher.login, PASSWORD).await.done();
}

async fn a_member_of_another_school_is_not_found_by_any_of_it(app: TestApp) {
    let (_, victim, _, admin) = two(&app).await;
    let problem = admin
        .invites(&invite(&[victim.member]))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/members/0", Kind::NotFound)]);
    let problem = reset(&admin, victim.member).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    let path = ContactsPath {
        school: admin.school.clone(),
        member: victim.member,
    };
    admin
        .ask::<ContactsFind>(path)
        .refused(ProblemKind::NotFound)
        .await;
    untouched(&app, &victim, 1).await;
}

async fn a_password_that_the_owner_sets_ends_every_reset_slip(app: TestApp) {
    let (_, _, greedy, admin) = two(&app).await;
    let owner = greedy.person(&[Capacity::Teacher]).await;
    let mut post = Post::of(&app).await;
    // By themselves, after the letter that told of the slip.
    let slip = reset(&admin, owner.member).done().await;
    assert_eq!(post.one().await.to, owner.login);
    app.after(chrono::Duration::seconds(1));
    let change = PasswordBody {
        password: PASSWORD.into(),
        new: "восемь синих слонов".into(),
    };
    owner.ask::<PasswordChange>(Nothing {}).body(&change).done().await;
    look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    use_reset(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    // By the link that the letter names.
    let slip = reset(&admin, owner.member).done().await;
    post.fresh().await;
    let body = ResetBody {
        login: owner.login.clone(),
    };
    app.guest::<AuthReset>(Nothing {}).body(&body).done().await;
    let body = NewPasswordBody {
        token: post.one().await.token(),
        password: PASSWORD.into(),
    };
    app.guest::<AuthResetUse>(Nothing {}).body(&body).done().await;
    use_reset(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    untouched(&app, &owner.anew(), 1).await;
}

async fn an_account_that_a_slip_reset_joins_no_other_school(app: TestApp) {
    // The administrator uses the slip, tells the owner "your new password", and waits until they join another school.
    let (home, _, greedy, admin) = two(&app).await;
    let owner = greedy.person(&[Capacity::Teacher]).await;
    app.after(chrono::Duration::seconds(1));
    let slip = reset(&admin, owner.member).done().await;
    let body = JoinResetBody {
        code: slip.code,
        password: PASSWORD.into(),
    };
    app.guest::<JoinReset>(Nothing {}).body(&body).done().await;
    app.after(chrono::Duration::seconds(1));
    let owner = owner.anew();
    let printer = home.person(&[Capacity::Director]).await;
    let card = home.card("Иванова Анна", &[Role::Teacher], None, &[]).await;
    let slip = printer.slip(card).await;
    let all = acts(&look(&app, &slip.code).done().await);
    owner
        .joins(&slip.code, &all)
        .refused(ProblemKind::ResetUnproven)
        .await;
    // A code that comes to the address from before the slip proves the owner, and the slip is still good.
    let mut post = Post::of(&app).await;
    post.fresh().await;
    let own = add(&owner, &owner.login).done().await;
    let code = post.one().await.code();
    confirm(&owner, own.id, &code).done().await;
    owner.joins(&slip.code, &all).done().await;
}

async fn a_reset_slip_ends_with_the_right_of_who_printed_it(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let victim = school.person(&[Capacity::Teacher]).await;
    let (gone, moved) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::JournalAdmin, Capacity::Teacher]).await,
    );
    let slip = reset(&gone, victim.member).done().await;
    look(&app, &slip.code).done().await;
    let version = see(&director, gone.member).await.summary.version;
    let end = director.ask::<PeopleEnd>(at(&director, gone.member));
    end.version(version).done().await;
    look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    use_reset(&app, &slip.code).refused(ProblemKind::CodeOver).await;

    let slip = reset(&moved, victim.member).done().await;
    let version = see(&director, moved.member).await.summary.version;
    let take = director.ask::<PeopleRoles>(at(&director, moved.member));
    take.version(version)
        .json(&json!({"take": ["journal_admin"]}))
        .done()
        .await;
    look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    use_reset(&app, &slip.code).refused(ProblemKind::CodeOver).await;
    untouched(&app, &victim, 1).await;
}

async fn an_imported_card_with_everything_of_the_victim_opens_nothing_of_theirs(app: TestApp) {
    let (_, victim, _, admin) = two(&app).await;
    victim.is_called("t-1").await;
    add(&victim, "+7 999 123-45-67").done().await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    let file = format!(
        "ID;ФИО;Роль;Почта;Телефон\nt-1;{};учитель;{};+7 999 123-45-67\n",
        victim.name, victim.login
    );
    // The file tells nothing of the other school, and makes a card that nobody has joined.
    applied(&admin, &file).await;
    let card = people(&admin).await.pop().unwrap();
    reset(&admin, card.id).refused(ProblemKind::WrongState).await;
    let slips = admin.invites(&invite(&[card.id])).done().await;
    assert_eq!((slips.slips.len(), slips.left_out.len()), (1, 0));
    let code = &slips.slips[0].code;
    let all = acts(&look(&app, code).done().await);
    let problem = join(&app, code, "8 999 1234567", &all)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/login", Kind::Taken)]);
    assert!(post.fresh().await.is_empty());
    comes_in(&app, code, "greedy.owner").await;
    // Now the card has an account, and its reset sets that account's password.
    let slip = reset(&admin, card.id).done().await;
    assert_eq!(use_reset(&app, &slip.code).done().await.logins.len(), 1);
    assert!(post.fresh().await.iter().all(|mail| mail.to != victim.login));
    // The school's program reaches the card by the same id, and in the victim's school nothing.
    let journal = admin.makes_client(&[Scope::TicketRead]).await;
    let own = journal.ask_for::<TicketsList>("t-1", admin.path()).await;
    assert!(own.done().await.items.is_empty());
    journal
        .ask_for::<TicketsList>("t-1", victim.path())
        .await
        .refused(ProblemKind::NotFound)
        .await;
    untouched(&app, &victim, 1).await;
}

async fn a_card_that_a_file_rewrites_is_still_its_owners_and_nobody_elses(app: TestApp) {
    let (_, victim, greedy, admin) = two(&app).await;
    applied(&admin, "ID;ФИО;Роль\nv-1;Громова Анна;учитель\n").await;
    let card = people(&admin).await.pop().unwrap();
    let slip = admin.slip(card.id).await;
    let all = acts(&look(&app, &slip.code).done().await);
    victim.joins(&slip.code, &all).done().await;
    // Another person under the same id, with the school's own address; then another id for the same card.
    applied(
        &admin,
        "ID;ФИО;Роль;Почта\nv-1;Чужой Пётр;родитель;greedy@school.test\n",
    )
    .await;
    let version = see(&admin, card.id).await.summary.version;
    let renumber = admin.ask::<PeopleUpdate>(at(&admin, card.id)).version(version);
    renumber.json(&json!({"external_id": "v-2"})).done().await;
    applied(
        &admin,
        "ID;ФИО;Роль\nv-1;Громова Анна;учитель\nv-2;Чужой Пётр;родитель\n",
    )
    .await;
    reset(&admin, card.id).refused(ProblemKind::ResetNotHere).await;
    let slips = admin.invites(&invite(&[card.id])).done().await;
    assert_eq!(slips.left_out[0].why, LeftOut::HasAccount);
    // The new card under the old id is nobody's; the program that knows the victim's card reads in its own school only.
    let new = people(&admin).await;
    let new = new
        .iter()
        .find(|one| one.external_id.as_deref() == Some("v-1"))
        .unwrap();
    reset(&admin, new.id).refused(ProblemKind::WrongState).await;
    let journal = admin.makes_client(&[Scope::TicketRead]).await;
    for id in ["v-1", "v-2"] {
        journal
            .ask_for::<TicketsList>(id, victim.path())
            .await
            .refused(ProblemKind::NotFound)
            .await;
        let own = journal.ask_for::<TicketsList>(id, greedy.path()).await;
        assert!(own.done().await.items.is_empty());
    }
    untouched(&app, &victim, 2).await;
}
