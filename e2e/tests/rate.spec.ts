import { expect } from "@playwright/test";
import { letter } from "./mail";
import { as, file, sound, test, unique } from "./support";

test("an answer is rated from its letter, without signing in", async ({ browser }, info) => {
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", unique("Как открыть дневник", info));
  const helper = await as(browser, "admin", address);
  await helper.getByRole("textbox", { name: "Текст" }).fill("В меню слева, «Дневник».");
  await helper.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(helper.getByText("В меню слева, «Дневник».")).toBeVisible();
  const number = /20\d\d-\d{6}(?!\d)/.exec(await helper.locator("main").innerText())?.[0] ?? "none";
  const mail = await letter("parent@demo.test", new RegExp(`${new URL(address, "http://x").pathname}[^]*/public/demo/rate/`));
  const place = /\/public\/demo\/rate\/[\w-]+/.exec(mail)?.[0] ?? "";

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(place);
  await expect(page.getByRole("heading", { level: 1, name: "Оцените ответ" })).toBeVisible();
  await expect(page.getByText(`Обращение ${number}`)).toBeVisible();
  await expect(page.getByRole("group", { name: "Что понравилось" })).toBeHidden();
  await sound(page, "rate", info);
  await page.getByRole("button", { name: "Отправить оценку" }).click();
  await expect(page.getByRole("alert")).toHaveText("Выберите оценку от 1 до 5.");
  // The reasons are those of the mark, by the style sheet alone.
  await page.getByRole("radio", { name: "2 так себе" }).check();
  await expect(page.getByRole("checkbox", { name: "Долго" })).toBeVisible();
  await page.getByRole("radio", { name: "5 отлично" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox", { name: "Долго" })).toBeHidden();
  await page.getByRole("checkbox", { name: "Понятно" }).check();
  await page.getByLabel("Комментарий").fill("Нашла сразу");
  await sound(page, "rate-filled", info);
  await page.getByRole("button", { name: "Отправить оценку" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Спасибо за оценку!" })).toBeVisible();
  await sound(page, "rate-thanks", info);
  await page.goto(place);
  await expect(page.getByRole("heading", { level: 1, name: "Оценка уже есть" })).toBeVisible();

  await parent.goto(address);
  await expect(parent.getByLabel(/Что можно улучшить/)).toHaveValue("Нашла сразу");
});
