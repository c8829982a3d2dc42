/** A school in which everything that people type is a payload. */
import type { APIRequestContext } from "@playwright/test";
import { MANY, ONE, Sender } from "./xss-fields";
import { HOST, PAYLOADS } from "./xss-payloads";

const SCHOOL = "xss";
const AT = `/api/v1/schools/${SCHOOL}`;
const PASSWORD = "семь синих слонов";

/** A day of the school, so many days from today. */
export function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toLocaleDateString("en-CA", { timeZone: "Europe/Moscow" });
}

export interface Filled {
  /** Addresses of the app's screens that belong to one object, by who reads them. */
  head: string[];
  admin: string[];
  parent: string[];
  headSender: Sender;
  parentSender: Sender;
}

export async function fill(request: APIRequestContext): Promise<Filled> {
  const as = (who: string) => Sender.of(request, SCHOOL, `${who}-xss@school.test`, PASSWORD);
  const [head, deputy, admin] = [await as("head"), await as("deputy"), await as("admin")];
  const [parent, teacher] = [await as("parent"), await as("teacher")];
  const guest = await Sender.of(request, SCHOOL);
  const filled: Filled = { head: [], admin: [], parent: [], headSender: head, parentSender: parent };
  // The form asks for some seconds.
  const form = [await guest.get(`/api/v1/public/${SCHOOL}/callbacks/form`), await guest.get(`/api/v1/public/${SCHOOL}/callbacks/form`)];
  const { token } = await guest.get(`/api/v1/public/${SCHOOL}/voices/form`);
  const opened = Date.now();

  await school(head, admin);
  const helper = await people(head, admin, teacher, filled);
  await schedule(head, admin, filled);
  await materials(head, admin, parent, filled);
  await requests(head, deputy, admin, parent, filled);
  await consultations(head, admin, parent, filled);
  await privacy(head, parent, helper);

  await new Promise((done) => setTimeout(done, Math.max(0, 5_000 - (Date.now() - opened))));
  await voices(head, admin, parent, guest, token);
  for (const { token } of form) {
    const phone = `+7 900 ${String(Math.random()).slice(2, 5)}-${String(Math.random()).slice(2, 4)}-00`;
    await guest.send("public_callbacks_send", {}, { token, name: ONE, class_name: ONE, phone: `${phone} ${ONE}`, text: MANY, consent: true }, { plain: { "/phone": phone, "/class_name": "7А" } });
  }
  const waiting = (await admin.get(`${AT}/callbacks`)).items;
  await admin.send("callbacks_dismiss", { callback: waiting[0].id }, { reason: MANY }, { version: waiting[0].version });
  const body = { topic: "other", description: MANY, requester: parent.member, answer: MANY };
  await admin.send("callbacks_register", { callback: waiting[1].id }, body);
  filled.admin.push(`/s/${SCHOOL}/callbacks/${waiting[0].id}`, `/s/${SCHOOL}/callbacks/${waiting[1].id}`);
  return filled;
}

async function school(head: Sender, admin: Sender): Promise<void> {
  const { version } = await head.get(AT);
  const vendor = { name: ONE, phone: ONE, email: ONE, group: ONE };
  const contacts = { phone: ONE, email: ONE, room: MANY, journal_mail: MANY, vendor };
  const body = { name: ONE, contacts, agreement_steps: [{ kind: "body", title: ONE }], embed_sites: [`https://${ONE}`], conduct: { clause: ONE, founder: ONE, founder_email: ONE } };
  const plain = { "/contacts/email": "a@b.test", "/contacts/vendor/email": "a@b.test", "/contacts/vendor/group": `https://${HOST}/group`, "/embed_sites/0": "https://site.test", "/contacts/phone": "+7 900 000-00-00", "/contacts/vendor/phone": "+7 900 000-00-00", "/conduct/founder_email": "uo@b.test" };
  await head.send("schools_update", {}, body, { version, plain });
  const calendar = await head.get(`${AT}/calendar`);
  const week = { mon: [["00:00", "24:00"]], tue: [["00:00", "24:00"]], wed: [["00:00", "24:00"]], thu: [["00:00", "24:00"]], fri: [["00:00", "24:00"]], sat: [["00:00", "24:00"]], sun: [["00:00", "24:00"]] };
  const days = [0, 1].map((ahead) => ({ from: day(ahead), to: day(ahead), name: ONE, rule: { kind: "break", hours: [["00:00", "24:00"]] } }));
  await head.send("calendars_publish", {}, { national: false, week, days }, { version: calendar.version });
  const policy = await head.get(`${AT}/deadlines/policy`);
  await head.send("policies_publish", {}, { rules: [], refusals: true, vendor_pauses: true }, { version: policy.version });
  for (let n = 0; n < 3; n += 1) await head.send("clients_create", {}, { name: ONE, scopes: ["ticket_read"] });
  await admin.send("me_drafts_keep", {}, { drafts: [{ name: `xss/${ONE}`, text: MANY }] }, { plain: { "/drafts/0/name": "xss/new" } });
}

