// Reads heap snapshots by software of others and prints what it makes of them, as JSON.
//
//   node read.mjs nodes FILE     by DevTools and by memlab: of each node what dominates it and what it retains; DevTools' classes
//   node read.mjs change A B     what DevTools' comparison says of each class that differs

import { createReadStream, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";

const BUNDLE = new URL("devtools.mjs", import.meta.url);
const WORKER = "./node_modules/chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker";

// Node.js has it from 22 on, Chrome for longer.
Promise.withResolvers ??= function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

// The worker of the Memory panel, which reads, finds dominators and compares. Its package has sources, and not what is made of its
// translations.
async function devtools() {
  if (!existsSync(BUNDLE)) {
    const locales = {
      name: "locales",
      setup(made) {
        made.onResolve({ filter: /\/locales\.js$/ }, () => ({ path: "locales", namespace: "made" }));
        made.onLoad({ filter: /.*/, namespace: "made" }, () => ({
          contents: `export const LOCALES = ["en-US"], BUNDLED_LOCALES = ["en-US"], DEFAULT_LOCALE = "en-US";
            export const REMOTE_FETCH_PATTERN = "", LOCAL_FETCH_PATTERN = "";`,
        }));
      },
    };
    await build({
      stdin: {
        contents: `export * from "${WORKER}/HeapSnapshotLoader.ts"; export * from "${WORKER}/HeapSnapshot.ts";`,
        resolveDir: new URL(".", import.meta.url).pathname,
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: BUNDLE.pathname,
      logLevel: "error",
      plugins: [locales],
    });
  }
  return import(BUNDLE);
}

async function byDevtools(file) {
  const { HeapSnapshotLoader, SecondaryInitManager } = await devtools();
  const loader = new HeapSnapshotLoader({ sendEvent() {} });
  for await (const chunk of createReadStream(file, "utf8")) {
    loader.write(chunk);
  }
  loader.close();
  const channel = new MessageChannel();
  new SecondaryInitManager(channel.port2);
  const snapshot = await loader.buildSnapshot(channel.port1);
  channel.port1.close();
  return snapshot;
}

async function byMemlab(file) {
  const { analysis, config, utils } = createRequire(import.meta.url)("@memlab/core");
  config.muteConsole = true;
  const snapshot = await utils.getSnapshotFromFile(file, { buildNodeIdIndex: true, verbose: false });
  analysis.preparePathFinder(snapshot);
  return snapshot;
}

async function nodes(file) {
  const chrome = await byDevtools(file);
  const memlab = await byMemlab(file);
  const classes = Object.values(chrome.aggregatesWithFilter({}));
  const dominators = [];
  const retained = [];
  memlab.nodes.forEach((node) => {
    dominators.push(node.dominatorNode.nodeIndex);
    retained.push(Number(node.retainedSize));
  });
  return {
    devtools: {
      total: chrome.totalSize,
      dominators: [...chrome.dominatorsTree],
      retained: [...chrome.retainedSizes],
      distances: [...chrome.nodeDistances],
      classes: classes.map(({ name, count, self }) => ({ name, count, self })),
    },
    memlab: { dominators, retained },
  };
}

async function change(before, after) {
  const one = await byDevtools(before);
  const other = await byDevtools(after);
  return { classes: other.calculateSnapshotDiff(1, one.aggregatesForDiff(other.interfaceDefinitions())) };
}

const problems = [];
console.warn = (problem) => problems.push(problem);
const [what, ...files] = process.argv.slice(2);
process.stdout.write(JSON.stringify({ ...(await { nodes, change }[what](...files)), problems }));
