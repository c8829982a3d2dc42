//! Words of thanks and suggestions.

use super::texts;

texts! { VoiceTexts voices {
    title: "Спасибо и предложения", "Thanks and suggestions";
    lead: "Скажите спасибо за помощь или предложите, что сделать удобнее. Прочитают директор и заместители; благодарность специалисту они передадут без вашего имени.", "Say thanks for help, or suggest what could be better. The head and the deputies read it; thanks to a helper are passed on without your name.";
    kind: "Что вы хотите написать", "What would you like to write";
    thanks: "Спасибо", "Thanks";
    suggestion: "Предложение", "A suggestion";
    text: "Ваш текст", "Your text";
    text_hint: "Если нужна помощь, лучше оставить обращение: у него есть срок ответа.", "If you need help, better file a request: it has a time for the answer.";
    helper: "Кому", "To whom";
    helper_hint: "Можно не указывать.", "You may leave it empty.";
    nobody: "Никому в отдельности", "Nobody in particular";
    unnamed: "Не называть моё имя", "Do not tell my name";
    unnamed_hint: "Тогда имя не сохранится нигде, и ответить вам не получится.", "Then it is kept nowhere, and nobody can answer you.";
    send: "Отправить", "Send";
    sent: "Отправлено, спасибо", "Sent, thank you";
    mine: "Что вы отправляли", "What you sent";
    mine_empty: "Пока ничего", "Nothing yet";
    mine_hint: "Здесь будет то, что вы отправили от своего имени, и ответы.", "What you send in your name, and the answers, will stand here.";
    reply: "Ответ:", "Answer:";
    passed: "Вам передали спасибо", "Thanks that were passed on to you";
    inbox: "Что пишут", "What people write";
    inbox_lead: "Благодарности и предложения. Того, что написано о вас, здесь нет. «Передать» отдаёт специалисту только текст: без имени и даты. Если из самого текста видно, кто его написал, лучше не передавать.", "Thanks and suggestions. What was written about you is not here. “Pass on” gives the helper the text alone, without a name and a date. If the text itself tells who wrote it, better do not.";
    status: "Какие показать", "Which to show";
    all: "Все", "All";
    new: "Новые", "New";
    seen_tab: "Прочитанные", "Seen";
    answered_tab: "С ответом", "Answered";
    list: "Благодарности и предложения", "Thanks and suggestions";
    empty: "Пока никто не написал", "Nobody wrote yet";
    empty_hint: "Здесь появятся благодарности и предложения из приложения и с публичной страницы школы.", "Thanks and suggestions from the app and from the school's public page will appear here.";
    no_name: "Без имени", "No name";
    from_page: "С публичной страницы", "From the public page";
    contact: "Контакт:", "Contact:";
    to: "Кому:", "To:";
    seen: "Прочитано", "Seen";
    seen_now: "Отмечено", "Noted";
    answer: "Ответить", "Answer";
    answer_text: "Ответ", "The answer";
    answer_hint: "Один ответ: его увидит автор.", "One answer: its author will see it.";
    answered_now: "Ответ отправлен", "The answer is sent";
    pass: "Передать", "Pass on";
    passed_now: "Передано", "Passed on";
    was_passed: "Передано специалисту", "Passed on to the helper";
    changed: "Запись изменили, пока вы смотрели: сейчас она такая.", "Somebody changed it meanwhile: this is how it is now.";
    form: "Форма на странице школы", "The form on the school's page";
} }
