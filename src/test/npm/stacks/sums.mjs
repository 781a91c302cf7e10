// Reads a file of stacks by software of others and prints what they sum up, as JSON: for each profile its unit, its total, and
// of each frame by name its type, and what it has with (total) and without (self) those below it.
//
//   node sums.mjs pprof FILE        by pprof-to-md, all sample types
//   node sums.mjs speedscope FILE   by speedscope's importer: its own format, pprof, folded stacks

import { readdirSync, readFileSync } from "node:fs";
import vm from "node:vm";
import { gunzipSync } from "node:zlib";

const [reader, file] = process.argv.slice(2);

// What the samples with each label have, by the label's text.
function byLabel(profile, label, index) {
  const sums = {};
  const texts = profile.stringTable.strings;
  for (const sample of profile.sample) {
    const found = sample.label.find(({ key }) => texts[Number(key)] === label);
    if (found) {
      const text = texts[Number(found.str)];
      sums[text] = (sums[text] ?? 0) + Number(sample.value[index]);
    }
  }
  return sums;
}

async function byPprof() {
  const { analyzeProfile, parseProfile } = await import("pprof-to-md");
  const { Profile } = await import("pprof-format");
  const profile = parseProfile(file);
  const decoded = Profile.decode(gunzipSync(readFileSync(file)));
  if (decoded.function.some(({ name, systemName }) => name === systemName)) {
    throw new Error("go tool pprof would take names for those of C++, and leave out what is in parentheses");
  }
  return profile.sampleTypes.map(({ type, unit }, index) => {
    const { totalValue, functionStats } = analyzeProfile(profile, { sampleTypeIndex: index });
    const frames = [...functionStats.values()].map((each) => ({
      name: each.name,
      type: each.filename,
      total: Number(each.cumulativeValue),
      self: Number(each.selfValue),
    }));
    const [types, accounts] = ["type", "account"].map((label) => byLabel(decoded, label, index));
    return { name: type, unit, total: Number(totalValue), frames, types, accounts };
  });
}

// The importer is a part of the page's one script, which is run as far as it comes without a page.
function importer() {
  const folder = new URL("node_modules/speedscope/dist/release/", import.meta.url);
  const script = readdirSync(folder).find((name) => /^speedscope-.*\.js$/.test(name));
  const text = readFileSync(new URL(script, folder), "utf8");
  const name = text.match(/loadFileFromBase64:\((\w+),(\w+)\)=>\{this\.loadProfile\(\(\)=>(\w+)\(\1,\2\)\)\}/)[3];
  const start = text.indexOf("(()=>{") + "(()=>{".length;
  const nothing = new Proxy(function () {}, {
    get: (target, key) => (key === Symbol.toPrimitive ? () => "" : nothing),
    apply: () => nothing,
    construct: () => nothing,
    set: () => true,
  });
  Object.assign(globalThis, {
    window: globalThis,
    document: nothing,
    location: { hash: "", protocol: "http:" },
    addEventListener() {},
    matchMedia: () => nothing,
  });
  console.log = () => {};
  try {
    vm.runInThisContext(`${text.slice(0, start)}globalThis.importFile=${name};${text.slice(start)}`);
  } catch {
    // drawing fails: there is no page
  }
  return globalThis.importFile;
}

async function bySpeedscope() {
  const group = await importer()("file", readFileSync(file).toString("base64"));
  return group.profiles.map((profile) => {
    const frames = [];
    profile.forEachFrame((each) =>
      frames.push({ name: each.name, type: each.file ?? "", total: each.getTotalWeight(), self: each.getSelfWeight() }),
    );
    return { name: profile.getName(), unit: profile.getWeightUnit(), total: profile.getTotalWeight(), frames };
  });
}

const profiles = await (reader === "pprof" ? byPprof() : bySpeedscope());
process.stdout.write(JSON.stringify({ profiles }));
