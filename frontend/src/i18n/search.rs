//! Words of the search over requests.

use super::texts;

texts! { SearchTexts search {
    label: "Поиск по обращениям", "Search requests";
    place: "Слова, имя или номер", "Words, a name or a number";
} }

texts! { FoundTexts found {
    list: "Найденные обращения", "Requests found";
    state: "Состояние", "State";
    any_state: "Любое состояние", "Any state";
    order: "Порядок", "Order";
    newest: "Сначала новые", "The newest first";
    best: "Сначала подходящие", "The best first";
    none: "Ничего не нашлось", "Nothing found";
    none_hint: "Оставьте одно-два главных слова или наберите номер. Падеж и «ё» не важны: «оценок» найдёт «оценки».", "Keep one or two main words, or type the number. Endings do not matter: “marked” finds “marks”.";
    none_filtered: "С таким отбором ничего не нашлось. Снимите отбор, чтобы искать во всех.", "Nothing was found with these filters. Clear them to search in all.";
    more_needed: "Печатайте дальше: нужны слово, имя или номер.", "Type on: a word, a name or a number is needed.";
    count: "Найдено на странице:", "Found on this page:";
    and_more: "и есть ещё", "and there is more";
} }
