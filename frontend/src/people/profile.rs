//! `/profile`: who one is, in which school, in which language.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::access::Action;
use podskazka_shared::auth::{AuthLogout, LanguageBody, MeLanguage};
use podskazka_shared::drafts::MeDraftsKeep;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::PersonId;
use podskazka_shared::people::{Me, Membership};
use podskazka_shared::text::Lang;

use super::{feed, name};
use crate::drafts;
use crate::i18n::{self, general, lang, nav, profile as texts};
use crate::live::{maybe, words, yes_no};
use crate::orders;
use crate::sending::Sending;
use crate::session::{Here, Session, Who};
use crate::ui::{Icon, Toasts, button, error_summary, icon, more, page};

pub fn profile(me: Arc<Me>) -> AnyView {
    let t = texts();
    let several = me.memberships.len() > 1;
    let cards: Vec<_> = me
        .memberships
        .iter()
        .map(|member| card(&me, member, several))
        .collect();
    let login = view! { <p class="dim">{me.login.clone()}</p> };
    // An operator may belong to no school, and so have no ways around.
    let platform = (me.operator && me.memberships.is_empty()).then(
        || view! { <div><a class="btn" href="/platform">{icon(Icon::Platform)}{nav().platform}</a></div> },
    );
    let body = view! {
        <div class="col narrow">
            {cards}
            {platform}
            {safety()}
            {crate::joining::mine::mine()}
            {letters()}
            {feed::feed()}
            {data()}
            {language()}
            {sign_out(me.id)}
        </div>
    };
    page(
        t.title.to_owned(),
        ().into_any(),
        login.into_any(),
        body.into_any(),
    )
}

fn card(me: &Arc<Me>, member: &Membership, several: bool) -> AnyView {
    let t = texts();
    let roles: Vec<_> = member
        .capacities
        .iter()
        .map(|capacity| capacity.label(lang()))
        .collect();
    let class = member
        .class
        .as_ref()
        .map(|class| view! { <p>{t.class_name} " " {class.name.to_string()}</p> });
    let child = |child: &podskazka_shared::people::Child| {
        let class = child.class.as_ref().map(|class| format!(" · {class}"));
        view! { <li>{name::short(&child.name)} {class}</li> }.into_any()
    };
    let children: Vec<_> = member.children.iter().map(child).collect();
    let children =
        (!children.is_empty()).then(|| view! { <div><small>{t.children}</small><ul>{children}</ul></div> });
    let here = Here::find(me.clone(), &member.school.slug);
    let helps = here.clone().filter(|here| here.may(Action::AppointmentRead));
    let go = here
        .as_ref()
        .filter(|_| several)
        .map(|here| view! { <div><a class="btn" href=here.home()>{t.switch}</a></div> });
    let mine = helps.map(|here| orders::mine::mine(&here));
    let more = here.as_ref().map(more);
    let post = (!member.post.is_empty()).then(|| format!(" · {}", member.post));
    view! {
        <section class="card col">
            <div class="row">
                <span class="av" aria-hidden="true">{name::initials(&member.name)}</span>
                <div class="grow">
                    <h2>{member.name.clone()}</h2>
                    <p>{member.school.name.clone()}</p>
                    <small>{roles.join(", ")} {post}</small>
                </div>
            </div>
            {class}
            {children}
            {mine}
            {go}
            {more}
        </section>
    }
    .into_any()
}

fn safety() -> AnyView {
    let t = i18n::security();
    view! {
        <section class="card row wrap between">
            <div class="grow"><h2>{t.open}</h2><small>{texts().security_hint}</small></div>
            <a class="btn" href="/profile/security">{texts().open}</a>
        </section>
    }
    .into_any()
}

/// The way to which letters come.
fn letters() -> AnyView {
    let t = i18n::notifications();
    view! {
        <section class="card row wrap between">
            <div class="grow"><h2>{t.mail_title}</h2><small>{t.card_hint}</small></div>
            <a class="btn" href="/profile/mail">{t.choose_short}</a>
        </section>
    }
    .into_any()
}

/// The way to what is kept about the person.
fn data() -> AnyView {
    let t = i18n::privacy();
    view! {
        <section class="card col">
            <p>{t.open_hint}</p>
            <div><a class="btn" href="/profile/data">{t.open}</a></div>
        </section>
    }
    .into_any()
}

fn language() -> AnyView {
    let t = texts();
    let sending = Sending::new();
    let radio = |(code, text): (Lang, &'static str)| {
        let choose = move |_| {
            // The screen changes at once; the server follows for letters and notices.
            sending.send::<MeLanguage>(Nothing {}, LanguageBody { language: code }, 0, |()| {});
            i18n::choose(code);
        };
        view! {
            <label class="pick" class:on=lang() == code lang=code.code()>
                <input type="radio" name="language" prop:checked=lang() == code on:change=choose />
                {text}
            </label>
        }
        .into_any()
    };
    let radios: Vec<_> = [(Lang::Ru, t.russian), (Lang::En, t.english)]
        .into_iter()
        .map(radio)
        .collect();
    view! {
        <section class="card">
            <fieldset class="field"><legend>{t.language}</legend><div class="picks">{radios}</div></fieldset>
        </section>
    }
    .into_any()
}

fn sign_out(person: PersonId) -> AnyView {
    let t = texts();
    let sending = Sending::new();
    let (session, toasts, navigate) = (Session::get(), Toasts::get(), use_navigate());
    let leave = move || {
        let navigate = navigate.clone();
        sending.send::<AuthLogout>(Nothing {}, (), 0, move |()| {
            drafts::forget_others(None);
            toasts.say(texts().signed_out);
            navigate("/login", NavigateOptions::default());
            session.who.set(Who::Guest);
        });
    };
    // First the drafts: without the session nobody could keep them.
    let keeping = Sending::of("drafts");
    let gone = leave.clone();
    let out = move |_| {
        let unsent = drafts::unsent(person);
        if unsent.drafts.is_empty() {
            return leave();
        }
        let leave = leave.clone();
        keeping.send::<MeDraftsKeep>(Nothing {}, unsent, 0, move |()| leave());
    };
    let anyway = maybe(move || {
        let gone = gone.clone();
        keeping.failure.with(Option::is_some).then(|| {
            button("btn", texts().sign_out_anyway.into_any(), move || {
                keeping.failure.set(None);
                gone();
            })
        })
    });
    let busy = move || sending.busy.get() || keeping.busy.get();
    view! {
        <section class="col">
            {error_summary(keeping, "drafts-error")}
            {error_summary(sending, "logout-error")}
            <div class="row wrap">
                <button type="button" class="btn" on:click=out aria-disabled=yes_no(busy)>
                    {words(move || if busy() { general().sending } else { t.sign_out })}
                </button>
                {anyway}
                <small>{t.sign_out_hint}</small>
            </div>
        </section>
    }
    .into_any()
}
