//! What the types of articles look like in the description.

use super::editions::{
    ArticleEdition, Comparison, DiffLine, DiffPart, EditionState, EditionText, LineKind, ReturnBody,
};
use super::{
    Article, ArticleBody, ArticleRef, ArticleSummary, StarterAdded, TextBody, TextPreview, Visibility,
};
use crate::endpoint::Example;
use crate::people::MemberRef;
use crate::schedules::Audience;
use crate::tickets::{Topic, example_time};

impl Example for ArticleBody {
    fn example() -> Self {
        Self {
            title: "Как войти в электронный журнал с телефона".into(),
            topic: Some(Topic::Access),
            text: Some(
                "Откройте журнал в браузере и введите данные с листа, который выдал классный руководитель."
                    .into(),
            ),
            link: Some("https://journal.example/help/phone".into()),
            source: Some("Служба поддержки журнала".into()),
            licence: Some("Ссылка с согласия правообладателя".into()),
            journal: None,
            visibility: Visibility::Audiences,
            audiences: vec![Audience::Parents, Audience::Students],
            valid_until: chrono::NaiveDate::from_ymd_opt(2027, 5, 31),
        }
    }
}

impl Example for TextBody {
    fn example() -> Self {
        Self {
            text: "1. Откройте **журнал**.".into(),
            article: None,
        }
    }
}

impl Example for TextPreview {
    fn example() -> Self {
        Self {
            html: "<ol>\n<li>Откройте <strong>журнал</strong>.</li>\n</ol>\n".into(),
        }
    }
}

impl Example for StarterAdded {
    fn example() -> Self {
        Self { added: 20 }
    }
}

impl Example for Article {
    fn example() -> Self {
        Self {
            summary: ArticleSummary::example(),
            text: ArticleBody::example().text,
            html: ArticleBody::example().text.map(|text| format!("<p>{text}</p>")),
            draft_body: None,
            draft_html: None,
        }
    }
}

impl Example for ArticleSummary {
    fn example() -> Self {
        let body = ArticleBody::example();
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000081").into(),
            title: body.title,
            topic: body.topic,
            link: body.link,
            source: body.source,
            licence: body.licence,
            journal: body.journal,
            visibility: body.visibility,
            audiences: body.audiences,
            valid_until: body.valid_until,
            created_by: Some(MemberRef::example()),
            created_at: example_time(0),
            updated_at: example_time(0),
            published_at: Some(example_time(0)),
            ended_at: None,
            draft: None,
            version: 3,
        }
    }
}

impl Example for ArticleRef {
    fn example() -> Self {
        let article = ArticleSummary::example();
        Self {
            id: article.id,
            title: article.title,
            link: article.link,
            open: true,
        }
    }
}

impl Example for ArticleEdition {
    fn example() -> Self {
        Self {
            number: 1,
            state: EditionState::Published,
            title: ArticleBody::example().title,
            written_by: Some(MemberRef::example()),
            written_at: example_time(0),
            remark: None,
            published_by: Some(MemberRef::example()),
            published_at: Some(example_time(0)),
            own: true,
        }
    }
}

impl Example for EditionText {
    fn example() -> Self {
        Self {
            edition: ArticleEdition::example(),
            body: ArticleBody::example(),
        }
    }
}

impl Example for ReturnBody {
    fn example() -> Self {
        Self {
            remark: Some("Добавьте, где нажать «Забыли пароль?».".into()),
        }
    }
}

impl Example for Comparison {
    fn example() -> Self {
        let part = |text: &str, changed| DiffPart {
            text: text.into(),
            changed,
        };
        Self {
            from: EditionText::example(),
            to: EditionText::example(),
            lines: vec![
                DiffLine {
                    kind: LineKind::Removed,
                    parts: vec![
                        part("Откройте ", false),
                        part("сайт", true),
                        part(" журнала.", false),
                    ],
                },
                DiffLine {
                    kind: LineKind::Added,
                    parts: vec![
                        part("Откройте ", false),
                        part("приложение", true),
                        part(" журнала.", false),
                    ],
                },
            ],
        }
    }
}
