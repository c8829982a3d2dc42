import { expect } from "@playwright/test";
import { as, sound, test, unique } from "./support";

test("the head lets the journal in, replaces its secret and ends it", async ({ browser, request }, info) => {
  const page = await as(browser, "director", "/profile");
  await page.getByRole("link", { name: "Программы", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Программы (API)" })).toBeVisible();
  await sound(page, "programs-before", info);

  const name = unique("Журнал", info);
  await page.getByRole("button", { name: "Добавить программу" }).click();
  await page.getByRole("button", { name: "Создать" }).click();
  await expect(page.getByRole("alert")).toContainText("Название");
  await page.getByLabel("Название").fill(name);
  await page.getByLabel("Видеть карточку школы").check();
  await page.getByLabel("Подавать обращения за человека").check();
  await expect(page.getByLabel("Видеть обращения человека")).toBeChecked();
  await sound(page, "programs-new", info);
  await page.getByRole("button", { name: "Создать" }).click();

  const given = page.getByRole("region", { name: `Скопируйте секрет сейчас: ${name}` });
  await expect(given.getByRole("heading")).toBeFocused();
  const [id = "", secret = ""] = await given.locator("code").allTextContents();
  expect(secret).toMatch(/^psk_/);
  await expect(given.getByRole("button", { name: "Скопировать: client_secret" })).toBeVisible();
  await sound(page, "programs-secret", info);

  const token = async (secret: string) =>
    await request.post("/api/v1/auth/token", {
      form: { grant_type: "client_credentials", client_id: id, client_secret: secret },
    });
  const answer = await token(secret);
  expect(answer.status()).toBe(200);
  const { access_token } = await answer.json();
  const school = async () =>
    (await request.get("/api/v1/schools/demo", { headers: { Authorization: `Bearer ${access_token}` } })).status();
  expect(await school()).toBe(200);

  // Once it is put away, nothing shows it again.
  await given.getByRole("button", { name: "Готово" }).click();
  await page.reload();
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  await expect(card).toContainText("Работала");
  expect(await page.content()).not.toContain(secret);

  await card.getByRole("button", { name: `Заменить секрет: ${name}` }).click();
  await card.getByText("Перестаёт действовать сразу").click();
  await sound(page, "programs-rotate", info);
  await card.getByRole("button", { name: "Заменить секрет" }).click();
  await expect(given).toBeVisible();
  const [, fresh = ""] = await given.locator("code").allTextContents();
  expect(fresh).not.toBe(secret);
  expect((await token(secret)).status()).toBe(401);
  expect(await school()).toBe(401);
  expect((await token(fresh)).status()).toBe(200);

  await card.getByRole("button", { name: `Завершить: ${name}` }).click();
  await expect(card.getByText("Завершить программу навсегда?")).toBeVisible();
  await card.getByRole("button", { name: "Да, завершить" }).click();
  await expect(card.getByText("завершена", { exact: true })).toBeVisible();
  expect((await token(fresh)).status()).toBe(401);
  await sound(page, "programs-ended", info);
});

test("programs are for those who answer for the journal, in both languages", async ({ browser }, info) => {
  const teacher = await as(browser, "teacher", "/s/demo/programs");
  await expect(teacher.getByText("Этот раздел для других ролей")).toBeVisible();
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto("/login?next=%2Fs%2Fdemo%2Fprograms");
  await page.getByLabel("E-mail, phone or login name").fill("admin@demo.test");
  await page.getByLabel("Password", { exact: true }).fill("demo-podskazka");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Programs (API)" })).toBeVisible();
  await sound(page, "programs-en", info);
});
