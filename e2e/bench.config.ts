import { defineConfig } from "@playwright/test";
import config from "./playwright.config";

// How soon pages of a large school show what one came for; `make bench` serves that school at BENCH_URL.
export default defineConfig({
  ...config,
  testDir: "bench",
  workers: 1,
  reporter: "line",
  webServer: undefined,
  expect: { timeout: 60_000 },
  use: { ...config.use, baseURL: process.env.BENCH_URL, actionTimeout: 60_000 },
});
