//! The part of the school's card that tells which sites may show the schedule, and the code for them (S3).

use leptos::prelude::*;
use podskazka_shared::schools::Site;

use crate::i18n::sites as texts;
use crate::live::State;
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{area_field, key_line};

/// The sites as they are typed, one a line.
pub fn typed(sites: &[Site]) -> State<String> {
    let lines: Vec<String> = sites.iter().map(ToString::to_string).collect();
    State::new(lines.join("\n"))
}

/// The list, if it differs from what was read; empty lines are nothing.
pub fn patch(typed: State<String>, old: &[Site]) -> Option<Vec<String>> {
    let text = typed.get_untracked();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    let same = lines.iter().cloned().eq(old.iter().map(ToString::to_string));
    (!same).then_some(lines)
}

/// What a page of the site needs to show the schedule.
fn code(slug: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!(
        "<iframe src=\"{origin}/public/{slug}/embed\" title=\"{}\" width=\"100%\" height=\"640\" loading=\"lazy\" style=\"border:0\"></iframe>",
        texts().heading
    )
}

pub fn fields(sending: Sending, sites: State<String>, slug: &str) -> AnyView {
    let t = texts();
    let field = Field {
        pointer: "/embed_sites",
        label: t.list,
        hint: t.list_hint,
        sending,
    };
    view! {
        <div class="card col">
            <div>
                <h2>{t.title}</h2>
                <small>{t.lead}</small>
            </div>
            {area_field(field, "".into(), sites)}
            {key_line(t.code, code(slug))}
            <p><a href=format!("/public/{slug}/embed") rel="external noopener" target="_blank">{t.look}</a></p>
        </div>
    }
    .into_any()
}
