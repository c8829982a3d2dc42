//! The invented people of the demonstration school.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::ids::{MemberId, PersonId};

use super::{PASSWORD, WHY};
use crate::access::{Member, SchoolCard};
use crate::auth::password;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::people::{NewMember, NewPerson};
use crate::store::{self, Store, Tx};

/// Somebody with a sign-in.
pub(super) struct SignIn {
    pub(super) login: &'static str,
    /// For the list that is printed.
    pub(super) what: &'static str,
    name: &'static str,
    post: &'static str,
    roles: &'static [Role],
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
) -> SignIn {
    SignIn {
        login,
        what,
        name,
        post,
        roles,
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
    ),
    staff(
        "deputy@demo.test",
        "заместитель директора по УВР",
        "Лебедев Андрей Павлович",
        "заместитель директора по УВР",
        &[Role::DeputyHead, Role::Helper],
    ),
    staff(
        "admin@demo.test",
        "администратор журнала",
        "Соколова Ксения Дмитриевна",
        "администратор журнала, учитель информатики",
        &[Role::JournalAdmin, Role::Helper],
    ),
    staff(
        "helper@demo.test",
        "специалист по помощи",
        "Синицына Татьяна Викторовна",
        "администратор журнала, методист",
        &[Role::Staff, Role::Helper],
    ),
    staff(
        "teacher@demo.test",
        "учитель",
        "Котова Анна Сергеевна",
        "учитель математики",
        &[Role::Teacher],
    ),
    staff(
        "class-teacher@demo.test",
        "классный руководитель",
        "Фомина Вера Андреевна",
        "учитель русского языка, классный руководитель 7А",
        &[Role::Teacher, Role::ClassTeacher],
    ),
    SignIn {
        login: "student@demo.test",
        what: "ученица 7А",
        name: "Орлова Мария Павловна",
        post: "",
        roles: &[Role::Student],
        class_name: Some("7А"),
        children: &[],
    },
    SignIn {
        login: "parent@demo.test",
        what: "родитель ученицы 7А",
        name: "Орлов Павел Игоревич",
        post: "",
        roles: &[Role::Parent],
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
        &[Role::DeputyHead, Role::Helper],
    ),
    staff(
        "zhuravlev@demo.test",
        "",
        "Журавлёв Игорь Олегович",
        "заместитель директора по УВР",
        &[Role::DeputyHead, Role::Helper],
    ),
    staff(
        "vorobyova@demo.test",
        "",
        "Воробьёва Елена Львовна",
        "заместитель директора по ВР",
        &[Role::DeputyHead, Role::Helper],
    ),
    staff(
        "zimin@demo.test",
        "",
        "Зимин Роман Олегович",
        "учитель физики",
        &[Role::Teacher],
    ),
    SignIn {
        login: "klimov@demo.test",
        what: "",
        name: "Климов Тимофей Денисович",
        post: "",
        roles: &[Role::Student],
        class_name: Some("3Б"),
        children: &[],
    },
    SignIn {
        login: "klimova@demo.test",
        what: "",
        name: "Климова Елена Юрьевна",
        post: "",
        roles: &[Role::Parent],
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
    for person in SIGN_INS.iter().chain(OTHERS) {
        let children: Vec<MemberId> = known
            .iter()
            .filter(|(login, _)| person.children.contains(login))
            .map(|(_, id)| *id)
            .collect();
        let there = store::people::member_by_login(store, WHY, card, person.login).await?;
        let id = match there {
            Some(member) => member.id,
            None => {
                store
                    .write(async |tx| one(tx, card, person, &hash, &children, at).await)
                    .await?
            }
        };
        known.push((person.login, id));
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
    let account = NewPerson {
        id: person,
        login: new.login,
        password_hash: hash,
        demo: true,
    };
    store::people::insert_person(tx, WHY, account, at).await?;
    let card = NewMember {
        id: member,
        school: card.id,
        person: Some(person),
        name: new.name,
        post: new.post,
        class_name: new.class_name,
        roles: new.roles,
        children,
    };
    store::people::insert_member(tx, WHY, card, at).await?;
    Ok(member)
}

/// A member by login.
pub(super) async fn member(store: &Store, card: &SchoolCard, login: &str) -> Result<Member> {
    let found = store::people::member_by_login(store, WHY, card, login).await?;
    found.ok_or_else(|| Error::internal("somebody of the demonstration is missing"))
}
