// npm's mjml, for `peers.node`: one answer for each line of JSON on its input.
//
//     NODE_PATH=… node mjml.js        {"sources"} → {"letters": [{"html", "complaints"}], "seconds"}
//
// The seconds are processor time, of rendering alone, since the process began. As in our own rendering, no font is
// linked; and nothing is minified.
"use strict";

const { createInterface } = require("node:readline");
const mjml2html = require("mjml");

const options = { fonts: {}, ignoreIncludes: true, minify: false, validationLevel: "soft" };
let microseconds = 0;

function render(source) {
  const began = process.cpuUsage();
  const { html, errors } = mjml2html(source, options);
  const { user, system } = process.cpuUsage(began);
  microseconds += user + system;
  return { html, complaints: errors.map((error) => error.formattedMessage) };
}

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const letters = JSON.parse(line).sources.map(render);
    console.log(JSON.stringify({ letters, seconds: microseconds / 1e6 }));
  }
})();
