import { expect } from "@playwright/test";
import { allowRefusals, as, file, sound, step, test, unique } from "./support";

test("a question back waits for the reply, and the history tells both", async ({ browser }, info) => {
  const text = unique("Не сходятся отметки", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Текущие отметки", text);

  const admin = await as(browser, "admin", address);
  await admin.getByRole("radio", { name: "Уточнить" }).check();
  await admin.getByRole("textbox", { name: "Текст" }).fill("По какому предмету?");
  await admin.getByRole("button", { name: "Отправить вопрос" }).click();
  await expect(admin.getByText("Ждём уточнения").first()).toBeVisible();

  await parent.goto(address);
  await expect(parent.getByText("Вас просят уточнить.")).toBeVisible();
  await sound(parent, "request-paused", info);
  await parent.getByRole("textbox", { name: "Ваш ответ" }).fill("По алгебре");
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByText("В работе").first()).toBeVisible();

  await parent.locator("summary", { hasText: "История" }).click();
  const history = parent.getByRole("list", { name: "Что происходило" });
  await expect(history.getByRole("listitem").filter({ hasText: "Уточняющий вопрос" })).toBeVisible();
  // No time is promised for the answer, so no clock stands still.
  await expect(history).not.toContainText("срок остановлен");
  await expect(history.getByRole("listitem").last()).toContainText("Обращение подано");
  await sound(parent, "request-history", info);
});

