//! Texts of the saved views of the queue.

use super::texts;

texts! { Views views {
    title: "Виды", "Views";
    save: "Сохранить вид", "Save the view";
    name: "Название вида", "Name of the view";
    name_hint: "Сохранится выбранный сейчас отбор.", "The filters chosen now are saved.";
    rename: "Переименовать", "Rename";
    delete: "Удалить вид", "Delete the view";
    saved: "Вид сохранён", "The view is saved";
    renamed: "Вид переименован", "The view is renamed";
    deleted: "Вид удалён", "The view is deleted";
    bring_back: "Вернуть", "Bring it back";
    back: "Вид снова на месте", "The view is back";
    stale: "Вид изменили в другом окне. Проверьте и повторите.", "The view was changed in another window. Look again and repeat.";
} }
