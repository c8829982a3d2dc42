//! Texts of drawing up a schedule, and of comparing two.

use podskazka_shared::text::Lang;

use super::{lang, texts};

texts! { Drafting drafting {
    title: "Черновик графика", "Draft of the schedule";
    lead: "Изменения сразу сохраняются на этом устройстве. Другие увидят их, когда вы нажмёте «Сохранить».", "Changes are kept on this device at once. Others see them when you press Save.";
    frozen: "Этот график уже не черновик: менять можно только черновик.", "This schedule is no draft any more: only a draft can be changed.";
    open_version: "Открыть график", "Open the schedule";
    tools: "Действия с черновиком", "Actions";
    undo: "Отменить", "Undo";
    redo: "Вернуть", "Redo";
    saved: "Сохранено", "Saved";
    unsaved: "Не сохранено", "Not saved";
    restored: "Здесь ваши изменения с этого устройства, которых ещё нет на сервере.", "These are your changes from this device that the server does not have yet.";
    drop_mine: "Убрать их", "Drop them";
    helpers: "Специалисты", "Helpers";
    helpers_hint: "Новые часы получает тот, кто выбран.", "New hours go to the chosen one.";
    no_helpers: "В графике пока никого нет", "Nobody is in the schedule yet";
    no_helpers_hint: "Добавьте специалиста, а потом отметьте его часы в неделе.", "Add a helper, then mark their hours in the week.";
    add_helper: "Добавить специалиста", "Add a helper";
    only: "Только выбранный", "The chosen one only";
    weekend: "Суббота и воскресенье", "Saturday and Sunday";
    week: "Неделя черновика", "The week of the draft";
    free: "приёма нет", "none";
    keys: "Управление мышью и клавишами", "Mouse and keys";
    key_draw: "Нарисовать часы: вести мышью по пустому месту. С Shift время берётся с точностью до минуты, иначе до пяти.", "Draw hours: drag over an empty place. With Shift to the minute, else to five.";
    key_click: "Открыть часы или добавить новые в этом месте: нажать", "Open hours, or add new ones at this place: click";
    key_go: "К соседним часам и дням", "To the next hours and days";
    key_open: "Открыть", "Open";
    key_new: "Новые часы в этот день", "New hours on this day";
    key_move: "Передвинуть на пять минут или на день", "Move by five minutes or by a day";
    key_end: "Конец позже или раньше", "Later or earlier end";
    key_start: "Начало раньше или позже", "Earlier or later start";
    key_remove: "Убрать", "Take out";
    key_undo: "Отменить и вернуть", "Undo and redo";
    key_save: "Сохранить", "Save";
    new_hours: "Новые часы помощи", "New hours of help";
    hours: "Часы помощи", "Hours of help";
    helper: "Специалист", "Helper";
    day: "День", "Day";
    from: "С", "From";
    to: "До", "To";
    to_hint: "00:00 значит до полуночи", "00:00 means until midnight";
    place: "Место", "Place";
    place_hint: "Кабинет, компьютерный класс. Можно не указывать.", "A room, the computer room. May be left out.";
    modes: "Как помогают", "How";
    audiences: "Для кого", "For whom";
    audiences_hint: "Никто не отмечен: для всех.", "None chosen: for everybody.";
    entry: "Как попасть", "How to get in";
    done: "Готово", "Done";
    remove: "Убрать", "Take out";
    end_first: "Конец должен быть позже начала.", "The end must be after the start.";
    one_mode: "Отметьте хотя бы один способ.", "Choose one at least.";
    new_helper: "Новый специалист", "New helper";
    member: "Сотрудник школы", "Member of the staff";
    member_hint: "Без привязки к сотруднику записаться к нему нельзя.", "Nobody can book with a helper who is linked to no member.";
    no_member: "без привязки", "no link";
    name: "Как написать в графике", "As written in the schedule";
    posts: "Должности", "Posts";
    posts_hint: "Каждая на своей строке.", "One on each line.";
    directions: "Направления", "Directions";
    directions_hint: "Не отмечены: по приказу о назначении.", "None chosen: as appointed.";
    up: "Выше в графике", "Higher";
    down: "Ниже в графике", "Lower";
    remove_helper: "Убрать из графика", "Take out of the schedule";
    findings: "Замечания", "Remarks";
    no_findings: "Замечаний нет", "No remarks";
    conflict_title: "Пока вы правили, черновик изменили", "The draft was changed while you edited it";
    conflict_hint: "Ваши правки на месте. Слева то, что сейчас на сервере, справа ваше.", "Your edits are still here. On the left what the server has now, on the right yours.";
    conflict_mine: "Сохранить моё", "Save mine";
    conflict_theirs: "Взять то, что на сервере", "Take what the server has";
    on_server: "На сервере", "On the server";
    mine: "У меня", "Mine";
    full_day: "У этого специалиста в этот день уже 12 промежутков: больше нельзя.", "This helper has 12 ranges on this day already: there is no room for more.";
    full: "В графике уже 500 строк: больше нельзя.", "The schedule has 500 lines already: there is no room for more.";
    gone: "Этого уже нет в черновике.", "It is not in the draft any more.";
    undone: "Отменено", "Undone";
    redone: "Возвращено", "Done again";
    nothing_undo: "Отменять нечего", "Nothing to undo";
    nothing_redo: "Возвращать нечего", "Nothing to redo";
    cancelled: "Перенос отменён", "The move is cancelled";
    taken_theirs: "Взято то, что на сервере. Ваше можно вернуть отменой.", "What the server has was taken. Undo brings yours back.";
    choose_first: "Сначала добавьте специалиста", "Add a helper first";
} }

