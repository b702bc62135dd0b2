// Prints what an editor makes of a file: one line for each token, its scopes behind a tab.
// node tokenize.mjs FOLDER_WITH_PACKAGES GRAMMAR FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [packages, grammar, file] = process.argv.slice(2);
const require = createRequire(join(resolve(packages), "package.json"));
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(readFileSync(grammar, "utf8"), grammar),
});
const flow = await registry.loadGrammar("source.flow");
let state = INITIAL;
for (const line of readFileSync(file, "utf8").split("\n")) {
  const { tokens, ruleStack } = flow.tokenizeLine(line, state);
  for (const { startIndex, endIndex, scopes } of tokens) {
    console.log(`${line.slice(startIndex, endIndex)}\t${scopes.slice(1).join(" ")}`);
  }
  state = ruleStack;
}
