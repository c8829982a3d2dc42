//! Texts of the form that helps to ask clearly.

use super::texts;

texts! { Guide guide {
    write: "Напишите, если можете:", "Tell, if you can:";
    by_questions: "Ответить на вопросы по одному", "Answer question by question";
    as_one: "Написать одним текстом", "Write one text";
    legend: "Что случилось", "What happened";
    asked_before: "Уже спрашивали?", "Asked before?";
    asked_hint: "Если вопрос продолжает прежний, укажите его.", "If this goes on from an earlier request, name it.";
    not_before: "Нет, это новый вопрос", "No, this is new";
} }
