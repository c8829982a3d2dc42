//! Words of following up low marks.

use super::texts;

texts! { FollowUpTexts follow_ups {
    title: "Низкие оценки", "Low marks";
    lead: "Оценка 1 или 2 ждёт вас три рабочих дня: узнайте, что было не так, и запишите, что сделано. Кого она касается, об этом не узнаёт.", "A mark of 1 or 2 waits for you three working days: find out what was wrong, and note what was done. Whoever it is about learns nothing of it.";
    status: "Какие показать", "Which to show";
    all: "Все", "All";
    open: "Открытые", "Open";
    closed: "Закрытые", "Closed";
    list: "Низкие оценки", "Low marks";
    empty: "Низких оценок нет", "No low marks";
    empty_hint: "Здесь появятся оценки 1 и 2, если они не о ваших ответах.", "Marks of 1 and 2 will appear here, unless they are about your own answers.";
    due: "Сделать до:", "To be done by:";
    late: "Срок вышел:", "The time was over:";
    was: "В прошлый раз:", "The time before:";
    done: "Сделано:", "Done:";
    write: "Записать, что сделано", "Note what was done";
    outcome: "Что сделано", "What was done";
    outcome_hint: "Например: позвонили, разобрались, договорились, как дальше. Это увидят директор и заместители.", "Such as: called, found out, agreed how to go on. The head and the deputies will see it.";
    close: "Закрыть", "Close";
    closed_now: "Записано", "Noted";
    changed: "Пока вы писали, запись изменили: сейчас она такая, как выше.", "Somebody changed it while you wrote: above is how it is now.";
    own: "Оценку поставили вы: закроет её другой руководитель.", "You gave this mark: another head closes it.";
    to_ratings: "Все отзывы", "All ratings";
} }
