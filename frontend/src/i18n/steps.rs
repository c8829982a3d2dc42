//! Texts of what may be done with a request besides answering it, of its terms and of what stands around it.

use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::tickets::{EventKind, LinkKind, TicketState};

use super::{lang, texts};

texts! { Steps steps {
    more: "Ещё", "More";
    choose: "Выберите", "Choose";
    outcome: "Внести ответ разработчика", "Enter the vendor's answer";
    outcome_label: "Чем закончилось", "What came of it";
    outcome_text: "Что сообщить тому, кто обратился", "What the requester is told";
    outcome_hint: "Если разработчик отправил обратиться самостоятельно, его контакты добавятся сами.", "If the requester is to turn to the vendor themselves, its contacts are added.";
    outcome_send: "Внести", "Enter";
    outcome_done: "Ответ разработчика внесён", "The vendor's answer is entered";
    reference: "Номер у разработчика", "The vendor's number";
    number: "Номер у разработчика", "The vendor's number";
    number_hint: "Если его уже дали; можно внести позже.", "If there is one already; it can be entered later.";
    number_send: "Сохранить номер", "Save the number";
    number_done: "Номер сохранён", "The number is saved";
    decide: "Решить по возражению", "Decide on the objection";
    decide_label: "Решение", "Decision";
    overturn: "Вернуть в работу", "Work goes on";
    uphold: "Отказ остаётся", "The refusal stands";
    decide_text: "Почему", "Why";
    decide_hint: "Это прочитает тот, кто возразил.", "The one who objected will read this.";
    decide_send: "Сообщить решение", "Tell the decision";
    decided: "Решение сообщено", "The decision is told";
    topic: "Сменить тему", "Change the topic";
    topic_label: "Тема", "Topic";
    topic_hint: "Сроки пересчитаются по правилам новой темы.", "The terms are counted anew by the rules of that topic.";
    topic_send: "Сменить", "Change";
    topic_done: "Тема изменена", "The topic is changed";
    hand_over: "Передать разработчику", "Hand over to the vendor";
    vendor_channel: "Как передаёте", "In which way";
    vendor_text: "Что передаёте", "What is handed over";
    vendor_text_hint: "Уберите лишнее: личные данные, пароли.", "Leave out what is not needed: personal data, passwords.";
    hand_over_send: "Отметить передачу", "Note the hand-over";
    handed: "Передано разработчику", "Handed over to the vendor";
    redirect: "Обратиться к разработчику самостоятельно", "To turn to the vendor oneself";
    redirect_label: "Что ответить", "What to answer";
    redirect_hint: "Контакты разработчика добавятся под текстом.", "The vendor's contacts are added below the text.";
    redirect_first: "С этим вопросом нужно обратиться в поддержку разработчика журнала самостоятельно: мы изменить это не можем.", "Please turn to the support of the journal's vendor with this yourself: we cannot change it.";
    redirect_send: "Отправить ответ", "Send the answer";
    redirected: "Ответ отправлен", "The answer has been sent";
    refuse: "Отказать", "Refuse";
    refuse_label: "Почему школа отказывает", "Why the school refuses";
    refuse_hint: "Причину прочитает тот, кто обратился; он сможет один раз возразить директору.", "The requester will read the reason and may object to the head once.";
    refuse_send: "Отказать", "Refuse";
    refused: "Отказ отправлен", "The refusal has been sent";
    stop: "Прекратить разговор", "Stop the conversation";
    stop_label: "Что сообщить", "What the requester is told";
    stop_hint: "Только при оскорблениях и брани. Разговор остановится сразу, сообщение о случае уйдёт вашему руководителю (или директору), а вопрос предложат другому специалисту.", "Only for insults and obscenity. The conversation stops at once, the report goes to your superior (or the head), and the question is offered to another helper.";
    stop_first: "По правилам общения в школе оскорбления и нецензурная брань недопустимы, поэтому я останавливаю этот разговор. Вашим вопросом займётся другой специалист.", "By the school's rules of conduct insults and obscenity are not allowed, so I stop this conversation. Another helper will see to your question.";
    stop_send: "Прекратить", "Stop it";
    stopped: "Разговор прекращён", "The conversation is stopped";
    merge: "Объединить с другим", "Merge into another";
    merge_hint: "Открытые обращения того же человека. Разговор продолжится в выбранном.", "Open requests of the same person. The conversation goes on in the one that you choose.";
    merge_none: "Других открытых обращений этого человека нет.", "This person has no other open request.";
    merged: "Обращения объединены", "The requests are merged";
    unmerge: "Разъединить", "Take the merge back";
    unmerged: "Объединение отменено", "The merge is taken back";
    link: "Связать с другим", "Link to another";
    link_hint: "По номеру, имени и словам обращения, в любом состоянии.", "By number, name and words of the request, in any state.";
    link_none: "Такого среди последних нет.", "None of the last ones fits.";
    linked: "Обращения связаны", "The requests are linked";
    pick_label: "Номер, имя или слова обращения", "Number, name or words of the request";
    choose_ticket: "Выберите обращение", "Choose a request";
    follow: "Следить", "Follow";
    unfollow: "Не следить", "Stop following";
    followed: "Вы узнаете обо всём, что произойдёт", "You will hear of all that happens";
    unfollowed: "Вы больше не следите за обращением", "You do not follow the request any more";
    split_title: "Отдельное обращение из сообщения", "A request of its own";
    split_hint: "Сообщение перейдёт в новое обращение того же человека. Срок пойдёт с того времени, когда оно написано.", "The message moves into a new request of the same person. Its term begins when it was written.";
    split_send: "Выделить", "Split off";
    split_done: "Сообщение выделено", "The message has a request of its own";
    split_open: "Открыть новое", "Open the new one";
    split_undone: "Сообщение вернулось", "The message is back";
} }

