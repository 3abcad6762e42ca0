// Every test runs in a real Chromium against the site that the built kb-builder serves.
import { defineConfig } from "@playwright/test";

const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: "journeys",
  outputDir: "results",
  expect: { toMatchAriaSnapshot: { pathTemplate: "{testDir}/access/{arg}{ext}" } },
  fullyParallel: true,
  workers: 2,
  // Also for what a worker starts first: several sites of hundreds of pages, on two cores.
  timeout: 120_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.KB_BROWSER,
      // Chromium's sandbox does not start for root.
      args: ["--disable-quic", "--disable-component-update", ...(root ? ["--no-sandbox"] : [])],
    },
  },
});
