import { expect } from "@playwright/test";
import { as, sound, test, unique } from "./support";

test("within which time requests are considered is set, promised and explained", async ({ browser }, info) => {
  const admin = await as(browser, "admin", "/s/demo/deadlines");
  await expect(admin.getByRole("heading", { level: 1, name: "Сроки рассмотрения" })).toBeVisible();
  await admin.getByRole("button", { name: "Добавить правило" }).click();
  await expect(admin.getByLabel("Кто обращается").last()).toBeFocused();
  const rule = admin.getByRole("listitem").filter({ has: admin.getByLabel("Кто обращается") }).last();
  await rule.getByLabel("Кто обращается").selectOption({ label: "Сотрудник" });
  await rule.getByLabel("О чём").selectOption({ label: "Отчёты" });
  await rule.getByLabel("Сколько").fill("скоро");
  await admin.getByRole("button", { name: "Опубликовать" }).click();
  await expect(admin.getByRole("link", { name: /Сколько/ })).toBeVisible();
  await sound(admin, "deadlines", info);
  // One school for both widths: one of them publishes.
  if (info.project.name === "phone") return;
  await rule.getByLabel("Сколько").fill("1");
  await admin.getByRole("button", { name: "Опубликовать" }).click();
  await expect(admin.getByText("Сроки опубликованы")).toBeVisible();

  const teacher = await as(browser, "teacher", "/s/demo/tickets/new");
  await expect(teacher.getByText("Рассмотрим в течение 24 часов.")).toBeVisible();
  await teacher.getByRole("radio", { name: "Отчёты" }).check();
  await expect(teacher.getByText("Рассмотрим до конца следующего рабочего дня.")).toBeVisible();
  await teacher.getByLabel("Что случилось").fill(unique("Не сходится отчёт", info));
  await teacher.getByRole("button", { name: "Отправить" }).click();
  await teacher.getByText("Как он считается").click();
  await expect(teacher.getByText("Считаются рабочие дни школы после дня обращения.")).toBeVisible();
  await expect(teacher.getByText("Как набирается срок")).toBeVisible();
  await expect(teacher.getByRole("listitem").filter({ hasText: "нерабочее время" }).first()).toBeVisible();
  await sound(teacher, "request-term", info);

  await rule.getByRole("button", { name: "Убрать" }).click();
  await admin.getByRole("button", { name: "Опубликовать" }).click();
  await expect(admin.getByRole("listitem").filter({ has: admin.getByLabel("Кто обращается") })).toHaveCount(1);
});
