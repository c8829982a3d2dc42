import { expect, type Page } from "@playwright/test";
import { as, sound, test } from "./support";

/** A word that no other test, project or repetition writes: a name's cases are added to it. */
function surname(): string {
  const letters = "бвгдзклмнпрст";
  const word = [...String(Date.now() % 100_000_000)].map((digit) => letters[Number(digit)] + "а").join("");
  return `Ш${word}`;
}

async function files(page: Page, topic: string, text: string): Promise<string> {
  await page.goto("/s/demo/tickets/new");
  await page.getByRole("radio", { name: topic }).check();
  await page.getByLabel("Что случилось").fill(text);
  await page.getByRole("button", { name: "Отправить" }).click();
  await expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();
  return new URL(page.url()).pathname;
}

const hits = (page: Page) => page.getByRole("list", { name: "Найденные обращения" }).getByRole("listitem");

test("a helper finds an answer by words in any form, and a parent their own request", async ({ browser }, info) => {
  const word = surname();
  const parent = await as(browser, "parent");
  const address = await files(parent, "Итоговые отметки", `Не вижу оценок за четверть, учитель ${word}ов`);

  const admin = await as(browser, "admin", address);
  await admin.getByRole("radio", { name: "Ответить" }).check();
  await admin.getByRole("textbox", { name: "Текст" }).fill(`Оценки у ${word}ова выставлены, обновите журнал.`);
  await admin.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(admin.getByText("обновите журнал")).toBeVisible();

  // By keyboard: the key leads to the field, and nothing has to be pressed after the words.
  await admin.goto("/s/demo/queue");
  await expect(admin.getByRole("heading", { level: 1, name: "Очередь" })).toBeVisible();
  const field = admin.getByRole("searchbox", { name: "Поиск по обращениям" });
  await admin.keyboard.press("/");
  await expect(field).toBeFocused();
  await admin.keyboard.type(`${word}ову оценка журналы`);
  await expect(hits(admin)).toHaveCount(1);
  await expect(hits(admin).locator("mark", { hasText: "журнал" })).toBeVisible();
  await expect(hits(admin).locator("mark", { hasText: `${word}ова` })).toBeVisible();
  await expect(admin).toHaveURL(/[?&]q=/);
  await expect(field).toBeFocused();
  await sound(admin, "search-queue", info);
  // A link shows the same.
  await admin.reload();
  await expect(hits(admin)).toHaveCount(1);
  await expect(field).toHaveValue(`${word}ову оценка журналы`);
  // Filters narrow it, and tell what to do when they leave nothing.
  await admin.getByRole("combobox", { name: "Состояние" }).selectOption("open");
  await expect(admin.getByRole("heading", { name: "Ничего не нашлось" })).toBeVisible();
  await sound(admin, "search-filtered", info);
  await admin.getByRole("link", { name: "Сбросить отбор" }).click();
  await expect(hits(admin)).toHaveCount(1);
  await hits(admin).getByRole("link").click();
  await expect(admin.getByText("обновите журнал").last()).toBeVisible();

  // Their own requests, by what was answered; the field empty again shows the list.
  await parent.goto("/s/demo/tickets");
  const own = parent.getByRole("searchbox", { name: "Поиск по обращениям" });
  await own.fill(`${word}ова`);
  await expect(hits(parent)).toHaveCount(1);
  await sound(parent, "search-own", info);
  await own.fill("щщщщщ");
  await expect(parent.getByRole("heading", { name: "Ничего не нашлось" })).toBeVisible();
  await sound(parent, "search-none", info);
  await own.fill("");
  await expect(parent.getByRole("list", { name: "Ваши обращения" }).or(parent.locator("ul.cards")).first()).toBeVisible();
  await expect(hits(parent)).toHaveCount(0);
});

test("an internal note is found by staff, and by no parent", async ({ browser }, info) => {
  const word = surname();
  const parent = await as(browser, "parent");
  const address = await files(parent, "Посещаемость", `Вопрос о пропусках ${info.project.name}`);
  const admin = await as(browser, "admin", address);
  await admin.getByRole("radio", { name: "Заметка" }).check();
  await admin.getByRole("textbox", { name: "Текст" }).fill(`Звонил ${word}ов`);
  await admin.getByRole("button", { name: "Сохранить заметку" }).click();
  await expect(admin.getByText(`Звонил ${word}ов`)).toBeVisible();
  await admin.goto(`/s/demo/queue?q=${encodeURIComponent(`${word}ов`)}`);
  await expect(hits(admin)).toHaveCount(1);
  await parent.goto(`/s/demo/tickets?q=${encodeURIComponent(`${word}ов`)}`);
  await expect(parent.getByRole("heading", { name: "Ничего не нашлось" })).toBeVisible();
});
