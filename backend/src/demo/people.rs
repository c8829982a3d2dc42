//! The invented people of the demonstration school.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::appointments::Direction;
use podskazka_shared::auth::name::SignInName;
use podskazka_shared::ids::{MemberId, PersonId};

use super::{PASSWORD, WHY};
use crate::access::{Member, SchoolCard};
use crate::auth::password;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::appointments::NewAppointment;
use crate::store::consents::Act;
use crate::store::people::NewMember;
use crate::store::persons::NewPerson;
use crate::store::{self, Store, Tx};

/// Somebody with a sign-in.
pub(super) struct SignIn {
    pub(super) login: &'static str,
    /// For the list that is printed.
    pub(super) what: &'static str,
    name: &'static str,
    post: &'static str,
    roles: &'static [Role],
    /// What the head appointed them to help with (P3).
    helps: &'static [Direction],
    /// A student's class, or a class teacher's.
    class_name: Option<&'static str>,
    /// The children's logins.
    children: &'static [&'static str],
}

const fn staff(
    login: &'static str,
    what: &'static str,
    name: &'static str,
    post: &'static str,
    roles: &'static [Role],
    helps: &'static [Direction],
) -> SignIn {
    SignIn {
        login,
        what,
        name,
        post,
        roles,
        helps,
        class_name: None,
        children: &[],
    }
}

/// Whoever signs in; children before their parents.
pub(super) const SIGN_INS: &[SignIn] = &[
    staff(
        "director@demo.test",
        "директор",
        "Ермакова Ольга Викторовна",
        "директор",
        &[Role::Director],
        &[],
    ),
    staff(
        "deputy@demo.test",
        "заместитель директора по УВР",
        "Лебедев Андрей Павлович",
        "заместитель директора по УВР",
        &[Role::DeputyHead],
        &[Direction::Methodical],
    ),
    staff(
        "admin@demo.test",
        "администратор журнала",
        "Соколова Ксения Дмитриевна",
        "администратор журнала, учитель информатики",
        &[Role::JournalAdmin],
        &[Direction::Technical],
    ),
    staff(
        "helper@demo.test",
        "специалист по помощи",
        "Синицына Татьяна Викторовна",
        "администратор журнала, методист",
        &[Role::Staff],
        &[Direction::Methodical, Direction::Technical, Direction::Operation],
    ),
    staff(
        "secretary@demo.test",
        "секретарь",
        "Панова Лидия Ивановна",
        "секретарь",
        &[Role::Secretary],
        &[],
    ),
    staff(
        "teacher@demo.test",
        "учитель",
        "Котова Анна Сергеевна",
        "учитель математики",
        &[Role::Teacher],
        &[],
    ),
    SignIn {
        login: "class-teacher@demo.test",
        what: "классный руководитель",
        name: "Фомина Вера Андреевна",
        post: "учитель русского языка, классный руководитель 7А",
        roles: &[Role::Teacher, Role::ClassTeacher],
        helps: &[],
        class_name: Some("7А"),
        children: &[],
    },
    SignIn {
        login: "student@demo.test",
        what: "ученица 7А",
        name: "Орлова Мария Павловна",
        post: "",
        roles: &[Role::Student],
        helps: &[],
        class_name: Some("7А"),
        children: &[],
    },
    SignIn {
        login: "parent@demo.test",
        what: "родитель ученицы 7А",
        name: "Орлов Павел Игоревич",
        post: "",
        roles: &[Role::Parent],
        helps: &[],
        class_name: None,
        children: &["student@demo.test"],
    },
];

/// More people, who file requests and help, without being listed.
const OTHERS: &[SignIn] = &[
    staff(
        "ershova@demo.test",
        "",
        "Ершова Марина Николаевна",
        "заместитель директора по УВР",
        &[Role::DeputyHead],
        &[Direction::Methodical],
    ),
    staff(
        "zhuravlev@demo.test",
        "",
        "Журавлёв Игорь Олегович",
        "заместитель директора по УВР",
        &[Role::DeputyHead],
        &[Direction::Methodical],
    ),
    staff(
        "vorobyova@demo.test",
        "",
        "Воробьёва Елена Львовна",
        "заместитель директора по ВР",
        &[Role::DeputyHead],
        &[Direction::Methodical],
    ),
    staff(
        "zimin@demo.test",
        "",
        "Зимин Роман Олегович",
        "учитель физики",
        &[Role::Teacher],
        &[],
    ),
    SignIn {
        login: "klimov@demo.test",
        what: "",
        name: "Климов Тимофей Денисович",
        post: "",
        roles: &[Role::Student],
        helps: &[],
        class_name: Some("3Б"),
        children: &[],
    },
    SignIn {
        login: "klimova@demo.test",
        what: "",
        name: "Климова Елена Юрьевна",
        post: "",
        roles: &[Role::Parent],
        helps: &[],
        class_name: None,
        children: &["klimov@demo.test"],
    },
];

/// The logins of the schedule's helpers, in the order of its rows.
pub(super) const HELPERS: [&str; 6] = [
    "admin@demo.test",
    "deputy@demo.test",
    "ershova@demo.test",
    "zhuravlev@demo.test",
    "helper@demo.test",
    "vorobyova@demo.test",
];

