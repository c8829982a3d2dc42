//! Texts of the form that helps to ask clearly.

use super::texts;

texts! { Guide guide {
    write: "Напишите, если можете:", "Tell, if you can:";
    by_questions: "Ответить на вопросы по одному", "Answer question by question";
    as_one: "Написать одним текстом", "Write one text";
    legend: "Что случилось", "What happened";
    asked_before: "Уже спрашивали или читали?", "Asked or read before?";
    asked_hint: "Если вопрос продолжает прежний или не помог материал, укажите его.", "If this goes on from an earlier request, or a material did not help, name it.";
    material: "Материал", "Material";
    not_before: "Нет, это новый вопрос", "No, this is new";
} }
