//! Phrases of the demonstration school.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::PhraseWrite;
use podskazka_shared::ids::PhraseId;
use podskazka_shared::phrases::{PhraseBody, PhraseKind, PhrasesQuery};
use podskazka_shared::tickets::Topic;

use super::WHY;
use crate::access::{Permit, SchoolCard};
use crate::clock::new_id;
use crate::problem::Result;
use crate::store::{self, Store};

/// Kind, topic, title, text.
type Ready = (PhraseKind, Option<Topic>, &'static str, &'static str);

const PHRASES: &[Ready] = &[
    (
        PhraseKind::Reply,
        Some(Topic::Access),
        "Пароль в кабинете 214",
        "Здравствуйте, {name}! Новый пароль выдаём лично в кабинете 214, в часы приёма. Возьмите с собой документ.",
    ),
    (
        PhraseKind::Question,
        Some(Topic::CurrentMarks),
        "Какой предмет и какое число",
        "Здравствуйте, {name}! Напишите, пожалуйста, предмет, число урока и какой отметки не видно.",
    ),
    (
        PhraseKind::Reply,
        None,
        "Подпись",
        "С уважением, {helper}, {school}. Номер вашего обращения: {number}.",
    ),
];

pub(super) async fn make(store: &Store, school: &SchoolCard, at: DateTime<Utc>) -> Result<()> {
    let permit: Permit<PhraseWrite> = Permit::system(WHY, school.id);
    let query = PhrasesQuery::default();
    let there = store::phrases::list(store, &Permit::system(WHY, school.id), &query).await?;
    if !there.items.is_empty() {
        return Ok(());
    }
    store
        .write(async |tx| {
            for (kind, topic, title, text) in PHRASES {
                let body = PhraseBody {
                    kind: *kind,
                    title: (*title).to_owned(),
                    text: (*text).to_owned(),
                    topic: *topic,
                    mine: false,
                };
                store::phrases::insert(tx, &permit, new_id::<PhraseId>(at), &body, at).await?;
            }
            Ok(())
        })
        .await
}
