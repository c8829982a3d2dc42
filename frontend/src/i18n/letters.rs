//! Texts of letters that become requests.

use super::texts;

texts! { Letters letters {
    title: "Пришло письмом", "It came as a letter";
    text: "Письмо целиком, с заголовками", "The whole letter, with its headers";
    hint: "Вставьте исходный текст письма или выберите файл .eml.", "Paste the letter's source, or choose an .eml file.";
    file: "Файл письма", "File of the letter";
    read: "Разобрать письмо", "Read the letter";
    done: "Письмо разобрано: проверьте, кто обратился", "The letter is read: check who it is from";
    attachments: "Вложения остались в письме:", "Attachments stay in the letter:";
} }
