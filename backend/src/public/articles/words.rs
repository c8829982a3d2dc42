//! The words of the public materials: two complete tables.

use podskazka_shared::text::Lang;

#[derive(Debug)]
pub(super) struct Words {
    pub title: &'static str,
    pub description: &'static str,
    pub topics: &'static str,
    pub all: &'static str,
    pub none: &'static str,
    pub more: &'static str,
    pub open_at: &'static str,
    pub source: &'static str,
    pub licence: &'static str,
    pub journal: &'static str,
    pub updated: &'static str,
    pub over: &'static str,
    pub back: &'static str,
    pub school: &'static str,
    pub sign_in: &'static str,
    pub unknown: &'static str,
    pub unknown_text: &'static str,
}

pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

static RU: Words = Words {
    title: "Материалы",
    description: "Инструкции и памятки по работе с электронным журналом.",
    topics: "Темы",
    all: "Все темы",
    none: "Открытых для всех материалов здесь пока нет.",
    more: "Показать ещё",
    open_at: "Открыть на",
    source: "Чей материал",
    licence: "Условия использования",
    journal: "Для журнала",
    updated: "Обновлено",
    over: "Срок действия материала истёк, сведения могли устареть. Действовал до",
    back: "Все материалы",
    school: "Страница помощи школы",
    sign_in: "После входа материалов может быть больше.",
    unknown: "Такого материала здесь нет",
    unknown_text: "Возможно, он открыт только после входа или его сняли.",
};

static EN: Words = Words {
    title: "Materials",
    description: "Guides to the electronic journal.",
    topics: "Topics",
    all: "All topics",
    none: "There are no materials open to everybody here yet.",
    more: "Show more",
    open_at: "Open at",
    source: "Whose it is",
    licence: "Terms of use",
    journal: "For the journal",
    updated: "Updated",
    over: "This material is past its last day, what it says may be out of date. It was valid until",
    back: "All materials",
    school: "The school's help page",
    sign_in: "There may be more materials after signing in.",
    unknown: "There is no such material here",
    unknown_text: "It may be open after signing in only, or was withdrawn.",
};
