import { expect } from "@playwright/test";
import { as, sound, test, unique } from "./support";

/** A class that no other test, project or repetition makes: letters of the alphabet out of a number. */
function classOf(grade: number): string {
  const n = Date.now() % 100_000;
  return `${grade} кл${n}${Math.floor(Math.random() * 100)}`;
}

test("the school makes a class, a student and a parent by hand", async ({ browser }, info) => {
  const name = unique("Лаврова Мария", info);
  const parent = unique("Лаврова Ольга", info);
  const seventh = classOf(7);
  const admin = await as(browser, "admin", "/s/demo/classes");
  await expect(admin.getByRole("heading", { level: 1, name: "Классы" })).toBeVisible();
  await admin.getByLabel("Название класса").fill("семь");
  await admin.getByRole("button", { name: "Добавить класс" }).click();
  await expect(admin.getByRole("alert")).toBeVisible();
  await admin.getByLabel("Название класса").fill(seventh);
  await admin.getByRole("button", { name: "Добавить класс" }).click();
  await admin.getByRole("link", { name: seventh }).click();
  await expect(admin.getByRole("heading", { level: 1, name: seventh })).toBeVisible();
  await expect(admin.getByText("В классе пока никого.")).toBeVisible();

  // A student, from the class.
  await admin.getByRole("link", { name: "Новый ученик" }).click();
  await expect(admin.getByRole("heading", { name: "Новая карточка" })).toBeVisible();
  await admin.getByLabel("Фамилия, имя и отчество").fill(name);
  await sound(admin, "card-new", info);
  await admin.getByRole("button", { name: "Создать карточку" }).click();
  await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(admin.getByText(`ученик · ${seventh}`).first()).toBeVisible();

  // A parent, tied to the student by search.
  await admin.goto("/s/demo/people/new");
  await admin.getByLabel("Фамилия, имя и отчество").fill(parent);
  await admin.getByText("родитель", { exact: true }).click();
  await admin.getByRole("button", { name: "Создать карточку" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: parent })).toBeVisible();
  await admin.getByLabel("Связать с учеником").fill(name);
  await admin.getByRole("button", { name }).click();
  await expect(admin.getByRole("link", { name })).toBeVisible();
  await admin.getByLabel("Телефон в карточке").fill("+7 900 000-00-00");
  await admin.getByRole("button", { name: "Сохранить", exact: true }).click();
  await expect(admin.getByText("Сохранено").first()).toBeVisible();
  await sound(admin, "card", info);

  // Found by the middle of the name; ended, and brought back.
  await admin.goto("/s/demo/people");
  await admin.getByLabel("Поиск по имени").fill(parent.split(" ").slice(1).join(" "));
  await expect(admin.getByRole("link", { name: parent })).toBeVisible();
  await sound(admin, "people", info);
  await admin.getByRole("link", { name: parent }).click();
  await admin.getByRole("button", { name: "Закончить членство" }).click();
  await expect(admin.getByRole("button", { name: "Вернуть в школу" })).toBeVisible();
  await admin.getByRole("button", { name: "Вернуть в школу" }).click();
  await expect(admin.getByRole("button", { name: "Закончить членство" })).toBeVisible();
  await admin.goto("/s/demo/classes");
  await sound(admin, "classes", info);
  await admin.getByRole("link", { name: seventh }).click();
  await expect(admin.getByRole("link", { name })).toBeVisible();
  await sound(admin, "class", info);

  // The office prints for a class that is not its own, and records a paper with the name of who signed it.
  await admin.getByRole("link", { name: "Листки для входа и контакты класса" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: `Листки и контакты · ${seventh}` })).toBeVisible();
  await admin.getByRole("button", { name: "Пригласить всех, кто ещё не вошёл" }).click();
  await expect(admin.locator(".slip")).toHaveCount(2);
  await admin.goto("/s/demo/people");
  await admin.getByLabel("Поиск по имени").fill(name.split(" ").slice(1).join(" "));
  await admin.getByRole("link", { name }).click();
  const entry = admin.locator("#entry");
  await entry.getByRole("button", { name: "Согласие на бумаге" }).click();
  await entry.getByRole("button", { name: "Сохранить" }).click();
  await expect(entry.getByText("Заполните это поле.").first()).toBeVisible();
  await entry.getByLabel("Кто подписал").selectOption({ label: parent });
  await sound(admin, "card-paper", info);
  await entry.getByRole("button", { name: "Сохранить" }).click();
  await expect(entry.getByText(new RegExp(`на бумаге · ${parent}`))).toBeVisible();
  await sound(admin, "card-entry", info);
  await entry.getByRole("button", { name: /Записано по ошибке/ }).click();
  await expect(entry.getByRole("button", { name: "Согласие на бумаге" })).toBeVisible();

  // Who has left stands on the parent's card until the tie is taken off.
  await admin.getByRole("button", { name: "Закончить членство" }).click();
  await expect(admin.getByRole("button", { name: "Вернуть в школу" })).toBeVisible();
  await admin.getByRole("link", { name: parent }).click();
  await expect(admin.getByRole("heading", { level: 1, name: parent })).toBeVisible();
  await expect(admin.getByRole("listitem").filter({ hasText: name })).toContainText("выбыл");
  await sound(admin, "card-child-left", info);
  await admin.getByRole("button", { name: `Убрать: ${name}` }).click();
  await expect(admin.getByText("Дети не указаны")).toBeVisible();
});

