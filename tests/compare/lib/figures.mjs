// Medians, ratios and tables.

/** The middle value; of an even number of them the mean of the middle two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** How many times as much as ours; nothing where ours is nought or below `least`, which is noise. */
export function ratio(value, ours, least = 0) {
  return ours > least ? `${(value / ours).toFixed(2)} ×` : "–";
}

/** A whole number with a space between thousands. */
export function whole(number) {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, " ");
}

/** Rows of cells as a table in Markdown, its columns aligned. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => (at ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join("\n");
}
