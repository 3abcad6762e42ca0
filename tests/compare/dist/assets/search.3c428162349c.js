"use strict";
globalThis.kbSearch = (index) => {
const SAME = 16, BEGINS = 9, STEM = 8, ONE_SLIP = 6, TWO_SLIPS = 4, OTHER_WORD = 9;
const MOST_LETTERS = 4000, MOST_WORDS = 24, MUCH_WORSE = 8, MOST_HITS = 20;
const ENDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,", GOES_ON = "-./:;<=>?@[]^_{}";
const CLASSES = [1, 2, 4, 8];
const KINDS = { c: 8, f: 10, x: 8, h: 7, e: 5 };
const folded = (text) =>
text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
const words = (text) =>
(folded(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).filter((word) => word.length > 1);
const codeWords = (text) => folded(text).match(/[\p{Alphabetic}\p{N}_]+/gu) ?? [];
const cut = (text) => text.slice(0, MOST_LETTERS).replace(/[\uD800-\uDBFF]$/, "");
const shown = (name) => (name.startsWith("CAA") ? name.toLowerCase() : name);
const codeAddress = (name) => `codes/${name.toLowerCase().replaceAll("_", "-")}/`;
const spellings = (name) => {
const hex = name.toLowerCase().replace(/^0x/, "");
const number = /^[0-9a-f]{8}$/.test(hex) ? parseInt(hex, 16) : -1;
const all = number < 0 ? [name.toLowerCase()]
: [hex, `0x${hex}`, `${number}`, `${Math.abs(number | 0)}`];
return name.startsWith("AADSTS") ? [...all, name.slice(6)] : all;
};
const spelled = new Map();
const articles = index.articles.split("\n").map((line, at) => {
const [kind, address, title, summary, named, also] = line.split("\t");
const names = named ? named.split("|") : [];
const spell = (name, meant) => {
for (const written of spellings(name)) {
if (!spelled.has(written)) spelled.set(written, { at, name: meant });
}
};
for (const name of names) spell(name, name);
for (const name of also ? also.split("|") : []) spell(name, names[0]);
return {
kind, summary, names,
address: address || codeAddress(names[0]),
title: title || names.map(shown).join(", "),
};
});
const common = new Set(index.common.split(" "));
const synonyms = index.same.split("\n").filter(Boolean)
.map((group) => group.split("|").map((phrase) => phrase.split(" ")));
const terms = [];
let before = "";
for (const [, shared, rest, found] of index.terms.matchAll(
/([0-9a-z])([^A-Z!#$%&()*+,\-./:;<=>?@[\]^_{}]*)([A-Z!#$%&()*+,\-./:;<=>?@[\]^_{}]+)/g,
)) {
const word = before.slice(0, parseInt(shared, 36)) + rest;
const places = [];
let last = 0, number = 0;
for (const letter of found) {
const end = ENDS.indexOf(letter);
if (end < 0) {
number = number * 16 + GOES_ON.indexOf(letter) + 1;
continue;
}
number = number * 36 + end;
last += number >> 2;
places.push([last, CLASSES[number & 3]]);
number = 0;
}
terms.push([word, places]);
before = word;
}
const slips = (a, b, most) => {
if (Math.abs(a.length - b.length) > most) return most + 1;
let before = [], above = Array.from({ length: b.length + 1 }, (_, column) => column);
for (let row = 0; row < a.length; row += 1) {
const line = [row + 1];
let fewest = row + 1;
for (let column = 0; column < b.length; column += 1) {
let least = Math.min(
above[column] + (a[row] !== b[column]), above[column + 1] + 1, line[column] + 1);
if (row && column && a[row] === b[column - 1] && a[row - 1] === b[column]) {
least = Math.min(least, before[column - 1] + 1);
}
line.push(least);
fewest = Math.min(fewest, least);
}
if (fewest > most) return most + 1;
[before, above] = [above, line];
}
return above[b.length];
};
const likeness = (word, term) =>
word === term ? SAME
: word.length >= 3 && term.startsWith(word) ? BEGINS
: term.length >= 4 && term.length + 3 >= word.length && word.startsWith(term) ? STEM : 0;
const others = (query) => query.map((_, at) => synonyms.flatMap((group) =>
group.filter((phrase) => phrase.every((word, place) => query[at + place] === word))
.flatMap((phrase) => group.filter((other) => other !== phrase).flat()
.filter((word) => !phrase.includes(word)))));
/** The codes that a text names, in any spelling, in order. */
const named = (query) => {
const found = new Map();
for (const word of codeWords(cut(query))) {
const known = spelled.get(word) ?? spelled.get(word.replace(/^0x/, ""));
if (!known || found.has(known.name)) continue;
const page = articles[known.at];
const address = page.kind === "e" ? codeAddress(known.name) : page.address;
const { name, at } = known;
found.set(name, { name, shown: shown(name), at, address, summary: page.summary, kind: page.kind });
}
return [...found.values()];
};
/** The pages that fit a query, the best first: those of codes in it, then by its words. */
const find = (query) => {
const hits = new Map();
for (const { at, address } of named(query)) {
if (!hits.has(at)) hits.set(at, { ...articles[at], at, address, score: Infinity });
}
const all = words(cut(query)), more = others(all), asked = new Map();
for (const [at, word] of all.entries()) {
if (asked.has(word) || (common.has(word) && !more[at].length)) continue;
asked.set(word, more[at]);
if (asked.size === MOST_WORDS) break;
}
const sums = new Map();
for (const [word, same] of asked) {
const best = new Map();
const take = (places, quality) => {
const size = articles.length;
const rare = Math.floor((512 * size) / (8 * places.length + size));
for (const [at, points] of places) {
best.set(at, Math.max(best.get(at) ?? 0, rare * points * quality));
}
};
let isFound = false;
for (const [term, places] of terms) {
const quality = likeness(word, term);
if (quality) take(places, quality);
const isOther = same.includes(term);
if (isOther) take(places, OTHER_WORD);
isFound ||= quality > 0 || isOther;
}
if (!isFound && word.length >= 4 && !common.has(word)) {
const most = word.length < 8 ? 1 : 2;
for (const [term, places] of terms) {
const count = slips(word, term, most);
if (count <= most) take(places, count === 1 ? ONE_SLIP : TWO_SLIPS);
}
}
for (const [at, points] of best) {
const sum = sums.get(at) ?? [0, 0];
sums.set(at, [sum[0] + points, sum[1] + 1]);
}
}
const scored = [...sums].filter(([at]) => !hits.has(at))
.map(([at, [points, found]]) => [at, points * found * KINDS[articles[at].kind]])
.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
for (const [at, score] of scored) {
if (score * MUCH_WORSE >= scored[0][1]) hits.set(at, { ...articles[at], at, score });
}
return [...hits.values()].slice(0, MOST_HITS);
};
return { find, named, articles };
};
