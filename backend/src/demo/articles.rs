//! Materials of the demonstration school: texts of its own, and a link to the vendor's.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ArticleWrite;
use podskazka_shared::articles::{ArticleBody, ArticlesQuery};
use podskazka_shared::schedules::Audience::{self, Parents, Staff, Students};
use podskazka_shared::tickets::Topic;

use super::WHY;
use crate::access::{Permit, SchoolCard};
use crate::clock::new_id;
use crate::problem::Result;
use crate::store::articles::Shelf;
use crate::store::articles::write::New;
use crate::store::{self, Store};

/// Title, topic, text, link with whose it is, for whom.
type Material = (
    &'static str,
    Topic,
    Option<&'static str>,
    Option<(&'static str, &'static str)>,
    &'static [Audience],
);

const MATERIALS: &[Material] = &[
    (
        "Как впервые войти в журнал",
        Topic::Access,
        Some(
            "1. Возьмите у классного руководителя лист с логином и первым паролем.\n2. Откройте журнал в браузере и введите их.\n\
             3. Придумайте свой пароль: не короче восьми знаков, не такой, как в почте.\n4. Не отдавайте его никому: у каждого ученика и родителя вход свой.",
        ),
        None,
        &[Parents, Students],
    ),
    (
        "Забыли пароль: что делать",
        Topic::Access,
        Some(
            "На странице входа нажмите «Забыли пароль?». Если почта не указана, придите в часы приёма к администратору журнала: \
             новый пароль выдают лично.",
        ),
        None,
        &[],
    ),
    (
        "Урок проведён, а оценок в журнале нет",
        Topic::CurrentMarks,
        Some(
            "Учитель вносит оценки в день урока, за письменную работу — позже. Если прошло больше недели, напишите обращение: \
             укажите предмет, число и вид работы.",
        ),
        None,
        &[Parents, Students],
    ),
    (
        "Загрузка тематического плана из таблицы",
        Topic::LessonPlanning,
        Some(
            "Сохраните план в том виде, который просит журнал, и проверьте число часов до загрузки: после неё уроки правят по одному.",
        ),
        Some((
            "https://zhurnal.test/pomosch/plan",
            "Служба поддержки электронного журнала",
        )),
        &[Staff],
    ),
];

pub(super) async fn make(store: &Store, school: &SchoolCard, at: DateTime<Utc>) -> Result<()> {
    let permit: Permit<ArticleWrite> = Permit::system(WHY, school.id);
    let there = store::articles::list(
        store,
        &permit,
        &Shelf::All,
        &ArticlesQuery::default(),
        school.today(at),
    )
    .await?;
    if !there.items.is_empty() {
        return Ok(());
    }
    store
        .write(async |tx| {
            for (title, topic, text, link, audiences) in MATERIALS {
                let body = ArticleBody {
                    title: (*title).to_owned(),
                    topic: Some(*topic),
                    text: text.map(str::to_owned),
                    link: link.map(|(link, _)| link.to_owned()),
                    source: link.map(|(_, source)| source.to_owned()),
                    audiences: audiences.to_vec(),
                    ..ArticleBody::default()
                };
                let new = New {
                    id: new_id(at),
                    edition: new_id(at),
                    body: &body,
                    at,
                    starter: None,
                    published: true,
                };
                store::articles::write::insert(tx, &permit, new).await?;
            }
            Ok(())
        })
        .await
}
