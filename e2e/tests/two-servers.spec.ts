// Two processes of the server on one PostgreSQL, as a district runs them: what one hears, the browsers of the other show.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { as, file, test, unique } from "./support";

const cluster = process.env.PODSKAZKA_TEST_POSTGRES_URL;
const server = process.env.E2E_SERVER ?? "../target/debug/podskazka";
const data = mkdtempSync(join(tmpdir(), "podskazka-two-"));
const running: ChildProcess[] = [];
const at: string[] = [];

test.skip(!cluster, "scripts/test.sh gives it a PostgreSQL by PODSKAZKA_TEST_POSTGRES_URL");

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = createServer();
    socket.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = socket.address();
      const port = typeof address === "object" && address ? address.port : 0;
      socket.close(() => resolve(port));
    });
  });

test.beforeAll(async ({}, info) => {
  if (!cluster) return;
  const name = `two_${info.project.name}_${process.pid}`;
  execFileSync("psql", ["--quiet", "--command", `CREATE DATABASE ${name}`, cluster]);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  // One folder for keys and files, as two processes of one installation have it.
  const env = { ...process.env, PODSKAZKA_DATABASE_URL: url.href, PODSKAZKA_DATA_DIR: data };
  execFileSync(server, ["demo"], { env });
  for (const _ of ["one", "other"]) {
    const listen = `127.0.0.1:${await freePort()}`;
    const address = `http://${listen}`;
    running.push(
      spawn(server, ["serve"], {
        env: { ...env, PODSKAZKA_LISTEN: listen, PODSKAZKA_PUBLIC_URL: address },
        stdio: "ignore",
      }),
    );
    at.push(address);
  }
  for (const address of at) {
    await expect(async () => expect((await fetch(`${address}/health/ready`)).ok).toBe(true)).toPass();
  }
});

test.afterAll(async () => {
  await Promise.all(
    running.map((process) => {
      const ended = new Promise((resolve) => process.once("exit", resolve));
      process.kill();
      return ended;
    }),
  );
  rmSync(data, { recursive: true, force: true });
});

test("two helpers at two servers see each other, and lose no word of each other", async ({ browser }, info) => {
  const [one, other] = at as [string, string];
  const text = unique("Не приходит код", info);
  const parent = await as(browser, "parent", "/", other);
  const address = await file(parent, "Другое", text);
  const admin = await as(browser, "admin", address, one);
  const deputy = await as(browser, "deputy", address, other);

  await parent.getByRole("textbox", { name: "Ваше сообщение" }).fill("Почта верна.");
  await parent.getByRole("button", { name: "Отправить" }).click();
  for (const page of [admin, deputy]) await expect(page.getByText("Почта верна.")).toBeVisible();

  // Who answers is seen through the other server.
  await deputy.getByRole("textbox", { name: "Текст" }).fill("Проверьте, верна ли почта.");
  await expect(admin.getByText(/^Сейчас отвечают:/)).toBeVisible();
  await admin.getByRole("textbox", { name: "Текст" }).fill("Код приходит за минуту.");
  await expect(deputy.getByText(/^Сейчас отвечают:/)).toBeVisible();

  // One hears nothing any more: it cannot know what the other answers, and its own answer is refused, with both texts there.
  await admin.route("**/api/**", (route) => (route.request().method() === "GET" ? route.abort() : route.continue()));
  await admin.evaluate(() => window.stop());
  await deputy.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(parent.getByText("Проверьте, верна ли почта.")).toBeVisible();
  await expect(admin.getByText("Проверьте, верна ли почта.")).toHaveCount(0);
  await admin.getByRole("button", { name: "Отправить ответ" }).click();
  await expect(admin.getByText("Обращение изменилось").first()).toBeVisible();
  await expect(admin.getByText("Проверьте, верна ли почта.")).toBeVisible();
  await expect(admin.getByRole("textbox", { name: "Текст" })).toHaveValue("Код приходит за минуту.");
  await admin.unroute("**/api/**");
  await admin.locator("form.compose button[type=submit]").click();

  // All that was said stands there once, in every browser, also after reading it anew.
  const said = ["Почта верна.", "Проверьте, верна ли почта.", "Код приходит за минуту."];
  for (const page of [parent, deputy, admin]) {
    await expect(page.getByText("Код приходит за минуту.")).toBeVisible();
    await page.reload();
    for (const words of said) await expect(page.locator(".thread").getByText(words)).toHaveCount(1);
  }
});
