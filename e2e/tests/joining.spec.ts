import { expect, type Page } from "@playwright/test";
import jsqr from "jsqr";
import { PNG } from "pngjs";
import { as, sound, test, unique } from "./support";

/** A password that nobody guesses. */
const NEW_PASSWORD = "семь синих слонов";

/** The link behind the first QR code of the printed page, as a phone reads it. */
async function scanned(page: Page): Promise<string> {
  await page.emulateMedia({ media: "print" });
  const screen = page.viewportSize();
  // A4 without its margins, in CSS pixels.
  await page.setViewportSize({ width: 703, height: 1032 });
  await page.screenshot({ path: "screenshots/slips-print.png", fullPage: true });
  const picture = PNG.sync.read(await page.locator(".slip .qr").first().screenshot());
  await page.emulateMedia({ media: null });
  if (screen) await page.setViewportSize(screen);
  const found = jsqr(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  return found?.data ?? "nothing was read";
}

test("from the class teacher's slip to the first request, on a phone", async ({ page, browser }, info) => {
  test.skip(info.project.name !== "phone", "the family of the demonstration comes in once");

  // The class teacher looks at the class, corrects a phone and prints a slip.
  const teacher = await as(browser, "class-teacher", "/s/demo/my-class");
  await expect(teacher.getByRole("heading", { level: 1, name: "Мой класс · 7А" })).toBeVisible();
  await sound(teacher, "my-class", info);
  await teacher.getByRole("button", { name: "Исправить: Кузнецова Ирина Львовна" }).click();
  await teacher.getByLabel("Телефон").fill("+7 900 000-00-00");
  await sound(teacher, "my-class-edit", info);
  await teacher.getByRole("button", { name: "Сохранить" }).click();
  await expect(teacher.getByText("+7 900 000-00-00")).toBeVisible();
  await teacher.getByRole("button", { name: "Контакты верны: Кузнецов Артём Сергеевич" }).click();
  await expect(teacher.getByRole("button", { name: "Контакты верны: Кузнецов Артём Сергеевич" })).toHaveCount(0);
  await teacher.getByRole("button", { name: "Пригласить: Кузнецова Ирина Львовна" }).click();
  await expect(teacher.getByText("Коды видны только сейчас")).toBeVisible();
  await sound(teacher, "slips", info);
  const link = await scanned(teacher);
  const code = await teacher.locator(".slip .code").first().innerText();
  expect(new URL(link).pathname).toBe("/join");
  expect(new URL(link).hash).toBe(`#${code}`);

  // A child's code waits for the parent.
  await teacher.getByRole("button", { name: "Пригласить: Кузнецов Артём Сергеевич" }).click();
  await expect(teacher.getByText("Кузнецов Артём Сергеевич · 7А")).toBeVisible();
  const childs = await scanned(teacher);
  const child = await browser.newContext();
  const early = await child.newPage();
  await early.goto(childs);
  await expect(early.getByText("Сначала нужно согласие одного из родителей")).toBeVisible();

  // The parent opens the link; the code reaches the server in no address.
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(link);
  await expect(page.getByText("Ирина К.")).toBeVisible();
  await expect(page).toHaveURL(/\/join$/);
  await sound(page, "join-1", info);
  await page.getByRole("button", { name: "Да, это я" }).click();
  const consent = page.getByRole("checkbox", { name: "Я согласен на обработку моих персональных данных" });
  const rules = page.getByRole("checkbox", { name: "Я ознакомлен с правилами помощи" });
  for (const box of await page.getByRole("checkbox").all()) await expect(box).not.toBeChecked();
  await page.getByRole("button", { name: "Дальше" }).click();
  await expect(page.getByText("Без этого согласия школа не может открыть вам вход")).toBeVisible();
  await consent.check();
  await page.getByRole("checkbox", { name: /Артём К\./ }).check();
  await page.getByText("Прочитать текст").first().click();
  await sound(page, "join-2", info);
  await page.getByRole("button", { name: "Дальше" }).click();
  await expect(page.getByText("Прочитайте правила и отметьте, что прочитали.")).toBeVisible();
  await rules.check();
  await page.getByRole("button", { name: "Дальше" }).click();
  await page.getByLabel("Телефон или логин").fill("irina.kuznetsova");
  await page.getByLabel("Придумайте пароль", { exact: true }).fill("короткий");
  await page.getByRole("button", { name: "Войти в школу" }).click();
  await expect(page.getByText("Слишком коротко").first()).toBeVisible();
  await sound(page, "join-3", info);
  await page.getByLabel("Придумайте пароль", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Войти в школу" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Мои обращения" })).toBeVisible();
  expect(asked.filter((url) => url.includes(code) || url.includes(code.replaceAll("-", "")))).toEqual([]);

  // The first request.
  const text = unique("Как посмотреть расписание", info);
  await page.goto("/s/demo/tickets/new");
  await page.getByText("Расписание", { exact: true }).last().click();
  await page.getByLabel("Что случилось").fill(text);
  await page.getByRole("button", { name: "Отправить" }).click();
  await expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();

  // What was given stands in the profile, and can be taken back and given again.
  await page.goto("/profile");
  await expect(page.getByText("Согласие дано: сегодня")).toHaveCount(2);
  await sound(page, "profile-consents", info);
  await page.getByRole("link", { name: "Отозвать: Кузнецов Артём Сергеевич" }).click();
  const card = page.locator("section", { has: page.getByRole("heading", { level: 2, name: "Кузнецов Артём Сергеевич" }) });
  await card.locator("summary", { hasText: "Отозвать согласие" }).click();
  await card.getByRole("button", { name: "Отозвать согласие и попросить удалить" }).click();
  await expect(page.getByText("Согласие отозвано").first()).toBeVisible();
  await page.goto("/profile");
  await page.getByRole("button", { name: "Дать согласие: Кузнецов Артём Сергеевич" }).click();
  await expect(page.getByText("Согласие дано: сегодня")).toHaveCount(2);

  // Now the child's code works; the parent's does not any more, and a wrong one says the same.
  await early.reload();
  await early.getByLabel("Код с листа").fill(new URL(childs).hash);
  await early.getByRole("button", { name: "Дальше" }).click();
  await expect(early.getByText("Артём К.")).toBeVisible();
  for (const wrong of [code, "ABCD-EFGH-JKMN-PQRS"]) {
    const late = await (await browser.newContext()).newPage();
    await late.goto("/join");
    await late.getByLabel("Код с листа").fill(wrong.toLowerCase());
    await late.getByRole("button", { name: "Дальше" }).click();
    await expect(late.getByText("Код не подошёл или уже не действует")).toBeVisible();
    if (wrong !== code) await sound(late, "join-wrong", info);
    await late.context().close();
  }
  await teacher.reload();
  await expect(teacher.getByText("вошёл", { exact: true })).toHaveCount(3);
});

