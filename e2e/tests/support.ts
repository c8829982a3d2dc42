import AxeBuilder from "@axe-core/playwright";
import { test as base, type Browser, type BrowserContext, expect, type Page, type TestInfo } from "@playwright/test";

export const PASSWORD = "demo-podskazka";

/**
 * Whoever signed in in a test leaves with it: pages left open would go on asking the server for what is new,
 * and each test would find the machine slower than the one before.
 */
export const test = base.extend<{ leaving: void }>({
  leaving: [
    async ({ browser }, use) => {
      await use();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});

/** A text that no other test, project or repetition writes. */
export function unique(text: string, info: TestInfo): string {
  return `${text} ${info.project.name}-${info.testId.slice(-4)}-${Date.now() % 1_000_000}`;
}

/** Signs in at the page where the app asks for it. */
export async function signIn(page: Page, who: string): Promise<void> {
  await page.getByLabel("Почта, телефон или логин").fill(`${who}@demo.test`);
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти" }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** A browser of one's own, signed in and at the address; at another server than the one of all tests, if it is named. */
export async function as(browser: Browser, who: string, address = "/", server?: string): Promise<Page> {
  const context: BrowserContext = await browser.newContext(server ? { baseURL: server } : {});
  const page = await context.newPage();
  await page.goto(`/login?next=${encodeURIComponent(address)}`);
  await signIn(page, who);
  return page;
}

/** Where nobody looks at pictures, they are not taken. */
const PICTURES = !process.env.CI || !!process.env.E2E_PICTURES;

/** What every page must be: no sideways scroll, clean for axe in light and, on the desktop, dark; and a picture for people to look at. */
export async function sound(page: Page, name: string, info: TestInfo): Promise<void> {
  await expect(page.locator("h1").first()).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  // Also with all that is folded away unfolded.
  const sideways = await page.evaluate(() => {
    const folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const one of folded) one.open = true;
    const root = document.documentElement;
    const over = root.scrollWidth - root.clientWidth;
    for (const one of folded) one.open = false;
    return over;
  });
  expect(sideways, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  // What is dark differs in its colours only, which no width changes.
  const schemes = info.project.name === "desktop" ? (["light", "dark"] as const) : (["light"] as const);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const axe = new AxeBuilder({ page });
    if (colorScheme === "dark") axe.withRules("color-contrast");
    else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
    const { violations } = await axe.analyze();
    const said = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join("\n  ")}`);
    expect(said, `${name}, ${colorScheme}`).toEqual([]);
    if (!PICTURES) continue;
    await page.screenshot({ path: `screenshots/${name}-${info.project.name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Files a request and tells where it stands. */
export async function file(page: Page, topic: string, text: string): Promise<string> {
  await page.goto("/s/demo/tickets/new");
  await page.getByRole("radio", { name: topic }).check();
  await page.getByLabel("Что случилось").fill(text);
  await page.getByRole("button", { name: "Отправить" }).click();
  await expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Opens one of the rarer steps. */
export async function step(page: Page, name: string): Promise<void> {
  const more = page.locator("summary", { hasText: /^Ещё$/ });
  const button = page.getByRole("button", { name, exact: true }).first();
  if (!(await button.isVisible())) await more.click();
  await button.click();
}

/** What the school of the demonstration does not do of itself: whoever leads it may refuse. */
export async function allowRefusals(browser: Browser): Promise<void> {
  const admin = await as(browser, "admin", "/s/demo/deadlines");
  const allowed = admin.getByRole("checkbox", { name: /Школа может отказать/ });
  await expect(allowed).toBeVisible();
  if (await allowed.isChecked()) return;
  await allowed.check();
  await admin.getByRole("button", { name: "Опубликовать" }).click();
  await expect(admin.getByText("Сроки опубликованы")).toBeVisible();
}
