//! Saving, renaming and deleting a view, and bringing it back.

use leptos::prelude::*;
use podskazka_shared::page::Page;
use podskazka_shared::views::{View, ViewBody, ViewFilters, ViewsCreate, ViewsDelete, ViewsReplace};

use super::{body_of, path};
use crate::browser;
use crate::i18n::{general, views};
use crate::live::{Derived, State, maybe};
use crate::reading::Reading;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, button, error_summary, submit, text_field};

const OPENER: &str = "view-open";
const UNDO: &str = "view-undo";

/// What is being named.
#[derive(Debug, Clone, PartialEq)]
pub enum Naming {
    /// The filters that are chosen.
    New,
    Again(View),
}

/// What the parts of the bar share.
#[derive(Clone, Copy)]
pub struct Acts {
    pub here: StoredValue<Here>,
    pub reading: Reading<Page<View>>,
    /// The filters that are chosen.
    pub now: Derived<ViewFilters>,
    /// The saved view that they are.
    pub open: Derived<Option<View>>,
    pub sending: Sending,
    /// What was deleted last, and can come back.
    pub gone: State<Option<View>>,
    pub naming: State<Option<Naming>>,
    pub toasts: Toasts,
}

impl Acts {
    fn done(self, said: &'static str) {
        self.naming.set(None);
        self.reading.again();
        self.toasts.say(said);
        browser::focus_soon(OPENER.to_owned());
    }

    fn save(self, naming: &Naming, name: String) {
        let school = self.here.with_value(Here::school);
        match naming {
            Naming::New => {
                let body = ViewBody {
                    name,
                    filters: self.now.get_untracked(),
                };
                self.sending
                    .send::<ViewsCreate>(school, body, 0, move |_| self.done(views().saved));
            }
            Naming::Again(view) => {
                let at = self.here.with_value(|here| path(here, view.id));
                let body = ViewBody {
                    name,
                    filters: view.filters,
                };
                self.sending
                    .send::<ViewsReplace>(at, body, view.version, move |_| self.done(views().renamed));
            }
        }
    }

    fn delete(self, view: View) {
        let at = self.here.with_value(|here| path(here, view.id));
        let version = view.version;
        self.sending.send::<ViewsDelete>(at, (), version, move |()| {
            self.gone.set(Some(view));
            self.reading.again();
            browser::focus_soon(UNDO.to_owned());
        });
    }

    fn bring_back(self, view: &View) {
        let school = self.here.with_value(Here::school);
        self.sending
            .send::<ViewsCreate>(school, body_of(view), 0, move |_| {
                self.gone.set(None);
                self.done(views().back);
            });
    }
}

/// The buttons, or the form of a name.
pub fn tools(acts: Acts) -> AnyView {
    let t = views();
    if let Some(naming) = acts.naming.get() {
        return form(acts, naming);
    }
    let naming = acts.naming;
    match acts.open.get() {
        None => view! {
            <div>
                <button type="button" class="btn" id=OPENER on:click=move |_| naming.set(Some(Naming::New))>
                    {t.save}
                </button>
            </div>
        }
        .into_any(),
        Some(view) => {
            let (again, gone) = (view.clone(), view);
            view! {
                <div class="row wrap tight">
                    <button
                        type="button"
                        class="btn"
                        id=OPENER
                        on:click=move |_| naming.set(Some(Naming::Again(again.clone())))
                    >
                        {t.rename}
                    </button>
                    {button("btn", t.delete.into_any(), move || acts.delete(gone.clone()))}
                </div>
                {error_summary(acts.sending, "views-error")}
            }
            .into_any()
        }
    }
}

fn form(acts: Acts, naming: Naming) -> AnyView {
    let t = views();
    let sending = acts.sending;
    let name = State::new(match &naming {
        Naming::New => String::new(),
        Naming::Again(view) => view.name.clone(),
    });
    let hint = match &naming {
        Naming::New => t.name_hint,
        Naming::Again(_) => "",
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        acts.save(&naming, name.get_untracked().trim().to_owned());
    };
    let shut = move || {
        sending.failure.set(None);
        acts.naming.set(None);
        browser::focus_soon(OPENER.to_owned());
    };
    let field = Field {
        pointer: "/name",
        label: t.name,
        hint,
        sending,
    };
    browser::focus_soon(id_of(sending.form, "/name"));
    view! {
        <form class="card col" novalidate aria-label=t.name on:submit=on_submit>
            {error_summary(sending, "view-error")}
            {text_field(field, "text".into(), "off", name, ().into_any())}
            <div class="row wrap tight">
                {submit(sending.busy, general().save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), shut)}
            </div>
        </form>
    }
    .into_any()
}

/// That a view was deleted, and how it comes back.
pub fn undo(acts: Acts) -> AnyView {
    let t = views();
    let notice = move || {
        let view = acts.gone.get()?;
        Some(view! {
            <div class="note row wrap between tight">
                <span>{t.deleted}": "{view.name.clone()}</span>
                <button type="button" class="btn" id=UNDO on:click=move |_| acts.bring_back(&view)>
                    {t.bring_back}
                </button>
            </div>
        })
    };
    view! { <div role="status">{maybe(notice)}</div> }.into_any()
}
