//! Cards, classes, imports, the next year. It stands last: it begins new years.

use podskazka_shared::access::Role;
use podskazka_shared::classes::{Class, ClassesList, YearPath, YearPreview};
use podskazka_shared::people::cards::{Card, CardBody, MemberPath, PeopleCreate, PeopleEnd, PeopleFind};
use podskazka_shared::people::imports::{ImportBody, ImportsCreate};
use podskazka_shared::schools::SchoolsFind;
use serde_json::json;

use super::world::{Trial, World};
use crate::support::Who;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    people_list                   1 4   + + + 3 +   3 3   3 + + 3   3 3   3 3   3
    people_find                   1 4   + + + 3 +   3 3   3 + 4 3   3 3   3 3   3
    people_find@parent            1 4   + + + 3 +   3 3   3 + 4 3   3 3   3 3   3
    people_find@deputy            1 4   + + + 3 +   3 3   3 4 4 3   3 3   3 3   3
    people_create                 1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    people_create@deputy          1 4   + 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    people_create@director        1 4   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    people_update                 1 4   + 3 + 3 +   3 3   3 3 4 3   3 3   3 3   3
    people_update@own             1 .   + 3 + 3 +   3 3   3 4 4 3   3 3   3 3   3
    people_update@own_name        1 .   3 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    people_update@own_id          1 .   3 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    people_update@own_superior    1 .   3 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    people_end                    1 4   + 3 + 3 +   3 3   3 3 4 3   3 3   3 3   3
    people_end@deputy             1 4   + 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    people_end@own                1 .   3 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    people_reopen                 1 4   + 3 + 3 +   3 3   3 4 4 3   3 3   3 3   3
    people_reopen@deputy          1 4   + 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    people_roles                  1 4   + 3 + 3 3   3 3   3 3 4 3   3 3   3 3   3
    people_roles@deputy           1 4   + 3 3 3 3   3 3   3 3 4 3   3 3   3 3   3
    people_roles@director         1 4   3 3 3 3 3   3 3   3 3 4 3   3 3   3 3   3
    people_roles@own              1 .   3 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    people_ties                   1 4   + 3 + 3 +   3 3   3 3 4 3   3 3   3 3   3
    people_ties@own               1 .   3 3 3 3 3   3 3   3 4 4 3   3 3   3 3   3
    imports_create                1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    imports_find                  1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    imports_find@others           1 4   4 3 4 3 4   3 3   3 3 3 3   3 3   3 3   3
    imports_rows                  1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    imports_rows@others           1 4   4 3 4 3 4   3 3   3 3 3 3   3 3   3 3   3
    imports_apply                 1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    imports_apply@others          1 4   4 3 4 3 4   3 3   3 3 3 3   3 3   3 3   3
    classes_list                  1 4   + + + 3 +   3 3   3 + + 3   3 3   3 3   3
    years_list                    1 4   + + + 3 +   3 3   3 + + 3   3 3   3 3   3
    classes_find                  1 4   + + + 3 +   3 3   3 + 4 3   3 3   3 3   3
    classes_create                1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    classes_update                1 4   + 3 + 3 +   3 3   3 3 4 3   3 3   3 3   3
    classes_students              1 4   + 3 + 3 +   3 3   3 3 4 3   3 3   3 3   3
    classes_teachers              1 4   + 3 + 3 +   3 3   3 3 4 3   3 3   3 3   3
    year_preview                  1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    year_advance                  1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
";

/// A new card, made by the head.
async fn card(world: &World, body: CardBody) -> Card {
    let director = world.who("director");
    director
        .ask::<PeopleCreate>(director.path())
        .body(&body)
        .done()
        .await
}

fn named(role: Role) -> CardBody {
    CardBody {
        name: "Новый Человек".into(),
        roles: vec![role],
        ..CardBody::default()
    }
}

/// The class of the student among the subjects.
async fn class(world: &World) -> Class {
    let director = world.who("director");
    let page = director.ask::<ClassesList>(director.path()).done().await;
    page.items
        .into_iter()
        .find(|class| class.name.letter == "А")
        .unwrap()
}

/// Somebody new: a student of the class, the parent of one, or a deputy head.
async fn somebody(world: &World, variant: &str) -> Card {
    let student = CardBody {
        class: Some(class(world).await.id),
        ..named(Role::Student)
    };
    match variant {
        "deputy" => card(world, named(Role::DeputyHead)).await,
        "parent" => {
            let child = card(world, student).await;
            let parent = CardBody {
                children: vec![child.summary.id],
                ..named(Role::Parent)
            };
            card(world, parent).await
        }
        _ => card(world, student).await,
    }
}

