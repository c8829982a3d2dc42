//! Texts of articles as HTML: Markdown, rendered here and cleaned. What looks like HTML in a text is shown as it was typed;
//! links lead to `https` and `mailto` only; pictures are those that were uploaded to the article, none comes from another site.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "what Markdown has besides passes as it is, or not at all: the cleaner decides"
)]

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use podskazka_shared::articles::PICTURE;
use podskazka_shared::ids::FileId;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// How deep lists and quotations stand in each other; what is deeper stands at this depth.
const DEEPEST: usize = 12;

/// What may be left after rendering; a second wall behind the renderer.
static CLEAN: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut clean = Builder::empty();
    clean
        .add_tags([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "img",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ])
        .add_tag_attributes("a", ["href", "title"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("img", ["src", "alt", "title"])
        .url_schemes(HashSet::from(["https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(ours)))
        .link_rel(Some("external noopener noreferrer"));
    clean
});

/// Where pictures stand; no other address of ours is left in a text.
fn ours(url: &str) -> Option<Cow<'_, str>> {
    let ours = url.starts_with("/api/v1/schools/") || url.starts_with("/public/");
    ours.then_some(Cow::Borrowed(url))
}

/// Where the pictures stand that a text may show.
pub(crate) type Pictures = HashMap<FileId, String>;

/// The pictures that a text names.
pub(crate) fn pictures(text: &str) -> Vec<FileId> {
    let named = |event| match event {
        Event::Start(Tag::Image { dest_url, .. }) => picture(&dest_url),
        _ => None,
    };
    let mut named: Vec<FileId> = parser(text).filter_map(named).collect();
    named.sort_unstable();
    named.dedup();
    named
}

fn picture(url: &str) -> Option<FileId> {
    url.strip_prefix(PICTURE)?.parse().ok()
}

/// A text as HTML for readers, whose own heading is of the first level. A picture that is not among `pictures` is told by what it
/// shows.
pub(crate) fn html(text: &str, pictures: &Pictures) -> String {
    let top = top_level(text);
    let mut shape = Shape {
        pictures,
        depth: 0,
        skipped: Vec::new(),
    };
    let events = parser(text).filter_map(|event| shape.event(event, top));
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    pulldown_cmark::html::push_html(&mut out, events);
    CLEAN.clean(&out).to_string()
}

fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// The highest heading of the text, which stands below the article's title.
fn top_level(text: &str) -> usize {
    let level = |event| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(number(level)),
        _ => None,
    };
    parser(text).filter_map(level).min().unwrap_or(2)
}

fn number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The level at which a heading is shown.
fn shown(level: HeadingLevel, top: usize) -> HeadingLevel {
    match (number(level) + 2).saturating_sub(top) {
        0..=2 => HeadingLevel::H2,
        3 => HeadingLevel::H3,
        4 => HeadingLevel::H4,
        5 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// What of the text is kept.
struct Shape<'p> {
    pictures: &'p Pictures,
    depth: usize,
    /// The ends of what was left out, the innermost last.
    skipped: Vec<TagEnd>,
}

impl Shape<'_> {
    fn stands(&self, url: &str) -> Option<String> {
        self.pictures.get(&picture(url)?).cloned()
    }

    fn event<'a>(&mut self, event: Event<'a>, top: usize) -> Option<Event<'a>> {
        Some(match event {
            Event::Start(tag) => {
                // A link leads out of the house; a picture that is not here is what it says; raw HTML is no block of its own.
                let out = match &tag {
                    Tag::Image { dest_url, .. } => self.stands(dest_url).is_none(),
                    Tag::Link { dest_url, .. } => dest_url.starts_with('/'),
                    tag => matches!(tag, Tag::HtmlBlock | Tag::MetadataBlock(_)),
                };
                if out || self.depth >= DEEPEST {
                    self.skipped.push(tag.to_end());
                    return None;
                }
                self.depth += 1;
                Event::Start(match tag {
                    Tag::Heading { level, .. } => Tag::Heading {
                        level: shown(level, top),
                        id: None,
                        classes: Vec::new(),
                        attrs: Vec::new(),
                    },
                    Tag::Image {
                        link_type,
                        dest_url,
                        title,
                        id,
                    } => Tag::Image {
                        link_type,
                        dest_url: self
                            .stands(&dest_url)
                            .map(CowStr::from)
                            .unwrap_or_else(|| CowStr::from("")),
                        title,
                        id,
                    },
                    tag => tag,
                })
            }
            Event::End(end) => {
                if self.skipped.last() == Some(&end) {
                    self.skipped.pop();
                    return None;
                }
                self.depth = self.depth.saturating_sub(1);
                Event::End(match end {
                    TagEnd::Heading(level) => TagEnd::Heading(shown(level, top)),
                    end => end,
                })
            }
            // Shown as it was typed.
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            // Lines stand as they were written.
            Event::SoftBreak => Event::HardBreak,
            Event::FootnoteReference(name) => Event::Text(CowStr::from(format!("[{name}]"))),
            event => event,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use podskazka_shared::ids::FileId;

    /// Without pictures.
    fn html(text: &str) -> String {
        super::html(text, &HashMap::new())
    }

    #[test]
    fn pictures_are_those_of_the_article() {
        let id = FileId(uuid::Uuid::from_u128(7));
        let at = "/api/v1/schools/demo/articles/x/images/y";
        let there = HashMap::from([(id, at.to_owned())]);
        let text = format!("![Схема](file:{id})");
        let named = format!("{text} {text} ![x](file:x) ![y](https://a.example/b.png)");
        assert_eq!(super::pictures(&named), [id]);
        assert_eq!(
            super::html(&text, &there),
            format!("<p><img src=\"{at}\" alt=\"Схема\"></p>\n")
        );
        assert_eq!(html(&text), "<p>Схема</p>\n");
        // An address of ours is nothing that a text may name by itself.
        for wrong in [
            format!("![x]({at})"),
            format!("[x]({at})"),
            "[x](/public/demo)".to_owned(),
        ] {
            let out = super::html(&wrong, &there);
            assert!(!out.contains("<img") && !out.contains("href"), "{out}");
        }
    }

    #[test]
    fn a_text_is_formatted() {
        for (text, expected) in [
            ("Просто текст", "<p>Просто текст</p>\n"),
            ("Строка\nвторая", "<p>Строка<br>\nвторая</p>\n"),
            (
                "**важно** и *мягко*",
                "<p><strong>важно</strong> и <em>мягко</em></p>\n",
            ),
            ("1. Раз\n2. Два", "<ol>\n<li>Раз</li>\n<li>Два</li>\n</ol>\n"),
            ("- раз;\n- два", "<ul>\n<li>раз;</li>\n<li>два</li>\n</ul>\n"),
            ("# Шаги\n## Первый", "<h2>Шаги</h2>\n<h3>Первый</h3>\n"),
            ("### Шаги", "<h2>Шаги</h2>\n"),
            ("#### Шаги\n# Начало", "<h5>Шаги</h5>\n<h2>Начало</h2>\n"),
            ("", ""),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
        let table = html("| Класс | Кабинет |\n|---|---|\n| 7А | 214 |");
        assert!(
            table.contains("<th>Класс</th>") && table.contains("<td>214</td>"),
            "{table}"
        );
        assert!(html("5. Пять").contains("<ol start=\"5\">"));
    }

    #[test]
    fn links_lead_to_safe_places_only() {
        assert_eq!(
            html("[журнал](https://journal.example/a?b=1&c=2)"),
            "<p><a href=\"https://journal.example/a?b=1&amp;c=2\" rel=\"external noopener noreferrer\">журнал</a></p>\n"
        );
        assert!(html("<mail@school.example>").contains("href=\"mailto:mail@school.example\""));
        for wrong in [
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,hi)",
            "[x](http://journal.example/)",
            "[x](//journal.example/)",
            "[x](/s/demo/school)",
            "[x](&#106;avascript:alert(1))",
            "[x](vbscript:x)",
        ] {
            assert!(!html(wrong).contains("href"), "{wrong}: {}", html(wrong));
        }
    }

    #[test]
    fn what_looks_like_html_is_shown_as_it_was_typed() {
        for raw in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "текст <b onclick=\"x\">жирный</b>",
            "<div style=\"position:fixed\">",
            "<iframe src=\"https://journal.example\"></iframe>",
            "<a href=\"javascript:x\">x</a>",
            "<svg/onload=alert(1)>",
            "<!-- x -->",
            "<style>*{}</style>",
        ] {
            let out = html(raw);
            let left = out.replace("<p>", "").replace("</p>", "");
            assert!(!left.contains('<'), "{raw}: {out}");
            assert!(out.contains("&lt;"), "{raw}: {out}");
        }
        let picture = html("![схема](https://tracker.example/pixel.png)");
        assert_eq!(picture, "<p>схема</p>\n");
    }

    #[test]
    fn what_stands_very_deep_is_no_burden() {
        let began = std::time::Instant::now();
        for text in [
            ">".repeat(20_000),
            "- ".repeat(10_000),
            "*a ".repeat(6_000),
            "[".repeat(20_000),
            "**".repeat(10_000),
            "`".repeat(20_000),
        ] {
            let out = html(&text);
            assert!(
                out.matches("<blockquote>").count() <= super::DEEPEST,
                "{}",
                out.len()
            );
        }
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}
