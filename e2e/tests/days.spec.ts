import { expect } from "@playwright/test";
import { as, sound, test, unique } from "./support";

/** So many days from now, as a date input has it. */
function day(from: number): string {
  return new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
}

test("the head adds school holidays to the calendar and publishes it", async ({ browser }, info) => {
  const who = info.project.name;
  const name = unique("Каникулы", info);
  const page = await (await browser.newContext()).newPage();
  await page.goto(`/login?next=${encodeURIComponent(`/s/year-${who}/calendar`)}`);
  await page.getByLabel("Почта, телефон или логин").fill(`head-year-${who}@school.test`);
  await page.getByLabel("Пароль", { exact: true }).fill("семь синих слонов");
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Календарь школы" })).toBeVisible();
  await sound(page, "calendar", info);

  await page.getByRole("button", { name: "Добавить дни" }).click();
  await page.getByRole("button", { name: "Добавить в календарь" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Почему");
  await page.getByRole("radio", { name: "Каникулы" }).check();
  await page.getByLabel("Почему").fill(name);
  await page.getByLabel("Первый день").fill(day(5));
  await page.getByLabel("Последний день").fill(day(6));
  await page.getByLabel("Часы приёма").fill("10-12");
  await sound(page, "calendar-form", info);
  await page.getByRole("button", { name: "Добавить в календарь" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: name }).first()).toBeVisible();

  // What is not published yet outlives a reload, and is seen by its author alone.
  await page.reload();
  await expect(page.getByText("Есть изменения, которые видите только вы.")).toBeVisible();
  await page.getByRole("button", { name: "Опубликовать календарь" }).click();
  await expect(page.getByText("Есть изменения, которые видите только вы.")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("listitem").filter({ hasText: name }).first()).toContainText("10:00–12:00");
  await page.getByRole("button", { name: "Показать, кто и когда менял" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Версия" }).first()).toContainText(name);
  await sound(page, "calendar-published", info);
});

test("the secretary enters an absence with who stands in, and takes it back", async ({ browser }, info) => {
  const who = info.project.name;
  const reason = unique("курсы", info);
  const secretary = await as(browser, "secretary", "/s/demo/duty");
  await expect(secretary.getByRole("heading", { level: 1, name: "Отсутствия и замены" })).toBeVisible();
  await secretary.getByRole("button", { name: "Отметить отсутствие" }).click();
  await secretary.getByRole("button", { name: "Записать" }).click();
  await expect(secretary.getByRole("alert").first()).toContainText("Кого не будет");
  await secretary.getByLabel("Кого не будет").selectOption({ label: `Ветрова Нина Сергеевна (${who})` });
  await secretary.getByLabel("Часы отсутствия").fill("9-12");
  await secretary.getByLabel("Кто замещает").selectOption({ index: 1 });
  await secretary.getByLabel("Причина").fill(reason);
  await sound(secretary, "duty-form", info);
  await secretary.getByRole("button", { name: "Записать" }).click();
  const card = secretary.getByRole("listitem").filter({ hasText: reason });
  await expect(card).toContainText("9:00–12:00");
  await expect(card).toContainText("Замещает");
  await sound(secretary, "duty", info);
  await card.getByRole("button", { name: "Отменить", exact: true }).click();
  await secretary.getByRole("dialog").getByRole("button", { name: "Отменить", exact: true }).click();
  await expect(card).toHaveCount(0);
});
