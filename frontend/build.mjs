// SPDX-License-Identifier: EUPL-1.2
// Lays the fonts of papers and screens where the program expects them and bundles the editor of papers, each with the
// licences of others' work. Run by `npm run build`.
import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const house = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(house, "node_modules", "@expo-google-fonts");
const paperFonts = join(house, "src", "nizam", "foundations", "typesetting", "fonts");
const screenFonts = join(house, "src", "nizam", "kit", "static", "kit", "vendor", "fonts");

const font = (family, style) => {
  const packageName = family.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  return { from: join(packages, packageName, style, `${family}_${style}.ttf`), name: `${family}_${style}.ttf` };
};
const licence = (family, packageName) => ({
  from: join(packages, packageName, "LICENSE_FONT"),
  name: `LICENSE_${family}.txt`,
});

const sans = ["400Regular", "700Bold", "400Regular_Italic"].map((style) => font("NotoSans", style));
const serif = ["400Regular", "700Bold", "400Regular_Italic"].map((style) => font("NotoSerif", style));
const plan = [
  ...[...sans, ...serif, licence("NotoSans", "noto-sans"), licence("NotoSerif", "noto-serif")].map((file) => ({
    ...file,
    to: paperFonts,
  })),
  ...[sans[0], sans[1], licence("NotoSans", "noto-sans")].map((file) => ({ ...file, to: screenFonts })),
];

const missing = [...new Set(plan.filter((file) => !existsSync(file.from)).map((file) => relative(house, file.from)))];
if (missing.length > 0) {
  console.error(`Front-end build stopped: ${missing.join(", ")} not found. Run "npm ci" in ${house} and build again.`);
  process.exit(1);
}
for (const file of plan) {
  mkdirSync(file.to, { recursive: true });
  copyFileSync(file.from, join(file.to, file.name));
}
const into = (folder) => `${plan.filter((file) => file.to === folder).length} files to ${relative(house, folder)}`;
console.log(`Copied ${into(paperFonts)} and ${into(screenFonts)}.`);

// Imported here, so that a missing package is told above in a sentence.
const { build } = await import("esbuild");
// Every package that went into the bundle, by the folder its files came from.
const editor = join(house, "src", "nizam", "kit", "static", "kit", "vendor", "editor");
const bundled = await build({
  entryPoints: [join(house, "frontend", "editor", "editor.js")],
  outfile: join(editor, "editor.js"),
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  metafile: true,
  absWorkingDir: house,
  logLevel: "warning",
});
const used = new Set(
  Object.keys(bundled.metafile.inputs)
    .map((name) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1])
    .filter(Boolean),
);
const texts = [...used].sort().map((folder) => {
  const from = realpathSync(join(house, folder));
  const text = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((name) => join(from, name)).find(existsSync);
  if (!text) throw new Error(`${folder} has no licence text`);
  const name = `LICENSE_${folder.replace(/^.*node_modules\//, "").replace("/", "_")}.txt`;
  copyFileSync(text, join(editor, name));
  return name;
});
writeFileSync(
  join(editor, "README.txt"),
  `editor.js is made from frontend/editor (EUPL-1.2) and these packages:\n${texts.join("\n")}\n`,
);
console.log(`Bundled the editor of papers from ${used.size} packages to ${relative(house, editor)}.`);
