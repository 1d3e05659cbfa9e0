"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const QUALITIES = data.qualities;
const KEY = "narrate-audition-" + data.audition.identity;
const candidates = data.audition.candidates;
const PLAY = "M4 2l14 8-14 8z", PAUSE = "M4 2h4v16H4zM12 2h4v16h-4z";

// --- what a person thought -------------------------------------------------------------------------------

let kept = { ratings: {}, saved_ms: 0, blind: null };
try {
  const found = JSON.parse(localStorage.getItem(KEY) || "null");
  if (found && typeof found.ratings === "object" && found.ratings) kept = found;
} catch (error) { /* a browser that keeps nothing for files: ratings last as long as the page */ }

const given = data.ratings.ratings;
const newer = kept.saved_ms >= data.ratings.saved_ms;
const ratings = newer ? { ...given, ...kept.ratings } : { ...kept.ratings, ...given };
let blind = kept.blind === null || kept.blind === undefined ? Object.keys(given).length === 0 : kept.blind;

function rating(candidate) {
  const own = ratings[candidate.identity];
  return own && typeof own.scores === "object" ? own : { scores: {}, note: "" };
}

function keep(changed) {
  if (changed) kept.saved_ms = Date.now();
  kept.ratings = ratings;
  kept.blind = blind;
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch (error) {
    tell("This browser keeps nothing for this page: save the ratings before you close it.");
  }
}

function rate(candidate, quality, score) {
  const own = rating(candidate);
  const scores = { ...own.scores };
  if (scores[quality] === score) delete scores[quality];
  else scores[quality] = score;
  ratings[candidate.identity] = { ...own, scores };
  keep(true);
}

// --- small things ----------------------------------------------------------------------------------------

function make(tag, settings = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inside);
  return element;
}

