//! Texts of files.

use podskazka_shared::files::FileKind;

use super::{decimal, lang, texts};

texts! { FileTexts files {
    files: "Файлы", "Files";
    attach: "Приложить файл", "Attach a file";
    photo: "Сделать фото", "Take a photo";
    hint: "До 10 файлов по 20 МБ. Снимок экрана можно вставить из буфера.", "Up to 10 files of 20 MB. A screenshot can be pasted.";
    sending: "Отправляется", "Sending";
    ready: "приложен", "attached";
    wait: "Подождите: файлы ещё отправляются", "Wait: files are still being sent";
    not_sent: "Файл не отправлен: повторите или уберите его", "A file was not sent: try again or remove it";
    gone: "Файл ждал слишком долго. Уберите его и приложите ещё раз.", "The file waited too long. Remove it and attach it again.";
    too_many: "Не больше 10 файлов", "10 files at most";
    again: "Повторить", "Try again";
    cancel: "Отменить", "Cancel";
    remove: "Убрать", "Remove";
    open: "Открыть картинку", "Open the picture";
    picture: "Картинка", "Picture";
    close: "Закрыть", "Close";
    to_vendor: "Какие файлы передать", "Which files to hand over";
    handed: "Переданные файлы", "Files handed over";
} }

/// "1,2 МБ"
pub fn file_size(bytes: i64) -> String {
    #[expect(clippy::as_conversions, reason = "sizes of files are small")]
    let size = bytes.max(0) as f64;
    let (kilo, mega) = (size / 1024.0, size / 1024.0 / 1024.0);
    match (mega >= 0.95, kilo >= 1.0) {
        (true, _) => format!(
            "{} {}",
            decimal((mega * 10.0).round() / 10.0),
            lang().pick("МБ", "MB")
        ),
        (false, true) => format!("{} {}", kilo.round(), lang().pick("КБ", "KB")),
        (false, false) => format!("{bytes} {}", lang().pick("Б", "B")),
    }
}

/// What a file is, in a word.
pub fn file_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Jpeg => "JPEG",
        FileKind::Png => "PNG",
        FileKind::Webp => "WebP",
        FileKind::Gif => "GIF",
        FileKind::Pdf => "PDF",
        FileKind::Text => lang().pick("Текст", "Text"),
        FileKind::Csv => lang().pick("Таблица CSV", "CSV table"),
        FileKind::Docx => "Word",
        FileKind::Xlsx => "Excel",
        FileKind::Pptx => "PowerPoint",
        FileKind::Odt => lang().pick("Документ ODT", "ODT document"),
        FileKind::Ods => lang().pick("Таблица ODS", "ODS table"),
        FileKind::Odp => lang().pick("Презентация ODP", "ODP slides"),
    }
}
