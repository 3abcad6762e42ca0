import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";
import anchor from "markdown-it-anchor";

/** The headings of a page that markdown-it-anchor gave a name, as they come. */
const HEADING = /<h([23]) id="([^"]+)"[^>]*>(.*?)<\/h\1>/g;

export default function (config) {
  config.addPlugin(syntaxHighlight);
  config.amendLibrary("md", (markdown) => markdown.use(anchor, { level: [2, 3] }));
  config.addFilter("headings", (content) =>
    [...content.matchAll(HEADING)].map(([, level, id, title]) => ({ level, id, title })));
  config.addCollection("guides", (all) => all.getFilteredByGlob("guides/*.md"));
  config.addPassthroughCopy("site.css");
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk" };
}