test("a list with an error is told, and a good one is loaded", async ({ browser }, info) => {
  const mark = `${info.project.name}-${Date.now()}`;
  const fifth = classOf(5);
  const table = (role: string) =>
    `ID;ФИО;Роль;Класс;Родители\ns-${mark};Ветров Пётр ${mark};${role};${fifth};p-${mark}\np-${mark};Ветров Олег ${mark};отец;;\n`;
  const admin = await as(browser, "admin", "/s/demo/people/import");
  await expect(admin.getByRole("heading", { level: 1, name: "Загрузка списка" })).toBeVisible();
  await admin.getByLabel("Таблица", { exact: true }).fill(table("волшебник"));
  await admin.getByRole("button", { name: "Посмотреть" }).click();
  await expect(admin.getByText("Строка 2, столбец 3")).toBeVisible();
  await expect(admin.getByText("Неизвестная роль «волшебник».").first()).toBeVisible();
  await sound(admin, "people-import-errors", info);
  await admin.getByLabel("Таблица", { exact: true }).fill(table("ученик"));
  await admin.getByRole("button", { name: "Посмотреть" }).click();
  await expect(admin.getByRole("heading", { name: "Что получится" })).toBeVisible();
  await expect(admin.getByText(fifth)).toBeVisible();
  await admin.getByText("Новых", { exact: true }).last().click();
  await expect(admin.getByText(`Ветров Пётр ${mark}`)).toBeVisible();
  await sound(admin, "people-import", info);
  await admin.getByRole("button", { name: "Применить" }).click();
  await expect(admin.getByText("Список загружен").first()).toBeVisible();
  await admin.goto(`/s/demo/people?search=${encodeURIComponent(`Ветров ${mark}`)}`);
  await expect(admin.getByRole("link", { name: /Ветров/ })).toHaveCount(2);
});

// In a school of its own: the others' classes stay where they are.
test("the next academic year begins once", async ({ browser }, info) => {
  const school = `year-${info.project.name}`;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`/login?next=${encodeURIComponent(`/s/${school}/classes`)}`);
  await page.getByLabel("Почта, телефон или логин").fill(`head-${school}@school.test`);
  await page.getByLabel("Пароль", { exact: true }).fill("семь синих слонов");
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Классы" })).toBeVisible();
  await page.goto(`/s/${school}/people/import`);
  await page
    .getByLabel("Таблица", { exact: true })
    .fill("ID;ФИО;Роль;Класс;Родители\n1;Юный Иван;ученик;7А;3\n2;Старший Пётр;ученик;11Б;4\n3;Юная Анна;мать;;\n4;Старшая Вера;мать;;\n5;Повторов Илья;ученик;7А;\n");
  await page.getByRole("button", { name: "Посмотреть" }).click();
  await page.getByRole("button", { name: "Применить" }).click();
  await expect(page.getByText("Список загружен").first()).toBeVisible();
  await page.goto(`/s/${school}/classes`);
  await page.getByRole("link", { name: "Новый учебный год" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Новый учебный год" })).toBeVisible();
  await expect(page.getByText("Станет 8А")).toBeVisible();
  await expect(page.getByText("Выпускается", { exact: true })).toBeVisible();
  await page.getByText("Ученики, которые закончат: 1").click();
  await expect(page.getByText("Старший Пётр")).toBeVisible();
  await page.getByText("Родители, которые закончат вместе с ними: 1").click();
  await expect(page.getByText("Старшая Вера")).toBeVisible();
  await page.getByRole("button", { name: "Отметить отдельных учеников: 7А" }).click();
  await page.getByLabel("Повторов Илья").selectOption("Остаётся на второй год");
  await expect(page.getByText("ученика, остаются на второй год: 1")).toBeVisible();
  await page.getByText("Остаются на второй год: 1", { exact: true }).click();
  await sound(page, "year", info);
  await page.getByLabel("Всё верно, отменить это нельзя").check();
  await page.getByRole("button", { name: "Начать новый год" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Классы" })).toBeVisible();
  await expect(page.getByRole("link", { name: /8А/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /11Б/ })).toHaveCount(0);
  // The past year stays to look at, and from its class the way leads back to it.
  await page.getByRole("navigation", { name: "Учебный год" }).getByRole("link").last().click();
  await page.getByRole("link", { name: /11Б/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "11Б" })).toBeVisible();
  await page.locator("a.back").click();
  await expect(page).toHaveURL(/year=/);
  await expect(page.getByRole("link", { name: /11Б/ })).toBeVisible();
});
