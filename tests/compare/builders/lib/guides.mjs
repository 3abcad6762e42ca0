// Support guides that nobody wrote: the same seed gives the same ones.
import { chooser, numbersFrom } from "./random.mjs";
import { actions, headings, kinds, names, powershell, shell, things } from "./words.mjs";

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** The name of a guide in addresses. */
export const slugOf = (number) => `guide-${String(number).padStart(6, "0")}`;

/** So many guides. */
export function guidesOf(seed, count) {
  if (!Number.isInteger(count) || count < 1) throw new Error(`so many guides cannot be: ${count}`);
  return Array.from({ length: count }, (_, at) => guide(seed, at + 1, count));
}

/**
 * One guide. The text is Markdown with a link as `[text](guide:NAME)` and a block of commands as
 * `powershell NAME`: `forms.mjs` makes of both what each builder reads.
 */
function guide(seed, number, count) {
  const numbers = numbersFrom(Math.imul(seed, 0x9e3779b1) + number);
  const draw = chooser(numbers);
  const { one, whole, times } = draw;
  // The first numbers of neighbouring seeds are alike.
  times(3, 3, numbers);

  const thing = () => `${draw.chance(0.4) ? `${one(kinds)} ` : ""}${one(things)}`;
  const name = () => capital(names[draw.seldom(names.length)]);
  const order = () => `${one(actions)} the ${thing()}`;
  const phrase = () => one([
    () => `${order()} of ${name()}`,
    () => `the ${thing()} of ${name()} and the ${thing()} ${one(actions)} it`,
    () => `${order()}, then ${order()}`,
    () => `look at the **${one(things)}** beside the \`${one(names)}.${one(things)}\` of ${name()}`,
  ])();
  const sentence = () => `${capital(phrase())}${draw.chance(0.5) ? ` when ${phrase()}` : ""}.`;
  const link = () => {
    const other = whole(1, count);
    return `See [how to ${one(actions)} the ${one(things)}](guide:${slugOf(other)}).`;
  };
  const paragraph = () => [
    ...times(2, 4, sentence), ...(draw.chance(0.35) ? [link()] : []),
  ].join(" ");

  const commands = [];
  const block = () => {
    const language = draw.chance(0.65) ? "powershell" : "sh";
    const text = one(language === "sh" ? shell : powershell)(one(names), whole(2, 40));
    const command = `show-${commands.length + 1}`;
    commands.push({ name: command, does: `Shows the ${thing()}. It changes nothing.` });
    return `\`\`\`${language} ${command}\n${text}\n\`\`\``;
  };
  const step = (at) => `${at + 1}. ${capital(order())}. ${draw.chance(0.3) ? `Choose **${name()}**.` : `You see the ${thing()}.`}`;
  const parts = {
    prose: () => times(1, 3, paragraph).join("\n\n"),
    steps: () => times(4, 8, step).join("\n"),
    list: () => times(3, 6, () => `- ${sentence()}${draw.chance(0.2) ? ` ${link()}` : ""}`).join("\n"),
    table: () => [
      `| ${capital(one(things))} | What it does | How many |`,
      "| --- | --- | ---: |",
      ...times(3, 7, () => `| ${name()} | ${capital(order())} | ${whole(1, 9000)} |`),
    ].join("\n"),
    code: () => `${sentence()}\n\n${block()}`,
  };
  const about = draw.some(things, 16);
  const heading = (marks) => `${marks} ${one(headings)} the ${about.pop()}`;

  const title = `${capital(order())} of ${name()} ${number}`;
  const summary = sentence();
  const length = whole(1700, 4200);
  const wanted = ["steps", "code", "table", "list"];
  // Everybody is linked to, or `kb-builder check` would wonder what the guide is for.
  const next = slugOf(number % count + 1);
  const pieces = [`${paragraph()} There is [more in the next guide](guide:${next}).`];
  let written = 0;
  for (let at = 0; written < length && about.length > 0; at += 1) {
    const kind = wanted[at] ?? one(Object.keys(parts));
    const marks = at > 1 && draw.chance(0.25) ? "###" : "##";
    pieces.push(heading(marks), parts[kind]());
    written = pieces.join("\n\n").length;
  }
  return { number, slug: slugOf(number), title, summary, commands, body: `${pieces.join("\n\n")}\n` };
}