texts! { Around around {
    links: "Связанные обращения", "Requests that belong with this one";
    unlink: "Убрать связь", "Remove the link";
    unlinked: "Связь убрана", "The link is removed";
    handed_text: "Что передали", "What was handed over";
    object: "Возразить директору", "Object to the head";
    object_label: "С чем вы не согласны", "What you disagree with";
    object_hint: "Возразить можно один раз. Директор прочитает обращение и решит.", "You may object once. The head will read the request and decide.";
    object_send: "Отправить возражение", "Send the objection";
    objected: "Возражение отправлено директору", "The objection has been sent to the head";
} }

texts! { Counting counting {
    considered: "Рассмотрим", "Considered";
    answered: "Ответим", "Answered";
    nothing_yet: "Пока ничего не засчитано", "Nothing is counted yet";
    how_text: "Срок считается соблюдённым, когда сотрудник школы впервые откликнулся: ответил, уточнил или написал сообщение. Если вы продолжите завершённое обращение, срок начнётся заново.", "The term is kept when a member of staff first replies: answers, asks back or writes a message. When you reopen a finished request, the term begins anew.";
    how_plain: "Время идёт подряд, без перерывов на ночь и выходные.", "Time runs on, nights and days off included.";
    how_working: "Считаются только рабочие часы школы.", "Only the school's working hours count.";
    how_days: "Считаются рабочие дни школы после дня обращения.", "The school's working days after the day of the request count.";
    counts: "считается", "counts";
    off_hours: "нерабочее время", "outside working hours";
    day_off: "выходной", "day off";
    exception: "особый день по календарю школы", "a day that differs in the school's calendar";
    paused: "срок приостановлен", "the term stands still";
    pieces: "Как набирается срок", "How the term adds up";
    not_considered: "Пока никто не откликнулся", "Nobody has replied yet";
} }

texts! { Paper paper {
    print: "Напечатать", "Print";
    title: "Ответ на обращение", "Answer to request";
    date: "Дата обращения", "Date of the request";
    to: "Кому", "To";
    class_name: "Класс", "Class";
    topic: "Тема", "Topic";
    question: "Вопрос", "Question";
    answer: "Ответ", "Answer";
    refusal: "Решение школы", "The school's decision";
    signature: "Подпись ____________________", "Signature ____________________";
    date_of: "Дата ____________________", "Date ____________________";
} }

texts! { Events events {
    list: "Что происходило", "What happened";
    other: "другое обращение", "another request";
} }

/// What a state means for the one who asked.
pub fn means(state: TicketState) -> &'static str {
    let lang = lang();
    match state {
        TicketState::New => lang.pick(
            "Обращение получено. Скоро его возьмёт специалист.",
            "We have got it. A helper will take it soon.",
        ),
        TicketState::InProgress => lang.pick(
            "Специалист занимается вашим вопросом.",
            "A helper works on your question.",
        ),
        TicketState::Waiting => lang.pick(
            "Вас просят уточнить. Пока вы не ответите, срок ответа стоит.",
            "You are asked for details. The clock of the answer stands still until you reply.",
        ),
        TicketState::WithVendor => lang.pick(
            "Вопрос передан разработчику журнала. Его ответ появится здесь.",
            "The question is with the journal's vendor. Its answer will appear here.",
        ),
        TicketState::Objected => lang.pick(
            "Ваше возражение у директора. Решение появится здесь.",
            "Your objection is with the head. The decision will appear here.",
        ),
        TicketState::Answered => lang.pick(
            "Вам ответили. Если не помогло, обращение можно продолжить.",
            "You are answered. If it did not help, you may continue the request.",
        ),
        TicketState::Refused => lang.pick(
            "Школа отказала. Причина в переписке.",
            "The school refused. The reason stands in the conversation.",
        ),
        TicketState::Stopped => lang.pick(
            "Специалист остановил разговор из-за нарушения правил общения. Ваш вопрос предложен другому специалисту.",
            "The helper stopped the conversation because the rules of conduct were broken. Your question is offered to another helper.",
        ),
        TicketState::Merged => lang.pick(
            "Разговор продолжается в другом вашем обращении.",
            "The conversation goes on in another request of yours.",
        ),
        TicketState::Closed => lang.pick(
            "Обращение закрыто. Его можно продолжить.",
            "The request is closed. You may continue it.",
        ),
    }
}

