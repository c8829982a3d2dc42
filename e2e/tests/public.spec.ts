import { expect, type Page, test } from "@playwright/test";
import jsqr from "jsqr";
import { PNG } from "pngjs";
import { sound } from "./support";

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

test("a named site shows the frame, and no other does", async ({ page, request, baseURL }, info) => {
  test.skip(info.project.name !== "desktop", "one school has one list");
  const login = await request.post("/api/v1/auth/login", { data: { login: "head-stand@school.test", password: "семь синих слонов" } });
  const headers = { Authorization: `Bearer ${(await login.json()).access_token}`, "If-Match": '"1"' };
  const changed = await request.patch("/api/v1/schools/stand", { headers, data: { embed_sites: ["https://shkola.test"] } });
  expect(changed.status()).toBe(200);

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
