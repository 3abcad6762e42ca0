// The words of a page that kb-builder wrote.

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) => {
    if (name) return entities[name] ?? whole;
    return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(number));
  });
}

/** What a person can read in the `main` of a page, without its headline. */
export function pageText(html) {
  const [, main] = /<main\b[^>]*>(.*)<\/main>/s.exec(html);
  const words = main
    .replace(/<(script|template|style)\b.*?<\/\1>/gs, " ")
    .replace(/<h1\b.*?<\/h1>/s, " ")
    .replace(/<[^>]*>/g, " ");
  return decoded(words).replace(/\s+/g, " ").trim();
}
