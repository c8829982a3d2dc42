/** Sends payloads through the API into every text field that its description names, and keeps count of which had none. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type APIRequestContext, type APIResponse, expect } from "@playwright/test";
import { line, payloads } from "./xss-payloads";

/** In a body stands where a payload goes: many of them, or one on one line. */
export const MANY = "§§";
export const ONE = "§";

type Schema = Record<string, unknown>;
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface Operation {
  method: string;
  path: string;
  headers: string[];
  fields: string[];
}

const api = JSON.parse(readFileSync(new URL("../../openapi/openapi.json", import.meta.url), "utf8"));

function resolved(part: Schema): Schema {
  let found = part;
  while (typeof found.$ref === "string") {
    found = found.$ref.slice(2).split("/").reduce((at: Schema, name: string) => at[name] as Schema, api);
  }
  return found;
}

/** The pointers of all free texts in a schema: `*` stands for each place of a list. */
function texts(part: Schema, at: string, seen: readonly unknown[]): string[] {
  const schema = resolved(part);
  if (seen.includes(schema)) return [];
  const on = [...seen, schema];
  const found: string[] = [];
  for (const way of ["oneOf", "anyOf", "allOf"]) {
    for (const one of (schema[way] as Schema[] | undefined) ?? []) found.push(...texts(one, at, on));
  }
  const formats = ["uuid", "date-time", "date", "binary"];
  if ([schema.type].flat().includes("string") && !schema.enum && !schema.const && !formats.includes(String(schema.format))) found.push(at);
  for (const [name, of] of Object.entries((schema.properties as Record<string, Schema>) ?? {})) found.push(...texts(of, `${at}/${name}`, on));
  if (schema.items) found.push(...texts(schema.items as Schema, `${at}/*`, on));
  return found;
}

export const operations = new Map<string, Operation>();
for (const [path, methods] of Object.entries(api.paths as Record<string, Record<string, Schema>>)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (!operation.operationId) continue;
    const headers = ((operation.parameters as Schema[]) ?? []).map(resolved).filter((one) => one.in === "header");
    const content = Object.values(((operation.requestBody as Schema)?.content as Record<string, Schema>) ?? {});
    const fields = content.flatMap((one) => texts(one.schema as Schema, "", []));
    operations.set(String(operation.operationId), { method, path, headers: headers.map((one) => String(one.name)), fields: [...new Set(fields)] });
  }
}

/** What was sent: `operation /pointer`. */
export const covered = new Set<string>();

/** Puts payloads where they go. */
function filled(body: Json, at: string, operation: string, room: Map<string, number>): Json {
  if (typeof body === "string") {
    if (!body.includes(ONE)) return body;
    covered.add(`${operation} ${at.replaceAll(/\/\d+(?=\/|$)/g, "/*")}`);
    const text = body.includes(MANY) ? payloads(room.get(at) ?? 4000) : line(room.get(at) ?? 120);
    // What is not printed is refused; what remains of such a payload goes on.
    const printed = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "");
    return body.replace(body.includes(MANY) ? MANY : ONE, () => printed);
  }
  if (Array.isArray(body)) return body.map((one, place) => filled(one, `${at}/${place}`, operation, room));
  if (body === null || typeof body !== "object") return body;
  return Object.fromEntries(Object.entries(body).map(([name, one]) => [name, filled(one, `${at}/${name}`, operation, room)]));
}

/** Somebody who sends; nobody in particular without a login. */
export class Sender {
  member = "";

  private constructor(
    private readonly request: APIRequestContext,
    private readonly school: string,
    private readonly token: string,
  ) {}

  static async of(request: APIRequestContext, school: string, login?: string, password?: string): Promise<Sender> {
    if (!login) return new Sender(request, school, "");
    const answer = await request.post("/api/v1/auth/login", { data: { login, password } });
    expect(answer.ok(), login).toBe(true);
    const sender = new Sender(request, school, (await answer.json()).access_token);
    sender.member = (await sender.get("/api/v1/me")).memberships[0].id;
    return sender;
  }

  private headers(): Record<string, string> {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }

  async get(address: string): Promise<any> {
    const answer = await this.request.get(address, { headers: this.headers() });
    expect(answer.ok(), `${address}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  }

  /** What the server says of a file, and the file. */
  async file(address: string): Promise<{ head: Record<string, string>; text: string }> {
    const answer = await this.request.get(address, { headers: this.headers() });
    expect(answer.ok(), address).toBe(true);
    return { head: answer.headers(), text: await answer.text() };
  }

  async text(address: string): Promise<string> {
    const answer = await this.request.get(address, { headers: this.headers() });
    expect(answer.ok(), address).toBe(true);
    return answer.text();
  }

  /**
   * Sends a body with payloads. What is too long for its field is cut to what there is room for; a field that takes no such text
   * gets `plain`, where that is told, and is refused for good otherwise.
   */
  async send(id: string, ids: Record<string, string>, body: Json, { version, plain = {} }: { version?: number; plain?: Record<string, Json> } = {}): Promise<any> {
    const operation = operations.get(id);
    if (!operation) throw new Error(`${id} is no operation`);
    const address = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? this.school);
    const room = new Map<string, number>();
    const left: Record<string, Json> = {};
    for (let tried = 0; tried < 12; tried += 1) {
      const headers = this.headers();
      if (operation.headers.includes("Idempotency-Key")) headers["Idempotency-Key"] = randomUUID();
      if (operation.headers.includes("If-Match")) headers["If-Match"] = `"${version ?? 1}"`;
      const data = filled(put(body, left), "", id, room);
      const answer: APIResponse = await this.request.fetch(address, { method: operation.method.toUpperCase(), headers, data });
      if (answer.ok()) return answer.status() === 204 ? null : answer.json().catch(() => null);
      const told = await answer.json().catch(() => ({}));
      let again = false;
      for (const error of (answer.status() === 422 ? (told.errors ?? []) : []) as { pointer: string; max?: number }[]) {
        const pointer: string = error.pointer;
        const max = error.max;
        if (max && !room.has(pointer)) {
          room.set(pointer, max);
          again = true;
        } else if (plain[pointer] !== undefined && left[pointer] === undefined) {
          left[pointer] = plain[pointer];
          again = true;
        }
      }
      if (!again) throw new Error(`${id} ${address}: ${answer.status()} ${JSON.stringify(told).slice(0, 1500)}`);
    }
    throw new Error(`${id}: never taken`);
  }
}

/** The body with other values at some pointers. */
function put(body: Json, values: Record<string, Json>): Json {
  const copy = structuredClone(body);
  for (const [pointer, value] of Object.entries(values)) {
    const names = pointer.slice(1).split("/");
    const last = names.pop() ?? "";
    const within = names.reduce((at: any, name) => at?.[name], copy);
    if (within) within[last] = value;
  }
  return copy;
}
