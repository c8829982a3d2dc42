import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, expect, type Page, type TestInfo } from "@playwright/test";

export const PASSWORD = "demo-podskazka";

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

/** A browser of one's own, signed in and at the address. */
export async function as(browser: Browser, who: string, address = "/"): Promise<Page> {
  const context: BrowserContext = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`/login?next=${encodeURIComponent(address)}`);
  await signIn(page, who);
  return page;
}

/** What every page must be: no sideways scroll, clean for axe in light and dark; and a picture for people to look at. */
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
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const axe = new AxeBuilder({ page });
    // What is dark differs in its colours only: the rest of the rules have been asked.
    if (colorScheme === "dark") axe.withRules("color-contrast");
    else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
    const { violations } = await axe.analyze();
    const said = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join("\n  ")}`);
    expect(said, `${name}, ${colorScheme}`).toEqual([]);
    await page.screenshot({ path: `screenshots/${name}-${info.project.name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}
