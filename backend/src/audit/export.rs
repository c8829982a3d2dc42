//! The trail as a table for spreadsheets, written while it is read.

use actix_web::web::Bytes;
use futures_util::StreamExt;
use futures_util::stream::try_unfold;
use podskazka_shared::audit::{AuditEntry, AuditExport, AuditQuery, MOST_EXPORTED, field_words};
use podskazka_shared::csv;
use podskazka_shared::endpoint::Csv;
use podskazka_shared::page::MAX_LIMIT;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use super::leave_line;
use crate::api::{Done, File};
use crate::call::Call;
use crate::problem::Result;
use crate::store;

pub(super) async fn export(call: Call<AuditExport>) -> Result<Done<Csv>> {
    let (member, permit) = (call.member()?, call.permit()?);
    let zone = member.school.zone;
    let found = store::audit::count(&call.app.store, &permit, &call.query, zone, MOST_EXPORTED + 1).await?;
    if found > MOST_EXPORTED {
        return Err(ProblemKind::TooLarge.into());
    }
    let fields: Vec<&str> = std::iter::once("export").chain(call.query.used()).collect();
    let name = format!(
        "audit-{}-{}.csv",
        member.school.slug,
        call.at.with_timezone(&zone).format("%Y-%m-%d")
    );
    let (store, lang) = (call.app.store.clone(), call.lang);
    let mut query = AuditQuery {
        limit: Some(MAX_LIMIT),
        after: None,
        ..call.query.clone()
    };
    // The line of this very export, and what comes while it is read, would stand before the first page.
    let first = Some(store::audit::list(&store, &permit, &query, zone, lang).await?);
    leave_line(&call, &fields).await?;
    let pages = try_unfold((first, true), move |(page, begins)| {
        let (store, permit) = (store.clone(), permit.clone());
        let next = page.as_ref().and_then(|page| page.next.clone());
        query.after.clone_from(&next);
        let query = query.clone();
        async move {
            let Some(page) = page else { return Ok(None) };
            let text = table(&page.items, begins, zone, lang);
            let page = match next {
                Some(_) => Some(store::audit::list(&store, &permit, &query, zone, lang).await?),
                None => None,
            };
            Ok(Some((Bytes::from(text), (page, false))))
        }
    });
    Ok(Done::new(Csv::default()).file(File {
        name,
        content_type: "text/csv; charset=utf-8",
        content: pages.boxed_local(),
    }))
}

fn of_program(name: &str, lang: Lang) -> String {
    format!("{} «{name}»", lang.pick("программа", "the program"))
}

fn table(entries: &[AuditEntry], begins: bool, zone: chrono_tz::Tz, lang: Lang) -> String {
    let mut text = String::new();
    if begins {
        text.push_str(csv::BOM);
        let heads = match lang {
            Lang::Ru => [
                "Когда",
                "Кто",
                "Действие",
                "Подробности",
                "Объект",
                "Код действия",
                "Код человека",
            ],
            Lang::En => [
                "When",
                "Who",
                "Action",
                "Details",
                "Object",
                "Action code",
                "Person code",
            ],
        };
        csv::push_row(&mut text, heads);
    }
    let shape = lang.pick("%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S");
    for entry in entries {
        let at = entry.at.with_timezone(&zone).format(shape).to_string();
        let who = match (&entry.member, entry.person, &entry.program) {
            (Some(member), _, None) => member.name.clone(),
            (None, Some(_), None) => lang.pick("не состоит в школе", "not of the school").to_owned(),
            (Some(member), _, Some(program)) => {
                format!("{} ({})", member.name, of_program(&program.name, lang))
            }
            (None, _, Some(program)) => of_program(&program.name, lang),
            (None, None, None) => lang.pick("само", "by itself").to_owned(),
        };
        let fields = entry.fields.iter().map(|field| field_words(field, lang));
        let fields: Vec<&str> = fields.filter(|words| !words.is_empty()).collect();
        let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let (fields, object) = (fields.join(", "), id(entry.object));
        let person = id(entry.person.map(|person| person.0));
        csv::push_row(
            &mut text,
            [
                at.as_str(),
                &who,
                &entry.title,
                &fields,
                &object,
                &entry.action,
                &person,
            ],
        );
    }
    text
}