/** Of a class: whatever has none yet. */
function letter(): string {
  const letters = [..."БВГДЕЖЗИКЛМНПРСТУФХЦЧШЭЮЯ"];
  return letters[Math.floor(Math.random() * letters.length)] ?? "Б";
}

async function people(head: Sender, admin: Sender, teacher: Sender, filled: Filled): Promise<string> {
  const plain = { "/email": "", "/phone": "", "/external_id": null };
  let [card, student] = ["", ""];
  for (const role of ["teacher", "student", "parent", "teacher", "student", "parent", "staff", "staff"]) {
    const body = { name: ONE, roles: [role], post: role === "student" || role === "parent" ? "" : ONE, email: ONE, phone: ONE, external_id: ONE };
    // Whoever has no parents on a card has a representative by name.
    card = (await admin.send("people_create", {}, body, { plain: { ...plain, "/external_id": `x-${Math.random()}` } })).id;
    if (role === "student") student = card;
  }
  filled.head.push(`/s/${SCHOOL}/people/${card}`);
  for (const who of ["teacher-xss", "student-xss", "parent-xss", "deputy-xss", "admin-xss"]) {
    const cards: { id: string; name: string }[] = (await head.get(`${AT}/people?limit=100`)).items;
    const card = cards.find(({ name }) => name === who);
    if (!card) throw new Error(`nobody is ${who}`);
    const found = await head.get(`${AT}/people/${card.id}`);
    const body = { name: ONE, post: ONE, email: ONE, phone: ONE, external_id: ONE };
    await head.send("people_update", { member: found.id }, body, { version: found.version, plain: { ...plain, "/external_id": `y-${Math.random()}`, "/post": "" } });
    filled.head.push(`/s/${SCHOOL}/people/${found.id}`);
  }
  const made = await admin.send("classes_create", {}, { name: ONE }, { plain: { "/name": `8${letter()}` } });
  await admin.send("classes_update", { class: made.id }, { name: ONE }, { version: made.version ?? 1, plain: { "/name": `9${letter()}` } });
  await admin.send("imports_create", {}, { text: `ID;ФИО;Роль;Класс\nx-1;${ONE.repeat(1)};ученик;7А\n` });
  const contacts = await head.get(`${AT}/people/${teacher.member}`);
  await admin.send("card_contacts_update", { member: teacher.member }, { email: ONE, phone: ONE }, { version: contacts.version, plain: { "/email": "a@b.test", "/phone": "+7 900 000-00-00" } }).catch((error: Error) => {
    // A teacher has nobody's contacts checked: what counts is that the field was tried.
    if (!/ 40[34] /.test(error.message)) throw error;
  });
  const order = { member: teacher.member, order_number: ONE, order_date: day(-3), from: day(-2), directions: ["technical", "methodical"] };
  const entered = await admin.send("appointments_create", {}, order);
  const right = await admin.send("appointments_correct", { appointment: entered.id }, order, { version: entered.version });
  await head.send("appointments_approve", { appointment: entered.id }, {}, { version: right.version });
  await head.send("acting_create", {}, { member: admin.member, order_number: ONE, order_date: day(0), from: day(20), to: day(21) });
  const away = await head.send("absences_create", {}, { member: teacher.member, from: day(3), to: day(4), reason: ONE });
  await head.send("absences_update", { absence: away.id }, { reason: ONE, to: day(5) }, { version: away.version });
  await head.send("consents_record", {}, { kind: "consent", date: day(-1), member: student, representative: ONE });
  return teacher.member;
}

