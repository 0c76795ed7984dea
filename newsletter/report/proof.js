// On paper a letter stands in its whole height, and nothing in it is cut in two where a page ends. It runs no script
// and tells nobody its height; but its frame is of this page's origin, so it can be measured and moved from here.
const PAGE = ((297 - 2 * 14) * 96) / 25.4; // pixels between the margins of a page, as @page has them
const frames = document.querySelectorAll(".letter > iframe");

addEventListener("beforeprint", () => frames.forEach(layOut));
addEventListener("afterprint", () =>
  frames.forEach((frame) => frame.contentDocument.querySelectorAll(".page-end").forEach((row) => row.remove())),
);

function layOut(frame) {
  const letter = frame.contentDocument;
  keepLooks(letter);
  frame.style.cssText = "border: 0; width: 600px; height: 0"; // as wide as it is printed
  letter.defaultView.scrollTo(0, 0);
  const rows = [...letter.querySelectorAll("tr:not(:has(tr))")].filter(shows).map(wholeRow);
  for (const row of rows)
    if (room(row) < row.offsetHeight && row.offsetHeight < PAGE) moveDown(withHeading(row));
  // Chromium begins no new page behind a frame, so it fills its last one. An empty band at the end takes no page.
  const pages = Math.ceil(Math.max(...rows.map((row) => row.getBoundingClientRect().bottom)) / PAGE);
  frame.style.cssText = `--whole: ${Math.floor(pages * PAGE)}px`;
}

// It is printed as a screen shows it: MJML's rules for wide columns are for screens alone.
function keepLooks(letter) {
  for (const sheet of letter.styleSheets)
    for (const { media } of [sheet, ...sheet.cssRules])
      if (media) media.mediaText = media.mediaText.replace("screen", "all");
}

function shows(row) {
  return row.textContent.trim() || row.querySelector("img");
}

// A button, a picture or a column stands in a table of its own.
function wholeRow(row) {
  const around = row.parentElement.rows.length === 1 && row.parentElement.closest("tr");
  return around && around.offsetHeight < PAGE ? wholeRow(around) : row;
}

function withHeading(row) {
  const before = row.previousElementSibling;
  return before?.querySelector("h1, h2, h3") ? before : row;
}

function room(row) {
  return PAGE - (row.getBoundingClientRect().top % PAGE);
}

function moveDown(row) {
  const spacer = row.ownerDocument.createElement("tr");
  spacer.className = "page-end";
  spacer.insertCell().style.cssText = `height: ${room(row)}px; padding: 0`;
  row.before(spacer);
}
