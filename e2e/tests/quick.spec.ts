import { expect, type Page } from "@playwright/test";
import { as, sound, test, unique } from "./support";

/** Somebody at a keyboard, whose key presses are counted. */
class Typist {
  presses = 0;

  constructor(private readonly page: Page) {}

  async type(text: string): Promise<void> {
    this.presses += text.length;
    await this.page.keyboard.type(text);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.presses += 1;
      await this.page.keyboard.press(key);
    }
  }
}

test("a call is put down by keyboard alone, answered at once and printed", async ({ browser }, info) => {
  const asked = unique("Где смотреть отметки", info);
  const page = await as(browser, "admin", "/s/demo/tickets/log");
  const who = page.getByRole("combobox", { name: "Кто обратился" });
  await expect(who).toBeFocused();
  await page.evaluate(() => {
    window.print = () => undefined;
  });

  const began = Date.now();
  const typist = new Typist(page);
  await typist.type("орлов пав");
  await expect(page.getByRole("option", { name: /Орлов Павел Игоревич/ })).toBeVisible();
  await typist.press("Enter");
  const topic = page.getByLabel("О чём вопрос");
  await expect(topic).toBeFocused();
  await typist.press("ArrowDown", "ArrowDown", "Tab");
  await expect(page.getByLabel("О чём спросили")).toBeFocused();
  await typist.type(asked);
  await typist.press("Alt+Digit2", "Tab");
  await expect(page.getByLabel("Ответили сразу")).toBeFocused();
  await typist.type("На сайте журнала, раздел «Дневник».");
  await expect(page.getByRole("radio", { name: /Лично/ })).toBeChecked();
  await typist.press("Control+Enter");
  await expect(page.getByText(/^Записано: 20\d\d-\d{6}$/)).toBeVisible();
  const seconds = (Date.now() - began) / 1000;
  console.log(`${info.project.name}: a call in ${typist.presses} key presses and ${seconds.toFixed(1)} s`);
  expect(seconds, "a call takes 20 seconds at most").toBeLessThan(20);

  await expect(page.getByRole("button", { name: "Следующий звонок" })).toBeFocused();
  await sound(page, "log-saved", info);
  await typist.press("Tab");
  await expect(page.getByRole("button", { name: "Напечатать" })).toBeFocused();
  await typist.press("Enter");
  await expect(page.locator(".sheet")).toHaveCount(1);
  await page.emulateMedia({ media: "print" });
  const sheet = page.locator(".sheet");
  await expect(sheet).toBeVisible();
  await expect(sheet).toContainText("Орлов Павел Игоревич");
  await expect(sheet).toContainText("На сайте журнала, раздел «Дневник».");
  await expect(sheet).toContainText("Соколова Ксения Дмитриевна, администратор журнала");
  await expect(sheet.getByRole("heading")).toHaveText(["Вопрос", "Ответ"]);
  await expect(page.getByRole("navigation", { name: "Разделы" })).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeHidden();
  await page.screenshot({ path: `screenshots/answer-print-${info.project.name}.png`, fullPage: true });
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await page.emulateMedia({ media: null });

  await typist.press("Shift+Tab", "Enter");
  await expect(who).toBeFocused();
  await expect(page.getByLabel("О чём спросили")).toHaveValue("");
});

test("somebody who is on no list is put down with name, telephone and class", async ({ browser }, info) => {
  const page = await as(browser, "admin", "/s/demo/tickets/log");
  const name = unique("Неизвестнова Алла", info);
  await page.getByRole("combobox", { name: "Кто обратился" }).fill(name);
  await expect(page.getByRole("option", { name: /Нет в списке/ })).toBeVisible();
  await sound(page, "log-search", info);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Имя", { exact: true })).toBeFocused();
  await expect(page.getByLabel("Имя", { exact: true })).toHaveValue(name);
  await page.getByLabel("Телефон", { exact: true }).fill("+7 900 000-00-00");
  await page.getByRole("button", { name: "Записать", exact: true }).click();
  await expect(page.getByRole("link", { name: /Как кто обращается/ })).toBeVisible();
  await page.getByRole("radio", { name: "Родитель", exact: true }).check();
  await page.getByLabel("Класс", { exact: true }).fill("5Б");
  await page.getByLabel("О чём вопрос").selectOption({ label: "Вход и пароль" });
  await page.getByLabel("О чём спросили").fill(unique("Как войти", info));
  await sound(page, "log-guest", info);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/^Записано: 20\d\d-\d{6}$/)).toBeVisible();
  await expect(page.getByText(name)).toBeVisible();
});
