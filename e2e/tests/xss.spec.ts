import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { test } from "./support";
import { covered, operations } from "./xss-fields";
import { HOST, PAYLOADS } from "./xss-payloads";
import { day, type Filled, fill } from "./xss-school";

/**
 * Text fields that nothing is sent into, and why. What is not here and not sent fails the test, so that a new field is not
 * forgotten.
 */
const LEFT: readonly [RegExp, string][] = [
  [/^(auth|totp|contacts|password)_/, "credentials, codes and addresses of a sign-in: compared, never shown to others"],
  [/^join_/, "codes, passwords and addresses of an invitation: compared, or checked as addresses"],
  [/^platform_/, "for operators: the same columns as the school's and the cards' own endpoints"],
  [/^year_advance /, "a digest and a year, both compared"],
  [/^deadlines_preview /, "times and days, parsed, and answered to whoever sent them only"],
  [/(range|hours|week|part|handled|exceptions)\/.*|\/days\/\*\/(from|to)$/, "times and days, parsed"],
  [/\/(time_zone|year|token)$/, "a zone, a year, a signed token: parsed"],
  [/^schedules_agree \/step\/title$/, "one of the steps of the school, whose titles schools_update is sent into"],
  [/^(imports_create|schedules_create|schedules_preview) \/file$/, "the same table as /text, as a file in base64"],
  [/^(consultations_book|consultations_request|consultations_confirm|tickets_create|callbacks_register) \/(class_name|guest\/.*|answer)$/, "the body of tickets_create, where it is sent"],
];

/** What a page must not do, as it happens. */
class Watch {
  readonly wrong: string[] = [];

  constructor(
    private readonly context: BrowserContext,
    private readonly origin: string,
  ) {}

