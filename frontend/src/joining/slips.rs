//! Slips on A4 with cut lines. Their codes are on the screen this once.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::invitations::{Invitation, InvitationPath, InvitationsWithdraw, Purpose, Slip, Slips};

use crate::browser;
use crate::i18n::{self, dates, lang, slips as texts};
use crate::live::{State, live};
use crate::sending::Sending;
use crate::ui::{Icon, Toasts, button, icon};

/// Puts what was made onto the sheet.
pub fn show(sheet: State<Option<Slips>>, made: Slips) {
    sheet.set(Some(made));
    browser::focus_soon("slips".to_owned());
}

/// A slip that is open: until when, who printed it, and the way to take it back. In a list of many it names whom it is for.
pub fn open_slip(
    slug: &str,
    one: &Invitation,
    named: bool,
    sending: Sending,
    done: Arc<dyn Fn() + Send + Sync>,
) -> AnyView {
    let t = texts();
    let what = one.purpose.label(lang());
    let until = dates::date(one.expires_at.date_naive());
    let by = one
        .by
        .as_ref()
        .map(|by| format!(" · {} {}", t.printed_by, by.name));
    let title = match named {
        true => {
            let href = format!("/s/{slug}/people/{}", one.member.id);
            view! { <a href=href>{one.member.name.clone()}</a> " · " {what} }.into_any()
        }
        false => what.into_any(),
    };
    let spoken = format!("{}: {what}, {}", t.take_back, one.member.name);
    let path = InvitationPath {
        school: slug.to_owned(),
        invitation: one.id,
    };
    let version = one.version;
    let toasts = Toasts::get();
    let act = move |_| {
        let done = done.clone();
        sending.send::<InvitationsWithdraw>(path.clone(), (), version, move |_| {
            toasts.say(texts().taken_back);
            done();
        });
    };
    view! {
        <li class="row wrap">
            <div class="grow"><p>{title}</p><small>{t.until} " " {until} {by}</small></div>
            <button type="button" class="btn small" aria-label=spoken on:click=act>{t.take_back}</button>
        </li>
    }
    .into_any()
}

/// The sheet above the screen that made it; nothing when there is none.
pub fn sheet(slips: State<Option<Slips>>) -> AnyView {
    live(move || match slips.get() {
        None => ().into_any(),
        Some(made) => shown(&made, slips),
    })
}

fn shown(made: &Slips, slips: State<Option<Slips>>) -> AnyView {
    let t = texts();
    let print = || {
        let _ = window().print();
    };
    let label = view! { {icon(Icon::Print)} {t.print} };
    let left: Vec<_> = made
        .left_out
        .iter()
        .map(|one| view! { <li>{one.member.name.clone()} ": " {one.why.label(lang())}</li> }.into_any())
        .collect();
    let left = (!left.is_empty()).then(|| {
        view! { <details class="noprint"><summary>{t.left_out}</summary><ul>{left}</ul></details> }
    });
    let rest = (made.rest > 0).then(|| view! { <p class="note">{i18n::slips_rest(made.rest)}</p> });
    let sheet: Vec<_> = made.slips.iter().map(slip).collect();
    view! {
        <section class="col made" aria-label=t.title>
            <div class="card col noprint">
                <h2 id="slips" tabindex="-1">{t.title}</h2>
                <p>{t.lead}</p>
                {rest}
                <div class="row wrap">
                    {button("btn main", label.into_any(), print)}
                    {button("btn", t.close.into_any(), move || slips.set(None))}
                </div>
                {left}
            </div>
            <ul class="slips">{sheet}</ul>
        </section>
    }
    .into_any()
}

fn slip(slip: &Slip) -> AnyView {
    let t = texts();
    let size = format!("0 0 {0} {0}", slip.qr_size);
    let class = slip.class.as_ref().map(|class| format!(" · {class}"));
    let what = match slip.purpose {
        Purpose::Join => t.invitation,
        Purpose::Reset => t.reset,
    };
    let address = slip.link.split('#').next().unwrap_or_default().to_owned();
    view! {
        <li class="slip">
            <div class="slip-text">
                <b>{slip.member.name.clone()} {class}</b>
                <small>{what}</small>
                <small>{t.scan} " " <span class="value">{address}</span></small>
                <p><small>{t.code}</small><br /><code class="code">{slip.code.clone()}</code></p>
                <small>{t.until} " " {dates::date(slip.expires_at.date_naive())}</small>
                <small>{t.secret}</small>
            </div>
            <svg class="qr" viewBox=size role="img" aria-label=t.qr shape-rendering="crispEdges">
                <rect width="100%" height="100%" fill="#fff"></rect>
                <path fill="#000" d=slip.qr.clone()></path>
            </svg>
        </li>
    }
    .into_any()
}
