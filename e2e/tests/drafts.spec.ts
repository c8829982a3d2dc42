import { expect } from "@playwright/test";
import { as, sound, test, unique } from "./support";

test("what was not sent leaves with who signs out, and comes back where they sign in", async ({ browser }, info) => {
  const text = unique("Не вижу оценку за", info);
  const school = await as(browser, "klimova", "/s/demo/tickets/new");
  await school.getByRole("radio", { name: "Другое" }).check();
  await school.getByLabel("Что случилось").fill(text);
  await school.goto("/profile");
  await sound(school, "profile-drafts", info);
  await school.getByRole("button", { name: "Выйти" }).click();
  await expect(school).toHaveURL(/\/login/);
  const left = await school.evaluate(() => Object.values(localStorage).join());
  expect(left).not.toContain(text);

  const phone = await as(browser, "klimova", "/s/demo/tickets/new");
  await expect(phone.getByLabel("Что случилось")).toHaveValue(text);
  // The server has nothing left to keep, and a reload loses nothing.
  await phone.reload();
  await expect(phone.getByLabel("Что случилось")).toHaveValue(text);
  const me = await phone.evaluate(async () => (await fetch("/api/v1/me")).json());
  expect(me.drafts).toBe(false);
});

test("who cannot leave drafts is told, and may sign out without them", async ({ browser }, info) => {
  const page = await as(browser, "klimova", "/s/demo/tickets/new");
  await page.getByRole("radio", { name: "Другое" }).check();
  await page.getByLabel("Что случилось").fill(unique("Это не сохранится", info));
  await page.goto("/profile");
  await page.route("**/api/v1/me/drafts", (route) => route.abort());
  await page.getByRole("button", { name: "Выйти", exact: true }).click();
  const anyway = page.getByRole("button", { name: "Выйти и удалить черновики" });
  await expect(anyway).toBeVisible();
  await expect(page).toHaveURL(/\/profile/);
  await anyway.click();
  await expect(page).toHaveURL(/\/login/);
});
