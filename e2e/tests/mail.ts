import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHmac } from "node:crypto";
import { expect } from "@playwright/test";

const FOLDER = join(tmpdir(), `podskazka-e2e-mail-${process.env.E2E_PORT ?? "18080"}`);

/** The newest letter to somebody that fits. */
export async function letter(to: string, fits: RegExp): Promise<string> {
  let found: string | undefined;
  await expect(() => {
    const names = readdirSync(FOLDER).filter((name) => name.startsWith(`${to}-`)).sort();
    found = names.map((name) => readFileSync(join(FOLDER, name), "utf8")).reverse().find((text) => fits.test(text));
    expect(found, `a letter to ${to}`).toBeTruthy();
  }).toPass({ timeout: 30_000 });
  return found ?? "";
}

/** The code that an app shows at a moment (RFC 6238). */
export function code(secret: string, at: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