async fn own(world: &World, by: Option<&Who>) -> Card {
    let director = world.who("director");
    let path = MemberPath {
        school: director.school.clone(),
        member: by.unwrap_or(director).member,
    };
    director.ask::<PeopleFind>(path).done().await
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    if operation.starts_with("imports_") {
        return import(world, operation, variant, by).await;
    }
    if ["classes_", "year_", "years_"]
        .iter()
        .any(|these| operation.starts_with(these))
    {
        return classes(world, operation).await;
    }
    let at = |card: &Card, rest: &str| world.at(&format!("/people/{}{rest}", card.summary.id));
    let mut body = json!({"name": "Новый Человек", "roles": ["student"]});
    let target = match (operation, variant) {
        ("people_list", _) => return Some(Trial::get(world.at("/people"))),
        ("people_create", _) => {
            match variant {
                "deputy" => body["roles"] = json!(["teacher", "deputy_head"]),
                "director" => body["roles"] = json!(["director"]),
                _ => {}
            }
            return Some(Trial::send(world.at("/people"), body));
        }
        (_, variant) if variant.starts_with("own") => own(world, by).await,
        ("people_ties", _) => somebody(world, "parent").await,
        ("people_roles", _) => somebody(world, "").await,
        _ => somebody(world, variant).await,
    };
    let version = target.summary.version;
    Some(match operation {
        "people_find" => Trial::get(at(&target, "")),
        "people_update" => {
            let patch = match variant {
                "own_name" => json!({"name": "Другой Человек"}),
                "own_id" => json!({"external_id": "другой"}),
                "own_superior" => json!({"superior": world.who("deputy_head").member}),
                _ => json!({"phone": format!("+7 900 {version}")}),
            };
            Trial::send(at(&target, ""), patch).version(version)
        }
        "people_end" => Trial::get(at(&target, "/end")).version(version),
        "people_reopen" => {
            let director = world.who("director");
            let path = MemberPath {
                school: director.school.clone(),
                member: target.summary.id,
            };
            let ended = director.ask::<PeopleEnd>(path).version(version).done().await;
            Trial::get(at(&target, "/reopen")).version(ended.summary.version)
        }
        "people_roles" => {
            let role = match variant {
                "deputy" => "deputy_head",
                "director" => "director",
                _ => "teacher",
            };
            Trial::send(at(&target, "/roles"), json!({"give": [role]})).version(version)
        }
        "people_ties" => {
            let child = somebody(world, "").await.summary.id;
            Trial::send(at(&target, "/children"), json!({"add": [child]})).version(version)
        }
        _ => return None,
    })
}

/// A file that was sent by who tries, where they may, and else by somebody else.
async fn import(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    let mark = podskazka::clock::random::<4>();
    let body = ImportBody {
        text: Some(format!("ID;ФИО;Роль\n{mark:?};Новый Ученик;ученик\n").replace(", ", "-")),
        file: None,
    };
    if operation == "imports_create" {
        return Some(Trial::send(
            world.at("/people/imports"),
            json!({"text": body.text}),
        ));
    }
    let keepers = ["director", "journal_admin", "secretary"].map(|name| world.who(name));
    let me = |who: &&&Who| by.is_some_and(|by| by.member == who.member);
    let sender = match variant {
        "others" => keepers.iter().find(|who| !me(who)).unwrap(),
        _ => keepers.iter().find(me).unwrap_or(&keepers[0]),
    };
    let sent = sender
        .ask::<ImportsCreate>(sender.path())
        .body(&body)
        .done()
        .await;
    let at = |rest: &str| world.at(&format!("/people/imports/{}{rest}", sent.id));
    Some(match operation {
        "imports_find" => Trial::get(at("")),
        "imports_rows" => Trial::get(at("/rows")),
        "imports_apply" => Trial::send(at("/apply"), json!({})).version(sent.version),
        _ => return None,
    })
}

async fn classes(world: &World, operation: &str) -> Option<Trial> {
    let class = class(world).await;
    let at = |rest: &str| world.at(&format!("/classes/{}{rest}", class.id));
    let changing = |rest: &str, body| Trial::send(at(rest), body).version(class.version);
    Some(match operation {
        "classes_list" => Trial::get(world.at("/classes")),
        "years_list" => Trial::get(world.at("/years")),
        "classes_create" => {
            let number = u16::from_le_bytes(podskazka::clock::random());
            Trial::send(world.at("/classes"), json!({"name": format!("5 кл{number}")}))
        }
        "classes_find" => Trial::get(at("")),
        "classes_update" => changing("", json!({"name": class.name})),
        "classes_students" => {
            let student = card(world, named(Role::Student)).await.summary.id;
            changing("/students", json!({"add": [student]}))
        }
        "classes_teachers" => {
            let teachers: Vec<_> = class.teachers.iter().map(|teacher| teacher.id).collect();
            changing("/teachers", json!({"teachers": teachers}))
        }
        "year_preview" => Trial::send(world.at("/year/preview"), json!({})),
        "year_advance" => {
            let director = world.who("director");
            // A school may be one year ahead at most, and here each who may begins one.
            if class.year.first() >= 2026 {
                for table in ["school", "class"] {
                    let earlier = format!("UPDATE {table} SET year = year - 25");
                    director.app().database().execute(&earlier, []).await.unwrap();
                }
            }
            let school = director.ask::<SchoolsFind>(director.path()).done().await;
            let year = YearPath {
                school: director.school.clone(),
            };
            let plan = director.ask::<YearPreview>(year).json(&json!({})).done().await;
            let body = json!({"to": plan.to, "digest": plan.digest});
            Trial::send(world.at("/year/advance"), body).version(school.version)
        }
        _ => return None,
    })
}
