//! Words of the reference materials.

use super::texts;

texts! { ArticleTexts articles {
    title: "Материалы", "Materials";
    one: "Материал", "Material";
    lead: "Инструкции и памятки по работе с журналом: школьные и поставщика.", "Guides to the journal: the school's and the vendor's.";
    add: "Добавить материал", "Add a material";
    starter: "Взять начальный набор", "Take the starter set";
    starter_added: "Начальный набор добавлен. Проверьте материалы и поправьте под свою школу.", "The starter set is added. Read the materials, and make them your school's.";
    starter_there: "Начальный набор у школы уже есть", "The school has the starter set already";
    status: "Какие показать", "Which to show";
    current: "Действующие", "Current";
    withdrawn_many: "Снятые", "Withdrawn";
    topic: "Тема", "Topic";
    any_topic: "Все темы", "All topics";
    empty: "Материалов пока нет", "No materials yet";
    empty_hint: "Здесь появятся инструкции по работе с журналом.", "Guides to the journal will appear here.";
    empty_writer: "Добавьте памятку или ссылку на инструкцию поставщика журнала.", "Add a text, or a link to a guide of the journal's vendor.";
    open_at: "Открыть на", "Open at";
    edit: "Изменить", "Edit";
    updated: "Обновлено", "Updated";
    not_open: "сейчас недоступен", "not available now";
    withdrawn_note: "Материал снят: его видят только те, кто ведёт материалы. Сохраните его, чтобы вернуть.", "Withdrawn: only those who write materials see it. Save it to bring it back.";
    read_at_home: "Прочитать дома", "To read at home";
    form: "Материал", "Material";
    name: "Название", "Title";
    no_topic: "Без темы", "No topic";
    text: "Текст", "Text";
    text_hint: "Своими словами, по шагам. Можно оставить пустым, если есть ссылка.", "In your own words, step by step. May stay empty when there is a link.";
    link: "Ссылка", "Link";
    link_hint: "Начинается с https://. Чужие инструкции не копируйте: дайте на них ссылку.", "Begins with https://. Do not copy what others wrote: link to it.";
    source: "Чей материал", "Whose it is";
    source_hint: "Если он не школьный: например, служба поддержки журнала.", "When it is not the school's: such as the journal's support.";
    audiences: "Кому показывать", "For whom";
    audiences_hint: "Ничего не отмечено: всем. Сотрудники видят и то, что для семей.", "Nothing ticked: for everybody. Staff see what is for families too.";
    saved: "Материал сохранён", "The material is saved";
    end: "Снять", "Withdraw";
    end_title: "Снять этот материал?", "Withdraw this material?";
    end_hint: "Он исчезнет из списка. Тем, кому его дали прочитать, останется только название.", "It goes from the list. Those who were given it to read keep its name only.";
    ended: "Материал снят", "The material is withdrawn";
    changed: "Пока вы писали, материал изменили. Сейчас он такой; если сохранить ещё раз, останется ваш.", "Somebody changed the material meanwhile. This is how it is now; saving once more puts yours in its place.";
    changed_ended: "Пока вы писали, материал сняли. Если сохранить ещё раз, он вернётся в список в вашем виде.", "The material was withdrawn meanwhile. Saving once more brings it back as you have it.";
    none_of_topic: "По этой теме материалов нет", "No materials on this topic";
    none_ended: "Снятых материалов нет", "No withdrawn materials";
    give: "Что прочитать дома", "What to read at home";
    give_none: "Ничего", "Nothing";
    give_hint: "Из материалов школы.", "Out of the school's materials.";
    look_first: "Возможно, ответ уже есть в материалах", "The answer may be in the materials";
} }
