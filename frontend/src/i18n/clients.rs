//! Texts of the school's programs.

use super::texts;

texts! { Clients clients {
    title: "Программы (API)", "Programs (API)";
    lead: "Электронный журнал и другие программы, которым школа разрешила работать с Подсказкой.", "The electronic journal and other programs that the school lets work with Podskazka.";
    add: "Добавить программу", "Add a program";
    new: "Новая программа", "A new program";
    name: "Название", "Name";
    name_hint: "Например, «Электронный журнал»", "For example, \"Electronic journal\"";
    scopes: "Что ей можно", "What it may do";
    scopes_hint: "Дайте только то, без чего она не работает. Обращения она ведёт от имени человека и видит только его собственные.", "Give only what it cannot do without. Requests it handles in a person's name, and sees only that person's own.";
    make: "Создать", "Make it";
    secret_title: "Скопируйте секрет сейчас", "Copy the secret now";
    secret_warning: "Он показан один раз и нигде не хранится. Передайте его тому, кто настраивает программу, не по почте и не в чате.", "It is shown this once and stored nowhere. Hand it to whoever sets the program up, not by mail and not in a chat.";
    id: "client_id", "client_id";
    secret: "client_secret", "client_secret";
    stored: "Готово, секрет сохранён", "Done, the secret is stored";
    made_on: "Создана", "Made";
    secret_since: "Секрет от", "Secret since";
    old_until: "Прежний секрет действует до", "The old secret works until";
    used: "Работала", "Last used";
    never_used: "Ещё не обращалась", "Not used yet";
    ended_on: "Завершена", "Ended";
    ended: "завершена", "ended";
    rotate: "Заменить секрет", "Replace the secret";
    rotate_how: "Что сделать с прежним секретом?", "What becomes of the old secret?";
    keep: "Действует ещё сутки", "Works for another day";
    end_now: "Перестаёт действовать сразу", "Stops at once";
    rotate_hint: "Если прежний секрет мог узнать кто-то чужой, пусть перестанет действовать сразу: тогда программа не сможет работать, пока в неё не впишут новый.", "If somebody else may know the old one, let it stop at once: then the program cannot work until the new one is entered in it.";
    end: "Завершить", "End";
    end_ask: "Завершить программу навсегда? Она перестанет работать сразу; вернуть её нельзя, только создать новую.", "End the program for good? It stops at once and cannot be brought back; you can only make a new one.";
    end_yes: "Да, завершить", "Yes, end it";
    ended_said: "Программа завершена", "The program has ended";
    empty: "Программ пока нет", "No programs yet";
    empty_hint: "Когда школа подключит электронный журнал, он появится здесь.", "When the school connects its electronic journal, it stands here.";
} }
