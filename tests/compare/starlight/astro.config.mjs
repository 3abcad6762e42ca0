// Starlight as it comes: search, dark mode, copy buttons and a list of all pages are its defaults.
import starlight from "@astrojs/starlight";
import { defineConfig, passthroughImageService } from "astro/config";

export default defineConfig({
  // There is no image, so nothing has to be able to change one.
  image: { service: passthroughImageService() },
  integrations: [starlight({ title: "Sign-in help" })],
});
