// nodemailer with a pool, for `peers.nodemailer`: one run for each line of JSON on its input.
//
//     NODE_PATH=… node pooled.js MESSAGE        {"port", "number", "connections", "composes"} → {"seconds"}
//
// Either it sends a message that is ready, which is all that our bare client does; or it is used as it is meant to be,
// and makes each message from its HTML.
"use strict";

const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const nodemailer = require("nodemailer");

const raw = readFileSync(process.argv[2]);
const envelope = { from: "letters@example.com", to: ["reader@example.com"] };

const html = `<p>${"High water comes fifty minutes later each day. ".repeat(raw.length / 48)}</p>`;

async function run({ port, number, connections, composes }) {
  const { from, to } = envelope;
  const letter = composes ? { from, to, subject: "Tides", html } : { envelope, raw };
  const began = process.hrtime.bigint();
  const pool = nodemailer.createTransport({
    host: "127.0.0.1",
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
  });
  let left = number;
  const sender = async () => {
    while (left-- > 0) await pool.sendMail(letter);
  };
  await Promise.all(Array.from({ length: 2 * connections }, sender)); // the next is at hand when one is done
  pool.close();
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9 };
}

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await run(JSON.parse(line))));
  }
})();
