import { expect } from "@playwright/test";
import { allowRefusals, as, file, sound, step, test, unique } from "./support";

test("the topic is changed, another request is linked and let go, and a follower is one", async ({ browser }, info) => {
  const [first, second] = [unique("Не та тема", info), unique("О том же", info)];
  const parent = await as(browser, "parent");
  await file(parent, "Посещаемость", second);
  const address = await file(parent, "Посещаемость", first);

  const admin = await as(browser, "admin", address);
  await step(admin, "Сменить тему");
  await admin.getByRole("radio", { name: "Итоговые отметки" }).check();
  await sound(admin, "step-topic", info);
  await admin.getByRole("button", { name: "Сменить", exact: true }).click();
  await expect(admin.getByText("Тема изменена")).toBeVisible();
  await expect(admin.getByText("Итоговые отметки").first()).toBeVisible();

  await step(admin, "Связать с другим");
  await admin.getByRole("searchbox", { name: "Номер, имя или слова обращения" }).fill(second);
  await admin.getByRole("button", { name: second }).click();
  const links = admin.getByRole("list", { name: "Связанные обращения" });
  await expect(links).toContainText(second);
  await sound(admin, "request-linked", info);
  await links.getByRole("button", { name: "Убрать связь" }).click();
  await expect(links).toHaveCount(0);

  await step(admin, "Следить");
  await expect(admin.getByText("Вы узнаете обо всём, что произойдёт")).toBeVisible();
  await step(admin, "Не следить");
  await expect(admin.getByText("Вы больше не следите за обращением")).toBeVisible();
});

test("who is sent to the vendor reads its contacts", async ({ browser }, info) => {
  const text = unique("Не грузится приложение", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", text);
  const admin = await as(browser, "admin", address);
  await step(admin, "Обратиться к разработчику самостоятельно");
  await expect(admin.getByLabel("Что ответить")).toHaveValue(/самостоятельно/);
  await admin.locator(".steps").getByRole("button", { name: "Отправить ответ" }).click();
  await expect(admin.locator(".toast", { hasText: "Ответ отправлен" })).toBeVisible();
  await parent.goto(address);
  await expect(parent.getByText(/support@zhurnal\.test/)).toBeVisible();
  await sound(parent, "request-redirected", info);
});

test("a conversation is stopped for insults, takes no more words, and says what is left", async ({ browser }, info) => {
  const text = unique("Вы все бездельники", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", text);
  const admin = await as(browser, "admin", address);
  await step(admin, "Прекратить разговор");
  await expect(admin.getByLabel("Что сообщить")).toHaveValue(/По правилам общения/);
  await admin.getByLabel("Что произошло (для руководителя)").fill("Оскорбления в первом же сообщении.");
  await sound(admin, "step-stop", info);
  await admin.getByRole("button", { name: "Прекратить", exact: true }).click();
  await expect(admin.locator(".toast", { hasText: "Разговор прекращён" })).toBeVisible();
  await parent.goto(address);
  await expect(parent.getByText("По правилам общения")).toBeVisible();
  await expect(parent.getByText("пункт 5 Положения")).toBeVisible();
  await expect(parent.getByText("Ваш вопрос предложен другому специалисту.")).toBeVisible();
  await expect(parent.getByRole("textbox", { name: "Ваше сообщение" })).toHaveCount(0);
  await sound(parent, "request-stopped", info);
  // Whoever stands above reads the report, which was filed with it.
  const head = await as(browser, "director", "/s/demo/conduct");
  const stopped = head.getByRole("listitem").filter({ hasText: "Разговор остановлен" });
  await stopped.first().getByRole("link").click();
  await expect(head.getByText("Оскорбления в первом же сообщении.").first()).toBeVisible();
  // Another helper goes on.
  const deputy = await as(browser, "deputy", address);
  await deputy.getByRole("textbox", { name: "Текст" }).fill("Давайте разберёмся спокойно: что не открывается?");
  await deputy.getByRole("radio", { name: "Сообщение" }).check();
  await deputy.getByRole("button", { name: "Отправить сообщение" }).click();
  await expect(deputy.getByText("Давайте разберёмся спокойно").last()).toBeVisible();
  await parent.reload();
  await expect(parent.getByRole("textbox", { name: "Ваше сообщение" })).toBeVisible();
});

test("the head lets a refusal stand, and there is no second objection", async ({ browser }, info) => {
  await allowRefusals(browser);
  const text = unique("Прошу отменить домашнее задание", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Расписание", text);
  const deputy = await as(browser, "deputy", address);
  await step(deputy, "Отказать");
  await deputy.getByLabel("Почему школа отказывает").fill("Задания задаёт учитель.");
  await deputy.locator("form").getByRole("button", { name: "Отказать" }).click();
  await parent.goto(address);
  await parent.getByRole("button", { name: "Возразить директору" }).click();
  await parent.getByLabel("С чем вы не согласны").fill("Их слишком много.");
  await parent.getByRole("button", { name: "Отправить возражение" }).click();
  await expect(parent.getByText("Ваше возражение у директора.")).toBeVisible();
  const director = await as(browser, "director", address);
  await step(director, "Решить по возражению");
  await director.getByRole("radio", { name: "Отказ остаётся" }).check();
  await director.getByRole("textbox", { name: "Почему" }).fill("Поговорите с учителем.");
  await director.getByRole("button", { name: "Сообщить решение" }).click();
  await expect(director.getByText("Отказано").first()).toBeVisible();
  await parent.goto(address);
  await expect(parent.getByText("Поговорите с учителем.")).toBeVisible();
  await expect(parent.getByRole("button", { name: "Возразить директору" })).toHaveCount(0);
  await sound(parent, "request-upheld", info);
});

test("a promised answer has a clock of its own, which stands still while the requester is asked", async ({ browser }, info) => {
  const text = unique("Не сохраняется план", info);
  const teacher = await as(browser, "teacher");
  await teacher.goto("/s/demo/tickets/new");
  await teacher.getByRole("radio", { name: "Планирование уроков" }).check();
  await expect(teacher.getByText(/Ответим в течение 16\sрабочих\sчасов/)).toBeVisible();
  const address = await file(teacher, "Планирование уроков", text);

  const admin = await as(browser, "admin", address);
  await admin.getByRole("radio", { name: "Уточнить" }).check();
  await admin.getByRole("textbox", { name: "Текст" }).fill("Какой класс?");
  await admin.getByRole("button", { name: "Отправить вопрос" }).click();
  await expect(admin.getByText("Срок остановлен: ждём уточнения")).toBeVisible();
  await teacher.goto(address);
  await expect(teacher.getByText("Срок остановлен: ждём вашего уточнения")).toBeVisible();
  await teacher.getByText("Как он считается").click();
  await expect(teacher.getByText(/Ответим в течение 16\sрабочих\sчасов/)).toBeVisible();
  await expect(teacher.getByText("срок приостановлен").first()).toBeVisible();
  await sound(teacher, "request-promised", info);
});
