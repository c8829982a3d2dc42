//! The log as a file: what the filters show.

use leptos::prelude::*;
use podskazka_shared::audit::{AuditExport, AuditQuery};
use podskazka_shared::csv::BOM;
use podskazka_shared::schools::SchoolPath;

use crate::api::{ApiError, Ask, Guard};
use crate::i18n::audit as texts;
use crate::live::{Derived, State};
use crate::ui::{Saved, save_button};

/// A button that saves what the filters show.
pub fn button(school: SchoolPath, query: Derived<AuditQuery>, failure: State<Option<ApiError>>) -> AnyView {
    let t = texts();
    let ask = move || {
        let ask = Ask::of::<AuditExport>(&school, &query.get_untracked(), &(), Guard::None);
        let file = Saved {
            name: format!("audit-{}.csv", school.school),
            kind: "text/csv;charset=utf-8",
            mark: BOM,
        };
        Some((ask, file))
    };
    save_button(t.export.into_any(), ask, failure)
}
