using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

class Thing { public string Name; public long Size; public Thing Next; }

static class App {
  static readonly List<Thing> things = new List<Thing>();

  static void Main() {
    for (int at = 0; at < 500000; at++) things.Add(new Thing { Name = "thing " + at, Size = at });
    File.WriteAllText("truth.json", "{\"total\": " + GC.GetTotalMemory(true) + "}");
    Console.WriteLine("READY");
    Thread.Sleep(Timeout.Infinite);
    Console.WriteLine(things.Count);
  }
}
