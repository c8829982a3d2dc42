import { expect } from "@playwright/test";
import { as, sound, test } from "./support";

test("anyone reads who helps, without script and in both languages", async ({ browser }, info) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/public/demo");
  await expect(page.getByRole("heading", { name: "Кто поможет" })).toBeVisible();
  await expect(page.getByText("Соколова К.Д.").filter({ visible: true }).first()).toBeVisible();
  await context.close();

  const scripted = await (await browser.newContext()).newPage();
  await scripted.goto("/public/demo");
  await sound(scripted, "public", info);
  const english = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await english.goto("/public/demo");
  await expect(english.locator("html")).toHaveAttribute("lang", "en");
  await sound(english, "public-en", info);
  const missing = await scripted.goto("/public/no-such-school");
  expect(missing?.status()).toBe(404);
  await sound(scripted, "public-missing", info);
});

const PAGES: [who: string, address: string, heading: RegExp][] = [
  ["parent", "/s/demo/tickets", /Мои обращения/],
  ["parent", "/s/demo/schedule", /.+/],
  ["parent", "/profile", /Профиль/],
  ["parent", "/s/demo/queue", /.+/],
  ["parent", "/no/such/page", /Такой страницы нет/],
  ["student", "/s/demo/tickets", /Мои обращения/],
  ["teacher", "/s/demo/tickets/new", /Новое обращение/],
  ["class-teacher", "/s/demo/tickets", /Мои обращения/],
  ["helper", "/s/demo/queue?status=overdue", /Очередь/],
  ["helper", "/s/demo/callbacks", /Обратные звонки/],
  ["deputy", "/s/demo/callbacks?state=dismissed", /Обратные звонки/],
  ["helper", "/s/demo/queue?status=vendor&channel=telephone", /Очередь/],
  ["secretary", "/s/demo/tickets/log", /Записать звонок или визит/],
  ["parent", "/s/demo/tickets/log", /Такой страницы нет/],
  ["deputy", "/s/demo/report?period=year", /.+/],
  ["admin", "/s/demo/schedule", /.+/],
  ["admin", "/s/demo/schedule/import", /.+/],
  ["admin", "/s/demo/schedule/new", /Новый график/],
  ["admin", "/s/demo/school", /.+/],
  ["parent", "/s/demo/calendar", /Календарь школы/],
  ["admin", "/s/demo/calendar", /Календарь школы/],
  ["admin", "/s/demo/duty", /Отсутствия и замены/],
  ["helper", "/s/demo/duty", /Отсутствия и замены/],
  ["helper", "/s/demo/phrases", /Фразы/],
  ["parent", "/s/demo/phrases", /.+/],
];

for (const [who, address, heading] of PAGES) {
  test(`${who} at ${address}`, async ({ browser }, info) => {
    const page = await as(browser, who, address);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await sound(page, `${who}${address.replaceAll(/[/?=]/g, "-")}`, info);
  });
}

test("the sign-in page is sound", async ({ page }, info) => {
  await page.goto("/login");
  await sound(page, "login", info);
});

test("every step is there in English", async ({ browser }, info) => {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto("/login?next=%2Fs%2Fdemo%2Fqueue");
  await page.getByLabel("E-mail, phone or login name").fill("helper@demo.test");
  await page.getByLabel("Password", { exact: true }).fill("demo-podskazka");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Queue" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await sound(page, "queue-en", info);
});
