import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { as, PASSWORD, sound, test, unique } from "./support";

test("the head sees who did what, narrows it down, and takes it home as a table", async ({ browser }, info) => {
  const parent = await as(browser, "parent", "/s/demo/tickets/new");
  const text = unique("Пропал журнал", info);
  await parent.getByText("Другое", { exact: true }).click();
  await parent.getByLabel("Что случилось").fill(text);
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: text })).toBeVisible();
  const address = new URL(parent.url()).pathname;

  // On a phone the way leads over the profile, at a desk it stands at the side.
  const page = await as(browser, "director", "/profile");
  await page.getByRole("link", { name: "Журнал действий" }).filter({ visible: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Журнал действий" })).toBeVisible();
  const lines = page.getByRole("list", { name: "Журнал действий" }).getByRole("listitem");
  const filed = lines.filter({ hasText: "Подача обращения" }).filter({ has: page.locator(`a[href="${address}"]`) });
  await expect(filed).toHaveCount(1);
  await expect(page.getByText(text)).toHaveCount(0);
  await sound(page, "audit", info);

  // All that was done to one request, with the filter in the address.
  await filed.getByRole("link", { name: "История" }).click();
  await expect(page).toHaveURL(/object=/);
  await expect(lines).toHaveCount(1);
  await page.reload();
  await expect(lines).toHaveCount(1);
  await page.getByRole("link", { name: /Убрать отбор/ }).click();
  await expect(page).not.toHaveURL(/object=/);
  await page.getByLabel("Действие").selectOption({ label: "Просмотр журнала действий" });
  await expect(page).toHaveURL(/action=audit_read/);
  await expect(lines.first()).toContainText("Просмотр журнала действий");
  await expect(lines.filter({ hasText: "Подача обращения" })).toHaveCount(0);
  await page.getByLabel("По какой день").fill("2020-01-01");
  await expect(page.getByText("Ничего не нашлось")).toBeVisible();
  await sound(page, "audit-none", info);
  await page.getByRole("link", { name: "Сбросить отбор" }).click();
  await expect(filed).toHaveCount(1);

  // Whose actions: found by name as one types, told by name also after a reload.
  await page.getByLabel("Кто сделал").fill("Орлов Пав");
  await page.getByRole("button", { name: /Орлов Павел Игоревич/ }).click();
  await expect(page).toHaveURL(/person=/);
  const off = page.getByRole("link", { name: "Убрать отбор: Орлов Павел Игоревич" });
  await expect(off).toBeFocused();
  await expect(filed).toHaveCount(1);
  await page.reload();
  await expect(off).toBeVisible();
  await sound(page, "audit-person", info);
  await off.click();
  await expect(page).not.toHaveURL(/person=/);
  await expect(page.getByLabel("Кто сделал")).toBeFocused();
  // Who has done nothing has a name all the same.
  await page.getByLabel("Кто сделал").fill("Климов Тим");
  await page.getByRole("button", { name: /Климов Тимофей Денисович/ }).click();
  await expect(page.getByRole("link", { name: "Убрать отбор: Климов Тимофей Денисович" })).toBeVisible();
  await page.goto(address);
  await page.getByRole("link", { name: "В журнале действий" }).click();
  await expect(lines).toHaveCount(1);
  await page.getByRole("link", { name: "Сбросить отбор" }).click();
  await expect(filed).toHaveCount(1);

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Скачать таблицей" }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe("audit-demo.csv");
  const table = readFileSync(await file.path(), "utf8");
  expect(table.startsWith("\ufeffКогда;Кто;Действие;")).toBe(true);
  expect(table).toContain(address.split("/").pop());
});

test("the log is not for helpers, and there in English", async ({ browser }, info) => {
  const helper = await as(browser, "helper", "/s/demo/audit");
  await expect(helper.getByRole("link", { name: "Журнал действий" })).toHaveCount(0);
  await expect(helper.getByRole("list", { name: "Журнал действий" })).toHaveCount(0);
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto("/login?next=%2Fs%2Fdemo%2Faudit");
  await page.getByLabel("E-mail, phone or login name").fill("admin@demo.test");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Activity log" })).toBeVisible();
  await sound(page, "audit-en", info);
});

test("signing in never leads to another site", async ({ browser, baseURL }) => {
  for (const next of ["//evil.example", "https:evil.example", "\\\\evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]) {
    const page = await as(browser, "parent", next);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(new URL(page.url()).origin, next).toBe(new URL(baseURL ?? "").origin);
    await page.context().close();
  }
});

test("the description of the API works under its own policy", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto("/docs/");
  await expect(page.getByRole("heading", { name: /Podskazka/ })).toBeVisible();
  await expect(page.getByText("/api/v1/schools/{school}/audit", { exact: true }).first()).toBeVisible();
  expect(complaints).toEqual([]);
});
