// nodemailer's mailparser, for `peers.node`: one answer for each line of JSON on its input.
//
//     NODE_PATH=… node mailparser.js        {"messages": [base64]} → {"read": [{"headers", "html", "text", …}]}
"use strict";

const { createInterface } = require("node:readline");
const { simpleParser } = require("mailparser");

// What the parser would make of a part for convenience, the other part and links of bare addresses, is none of ours.
const options = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };

async function read(message) {
  const mail = await simpleParser(Buffer.from(message, "base64"), options);
  const people = (field) => (mail[field] ? mail[field].value : []);
  return {
    subject: mail.subject ?? "",
    from: people("from"),
    to: people("to"),
    replyTo: people("replyTo"),
    messageId: mail.messageId,
    date: mail.date,
    list: mail.headers.get("list"),
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line])),
    names: mail.headerLines.map(({ key }) => key),
    html: mail.html,
    text: mail.text,
    attachments: mail.attachments.length,
  };
}

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify({ read: await Promise.all(JSON.parse(line).messages.map(read)) }));
  }
})();
