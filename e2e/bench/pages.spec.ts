import { expect, type Page } from "@playwright/test";
import { as, test } from "../tests/support";

/** How many times slower the processor is made. */
const SLOWER = 4;

/** Milliseconds from the start of the way to a page until what one came for is there. */
async function until(page: Page, there: string, inView = true): Promise<number> {
  const found = await page.waitForFunction(
    ([selector, inView]) => {
      const element = document.querySelector(selector);
      if (!element) return false;
      const { top, bottom } = element.getBoundingClientRect();
      return !inView || (top >= 0 && bottom <= innerHeight) ? performance.now() : false;
    },
    [there, inView] as const,
  );
  return (await found.jsonValue()) as number;
}

test("pages of a large school on a slow processor", async ({ browser }, info) => {
  const page = await as(browser, "admin", "/profile");
  await expect(page.locator("h1")).toBeVisible();
  const link = await page.context().newCDPSession(page);
  await link.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const told = (what: string, ms: number) =>
    console.log(`    ${info.project.name.padEnd(8)} ${what.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms`);

  const first = ".its > li:first-child a.it";
  await page.goto("/s/demo/queue");
  told("the queue, its first entry in view", await until(page, first));
  await page.goto(`/s/demo/tickets/${process.env.BENCH_LONG}`);
  told("a thread of 300, its newest message in view", await until(page, ".thread li:last-child"));
  await expect(page.locator(".thread li").last()).toContainText("Сообщение 300");

  // The same by a click, in an app that is there already.
  await page.goto("/s/demo/queue");
  await until(page, first);
  const began = await page.evaluate((selector) => {
    document.querySelector<HTMLAnchorElement>(selector)?.click();
    return performance.now();
  }, first);
  told("from the queue to a request, by a click", (await until(page, ".thread li", false)) - began);
});