texts! { Comparing comparing {
    title: "Сравнение версий", "Two versions compared";
    other: "С какой версией сравнить", "Compare with";
    old: "Было", "Before";
    new: "Стало", "After";
    same: "Версии говорят одно и то же.", "The two versions say the same.";
    added: "добавлен", "added";
    gone: "убран", "gone";
    changed: "изменён", "changed";
    unchanged: "Без изменений", "Unchanged";
    none: "нет часов", "no hours";
    alone: "Сравнивать пока не с чем: это единственная версия.", "There is nothing to compare with: this is the only version.";
    compare: "Сравнить версии", "Compare versions";
} }

texts! { Making making {
    title: "Новый график", "A new schedule";
    lead: "Получится черновик: его увидят только те, кто составляет график.", "It becomes a draft: only those who draw up the schedule see it.";
    source: "С чего начать", "Start from";
    empty: "С пустой недели", "An empty week";
    copy: "С копии прежнего графика", "A copy of an earlier schedule";
    which: "Какой график скопировать", "Which schedule to copy";
    make: "Создать черновик", "Make the draft";
    table: "Есть готовая таблица из приказа? Загрузите её как есть.", "You have a table of the order? Load it as it is.";
    there: "Черновик этого года уже есть. Новый заменит его.", "There is a draft of this year already. The new one takes its place.";
    there_already: "Черновик этого года уже есть.", "There is a draft of this year already.";
    open_there: "Открыть черновик", "Open the draft";
    edit: "Править черновик", "Edit the draft";
    link_title: "Строки без сотрудника", "Lines without a member";
    link_hint: "График верен и так, но записаться к этим специалистам нельзя, пока строка не связана с карточкой.", "The schedule holds as it is, but nobody can book with these helpers until the line is tied to a card.";
    link_line: "Строка графика", "Line of the schedule";
    link_member: "Сотрудник", "Member of the staff";
    link_choose: "Выберите", "Choose";
    link: "Связать", "Tie";
    linked: "Строка связана", "The line is tied";
} }

macro_rules! phrase {
    ($(#[$doc:meta])* $name:ident($($arg:ident),*) $ru:literal, $en:literal) => {
        $(#[$doc])*
        pub fn $name($($arg: &str),*) -> String {
            match lang() {
                Lang::Ru => format!($ru),
                Lang::En => format!($en),
            }
        }
    };
}

phrase!(hours_added(what) "Добавлено: {what}", "Added: {what}");
phrase!(hours_moved(what) "Теперь: {what}", "Now: {what}");
phrase!(hours_removed(what) "Убрано: {what}. Это можно отменить.", "Taken out: {what}. This can be undone.");
phrase!(remark(what) "Замечание: {what}", "Remark: {what}");
phrase!(remarks_count(n) "Замечания: {n}", "Remarks: {n}");
phrase!(overlap(other) "накладка: в это же время {other}", "overlap: at the same time {other}");
phrase!(room_taken(place, other) "место «{place}» в это время занимает {other}", "{place} is taken at that time by {other}");
phrase!(school_open(day, hours) "школа в это время закрыта: {day}, {hours}", "the school is closed then: {day}, {hours}");
phrase!(school_closed(day) "школа в этот день закрыта: {day}", "the school is closed on that day: {day}");
phrase!(nobody_on(day) "{day}: никто не помогает", "{day}: nobody helps");
phrase!(nobody_in(direction) "никто не помогает по направлению «{direction}»", "nobody helps in this direction: {direction}");
phrase!(new_on(day) "Добавить часы: {day}", "Add hours: {day}");
phrase!(edit_of(name) "Изменить: {name}", "Edit: {name}");
phrase!(ranges_of(n) "промежутков: {n}", "ranges: {n}");
phrase!(compared(added, gone, changed, same) "Добавлены: {added}, убраны: {gone}, изменены: {changed}, без изменений: {same}", "Added: {added}, gone: {gone}, changed: {changed}, unchanged: {same}");
