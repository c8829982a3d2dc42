//! The list and an article as HTML.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use maud::{Markup, PreEscaped, html};
use podskazka_shared::articles::{ArticleSummary, ArticlesQuery};
use podskazka_shared::page::Page;
use podskazka_shared::text::Lang;
use podskazka_shared::tickets::Topic;

use super::super::page::{Look, document};
use super::super::{dates, notice, page, texts};
use super::words::{self, Words};
use crate::access::SchoolCard;

/// Instead of an article.
pub(super) fn unknown(lang: Lang) -> HttpResponse {
    let words = words::of(lang);
    let page = page::notice(lang, words.unknown, words.unknown_text);
    notice(StatusCode::NOT_FOUND, lang, page.into_string())
}

/// Whose materials they are, and how they are told.
pub(super) struct Shown<'a> {
    pub school: &'a SchoolCard,
    pub lang: Lang,
    pub today: NaiveDate,
    pub origin: String,
}

impl Shown<'_> {
    fn words(&self) -> &'static Words {
        words::of(self.lang)
    }

    /// An address below the school's page, in this language.
    fn at(&self, rest: &str, lang: Lang, asked: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(asked);
        if lang == Lang::En {
            query.append_pair("lang", lang.code());
        }
        let (slug, query) = (&self.school.slug, query.finish());
        match query.is_empty() {
            true => format!("/public/{slug}{rest}"),
            false => format!("/public/{slug}{rest}?{query}"),
        }
    }

    fn around(&self, title: &str, rest: &str, body: &Markup) -> Markup {
        let (school, words) = (self.school, self.words());
        let whole = |lang| format!("{}{}", self.origin, self.at(rest, lang, &[]));
        let head = html! {
            title { (title) " · " (school.name) }
            meta name="description" content=(words.description);
            link rel="canonical" href=(whole(self.lang));
            @for lang in Lang::ALL { link rel="alternate" hreflang=(lang.code()) href=(whole(lang)); }
        };
        let other = match self.lang {
            Lang::Ru => Lang::En,
            Lang::En => Lang::Ru,
        };
        let body = html! {
            header {
                div.row.between {
                    p.school { bdi { (school.name) } }
                    a.touch href={ "?lang=" (other.code()) } lang=(other.code()) hreflang=(other.code()) {
                        (texts::of(self.lang).other_language)
                    }
                }
                h1 { bdi { (title) } }
            }
            main { (body) }
            footer.dim {
                p { a.touch href=(self.at("", self.lang, &[])) { (words.school) } }
                p { (words.sign_in) }
            }
        };
        document(self.lang, &Look::Page(""), &head, &body)
    }

    pub(super) fn list(&self, page: &Page<ArticleSummary>, query: &ArticlesQuery) -> Markup {
        let words = self.words();
        let topic = |topic: Option<Topic>| {
            let asked: &[(&str, &str)] = match &topic {
                Some(topic) => &[("topic", topic.code())],
                None => &[],
            };
            self.at("/articles", self.lang, asked)
        };
        let current = |own: Option<Topic>| (own == query.topic).then_some("page");
        let next = page.next.as_ref().map(|next| {
            let mut asked = vec![("after", next.0.as_str())];
            asked.extend(query.topic.as_ref().map(|topic| ("topic", topic.code())));
            self.at("/articles", self.lang, &asked)
        });
        let body = html! {
            nav aria-label=(words.topics) {
                p.row.wrap {
                    a.touch href=(topic(None)) aria-current=[current(None)] { (words.all) }
                    @for one in Topic::ALL {
                        a.touch href=(topic(Some(one))) aria-current=[current(Some(one))] { (one.label(self.lang)) }
                    }
                }
            }
            @if page.items.is_empty() { p { (words.none) } }
            ul.materials {
                @for article in &page.items {
                    li.card {
                        h2 {
                            a href=(self.at(&format!("/articles/{}", article.id), self.lang, &[])) {
                                bdi { (article.title) }
                            }
                        }
                        @if let Some(topic) = article.topic { small.dim { (topic.label(self.lang)) } }
                    }
                }
            }
            @if let Some(next) = next { p { a.btn href=(next) rel="next" { (words.more) } } }
        };
        self.around(words.title, "/articles", &body)
    }

    pub(super) fn article(&self, article: &ArticleSummary, text: Option<String>) -> Markup {
        let words = self.words();
        let day = |day: NaiveDate| dates::date(day, self.lang);
        let site = |link: &str| link.split('/').nth(2).unwrap_or(link).to_owned();
        let said = [
            (words.source, &article.source),
            (words.licence, &article.licence),
            (words.journal, &article.journal),
        ];
        let body = html! {
            article.card.prose {
                @if let Some(last) = article.valid_until.filter(|_| article.is_over(self.today)) {
                    p.strong { (words.over) " " (day(last)) "." }
                }
                // Rendered and cleaned by `articles::markdown`.
                @if let Some(text) = text { (PreEscaped(text)) }
                @if let Some(link) = &article.link {
                    p { a.btn href=(link) rel="external noopener noreferrer" { (words.open_at) " " (site(link)) } }
                }
                @for (name, value) in said {
                    @if let Some(value) = value { p.dim { (name) ": " bdi { (value) } } }
                }
                @if let Some(at) = article.published_at { p.dim { (words.updated) " " (day(self.school.today(at))) } }
            }
            p { a.touch href=(self.at("/articles", self.lang, &[])) { (words.back) } }
        };
        self.around(&article.title, &format!("/articles/{}", article.id), &body)
    }
}
