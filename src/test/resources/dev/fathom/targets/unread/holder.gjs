// 300,000 objects of two properties, each of which takes two words at least.
const GLib = imports.gi.GLib;
const kept = [];
for (let i = 0; i < 300000; i++) kept.push({ number: i, text: 'text ' + i });
imports.system.gc();
print('least ' + 300000 * 32);
const [, status] = GLib.file_get_contents('/proc/self/stat');
print('ready ' + parseInt(imports.byteArray.toString(status)));
new GLib.MainLoop(null, false).run();
