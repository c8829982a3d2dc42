import { expect, test } from "@playwright/test";

test("anyone can read who helps at the demo school", async ({ page }) => {
  await page.goto("/public/demo");
  await expect(page.getByRole("heading", { name: "Кто поможет" })).toBeVisible();
});
