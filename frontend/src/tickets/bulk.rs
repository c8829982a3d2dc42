//! The same step with several requests of the queue: each is done or refused by itself, and what is refused stays marked.

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::join::{BulkAct, BulkBody, BulkResult, MOST_AT_ONCE, TicketsBulk, Versioned};
use podskazka_shared::tickets::{MessagesQuery, TicketPath, TicketSummary, TicketsHelpers, Topic};

use super::filter::code;
use super::pages::Pages;
use super::steps::topics;
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{self, bulk as texts, general, lang, steps};
use crate::live::{State, derived, effect, flag, maybe, words, yes_no};
use crate::people::name;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, error_summary, select_field, submit};

/// The list of what was refused, which takes the focus.
const REFUSED: &str = "bulk-refused";

/// The requests that are marked.
#[derive(Clone, Copy)]
pub struct Marks(State<Vec<TicketId>>, Toasts);

impl Marks {
    pub fn new() -> Self {
        Self(State::new(Vec::new()), Toasts::get())
    }

    fn has(self, id: TicketId) -> bool {
        self.0.with(|marks| marks.contains(&id))
    }

    /// Marks it, or takes the mark away.
    pub fn turn(self, id: TicketId) {
        let (many, marked) = self.0.with_untracked(|marks| (marks.len(), marks.contains(&id)));
        if !marked && many >= MOST_AT_ONCE {
            return self.1.say(texts().too_many);
        }
        self.0.update(|marks| match marked {
            true => marks.retain(|one| *one != id),
            false => marks.push(id),
        });
    }

    /// The box before a row.
    pub fn check(self, id: TicketId, title: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
        let label = words(move || format!("{}: {}", texts().choose, title()));
        view! {
            <label class="mark">
                <input
                    type="checkbox"
                    id=format!("m-{id}")
                    aria-label=label
                    prop:checked=flag(move || self.has(id))
                    on:change=move |_| self.turn(id)
                />
            </label>
        }
        .into_any()
    }
}

/// What is done with all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Assign,
    Topic,
    Answer,
    Ask,
}

impl Deed {
    const ALL: [Self; 4] = [Self::Assign, Self::Topic, Self::Answer, Self::Ask];

    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::Assign => t.assign,
            Self::Topic => t.topic,
            Self::Answer => t.answer,
            Self::Ask => t.ask,
        }
    }

    const fn opener(self) -> &'static str {
        match self {
            Self::Assign => "bulk-assign",
            Self::Topic => "bulk-topic",
            Self::Answer => "bulk-answer",
            Self::Ask => "bulk-ask",
        }
    }

    /// Where its form stands in what is sent.
    const fn pointer(self) -> &'static str {
        match self {
            Self::Assign => "/do/assignee",
            Self::Topic => "/do/topic",
            Self::Answer | Self::Ask => "/do/text",
        }
    }
}

/// What the bar holds; it outlives the forms, so that nothing typed is lost.
#[derive(Clone, Copy)]
struct Bar {
    pages: Pages,
    marks: Marks,
    shown: State<Option<Deed>>,
    chosen: State<String>,
    text: State<String>,
    /// Which were refused, and why.
    refused: State<Vec<(String, &'static str)>>,
    sending: Sending,
    toasts: Toasts,
}

impl Bar {
    /// The marked ones that are on the screen.
    fn items(self) -> Vec<TicketSummary> {
        let marked = |item: &&TicketSummary| self.marks.has(item.id);
        self.pages
            .items
            .with(|items| items.iter().filter(marked).cloned().collect())
    }

    fn act(self, deed: Deed) -> Option<BulkAct> {
        let (chosen, text) = (self.chosen.get(), self.text.get().trim().to_owned());
        Some(match deed {
            Deed::Assign if chosen == "nobody" => BulkAct::Assign { assignee: None },
            Deed::Assign => BulkAct::Assign {
                assignee: Some(chosen.parse().ok()?),
            },
            Deed::Topic => BulkAct::Topic {
                topic: code::<Topic>(Some(&chosen))?,
            },
            Deed::Answer => BulkAct::Answer { text },
            Deed::Ask => BulkAct::Ask { text },
        })
    }