  async over(page: Page): Promise<void> {
    await this.context.exposeFunction("__xss", (which: unknown) => this.wrong.push(`${page.url()}: script of payload ${which} ran`));
    page.on("dialog", (dialog) => {
      this.wrong.push(`${page.url()}: a dialog said ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) this.wrong.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.wrong.push(`${page.url()}: ${error.message}`));
    page.on("popup", (popup) => this.wrong.push(`${page.url()}: opened ${popup.url()}`));
    await this.context.route("**/*", (route) => {
      const url = new URL(route.request().url());
      if (url.origin === this.origin || ["data:", "blob:", "about:"].includes(url.protocol)) return route.continue();
      this.wrong.push(`${page.url()}: asked ${url.href}`);
      return route.abort();
    });
  }

  /** What stands in the page is text: no handler, no frame, no address that runs. Tells whether a payload is there to be read. */
  async look(page: Page, expected: string): Promise<boolean> {
    const { bad, there } = await page.evaluate(() => {
      const bad: string[] = [];
      for (const element of document.querySelectorAll("*")) {
        const name = element.localName;
        if (["iframe", "embed", "object", "base", "portal", "frame", "marquee", "math", "foreignobject", "xss", "xmp", "plaintext"].includes(name)) bad.push(`<${name}>`);
        if (name === "meta" && element.hasAttribute("http-equiv") && !/content-type/i.test(element.getAttribute("http-equiv") ?? "")) bad.push(element.outerHTML);
        if (name === "script" && (element.textContent ?? "").includes("__xss(")) bad.push(element.outerHTML.slice(0, 200));
        for (const { name: attribute, value } of element.attributes) {
          if (/^on/i.test(attribute)) bad.push(`${name} ${attribute}`);
          if (attribute === "style" && /url\s*\(|expression/i.test(value)) bad.push(`${name} style ${value.slice(0, 100)}`);
          if (["href", "src", "action", "formaction", "xlink:href", "poster", "data"].includes(attribute)) {
            // As the browser reads it: controls and spaces before the scheme do not count.
            // A number in a link that dials is no page.
            const scheme = /^[\s\u0000-\u0020]*([a-z][a-z\d+.\s-]*):/i.exec(value)?.[1]?.replace(/\s/g, "").toLowerCase();
            const open = ["http", "https", "mailto", "tel", "blob", "data"];
            if (scheme && !open.includes(scheme)) bad.push(`${name} ${attribute} ${value.slice(0, 100)}`);
            if (scheme === "data" && !(name === "img" && value.startsWith("data:image/"))) bad.push(`${name} ${attribute} ${value.slice(0, 60)}`);
          }
        }
      }
      const typed = [...document.querySelectorAll<HTMLInputElement>("input,textarea")].map((field) => field.value).join(" ");
      return { bad, there: `${document.body.innerText} ${typed} ${document.title}`.includes("__xss(") };
    });
    this.wrong.push(...bad.map((one) => `${expected}: holds ${one}`));
    const at = page.url();
    if (!at.includes(expected) && !at.startsWith("about:")) this.wrong.push(`${expected}: went to ${at}`);
    return there;
  }
}

/** Opens an address and waits until everything is read and drawn. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator("h1").first()).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  // All that is folded away is there too.
  await page.evaluate(() => {
    for (const one of document.querySelectorAll<HTMLDetailsElement>("details")) one.open = true;
  });
  await page.mouse.move(300, 300);
  await page.keyboard.press("Tab");
}

/** Screens of a school, by who reads them. */
const SCREENS: Record<"head" | "admin" | "parent", string[]> = {
  head: ["tickets", "queue", "report", "conduct", "follow-ups", "voices", "voices/inbox", "schedule", "calendar", "helpers", "duty", "people", "classes", "documents", "school", "programs", "audit", "corrections", "erasures", "notifications", "callbacks", "callbacks?state=registered", "callbacks?state=dismissed", "articles", "phrases", "consultations", "deadlines", "slips"],
  admin: ["voices", "conduct/told", "articles/helpful", "queue", "queue?search=onerror", "tickets/log", "desk", "desk/settings", "schedule", "articles", "phrases", "callbacks", "people", "notifications", "year"],
  parent: ["conduct", "voices", "tickets", "tickets/new", "consultations", "consultations/new", "articles", "schedule", "notifications"],
};

/** Where a payload must be readable, so that the test looks at what it means to look at. */
const SHOWN = /\/(tickets|queue|follow-ups|inbox|schedule|helpers|duty|people|school|corrections|erasures|callbacks|articles|phrases|documents|programs|calendar)$|\/(tickets|articles|callbacks|conduct)\/[\da-f-]{36}$|conduct\/told$|^\/public\/xss$/;

test("the watch sees what runs and what leaves", async ({ browser, baseURL }, info) => {
  test.skip(info.project.name !== "desktop");
  const context = await browser.newContext();
  const watch = new Watch(context, new URL(baseURL ?? "").origin);
  const page = await context.newPage();
  await watch.over(page);
  await page.goto("about:blank");
  // Those that lead elsewhere would end the page before the others run.
  const staying = PAYLOADS.filter((text) => !/<meta|<plaintext|<base|<script|<!--|<style|<template|<xmp|<noscript|<textarea|<title/i.test(text));
  await page.setContent(staying.map((text) => `<div>${text}</div>`).join("\n"));
  await watch.look(page, "about:blank");
  await expect.poll(() => watch.wrong.some((one) => one.includes("script of payload"))).toBe(true);
  expect(watch.wrong.some((one) => one.includes(`asked https://${HOST}`))).toBe(true);
  expect(watch.wrong.some((one) => one.includes("holds img onerror"))).toBe(true);
  await context.close();
});

test("what people type is text wherever it is shown", async ({ browser, request, baseURL }, info) => {
  // Nothing hangs on the width.
  test.skip(info.project.name !== "desktop");
  test.setTimeout(420_000);
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(100);
  const origin = new URL(baseURL ?? "").origin;
  const filled: Filled = await fill(request);

  const forgotten: string[] = [];
  for (const [id, { fields }] of operations) {
    for (const field of fields) {
      const name = `${id} ${field}`;
      if (!covered.has(name) && !LEFT.some(([left]) => left.test(name))) forgotten.push(name);
    }
  }
  expect(forgotten, "fields that no payload is sent into").toEqual([]);

  const wrong: string[] = [];
  const missing: string[] = [];
  for (const who of ["head", "admin", "parent"] as const) {
    const context = await browser.newContext();
    const watch = new Watch(context, origin);
    const page = await context.newPage();
    await watch.over(page);
    await page.goto("/login");
    await page.getByLabel("Почта, телефон или логин").fill(`${who}-xss@school.test`);
    await page.getByLabel("Пароль", { exact: true }).fill("семь синих слонов");
    await page.getByRole("button", { name: "Войти" }).click();
    await expect(page).not.toHaveURL(/\/login/);
    const addresses = [...SCREENS[who].map((screen) => `/s/xss/${screen}`), "/profile", "/profile/data", ...new Set(filled[who])];
    for (const address of addresses) {
      await open(page, address);
      const there = await watch.look(page, new URL(address, origin).pathname);
      if (!there && SHOWN.test(address)) missing.push(`${who} ${address}`);
      if (/\/(tickets|articles)\/[\da-f-]{36}$|\/(schedule|report)$/.test(address)) {
        await page.emulateMedia({ media: "print" });
        await watch.look(page, address);
        await page.emulateMedia({ media: "screen" });
      }
    }
    wrong.push(...watch.wrong);
    await context.close();
  }

  // Pages without an account, with and without their own script.
  const context = await browser.newContext();
  const watch = new Watch(context, origin);
  const page = await context.newPage();
  await watch.over(page);
  const letters = rated();
  for (const address of ["/public/xss", `/public/xss?day=${day(0)}`, "/public/xss?print=1", "/public/xss/callback", "/public/xss/feedback", "/public/xss/articles", "/public/xss/feedback/sent", "/public/xss/embed", "/public/xss?lang=en", "/login", ...letters]) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBeLessThan(500);
    const there = await watch.look(page, new URL(address, origin).pathname);
    if (!there && SHOWN.test(address)) missing.push(`guest ${address}`);
  }
  // What the school sends and hands out as HTML, shown where no policy of the server protects.
  const pages = { ...mails(), "the export": await filled.parentSender.text("/api/v1/me/data?format=html"), "the head's export": await filled.headSender.text("/api/v1/me/data?format=html") };
  expect(Object.keys(pages).length).toBeGreaterThan(3);
  for (const [name, html] of Object.entries(pages)) {
    await page.goto("about:blank");
    await page.setContent(html);
    await watch.look(page, name);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  }
  wrong.push(...watch.wrong);
  await context.close();
  expect(missing, "pages without a payload to be read").toEqual([]);
  expect(wrong).toEqual([]);
  await attachments(filled);
});

const FOLDER = join(tmpdir(), `podskazka-e2e-mail-${process.env.E2E_PORT ?? "18080"}`);

/** The HTML of the letters that the school's people got, by file. */
function mails(): Record<string, string> {
  const names = readdirSync(FOLDER).filter((name) => name.startsWith(".html-") && name.includes("-xss@"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]));
}

/** The pages on which an answer is rated, out of the letters. */
function rated(): string[] {
  const links = Object.values(mails()).flatMap((text) => text.match(/\/public\/xss\/rate\/[\w-]+/g) ?? []);
  return [...new Set(links)].slice(0, 2);
}

/** Tables and calendars are handed out as files, which no browser shows as a page. */
async function attachments(filled: Filled): Promise<void> {
  const booking = filled.parent.find((address) => address.includes("/consultations/"))?.split("/").at(-1);
  const files: [Filled["headSender"], string, RegExp][] = [
    [filled.headSender, "/api/v1/schools/xss/audit/export", /^text\/csv/],
    [filled.parentSender, `/api/v1/schools/xss/consultations/${booking}/calendar.ics`, /^text\/calendar/],
  ];
  for (const [sender, address, type] of files) {
    const { head, text } = await sender.file(address);
    expect(head["content-type"], address).toMatch(type);
    expect(head["x-content-type-options"], address).toBe("nosniff");
    expect(head["content-disposition"], address).toMatch(/^attachment/);
    // A cell that begins so is a formula where the table is opened.
    expect(text).not.toMatch(/(^|[;,"\n])=HYPERLINK/m);
  }
}
