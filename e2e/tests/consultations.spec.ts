import { readFile } from "node:fs/promises";
import { type Browser, expect, type Page } from "@playwright/test";
import { as, sound, test, unique } from "./support";

/** A day of the school, so many days from today. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toLocaleDateString("en-CA", { timeZone: "Europe/Moscow" });
}

/** Hours by booking of the signed-in helper on one day. */
async function opensHours(page: Page, date: string, from: string, to: string): Promise<void> {
  const status = await page.evaluate(
    async ([date, from, to]) => {
      const me = await (await fetch("/api/v1/me")).json();
      const member = me.memberships[0].id;
      const answer = await fetch("/api/v1/schools/demo/extra-hours", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({ member, date, range: { from, to }, place: "Кабинет 12", modes: ["in_person", "phone"], entry: "booking" }),
      });
      return answer.status;
    },
    [date, from, to],
  );
  expect(status).toBe(201);
}

async function pages(browser: Browser, project: string): Promise<{ helper: Page; parent: Page; date: string }> {
  const phone = project === "phone";
  const helper = await as(browser, "helper", "/s/demo/desk");
  // Each project has a day and a parent of its own.
  const date = day(phone ? 3 : 4);
  await opensHours(helper, date, "10:00", "11:00");
  const parent = await as(browser, phone ? "parent" : "klimova", "/s/demo/consultations");
  return { helper, parent, date };
}

test("a parent books in three taps, moves it, reads what to do at home and cancels", async ({ browser }, info) => {
  const { helper, parent, date } = await pages(browser, info.project.name);
  await expect(parent.getByRole("heading", { level: 1, name: "Консультации" })).toBeVisible();
  await sound(parent, "consultations-empty", info);

  await parent.getByRole("link", { name: "Записаться" }).first().click();
  const long = new Date(`${date}T12:00:00Z`).toLocaleDateString("ru", { day: "numeric", month: "long" });
  const free = parent.locator("section.day").filter({ hasText: long });
  await expect(free).toContainText("Кабинет 12");
  await sound(parent, "consultations-times", info);
  await free.getByRole("button", { name: /^10:20/ }).click();

  const question = unique("Не открывается дневник", info);
  await expect(parent.getByText("Держим это время за вами")).toBeVisible();
  await parent.getByRole("button", { name: "Записаться" }).click();
  await expect(parent.getByRole("alert").first()).toContainText("О чём поговорить");
  await parent.getByRole("radio", { name: "Вход и пароль" }).check();
  await parent.getByLabel("Вопрос").fill(question);
  await sound(parent, "consultations-form", info);

  // The way back leads to the times, and nothing typed is lost.
  await parent.goBack();
  await expect(free.getByRole("button", { name: /^10:40/ })).toBeVisible();
  await parent.reload();
  await free.getByRole("button", { name: /^10:00/ }).click();
  await expect(parent.getByLabel("Вопрос")).toHaveValue(question);
  await parent.getByRole("button", { name: "Записаться" }).click();
  await expect(parent.getByText("Вы записаны")).toBeVisible();
  const card = parent.getByRole("listitem").filter({ hasText: question });
  await expect(card).toContainText("10:00–10:20");
  await expect(card).toContainText("Отменить или перенести можно");
  await sound(parent, "consultations-mine", info);

  const [file] = await Promise.all([parent.waitForEvent("download"), card.getByRole("button", { name: "В календарь" }).click()]);
  const event = await readFile(await file.path(), "utf8");
  expect(file.suggestedFilename()).toBe("consultation.ics");
  expect(event).toContain("BEGIN:VEVENT");
  expect(event).toContain(`DTSTART:${date.replaceAll("-", "")}T070000Z`);

  await card.getByRole("link", { name: "Перенести" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: "Другое время" })).toBeVisible();
  await sound(parent, "consultations-move", info);
  await free.getByRole("button", { name: /^10:40/ }).click();
  await expect(parent.getByText("Запись перенесена")).toBeVisible();
  await expect(card).toContainText("10:40–11:00");

  await helper.goto(`/s/demo/desk?date=${date}`);
  const row = helper.getByRole("listitem").filter({ hasText: question });
  await expect(row).toContainText("10:40–11:00");
  await row.getByRole("button", { name: "Итог и задание" }).click();
  await row.getByLabel("Заметка").fill("Показать, где сменить пароль");
  await row.getByLabel("Что сделать дома").fill("Войти дома и проверить расписание");
  // What is for families may be given to a parent, what is for staff is not in the list.
  await row.getByLabel("Что прочитать дома").selectOption({ label: "Как впервые войти в журнал" });
  await expect(row.getByRole("option", { name: "Загрузка тематического плана из таблицы" })).toHaveCount(0);
  await sound(helper, "desk-result", info);
  await row.getByRole("button", { name: "Сохранить" }).click();
  await expect(helper.getByText("Итог сохранён")).toBeVisible();
  await expect(row.getByRole("button", { name: "Итог и задание" })).toBeFocused();
  await row.getByRole("button", { name: "Сделать обращение" }).click();
  await row.getByRole("button", { name: "Создать обращение" }).click();
  await expect(row.getByRole("link", { name: "Открыть обращение" })).toBeVisible();

  await parent.reload();
  await expect(card).toContainText("Войти дома и проверить расписание");
  await expect(card).not.toContainText("Показать, где сменить пароль");
  await card.getByRole("link", { name: "Как впервые войти в журнал" }).click();
  await expect(parent.getByRole("article")).toContainText("Возьмите у классного руководителя лист");
  await parent.goBack();
  await card.getByRole("button", { name: "Отменить запись" }).click();
  await card.getByRole("button", { name: "Да, отменить" }).click();
  await expect(card).toContainText("отменена");
});