    fn took(self, before: &[TicketSummary], results: Vec<BulkResult>) {
        let mut done = 0_usize;
        let (mut ids, mut refused) = (Vec::new(), Vec::new());
        for result in results {
            let Some(problem) = result.problem else {
                done += 1;
                continue;
            };
            let item = before.iter().find(|item| item.id == result.id);
            let named = item.map(|item| format!("{} {}", item.number, item.title));
            refused.push((named.unwrap_or_default(), problem.text(lang())));
            ids.push(result.id);
        }
        if refused.is_empty() {
            self.text.set(String::new());
        }
        let focus = if refused.is_empty() {
            browser::HEADING
        } else {
            REFUSED
        };
        self.marks.0.set(ids);
        self.refused.set(refused);
        self.shown.set(None);
        self.toasts.tell(i18n::bulk_done(&done.to_string()));
        self.pages.first.again();
        browser::focus_soon(focus.to_owned());
    }
}

/// The bar above the list, as long as something is marked.
pub fn bar(here: &Here, pages: Pages, marks: Marks) -> AnyView {
    let draft = Draft::of(here.me.id, &here.slug, "bulk");
    let bar = Bar {
        pages,
        marks,
        shown: State::new(None),
        chosen: State::new(String::new()),
        text: State::new(draft.read()),
        refused: State::new(Vec::new()),
        sending: Sending::of("bulk"),
        toasts: Toasts::get(),
    };
    effect(move |_| bar.text.with(|text| draft.keep(text)));
    let there = derived(move || !bar.items().is_empty());
    let here = here.clone();
    maybe(move || there.get().then(|| drawn(&here, bar)))
}

fn drawn(here: &Here, bar: Bar) -> AnyView {
    let t = texts();
    let count = words(move || i18n::bulk_chosen(&bar.items().len().to_string()));
    let buttons: Vec<_> = Deed::ALL
        .into_iter()
        .map(|deed| {
            let turn = move |_| {
                let other = (bar.shown.get_untracked() != Some(deed)).then_some(deed);
                bar.chosen.set(String::new());
                bar.sending.failure.set(None);
                bar.shown.set(other);
            };
            let expanded = yes_no(move || bar.shown.get() == Some(deed));
            view! {
                <button type="button" class="btn small" id=deed.opener() aria-expanded=expanded on:click=turn>
                    {deed.label()}
                </button>
            }
            .into_any()
        })
        .collect();
    let drop = move || {
        bar.marks.0.set(Vec::new());
        bar.refused.set(Vec::new());
        browser::focus_heading();
    };
    let here = here.clone();
    let open = move || bar.shown.get().map(|deed| form(&here, bar, deed));
    let refused = move || {
        let refused = bar.refused.get();
        let row = |(named, why): &(String, &'static str)| {
            view! { <li><b>{named.clone()}</b> ": " {*why}</li> }.into_any()
        };
        let rows: Vec<_> = refused.iter().map(row).collect();
        (!rows.is_empty()).then(|| {
            view! {
                <div class="card fault" id=REFUSED tabindex="-1" role="alert">
                    <p>{texts().failed}</p>
                    <ul>{rows}</ul>
                </div>
            }
        })
    };
    view! {
        <section class="bulk col tight" aria-label=t.bar>
            <div class="row wrap tight">
                <b role="status">{count}</b>
                {buttons}
                {button("btn small", t.drop.into_any(), drop)}
            </div>
            {maybe(refused)}
            {maybe(open)}
        </section>
    }
    .into_any()
}

fn form(here: &Here, bar: Bar, deed: Deed) -> AnyView {
    let t = texts();
    let sending = bar.sending;
    let field = move |label| Field {
        pointer: deed.pointer(),
        label,
        hint: "",
        sending,
    };
    browser::focus_soon(id_of("bulk", deed.pointer()));
    let input = match deed {
        Deed::Assign => select_field(field(t.whom), steps().choose, people(here, bar), bar.chosen),
        Deed::Topic => {
            let topics = Signal::stored(topics(Topic::ALL.to_vec()));
            select_field(field(t.topic_label), steps().choose, topics, bar.chosen)
        }
        Deed::Answer | Deed::Ask => area_field(field(t.text), "".into(), bar.text),
    };
    let school = here.school();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let items = untrack(|| bar.items());
        let Some(act) = untrack(|| bar.act(deed)) else {
            return sending.refuse(vec![FieldError::new(deed.pointer(), FieldErrorKind::Required)]);
        };
        let of = |item: &TicketSummary| Versioned {
            id: item.id,
            version: item.version,
        };
        let body = BulkBody {
            items: items.iter().map(of).collect(),
            act,
        };
        sending.send::<TicketsBulk>(school.clone(), body, 0, move |answer| {
            bar.took(&items, answer.results)
        });
    };
    let cancel = move || {
        bar.shown.set(None);
        browser::focus_soon(deed.opener().to_owned());
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "bulk-error")}
            {input}
            <div class="row wrap">
                {submit(sending.busy, t.send.into(), general().sending)}
                {button("btn", general().cancel.into_any(), cancel)}
            </div>
        </form>
    }
    .into_any()
}

/// Those to whom the first of them may be assigned; who may not have another is told by its refusal.
fn people(here: &Here, bar: Bar) -> Signal<Vec<(String, String)>> {
    let school = here.slug.clone();
    let first = derived(move || bar.items().first().map(|item| item.id));
    let staff = read::<TicketsHelpers>(move || {
        let path = TicketPath {
            school: school.clone(),
            ticket: first.get()?,
        };
        let query = MessagesQuery {
            limit: Some(100),
            after: None,
        };
        Some((path, query))
    });
    Signal::derive(move || {
        let nobody = ("nobody".to_owned(), texts().nobody.to_owned());
        let staff = staff.value.get().map(|page| page.items).unwrap_or_default();
        let named = staff
            .into_iter()
            .map(|one| (one.id.to_string(), name::short(&one.name)));
        std::iter::once(nobody).chain(named).collect()
    })
}