function drawn(path, box) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(space, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

function tell(text) {
  document.getElementById("told").textContent = text;
}

function shuffled(list, seed) {
  let state = parseInt(seed.slice(0, 8), 16) >>> 0;
  const next = () => {  // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

function letter(index) {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
}

function number(value, digits, unit = "") {
  return value === null || value === undefined ? "–" : value.toFixed(digits).replace("-", "\u2212") + unit;
}

// --- playing ---------------------------------------------------------------------------------------------

const players = new Map();  // file -> { audio, parts }
let playing = null;

function player(file) {
  if (!players.has(file)) {
    const audio = make("audio", { src: encodeURIComponent(file), preload: "metadata" });
    const entry = { audio, part: null };
    const show = () => entry.part && entry.part.show();
    for (const event of ["play", "pause", "timeupdate", "seeked", "ended", "loadedmetadata"]) audio.addEventListener(event, show);
    audio.addEventListener("error", () => tell("A clip cannot be played: " + file + " is not beside this page, or this browser plays no FLAC."));
    audio.addEventListener("play", () => {
      const step = () => { show(); if (!audio.paused) requestAnimationFrame(step); };
      step();
    });
    document.body.append(audio);
    players.set(file, entry);
  }
  return players.get(file);
}

function toggle(file) {
  const { audio } = player(file);
  if (playing && playing !== audio) playing.pause();
  playing = audio;
  if (audio.paused) audio.play().catch(() => {});
  else audio.pause();
}

function stop() {
  if (!playing) return false;
  const was = !playing.paused;
  playing.pause();
  playing.currentTime = 0;
  playing = null;
  return was;
}

function wave(clip, label) {
  const { audio } = player(clip.file);
  const bars = clip.shape.map((high, at) => `M${at} ${50 - high / 2.1}h.7v${high / 1.05 + 0.6}h-.7z`).join("");
  const box = `0 0 ${Math.max(1, clip.shape.length)} 100`;
  const played = drawn(bars, box);
  played.classList.add("played");
  const area = make("div", { class: "wave", onclick: (event) => {
    const place = area.getBoundingClientRect();
    if (audio.duration) audio.currentTime = audio.duration * (event.clientX - place.left) / place.width;
    if (audio.paused) toggle(clip.file);
  } }, drawn(bars, box), played);
  const whole = clip.measures.seconds;
  if (!blind) for (const each of clip.artefacts || []) {
    const flag = make("span", { class: "flag", title: each.kind });
    flag.style.left = `${100 * each.start_s / whole}%`;
    flag.style.width = `${100 * (each.end_s - each.start_s) / whole}%`;
    area.append(flag);
  }
  const icon = drawn(PLAY, "0 0 20 20");
  const button = make("button", { class: "play", type: "button", "aria-label": `Play ${label}`, onclick: () => toggle(clip.file) }, icon);
  const time = make("span");
  const part = { show() {
    const share = audio.duration ? audio.currentTime / audio.duration : 0;
    played.style.clipPath = `inset(0 ${100 - 100 * share}% 0 0)`;
    icon.firstChild.setAttribute("d", audio.paused || audio.ended ? PLAY : PAUSE);
    button.setAttribute("aria-label", `${audio.paused || audio.ended ? "Play" : "Pause"} ${label}`);
    time.textContent = `${audio.currentTime.toFixed(1)} of ${whole.toFixed(1)} s`;
  } };
  players.get(clip.file).part = part;
  part.show();
  return { area, button, time };
}

// --- the page --------------------------------------------------------------------------------------------

let line = 0, here = 0, next = 0;  // which line, which card, which quality the next digit is for
let order = [];

function ordered() {
  return blind ? shuffled(candidates, data.audition.identity) : candidates;
}

function clipOf(candidate) {
  return candidate.lines.find((each) => each.line === line + 1);
}

function card(candidate, index) {
  const called = `Candidate ${letter(index)}`;
  const clip = clipOf(candidate);
  const own = rating(candidate);
  const article = make("article", { class: "card" + (index === here ? " here" : ""), "data-index": index, "aria-label": called });
  article.addEventListener("focusin", () => choose(index));
  article.addEventListener("pointerdown", () => choose(index));
  const who = make("div", { class: "who" },
    make("h3", {}, make("bdi", { text: blind ? called : candidate.title })),
    blind || candidate.manner === "none" ? "" : make("p", { text: candidate.manner }));
  const mean = make("div", { class: "mean" });
  const top = make("div", { class: "top" });
  article.append(top);
  if (clip && clip.file) {
    const { area, button, time } = wave(clip, called);
    top.append(button, who, mean);
    const wrong = blind ? [] : [...new Set([...clip.artefacts.map((each) => each.kind), ...clip.faults])];
    article.append(area, make("div", { class: "under" }, time, make("span", { class: "faults", text: wrong.join(", ") })));
  } else {
    top.append(make("button", { class: "play", type: "button", disabled: true, "aria-label": "Nothing to play" }, drawn(PLAY, "0 0 20 20")), who, mean);
    article.append(make("p", { class: "under", text: blind || !clip ? "This line could not be rendered." : clip.failure }));
  }
  const rows = make("div", { class: "ratings" });
  for (const quality of QUALITIES) rows.append(scale(candidate, quality, () => showMean()));
  const note = make("textarea", { rows: 1, placeholder: "A note", "aria-label": `Note on ${called.toLowerCase()}`, dir: "auto", maxlength: 4000 });
  note.value = own.note || "";
  note.addEventListener("input", () => {
    ratings[candidate.identity] = { ...rating(candidate), note: note.value };
    keep(true);
  });
  article.append(rows, note);
  function showMean() {
    const scores = Object.values(rating(candidate).scores);
    mean.replaceChildren();
    if (scores.length) mean.append(make("b", { text: (scores.reduce((a, b) => a + b) / scores.length).toFixed(1) }), " mean");
  }
  showMean();
  return article;
}

function scale(candidate, quality, changed) {
  const buttons = make("div", { class: "scores", role: "radiogroup", "aria-label": quality });
  const show = () => {
    const score = rating(candidate).scores[quality] || 0;
    [...buttons.children].forEach((button, at) => {
      button.setAttribute("aria-checked", String(at + 1 === score));
      button.classList.toggle("upto", at + 1 < score);
    });
    changed();
  };
  for (let score = 1; score <= 5; score++) {
    buttons.append(make("button", {
      type: "button", role: "radio", text: String(score), "aria-label": `${quality} ${score} of 5`,
      onclick: () => { rate(candidate, quality, score); next = QUALITIES.indexOf(quality); show(); mark(); },
    }));
  }
  const set = make("fieldset", { class: "quality", "data-quality": quality },
    make("legend", { text: quality[0].toUpperCase() + quality.slice(1) + (quality === "artefacts" ? ", 5: none" : "") }), buttons);
  const score = rating(candidate).scores[quality] || 0;
  [...buttons.children].forEach((button, at) => {
    button.setAttribute("aria-checked", String(at + 1 === score));
    button.classList.toggle("upto", at + 1 < score);
  });
  set.show = show;
  return set;
}

function choose(index) {
  if (here === index) return;
  here = index;
  next = 0;
  mark();
}

function mark() {
  document.querySelectorAll(".card").forEach((each, index) => {
    each.classList.toggle("here", index === here);
    each.querySelectorAll(".quality").forEach((quality, at) => quality.classList.toggle("next", index === here && at === next));
  });
}

function show() {
  order = ordered();
  document.getElementById("name").textContent = data.audition.name;
  document.getElementById("about").textContent =
    `${candidates.length} ${candidates.length === 1 ? "candidate" : "candidates"}, all at ${number(data.audition.matched_lufs, 1)} LUFS, in ${data.audition.language}. ` +
    (blind ? "Names and figures are hidden, and the order is shuffled." : "Names are shown: ratings by name are biased.");
  document.getElementById("blind").setAttribute("aria-checked", String(blind));
  document.getElementById("lines").replaceChildren(...data.audition.lines.map((text, index) =>
    make("button", { type: "button", "aria-current": String(index === line), onclick: () => go(index) },
      make("span", { class: "number", text: String(index + 1) }), make("span", { class: "text", dir: "auto", text }))));
  document.getElementById("candidates").replaceChildren(...order.map(card));
  const measured = document.getElementById("measured");
  measured.hidden = blind;
  measured.replaceChildren(...(blind ? [] : table()));
  mark();
}

function reference() {
  const found = data.audition.reference, place = document.getElementById("reference");
  if (!found) return;
  place.hidden = false;
  const { area, button, time } = wave(found, "the reference");
  const who = make("div", { class: "who" }, make("h3", { text: "The recording" }), make("p", {}, make("bdi", { text: found.name })));
  place.replaceChildren(make("h2", { text: "Reference" }), make("div", { class: "top" }, button, who), area, make("div", { class: "under" }, time));
}

const COLUMNS = [
  ["Pitch", "Hz", (m) => number(m.pitch_hz, 0)],
  ["Range", "st", (m) => number(m.range_st, 1)],
  ["Rate", "syll./s", (m) => number(m.rate, 1)],
  ["Energy", "dB", (m) => number(m.energy_db, 1)],
  ["Pauses", "% of time", (m) => number(m.pause_share === null ? null : 100 * m.pause_share, 0)],
  ["Loudness", "LUFS", (m) => number(m.loudness_lufs, 1)],
];

function table() {
  const found = data.audition.reference;
  const head = [["Candidate", ""], ...COLUMNS, ["Likeness", "0 to 1"], ["Words wrong", "%"], ["Artefacts", "suspected"], ["First sound", "s"], ["Real time", "× sound"]];
  const rows = candidates.map((each) => row(each.title, each.measures, [
    alike(each.measures.likeness),
    number(each.measures.word_errors === null ? null : 100 * each.measures.word_errors, 0),
    String(each.lines.reduce((sum, clip) => sum + (clip.artefacts || []).length, 0)),
    each.first_sound_s === null ? "–" : number(each.first_sound_s, 1) + (each.with_loading ? " *" : ""),
    number(each.real_time_factor, 2)], ""));
  if (found) rows.unshift(row("The recording", found.measures, ["", "", "", "", ""], "reference"));
  const notes = ["Loudness is that of the takes; the clips are matched. Likeness is of melody, pace, energy and pauses to the reference."];
  if (data.audition.words_unheard) notes.push("Words were not listened to: " + data.audition.words_unheard + ".");
  notes.push("Times are of the run that made the takes, on " + data.audition.machine + "; * with loading the model; – the takes were there.");
  return [
    make("h2", { text: "Measured" }),
    make("div", { class: "scroll" }, make("table", {},
      make("thead", {}, make("tr", {}, ...head.map(([name, unit]) => make("th", { scope: "col" }, name, make("small", { text: unit || "\u00a0" }))))),
      make("tbody", {}, ...rows))),
    make("p", { class: "small", text: notes.join(" ") }),
  ];
}

function row(title, measures, rest, kind) {
  const cells = [...COLUMNS.map(([, , value]) => value(measures)), ...rest];
  return make("tr", { class: kind }, make("th", { scope: "row" }, make("bdi", { text: title })), ...cells.map((cell) => make("td", {}, cell)));
}

function alike(value) {
  if (value === null) return "–";
  const bar = make("i");
  bar.style.width = `${100 * value}%`;
  return make("span", {}, make("span", { class: "bar" }, bar), number(value, 2));
}

function leftOut() {
  const absent = data.audition.left_out, place = document.getElementById("left-out");
  if (!absent.length) return;
  place.hidden = false;
  place.append(make("h2", { text: "Left out" }), make("ul", {}, ...absent.map((each) =>
    make("li", {}, make("bdi", { text: each.title }), `: ${each.reason}${each.hint ? " (" + each.hint + ")" : ""}`))));
}

function go(index) {
  line = (index + data.audition.lines.length) % data.audition.lines.length;
  const was = stop();
  show();
  if (was) playHere();
}

function playHere() {
  const clip = order[here] && clipOf(order[here]);
  if (clip && clip.file) toggle(clip.file);
}

function move(by) {
  const was = stop();
  choose((here + by + order.length) % order.length);
  document.querySelectorAll(".card")[here].scrollIntoView({ block: "nearest", behavior: "smooth" });
  if (was) playHere();
}

// --- keys and buttons ------------------------------------------------------------------------------------

const KEYS = [
  [["Space"], "play or pause"], [["↑", "↓"], "candidate"], [["←", "→"], "line"], [["1", "–", "5"], "rate, and go to the next"],
  [QUALITIES.map((quality) => quality[0].toUpperCase()), "choose what to rate"], [["R"], "the reference"], [["B"], "blind or not"], [["S"], "save"],
];
document.getElementById("keys").append(...KEYS.map(([keys, what]) =>
  make("div", {}, make("span", {}, ...keys.flatMap((key) => key === "–" ? ["–"] : [make("kbd", { text: key }), " "])), what)));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLTextAreaElement) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const quality = QUALITIES.findIndex((each) => each[0] === event.key.toLowerCase());
  if (event.key === " " && event.target instanceof Element && event.target.closest(".tools")) return;
  if (event.key === " ") playHere();
  else if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "ArrowRight") go(line + 1);
  else if (event.key === "ArrowLeft") go(line - 1);
  else if (/^[1-5]$/.test(event.key)) {
    const set = document.querySelectorAll(".card")[here].querySelectorAll(".quality")[next];
    rate(order[here], QUALITIES[next], Number(event.key));
    set.show();
    next = Math.min(next + 1, QUALITIES.length - 1);
    mark();
  } else if (quality >= 0) { next = quality; mark(); }
  else if (event.key.toLowerCase() === "r" && data.audition.reference) toggle(data.audition.reference.file);
  else if (event.key.toLowerCase() === "b") hide(!blind);
  else if (event.key.toLowerCase() === "s") save();
  else return;
  event.preventDefault();
});

