//! Leptos with its types erased.
//!
//! Leptos makes a copy of its machinery for each type in a signal and for each closure in a view. That is fast to run,
//! but a parent pays for it on a slow link: these few wrappers keep one copy of each, and cost the app half its size.
//! Use them instead of `RwSignal`, `Memo`, `Effect::new`, `spawn_local`, `<For>` and closures in views.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

/// A value that changes: `RwSignal` without a copy of it for each `T`.
#[derive(Debug)]
pub struct State<T>(RwSignal<Arc<dyn Any + Send + Sync>>, PhantomData<fn() -> T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for State<T> {}

fn known<T: 'static>(value: &Arc<dyn Any + Send + Sync>) -> &T {
    match value.downcast_ref() {
        Some(value) => value,
        None => unreachable!("the type is fixed when the value is put in"),
    }
}

impl<T: Clone + Send + Sync + 'static> State<T> {
    pub fn new(value: T) -> Self {
        Self(RwSignal::new(Arc::new(value)), PhantomData)
    }

    pub fn get(self) -> T {
        known::<T>(&self.0.get()).clone()
    }

    pub fn get_untracked(self) -> T {
        known::<T>(&self.0.get_untracked()).clone()
    }

    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(known(&self.0.get()))
    }

    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(known(&self.0.get_untracked()))
    }

    pub fn track(self) {
        self.0.track();
    }

    pub fn set(self, value: T) {
        self.0.set(Arc::new(value));
    }

    /// Whether the screen that it belongs to is still there to take the value.
    pub fn try_set(self, value: T) -> bool {
        self.0.try_set(Arc::new(value)).is_none()
    }

    /// Whether the screen that it belongs to is still there.
    pub fn is_there(self) -> bool {
        self.0.try_get_untracked().is_some()
    }

    pub fn update(self, change: impl FnOnce(&mut T)) {
        let mut value = self.get_untracked();
        change(&mut value);
        self.set(value);
    }

    /// As leptos' own components want it.
    pub fn signal(self) -> Signal<T> {
        Signal::derive(move || self.get())
    }
}

/// A value that follows from others and tells only of real changes: `Memo` without a copy of it for each `T`.
#[derive(Debug)]
pub struct Derived<T>(Memo<Same>, PhantomData<fn() -> T>);

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

#[derive(Clone)]
struct Same(Arc<dyn Any + Send + Sync>, fn(&dyn Any, &dyn Any) -> bool);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        (self.1)(&*self.0, &*other.0)
    }
}

fn same<T: PartialEq + 'static>(a: &dyn Any, b: &dyn Any) -> bool {
    a.downcast_ref::<T>() == b.downcast_ref::<T>()
}

/// Derives a value.
pub fn derived<T: Clone + PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Derived<T> {
    let boxed: Box<dyn Fn() -> Arc<dyn Any + Send + Sync> + Send + Sync> =
        Box::new(move || Arc::new(compute()));
    Derived(memo(boxed, same::<T>), PhantomData)
}

fn memo(
    compute: Box<dyn Fn() -> Arc<dyn Any + Send + Sync> + Send + Sync>,
    same: fn(&dyn Any, &dyn Any) -> bool,
) -> Memo<Same> {
    Memo::new(move |_| Same(compute(), same))
}

impl<T: Clone + Send + Sync + 'static> Derived<T> {
    pub fn get(self) -> T {
        known::<T>(&self.0.get().0).clone()
    }

    pub fn get_untracked(self) -> T {
        known::<T>(&self.0.get_untracked().0).clone()
    }

    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(known(&self.0.get().0))
    }

    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(known(&self.0.get_untracked().0))
    }

    pub fn track(self) {
        self.0.track();
    }
}

/// A part of a view that is drawn anew when what it reads changes.
pub fn live<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    draw(Box::new(move || view().into_any()))
}

fn draw(view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || view()).into_any()
}

/// The same, for a part that is there only sometimes.
pub fn maybe<V: IntoAny>(view: impl Fn() -> Option<V> + Send + 'static) -> AnyView {
    draw(Box::new(move || {
        view().map_or_else(|| ().into_any(), IntoAny::into_any)
    }))
}

/// A text that changes.
pub fn words<S: Into<String>>(text: impl Fn() -> S + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(move || text().into())
}

/// An attribute that is there only sometimes.
pub fn when_true(
    value: &'static str,
    test: impl Fn() -> bool + Send + Sync + 'static,
) -> Signal<Option<&'static str>> {
    Signal::derive(move || test().then_some(value))
}

/// `true` or `false`, for `aria-…`.
pub fn yes_no(test: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<&'static str>> {
    Signal::derive(move || Some(if test() { "true" } else { "false" }))
}

/// A class that is there only sometimes.
pub fn flag(test: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(test)
}

/// Runs now and whenever what it reads changes; is told whether this is the first time.
pub fn effect(run: impl FnMut(bool) + 'static) {
    follow(Box::new(run));
}

fn follow(mut run: Box<dyn FnMut(bool)>) {
    Effect::new(move |before: Option<()>| run(before.is_none()));
}

/// Runs to its end, whatever becomes of the screen.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    let boxed: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    leptos::task::spawn_local(boxed);
}

/// A list whose rows keep their place in the page, and so the focus, while others come and go.
pub fn keyed(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    row: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let keys: Box<dyn Fn() -> Vec<String> + Send + Sync> = Box::new(keys);
    each(keys, Arc::new(row))
}

fn each(
    keys: Box<dyn Fn() -> Vec<String> + Send + Sync>,
    row: Arc<dyn Fn(String) -> AnyView + Send + Sync>,
) -> AnyView {
    let row = move |key| row(key);
    view! { <For each=keys key=Clone::clone children=row /> }.into_any()
}
