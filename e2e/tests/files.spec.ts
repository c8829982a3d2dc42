import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { as, sound, test, unique } from "./support";

/** A picture of the page: a real one, as people send them. */
async function picture(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name: "Снимок экрана.png", mimeType: "image/png", buffer: await page.screenshot() };
}

const text = (name: string, content: string) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });

test("a parent attaches a photo, a helper sees it, saves it and hands it over", async ({ browser }, info) => {
  const question = unique("Не открывается дневник", info);
  const parent = await as(browser, "parent", "/s/demo/tickets/new");
  await parent.getByRole("radio", { name: "Другое" }).check();
  await parent.getByLabel("Что случилось").fill(question);
  const chooser = parent.getByLabel("Приложить файл");
  await chooser.setInputFiles([await picture(parent), text("страница.html", "<html><script>alert(1)</script>")]);
  const attached = parent.locator(".attach .file");
  await expect(attached.filter({ hasText: "Снимок экрана.png" })).toContainText("PNG");
  const refused = attached.filter({ hasText: "страница.html" });
  await expect(refused).toContainText("Такой файл приложить нельзя");
  await sound(parent, "files-new", info);
  // What did not arrive holds the request back until it is taken out.
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByText("Файл не отправлен: повторите или уберите его")).toBeVisible();
  await refused.getByRole("button", { name: "Убрать: страница.html" }).click();
  await expect(refused).toHaveCount(0);
  // What is attached survives a reload, as what is typed does.
  await parent.reload();
  await expect(attached.filter({ hasText: "Снимок экрана.png" })).toHaveCount(1);
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: question })).toBeVisible();
  const shown = parent.getByRole("button", { name: "Открыть картинку: Снимок экрана.png" });
  await expect(shown).toBeVisible();
  await expect.poll(() => shown.locator("img").evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
  await sound(parent, "files-request", info);

  const address = new URL(parent.url()).pathname;
  const admin = await as(browser, "admin", address);
  const small = admin.getByRole("button", { name: "Открыть картинку: Снимок экрана.png" });
  await small.click();
  const large = admin.getByRole("dialog", { name: "Картинка" });
  await expect(large.getByRole("img", { name: "Снимок экрана.png" })).toBeVisible();
  await sound(admin, "files-large", info);
  const saving = admin.waitForEvent("download");
  await large.getByRole("link", { name: "Снимок экрана.png" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("Снимок экрана.png");
  expect(readFileSync(await saved.path()).subarray(1, 4).toString()).toBe("PNG");
  await large.getByRole("button", { name: "Закрыть" }).click();
  await expect(large).toBeHidden();
  await expect(small).toBeFocused();

  const more = admin.locator("summary", { hasText: /^Ещё$/ });
  const hand = admin.getByRole("button", { name: "Передать разработчику", exact: true }).first();
  if (!(await hand.isVisible())) await more.click();
  await hand.click();
  await admin.getByRole("checkbox", { name: /Снимок экрана\.png/ }).check();
  await sound(admin, "files-hand-over", info);
  await admin.getByRole("button", { name: "Отметить передачу" }).click();
  const handed = admin.locator(".handed");
  await expect(handed.getByRole("button", { name: "Открыть картинку: Снимок экрана.png" })).toBeVisible();
  await sound(admin, "files-handed", info);
  // It stands there twice, and each opens its own.
  await admin.locator(".thread").getByRole("button", { name: /Открыть картинку/ }).click();
  await expect(large.getByRole("img", { name: "Снимок экрана.png" })).toBeVisible();
  await large.getByRole("button", { name: "Закрыть" }).click();
  await parent.reload();
  await expect(parent.getByText(/Передано разработчику/)).toBeVisible();
  await expect(parent.locator(".handed").getByRole("button", { name: /Открыть картинку/ })).toHaveCount(0);
});

test("a helper answers with a document, pastes a picture into a note, and the requester gets the document alone", async ({ browser }, info) => {
  const question = unique("Как загрузить план", info);
  const parent = await as(browser, "parent", "/s/demo/tickets/new");
  await parent.getByRole("radio", { name: "Другое" }).check();
  await parent.getByLabel("Что случилось").fill(question);
  await parent.getByRole("button", { name: "Отправить" }).click();
  await expect(parent.getByRole("heading", { level: 1, name: question })).toBeVisible();
  const address = new URL(parent.url()).pathname;

  const admin = await as(browser, "admin", address);
  await admin.getByRole("radio", { name: "Заметка" }).check();
  const box = admin.getByRole("textbox", { name: "Текст" });
  await box.fill("Смотри снимок");
  const image = (await admin.screenshot()).toString("base64");
  await expect(admin.getByLabel("Приложить файл")).toHaveCount(1);
  await box.evaluate((area, image) => {
    const bytes = Uint8Array.from(atob(image), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "image.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, image);
  const attached = admin.locator(".attach .file");
  await expect(attached.filter({ hasText: "image.png" })).toContainText("PNG");
  await admin.getByRole("button", { name: "Сохранить заметку" }).click();
  await expect(admin.getByText("Смотри снимок")).toBeVisible();
  await expect(attached).toHaveCount(0);

  await admin.getByRole("radio", { name: "Ответить" }).check();
  await box.fill("Инструкция во вложении");
  await admin.getByLabel("Приложить файл").setInputFiles(text("Инструкция.txt", "1. Откройте журнал.\n"));
  await expect(attached).toContainText("Текст");
  await sound(admin, "files-answer", info);
  await admin.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(admin.getByRole("link", { name: "Инструкция.txt" })).toBeVisible();

  await parent.reload();
  await expect(parent.getByText("Инструкция во вложении")).toBeVisible();
  await expect(parent.getByRole("button", { name: /Открыть картинку/ })).toHaveCount(0);
  const saving = parent.waitForEvent("download");
  await parent.getByRole("link", { name: "Инструкция.txt" }).click();
  expect(readFileSync(await (await saving).path()).toString()).toBe("1. Откройте журнал.\n");
  await sound(parent, "files-answered", info);
});

test("a file that does not arrive is tried again, and one on its way is cancelled", async ({ browser }, info) => {
  const parent = await as(browser, "parent", "/s/demo/tickets/new");
  const chooser = parent.getByLabel("Приложить файл");
  const keys: string[] = [];
  let fail = true;
  await parent.route("**/files?name=*", async (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    if (fail) await route.abort();
    else await route.continue();
  });
  await chooser.setInputFiles(text("a.txt", "слово"));
  const file = parent.locator(".attach .file");
  await expect(file.getByRole("button", { name: "Повторить" })).toBeVisible();
  await sound(parent, "files-failed", info);
  fail = false;
  await file.getByRole("button", { name: "Повторить" }).click();
  await expect(file).toContainText("Текст");
  expect(keys[0]).toBe(keys[1]);
  await file.getByRole("button", { name: "Убрать: a.txt" }).click();
  await expect(file).toHaveCount(0);
  await parent.unroute("**/files?name=*");
  // One that never ends.
  await parent.route("**/files?name=*", () => {});
  await chooser.setInputFiles(text("b.txt", "слово"));
  await expect(file.getByRole("progressbar")).toBeVisible();
  await file.getByRole("button", { name: "Отменить: b.txt" }).click();
  await expect(file).toHaveCount(0);
  // One that is too large is told before it is sent.
  await chooser.evaluate((input: HTMLInputElement) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(20 * 1024 * 1024 + 1)], "c.txt"));
    input.files = data.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await expect(file).toContainText("Файл больше 20 МБ");
});
