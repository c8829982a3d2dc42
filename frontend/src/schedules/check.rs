//! What the server understood of a table: its errors by row and column, or the week with links to people.

use leptos::prelude::*;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::schedules::{LineLink, Preview, PreviewLine};

use super::grid::{self, Row};
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{self, field_error, general, schedules};
use crate::live::{State, derived, effect, live};
use crate::people::name;
use crate::sending::Sending;
use crate::ui::{error_summary, submit};

pub const HEADING: &str = "preview";

/// The best match of each row.
pub fn likely(preview: &Preview) -> Vec<LineLink> {
    let link = |line: &PreviewLine| {
        Some(LineLink {
            row: line.row,
            member: line.matches.first()?.id,
        })
    };
    preview.lines.iter().filter_map(link).collect()
}

/// What is wrong with the table; other failures as usual.
pub fn errors(sending: Sending) -> AnyView {
    const ID: &str = "table-errors";
    let t = schedules();
    let of_table = derived(move || {
        sending.failure.with(|failure| {
            let fields = failure.iter().flat_map(|f| f.fields());
            let in_table =
                |e: &&podskazka_shared::check::FieldError| matches!(e.kind, FieldErrorKind::Table { .. });
            fields.filter(in_table).cloned().collect::<Vec<_>>()
        })
    });
    let any = derived(move || !of_table.with(Vec::is_empty));
    effect(move |_| {
        if any.get() {
            browser::focus_soon(ID.to_owned());
        }
    });
    let item = |error: &podskazka_shared::check::FieldError| {
        let place = match (error.row, error.column) {
            (Some(row), Some(column)) => Some(i18n::row_column(&row.to_string(), &column.to_string())),
            (Some(row), None) => Some(i18n::row_only(&row.to_string())),
            (None, _) => None,
        };
        view! { <li>{place.map(|place| view! { <b>{place}": "</b> })} {field_error(error)}</li> }.into_any()
    };
    let view = move || match any.get() {
        false => error_summary(sending, "import-error"),
        true => {
            let items: Vec<_> = of_table.with(|errors| errors.iter().map(item).collect());
            let total = sending.failure.with(|failure| match failure {
                Some(ApiError::Problem(problem)) => problem.errors_total,
                _ => None,
            });
            let first = u32::try_from(items.len()).unwrap_or(u32::MAX);
            let cut = total.map(|total| view! { <p>{i18n::first_errors(first, total)}</p> });
            view! {
                <div class="card fault" id=ID tabindex="-1" role="alert">
                    <p><b>{t.errors_title}</b><br />{t.errors_hint}</p>
                    {cut}
                    <ul>{items}</ul>
                </div>
            }
            .into_any()
        }
    };
    live(view)
}

/// The week as it would be, with a choice of the person for each row.
pub fn preview(
    found: Preview,
    links: State<Vec<LineLink>>,
    saving: Sending,
    save: impl Fn() + 'static,
) -> AnyView {
    let t = schedules();
    let count = i18n::lines_found(i64::try_from(found.lines.len()).unwrap_or_default());
    let row = |line: &PreviewLine| Row {
        name: line.name.clone(),
        posts: line.posts.clone(),
        hours: line.hours.iter().copied().map(Into::into).collect(),
        extra: None,
    };
    let rows: Vec<_> = found.lines.iter().map(row).collect();
    let choices: Vec<_> = found.lines.iter().map(|line| link(line, links)).collect();
    let ignored: Vec<_> = found
        .ignored
        .into_iter()
        .map(|text| {
            let place = match text.from_row == text.to_row {
                true => i18n::row_only(&text.from_row.to_string()),
                false => i18n::rows(&text.from_row.to_string(), &text.to_row.to_string()),
            };
            view! { <li><b>{place}": "</b>{text.excerpt}</li> }.into_any()
        })
        .collect();
    let left_out = (!ignored.is_empty())
        .then(|| view! { <details><summary class="link">{t.ignored}</summary><ul class="plain">{ignored}</ul></details> });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        save();
    };
    view! {
        <section class="col">
            <div>
                <h2 id=HEADING tabindex="-1">{t.preview}</h2>
                <p class="dim">{count} ". " {t.preview_hint}</p>
            </div>
            {grid::cards(rows)}
            <form class="col narrow" novalidate on:submit=on_submit>
                <ul class="col tight">{choices}</ul>
                {left_out}
                {error_summary(saving, "save-error")}
                <div>{submit(saving.busy, t.save.into(), general().sending)}</div>
            </form>
        </section>
    }
    .into_any()
}

fn link(line: &PreviewLine, links: State<Vec<LineLink>>) -> AnyView {
    let t = schedules();
    let row = line.row;
    let id = format!("link-{row}");
    if line.matches.is_empty() {
        return view! { <li class="row between link-row"><b>{line.name.clone()}</b><small>{t.no_link}</small></li> }.into_any();
    }
    let first = line.matches.first().map(|member| member.id);
    let option = |member: &podskazka_shared::people::MemberRef| {
        let chosen = Some(member.id) == first;
        view! { <option value=member.id.to_string() selected=chosen>{name::short(&member.name)}</option> }
            .into_any()
    };
    let options: Vec<_> = line.matches.iter().map(option).collect();
    let on_change = move |ev: web_sys::Event| {
        let member = event_target_value(&ev).parse().ok();
        links.update(|links| {
            links.retain(|link| link.row != row);
            links.extend(member.map(|member| LineLink { row, member }));
        });
    };
    view! {
        <li class="row between link-row">
            <label for=id.clone()><b>{line.name.clone()}</b></label>
            <select id=id on:change=on_change>{options}<option value="">{t.no_link}</option></select>
        </li>
    }
    .into_any()
}