test("a request goes to the vendor, gets its number, and comes back with the outcome", async ({ browser }, info) => {
  const text = unique("Журнал не сохраняет", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", text);

  const admin = await as(browser, "admin", address);
  await step(admin, "Передать разработчику");
  await expect(admin.getByLabel("Что передаёте")).toHaveValue(text);
  await admin.getByRole("radio", { name: "Через журнал" }).check();
  await sound(admin, "step-hand-over", info);
  await admin.getByRole("button", { name: "Отметить передачу" }).click();
  await expect(admin.getByText(/Передано разработчику: через журнал/)).toBeVisible();
  await step(admin, "Номер у разработчика");
  await expect(admin.getByRole("textbox", { name: "Номер у разработчика" })).toBeFocused();
  await admin.getByRole("textbox", { name: "Номер у разработчика" }).fill("HD-4711");
  await admin.getByRole("button", { name: "Сохранить номер" }).click();
  await expect(admin.getByText("Номер у разработчика: HD-4711")).toBeVisible();
  await step(admin, "Внести ответ разработчика");
  await admin.getByRole("button", { name: "Внести", exact: true }).click();
  await expect(admin.getByRole("link", { name: /Чем закончилось/ })).toBeVisible();
  await admin.getByLabel("Чем закончилось").selectOption({ label: "Разработчик ответил" });
  await admin.getByLabel("Что сообщить тому, кто обратился").fill("Ошибку исправят в пятницу.");
  await admin.getByRole("button", { name: "Внести", exact: true }).click();
  await expect(admin.getByText("Ошибку исправят в пятницу.")).toBeVisible();

  await parent.goto(address);
  await expect(parent.getByText("Номер у разработчика: HD-4711")).toBeVisible();
  await expect(parent.getByText("Разработчик ответил")).toBeVisible();
  await expect(parent.getByText("Что передали")).toHaveCount(0);
  await sound(parent, "request-vendor", info);
});

test("a refusal is objected to once, and the head lets work go on", async ({ browser }, info) => {
  await allowRefusals(browser);
  const text = unique("Прошу изменить расписание", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Расписание", text);

  const deputy = await as(browser, "deputy", address);
  await step(deputy, "Отказать");
  const refusal = deputy.getByLabel("Почему школа отказывает");
  await expect(refusal).toBeFocused();
  await refusal.fill("Расписание утверждено на год.");
  await deputy.locator("form").getByRole("button", { name: "Отказать" }).click();
  await expect(deputy.getByText("Отказано").first()).toBeVisible();

  await parent.goto(address);
  await expect(parent.getByText("Школа отказала. Причина в переписке.")).toBeVisible();
  await parent.getByRole("button", { name: "Возразить директору" }).click();
  await expect(parent.getByLabel("С чем вы не согласны")).toBeFocused();
  await sound(parent, "request-refused", info);
  await parent.getByLabel("С чем вы не согласны").fill("Урок стоит дважды.");
  await parent.getByRole("button", { name: "Отправить возражение" }).click();
  await expect(parent.getByText("Ваше возражение у директора.")).toBeVisible();

  const director = await as(browser, "director", address);
  await step(director, "Решить по возражению");
  await director.getByRole("radio", { name: "Вернуть в работу" }).check();
  await director.getByRole("textbox", { name: "Почему" }).fill("Проверим расписание.");
  await sound(director, "step-decide", info);
  await director.getByRole("button", { name: "Сообщить решение" }).click();
  await expect(director.getByText("В работе").first()).toBeVisible();

  await parent.goto(address);
  await expect(parent.getByText("Проверим расписание.")).toBeVisible();
  await expect(parent.getByRole("button", { name: "Возразить директору" })).toHaveCount(0);
});

test("two requests of one person are merged, and the merge is taken back", async ({ browser }, info) => {
  const [first, second] = [unique("Первый вопрос", info), unique("Второй вопрос", info)];
  const parent = await as(browser, "parent");
  await file(parent, "Посещаемость", second);
  const address = await file(parent, "Посещаемость", first);

  const admin = await as(browser, "admin", address);
  await step(admin, "Объединить с другим");
  await admin.getByRole("searchbox", { name: "Номер, имя или слова обращения" }).fill(second);
  await expect(admin.getByRole("list", { name: "Выберите обращение" }).getByRole("listitem")).toHaveCount(1);
  await sound(admin, "step-merge", info);
  await admin.getByRole("button", { name: second }).click();
  await expect(admin.getByText("Обращения объединены")).toBeVisible();
  await expect(admin.getByRole("list", { name: "Связанные обращения" })).toContainText(second);
  await admin.getByRole("button", { name: "Отменить", exact: true }).click();
  await expect(admin.locator(".toast", { hasText: "Объединение отменено" })).toBeVisible();
  await expect(admin.getByText("Новое").first()).toBeVisible();
});

test("a message about something else becomes a request of its own, and comes back", async ({ browser }, info) => {
  const [asked, added] = [unique("Не вижу отметку", info), unique("И ещё не приходит код", info)];
  const parent = await as(browser, "parent");
  const address = await file(parent, "Текущие отметки", asked);
  await parent.getByRole("textbox", { name: "Ваше сообщение" }).fill(added);
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByText(added)).toBeVisible();

  const admin = await as(browser, "admin", address);
  await admin.getByRole("button", { name: "Выделить в отдельное" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Вход и пароль" }).check();
  await dialog.getByRole("button", { name: "Выделить" }).click();
  await expect(admin.getByRole("link", { name: "Открыть новое" })).toBeVisible();
  await expect(admin.getByRole("list", { name: "Связанные обращения" })).toContainText(added);
  await admin.getByRole("button", { name: "Отменить", exact: true }).click();
  await expect(admin.getByText("Сообщение вернулось")).toBeVisible();
  await expect(admin.getByText("из №").first()).toBeVisible();
});

test("several requests of the queue are assigned at once", async ({ browser }, info) => {
  const texts = [unique("Отчёт за октябрь", info), unique("Отчёт за ноябрь", info)];
  const teacher = await as(browser, "teacher");
  for (const text of texts) await file(teacher, "Отчёты", text);

  const admin = await as(browser, "admin", "/s/demo/queue?topic=reports&group=staff");
  await expect(admin.getByRole("heading", { level: 1, name: "Очередь" })).toBeVisible();
  for (const text of texts) {
    const row = admin.getByRole("listitem").filter({ has: admin.getByRole("link", { name: text }) });
    await row.getByRole("checkbox").check();
  }
  await expect(admin.getByText("Выбрано: 2")).toBeVisible();
  await admin.getByRole("button", { name: "Назначить" }).click();
  await sound(admin, "queue-bulk", info);
  await admin.getByLabel("Кому").selectOption({ index: 2 });
  await admin.getByRole("button", { name: "Сделать" }).click();
  // Another test may have published other terms meanwhile, which moves every open request: read anew, and once more.
  await expect(async () => {
    if (await admin.getByText("Не получилось, отметки остались:").isVisible()) {
      await admin.getByRole("button", { name: "Обновить" }).click();
      await admin.getByRole("button", { name: "Назначить" }).click();
      await admin.getByLabel("Кому").selectOption({ index: 2 });
      await admin.getByRole("button", { name: "Сделать" }).click();
    }
    for (const text of texts) {
      await expect(admin.getByRole("link", { name: text })).not.toContainText("без исполнителя", { timeout: 3000 });
    }
  }).toPass({ timeout: 20_000 });
  for (const text of texts) {
    await expect(admin.getByRole("link", { name: text })).not.toContainText("без исполнителя");
  }
});
