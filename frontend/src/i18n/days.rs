//! Texts of days that differ: the school's calendar, absences, extra hours.

use podskazka_shared::schedules::Weekday;
use podskazka_shared::text::Lang;

use super::{day_name, lang, texts};

texts! { Calendars calendars {
    title: "Календарь школы", "School calendar";
    lead: "Когда школа работает и какие дни отличаются. От этого зависят часы помощи и сроки.", "When the school is open and which days differ. Hours of help and terms follow it.";
    usual: "Школа ещё не публиковала свой календарь: действует обычная неделя.", "The school has not published a calendar of its own: the usual week holds.";
    differ: "Дни, которые отличаются", "Days that differ";
    no_differ: "В этом году все дни обычные.", "All days of this year are plain.";
    earlier: "Предыдущий год", "The year before";
    later: "Следующий год", "The year after";
    months: "Год по месяцам", "The year by months";
    closed: "приёма нет", "closed";
    only: "только", "only";
    key_off: "нет приёма", "closed";
    key_short: "короче обычного", "shorter";
    key_working: "рабочий выходной", "worked day off";
    no_decree: "постановления о переносах ещё нет: известны не все выходные", "no decree yet: not all days off are known";
    week: "Неделя", "The week";
    week_hint: "Часы школы: например, 9:00–13:00, 14:00–18:00. Пусто, если выходной.", "The school's hours, such as 9:00–13:00, 14:00–18:00. Empty on a day off.";
    national: "По производственному календарю России", "By the production calendar of Russia";
    national_hint: "Праздники, переносы и сокращённые дни учтутся сами.", "Holidays, moved and shortened days come by themselves.";
    own: "Дни региона и школы", "Days of the region and the school";
    own_hint: "Если дни пересекаются, действует запись, которая ниже.", "Where days overlap, the lower one holds.";
    no_own: "Пока ничего не добавлено.", "Nothing has been added yet.";
    add: "Добавить дни", "Add days";
    add_title: "Новые дни", "New days";
    change_title: "Правка", "Change";
    kind: "Что это", "What it is";
    off: "Выходной", "Day off";
    holidays: "Каникулы", "School holidays";
    short: "Короткий день", "Short day";
    working: "Рабочий день", "Working day";
    name: "Почему", "Why";
    name_hint: "Это увидят все. Например, «Осенние каникулы».", "Everybody sees it, such as \"Autumn holidays\".";
    from: "Первый день", "First day";
    to: "Последний день", "Last day";
    yearly: "Каждый год", "Every year";
    every_year: "каждый год", "every year";
    by_region: "регион", "region";
    hours: "Часы приёма", "Hours of help";
    hours_hint: "Например, 10:00–12:00. В каникулы можно оставить пустым: приёма не будет.", "Such as 10:00–12:00. In school holidays it may be empty: nobody helps then.";
    hours_wrong: "Напишите часы так: 9:00–13:00, 14:00–18:00.", "Write hours like 9:00–13:00, 14:00–18:00.";
    like_day: "По расписанию какого дня", "Like which day of the week";
    choose: "Выберите", "Choose";
    into: "Добавить в календарь", "Add to the calendar";
    change: "Изменить", "Change";
    remove: "Убрать", "Remove";
    removed: "Убрано из черновика", "Removed from the draft";
    unsaved: "Есть изменения, которые видите только вы.", "There are changes that only you see.";
    publish: "Опубликовать календарь", "Publish the calendar";
    discard: "Отменить правки", "Discard the changes";
    published: "Календарь опубликован", "The calendar is published";
    stale: "Календарь опубликовал кто-то другой. Ваши правки на месте: проверьте и опубликуйте ещё раз.", "Somebody else has published the calendar. Your changes are still here: check them and publish again.";
    versions: "Прежние версии", "Earlier versions";
    show_versions: "Показать, кто и когда менял", "Show who changed it and when";
    version: "Версия", "Version";
    by_server: "на сервере", "at the server";
} }

