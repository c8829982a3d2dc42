import { type Browser, expect, type Page, type TestInfo } from "@playwright/test";
import { as, sound, test, unique } from "./support";

const PASSWORD = "семь синих слонов";

/** Signs in as somebody who is no person of the demonstration. */
async function asPerson(browser: Browser, login: string, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`/login?next=${encodeURIComponent(address)}`);
  await page.getByLabel("Почта, телефон или логин").fill(login);
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page).not.toHaveURL(/\/login/);
  return page;
}

/** The card of an order by its number. */
function card(page: Page, number: string) {
  return page.getByRole("listitem").filter({ hasText: number });
}

test("the secretary enters an appointment, the head approves it, the helper's queue appears", async ({ browser }, info) => {
  const who = info.project.name;
  const number = unique("орд", info).replaceAll(" ", "-");
  const teacher = await asPerson(browser, `appointed-${who}@school.test`, "/s/demo/tickets");
  await expect(teacher.getByRole("heading", { level: 1, name: "Мои обращения" })).toBeVisible();
  await expect(teacher.getByRole("link", { name: "Очередь" })).toHaveCount(0);

  const secretary = await as(browser, "secretary", "/s/demo/helpers");
  await expect(secretary.getByRole("heading", { level: 1, name: "Помощники и приказы" })).toBeVisible();
  await secretary.getByRole("button", { name: "Внести приказ" }).click();
  await secretary.getByRole("button", { name: "Внести", exact: true }).click();
  await expect(secretary.getByRole("alert").first()).toContainText("Кого назначают");
  await secretary.getByLabel("Кого назначают").selectOption({ label: `Ветрова Нина Сергеевна (${who})` });
  await secretary.getByLabel("Номер приказа").fill(number);
  await secretary.getByRole("checkbox", { name: "техническое обслуживание" }).check();
  await secretary.getByRole("checkbox", { name: "Вход и пароль" }).check();
  await sound(secretary, "orders-form", info);
  await secretary.getByRole("button", { name: "Внести", exact: true }).click();
  await expect(card(secretary, number)).toContainText("ждёт утверждения");
  await expect(card(secretary, number).getByRole("button", { name: "Утвердить" })).toHaveCount(0);
  await sound(secretary, "orders-waiting", info);

  const director = await as(browser, "director", "/s/demo/helpers");
  await sound(director, "orders-director", info);
  await card(director, number).getByRole("button", { name: "Утвердить" }).click();
  await expect(card(director, number).filter({ hasText: "действует" })).toBeVisible();

  await teacher.goto("/s/demo/queue");
  await expect(teacher.getByRole("heading", { level: 1, name: "Очередь" })).toBeVisible();
  await teacher.goto("/profile");
  await expect(teacher.getByText("Ваше назначение")).toBeVisible();
  await sound(teacher, "orders-profile", info);

  await card(director, number).getByRole("button", { name: "Завершить" }).click();
  await director.getByRole("dialog").getByRole("button", { name: "Завершить" }).click();
  await expect(card(director, number)).toHaveCount(0);
  await director.getByRole("button", { name: "Показать завершённые" }).first().click();
  await expect(card(director, number)).toContainText("завершён");
  await teacher.goto("/s/demo/queue");
  await expect(teacher.getByRole("heading", { level: 1, name: "Этот раздел для других ролей" })).toBeVisible();
});

test("a student asks the class teacher, who answers", async ({ browser }, info) => {
  const text = unique("Когда родительское собрание", info);
  const student = await as(browser, "student", "/s/demo/tickets/new");
  await student.getByText("Классному руководителю").click();
  await student.getByText("Другое").click();
  await student.getByLabel("Что случилось").fill(text);
  await sound(student, "new-to-class-teacher", info);
  await student.getByRole("button", { name: "Отправить" }).click();
  await expect(student.getByRole("heading", { level: 1, name: text })).toBeVisible();
  await expect(student.getByText("классному руководителю")).toBeVisible();
  const address = new URL(student.url()).pathname;

  const helper = await as(browser, "helper", address);
  await expect(helper.getByText("Не найдено").first()).toBeVisible();

  const teacher = await as(browser, "class-teacher", "/s/demo/queue");
  await teacher.getByRole("link", { name: text }).click();
  await teacher.getByRole("radio", { name: "Ответить" }).check();
  await teacher.getByRole("textbox", { name: "Текст" }).fill("В четверг в 18:00.");
  await sound(teacher, "class-teacher-answers", info);
  await teacher.getByRole("textbox", { name: "Текст" }).press("Control+Enter");
  await expect(teacher.getByText("В четверг в 18:00.")).toBeVisible();

  await student.goto(address);
  await expect(student.getByText("В четверг в 18:00.")).toBeVisible();
});