/// Makes everybody.
pub(super) async fn make(store: &Store, card: &SchoolCard, at: DateTime<Utc>) -> Result<()> {
    let hash = password::hash(PASSWORD)?;
    let mut known: Vec<(&str, MemberId)> = Vec::new();
    let first = SIGN_INS.first().map(|first| first.login).unwrap_or_default();
    let begun = store::people::member_by_login(store, WHY, card, first, at).await?;
    if begun.is_none() {
        store.write(async |tx| waiting(tx, card, at).await).await?;
    }
    for person in SIGN_INS.iter().chain(OTHERS) {
        let children: Vec<MemberId> = known
            .iter()
            .filter(|(login, _)| person.children.contains(login))
            .map(|(_, id)| *id)
            .collect();
        let there = store::people::member_by_login(store, WHY, card, person.login, at).await?;
        let id = match there {
            Some(member) => member.id,
            None => {
                store
                    .write(async |tx| {
                        let id = one(tx, card, person, &hash, &children, at).await?;
                        agree(tx, card, person, id, &children, at).await?;
                        Ok(id)
                    })
                    .await?
            }
        };
        known.push((person.login, id));
    }
    Ok(())
}

/// A family of 7А that has not come in: for the class teacher to invite.
async fn waiting(tx: &Tx, card: &SchoolCard, at: DateTime<Utc>) -> Result<()> {
    let (child, parent): (MemberId, MemberId) = (new_id(at), new_id(at));
    let of = |id, name, roles, children| NewMember {
        id,
        school: card.id,
        person: None,
        name,
        post: "",
        external_id: None,
        roles,
        children,
    };
    let student = of(child, "Кузнецов Артём Сергеевич", &[Role::Student], &[]);
    store::people::insert_member(tx, WHY, student, at).await?;
    let children = [child];
    let mother = of(parent, "Кузнецова Ирина Львовна", &[Role::Parent], &children);
    store::people::insert_member(tx, WHY, mother, at).await?;
    if let Ok(name) = "7А".parse() {
        let class = store::classes::ensure(tx, WHY, card.id, card.year, &name, at).await?;
        store::classes::enrol(tx, WHY, class, child, at).await?;
    }
    Ok(())
}

/// Everybody of the demonstration has read the rules, and parents have consented for themselves and their children.
async fn agree(
    tx: &Tx,
    card: &SchoolCard,
    who: &SignIn,
    id: MemberId,
    children: &[MemberId],
    at: DateTime<Utc>,
) -> Result<()> {
    let (consent, regulation) = store::documents::both(tx, WHY, card.id).await?;
    let mut given = vec![(id, &regulation, None)];
    if who.roles.contains(&Role::Parent) {
        given.push((id, &consent, None));
    }
    given.extend(children.iter().map(|child| (*child, &consent, Some(id))));
    for (member, document, by) in given {
        let act = Act {
            id: new_id(at),
            by,
            representative: None,
            paper: None,
            at,
        };
        store::consents::give(tx, WHY, card.id, member, document, act).await?;
    }
    Ok(())
}

async fn one(
    tx: &Tx,
    card: &SchoolCard,
    new: &SignIn,
    hash: &str,
    children: &[MemberId],
    at: DateTime<Utc>,
) -> Result<MemberId> {
    let (person, member): (PersonId, MemberId) = (new_id(at), new_id(at));
    let name = SignInName::parse(new.login).map_err(|kind| Error::field("/login", kind))?;
    let account = NewPerson {
        id: person,
        names: &[name],
        password_hash: hash,
        demo: true,
    };
    store::persons::insert(tx, WHY, account, at).await?;
    let row = NewMember {
        id: member,
        school: card.id,
        person: Some(person),
        name: new.name,
        post: new.post,
        // By this the demonstration journal knows them: `parent`, `student`, …
        external_id: new.login.split('@').next(),
        roles: new.roles,
        children,
    };
    store::people::insert_member(tx, WHY, row, at).await?;
    if let Some(name) = new.class_name.and_then(|name| name.parse().ok()) {
        let class = store::classes::ensure(tx, WHY, card.id, card.year, &name, at).await?;
        if new.roles.contains(&Role::ClassTeacher) {
            store::classes::lead(tx, WHY, class, member).await?;
        } else {
            store::classes::enrol(tx, WHY, class, member, at).await?;
        }
    }
    if !new.helps.is_empty() {
        let today = card.today(at);
        let appointment = NewAppointment {
            id: new_id(at),
            school: card.id,
            member,
            order_number: "112",
            order_date: today,
            from: today,
            directions: new.helps,
        };
        store::appointments::insert_approved(tx, WHY, appointment, at).await?;
    }
    Ok(member)
}

/// A member by login.
pub(super) async fn member(
    store: &Store,
    card: &SchoolCard,
    login: &str,
    at: DateTime<Utc>,
) -> Result<Member> {
    let found = store::people::member_by_login(store, WHY, card, login, at).await?;
    found.ok_or_else(|| Error::internal("somebody of the demonstration is missing"))
}
