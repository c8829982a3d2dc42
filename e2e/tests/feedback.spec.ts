import { expect } from "@playwright/test";
import { as, file, sound, test, unique } from "./support";

test("a low mark lies before the head until what was done is noted", async ({ browser }, info) => {
  const [question, comment] = [unique("Почему так долго", info), unique("Ждали неделю", info)];
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", question);
  const helper = await as(browser, "admin", address);
  await helper.getByRole("textbox", { name: "Текст" }).fill("Посмотрите в меню слева.");
  await helper.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(helper.getByText("Посмотрите в меню слева.")).toBeVisible();
  const id = address.split("/").at(-1) ?? "";
  const status = await parent.evaluate(
    async ([id, comment]) => {
      const answer = await fetch(`/api/v1/schools/demo/tickets/${id}/rating`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({ stars: 1, reasons: ["slow"], comment }),
      });
      return answer.status;
    },
    [id, comment],
  );
  expect(status).toBe(201);

  const head = await as(browser, "director", "/s/demo/notifications");
  await head.getByRole("link", { name: /Низкая оценка ждёт вашего внимания/ }).first().click();
  await expect(head.getByRole("heading", { level: 1, name: "Низкие оценки" })).toBeVisible();
  const card = head.getByRole("listitem").filter({ hasText: comment });
  await expect(card).toContainText("Сделать до:");
  await sound(head, "follow-ups", info);
  const write = card.getByRole("button", { name: "Записать, что сделано" });
  await write.focus();
  await head.keyboard.press("Enter");
  await expect(head.getByRole("textbox", { name: "Что сделано" })).toBeFocused();
  await head.getByRole("button", { name: "Закрыть", exact: true }).click();
  await expect(head.getByRole("textbox", { name: "Что сделано" })).toHaveAttribute("aria-invalid", "true");
  await head.getByRole("textbox", { name: "Что сделано" }).fill(unique("Поговорили с мамой", info));
  await sound(head, "follow-up-form", info);
  await head.getByRole("button", { name: "Закрыть", exact: true }).click();
  await expect(card).toContainText("Сделано:");
  await expect(write).toHaveCount(0);
  // Whom it is about finds no way to it.
  await helper.goto("/s/demo/follow-ups");
  await expect(helper.getByText("Этот раздел для других ролей")).toBeVisible();
});

test("thanks reach the heads, and the helper without a name", async ({ browser }, info) => {
  const [thanks, idea] = [unique("Спасибо за терпение", info), unique("Повесьте график у столовой", info)];
  const parent = await as(browser, "parent", "/s/demo/voices");
  await expect(parent.getByRole("heading", { level: 1, name: "Спасибо и предложения" })).toBeVisible();
  await sound(parent, "voices", info);
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByLabel("Ваш текст")).toHaveAttribute("aria-invalid", "true");
  await parent.getByLabel("Ваш текст").fill(thanks);
  await parent.getByLabel("Кому").selectOption({ index: 1 });
  const whom = (await parent.getByLabel("Кому").locator("option:checked").textContent()) ?? "";
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByRole("listitem").filter({ hasText: thanks })).toBeVisible();

  // Without an account and without script.
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto("/public/demo/feedback");
  const opened = Date.now();
  await plain.getByRole("button", { name: "Отправить" }).click();
  await expect(plain.getByRole("alert")).toContainText("Ваш текст");
  await plain.getByLabel("Ваш текст").fill(idea);
  await expect.poll(() => Date.now() - opened, { timeout: 10_000 }).toBeGreaterThan(4_500);
  await plain.getByRole("button", { name: "Отправить" }).click();
  await expect(plain.getByRole("heading", { level: 1, name: "Спасибо, мы прочитаем" })).toBeVisible();
  await context.close();

  const head = await as(browser, "director", "/s/demo/voices/inbox");
  const card = head.getByRole("listitem").filter({ hasText: thanks });
  await expect(card).toContainText("Кому:");
  await expect(head.getByRole("listitem").filter({ hasText: idea })).toContainText("С публичной страницы");
  await sound(head, "voices-inbox", info);
  await card.getByRole("button", { name: "Передать" }).click();
  await expect(card).toContainText("Передано специалисту");
  await card.getByRole("button", { name: "Ответить" }).click();
  await head.getByLabel("Ответ", { exact: true }).fill("Передали, спасибо вам!");
  await card.getByRole("button", { name: "Ответить" }).click();
  await expect(card).toContainText("Передали, спасибо вам!");
  await parent.goto("/s/demo/voices");
  await expect(parent.getByRole("listitem").filter({ hasText: thanks })).toContainText("Передали, спасибо вам!");
  expect(whom.length).toBeGreaterThan(3);
});

test("the public form of thanks and suggestions", async ({ page }, info) => {
  await page.goto("/public/demo/feedback");
  await sound(page, "feedback-form", info);
  await page.getByLabel("Как вам ответить").fill("+7 900 000-00-00");
  await page.getByRole("button", { name: "Отправить" }).click();
  await sound(page, "feedback-form-wrong", info);
  await expect(page.getByRole("alert")).toContainText("Отметьте согласие");
});