async function schedule(head: Sender, admin: Sender, filled: Filled): Promise<void> {
  const year = new Date(Date.now() - 8 * 30.5 * 86_400_000).getFullYear();
  const table = `\tПн\tВт\tСр\tЧт\tПт\nСоколова К.Д. (${ONE})\t9.00-10.00\t\t14.30-16.00\n`;
  await admin.send("schedules_preview", {}, { text: table });
  const made = await admin.send("schedules_create", {}, { text: table, year: `${year}-${year + 1}` });
  const id = made.summary?.id ?? made.id;
  const at = { schedule: id };
  const version = async () => {
    const found = await head.get(`${AT}/schedules/${id}`);
    return { version: found.version ?? found.summary.version };
  };
  const hours = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((on) => ({ day: on, range: { from: "09:00", to: "20:00" }, place: ONE, modes: ["in_person"], entry: "booking", audiences: ["parents"] }));
  const lines = [0, 1, 2].map(() => ({ name: ONE, posts: [ONE, ONE], member: null, directions: [], hours }));
  lines.push({ name: ONE, posts: [ONE, ONE], member: admin.member as unknown as null, directions: [], hours });
  await admin.send("schedules_lines", at, { lines }, await version());
  const step = { kind: "body", title: (await head.get(AT)).agreement_steps[0].title };
  await head.send("schedules_agree", at, { step, protocol: { number: ONE, date: day(0) } }, await version());
  await head.send("schedules_approve", at, { order: { number: ONE, date: day(0), appendix: ONE } }, await version());
  await head.send("schedules_publish", at, { from: day(0) }, await version());
  filled.head.push(`/s/${SCHOOL}/schedule/${id}`);
  const again = await admin.send("schedules_create", {}, { text: table, year: `${year}-${year + 1}` });
  const draft = again.summary?.id ?? again.id;
  filled.admin.push(`/s/${SCHOOL}/schedule/${draft}/edit`, `/s/${SCHOOL}/schedule/${draft}/compare`, `/s/${SCHOOL}/schedule/${draft}`);
}

async function materials(head: Sender, admin: Sender, parent: Sender, filled: Filled): Promise<void> {
  const text = { topic: "access", title: ONE, text: MANY, source: ONE, link: ONE, licence: ONE, journal: ONE };
  const plain = { "/link": `https://${HOST}/"><img src=x onerror=__xss(0)>` };
  for (let n = 0; n < 4; n += 1) {
    // One of them is for everybody.
    const article = n === 1 ? { ...text, visibility: "public" } : { ...text, audiences: ["parents", "students", "staff"] };
    const made = await head.send("articles_create", {}, article, { plain: n ? { "/link": `https://${HOST}/a` } : plain }).catch(() => head.send("articles_create", {}, article, { plain: { "/link": `https://${HOST}/a` } }));
    const id = made.summary?.id ?? made.id;
    const at = { article: id };
    const version = async () => {
      const found = await head.get(`${AT}/articles/${id}`);
      return { version: found.summary?.version ?? found.version };
    };
    if (!n) {
      await head.send("articles_submit", at, {}, await version());
      await head.send("articles_return", at, { remark: ONE }, await version());
      await head.send("articles_replace", at, article, { ...(await version()), plain: { "/link": `https://${HOST}/a` } });
    }
    await head.send("articles_publish", at, {}, await version());
    filled.parent.push(`/s/${SCHOOL}/articles/${id}`);
    await parent.send("articles_vote", at, { useful: false, missing: MANY });
    if (n) continue;
    filled.admin.push(`/s/${SCHOOL}/articles/${id}/edit`, `/s/${SCHOOL}/articles/${id}/work`);
  }
  await head.send("articles_preview", {}, { text: MANY });
  await parent.send("articles_suggest", {}, { text: MANY });
  await parent.send("articles_search", {}, { text: ONE });
  for (let n = 0; n < 4; n += 1) {
    const phrase = { kind: n % 2 ? "reply" : "question", mine: n > 1, title: ONE, text: MANY };
    const made = await admin.send("phrases_create", {}, phrase);
    await admin.send("phrases_replace", { phrase: made.id }, phrase, { version: made.version });
    const view = await admin.send("views_create", {}, { name: ONE, filters: { scope: "work" } });
    await admin.send("views_replace", { view: view.id }, { name: ONE, filters: { scope: "work" } }, { version: view.version });
  }
  const kinds = ["regulation", "consent", "agreement"];
  for (const kind of kinds.slice(0, 1)) {
    await head.send("documents_create", {}, { kind, title: ONE, text: "", link: `https://${ONE}`, order_number: ONE, order_date: day(-1) }, { plain: { "/link": `https://${HOST}/d.pdf` } });
    await head.send("documents_create", {}, { kind, title: ONE, text: MANY, order_number: ONE, order_date: day(0) });
  }
}

