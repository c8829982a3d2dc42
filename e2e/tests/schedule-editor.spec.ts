import { type Browser, expect, type Page, type TestInfo } from "@playwright/test";
import { sound, test } from "./support";

const PASSWORD = "семь синих слонов";

/** Who draws up the schedule of the school that this project has for it. */
async function drafter(browser: Browser, info: TestInfo, address: string, who = "plan"): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`/login?next=${encodeURIComponent(`/s/plan-${info.project.name}/${address}`)}`);
  await page.getByLabel("Почта, телефон или логин").fill(`${who}-${info.project.name}@school.test`.replace("head-", "head-plan-"));
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page).not.toHaveURL(/\/login/);
  return page;
}

/** A draft of its own: each test has its year. */
async function newDraft(page: Page, year: string): Promise<void> {
  await page.getByLabel("Учебный год").fill(year);
  const empty = page.getByText("С пустой недели");
  if (await empty.isVisible()) await empty.click();
  await page.getByRole("button", { name: "Создать черновик" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Черновик графика/ })).toBeVisible();
}

/** What has just been said aloud. */
const said = (page: Page, text: string | RegExp) => expect(page.getByRole("status").filter({ hasText: text }).first()).toBeVisible();

const block = (page: Page, name: string | RegExp) => page.getByRole("grid").getByRole("button", { name });

test("a week is drawn up by keyboard alone, with its remarks, and saved", async ({ browser }, info) => {
  test.skip(info.project.name !== "desktop", "a phone has no grid");
  const page = await drafter(browser, info, "schedule/new");
  await newDraft(page, "2036-2037");
  const keys = page.keyboard;

  // A helper out of the school's staff: Tab to the button, then the form.
  await page.getByRole("button", { name: "Добавить специалиста" }).focus();
  await keys.press("Enter");
  const helper = page.getByRole("dialog", { name: "Новый специалист" });
  await expect(helper).toBeVisible();
  await expect(helper.getByLabel("Сотрудник школы")).toBeFocused();
  await expect(helper.getByRole("option", { name: "Соколова Кира Денисовна" })).toBeAttached();
  await keys.press("ArrowDown");
  await keys.press("Tab");
  await expect(helper.getByLabel("Как написать в графике")).toBeFocused();
  await expect(helper.getByLabel("Как написать в графике")).toHaveValue("Соколова Кира Денисовна");
  await keys.press("Enter");
  await expect(helper).toBeHidden();
  await expect(page.getByRole("button", { name: "Изменить: Соколова" })).toBeFocused();

  // Into the grid, to Wednesday, and new hours there.
  const monday = page.getByRole("gridcell", { name: "Понедельник, приёма нет" });
  await monday.focus();
  await keys.press("ArrowRight");
  await keys.press("ArrowRight");
  await expect(page.getByRole("gridcell", { name: "Среда, приёма нет" })).toBeFocused();
  await keys.press("n");
  const form = page.getByRole("dialog", { name: "Новые часы помощи" });
  await expect(form.getByLabel("Специалист")).toBeFocused();
  await expect(form.getByLabel("День")).toHaveValue("2");
  // How the keys of an input of time work is the browser's own, and differs with the machine's language.
  await form.getByLabel("С", { exact: true }).fill("14:07");
  await form.getByLabel("До", { exact: true }).fill("15:59");
  await form.getByLabel("Место").focus();
  await keys.type("каб. 214");
  await keys.press("Enter");
  await expect(form).toBeHidden();
  await expect(block(page, /среда, 14:07–15:59.*каб. 214/)).toBeFocused();
  await said(page, /Добавлено: Соколова.*14:07–15:59/);

  // Moved, stretched, to another day, taken out and back.
  await keys.press("Alt+ArrowDown");
  await expect(block(page, /14:12–16:04/)).toBeFocused();
  await keys.press("Alt+Shift+ArrowUp");
  await expect(block(page, /14:12–15:59/)).toBeFocused();
  await keys.press("Alt+Shift+ArrowLeft");
  await expect(block(page, /14:07–15:59/)).toBeFocused();
  await keys.press("Alt+ArrowRight");
  await expect(block(page, /четверг, 14:07–15:59/)).toBeFocused();
  await said(page, /Теперь: .*четверг/);
  await keys.press("Delete");
  await said(page, /Убрано/);
  await expect(page.getByRole("gridcell", { name: "Четверг, приёма нет" })).toBeFocused();
  await keys.press("Control+z");
  await expect(block(page, /четверг, 14:07–15:59/)).toBeFocused();

  // A second pair of hours at the same time: the remark says so, at the hours and in the list.
  await keys.press("n");
  const second = page.getByRole("dialog", { name: "Новые часы помощи" });
  await second.getByLabel("С", { exact: true }).fill("15:00");
  await second.getByLabel("До", { exact: true }).fill("19:00");
  await keys.press("Enter");
  await expect(block(page, /15:00–19:00.*накладка.*14:07–15:59/)).toBeFocused();
  await said(page, /Замечание: накладка/);
  await expect(page.getByRole("heading", { name: /Замечания: \d/ })).toBeVisible();
  await expect(page.getByText("мешает утверждению").first()).toBeVisible();
  await expect(page.getByRole("button", { name: /школа в это время закрыта/ }).first()).toBeVisible();
  await sound(page, "editor-remarks", info);

  await keys.press("ArrowUp");
  await expect(block(page, /четверг, 14:07–15:59/)).toBeFocused();
  await keys.press("ArrowDown");
  await expect(block(page, /15:00–19:00.*накладка/)).toBeFocused();
  await keys.press("Alt+ArrowLeft");
  await expect(block(page, /среда, 15:00–19:00/)).toBeFocused();
  await expect(page.getByText("накладка").filter({ visible: true })).toHaveCount(0);

  await keys.press("Control+s");
  await expect(page.getByText("Не сохранено")).toHaveCount(0);
  await page.reload();
  await expect(block(page, /четверг, 14:07–15:59.*каб. 214/)).toBeVisible();
  await expect(block(page, /среда, 15:00–19:00/)).toBeVisible();
  await sound(page, "editor", info);
});

