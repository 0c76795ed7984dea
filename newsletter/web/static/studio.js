// The studio's one script: pages that follow the project, frames that are drawn wider and scroll together. Every page
// works without it. Frames run no script of their own; whatever happens in them is watched from here.

const main = document.getElementById("main");

// ── live: the project says when it has changed, and the page fetches itself anew ──

const away = document.querySelector(".away");
let stream = null;

function listen() {
  stream?.close();
  stream = new EventSource("/live");
  stream.onopen = () => { away.textContent = ""; };
  stream.onerror = () => { away.textContent = "The studio does not answer; changes show once it does."; };
  stream.onmessage = ({ data }) => { if (data !== main.dataset.revision) refresh(); };
}

// A browser opens six connections to a server at most, for all its tabs: those that nobody looks at give theirs back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stream?.close();
  else listen();
});

let turn = 0;

async function refresh() {
  const mine = ++turn;
  const answer = await fetch(location.href).catch(() => null);
  const html = await answer?.text();
  if (html === undefined || mine !== turn) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("main");
  if (!fresh) return;
  document.title = page.title;
  become(main, fresh);
  watchFrames();
}

// ── becoming: only what differs is touched, so that scroll, focus, typed words and open details stay ──

function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) { old.data = fresh.data; return; }
  if (old.nodeName === "IFRAME" && old.getAttribute("src") !== fresh.getAttribute("src")) { replaceFrame(old, fresh); return; }
  becomeAlike(old, fresh);
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const same = counterpart(at, next);
    if (!same) { old.insertBefore(document.adoptNode(next), at); continue; }
    while (at !== same) at = removed(at);
    at = same.nextSibling;
    become(same, next);
  }
  while (at) at = removed(at);
}

const OWN = { DETAILS: ["open"], IFRAME: ["style"] }; // what is the page's own, whatever the server says

function becomeAlike(old, fresh) {
  const own = OWN[old.nodeName] ?? [];
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !own.includes(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !own.includes(name)) old.setAttribute(name, value);
  }
}

/** The node from `at` on that `next` is the new state of: by its id, else the very next one of its kind. */
function counterpart(at, next) {
  if (!next.id) return at && !at.id && at.nodeName === next.nodeName ? at : null;
  for (let node = at; node; node = node.nextSibling) if (node.id === next.id && node.nodeName === next.nodeName) return node;
  return null;
}

function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** The new frame loads unseen behind the old one and takes its place once it is there: no flicker, scrolled alike. */
function replaceFrame(old, fresh) {
  const next = document.adoptNode(fresh);
  next.classList.add("coming");
  next.removeAttribute("id"); // there is one of a name only
  next.style.blockSize = old.style.blockSize;
  old.after(next);
  next.addEventListener("load", () => {
    const { scrollX, scrollY } = old.contentWindow;
    next.contentWindow.scrollTo(scrollX, scrollY);
    const focused = document.activeElement === old;
    old.remove();
    next.classList.remove("coming");
    next.id = old.id;
    if (focused) next.focus({ preventScroll: true });
  }, { once: true });
}

// ── choices: another width or look without leaving the place on the page ──

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#view a, #headers .switch a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  shown = link.href;
  history.pushState(null, "", link.href);
  refresh();
});

let shown = location.href;
addEventListener("popstate", () => {
  if (location.href.split("#")[0] !== shown.split("#")[0]) refresh();
  shown = location.href;
});

/** What a finding leads to may lie in a closed part. */
function reveal() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = place?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  if (place?.closest("details")) place.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", reveal);

// ── frames: watched for what they scroll to and for the link that is pointed at ──

const watched = new WeakSet();
const led = new WeakMap(); // frame → where we have scrolled it to

function watchFrames() {
  for (const handle of main.querySelectorAll(".handle")) handle.ariaValueNow = frameOf(handle).offsetWidth;
  for (const frame of main.querySelectorAll("iframe")) {
    fit(frame);
    if (watched.has(frame)) continue;
    watched.add(frame);
    frame.addEventListener("load", () => watchPage(frame));
    frame.addEventListener("mouseleave", () => sayWhere(frame, null));
    watchPage(frame);
  }
}