async function requests(head: Sender, deputy: Sender, admin: Sender, parent: Sender, filled: Filled): Promise<void> {
  const version = async (id: string) => {
    const found = await head.get(`${AT}/tickets/${id}`);
    return { version: found.version ?? found.summary.version };
  };
  const files = async (description = MANY) => {
    const made = await parent.send("tickets_create", {}, { topic: "other", description, class_name: ONE }, { plain: { "/class_name": "7А" } });
    const id: string = made.id ?? made.summary.id;
    for (const list of [filled.parent, filled.admin]) list.push(`/s/${SCHOOL}/tickets/${id}`);
    return id;
  };
  const first = await files();
  const at = { ticket: first };
  for (let n = 0; n < 3; n += 1) await parent.send("messages_create", at, { text: MANY });
  await admin.send("messages_create", at, { text: MANY, internal: true });
  await admin.send("tickets_ask", at, { text: MANY }, await version(first));
  await parent.send("messages_create", at, { text: MANY });
  await admin.send("tickets_hand_over", at, { channel: "email", text: MANY, reference: ONE }, await version(first));
  await admin.send("tickets_reference", at, { reference: ONE }, await version(first));
  await admin.send("tickets_outcome", at, { outcome: "answered", text: MANY }, await version(first));
  await admin.send("tickets_answer", at, { text: MANY }, await version(first));
  await parent.send("tickets_rating", at, { stars: 1, reasons: [], comment: MANY });
  await parent.send("tickets_reopen", at, { text: MANY }, await version(first));
  await admin.send("tickets_answer", at, { text: MANY }, await version(first));

  const second = await files(ONE);
  await deputy.send("tickets_refuse", { ticket: second }, { text: MANY }, await version(second));
  await parent.send("tickets_object", { ticket: second }, { text: MANY }, await version(second));
  await head.send("tickets_decide", { ticket: second }, { upheld: false, text: MANY }, await version(second));
  const third = await files(ONE);
  await admin.send("tickets_redirect", { ticket: third }, { text: MANY }, await version(third));
  const fourth = await files(ONE);
  await admin.send("tickets_stop", { ticket: fourth }, { text: MANY, report: MANY, wish: ONE }, await version(fourth));
  const report = await parent.send("conduct_create", {}, { ticket: first, helper: admin.member, text: MANY, wish: ONE });
  const about = { report: report.id };
  await head.send("conduct_ask", about, { text: MANY }, { version: 1 });
  await parent.send("conduct_reply", about, { text: MANY }, { version: 2 });
  await head.send("conduct_decide", about, { outcome: "confirmed", reasons: MANY, for_reporter: MANY, for_reported: MANY }, { version: 3 });
  for (const list of [filled.parent, filled.head]) list.push(`/s/${SCHOOL}/conduct/${report.id}`);
  const fifth = await files(ONE);
  await admin.send("tickets_bulk", {}, { do: { act: "answer", text: MANY }, items: [{ id: fifth, version: (await version(fifth)).version }] });

  for (let n = 0; n < 4; n += 1) {
    const body = { topic: "other", channel: "telephone", group: "parent", guest: { name: ONE, phone: ONE }, description: MANY, answer: MANY, class_name: ONE };
    const made = await admin.send("tickets_create", {}, body, { plain: { "/guest/phone": "+7 900 000-00-00", "/class_name": "7А" } });
    filled.admin.push(`/s/${SCHOOL}/tickets/${made.id ?? made.summary.id}`);
  }
  // A letter: what is read of it is filed as it was read.
  const html = PAYLOADS.slice(0, 60).join("\r\n");
  for (const type of ["plain", "html"]) {
    const eml = `From: "${ONE}" <a@b.test>\r\nSubject: ${ONE}\r\nContent-Type: text/${type}; charset=utf-8\r\n\r\n${html}\r\n`;
    const read = await admin.send("tickets_email", {}, { eml });
    const body = { topic: "other", channel: "email", group: "parent", guest: { name: read.name || ONE }, description: `${read.subject}\n${read.text}`.slice(0, 4000), class_name: "7А" };
    const made = await admin.send("tickets_create", {}, body, { plain: { "/guest/name": "Письмо" } });
    filled.admin.push(`/s/${SCHOOL}/tickets/${made.id ?? made.summary.id}`);
  }
  const low = (await head.get(`${AT}/follow-ups`)).items[0];
  await head.send("follow_ups_close", { follow_up: low.id }, { outcome: MANY }, { version: low.version });
}

