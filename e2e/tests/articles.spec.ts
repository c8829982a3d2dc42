import { expect } from "@playwright/test";
import { as, sound, test, unique } from "./support";

test("a material is written, read by those for whom it is, changed by two, withdrawn", async ({ browser }, info) => {
  const title = unique("Где смотреть расписание", info);
  const deputy = await as(browser, "deputy", "/s/demo/articles");
  await expect(deputy.getByRole("heading", { level: 1, name: "Материалы" })).toBeVisible();
  await deputy.getByRole("link", { name: "Добавить материал" }).click();
  await deputy.getByRole("button", { name: "Сохранить" }).click();
  await expect(deputy.getByLabel("Название")).toHaveAttribute("aria-invalid", "true");
  await deputy.getByLabel("Название").fill(title);
  await deputy.getByLabel("Ссылка").fill("http://zhurnal.test");
  await deputy.getByRole("button", { name: "Сохранить" }).click();
  await expect(deputy.getByLabel("Ссылка")).toHaveAttribute("aria-invalid", "true");
  await sound(deputy, "article-form", info);
  await deputy.getByLabel("Ссылка").fill("https://zhurnal.test/raspisanie");
  await deputy.getByLabel("Текст").fill("Откройте журнал.\nВыберите «Расписание».");
  await deputy.getByLabel("Тема").selectOption({ label: "Расписание" });
  await deputy.getByText("для родителей", { exact: true }).click();
  // What is typed survives a reload.
  await deputy.reload();
  await expect(deputy.getByLabel("Текст")).toHaveValue("Откройте журнал.\nВыберите «Расписание».");
  await deputy.getByLabel("Название").fill(title);
  await deputy.getByLabel("Ссылка").fill("https://zhurnal.test/raspisanie");
  await deputy.getByLabel("Тема").selectOption({ label: "Расписание" });
  await deputy.getByText("для родителей", { exact: true }).click();
  await deputy.getByRole("button", { name: "Сохранить" }).click();
  await expect(deputy.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(deputy.getByRole("article")).toContainText("Выберите «Расписание».");

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
  await expect(parent.getByRole("article")).toContainText("Выберите «Расписание».");
  await sound(parent, "article", info);
  const address = parent.url();

  const student = await as(browser, "student", new URL(address).pathname);
  await expect(student.getByText("Не найдено. Возможно")).toBeVisible();

  // Two change it: the second sees what the first made of it, and saves knowingly.
  await deputy.getByRole("link", { name: "Изменить" }).click();
  await expect(deputy.getByLabel("Текст")).toHaveValue(/Выберите/);
  const admin = await as(browser, "admin", `${new URL(address).pathname}/edit`);
  await admin.getByLabel("Текст").fill("Откройте раздел «Расписание».");
  await admin.getByRole("button", { name: "Сохранить" }).click();
  await expect(admin.getByRole("article")).toContainText("Откройте раздел");
  await deputy.getByLabel("Текст").fill("Мой вариант");
  await deputy.getByRole("button", { name: "Сохранить" }).click();
  await expect(deputy.getByRole("status").filter({ hasText: "Пока вы писали" })).toContainText("Откройте раздел «Расписание».");
  await sound(deputy, "article-stale", info);
  await deputy.getByRole("button", { name: "Сохранить" }).click();
  await expect(deputy.getByRole("article")).toContainText("Мой вариант");

  await deputy.getByRole("link", { name: "Изменить" }).click();
  await deputy.getByRole("button", { name: "Снять" }).click();
  await deputy.getByRole("dialog").getByRole("button", { name: "Снять" }).click();
  await expect(deputy.getByText("Материал снят: его видят")).toBeVisible();
  await parent.reload();
  await expect(parent.getByRole("article")).toHaveCount(0);
});
