import { expect } from "@playwright/test";
import { as, file, sound, test, unique } from "./support";

test("the head reads a period, opens what is behind a figure, and saves it", async ({ browser }, info) => {
  const parent = await as(browser, "parent");
  await file(parent, "Другое", unique("Не вижу домашнее задание", info));
  const head = await as(browser, "director", "/s/demo/report");
  await expect(head.getByRole("heading", { level: 1, name: "Отчёт" })).toBeVisible();
  const filed = head.locator("a.figure", { hasText: "Подано обращений" });
  await expect(filed).toBeVisible();
  await sound(head, "report-month", info);

  // The list is as long as the figure says; others may file meanwhile, so both are read anew until they agree.
  await expect(async () => {
    await head.goto("/s/demo/report?period=year");
    const told = Number(await filed.locator("b").innerText());
    await filed.click();
    await expect(head.getByText("Отобрано из отчёта")).toBeVisible();
    const rows = head.locator("ul.its > li");
    await expect(rows.first()).toBeVisible();
    while (await head.getByRole("button", { name: /Показать ещё|Ещё/ }).isVisible()) {
      const before = await rows.count();
      await head.getByRole("button", { name: /Показать ещё|Ещё/ }).click();
      await expect.poll(() => rows.count()).toBeGreaterThan(before);
    }
    expect(await rows.count()).toBe(told);
  }).toPass();
  await sound(head, "report-behind", info);

  // By keyboard: the numbers of a chart, and one of them.
  await head.goto("/s/demo/report?period=year");
  const table = head.locator("details.numbers summary").first();
  await expect(table).toBeVisible();
  await table.focus();
  await head.keyboard.press("Enter");
  const number = head.locator("details.numbers[open] a.n").first();
  await expect(number).toBeVisible();
  await number.focus();
  await head.keyboard.press("Enter");
  await expect(head).toHaveURL(/queue\?scope=all.*filed_from=/);

  // Periods stand in the address; what has not come is refused in words.
  await head.goto("/s/demo/report");
  await head.getByRole("link", { name: "Неделя" }).click();
  await expect(head).toHaveURL(/period=week/);
  await head.getByRole("link", { name: /раньше/ }).click();
  await expect(head).toHaveURL(/from=20\d\d-\d\d-\d\d/);
  await expect(head.getByRole("link", { name: /позже/ }).first()).toBeVisible();
  await sound(head, "report-week", info);
  for (const from of ["2090-01-01", "1990-01-01", "soon"]) {
    await head.goto(`/s/demo/report?period=month&from=${from}`);
    await expect(head.getByText("За этот срок отчёта нет")).toBeVisible();
  }
  await sound(head, "report-refused", info);

  await head.goto("/s/demo/report?period=year");
  for (const kind of ["CSV", "XLSX"]) {
    const saved = head.waitForEvent("download");
    await head.getByRole("link", { name: kind, exact: true }).click();
    expect((await saved).suggestedFilename()).toMatch(new RegExp(`^report-demo-year-\\d{4}-09-01\\.${kind.toLowerCase()}$`));
  }

  // On paper: whose report it is, of when, and no navigation.
  await expect(filed).toBeVisible();
  await head.emulateMedia({ media: "print" });
  await expect(head.getByText(/Напечатано:/)).toBeVisible();
  await expect(head.getByRole("link", { name: "CSV" })).toBeHidden();
  await expect(head.getByRole("navigation").first()).toBeHidden();
  if (!process.env.CI || process.env.E2E_PICTURES) {
    await head.screenshot({ path: `screenshots/report-print-${info.project.name}.png`, fullPage: true });
  }
  await head.emulateMedia({ media: null });

  // A helper finds their own work, and no ratings by name.
  const helper = await as(browser, "helper", "/s/demo/report?period=year");
  await expect(helper.getByText(/Ваша работа/)).toBeVisible();
  await expect(helper.getByText("Средняя оценка", { exact: true })).toHaveCount(0);
  await sound(helper, "report-helper", info);
});