/** Thanks and suggestions, with and without an account; answered, and passed on. */
async function voices(head: Sender, admin: Sender, parent: Sender, guest: Sender, token: string): Promise<void> {
  await parent.send("voices_create", {}, { kind: "thanks", text: MANY, helper: admin.member });
  await parent.send("voices_create", {}, { kind: "suggestion", text: MANY });
  await guest.send("public_voices_send", {}, { token, kind: "suggestion", text: MANY, contact: ONE, consent: true });
  const all = (await head.get(`${AT}/voices`)).items;
  for (const one of all) {
    const at = { voice: one.id };
    if (one.guest) continue;
    const seen = one.helper ? await head.send("voices_pass", at, {}, { version: one.version }) : one;
    await head.send("voices_answer", at, { text: MANY }, { version: seen.version });
  }
}

async function consultations(head: Sender, admin: Sender, parent: Sender, filled: Filled): Promise<void> {
  const extra = { member: admin.member, date: day(1), range: { from: "20:00", to: "22:00" }, place: ONE, modes: ["in_person"], entry: "booking", audiences: ["parents"] };
  await head.send("extra_hours_create", {}, extra);
  const free = (await parent.get(`${AT}/slots?helper=${admin.member}&from=${day(1)}&to=${day(6)}`)).items;
  const starts = (n: number) => ({ helper: admin.member, starts_at: free[n].starts_at });
  const asked = { mode: "in_person", topic: "access", question: MANY };
  const booked = await parent.send("consultations_book", {}, { ...starts(0), ...asked });
  const held = await parent.send("consultations_hold", {}, starts(2));
  await parent.send("consultations_confirm", { booking: held.id }, asked, { version: held.version });
  await parent.send("waiting_create", {}, { helper: admin.member, topic: "access", question: MANY }).catch((error: Error) => {
    // While times are free nobody waits: the field was tried.
    if (!/ 409 /.test(error.message)) throw error;
  });
  const walked = await admin.send("consultations_walk_in", {}, { minutes: 10, topic: "access", visitor: parent.member, note: MANY });
  const booking = { booking: walked.id };
  await admin.send("consultations_result", booking, { note: MANY, homework: MANY }, { version: walked.version });
  await admin.send("consultations_request", booking, { topic: "access", description: MANY });
  filled.parent.push(`/s/${SCHOOL}/consultations/${booked.id}`);
  filled.admin.push(`/s/${SCHOOL}/consultations/${walked.id}`);
}

async function privacy(head: Sender, parent: Sender, _helper: string): Promise<void> {
  const plain = { "/email": null, "/phone": null };
  await parent.send("me_corrections_create", {}, { member: parent.member, name: ONE, note: MANY, email: ONE, phone: ONE }, { plain });
  const wish = (await head.get(`${AT}/corrections`)).items[0];
  await head.send("corrections_refuse", { correction: wish.id }, { reason: MANY }, { version: wish.version });
  await parent.send("me_corrections_create", {}, { member: parent.member, name: ONE, note: MANY }, { plain });
  await parent.send("me_erasures_create", {}, { member: parent.member });
  const asked = (await head.get(`${AT}/erasures`)).items[0];
  await head.send("erasures_refuse", { erasure: asked.id }, { reason: MANY }, { version: asked.version });
}