function watchPage(frame) {
  const page = frame.contentDocument;
  fit(frame);
  if (!page || watched.has(page)) return;
  watched.add(page);
  const point = (event) => sayWhere(frame, event.target.closest?.("a[href]"));
  page.addEventListener("mouseover", point);
  page.addEventListener("focusin", point);
  if (frame.closest("[data-together]")) page.addEventListener("scroll", () => lead(frame), { passive: true });
}

// A letter that scrolls within a page is awkward under a finger, and paper does not scroll: there it is shown whole.
const whole = matchMedia("(width < 48rem), print");
const TALLEST = 30_000; // pixels; a letter may ask for more than all of the height it is given, again and again

function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  const height = whole.matches && page ? Math.ceil(page.getBoundingClientRect().height) : 0;
  frame.style.blockSize = height ? `${Math.min(height + 2, TALLEST)}px` : ""; // and its border
}

function fitAll() {
  for (const frame of main.querySelectorAll("iframe")) fit(frame);
}
whole.addEventListener("change", fitAll);
addEventListener("resize", fitAll);

/** Where the link leads that is pointed at, else the one in focus: its true target, which tracking hides in the letter. */
function sayWhere(frame, pointed) {
  const link = pointed ?? frame.contentDocument.activeElement?.closest("a[href]");
  const href = link?.getAttribute("href");
  const row = [...main.querySelectorAll("[data-href]")].find((one) => one.dataset.href === href);
  document.getElementById(`${frame.id}-leads-to`).textContent = row?.dataset.target ?? href ?? "";
}

function lead(frame) {
  const page = frame.contentDocument.scrollingElement;
  if (Math.abs(page.scrollTop - (led.get(frame) ?? -9)) < 2) return; // it follows another
  led.delete(frame);
  const share = page.scrollTop / Math.max(1, page.scrollHeight - page.clientHeight);
  for (const other of frame.closest("[data-together]").querySelectorAll("iframe")) {
    const its = other.contentDocument?.scrollingElement;
    if (!its || other === frame) continue;
    led.set(other, Math.round(share * (its.scrollHeight - its.clientHeight)));
    its.scrollTop = led.get(other);
  }
}

// ── the handle on a frame's edge ──

const STEPS = { ArrowLeft: -10, ArrowRight: 10, Home: -Infinity, End: Infinity };

main.addEventListener("keydown", (event) => {
  const handle = event.target.closest(".handle");
  if (!handle || !(event.key in STEPS)) return;
  event.preventDefault();
  draw(handle, frameOf(handle).offsetWidth + STEPS[event.key] * (event.shiftKey ? 5 : 1));
  settle();
});

main.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest(".handle");
  if (!handle) return;
  event.preventDefault();
  handle.focus();
  handle.setPointerCapture(event.pointerId);
  const [frame, desk] = [frameOf(handle).getBoundingClientRect(), handle.closest(".desk").getBoundingClientRect()];
  const growth = Math.abs(frame.left - desk.left - (desk.right - frame.right)) < 2 ? 2 : 1; // in the middle it grows both ways
  const pull = ({ clientX }) => draw(handle, frame.width + (clientX - event.clientX) * growth);
  handle.addEventListener("pointermove", pull);
  handle.addEventListener("lostpointercapture", () => {
    handle.removeEventListener("pointermove", pull);
    settle();
  }, { once: true });
});

function frameOf(handle) {
  return document.getElementById(handle.getAttribute("aria-controls"));
}

function draw(handle, wanted) {
  const { ariaValueMin: least, ariaValueMax: most } = handle;
  const width = Math.round(Math.min(Number(most), Math.max(Number(least), wanted)));
  for (const frame of main.querySelectorAll("iframe")) frame.width = width;
  for (const one of main.querySelectorAll(".handle")) showWidth(one, width);
  fitAll();
}

function showWidth(handle, width) {
  handle.ariaValueNow = width;
  handle.ariaValueText = `${width} pixels`;
  handle.firstElementChild.textContent = width;
}

let settling = 0;

/** Once the handle rests, the width stands in the address and in all links of the page. */
function settle() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const address = new URL(location.href);
    address.searchParams.set("width", main.querySelector("iframe").width);
    shown = address.href;
    history.replaceState(null, "", address);
    refresh();
  }, 250);
}

document.documentElement.classList.add("scripted");
listen(); // first: a letter can name a picture addEventListener, and what watches its frame trips over it
reveal();
watchFrames();
