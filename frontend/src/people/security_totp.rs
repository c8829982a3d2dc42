//! The second step: turned on with a picture and a first code, kept by recovery codes, turned off.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use podskazka_shared::auth::contacts::Security;
use podskazka_shared::auth::totp::{
    CodeBody, Enrolment, ProofBody, RecoveryCodes, TotpBegin, TotpCodes, TotpConfirm, TotpOff,
};
use podskazka_shared::endpoint::Nothing;

use crate::auth::password::password_field;
use crate::browser;
use crate::i18n::{codes_left, dates, general, security};
use crate::live::{State, derived, live, maybe};
use crate::reading::Reading;
use crate::sending::Sending;
use crate::session::Session;
use crate::ui::field::{Field, id_of};
use crate::ui::{self, Toasts, button, error_summary, submit, text_field};

/// What is being done.
#[derive(Debug, Clone, PartialEq)]
enum Doing {
    Nothing,
    Proving(What),
    Scanning(Enrolment),
    Keeping(Vec<String>),
}

/// What the password, and the code where there is one, are asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Begin,
    Codes,
    Off,
}

/// What the parts share.
#[derive(Clone, Copy)]
struct Part {
    reading: Reading<Security>,
    doing: State<Doing>,
}

impl Part {
    fn done(self) {
        self.doing.set(Doing::Nothing);
        self.reading.again();
        browser::focus_heading();
    }
}

pub fn totp(reading: Reading<Security>) -> AnyView {
    let t = security();
    let part = Part {
        reading,
        doing: State::new(Doing::Nothing),
    };
    // Who leaves without a look at the codes still comes to see what the school shows to those with a second step.
    let (session, turned) = (Session::get(), Arc::new(AtomicBool::new(false)));
    let left = turned.clone();
    on_cleanup(move || {
        if left.load(Ordering::Relaxed) {
            session.load();
        }
    });
    let on = derived(move || reading.value.with(|s| s.as_ref().and_then(|s| s.totp_since)));
    let wanted = derived(move || reading.value.with(|s| s.as_ref().is_some_and(|s| s.totp_wanted)));
    let state = move || {
        match on.get() {
        Some(since) => view! {
            <p><span class="chip">{t.totp_on}</span> " " <small>{dates::day(since, browser::now())}</small></p>
        }
        .into_any(),
        None => view! { <p><span class="chip plain">{t.totp_off}</span></p><p>{t.totp_why}</p> }.into_any(),
    }
    };
    let note = move || {
        wanted
            .get()
            .then(|| view! { <p class="known">{t.totp_wanted}</p> })
    };
    let content = move || match part.doing.get() {
        Doing::Nothing => choices(part, on.get().is_some(), wanted.get()),
        Doing::Proving(what) => proving(part, what, on.get_untracked().is_some()),
        Doing::Scanning(enrolment) => scanning(part, &enrolment, turned.clone()),
        Doing::Keeping(codes) => keeping(part, codes),
    };
    view! {
        <section class="card col">
            <h2>{t.totp}</h2>
            {live(state)}
            {maybe(note)}
            {live(content)}
        </section>
    }
    .into_any()
}

fn choices(part: Part, on: bool, wanted: bool) -> AnyView {
    let t = security();
    let choose = move |class, label: &'static str, what| {
        let open = move || {
            part.doing.set(Doing::Proving(what));
            browser::focus_soon(id_of("proof", "/password"));
        };
        button(class, label.into_any(), open)
    };
    if !on {
        return view! { <div>{choose("btn main", t.turn_on, What::Begin)}</div> }.into_any();
    }
    let left = part
        .reading
        .value
        .with_untracked(|s| s.as_ref().map(|s| s.recovery_codes).unwrap_or_default());
    view! {
        <small>{codes_left(left)}</small>
        <div class="row wrap tight">
            {choose("btn", t.new_codes, What::Codes)}
            {choose("btn", t.new_phone, What::Begin)}
            {(!wanted).then(|| choose("btn", t.turn_off, What::Off))}
        </div>
    }
    .into_any()
}

