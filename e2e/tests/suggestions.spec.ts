import { expect } from "@playwright/test";
import { as, file, sound, test, unique } from "./support";

test("who is typing a request is shown what may answer it, reads it there, and files nothing", async ({ browser }, info) => {
  const parent = await as(browser, "parent", "/s/demo/tickets/new");
  const text = parent.getByLabel("Что случилось");
  const place = parent.getByRole("region", { name: "Возможно, ответ уже есть" });
  await expect(place).toContainText("Пока вы пишете");
  // How far below the text what is sent with stands, wherever the page is scrolled to.
  const below = async () => {
    const [field, button] = [await text.boundingBox(), await parent.getByRole("button", { name: "Отправить" }).boundingBox()];
    return (button?.y ?? 0) - (field?.y ?? 0);
  };
  const before = await below();
  await text.fill("не могу вайти, збыла пороль");
  const found = place.getByRole("button", { name: "Забыли пароль: что делать" });
  await expect(found).toBeVisible();
  await expect(place.getByRole("status")).toHaveText(/Подходящих материалов: \d/);
  // The focus stays in the text, and what stands below does not move.
  await expect(text).toBeFocused();
  const grown = (await text.boundingBox())?.height ?? 0;
  expect(Math.abs((await below()) - before)).toBeLessThan(grown);
  await sound(parent, "suggested", info);
  // By keyboard: the material opens in the form and what is typed stays.
  await found.focus();
  await parent.keyboard.press("Enter");
  await expect(found).toHaveAttribute("aria-expanded", "true");
  await expect(place).toContainText("На странице входа нажмите");
  await expect(text).toHaveValue("не могу вайти, збыла пороль");
  await sound(parent, "suggested-open", info);
  await place.getByRole("button", { name: "Свернуть" }).press("Enter");
  await expect(found).toBeFocused();
  await found.press("Enter");
  await place.getByRole("button", { name: "Это мне помогло" }).press("Enter");
  await expect(parent.getByText("Хорошо, что помогло. Спасибо!").first()).toBeVisible();
  await expect(parent).toHaveURL(/\/s\/demo\/tickets$/);
  await parent.goto("/s/demo/tickets/new");
  await expect(parent.getByLabel("Что случилось")).toHaveValue("");
});

test("a reader says what was missing, and those who write materials see what helps and what nobody found", async ({ browser }, info) => {
  const missing = unique("Где эта кнопка на телефоне?", info);
  const student = await as(browser, "student", "/s/demo/articles");
  await student.getByLabel("Поиск по материалам").fill("жирафы в бассейне");
  await student.getByLabel("Поиск по материалам").press("Enter");
  await expect(student.getByText("Ничего не нашлось")).toBeVisible();
  await sound(student, "articles-nothing", info);
  await student.getByLabel("Поиск по материалам").fill("пороль");
  await student.getByRole("button", { name: "Найти" }).click();
  await student.getByRole("link", { name: "Забыли пароль: что делать" }).first().click();
  await student.getByRole("button", { name: "Нет", exact: true }).click();
  await student.getByLabel("Чего не хватило").fill(missing);
  await student.getByRole("button", { name: "Отправить" }).click();
  await expect(student.getByText("Спасибо, это учтено").first()).toBeVisible();
  await sound(student, "article-judged", info);
  await student.reload();
  await expect(student.getByLabel("Чего не хватило")).toHaveValue(missing);

  const admin = await as(browser, "admin", "/s/demo/articles");
  await admin.getByRole("link", { name: "Какие материалы помогают" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Какие материалы помогают" })).toBeVisible();
  const card = admin.getByRole("listitem").filter({ hasText: "Забыли пароль: что делать" }).first();
  await card.getByText("Чего не хватило").click();
  await expect(card).toContainText(missing);
  await expect(admin.getByText("бассейне жирафы")).toBeVisible();
  await sound(admin, "articles-helpful", info);
  await admin.getByLabel("По", { exact: true }).fill("2020-01-01");
  await expect(admin.getByText("бассейне жирафы")).toHaveCount(0);
});

test("a material goes into an answer, and an answer becomes a material without names", async ({ browser }, info) => {
  const parent = await as(browser, "parent");
  const address = await file(parent, "Вход и пароль", unique("Забыла пароль от дневника", info));
  const admin = await as(browser, "admin", address);
  await admin.getByRole("radio", { name: "Ответить" }).check();
  await admin.getByRole("button", { name: "Материал", exact: true }).click();
  const give = admin.getByRole("group", { name: "Вставить материал в ответ" });
  await give.getByRole("button", { name: "Забыли пароль: что делать" }).click();
  const text = admin.getByRole("textbox", { name: "Текст" });
  await expect(text).toHaveValue(/Забыли пароль: что делать: http.*\/s\/demo\/articles\//);
  await text.fill(`${await text.inputValue()}\nЗвоните 8 912 345-67-89, Ирина Петровна из 7А поможет.`);
  await sound(admin, "answer-material", info);
  await admin.getByRole("button", { name: "Отправить ответ" }).click();
  await parent.goto(address);
  await parent.getByRole("link", { name: "открыть материал" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: "Забыли пароль: что делать" })).toBeVisible();

  await admin.goto(address);
  await admin.getByRole("link", { name: "Сделать из ответа материал" }).click();
  await expect(admin.getByLabel("Текст")).toHaveValue(/Звоните \[телефон\], \[имя\] из \[класс\] поможет/);
  await expect(admin.getByText("Ирина Петровна → [имя]")).toBeVisible();
  await sound(admin, "article-offered", info);
});
