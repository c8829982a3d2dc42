//! One stream for all tabs of a browser: the tab that holds the lock opens it and passes on what comes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::live::{LiveChange, LiveQuery, TicketsLive};
use podskazka_shared::schools::SchoolPath;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

use super::tell;
use crate::api;
use crate::live::spawn;
use crate::session::Here;

/// After how long it is tried again to open a stream that was refused.
const AGAIN: Duration = Duration::from_secs(5);

/// Hears the changes of a school as long as one is there. Draws nothing.
pub fn news(here: Here) -> AnyView {
    let link = Link::new(here.school());
    let kept = StoredValue::new_local(link.clone());
    on_cleanup(move || {
        kept.try_with_value(|link| link.close());
    });
    link.join();
    ().into_any()
}

struct Link {
    school: SchoolPath,
    channel: Option<BroadcastChannel>,
    source: RefCell<Option<EventSource>>,
    /// The id of the last event, from which it goes on.
    last: RefCell<Option<String>>,
    over: Cell<bool>,
    /// Lets the lock go.
    release: RefCell<Option<js_sys::Function>>,
}

impl Link {
    fn new(school: SchoolPath) -> Rc<Self> {
        let channel = BroadcastChannel::new(&format!("podskazka-live-{}", school.school)).ok();
        Rc::new(Self {
            school,
            channel,
            source: RefCell::default(),
            last: RefCell::default(),
            over: Cell::new(false),
            release: RefCell::default(),
        })
    }

    /// Listens to the other tabs, and waits until it is this one's turn to open the stream.
    fn join(self: &Rc<Self>) {
        if let Some(channel) = &self.channel {
            let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
                pass(&event.data().as_string().unwrap_or_default());
            });
            channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
        }
        let link = Rc::clone(self);
        let held = move || {
            let link = Rc::clone(&link);
            js_sys::Promise::new(&mut |done, _| {
                if !link.over.get() {
                    link.release.replace(Some(done.clone()));
                    link.open();
                } else {
                    let _ = done.call0(&JsValue::NULL);
                }
            })
        };
        let name = format!("podskazka-live-{}", self.school.school);
        // Without locks each tab has a stream of its own.
        if api::lock(&name, held.clone()).is_none() {
            let _ = held();
        }
    }

    fn open(self: &Rc<Self>) {
        let query = LiveQuery {
            after: self.last.borrow().clone(),
            seconds: None,
        };
        let address = podskazka_shared::endpoint::address::<TicketsLive>(&self.school, &query);
        let Ok(source) = EventSource::new(&address) else {
            return;
        };
        let on = |name: &str, run: fn(&Rc<Self>, &MessageEvent)| {
            let link = Rc::clone(self);
            let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let id = event.last_event_id();
                if !id.is_empty() {
                    link.last.replace(Some(id));
                }
                run(&link, &event);
            });
            let hear = hear.into_js_value();
            let _ = source.add_event_listener_with_callback(name, hear.unchecked_ref());
        };
        on("ready", |_, _| {});
        on("resync", |link, _| link.heard(""));
        on("ticket", |link, event| {
            link.heard(&event.data().as_string().unwrap_or_default())
        });
        let link = Rc::clone(self);
        let failed = Closure::<dyn Fn()>::new(move || link.failed());
        source.set_onerror(Some(failed.into_js_value().unchecked_ref()));
        self.source.replace(Some(source));
    }

    /// The browser comes again by itself when the link is lost; when it was refused, the session has to be renewed first.
    fn failed(self: &Rc<Self>) {
        let refused = self
            .source
            .borrow()
            .as_ref()
            .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
        if !refused || self.over.get() {
            return;
        }
        let link = Rc::clone(self);
        let again = move || {
            spawn(async move {
                let query = LiveQuery {
                    after: None,
                    seconds: Some(0),
                };
                // Renews the session on its way; who is signed out finds out by what they do next.
                let asked = api::ping::<TicketsLive>(&link.school, &query).await;
                if !link.over.get() {
                    match asked {
                        true => link.open(),
                        false => link.failed(),
                    }
                }
            });
        };
        set_timeout(again, AGAIN);
    }

    fn heard(&self, data: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&JsValue::from_str(data));
        }
        pass(data);
    }

    fn close(&self) {
        self.over.set(true);
        if let Some(source) = self.source.take() {
            source.close();
        }
        if let Some(channel) = &self.channel {
            channel.close();
        }
        if let Some(release) = self.release.take() {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Empty: anything may have changed.
fn pass(data: &str) {
    match data {
        "" => tell(None),
        data => {
            if let Ok(change) = api::parse::<LiveChange>(data) {
                tell(Some(&change));
            }
        }
    }
}
