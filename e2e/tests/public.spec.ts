import { expect, type Page } from "@playwright/test";
import jsqr from "jsqr";
import { PNG } from "pngjs";
import { sound, test } from "./support";

/** The pages of a PDF, in millimetres. */
function papers(pdf: Buffer): [width: number, height: number][] {
  const text = pdf.toString("latin1");
  expect(text.match(/\/Type\s*\/Page\b/g)?.length).toBe(text.match(/\/MediaBox/g)?.length);
  const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)];
  return boxes.map(([, width, height]) => [Math.round((Number(width) * 25.4) / 72), Math.round((Number(height) * 25.4) / 72)]);
}

/** What a phone reads of the picture. */
function read(png: Buffer): string | undefined {
  const picture = PNG.sync.read(png);
  return jsqr(new Uint8ClampedArray(picture.data), picture.width, picture.height)?.data;
}

const SHEETS: [query: string, paper: [number, number]][] = [
  ["", [297, 210]],
  ["?sheet=a4", [297, 210]],
  ["?sheet=a3", [420, 297]],
  ["?sheet=a3&lang=en", [420, 297]],
];

// The demonstration has six helpers, the other school thirty.
for (const school of ["demo", "stand"]) {
  for (const [query, paper] of SHEETS) {
    test(`the sheet of ${school}${query} is one page`, async ({ page, baseURL }, info) => {
      test.skip(info.project.name !== "desktop", "paper has one width");
      await page.goto(`/public/${school}${query}`);
      const pdf = await page.pdf({ path: `screenshots/sheet-${school}${query.replaceAll(/\W/g, "-")}.pdf`, preferCSSPageSize: true });
      expect(papers(pdf)).toEqual([paper]);
      await page.emulateMedia({ media: "print" });
      expect(read(await page.locator("header img").screenshot())).toBe(`${baseURL}/public/${school}`);
    });
  }
}

test("the way to the sheets and the code", async ({ page, baseURL }, info) => {
  await page.goto("/public/demo");
  await page.getByText("QR-код этой страницы").click();
  const code = page.getByRole("img", { name: "QR-код адреса" });
  expect(read(await code.screenshot())).toBe(`${baseURL}/public/demo`);
  await sound(page, "public-code", info);
  const a3 = page.getByRole("link", { name: "Лист A3" });
  if (info.project.name === "phone") {
    await expect(a3).toBeHidden();
    return;
  }
  await a3.click();
  await expect(page.getByText("Напечатайте этот лист")).toBeVisible();
  await sound(page, "sheet-a3", info);
  await page.getByRole("link", { name: "Лист A4" }).click();
  await expect(page).toHaveURL(/sheet=a4$/);
  await page.getByRole("link", { name: "Контакты и вся страница помощи" }).click();
  await expect(page).toHaveURL(/\/public\/demo$/);
});

test("the schedule of another day", async ({ page }, info) => {
  await page.goto("/public/demo");
  await page.getByText("График на другой день").click();
  const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString("sv", { timeZone: "Europe/Moscow" });
  await page.getByLabel("День").fill(tomorrow);
  await page.getByRole("button", { name: "Показать" }).click();
  await expect(page).toHaveURL(new RegExp(`on=${tomorrow}$`));
  await expect(page.getByRole("heading", { name: "График, который будет действовать" })).toBeVisible();
  await expect(page.getByText("Соколова К.Д.").filter({ visible: true }).first()).toBeVisible();
  await sound(page, "public-another-day", info);
  await page.getByRole("link", { name: "Показать сегодняшний график" }).click();
  await expect(page).toHaveURL(/\/public\/demo$/);
  const wrong = await page.goto("/public/demo?on=2026-02-30");
  expect(wrong?.status()).toBe(400);
  await sound(page, "public-wrong-day", info);
});

test("the frame is sound", async ({ page }, info) => {
  await page.goto("/public/demo/embed");
  await sound(page, "embed", info);
});

/** A page of another site that shows the school's frame. */
async function around(page: Page, site: string, frame: string): Promise<void> {
  await page.route(`${site}/**`, (route) =>
    route.fulfill({ contentType: "text/html", body: `<title>Сайт</title><iframe title="График" src="${frame}" width="340" height="640"></iframe>` }),
  );
  await page.goto(`${site}/help`);
}

test("a named site shows the frame, and no other does", async ({ page, browser, baseURL }, info) => {
  test.skip(info.project.name !== "desktop", "one school has one list");
  const head = await (await browser.newContext()).newPage();
  await head.goto("/login?next=%2Fs%2Fstand%2Fschool");
  await head.getByLabel("Почта, телефон или логин").fill("head-stand@school.test");
  await head.getByLabel("Пароль", { exact: true }).fill("семь синих слонов");
  await head.getByRole("button", { name: "Войти" }).click();
  const sites = head.getByLabel("Адреса сайтов, по одному в строке");
  await sites.fill("http://shkola.test");
  await head.getByRole("button", { name: "Сохранить" }).first().click();
  await expect(sites).toHaveAttribute("aria-invalid", "true");
  await sites.fill("https://shkola.test");
  await head.getByRole("button", { name: "Сохранить" }).first().click();
  await expect(head.getByText("Сохранено").first()).toBeVisible();
  await sound(head, "school-sites", info);

  const frame = `${baseURL}/public/stand/embed`;
  const inside = page.frameLocator("iframe").getByRole("heading", { level: 1, name: "Кто поможет" });
  await around(page, "https://shkola.test", frame);
  await expect(inside).toBeVisible();
  await page.screenshot({ path: "screenshots/embed-around.png" });
  const [tab] = await Promise.all([
    page.waitForEvent("popup"),
    page.frameLocator("iframe").getByRole("link", { name: "Контакты и вся страница помощи" }).click(),
  ]);
  await expect(tab).toHaveURL(/\/public\/stand$/);
  expect(await tab.evaluate(() => window.opener)).toBeNull();

  for (const [site, address] of [
    ["https://elsewhere.test", frame],
    ["https://shkola.test", `${baseURL}/public/stand`],
    ["https://shkola.test", `${baseURL}/public/demo/embed`],
  ] as const) {
    const refused = page.waitForEvent("console", (said) => said.text().includes("frame-ancestors"));
    await around(page, site, address);
    await refused;
    await expect(inside).toHaveCount(0);
  }
});
