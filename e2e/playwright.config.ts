import { defineConfig } from "@playwright/test";

const port = process.env.E2E_PORT ?? "18080";
const baseURL = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // A test that passes at the second try is a broken test.
  retries: 0,
  forbidOnly: !!process.env.CI,
  workers: 2,
  // A machine with other work on it needs its time; what a page must not take is no matter of these tests.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: process.env.CI ? "list" : [["list"], ["html", { open: "never" }]],
  use: {
    baseURL,
    actionTimeout: 20_000,
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    screenshot: "only-on-failure",
    // Recording costs time in every test; where nobody opens the trace, the page in the error and the picture are enough.
    trace: process.env.CI ? "off" : "retain-on-failure",
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A made-up site shows a frame of this server, which stands on the loopback.
        "--disable-features=LocalNetworkAccessChecks",
      ],
    },
  },
  projects: [
    { name: "phone", use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
    { name: "desktop", use: { viewport: { width: 1280, height: 800 } } },
  ],
  webServer: {
    command: "./serve.sh",
    url: `${baseURL}/health/ready`,
    timeout: 180_000,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    env: { E2E_PORT: port },
    // The script removes the server's folder when it is asked to end.
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
