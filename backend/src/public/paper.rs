//! The sheet for the stand: the page as it is printed, on the paper that the address asks for (S3, C7.1).

use maud::{Markup, html};

use super::{View, page, sheet};

/// A paper for the stand, lying across.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    A4,
    A3,
}

impl Paper {
    pub const ALL: [Self; 2] = [Self::A4, Self::A3];

    /// As in the address and in the style sheet.
    pub const fn code(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A3 => "a3",
        }
    }

    /// As it stands on the pack.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A3 => "A3",
        }
    }

    /// The one of this code; whatever else is no sheet.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.code() == code)
    }
}

/// The sheet, and above it what to do with it, which is not printed.
pub fn sheet(view: &View<'_>, paper: Paper) -> Markup {
    let texts = view.texts;
    let body = html! {
        aside.preview aria-label=(texts.sheet) {
            p { strong { ((texts.print_this)(paper.name())) } }
            p.row.wrap {
                (links(view))
                a.touch href=(view.address(view.lang)) { (texts.whole_page) }
            }
        }
        div.page { (page::parts(view)) }
    };
    let class = [Some("sheet"), Some(paper.code()), sheet::class(view)];
    let class: Vec<_> = class.into_iter().flatten().collect();
    let look = page::Look::Sheet(&class.join(" "));
    page::document(view.lang, &look, &page::head(view), &body)
}

/// The ways to the sheets.
pub fn links(view: &View<'_>) -> Markup {
    html! {
        @for paper in Paper::ALL {
            a.touch href=(view.query(&[("sheet", paper.code())])) { (view.texts.sheet) " " (paper.name()) }
        }
    }
}

/// The way to the page, for a telephone's camera.
pub fn code(view: &View<'_>) -> Markup {
    let texts = view.texts;
    let address = format!("/public/{}/qr.svg", view.data.school.slug);
    html! {
        details.fold {
            summary { (texts.code) }
            p.dim { (texts.code_hint) }
            img src=(address) width="200" height="200" loading="lazy" alt={ (texts.code_of) " " (view.plain_address()) };
            p { a.touch href=(address) download={ (view.data.school.slug) "-qr.svg" } { (texts.code_file) } }
        }
    }
}
