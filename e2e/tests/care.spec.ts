import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { as, PASSWORD, sound, test, unique } from "./support";

test("a wrong password says what to do and keeps the login", async ({ page }, info) => {
  await page.goto("/login");
  await page.getByLabel("Почта, телефон или логин").fill(unique("nobody", info));
  await page.getByLabel("Пароль", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page.getByText("Логин или пароль не подошли").first()).toBeVisible();
  await expect(page.getByLabel("Почта, телефон или логин")).not.toHaveValue("");
  await sound(page, "login-wrong", info);
});

test("what is missing is said at the field, and nothing typed is lost", async ({ browser }, info) => {
  const text = unique("Черновик", info);
  const page = await as(browser, "class-teacher", "/s/demo/tickets/new");
  await page.getByRole("button", { name: "Отправить" }).click();
  const description = page.getByLabel("Что случилось");
  await expect(description).toHaveAttribute("aria-invalid", "true");
  await sound(page, "new-request-errors", info);

  await description.fill(text);
  await page.reload();
  await expect(page.getByLabel("Что случилось")).toHaveValue(text);

  // A send without a link stays on the screen and can be repeated; it makes one request.
  await page.getByText("Другое", { exact: true }).click();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Отправить" }).click();
  await expect(page.getByText("Нет связи").first()).toBeVisible();
  await expect(page.getByLabel("Что случилось")).toHaveValue(text);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: /Отправить|Повторить/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();
  await page.goto("/s/demo/tickets");
  await expect(page.getByText(text)).toHaveCount(1);
});

test("after a lost answer and a reload the same text makes no second request", async ({ browser }, info) => {
  const text = unique("Ответ потерялся", info);
  const page = await as(browser, "student", "/s/demo/tickets/new");
  await page.getByText("Другое", { exact: true }).click();
  await page.getByLabel("Что случилось").fill(text);
  // The server does it; the answer never comes back.
  await page.route("**/api/v1/schools/demo/tickets", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await page.getByRole("button", { name: "Отправить" }).click();
  await expect(page.getByText("Нет связи").first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Что случилось")).toHaveValue(text);
  await page.getByRole("button", { name: "Отправить" }).click();
  await expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();
  await page.goto("/s/demo/tickets");
  await expect(page.getByRole("heading", { name: "Мои обращения" })).toBeVisible();
  await expect(page.getByText(text)).toHaveCount(1);
});

test("somebody else's change is shown, and the text stays", async ({ browser }, info) => {
  const text = unique("Двое сразу", info);
  const teacher = await as(browser, "teacher", "/s/demo/tickets/new");
  await teacher.getByText("Посещаемость").click();
  await teacher.getByLabel("Что случилось").fill(text);
  await teacher.getByRole("button", { name: "Отправить" }).click();
  await expect(teacher.getByRole("heading", { level: 1, name: text })).toBeVisible();
  const address = new URL(teacher.url()).pathname;

  const first = await as(browser, "helper", address);
  const second = await as(browser, "admin", address);
  await second.getByRole("textbox", { name: "Текст" }).fill("Мой ответ");
  await first.getByRole("textbox", { name: "Текст" }).fill("Ответ коллеги");
  await first.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(first.getByText("Отвечено").first()).toBeVisible();
  await second.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(second.getByText("Обращение изменилось").first()).toBeVisible();
  await expect(second.getByText("Ответ коллеги")).toBeVisible();
  await expect(second.getByRole("textbox", { name: "Текст" })).toHaveValue("Мой ответ");
});

test("a table becomes a draft, and the head approves and publishes it", async ({ browser }, info) => {
  const table = readFileSync("../shared/fixtures/help-schedule.tsv", "utf8");
  const year = info.project.name === "phone" ? "2030-2031" : "2031-2032";
  const admin = await as(browser, "admin", "/s/demo/schedule/import");
  const field = admin.getByRole("textbox", { name: /Таблица/ });

  await field.fill(table.replace("8.00-11.00", "25.00-26.00"));
  await admin.getByRole("button", { name: "Проверить" }).click();
  await expect(admin.getByText("25.00-26.00").last()).toBeVisible();
  await sound(admin, "import-errors", info);

  await field.fill(table);
  await admin.getByLabel("Учебный год").selectOption(year).catch(() => admin.getByLabel("Учебный год").fill(year));
  await admin.getByRole("button", { name: "Проверить" }).click();
  await expect(admin.getByText("Соколова К.Д.").first()).toBeVisible();
  await sound(admin, "import-understood", info);
  await admin.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(admin.getByText("Черновик").first()).toBeVisible();
  const address = new URL(admin.url()).pathname;
  await expect(admin.getByRole("button", { name: /Утвердить|Опубликовать/ })).toHaveCount(0);

  const director = await as(browser, "director", address);
  await director.getByLabel("Номер приказа").fill("77-о");
  await director.getByLabel("Дата приказа").fill("2030-08-28");
  await director.getByRole("button", { name: "Утвердить" }).click();
  await expect(director.getByText("Утверждён").first()).toBeVisible();
  await sound(director, "schedule-approved", info);
  await director.getByRole("button", { name: "Опубликовать" }).click();
  await expect(director.getByText("Опубликован").first()).toBeVisible();
  await sound(director, "schedule-published", info);
});

test("another person's request is not found", async ({ browser }, info) => {
  const teacher = await as(browser, "teacher", "/s/demo/tickets");
  await teacher.getByRole("link", { name: /Не сохраняется отметка/ }).first().click();
  await expect(teacher.getByRole("heading", { level: 1, name: /Не сохраняется/ })).toBeVisible();
  const address = new URL(teacher.url()).pathname;
  const parent = await as(browser, "parent", address);
  await expect(parent.getByText("Не найдено").first()).toBeVisible();
  await sound(parent, "request-foreign", info);
});

test("the password is never in the page's address or storage", async ({ browser }) => {
  const page = await as(browser, "parent");
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toContain(PASSWORD);
  expect(stored).not.toContain("eyJ");
  expect(await page.evaluate(() => document.cookie)).toBe("");
});
