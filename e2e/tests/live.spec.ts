import { expect } from "@playwright/test";
import { as, file, sound, test, unique } from "./support";

test("what changes elsewhere shows at once, and what is being typed stays", async ({ browser }, info) => {
  const text = unique("Не открывается дневник", info);
  const parent = await as(browser, "parent");
  // By a topic of which few ask here: what is due last stands last, and the list tells fifty.
  const admin = await as(browser, "admin", "/s/demo/queue?topic=final_marks");
  await expect(admin.getByRole("heading", { level: 1, name: "Очередь" })).toBeVisible();
  const address = await file(parent, "Итоговые отметки", text);
  // In the queue without a click, and without a look every half minute.
  await expect(admin.getByRole("link", { name: text })).toBeVisible();

  await admin.goto(address);
  const box = admin.getByRole("textbox", { name: "Текст" });
  await box.fill("Здравствуйте! Сейчас посмот");
  await expect(box).toBeFocused();
  await parent.getByRole("textbox", { name: "Ваше сообщение" }).fill("Ещё и на телефоне");
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(admin.getByText("Ещё и на телефоне")).toBeVisible();
  await expect(box).toBeFocused();
  await expect(box).toHaveValue("Здравствуйте! Сейчас посмот");

  await box.fill("Обновите страницу.");
  await admin.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(parent.getByText("Обновите страницу.")).toBeVisible();
});

test("two who help see who is answering, and neither answer is lost", async ({ browser }, info) => {
  const text = unique("Не приходит код", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", text);
  const admin = await as(browser, "admin", address);
  const deputy = await as(browser, "deputy", address);
  await deputy.getByRole("textbox", { name: "Текст" }).fill("Проверьте, верна ли почта.");
  await expect(admin.getByText(/^Сейчас отвечают:/)).toBeVisible();
  await sound(admin, "request-answering", info);
  await admin.getByRole("textbox", { name: "Текст" }).fill("Код приходит за минуту.");
  await expect(deputy.getByText(/^Сейчас отвечают:/)).toBeVisible();
  await deputy.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(admin.getByText("Проверьте, верна ли почта.")).toBeVisible();
  await expect(admin.getByText(/^Сейчас отвечают:/)).toHaveCount(0);
  // What was typed waits, and goes after it.
  await expect(admin.getByRole("textbox", { name: "Текст" })).toHaveValue("Код приходит за минуту.");
  await admin.locator("form.compose button[type=submit]").click();
  await expect(deputy.getByText("Код приходит за минуту.")).toBeVisible();
});

test("a long conversation opens where it ended", async ({ browser, baseURL }, info) => {
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", unique("Долгий разговор", info));
  const messages = `/api/v1/schools/demo/tickets/${address.split("/").pop()}/messages`;
  for (let number = 2; number <= 60; number += 1) {
    const sent = await parent.request.post(messages, {
      data: { text: `Сообщение ${number}` },
      headers: { "Idempotency-Key": `${info.testId}-${Date.now()}-${number}`, Origin: baseURL ?? "" },
    });
    expect(sent.status()).toBe(201);
  }
  await parent.goto(address);
  await expect(parent.getByText("Сообщение 60", { exact: true })).toBeInViewport({ ratio: 1 });
  await expect(parent.getByText("Сообщение 2", { exact: true })).toHaveCount(0);
  await parent.getByRole("button", { name: "Показать раньше" }).click();
  await expect(parent.getByText("Сообщение 2", { exact: true })).toBeVisible();
});
