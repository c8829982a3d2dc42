import { expect, type Page } from "@playwright/test";
import { code, letter } from "./mail";
import { sound, test } from "./support";

const OLD = "семь синих слонов";
const NEW = "восемь белых китов";

async function enter(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel("Почта, телефон или логин").fill(login);
  await page.getByLabel("Пароль", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Войти" }).click();
}

test("a forgotten password is set by the link of a letter", async ({ page }, info) => {
  const login = `forgetful-${info.project.name}@school.test`;
  await page.goto("/login");
  await page.getByRole("link", { name: "Забыли пароль?" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Забыли пароль" })).toBeFocused();
  await sound(page, "forgot", info);
  await page.getByLabel("Почта, телефон или логин").fill(login);
  await page.getByRole("button", { name: "Прислать ссылку" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Проверьте почту" })).toBeVisible();
  await sound(page, "forgot-sent", info);

  const link = /http:\S+\/reset#\S+/.exec(await letter(login, /\/reset#/))?.[0] ?? "";
  await page.goto(link);
  await expect(page).toHaveURL(/\/reset$/);
  await page.getByLabel("Новый пароль").fill("password123");
  await page.getByRole("button", { name: "Сохранить пароль" }).click();
  await expect(page.getByText("Такой пароль подберут первым").first()).toBeVisible();
  await sound(page, "reset", info);
  await page.getByLabel("Новый пароль").fill(NEW);
  await page.getByRole("button", { name: "Сохранить пароль" }).click();
  await expect(page.getByText("Пароль сохранён")).toBeVisible();
  await enter(page, login, OLD);
  await expect(page.getByText("не подошли")).toBeVisible();
  await enter(page, login, NEW);
  await expect(page.getByRole("heading", { level: 1, name: "Мои обращения" })).toBeVisible();

  // The app tells of it too, until it is put away; it stays in the list.
  const told = page.getByText(/^пароль задали по ссылке из письма/);
  await expect(told).toBeVisible();
  await sound(page, "notices", info);
  await page.getByRole("button", { name: "Это я, убрать" }).click();
  await expect(told).toHaveCount(0);
  await page.goto("/profile/security");
  await expect(told).toBeVisible();

  // The link has done its work.
  await page.goto("/profile");
  await page.goto(link);
  await page.getByLabel("Новый пароль").fill("ещё один пароль");
  await page.getByRole("button", { name: "Сохранить пароль" }).click();
  await expect(page.getByText("Ссылка уже не действует")).toBeVisible();
  await page.goto("/reset");
  await expect(page.getByRole("heading", { level: 1, name: "Ссылка открылась не целиком" })).toBeVisible();
});

test("somebody keeps their sign-in in order", async ({ page, browser }, info) => {
  const login = `careful-${info.project.name}@school.test`;
  const second = `new-${info.project.name}@school.test`;
  const phone = info.project.name === "phone" ? "8 999 123-45-67" : "8 999 765-43-21";
  await page.goto("/login?next=%2Fprofile");
  await enter(page, login, OLD);
  await page.getByRole("link", { name: "Открыть" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Вход и безопасность" })).toBeVisible();
  await sound(page, "security", info);

  // A phone number, which works at once.
  await page.getByRole("button", { name: "Добавить" }).click();
  await page.getByLabel("Почта, телефон или логин").fill(phone);
  await page.getByLabel("Ваш пароль").fill("не тот пароль");
  await page.getByRole("button", { name: "Добавить" }).click();
  await expect(page.getByText("Пароль не подошёл").first()).toBeVisible();
  await sound(page, "security-add", info);
  await page.getByLabel("Ваш пароль").fill(OLD);
  await page.getByRole("button", { name: "Добавить" }).click();
  await expect(page.getByText(/^\+7 999 \d{3}-\d\d-\d\d$/)).toBeVisible();

  // An address, which works when its code came back.
  await page.getByRole("button", { name: "Добавить" }).click();
  await page.getByLabel("Почта, телефон или логин").fill(second);
  await page.getByLabel("Ваш пароль").fill(OLD);
  await page.getByRole("button", { name: "Добавить" }).click();
  await expect(page.getByLabel("Код из письма")).toBeFocused();
  await sound(page, "security-code", info);
  const sent = /Код: (\d{6})/.exec(await letter(second, /Код: \d{6}/))?.[1] ?? "";
  await page.getByLabel("Код из письма").fill(sent);
  await page.getByRole("button", { name: "Подтвердить", exact: true }).click();
  await expect(page.getByText("ждёт кода")).toHaveCount(0);
  expect(await letter(login, /добавлен способ входа: почта/)).toContain("n…@school.test");

  // Another password.
  await page.getByRole("button", { name: "Сменить пароль" }).click();
  await page.getByLabel("Ваш пароль").fill(OLD);
  await page.getByLabel("Новый пароль").fill(NEW);
  await sound(page, "security-password", info);
  await page.getByRole("button", { name: "Сменить пароль" }).click();
  await expect(page.getByText("Пароль изменён")).toBeVisible();

  // The second step.
  await page.getByRole("button", { name: "Включить" }).click();
  await page.getByLabel("Ваш пароль").fill(NEW);
  await page.getByRole("button", { name: "Включить" }).click();
  await expect(page.getByAltText("QR-код для приложения с кодами")).toBeVisible();
  await sound(page, "security-qr", info);
  const secret = (await page.locator("code.key").textContent()) ?? "";
  await page.getByLabel("Код, который показало приложение").fill(code(secret, Date.now()));
  await page.getByRole("button", { name: "Готово" }).click();
  await expect(page.getByRole("heading", { name: "Запасные коды" })).toBeFocused();
  await expect(page.locator(".codes li")).toHaveCount(10);
  await sound(page, "security-codes", info);
  await page.getByRole("button", { name: "Я сохранил коды" }).click();
  await expect(page.getByText("запасных кодов осталось: 10")).toBeVisible();

  // Elsewhere, with the phone number and in two steps.
  const other = await (await browser.newContext()).newPage();
  await other.goto("/login");
  await enter(other, phone, NEW);
  await expect(other.getByLabel("Код", { exact: true })).toBeFocused();
  await other.getByLabel("Код", { exact: true }).fill("000000");
  await other.getByRole("button", { name: "Войти" }).click();
  await expect(other.getByText("Код не подошёл")).toBeVisible();
  await sound(other, "second-step", info);
  // The step that follows is taken too, so nobody waits for the next code.
  await other.getByLabel("Код", { exact: true }).fill(code(secret, Date.now() + 30_000));
  await other.getByRole("button", { name: "Войти" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "Мои обращения" })).toBeVisible();
  await letter(login, /устройства, которого мы ещё не видели: Chrome, Linux/);

  // And ended from afar.
  await page.reload();
  await expect(page.getByText("это устройство")).toBeVisible();
  await sound(page, "security-full", info);
  await page.getByRole("button", { name: "Завершить: Chrome, Linux" }).click();
  await expect(page.getByText("Вход завершён")).toBeVisible();
  await other.reload();
  await expect(other).toHaveURL(/\/login/);
});

/** Turns the second step on, where the page stands; tells the key. */
async function turnOn(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Включить" }).click();
  await page.getByLabel("Ваш пароль").fill(OLD);
  await page.getByRole("button", { name: "Включить" }).click();
  const secret = (await page.locator("code.key").textContent()) ?? "";
  await page.getByLabel("Код, который показало приложение").fill(code(secret, Date.now()));
  await page.getByRole("button", { name: "Готово" }).click();
  await expect(page.locator(".codes li")).toHaveCount(10);
  return secret;
}

test("a school asks its staff for a second step", async ({ page, browser }, info) => {
  const school = `/s/strict-${info.project.name}`;
  await page.goto(`/login?next=${encodeURIComponent(`${school}/school`)}`);
  await enter(page, `head-${info.project.name}@school.test`, OLD);
  const ask = page.getByRole("checkbox", { name: "Сотрудники входят в два шага" });
  await ask.check();
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Сначала включите второй шаг у себя")).toBeVisible();
  await sound(page, "strict-school", info);
  await page.goto("/profile/security");
  await turnOn(page);
  await page.goto(`${school}/school`);
  await ask.check();
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Сохранено")).toBeVisible();

  const teacher = await (await browser.newContext()).newPage();
  await teacher.goto("/login");
  await enter(teacher, `strict-${info.project.name}@school.test`, OLD);
  await expect(teacher.getByRole("heading", { level: 1, name: "Нужен второй шаг при входе" })).toBeVisible();
  await sound(teacher, "strict-wall", info);
  await teacher.getByRole("link", { name: "Включить второй шаг" }).click();
  await expect(teacher.getByText("Ваша школа просит сотрудников входить в два шага.")).toBeVisible();
  await turnOn(teacher);
  await teacher.getByRole("button", { name: "Я сохранил коды" }).click();
  await expect(teacher.getByRole("button", { name: "Выключить" })).toHaveCount(0);
  await teacher.getByRole("link", { name: "Обращения" }).click();
  await expect(teacher.getByRole("heading", { level: 1, name: "Мои обращения" })).toBeVisible();
});
