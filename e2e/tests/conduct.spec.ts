import { expect } from "@playwright/test";
import { as, file, sound, test, unique } from "./support";

test("a parent reports a rude answer, the head asks and decides, and the helper learns the words for them alone", async ({ browser }, info) => {
  const text = unique("Не вижу расписание", info);
  const said = unique("Нагрубили в ответе", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Расписание", text);
  const helper = await as(browser, "admin", address);
  const box = helper.getByRole("textbox", { name: "Текст" });
  await box.fill("Вы что, дурак? Смотрите внимательнее.");
  await expect(helper.getByText("В тексте есть слова, которые могут обидеть.")).toBeVisible();
  await sound(helper, "compose-rude", info);
  await box.fill("Смотрите внимательнее.");
  await expect(helper.getByText("В тексте есть слова, которые могут обидеть.")).toHaveCount(0);
  await helper.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(helper.locator(".toast", { hasText: "Ответ отправлен" })).toBeVisible();

  await parent.goto(address);
  await parent.getByRole("link", { name: "Сообщить о грубости" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: "Сообщить о нарушении правил общения" })).toBeVisible();
  await parent.getByRole("combobox", { name: "О каком сообщении речь" }).selectOption({ index: 1 });
  // Forgotten: it says so, and nothing is lost.
  await parent.getByLabel("Чего вы хотите").fill("Извинений");
  await parent.getByRole("button", { name: "Отправить сообщение" }).click();
  await expect(parent.getByText("Заполните это поле.").first()).toBeVisible();
  await parent.getByLabel("Что произошло").fill(said);
  await sound(parent, "conduct-new", info);
  await parent.getByRole("button", { name: "Отправить сообщение" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: "Сообщение о поведении" })).toBeVisible();
  await expect(parent.getByText(said)).toBeVisible();
  await sound(parent, "conduct-mine", info);
  const report = new URL(parent.url()).pathname;

  // The one reported finds nothing, not by its address either.
  await helper.goto(report);
  await expect(helper.getByText(said)).toHaveCount(0);
  await expect(helper.getByText("Не найдено").first()).toBeVisible();
  for (const screen of ["conduct", "conduct/told", "queue", "notifications", "report", "school", "audit", "people", "articles"]) {
    await helper.goto(`/s/demo/${screen}`);
    await expect(helper.locator("h1").first()).toBeVisible();
    await expect(helper.locator("[aria-busy=true]")).toHaveCount(0);
    await expect(helper.getByText(said)).toHaveCount(0);
  }

  const head = await as(browser, "director", "/s/demo/conduct");
  await sound(head, "conduct-list", info);
  await head.goto(report);
  await head.locator("summary", { hasText: "Спросить того, кто сообщил" }).click();
  await head.getByLabel("Вопрос").fill("Был ли звонок до этого?");
  await head.getByRole("button", { name: "Спросить", exact: true }).click();
  await expect(head.getByText("Был ли звонок до этого?")).toBeVisible();
  await parent.reload();
  await parent.locator("summary", { hasText: "Дополнить или ответить" }).click();
  await parent.getByLabel("Что добавить").fill("Звонка не было.");
  await parent.getByRole("button", { name: "Отправить", exact: true }).click();
  await expect(parent.getByText("Звонка не было.")).toBeVisible();

  // What was decided upon an older sight is refused, and what was typed stays.
  await head.getByRole("radio", { name: "Подтвердилось", exact: true }).check();
  await head.getByLabel("Почему").fill("Тон недопустим.");
  await head.getByRole("checkbox", { name: "беседа" }).check();
  await head.getByLabel("Что сообщить тому, кто сообщил").fill("Приносим извинения.");
  const words = unique("Отвечайте спокойно", info);
  await head.getByLabel("Что сообщить тому, о ком сообщили").fill(words);
  await sound(head, "conduct-decide", info);
  await head.getByRole("button", { name: "Сохранить решение" }).click();
  await expect(head.getByText("Пока вы смотрели, сообщение изменилось.")).toBeVisible();
  await expect(head.getByText("Звонка не было.")).toBeVisible();
  await head.getByRole("button", { name: "Сохранить решение" }).click();
  await expect(head.getByText("Решение сохранено")).toBeVisible();
  await sound(head, "conduct-decided", info);

  await parent.reload();
  await expect(parent.getByText("Приносим извинения.")).toBeVisible();
  await expect(parent.getByText("Тон недопустим.")).toHaveCount(0);
  await helper.goto("/s/demo/conduct/told");
  await expect(helper.getByText(words)).toBeVisible();
  await expect(helper.getByText(said)).toHaveCount(0);
  await sound(helper, "conduct-told", info);
});

test("a report about the head is for its reporter alone, who prints it or sends it to the founder", async ({ browser }, info) => {
  const text = unique("Вопрос к директору", info);
  const parent = await as(browser, "parent");
  const address = await file(parent, "Другое", text);
  const head = await as(browser, "director", address);
  await head.getByRole("textbox", { name: "Текст" }).fill("Некогда.");
  await head.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(head.locator(".toast", { hasText: "Ответ отправлен" })).toBeVisible();
  await parent.goto(address);
  await parent.getByRole("link", { name: "Сообщить о грубости" }).click();
  await parent.getByLabel("Что произошло").fill("Отказались слушать.");
  await parent.getByRole("button", { name: "Отправить сообщение" }).click();
  await expect(parent.getByText("Сообщение касается директора.")).toBeVisible();
  await expect(parent.getByText("Управление образования")).toBeVisible();
  await sound(parent, "conduct-founder", info);
  await parent.getByRole("button", { name: "Отправить учредителю" }).click();
  await expect(parent.getByText("Передано почте, ждём подтверждения").first()).toBeVisible();
  await expect(async () => {
    await parent.reload();
    await expect(parent.getByText("Отправлено учредителю")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
});