function hide(whether) {
  blind = whether;
  here = 0;
  next = 0;
  stop();
  keep(false);
  show();
}

let handle = null;

function document_() {
  const named = Object.fromEntries(candidates.map((each) => [each.identity, { slug: each.slug, title: each.title }]));
  const whole = Object.fromEntries(Object.entries(ratings).map(([identity, each]) => [identity, { ...named[identity], ...each }]));
  return JSON.stringify({ version: 1, audition: data.audition.identity, name: data.audition.name, saved_ms: kept.saved_ms || Date.now(), ratings: whole }, null, 1) + "\n";
}

async function save() {
  const text = document_();
  if (window.showSaveFilePicker) {
    try {
      handle = handle || await window.showSaveFilePicker({ suggestedName: "ratings.json", types: [{ description: "Ratings", accept: { "application/json": [".json"] } }] });
      const stream = await handle.createWritable();
      await stream.write(text);
      await stream.close();
      tell("Saved as " + handle.name + ". Beside this page, the next audition shows it.");
      return;
    } catch (error) {
      if (error.name === "AbortError") return;
      handle = null;  // refused: a download can always be had
    }
  }
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "ratings.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  tell("Downloaded ratings.json. Move it beside this page, and the next audition shows it.");
}

document.getElementById("blind").addEventListener("click", () => hide(!blind));
document.getElementById("save").addEventListener("click", save);
candidates.forEach((each) => each.lines.forEach((clip) => clip.file && player(clip.file)));
reference();
leftOut();
show();
