import { readFileSync } from "node:fs";
import { type Browser, expect, type Page } from "@playwright/test";
import { as, sound, test, unique } from "./support";

const SECRET = "семь синих слонов";

/** The sign-in of a parent who leaves; each project has its own. */
async function signIn(page: Page, login: string): Promise<void> {
  await page.getByLabel("Почта, телефон или логин").fill(login);
  await page.getByLabel("Пароль", { exact: true }).fill(SECRET);
  await page.getByRole("button", { name: "Войти" }).click();
}

async function parentAt(browser: Browser, login: string, address: string): Promise<Page> {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  await page.goto(`/login?next=${encodeURIComponent(address)}`);
  await signIn(page, login);
  await expect(page).not.toHaveURL(/\/login/);
  return page;
}

async function downloaded(page: Page, link: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: link }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

test("a parent takes the data along, asks for erasure, the head erases, and the door is closed", async ({ browser }, info) => {
  const login = `leaving-${info.project.name}@school.test`;
  const name = `Ольшанская Вера (${info.project.name})`;
  const text = unique("Прощальный вопрос", info);
  const parent = await parentAt(browser, login, "/s/demo/tickets/new");
  await parent.getByText("Другое", { exact: true }).click();
  await parent.getByLabel("Что случилось").fill(text);
  await parent.getByRole("textbox", { name: "Класс" }).fill("7А");
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: text })).toBeVisible();

  // By way of the profile: see and download.
  await parent.goto("/profile");
  await parent.getByRole("link", { name: "Мои данные" }).click();
  await expect(parent.getByRole("heading", { level: 2, name })).toBeVisible();
  await sound(parent, "my-data", info);
  const file = JSON.parse(await downloaded(parent, "Файл для программ"));
  expect(file.account.names[0].value).toBe(login);
  expect(JSON.stringify(file.requests)).toContain(text);
  const html = await downloaded(parent, "Страница для чтения");
  expect(html).toContain(text);
  expect(html).toContain("Мои данные");

  // Ask for a correction; the secretary's list is the journal administrator's too.
  await parent.getByText("Исправить", { exact: true }).click();
  await parent.getByRole("button", { name: "Попросить исправить" }).click();
  await expect(parent.getByText("Измените то, что неверно").first()).toBeVisible();
  await parent.getByLabel("Телефон").fill("+7 900 123-45-67");
  await parent.getByRole("button", { name: "Попросить исправить" }).click();
  await expect(parent.getByText("Просьба об исправлении ждёт")).toBeVisible();
  const admin = await as(browser, "admin", "/s/demo/corrections");
  const wish = admin.locator("li.card", { hasText: name });
  await expect(wish.getByText("+7 900 123-45-67")).toBeVisible();
  await sound(admin, "corrections", info);
  await wish.getByRole("button", { name: "Внести" }).click();
  await expect(admin.getByText("Исправление внесено").first()).toBeVisible();
  await parent.reload();
  await expect(parent.getByText("+7 900 123-45-67")).toBeVisible();

  // Ask, take back, ask again.
  const ask = async () => {
    await parent.locator("summary", { hasText: "Удалить данные" }).click();
    await expect(parent.getByText("Что останется по закону").last()).toBeVisible();
    await parent.getByRole("button", { name: "Попросить удалить", exact: true }).click();
    await expect(parent.getByText("ждёт решения директора")).toBeVisible();
  };
  await ask();
  await sound(parent, "my-data-asked", info);
  await parent.getByRole("button", { name: "Отменить" }).click();
  await expect(parent.getByText("ждёт решения директора")).toHaveCount(0);
  await ask();

  const head = await as(browser, "director", "/s/demo/erasures");
  const erasure = head.locator("li.card", { hasText: name });
  await expect(erasure.getByText("Что будет удалено")).toBeVisible();
  await sound(head, "erasures", info);
  await erasure.getByRole("button", { name: "Отказать" }).click();
  await erasure.getByRole("button", { name: "Отправить отказ" }).click();
  await expect(erasure.getByText("Заполните это поле.").first()).toBeVisible();
  await sound(head, "erasures-refuse", info);
  await erasure.getByRole("button", { name: "Удалить данные" }).click();
  await erasure.getByRole("button", { name: "Удалить навсегда" }).click();
  await expect(head.getByText("Данные удалены").first()).toBeVisible();
  await expect(head.getByText(name)).toHaveCount(0);

  // The parent is out, and cannot come in any more.
  await parent.reload();
  await expect(parent).toHaveURL(/\/login/);
  await signIn(parent, login);
  await expect(parent.getByText("не подошли").first()).toBeVisible();
  // The school keeps the number, not the words.
  await head.goto("/s/demo/queue");
  await expect(head.getByText(text)).toHaveCount(0);
});

test("who withdraws the consent is shown what follows, and may think better of it", async ({ browser }, info) => {
  test.skip(info.project.name !== "desktop", "one person, one withdrawal at a time");
  const parent = await parentAt(browser, "doubting@school.test", "/profile/data");
  await parent.locator("summary", { hasText: "Отозвать согласие" }).click();
  await expect(parent.getByText("новые обращения, переписка и разделы школы закроются")).toBeVisible();
  await parent.getByRole("button", { name: "Отозвать согласие и попросить удалить" }).click();
  await expect(parent.getByText("Согласие отозвано").first()).toBeVisible();
  await sound(parent, "withdrawn", info);
  await parent.goto("/s/demo/tickets");
  await expect(parent.getByRole("heading", { name: "Разделы школы закрыты" })).toBeVisible();
  await parent.goto("/profile/data");
  await parent.getByRole("button", { name: "Отменить" }).click();
  await expect(parent.getByText("Согласие отозвано")).toHaveCount(0);
  await parent.goto("/s/demo/tickets");
  await expect(parent.getByRole("heading", { name: "Мои обращения" })).toBeVisible();
});

test("the school sets how long it keeps what", async ({ browser }, info) => {
  test.skip(info.project.name !== "phone", "one school, one setting");
  const admin = await as(browser, "admin", "/s/demo/retention");
  const field = admin.getByLabel("Тексты закрытых обращений, лет");
  await field.fill("пять");
  await admin.getByRole("button", { name: "Сохранить" }).click();
  await expect(admin.getByText("Нужно целое число лет").first()).toBeVisible();
  await sound(admin, "retention", info);
  await field.fill("5");
  await admin.getByRole("button", { name: "Сохранить" }).click();
  await expect(admin.getByText("Сохранено").first()).toBeVisible();
  await admin.reload();
  await expect(field).toHaveValue("5");
});
