const things = [];
for (let at = 0; at < 400000; at++) things.push({ name: "thing " + at, size: at * 1.5, tags: [at, at + 1] });
if (global.gc) global.gc();
const used = process.memoryUsage();
require("fs").writeFileSync("truth.json", JSON.stringify({ heapTotal: used.heapTotal, heapUsed: used.heapUsed, external: used.external, things: things.length }));
console.log("READY");
setInterval(() => things.length, 1e9);
