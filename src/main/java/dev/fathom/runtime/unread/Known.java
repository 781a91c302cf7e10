package dev.fathom.runtime.unread;

import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.UnreadRuntime.Place;
import java.util.List;
import java.util.Map;

/// One runtime that is not read: what it is called, and by what it is known. Any one of its marks
/// will do.
///
/// @param found what is told of a target that has it
/// @param libraries beginnings of the file names of its libraries and programs, up to the version
/// @param symbols that its program or library exports, for those that embed it
/// @param note the owner of an ELF note that its linker leaves; empty for none
/// @param magic bytes with which its read-only or relocated data, or its writable data begins;
///   empty for none
record Known(
    UnreadRuntime found, List<String> libraries, List<String> symbols, String note, String magic) {

  /// Runtimes that export what another one does: where the first is, the second is not.
  static final Map<String, String> COVERED_BY = Map.of("luajit", "lua");

  static final List<Known> ALL =
      List.of(
          row(
              "hotspot",
              "HotSpot",
              "jcmd PID GC.class_histogram and jcmd PID VM.native_memory say what is in it",
              Place.MAPPINGS,
              List.of("libjvm.so"),
              List.of("gHotSpotVMStructs")),
          row(
              "openj9",
              "OpenJ9",
              "jcmd PID GC.class_histogram says what is in it",
              Place.MAPPINGS,
              List.of("libj9vm"),
              List.of()),
          row(
              "v8",
              "V8",
              "process.memoryUsage() and a heap snapshot (node --inspect, DevTools) say what is in"
                  + " it",
              Place.MAPPINGS,
              List.of(
                  "node",
                  "libnode.so",
                  "libv8.so",
                  "snapshot_blob.bin",
                  "v8_context_snapshot",
                  "chromium",
                  "chrome",
                  "electron",
                  "deno"),
              List.of("_ZN2v87Isolate10GetCurrentEv", "_ZN2v82V810InitializeEi")),
          row(
              "spidermonkey",
              "SpiderMonkey",
              "about:memory says what is in it",
              Place.MAPPINGS,
              List.of("libmozjs-", "libxul.so"),
              List.of("JS_NewContext")),
          row(
              "javascriptcore",
              "JavaScriptCore",
              "the Web Inspector says what is in it",
              Place.MAPPINGS,
              List.of("libjavascriptcoregtk-", "libJavaScriptCore"),
              List.of()),
          // cmd/link: the section .note.go.buildid; debug/buildinfo: what .go.buildinfo begins with
          new Known(
              new UnreadRuntime(
                  "go",
                  "Go",
                  "net/http/pprof and runtime/metrics say what is in it",
                  Place.PREFERRED_ADDRESSES),
              List.of("libgo.so"),
              List.of(),
              "Go",
              "\u00ff Go buildinf:"),
          row(
              "php",
              "PHP",
              "memory_get_usage(true) and php-meminfo say what is in it",
              Place.MAPPINGS,
              List.of("libphp", "php-fpm", "php-cgi"),
              List.of("zend_startup", "php_module_startup")),
          row(
              "ruby",
              "Ruby",
              "ObjectSpace.dump_all and GC.stat say what is in it",
              Place.MAPPINGS,
              List.of("libruby"),
              List.of("ruby_sysinit")),
          row(
              "lua",
              "Lua",
              "collectgarbage(\"count\") says how large it is",
              Place.OPEN_CHUNKS,
              List.of("liblua5", "liblua.so", "lua5"),
              List.of("lua_newstate", "luaL_newstate")),
          row(
              "luajit",
              "LuaJIT",
              "collectgarbage(\"count\") says how large it is",
              Place.MAPPINGS,
              List.of("libluajit", "luajit"),
              List.of("luaJIT_setmode")),
          row(
              "beam",
              "BEAM",
              "erlang:memory() and recon_alloc say what is in it",
              Place.MAPPINGS,
              List.of("beam.smp", "beam.emu"),
              List.of("enif_alloc_resource")),
          row(
              "dotnet",
              ".NET",
              "dotnet-gcdump and dotnet-counters say what is in it",
              Place.MAPPINGS,
              List.of("libcoreclr.so", "libclrgc"),
              List.of()),
          row(
              "mono",
              "Mono",
              "mono --profile=log says what is in it",
              Place.MAPPINGS,
              List.of("libmono-2.0", "libmonosgen-", "mono-sgen"),
              List.of("mono_jit_init")),
          row(
              "pypy",
              "PyPy",
              "gc.get_stats() and gc.dump_rpy_heap() say what is in it",
              Place.CHUNKS,
              List.of("libpypy", "pypy"),
              List.of("pypy_main_startup", "pypy_execute_source")),
          row(
              "micropython",
              "MicroPython",
              "micropython.mem_info(1) says what is in it",
              Place.MAPPINGS,
              List.of("micropython"),
              List.of()),
          row(
              "julia",
              "Julia",
              "Base.summarysize() says what is in it",
              Place.MAPPINGS,
              List.of("libjulia"),
              List.of()),
          row(
              "ocaml",
              "OCaml",
              "Gc.stat says what is in it",
              Place.MAPPINGS,
              List.of("libasmrun", "libcamlrun", "ocamlrun"),
              List.of("caml_startup")),
          row(
              "guile",
              "Guile",
              "(gc-stats) says what is in it",
              Place.MAPPINGS,
              List.of("libguile"),
              List.of()),
          row(
              "r",
              "R",
              "gc() and lobstr::obj_size() say what is in it",
              Place.MAPPINGS,
              List.of("libR.so"),
              List.of("Rf_initEmbeddedR")));

  private static Known row(
      String name,
      String title,
      String tool,
      Place place,
      List<String> libraries,
      List<String> symbols) {
    return new Known(new UnreadRuntime(name, title, tool, place), libraries, symbols, "", "");
  }
}