/// How another request belongs with this one.
pub fn link_kind(kind: LinkKind) -> &'static str {
    let lang = lang();
    match kind {
        LinkKind::Related => lang.pick("Связано с", "Linked to"),
        LinkKind::MergedInto => lang.pick("Продолжается в", "Goes on in"),
        LinkKind::MergedFrom => lang.pick("Сюда присоединено", "Merged into this:"),
        LinkKind::SplitFrom => lang.pick("Выделено из", "Split off from"),
        LinkKind::SplitOff => lang.pick("Отсюда выделено", "Split off from this:"),
    }
}

/// What a step did to the clock of the answer.
pub fn clock_event(event: ClockEventKind) -> &'static str {
    let lang = lang();
    match event {
        ClockEventKind::Start => lang.pick("срок начался", "the clock started"),
        ClockEventKind::Pause => lang.pick("срок остановлен", "the clock stands still"),
        ClockEventKind::Resume => lang.pick("срок идёт", "the clock runs on"),
        ClockEventKind::Stop => lang.pick("срок закончился", "the clock stopped"),
    }
}

/// A step of a request's history.
pub fn event(event: EventKind) -> &'static str {
    let lang = lang();
    match event {
        EventKind::File => lang.pick("Обращение подано", "Filed"),
        EventKind::Message => lang.pick("Сообщение", "A message"),
        EventKind::Note => lang.pick("Заметка для своих", "An internal note"),
        EventKind::Assign => lang.pick("Сменился исполнитель", "Another assignee"),
        EventKind::Topic => lang.pick("Сменилась тема", "Another topic"),
        EventKind::Ask => lang.pick("Уточняющий вопрос", "A question back"),
        EventKind::Answer => lang.pick("Ответ", "The answer"),
        EventKind::HandOver => lang.pick("Передано разработчику", "Handed over to the vendor"),
        EventKind::Reference => lang.pick("Внесён номер разработчика", "The vendor's number entered"),
        EventKind::Outcome => lang.pick("Внесён ответ разработчика", "The vendor's answer entered"),
        EventKind::Redirect => lang.pick("Предложено обратиться к разработчику", "Sent to the vendor"),
        EventKind::Refuse => lang.pick("Отказано", "Refused"),
        EventKind::Object => lang.pick("Возражение директору", "Objected to the head"),
        EventKind::Uphold => lang.pick("Отказ оставлен в силе", "The refusal stands"),
        EventKind::Overturn => lang.pick(
            "Отказ отменён, работа продолжается",
            "Refusal overturned, work goes on",
        ),
        EventKind::Stop => lang.pick("Разговор прекращён", "The conversation was stopped"),
        EventKind::Merge => lang.pick("Объединено с другим", "Merged into another"),
        EventKind::Unmerge => lang.pick("Объединение отменено", "The merge was taken back"),
        EventKind::Take => lang.pick("Сюда присоединено другое", "Another was merged into this"),
        EventKind::LetGo => lang.pick("Присоединённое отделено", "What was merged went its own way"),
        EventKind::Split => lang.pick(
            "Сообщение выделено в отдельное",
            "A message got a request of its own",
        ),
        EventKind::SplitOff => lang.pick("Выделено из другого", "Split off from another"),
        EventKind::Link => lang.pick("Связано с другим", "Linked to another"),
        EventKind::Unlink => lang.pick("Связь убрана", "The link was removed"),
        EventKind::Follow => lang.pick("Сотрудник следит за обращением", "Somebody follows it"),
        EventKind::Unfollow => lang.pick("Сотрудник больше не следит", "Somebody follows it no more"),
        EventKind::Close => lang.pick("Закрыто", "Closed"),
        EventKind::Reopen => lang.pick("Продолжено", "Reopened"),
        EventKind::Rate => lang.pick("Поставлена оценка", "Rated"),
        EventKind::Share => lang.pick("Показано другим родителям", "Shown to the other parents"),
        EventKind::Unshare => lang.pick("Скрыто от других родителей", "Kept from the other parents"),
        EventKind::Release => lang.pick("Возвращено в очередь", "Back in the queue"),
        EventKind::Return => lang.pick("Передано специалистам школы", "Went to the school's helpers"),
        EventKind::Policy => lang.pick("Школа изменила сроки", "The school changed its terms"),
        EventKind::Calendar => lang.pick("Изменился календарь школы", "The school's calendar changed"),
        EventKind::Zone => lang.pick("Изменился часовой пояс школы", "The school's time zone changed"),
        EventKind::Warning => lang.pick("Срок скоро закончится", "Little time is left"),
        EventKind::Breach => lang.pick("Срок закончился", "The time is over"),
    }
}