texts! { Duty duty {
    title: "Отсутствия и замены", "Absences and substitutes";
    lead: "Кого нет, кто замещает и какие часы добавились. Новый график для этого не нужен.", "Who is away, who stands in, which hours were added. No new schedule is needed.";
    lead_own: "Ваши отсутствия и дополнительные часы.", "Your absences and extra hours.";
    absences: "Отсутствия", "Absences";
    none: "Сейчас и в ближайшие дни все на месте.", "Everybody is there now and in the days to come.";
    past: "Прошедшие и отменённые", "Past and taken back";
    show_past: "Показать прошедшие", "Show past ones";
    no_past: "Прошедших нет.", "None.";
    new: "Отметить отсутствие", "Enter an absence";
    new_title: "Отсутствие", "Absence";
    change_title: "Правка отсутствия", "Change the absence";
    member: "Кого не будет", "Who is away";
    choose: "Выберите сотрудника", "Choose somebody";
    from: "Первый день", "First day";
    to: "Последний день", "Last day";
    part_hours: "Часы отсутствия", "Hours away";
    part_hint: "Например, 9:00–12:00. Пусто, если весь день.", "Such as 9:00–12:00. Empty for whole days.";
    part_wrong: "Напишите одно время, например 9:00–12:00.", "Write one range, such as 9:00–12:00.";
    substitute: "Кто замещает", "Who stands in";
    substitute_none: "Никто", "Nobody";
    substitute_hint: "Все увидят, к кому обратиться вместо отсутствующего.", "Everybody sees whom to ask instead.";
    reason: "Причина", "Reason";
    reason_hint: "Её видят только те, кто ведёт отсутствия. На странице школы её нет.", "Only those who keep absences see it. It is not on the school's page.";
    entered: "Отсутствие записано", "The absence is entered";
    changed: "Отсутствие изменено", "The absence is changed";
    change: "Изменить", "Change";
    end: "Отменить", "Take back";
    end_title: "Отменить отсутствие?", "Take the absence back?";
    end_hint: "Часы приёма вернутся, как будто отсутствия не было.", "The hours of help come back as if it had not been.";
    ended: "Отменено", "Taken back";
    now: "сейчас нет", "away now";
    soon: "предстоит", "to come";
    over: "прошло", "over";
    stands_in: "Замещает", "Stands in";
    nobody: "Никто не замещает", "Nobody stands in";
    whole: "весь день", "all day";
    stale: "Запись успели изменить. Вот как она выглядит теперь.", "Somebody has changed it. This is how it is now.";
    extra: "Дополнительные часы", "Extra hours";
    no_extra: "Дополнительных часов не назначено.", "No extra hours.";
    extra_new: "Добавить часы", "Add hours";
    extra_title: "Дополнительные часы", "Extra hours";
    extra_member: "Кто принимает", "Who helps";
    extra_date: "День", "Day";
    extra_hours: "Часы", "Hours";
    extra_hint: "Например, 15:00–17:00.", "Such as 15:00–17:00.";
    extra_place: "Где", "Where";
    extra_place_hint: "Кабинет, если приём очный.", "The room, if one comes in person.";
    extra_modes: "Как", "How";
    extra_for: "Для кого", "For whom";
    extra_for_hint: "Ничего не отмечено: для всех.", "Nothing ticked: for everybody.";
    extra_entry: "Запись", "Booking";
    extra_done: "Часы добавлены", "The hours are added";
    extra_end: "Убрать", "Remove";
    extra_end_title: "Убрать эти часы?", "Remove these hours?";
    extra_end_hint: "Их больше не будет на странице школы.", "They go from the school's page.";
    extra_ended: "Часы убраны", "The hours are removed";
    save: "Записать", "Enter";
} }

/// "как понедельник".
pub fn like_day(day: Weekday) -> String {
    match lang() {
        Lang::Ru => format!("как {}", day_name(day).to_lowercase()),
        Lang::En => format!("like {}", day_name(day)),
    }
}

/// "постановление Правительства № 1466 от 24 сентября 2025".
pub fn decree(number: &str, date: &str) -> String {
    match lang() {
        Lang::Ru => format!("постановление Правительства № {number} от {date}"),
        Lang::En => format!("decree of the Government no. {number} of {date}"),
    }
}

/// "Выходной вместо 6 января".
pub fn moved_from(date: &str) -> String {
    match lang() {
        Lang::Ru => format!("вместо {date}"),
        Lang::En => format!("in place of {date}"),
    }
}