test("hours are drawn, moved and resized with the mouse", async ({ browser }, info) => {
  test.skip(info.project.name !== "desktop", "a phone has no grid");
  const page = await drafter(browser, info, "schedule/new");
  await newDraft(page, "2032-2033");
  const body = page.locator("#board-body");
  await body.scrollIntoViewIfNeeded();

  // Without a helper the form asks for one, and the hours are kept for them.
  const at = async (day: number, minute: number) => {
    const box = await body.boundingBox();
    if (!box) throw new Error("no grid");
    // Seven to nineteen, five days.
    return { x: box.x + (box.width * (day + 0.5)) / 5, y: box.y + (box.height * (minute - 420)) / 720 };
  };
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
  };
  await drag(await at(1, 540), await at(1, 630));
  await page.getByRole("dialog", { name: "Новый специалист" }).getByLabel("Как написать в графике").fill("Белов А. П.");
  await page.getByRole("button", { name: "Готово" }).click();
  await expect(block(page, /вторник, 9:00–10:30 Белов/)).toBeVisible();

  await drag(await at(3, 600), await at(3, 720));
  await expect(block(page, /четверг, 10:00–12:00/)).toBeFocused();
  // From its middle to Wednesday, later.
  await drag(await at(3, 660), await at(2, 780));
  await expect(block(page, /среда, 12:00–14:00/)).toBeFocused();
  // By its lower end.
  const end = await at(2, 840);
  await drag({ x: end.x, y: end.y - 3 }, { x: end.x, y: end.y + 43 });
  await expect(block(page, /среда, 12:00–15:00/)).toBeVisible();
  // Escape leaves everything as it was.
  const from = await at(2, 800);
  const to = await at(4, 900);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await expect(page.locator(".shadow")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(block(page, /среда, 12:00–15:00/)).toBeVisible();
  // A click opens the hours; a click beside opens new ones there.
  await block(page, /среда, 12:00–15:00/).click();
  await expect(page.getByRole("dialog", { name: "Часы помощи", exact: true })).toBeVisible();
  await sound(page, "editor-form", info);
  await page.keyboard.press("Escape");
  await expect(block(page, /среда, 12:00–15:00/)).toBeFocused();

  // Nothing typed is lost: it is there after a reload, and can be dropped.
  await page.reload();
  await expect(page.getByText("Здесь ваши изменения с этого устройства")).toBeVisible();
  await expect(block(page, /среда, 12:00–15:00/)).toBeVisible();
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Не сохранено")).toHaveCount(0);
});