test("the secretary files for a parent at the desk, and the parent finds it", async ({ browser }, info) => {
  const text = unique("Не вижу отметок дочери", info);
  const secretary = await as(browser, "secretary", "/s/demo/tickets/new");
  await secretary.getByText("За другого человека").click();
  await secretary.getByLabel("Фамилия или имя").fill("орлов пав");
  await sound(secretary, "new-for-other", info);
  await secretary.getByRole("button", { name: /Орлов Павел Игоревич/ }).click();
  await secretary.getByText("Текущие отметки").click();
  await secretary.getByLabel("Что случилось").fill(text);
  await sound(secretary, "new-for-parent", info);
  await secretary.getByRole("button", { name: "Отправить" }).click();
  await expect(secretary.getByRole("heading", { level: 1, name: text })).toBeVisible();
  await expect(secretary.getByText("7А").first()).toBeVisible();
  const address = new URL(secretary.url()).pathname;
  await secretary.goto("/s/demo/tickets?scope=filed");
  await expect(secretary.getByRole("link", { name: text })).toBeVisible();
  await sound(secretary, "filed-for-others", info);

  const parent = await as(browser, "parent", "/s/demo/tickets");
  await parent.getByRole("link", { name: text }).click();
  await expect(parent.getByText("Оформлено:")).toBeVisible();
  await expect(parent).toHaveURL(new RegExp(`${address}$`));
  await parent.getByRole("button", { name: "Показать другим родителям" }).click();
  await expect(parent.getByText("видно другим родителям")).toBeVisible();
  await sound(parent, "shared-request", info);
});

test("an operator sees schools and makes one, and nothing of theirs", async ({ browser }, info: TestInfo) => {
  const who = info.project.name;
  const page = await asPerson(browser, `operator-${who}@school.test`, "/platform");
  await expect(page.getByRole("heading", { level: 1, name: "Площадка" })).toBeVisible();
  await page.getByText("Новая школа").click();
  await page.getByLabel("Название").fill("Гимназия № 3");
  await page.getByLabel("Имя в адресе").fill("Гимназия");
  await page.getByRole("button", { name: "Добавить школу" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  const slug = `g-${who}-${Date.now() % 1_000_000}`;
  await page.getByLabel("Имя в адресе").fill(slug);
  await page.getByRole("button", { name: "Добавить школу" }).click();
  const row = page.getByRole("listitem").filter({ hasText: slug });
  await expect(row).toContainText("нет директора");
  await sound(page, "platform", info);
  await row.getByRole("button", { name: "Внести первого директора" }).click();
  await row.getByLabel("Фамилия, имя, отчество директора").fill("Громов Андрей Львович");
  await row.getByRole("button", { name: "Сохранить" }).click();
  await expect(row).not.toContainText("нет директора");
  // An order that the school itself cannot enter: of somebody whom it has, by the full name.
  const demo = page.getByRole("listitem").filter({ hasText: "demo ·" });
  await demo.getByRole("button", { name: "Назначить исполняющего обязанности" }).click();
  const named = demo.getByLabel("Фамилия, имя и отчество сотрудника");
  await expect(named).toBeFocused();
  await named.fill("Никто Никем Никемович");
  await demo.getByLabel("Номер приказа").fill(`98-${who}`);
  await demo.getByRole("button", { name: "Внести", exact: true }).click();
  await expect(demo.getByText("Заполните это поле.").first()).toBeVisible();
  await demo.getByLabel("С какого дня").fill("2099-12-01");
  await demo.getByLabel("Последний день").fill("2099-12-31");
  await demo.getByRole("button", { name: "Внести", exact: true }).click();
  await expect(demo.getByText("В школе нет сотрудника с таким именем").first()).toBeVisible();
  await sound(page, "platform-acting", info);
  await named.fill(`Ветрова Нина Сергеевна (${who})`);
  await demo.getByRole("button", { name: "Внести", exact: true }).click();
  await expect(page.getByText("Приказ внесён").first()).toBeVisible();
  await expect(named).toHaveCount(0);
  await page.goto(`/s/${slug}/tickets`);
  await expect(page.getByRole("heading", { level: 1, name: "Такой страницы нет" })).toBeVisible();
});