fn proving(part: Part, what: What, on: bool) -> AnyView {
    let t = security();
    let sending = Sending::of("proof");
    let toasts = Toasts::get();
    let (password, code) = (State::new(String::new()), State::new(String::new()));
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = Some(code.get_untracked().trim().to_owned());
        let body = ProofBody {
            password: password.get_untracked(),
            code: typed.filter(|code| !code.is_empty()),
        };
        match what {
            What::Begin => sending.send::<TotpBegin>(Nothing {}, body, 0, move |enrolment| {
                part.doing.set(Doing::Scanning(enrolment));
                browser::focus_soon(id_of("first", "/code"));
            }),
            What::Codes => sending.send::<TotpCodes>(Nothing {}, body, 0, move |codes| {
                part.doing.set(Doing::Keeping(codes.codes));
                browser::focus_soon(CODES.to_owned());
            }),
            What::Off => sending.send::<TotpOff>(Nothing {}, body, 0, move |()| {
                toasts.say(security().turned_off);
                part.done();
            }),
        }
    };
    let label = match what {
        What::Begin if on => t.new_phone,
        What::Begin => t.turn_on,
        What::Codes => t.new_codes,
        What::Off => t.turn_off,
    };
    let field = |pointer, label| Field {
        pointer,
        label,
        hint: "",
        sending,
    };
    let second = on.then(|| {
        text_field(
            field("/code", t.own_code),
            "text".into(),
            "one-time-code",
            code,
            ().into_any(),
        )
    });
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "proof-error")}
            {password_field(field("/password", t.password_now), "current-password", password)}
            {second}
            <div class="row wrap">
                {submit(sending.busy, label.into(), general().sending)}
                {button("btn", general().cancel.into_any(), move || part.done())}
            </div>
        </form>
    }
    .into_any()
}

fn scanning(part: Part, enrolment: &Enrolment, turned: Arc<AtomicBool>) -> AnyView {
    let t = security();
    let sending = Sending::of("first");
    let code = State::new(String::new());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = CodeBody {
            code: code.get_untracked().trim().to_owned(),
        };
        let turned = turned.clone();
        sending.send::<TotpConfirm>(Nothing {}, body, 0, move |RecoveryCodes { codes }| {
            turned.store(true, Ordering::Relaxed);
            part.reading.again();
            part.doing.set(Doing::Keeping(codes));
            browser::focus_soon(CODES.to_owned());
        });
    };
    // As a picture and not as markup: whatever it holds, nothing of it runs.
    let picture = String::from(js_sys::encode_uri_component(&enrolment.qr_svg));
    let field = Field {
        pointer: "/code",
        label: t.first_code,
        hint: "",
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            <p>{t.scan}</p>
            <img class="qr" alt=t.scan_alt src=format!("data:image/svg+xml,{picture}") />
            <p class="dim">{t.on_phone} " " <a href=enrolment.uri.clone() rel="external">{t.open_app}</a></p>
            <p class="dim">{t.by_hand} " " <code class="key">{in_fours(&enrolment.secret)}</code></p>
            {error_summary(sending, "first-error")}
            {text_field(field, "text".into(), "one-time-code", code, ().into_any())}
            <div class="row wrap">
                {submit(sending.busy, t.finish.into(), general().sending)}
                {button("btn", general().cancel.into_any(), move || part.done())}
            </div>
        </form>
    }
    .into_any()
}

fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let parts: Vec<String> = letters.chunks(4).map(|part| part.iter().collect()).collect();
    parts.join(" ")
}

/// The heading over the codes takes the focus when they appear.
const CODES: &str = "codes-title";

fn keeping(part: Part, codes: Vec<String>) -> AnyView {
    let t = security();
    let toasts = Toasts::get();
    let text = codes.join("\n");
    let copy = move || ui::copy(toasts, &text);
    let print = || {
        let _ = window().print();
    };
    let list: Vec<_> = codes
        .into_iter()
        .map(|code| view! { <li><code>{code}</code></li> })
        .collect();
    view! {
        <div class="col part">
            <h3 id=CODES tabindex="-1">{t.codes_title}</h3>
            <p>{t.codes_why}</p>
            <ol class="codes">{list}</ol>
            <div class="row wrap">
                {button("btn main", t.kept.into_any(), move || part.done())}
                {button("btn", general().copy.into_any(), copy)}
                {button("btn", t.print.into_any(), print)}
            </div>
        </div>
    }
    .into_any()
}
