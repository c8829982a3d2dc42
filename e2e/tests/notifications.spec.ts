import { expect } from "@playwright/test";
import { as, file, sound, test, unique } from "./support";

test("a bell tells what is new at once, and what was read rings no more", async ({ browser }, info) => {
  const parent = await as(browser, "klimova");
  const text = unique("Где расписание звонков", info);
  const address = await file(parent, "Другое", text);
  const admin = await as(browser, "admin", address);
  // Elsewhere in the app, where nothing of the request is shown.
  await parent.goto("/s/demo/schedule");
  const bell = parent.getByRole("link", { name: /^Уведомления/ });
  await expect(bell).toBeVisible();
  const unread = async () => Number(/(\d+)$/.exec((await bell.getAttribute("aria-label")) ?? "")?.[1] ?? 0);
  await parent.waitForTimeout(1000);
  const before = await unread();
  await admin.getByRole("textbox", { name: "Текст" }).fill("На главной странице сайта школы.");
  await admin.getByRole("button", { name: "Отправить ответ" }).click();
  await expect.poll(unread).toBeGreaterThan(before);

  await bell.click();
  await expect(parent.getByRole("heading", { level: 1, name: "Уведомления" })).toBeVisible();
  const number = /\d{4}-\d+/.exec(await admin.locator("main").innerText())?.[0] ?? "";
  const row = parent.getByRole("listitem").filter({ hasText: number }).filter({ hasText: "На ваше обращение ответили" });
  await expect(row).toContainText("не прочитано");
  await sound(parent, "notifications", info);
  await row.getByRole("link").click();
  await expect(parent.getByRole("heading", { level: 1, name: text })).toBeVisible();
  await parent.goBack();
  await expect(row).toBeVisible();
  await expect(row).not.toContainText("не прочитано");

  // Who looks at a request has read what is told of it.
  const marked = () => parent.waitForResponse((response) => response.url().endsWith("/notifications/read"));
  await Promise.all([marked(), parent.goto(address)]);
  await admin.getByRole("textbox", { name: "Текст" }).fill("И у дежурного.");
  await Promise.all([marked(), admin.locator("form.compose button[type=submit]").click()]);
  await expect(parent.getByText("И у дежурного.")).toBeVisible();
  await parent.goto("/s/demo/notifications?status=unread");
  await expect(parent.getByRole("heading", { level: 1, name: "Уведомления" })).toBeVisible();
  await expect(parent.getByRole("listitem").filter({ hasText: number })).toHaveCount(0);
});

test("everything is marked as read in one press", async ({ browser }, info) => {
  const teacher = await as(browser, "teacher");
  const address = await file(teacher, "Другое", unique("Как сменить тему урока", info));
  const admin = await as(browser, "admin", address);
  await admin.getByRole("textbox", { name: "Текст" }).fill("Откройте урок и нажмите на тему.");
  await admin.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(admin.getByText("Откройте урок и нажмите на тему.")).toBeVisible();
  await teacher.goto("/s/demo/notifications?status=unread");
  await teacher.getByRole("button", { name: "Отметить всё прочитанным" }).click();
  await expect(teacher.getByText("Всё прочитано").first()).toBeVisible();
  await expect(teacher.getByRole("button", { name: "Отметить всё прочитанным" })).toHaveCount(0);
});

test("one chooses which letters come, by keyboard, and it stays chosen", async ({ browser }, info) => {
  const staff = await as(browser, "deputy", "/profile");
  await staff.getByRole("link", { name: "Выбрать" }).click();
  await expect(staff.getByRole("heading", { level: 1, name: "Письма" })).toBeVisible();
  const work = staff.getByRole("group", { name: "Обращения, которые я веду" });
  await sound(staff, "mail-choices", info);
  await work.getByRole("radio", { name: "сразу" }).focus();
  await staff.keyboard.press("ArrowDown");
  await expect(staff.getByText("Сохранено")).toBeVisible();
  await staff.reload();
  await expect(work.getByRole("radio", { name: "раз в день" })).toBeChecked();
  await work.getByRole("radio", { name: "сразу" }).check();
  await expect(staff.getByText("Сохранено")).toBeVisible();
});
