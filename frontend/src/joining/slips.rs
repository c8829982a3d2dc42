//! Slips on A4 with cut lines. Their codes are on the screen this once.

use leptos::prelude::*;
use podskazka_shared::invitations::{Purpose, Slip, Slips};

use crate::i18n::{dates, lang, slips as texts};
use crate::live::{State, live};
use crate::ui::{Icon, button, icon};

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
    let sheet: Vec<_> = made.slips.iter().map(slip).collect();
    view! {
        <section class="col made" aria-label=t.title>
            <div class="card col noprint">
                <h2 id="slips" tabindex="-1">{t.title}</h2>
                <p>{t.lead}</p>
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
