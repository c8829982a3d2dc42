// A mail server for the browser tests: keeps each letter as a file of its folder, named after its reader.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
let number = 0;

/** A part of a letter: the plain one, or the one in HTML. */
function decoded(mail, type = "text/plain") {
  const plain = mail.slice(mail.indexOf(`Content-Type: ${type}`));
  const [head, ...rest] = plain.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n").split("\r\n--")[0];
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, "base64").toString();
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(head)) return body;
  const bytes = body.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

const server = createServer((socket) => {
  let to = "";
  let letter;
  let rest = "";
  const say = (line) => socket.write(`${line}\r\n`);
  const line = (text) => {
    if (letter !== undefined) {
      if (text !== ".") return letter.push(text);
      const name = `${to}-${String(++number).padStart(4, "0")}`;
      const mail = letter.join("\r\n");
      if (mail.includes("Content-Type: text/html")) writeFileSync(join(folder, `.html-${name}`), decoded(mail, "text/html"));
      writeFileSync(join(folder, `.${name}`), decoded(mail));
      renameSync(join(folder, `.${name}`), join(folder, name));
      letter = undefined;
      return say("250 taken");
    }
    const command = text.split(/[ :]/, 1)[0].toUpperCase();
    if (command === "RCPT") to = /<(.+)>/.exec(text)?.[1] ?? "nobody";
    if (command === "DATA") {
      letter = [];
      return say("354 go on");
    }
    say(command === "QUIT" ? "221 bye" : "250 ok");
  };
  socket.on("error", () => {});
  socket.on("data", (data) => {
    const lines = (rest + data.toString("latin1")).split("\r\n");
    rest = lines.pop() ?? "";
    lines.forEach(line);
  });
  say("220 tests");
});
server.listen(0, "127.0.0.1", () => {
  writeFileSync(join(folder, ".port"), String(server.address().port));
});
