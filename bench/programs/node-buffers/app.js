const buffers = [];
for (let at = 0; at < 100; at++) buffers.push(Buffer.alloc(1 << 20, at));
const used = process.memoryUsage();
require("fs").writeFileSync("truth.json", JSON.stringify({ arrayBuffers: used.arrayBuffers, heapTotal: used.heapTotal }));
console.log("READY");
setInterval(() => buffers.length, 1e9);