test("the office invites a teacher from the card, prints a stack, and a slip for a new password", async ({ browser }, info) => {
  const made = async (name: string, role: string) => {
    await admin.goto("/s/demo/people/new");
    await admin.getByLabel("Фамилия, имя и отчество").fill(name);
    await admin.getByText(role, { exact: true }).click();
    await admin.getByRole("button", { name: "Создать карточку" }).click();
    await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
  };
  const admin = await as(browser, "admin", "/s/demo/people");
  await made(unique("Снегирёва Анна", info), "учитель");
  const entry = admin.locator("#entry");
  await expect(entry.getByText("Ещё не входил(а)")).toBeVisible();
  await expect(entry.getByText("Согласие не нужно")).toBeVisible();
  await entry.getByRole("button", { name: "Пригласить" }).click();
  await expect(admin.getByText("Коды видны только сейчас")).toBeVisible();
  await expect(entry.getByText(/напечатал\(а\)/)).toBeVisible();
  await sound(admin, "card-slip", info);
  const link = await scanned(admin);

  // Staff read the rules; nobody asks them for a consent that they could not take back.
  const teacher = await (await browser.newContext()).newPage();
  await teacher.goto(link);
  await teacher.getByRole("button", { name: "Да, это я" }).click();
  await expect(teacher.getByRole("checkbox")).toHaveCount(1);
  await teacher.getByRole("checkbox", { name: "Я ознакомлен с правилами помощи" }).check();
  await teacher.getByRole("button", { name: "Дальше" }).click();
  await teacher.getByLabel("Телефон или логин").fill(`snegireva.${info.project.name}.${Date.now() % 1_000_000}`);
  await teacher.getByLabel("Придумайте пароль", { exact: true }).fill(NEW_PASSWORD);
  await teacher.getByRole("button", { name: "Войти в школу" }).click();
  await expect(teacher.getByRole("heading", { level: 1, name: "Мои обращения" })).toBeVisible();

  // A new password by a slip.
  await admin.reload();
  await expect(entry.getByText("Вход есть")).toBeVisible();
  await expect(entry.getByRole("button", { name: "Пригласить" })).toHaveCount(0);
  await entry.getByRole("button", { name: "Новый пароль" }).click();
  await expect(admin.getByText("Коды видны только сейчас")).toBeVisible();
  const again = await scanned(admin);
  const lost = await (await browser.newContext()).newPage();
  await lost.goto(again);
  await expect(lost.getByRole("heading", { level: 1, name: "Новый пароль" })).toBeVisible();
  await lost.getByLabel("Придумайте пароль", { exact: true }).fill("восемь жёлтых слонов");
  await lost.getByRole("button", { name: "Сохранить" }).click();
  await expect(lost.getByText("Пароль изменён. Войдите с новым паролем.")).toBeVisible();

  // A stack for a role, and one of its slips taken back; one project only, for it takes all of the role.
  if (info.project.name !== "phone") return;
  const second = unique("Снегирёв Олег", info);
  await made(second, "сотрудник");
  await admin.goto("/s/demo/people");
  await admin.getByRole("link", { name: "Листки для входа" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Листки для входа" })).toBeVisible();
  await admin.getByRole("button", { name: "Сделать листки" }).click();
  await expect(admin.getByText("Заполните это поле.").first()).toBeVisible();
  await admin.getByLabel("Кому").selectOption("staff");
  await admin.getByRole("button", { name: "Сделать листки" }).click();
  await expect(admin.locator(".slip", { hasText: second })).toBeVisible();
  await sound(admin, "slips-stack", info);
  await admin.getByRole("button", { name: `Отозвать: приглашение, ${second}` }).click();
  await expect(admin.getByText("Листок больше не действует")).toBeVisible();
  await expect(admin.getByRole("button", { name: `Отозвать: приглашение, ${second}` })).toHaveCount(0);
});

test("the head puts new rules in force, and everybody is asked to read them", async ({ browser }, info) => {
  test.skip(info.project.name !== "phone", "new rules for one journey would be new for the other");
  const text = unique("Новые правила", info);
  const director = await as(browser, "director", "/s/demo/school");
  await director.getByRole("link", { name: "Согласие и правила" }).click();
  await expect(director.getByRole("heading", { level: 1, name: "Документы школы" })).toBeVisible();
  await director.getByRole("button", { name: "Новая редакция" }).nth(1).click();
  await sound(director, "documents", info);
  await director.getByLabel("Текст", { exact: true }).fill(text);
  await director.getByLabel("Номер приказа").fill("18");
  await director.getByRole("button", { name: "Ввести в действие" }).click();
  await expect(director.getByText("Новая редакция действует")).toBeVisible();

  const teacher = await as(browser, "teacher", "/s/demo/tickets");
  await expect(teacher.getByText("Ознакомьтесь с правилами помощи школы.")).toBeVisible();
  await teacher.getByRole("link", { name: "Прочитать" }).click();
  await teacher.getByText("Прочитать текст").click();
  await expect(teacher.getByText(text)).toBeVisible();
  await teacher.getByRole("button", { name: "Я ознакомлен с правилами" }).click();
  await expect(teacher.getByText("Прочитано сегодня")).toBeVisible();
});
