import { expect, type Page } from "@playwright/test";
import { as, sound, test, unique } from "./support";

const work = (page: Page) => page.getByRole("region", { name: "Редакция", exact: true });

async function submit(page: Page) {
  await page.getByRole("button", { name: "Отправить на проверку" }).click();
  await expect(work(page).getByText("на проверке")).toBeVisible();
}

test("a material is drafted, returned, published by another, read by those for whom it is, changed by two, withdrawn", async ({ browser }, info) => {
  const title = unique("Где смотреть расписание", info);
  const deputy = await as(browser, "deputy", "/s/demo/articles");
  await expect(deputy.getByRole("heading", { level: 1, name: "Материалы" })).toBeVisible();
  await deputy.getByRole("link", { name: "Добавить материал" }).click();
  await deputy.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(deputy.getByLabel("Название")).toHaveAttribute("aria-invalid", "true");
  await deputy.getByLabel("Название").fill(title);
  await deputy.getByLabel("Ссылка").fill("http://zhurnal.test");
  await deputy.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(deputy.getByLabel("Ссылка")).toHaveAttribute("aria-invalid", "true");
  await deputy.getByLabel("Ссылка").fill("https://zhurnal.test/raspisanie");
  // The look follows what is typed, and the focus stays where it is typed.
  const preview = deputy.getByRole("region", { name: "Как это увидят" });
  await deputy.getByLabel("Текст").fill("1. Откройте **журнал**.\n2. Выберите «Расписание».\n\n<b>не разметка</b>");
  await expect(preview.getByRole("listitem")).toHaveCount(2);
  await expect(preview.locator("strong")).toHaveText("журнал");
  await expect(preview).toContainText("<b>не разметка</b>");
  await expect(deputy.getByLabel("Текст")).toBeFocused();
  await sound(deputy, "article-form", info);
  // What is typed survives a reload.
  await deputy.reload();
  await expect(deputy.getByLabel("Текст")).toHaveValue(/Выберите «Расписание»/);
  await deputy.getByLabel("Название").fill(title);
  await deputy.getByLabel("Ссылка").fill("https://zhurnal.test/raspisanie");
  await deputy.getByLabel("Тема").selectOption({ label: "Расписание" });
  await deputy.getByText("для родителей", { exact: true }).click();
  await deputy.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(deputy.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(work(deputy).getByText("черновик", { exact: true })).toBeVisible();
  await expect(deputy.getByText("Опубликует тот, кто не писал последним")).toBeVisible();
  await expect(deputy.getByRole("button", { name: "Опубликовать" })).toHaveCount(0);
  await submit(deputy);

  // Who looks at it gives it back, then publishes it.
  const admin = await as(browser, "admin", "/s/demo/articles?status=review");
  await admin.getByRole("link", { name: title }).click();
  await expect(admin.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await admin.getByRole("button", { name: "Вернуть на доработку" }).click();
  await admin.getByLabel("Что поправить").fill("Добавьте, где кнопка входа.");
  await sound(admin, "article-return", info);
  await admin.locator("form").getByRole("button", { name: "Вернуть на доработку" }).click();
  await expect(work(admin).getByText("черновик", { exact: true })).toBeVisible();
  await deputy.reload();
  await expect(deputy.getByText("Добавьте, где кнопка входа.")).toBeVisible();
  await deputy.getByRole("link", { name: "Изменить" }).click();
  await expect(deputy.getByLabel("Текст")).toHaveValue(/Выберите/);
  await deputy.getByLabel("Текст").fill("1. Войдите в журнал.\n2. Выберите «Расписание».");
  await deputy.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(work(deputy)).toContainText("Войдите в журнал.");
  await submit(deputy);
  await admin.reload();
  await admin.getByRole("button", { name: "Опубликовать" }).click();
  await expect(admin.getByText("Сейчас ничего не готовится")).toBeVisible();

  const parent = await as(browser, "parent", "/s/demo/tickets/new");
  await parent.getByRole("link", { name: "Возможно, ответ уже есть в материалах" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: "Материалы" })).toBeVisible();
  await expect(parent.getByRole("listitem").filter({ hasText: "Как впервые войти" })).toHaveCount(1);
  await expect(parent.getByRole("listitem").filter({ hasText: "Загрузка тематического плана" })).toHaveCount(0);
  await parent.getByLabel("Тема").selectOption({ label: "Расписание" });
  const card = parent.getByRole("listitem").filter({ hasText: title });
  await expect(card.getByRole("link", { name: "Открыть на zhurnal.test" })).toHaveAttribute("rel", /noopener/);
  await expect(parent.getByRole("listitem").filter({ hasText: "Как впервые войти" })).toHaveCount(0);
  await sound(parent, "articles", info);
  await card.getByRole("link", { name: title }).click();
  await expect(parent.getByRole("article").getByRole("listitem")).toHaveCount(2);
  await expect(parent.getByRole("link", { name: "Изменить" })).toHaveCount(0);
  await sound(parent, "article", info);
  const address = parent.url();

  const student = await as(browser, "student", new URL(address).pathname);
  await expect(student.getByText("Не найдено. Возможно")).toBeVisible();

  // Two change it: the second sees what the first made of it, and saves knowingly.
  await deputy.reload();
  await deputy.getByRole("link", { name: "Изменить" }).click();
  await expect(deputy.getByLabel("Текст")).toHaveValue(/Выберите/);
  await admin.getByRole("link", { name: "Изменить" }).click();
  await expect(admin.getByLabel("Текст")).toHaveValue(/Выберите/);
  await admin.getByLabel("Текст").fill("Откройте раздел «Расписание».");
  await admin.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(work(admin)).toContainText("Откройте раздел");
  await deputy.getByLabel("Текст").fill("1. Войдите в дневник.\n2. Выберите «Расписание».");
  await deputy.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(deputy.getByRole("status").filter({ hasText: "Пока вы писали" })).toContainText("Откройте раздел «Расписание».");
  await sound(deputy, "article-stale", info);
  await deputy.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(work(deputy)).toContainText("Войдите в дневник.");
  // Readers keep what was published.
  await parent.reload();
  await expect(parent.getByRole("article")).toContainText("Войдите в журнал.");
  // What differs is marked by a sign and a word, not by colour alone.
  const compare = deputy.getByRole("region", { name: "Сравнить редакции" });
  await expect(compare.locator(".gone")).toContainText("удалено:");
  await expect(compare.locator(".gone del")).toHaveText("журнал.");
  await expect(compare.locator(".new ins")).toHaveText("дневник.");
  await sound(deputy, "article-work", info);

  await deputy.getByRole("button", { name: "Снять" }).click();
  await deputy.getByRole("dialog").getByRole("button", { name: "Снять" }).click();
  await expect(deputy.getByText("Материал снят: его видят")).toBeVisible();
  await parent.reload();
  await expect(parent.getByRole("article")).toHaveCount(0);
});

test("a picture is put into a public material, which everybody reads without an account", async ({ browser }, info) => {
  const title = unique("Как открыть журнал", info);
  const head = await as(browser, "director", "/s/demo/articles/new");
  await head.getByLabel("Название").fill(title);
  await head.getByLabel("Текст").fill("Вот эта кнопка:");
  await head.getByText("всем, и без входа", { exact: true }).click();
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");
  await head.locator("input[type=file]").first().setInputFiles({ name: "кнопка.png", mimeType: "image/png", buffer: png });
  const shows = head.getByLabel("Что на картинке");
  await expect(shows).toBeVisible();
  await head.getByRole("button", { name: "Вставить в текст" }).click();
  await expect(shows).toHaveAttribute("aria-invalid", "true");
  await expect(shows).toBeFocused();
  await shows.fill("Кнопка входа");
  await head.getByRole("button", { name: "Вставить в текст" }).click();
  await expect(head.getByRole("region", { name: "Как это увидят" }).getByRole("img", { name: "Кнопка входа" })).toBeVisible();
  await sound(head, "article-picture", info);
  await head.getByRole("button", { name: "Сохранить черновик" }).click();
  await expect(work(head).getByRole("img", { name: "Кнопка входа" })).toBeVisible();
  await head.getByRole("button", { name: "Опубликовать" }).click();
  await expect(head.getByText("Опубликовал сам автор")).toBeVisible();

  const anybody = await browser.newContext({ javaScriptEnabled: true });
  const page = await anybody.newPage();
  await page.goto(new URL("/public/demo/articles", head.url()).href);
  await expect(page.getByRole("heading", { level: 1, name: "Материалы" })).toBeVisible();
  await sound(page, "public-articles", info);
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const image = page.getByRole("img", { name: "Кнопка входа" });
  await expect(image).toBeVisible();
  expect(await image.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
  await sound(page, "public-article", info);
  await anybody.close();
});