test("two who change one draft see both, and nobody's work is lost", async ({ browser }, info) => {
  const page = await drafter(browser, info, "schedule/new");
  await newDraft(page, info.project.name === "phone" ? "2033-2034" : "2034-2035");
  const add = async (page: Page, name: string) => {
    await page.getByRole("button", { name: "Добавить специалиста" }).click();
    await page.getByLabel("Как написать в графике").fill(name);
    await page.getByRole("button", { name: "Готово" }).click();
    await expect(page.getByRole("button", { name: `Изменить: ${name}` })).toBeVisible();
  };
  const head = await drafter(browser, info, new URL(page.url()).pathname.replace(/^\/s\/[^/]+\//, ""), "head");
  await expect(head.getByRole("heading", { level: 1, name: /Черновик графика/ })).toBeVisible();
  await add(page, "Громов");
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Не сохранено")).toHaveCount(0);

  await add(head, "Юсупова");
  await head.getByRole("button", { name: "Сохранить" }).click();
  await expect(head.getByRole("heading", { name: "Пока вы правили, черновик изменили" })).toBeVisible();
  await expect(head.getByRole("row", { name: /Громов/ })).toBeVisible();
  await expect(head.getByRole("row", { name: /Юсупова/ })).toBeVisible();
  await sound(head, "editor-conflict", info);
  await head.getByRole("button", { name: "Взять то, что на сервере" }).click();
  await expect(head.getByRole("button", { name: "Изменить: Громов" })).toBeVisible();
  await head.getByRole("button", { name: "Отменить", exact: true }).click();
  await expect(head.getByRole("button", { name: "Изменить: Юсупова" })).toBeVisible();
  await head.getByRole("button", { name: "Сохранить" }).click();
  await expect(head.getByText("Не сохранено")).toHaveCount(0);
});

test("on a phone the week is a list by day", async ({ browser }, info) => {
  test.skip(info.project.name !== "phone", "a wide screen has the grid");
  const page = await drafter(browser, info, "schedule/new");
  await sound(page, "schedule-new", info);
  await newDraft(page, "2035-2036");
  await sound(page, "editor-empty", info);
  await page.getByRole("button", { name: "Добавить часы: вторник" }).tap();
  await page.getByLabel("Как написать в графике").fill("Соколова К. Д.");
  await page.getByRole("button", { name: "Готово" }).tap();
  const hours = page.getByRole("button", { name: /9:00–10:00.*Соколова/ });
  await expect(hours).toBeVisible();
  await hours.tap();
  const form = page.getByRole("dialog", { name: "Часы помощи", exact: true });
  await form.getByLabel("С", { exact: true }).fill("14:30");
  await form.getByLabel("До", { exact: true }).fill("14:00");
  await form.getByRole("button", { name: "Готово" }).tap();
  await expect(form.getByRole("alert")).toContainText("Конец должен быть позже начала");
  await form.getByLabel("До", { exact: true }).fill("16:03");
  await form.getByText("по телефону").tap();
  await form.getByText("для родителей").tap();
  await form.getByText("по записи").tap();
  await sound(page, "editor-form", info);
  await form.getByRole("button", { name: "Готово" }).tap();
  await expect(page.getByRole("button", { name: /14:30–16:03.*лично, по телефону, для родителей, по записи/ })).toBeFocused();
  for (const button of await page.getByRole("button").filter({ visible: true }).all()) {
    const box = await button.boundingBox();
    const text = (await button.textContent()) || (await button.getAttribute("aria-label"));
    if (box && !(await button.getAttribute("class"))?.includes("linkish")) expect(box.height, `height of ${text}`).toBeGreaterThanOrEqual(43);
  }
  await page.getByRole("button", { name: "Сохранить" }).tap();
  await expect(page.getByText("Не сохранено")).toHaveCount(0);
  await sound(page, "editor-days", info);
});

test("next year's draft is a copy of this one's, and the two are compared", async ({ browser }, info) => {
  const [year, next] = info.project.name === "phone" ? ["2040-2041", "2042-2043"] : ["2041-2042", "2043-2044"];
  const page = await drafter(browser, info, "schedule/new");
  await newDraft(page, year ?? "");
  const name = page.getByLabel("Как написать в графике");
  for (const helper of ["Белов А. П.", "Громов И. Н."]) {
    await page.getByRole("button", { name: "Добавить специалиста" }).click();
    await name.fill(helper);
    await page.getByRole("button", { name: "Готово" }).click();
    await expect(name).toBeHidden();
  }
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Не сохранено")).toHaveCount(0);
  const source = /schedule\/([^/]+)\/edit/.exec(page.url())?.[1] ?? "";

  await page.goto(`/s/plan-${info.project.name}/schedule/new`);
  await page.getByLabel("Учебный год").fill(next ?? "");
  await page.getByText("С копии прежнего графика").click();
  await page.getByLabel("Какой график скопировать").selectOption(source);
  await page.getByRole("button", { name: "Создать черновик" }).click();
  await expect(page.getByRole("button", { name: "Изменить: Белов А. П." })).toBeVisible();
  await page.getByRole("button", { name: "Изменить: Белов А. П." }).click();
  await page.getByRole("button", { name: "Убрать из графика" }).click();
  await page.getByRole("button", { name: "Добавить специалиста" }).click();
  await name.fill("Юсупова Л. Р.");
  await page.getByRole("button", { name: "Готово" }).click();
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Не сохранено")).toHaveCount(0);
  await page.goto(page.url().replace(/edit$/, `compare?with=${source}`));
  await expect(page.getByRole("row", { name: /Юсупова Л. Р.\s*добавлен/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Белов А. П.\s*убран/ })).toBeVisible();
  await expect(page.getByText("Добавлены: 1, убраны: 1, изменены: 0, без изменений: 1")).toBeVisible();
  await sound(page, "schedule-compare", info);
});

test("a line of a published schedule is tied to a card, and says the same", async ({ browser }, info) => {
  test.skip(info.project.name !== "desktop", "one school has one schedule");
  const page = await (await browser.newContext()).newPage();
  await page.goto("/login?next=%2Fs%2Fstand%2Fschedule");
  await page.getByLabel("Почта, телефон или логин").fill("head-stand@school.test");
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти" }).click();
  await page.getByRole("link", { name: /Опубликован/ }).click();
  await expect(page.getByRole("heading", { name: "Строки без сотрудника" })).toBeVisible();
  await sound(page, "schedule-link", info);
  await page.getByLabel("Строка графика").selectOption("Помощникова-10 А.П.");
  const head = page.getByLabel("Сотрудник", { exact: true });
  await head.selectOption((await head.locator("option", { hasText: "Лугова Ирина Петровна" }).getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "Связать" }).click();
  await expect(page.getByText("Строка связана", { exact: true })).toBeVisible();
  const row = page.getByRole("row", { name: /Помощникова-10/ });
  await expect(row).toContainText("Лугова И. П.");
  await expect(row).toContainText("8:00–9:30");
});
