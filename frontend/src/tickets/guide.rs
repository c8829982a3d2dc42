//! What happened: in one text, or question by question. Either way it is one description, and changing over loses nothing.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::articles::{ArticleSummary, ArticlesList, ArticlesQuery};
use podskazka_shared::tickets::guide::{Part, cite, join, material, prompts, request, split};
use podskazka_shared::tickets::{
    RequesterGroup, TicketScope, TicketSummary, TicketsList, TicketsQuery, Topic,
};

use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{guide as texts, lang, tickets};
use crate::live::{Derived, State, derived, effect, live, maybe};
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{area_field, select_field};

const TURN: &str = "guide-turn";

/// The description, and how it is written.
#[derive(Clone, Copy)]
pub struct Guide {
    description: State<String>,
    parts: [State<String>; 4],
    guided: State<bool>,
    topic: Derived<Option<Topic>>,
    group: Derived<RequesterGroup>,
    sending: Sending,
}

impl Guide {
    /// Which way was chosen is kept beside the draft.
    pub fn new(
        here: &Here,
        description: State<String>,
        topic: Derived<Option<Topic>>,
        group: Derived<RequesterGroup>,
        sending: Sending,
    ) -> Self {
        let kept = Draft::of(here.me.id, &here.slug, "new-guided");
        let guide = Self {
            description,
            parts: split(&description.get_untracked()).map(State::new),
            guided: State::new(!kept.read().is_empty()),
            topic,
            group,
            sending,
        };
        effect(move |_| match guide.guided.get() {
            true => kept.keep("1"),
            false => kept.forget(),
        });
        // What is typed into the parts is the description.
        effect(move |first| {
            let parts = guide.parts.map(State::get);
            if !first && guide.guided.get_untracked() {
                description.set(join(&parts, lang()));
            }
        });
        guide
    }

    /// The parts as the description has them now.
    fn take_apart(self) {
        let parts = split(&self.description.get_untracked());
        for (state, part) in self.parts.into_iter().zip(parts) {
            state.set(part);
        }
    }

    fn turn(self) {
        let guided = !self.guided.get_untracked();
        if guided {
            self.take_apart();
        }
        self.guided.set(guided);
        browser::focus_soon(TURN.to_owned());
    }

    /// Names what this goes on from in the description, or nothing.
    fn cites(self, source: Option<&str>) {
        let cited = self.description.with_untracked(|text| cite(text, source, lang()));
        self.description.set(cited);
        if self.guided.get_untracked() {
            self.take_apart();
        }
    }

    fn field(self, pointer: &'static str, label: &'static str, hint: &'static str) -> Field {
        Field {
            pointer,
            label,
            hint,
            sending: self.sending,
        }
    }

    /// The description, one way or the other.
    pub fn view(self) -> AnyView {
        let t = texts();
        let turn = move || {
            let (label, guide) = (
                if self.guided.get() {
                    t.as_one
                } else {
                    t.by_questions
                },
                self,
            );
            view! {
                <div>
                    <button type="button" class="btn" id=TURN on:click=move |_| guide.turn()>{label}</button>
                </div>
            }
        };
        let fields = move || match self.guided.get() {
            true => self.questions(),
            false => self.plain(),
        };
        [live(fields), live(turn)].into_any()
    }

    /// One text, with what to tell in it.
    fn plain(self) -> AnyView {
        let t = tickets();
        let help = move || {
            let prompts = prompts(self.topic.get()?, self.group.get(), lang());
            let row = |prompt: podskazka_shared::tickets::guide::Prompt| {
                view! { <li>{prompt.part.label(lang())}": "{prompt.hint}</li> }.into_any()
            };
            let rows: Vec<_> = prompts.into_iter().map(row).collect();
            Some(view! { <div class="prompts dim"><p>{texts().write}</p><ul>{rows}</ul></div> })
        };
        let field = self.field("/description", t.description, t.description_hint);
        let area = [
            area_field(field, "".into(), self.description),
            crate::conduct::polite::polite(self.description),
        ]
        .into_any();
        [maybe(help), area].into_any()
    }

    /// A field for each part.
    fn questions(self) -> AnyView {
        let about = derived(move || (self.topic.get().unwrap_or(Topic::Other), self.group.get()));
        let fields = move || {
            let (topic, group) = about.get();
            let prompts = prompts(topic, group, lang()).into_iter().zip(self.parts);
            let one = |(prompt, state): (podskazka_shared::tickets::guide::Prompt, State<String>)| {
                let pointer = match prompt.part {
                    Part::Did => "/did",
                    Part::Expected => "/expected",
                    Part::Saw => "/saw",
                    Part::Place => "/place",
                };
                area_field(
                    self.field(pointer, prompt.part.label(lang()), prompt.hint),
                    "".into(),
                    state,
                )
            };
            prompts.map(one).collect::<Vec<_>>()
        };
        let id = id_of(self.sending.form, "/description");
        let error = self.sending.field("/description");
        let wrong = move || error.get().map(|text| view! { <p class="error">{text}</p> });
        view! {
            <fieldset class="field guide" id=id tabindex="-1">
                <legend>{texts().legend}</legend>
                <div class="col">{live(fields)}</div>
                {maybe(wrong)}
            </fieldset>
        }
        .into_any()
    }

    /// Which of one's own requests, or which material, this goes on from; nothing for who asks for another.
    pub fn before(self, here: &Here, own: Derived<bool>) -> AnyView {
        let (t, school) = (texts(), here.school());
        let (at, reads) = (school.clone(), here.may(Action::ArticleRead));
        let materials = read::<ArticlesList>(move || {
            let query = ArticlesQuery {
                limit: Some(50),
                ..ArticlesQuery::default()
            };
            (reads && own.get()).then(|| (at.clone(), query))
        });
        let reading = read::<TicketsList>(move || {
            let query = TicketsQuery {
                scope: Some(TicketScope::Mine),
                limit: Some(20),
                ..TicketsQuery::default()
            };
            own.get().then(|| (school.clone(), query))
        });
        let chosen = State::new(String::new());
        effect(move |first| {
            let source = chosen.get();
            if !first {
                self.cites(Some(source.as_str()).filter(|source| !source.is_empty()));
            }
        });
        let asked = derived(move || {
            let named = |ticket: &TicketSummary| {
                let source = request(&ticket.number);
                let text = format!("{source} · {}", ticket.title);
                (source, text)
            };
            let told = |article: &ArticleSummary| {
                let source = material(&article.title, lang());
                (source, format!("{}: {}", t.material, article.title))
            };
            if !own.get() {
                return Vec::new();
            }
            let requests = reading.value.get().map(|page| page.items).unwrap_or_default();
            let articles = materials.value.get().map(|page| page.items).unwrap_or_default();
            // Those of the topic first.
            let topic = self.topic.get();
            let (near, far): (Vec<_>, Vec<_>) = articles.iter().partition(|article| article.topic == topic);
            let articles = near.into_iter().chain(far).map(told);
            requests.iter().map(named).chain(articles).collect::<Vec<_>>()
        });
        maybe(move || {
            let options = asked.get();
            (!options.is_empty()).then(|| {
                let field = self.field("/before", t.asked_before, t.asked_hint);
                select_field(field, t.not_before, Signal::stored(options), chosen)
            })
        })
    }
}
