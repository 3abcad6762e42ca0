/** The same index of everything as Hugo's: title, summary, address and plain text. */
export const data = {
  permalink: "/index.json",
  eleventyExcludeFromCollections: true,
  eleventyImport: { collections: ["guides"] },
};

export function render({ collections }) {
  return JSON.stringify(collections.guides.map(({ url, data: { title, summary }, content }) => ({
    title, summary, address: url, text: content.replace(/<[^>]*>/g, ""),
  })));
}
