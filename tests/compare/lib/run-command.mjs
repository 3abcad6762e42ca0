// Runs other programs to their end.
import { spawn } from "node:child_process";

/** How much of what a program said is shown when it fails. */
const TAIL = 4000;

/**
 * Runs a program and gives what it printed. It fails with the end of what the program said.
 * `options` are those of `spawn`.
 */
export function runCommand(program, args, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let printed = "";
    let said = "";
    child.stdout.on("data", (bytes) => {
      printed += bytes;
      said += bytes;
    });
    child.stderr.on("data", (bytes) => (said += bytes));
    child.on("error", failed);
    child.on("close", (code, signal) => {
      if (code === 0) return done(printed);
      const shown = [program, ...args].join(" ");
      failed(new Error(`\`${shown}\` ended with ${signal ?? code}:\n${said.slice(-TAIL)}`));
    });
  });
}
