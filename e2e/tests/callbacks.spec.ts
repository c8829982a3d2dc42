import { expect } from "@playwright/test";
import { as, sound, test, unique } from "./support";

/** A number that no other test, project or repetition leaves. */
function number(): string {
  const digits = `${Date.now()}${Math.floor(Math.random() * 1000)}`.slice(-9);
  return `+7 9${digits.slice(0, 2)} ${digits.slice(2, 5)}-${digits.slice(5, 7)}-${digits.slice(7)}`;
}

test("who cannot sign in asks to be called, and a helper registers the request", async ({ browser }, info) => {
  const text = unique("Не приходит письмо с паролем", info);
  const [name, phone] = [unique("Панова Вера", info), number()];

  // Nothing needs script.
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto("/public/demo");
  await plain.getByRole("link", { name: "Не получается войти? Попросите перезвонить" }).click();
  await expect(plain.getByRole("heading", { level: 1, name: "Попросить перезвонить" })).toBeVisible();
  const opened = Date.now();
  await plain.getByLabel("Фамилия, имя и отчество").fill(name);
  await plain.getByLabel("Класс").fill("7А");
  await plain.getByLabel("Телефон").fill("перезвоните");
  await plain.getByLabel("Что случилось").fill(text);
  await plain.getByRole("button", { name: "Перезвоните мне" }).click();
  await expect(plain.getByRole("alert")).toContainText("Нужен номер телефона");
  await expect(plain.getByLabel("Телефон")).toHaveAttribute("aria-invalid", "true");
  // What was typed is still there.
  await expect(plain.getByLabel("Что случилось")).toHaveValue(text);
  await plain.getByRole("link", { name: "Телефон: " }).click();
  await plain.getByLabel("Телефон").fill(phone);
  await plain.getByRole("checkbox", { name: "Согласен" }).check();
  // Nobody fills it in faster than in a few seconds.
  await expect.poll(() => Date.now() - opened, { timeout: 10_000 }).toBeGreaterThan(4_500);
  await plain.getByRole("button", { name: "Перезвоните мне" }).click();
  await expect(plain.getByRole("heading", { level: 1, name: "Принято, перезвоним" })).toBeVisible();
  await context.close();

  const helper = await as(browser, "helper", "/s/demo/queue");
  const waiting = helper.getByRole("link", { name: /Ждут звонка: \d+/ });
  await waiting.click();
  await expect(helper.getByRole("heading", { level: 1, name: "Обратные звонки" })).toBeVisible();
  const card = helper.getByRole("listitem").filter({ hasText: text });
  await expect(card.getByRole("link", { name: phone })).toHaveAttribute("href", /^tel:\+79\d{9}$/);
  await sound(helper, "callbacks", info);
  await card.getByRole("link", { name }).click();
  await expect(helper.getByRole("heading", { level: 1, name })).toBeVisible();
  await helper.getByRole("button", { name: "Взять себе" }).click();
  await expect(helper.getByText("Занимается:")).toBeVisible();
  await helper.getByRole("button", { name: "Не дозвонились" }).click();
  await expect(helper.getByText("Не дозвонились:")).toBeVisible();
  // Whose request it is must be said.
  await helper.getByRole("button", { name: "Зарегистрировать" }).click();
  await expect(helper.getByRole("searchbox")).toHaveAttribute("aria-invalid", "true");
  await helper.getByRole("searchbox").fill("Фомина");
  await helper.getByRole("list", { name: "Выберите человека" }).getByRole("button").first().click();
  await sound(helper, "callback", info);
  await expect(helper.getByLabel("Что случилось")).toHaveValue(text);
  await helper.getByRole("button", { name: "Зарегистрировать" }).click();
  await helper.getByRole("link", { name: /Обращение \d{4}-\d+/ }).click();
  await expect(helper.getByText(text).first()).toBeVisible();
  await helper.goto("/s/demo/callbacks?state=registered");
  await expect(helper.getByRole("listitem").filter({ hasText: text })).toHaveCount(1);

  const parent = await as(browser, "parent", "/s/demo/callbacks");
  await expect(parent.getByText("Этот раздел для других ролей")).toBeVisible();
});

test("what programs fill in and what people typed as code does no harm", async ({ browser }, info) => {
  const name = unique("<img src=x onerror=alert(1)>", info);
  const page = await (await browser.newContext()).newPage();
  await page.goto("/public/demo/callback");
  await sound(page, "callback-form", info);
  const opened = Date.now();
  await page.getByRole("button", { name: "Перезвоните мне" }).click();
  await sound(page, "callback-form-wrong", info);
  await page.getByLabel("Фамилия, имя и отчество").fill(name);
  await page.getByLabel("Телефон").fill(number());
  await page.getByLabel("Что случилось").fill("<script>alert(1)</script>");
  await page.getByRole("checkbox", { name: "Согласен" }).check();
  await expect.poll(() => Date.now() - opened, { timeout: 10_000 }).toBeGreaterThan(4_500);
  await page.getByRole("button", { name: "Перезвоните мне" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Принято, перезвоним" })).toBeVisible();
  await sound(page, "callback-sent", info);

  const deputy = await as(browser, "deputy", "/s/demo/callbacks");
  const card = deputy.getByRole("listitem").filter({ hasText: name });
  await expect(card).toContainText("<script>alert(1)</script>");
  await card.getByRole("link", { name }).click();
  await deputy.getByRole("button", { name: "Снять без обращения" }).click();
  await deputy.getByLabel("Почему").fill("Шутка");
  await deputy.getByRole("button", { name: "Снять без обращения" }).click();
  await expect(deputy.getByText("Почему сняли:")).toBeVisible();
  await expect(deputy.getByRole("button", { name: "Зарегистрировать" })).toHaveCount(0);
});

test("the way to the form from the sign-in page", async ({ page }) => {
  await page.goto("/login?next=%2Fs%2Fdemo%2Ftickets");
  await page.getByRole("link", { name: "Не получается войти?" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Попросить перезвонить" })).toBeVisible();
});
