import { expect } from "@playwright/test";
import { as, signIn, sound, test, unique } from "./support";

test("a parent asks, a helper answers, the parent rates, the head sees it was in time", async ({ page, browser }, info) => {
  const text = unique("Не вижу оценок за четверть", info);

  // The parent comes from the school's page, signs in on the way, and needs three taps and the words.
  await page.goto("/public/demo");
  await expect(page.getByRole("heading", { name: "Кто поможет" })).toBeVisible();
  await page.getByRole("link", { name: "Задать вопрос" }).first().click();
  await signIn(page, "parent");
  await expect(page.getByRole("heading", { name: "Новое обращение" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Класс" })).toHaveCount(0);
  await page.getByText("Итоговые отметки").click();
  await page.getByLabel("Что случилось").fill(text);
  await sound(page, "new-request", info);
  await page.getByRole("button", { name: "Отправить" }).click();
  await expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();
  await expect(page.getByText(/^2026-\d{6}$|^20\d\d-\d{6}$/).first()).toBeVisible();
  await expect(page.getByText("7А").first()).toBeVisible();
  await sound(page, "request-new", info);
  const address = new URL(page.url()).pathname;

  // The helper finds it in the queue and answers.
  const helper = await as(browser, "helper", "/s/demo/queue?topic=final_marks");
  await expect(helper.getByRole("heading", { level: 1, name: "Очередь" })).toBeVisible();
  await sound(helper, "queue", info);
  await helper.getByRole("link", { name: text }).click();
  await expect(helper.getByRole("heading", { name: text })).toBeVisible();
  await helper.getByRole("radio", { name: "Заметка" }).check();
  await helper.getByRole("textbox", { name: "Текст" }).fill("Видят только свои");
  await helper.getByRole("button", { name: "Сохранить заметку" }).click();
  await expect(helper.getByText("Видят только свои")).toBeVisible();
  await helper.getByRole("radio", { name: "Ответить" }).check();
  await helper.getByRole("textbox", { name: "Текст" }).fill("Итоговые уже видны на сайте журнала.");
  await sound(helper, "request-helper", info);
  await helper.getByRole("textbox", { name: "Текст" }).press("Control+Enter");
  await expect(helper.getByText("Итоговые уже видны на сайте журнала.")).toBeVisible();

  // The parent sees the answer, not the note, and rates.
  await page.goto(address);
  await expect(page.getByText("Итоговые уже видны на сайте журнала.")).toBeVisible();
  await expect(page.getByText("Видят только свои")).toHaveCount(0);
  await expect(page.getByText("Отвечено").first()).toBeVisible();
  await page.getByRole("radio", { name: /^5/ }).check();
  await page.getByRole("checkbox", { name: "Быстро" }).check();
  await page.getByLabel(/Что можно улучшить/).fill("Спасибо, быстро!");
  await sound(page, "request-answered", info);
  await page.getByRole("button", { name: "Отправить оценку" }).click();
  await expect(page.getByText("Спасибо за оценку!").first()).toBeVisible();

  // The head sees the figures, and who said what of whom.
  const director = await as(browser, "director", "/s/demo/report");
  await expect(director.getByText("Спасибо, быстро!").first()).toBeVisible();
  await expect(director.getByRole("listitem").filter({ hasText: "Спасибо, быстро!" }).first()).toContainText("Быстро");
  await expect(director.getByRole("listitem").filter({ hasText: "Спасибо, быстро!" }).first()).toContainText("Отвечали:");
  await sound(director, "report", info);

  // The helper learns averages and comments, and no names.
  await helper.goto("/s/demo/report");
  await expect(helper.getByRole("heading", { level: 2, name: "Как оценивают ваши ответы" })).toBeVisible();
  await expect(helper.getByText("Орлов")).toHaveCount(0);
  await sound(helper, "report-own", info);
});

test("an answer that did not help is continued, and closed in the end", async ({ browser }, info) => {
  const text = unique("Не открывается расписание", info);
  const parent = await as(browser, "parent", "/s/demo/tickets/new");
  await parent.getByText("Расписание", { exact: true }).last().click();
  await parent.getByLabel("Что случилось").fill(text);
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: text })).toBeVisible();
  const address = new URL(parent.url()).pathname;

  const helper = await as(browser, "admin", address);
  await helper.getByRole("radio", { name: "Уточнить" }).check();
  await helper.getByRole("textbox", { name: "Текст" }).fill("В приложении или на сайте?");
  await helper.getByRole("button", { name: "Отправить вопрос" }).click();
  await expect(helper.getByText("Ждём уточнения").first()).toBeVisible();

  await parent.goto(address);
  await parent.getByRole("textbox", { name: /Ваш ответ|Ваше сообщение/ }).fill("На сайте");
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByText("На сайте", { exact: true })).toBeVisible();

  await helper.goto(address);
  await helper.getByRole("textbox", { name: "Текст" }).fill("Обновите страницу.");
  await helper.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(helper.getByText("Отвечено").first()).toBeVisible();

  await parent.goto(address);
  await parent.getByRole("button", { name: "Не помогло, продолжить" }).click();
  await parent.getByLabel("Что не получилось").fill("Обновил, то же самое");
  await parent.getByRole("button", { name: "Отправить и продолжить" }).click();
  await expect(parent.getByText("В работе").first()).toBeVisible();
});