test("a helper notes who came without a booking, by keyboard", async ({ browser }, info) => {
  const helper = await as(browser, "helper", "/s/demo/desk");
  await expect(helper.getByRole("heading", { level: 1, name: "Приём" })).toBeVisible();
  await sound(helper, "desk", info);
  await helper.getByRole("button", { name: "Пришли без записи" }).press("Enter");
  await expect(helper.locator("input:focus")).toBeVisible();
  await helper.keyboard.type(info.project.name === "phone" ? "Ершова" : "Журавл");
  const found = helper.getByRole("list", { name: "Выберите человека" }).getByRole("button").first();
  await found.press("Enter");
  await helper.getByRole("radio", { name: "Вход и пароль" }).check();
  const note = unique("Сменили пароль", info);
  await helper.getByLabel("Заметка").fill(note);
  await sound(helper, "desk-walk-in", info);
  await helper.getByRole("button", { name: "Записать", exact: true }).press("Enter");
  await expect(helper.getByRole("listitem").filter({ hasText: note })).toContainText("состоялась");
  await helper.goto("/s/demo/desk/settings");
  await expect(helper.getByLabel("Встреча длится")).toHaveValue("20");
  await sound(helper, "desk-settings", info);
});

test("the calendar of one's phone has a secret address", async ({ browser, request }, info) => {
  const page = await as(browser, info.project.name === "phone" ? "class-teacher" : "teacher", "/profile");
  const card = page.getByRole("region", { name: "Календарь телефона" });
  await card.getByRole("button", { name: "Получить адрес" }).click();
  const address = (await card.locator("code").textContent()) ?? "";
  expect(address).toMatch(/\/feeds\/[0-9a-f]{32}\.ics$/);
  await expect(card.getByRole("link", { name: "Подписаться" })).toHaveAttribute("href", address.replace(/^https?/, "webcal"));
  expect(await (await request.get(address)).text()).toContain("BEGIN:VCALENDAR");
  await sound(page, "profile-calendar", info);

  await page.reload();
  await expect(card).toContainText("Второй раз он не показывается");
  await card.getByRole("button", { name: "Новый адрес" }).click();
  await expect(card.locator("code")).toBeVisible();
  expect((await request.get(address)).status()).toBe(404);
  await card.getByRole("button", { name: "Отключить" }).click();
  await expect(card.getByRole("button", { name: "Получить адрес" })).toBeVisible();
});
