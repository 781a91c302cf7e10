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
/// @param mapping where a mapping begins that nobody else asks for; 0 for none
record Known(
    UnreadRuntime found,
    List<String> libraries,
    List<String> symbols,
    String note,
    String magic,
    long mapping) {

  /// By runtime, whose marks it has too, because it exports the same or is built on it: where the
  /// first is, the second is not told.
  static final Map<String, String> COVERED_BY =
      Map.of("luajit", "lua", "racket", "chez", "guile", "boehm", "ecl", "boehm");

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
              // C++; QuickJS exports a JS_NewContext of C.
              List.of("_Z13JS_NewContextjP9JSRuntime")),
          row(
              "quickjs",
              "QuickJS",
              "JS_ComputeMemoryUsage() says how large it is",
              Place.OPEN_CHUNKS,
              List.of("libquickjs.so", "qjs"),
              List.of("JS_ComputeMemoryUsage")),
          row(
              "duktape",
              "Duktape",
              "Duktape.info(value) says how large a value is",
              Place.OPEN_CHUNKS,
              List.of("libduktape.so", "duk"),
              List.of("duk_create_heap")),
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
              "\u00ff Go buildinf:",
              0),
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
              // src/coreclr/debug/runtimeinfo/runtimeinfo.cpp: programs of a single file have it
              // too.
              List.of("DotNetRuntimeInfo")),
          row(
              "mono",
              "Mono",
              "mono --profile=log says what is in it",
              Place.MAPPINGS,
              List.of("libmono-2.0", "libmonosgen-", "mono-sgen"),
              List.of("mono_jit_init")),
          row(
              "julia",
              "Julia",
              "Base.summarysize() says what is in it",
              Place.MAPPINGS,
              List.of("libjulia"),
              List.of()),
          // Up to 4.14 its heap is of chunks of malloc (runtime/memory.c, caml_alloc_for_heap).
          row(
              "ocaml",
              "OCaml",
              "Gc.stat says what is in it",
              Place.CHUNKS,
              List.of(),
              List.of("caml_alloc_for_heap")),
          row(
              "ocaml",
              "OCaml",
              "Gc.stat says what is in it",
              Place.MAPPINGS,
              List.of("libasmrun", "libcamlrun", "ocamlrun"),
              List.of("caml_startup", "caml_main")),
          // rts/posix/OSMem.c, osReserveHeapMemory: a TiB from there on, if it is free.
          new Known(
              new UnreadRuntime(
                  "ghc",
                  "Haskell",
                  "a run with +RTS -hT and GHC.Stats say what is in it",
                  Place.MAPPINGS),
              List.of("libHSrts"),
              List.of("hs_init_ghc"),
              "GHC link info",
              "",
              0x0042_0000_0000L),
          row(
              "sbcl",
              "SBCL",
              "(room) says what is in it",
              Place.MAPPINGS,
              List.of("sbcl", "sbcl.core"),
              List.of("DYNAMIC_SPACE_START")),
          row(
              "clisp",
              "CLISP",
              "(room) says what is in it",
              Place.MAPPINGS,
              List.of("lisp.run", "lispinit.mem"),
              List.of()),
          row(
              "ecl",
              "ECL",
              "(room) says what is in it",
              Place.MAPPINGS,
              List.of("libecl.so"),
              List.of("cl_boot")),
          row(
              "racket",
              "Racket",
              "(dump-memory-stats) says what is in it",
              Place.MAPPINGS,
              List.of("racket", "libracket"),
              List.of("racket_boot")),
          row(
              "chez",
              "Chez Scheme",
              "(object-counts) says what is in it",
              Place.MAPPINGS,
              List.of("petite"),
              List.of("Sscheme_init")),
          row(
              "chicken",
              "CHICKEN",
              "(memory-statistics) says how large it is",
              Place.CHUNKS,
              List.of("libchicken.so"),
              List.of("CHICKEN_main")),
          row(
              "guile",
              "Guile",
              "(gc-stats) says what is in it",
              Place.MAPPINGS,
              List.of("libguile"),
              List.of("scm_boot_guile")),
          row(
              "swipl",
              "SWI-Prolog",
              "statistics/0 says what is in it",
              Place.CHUNKS,
              List.of("libswipl.so"),
              List.of("PL_initialise")),
          row(
              "polyml",
              "Poly/ML",
              "PolyML.Statistics.getLocalStats() says what is in it",
              Place.MAPPINGS,
              List.of("libpolyml.so"),
              List.of("polymain")),
          // Vectors and pages of small values are chunks of malloc (src/main/memory.c).
          row(
              "r",
              "R",
              "gc() and lobstr::obj_size() say what is in it",
              Place.CHUNKS,
              List.of("libR.so"),
              List.of("Rf_initEmbeddedR")),
          row(
              "moarvm",
              "MoarVM",
              "raku --profile=heap says what is in it",
              Place.CHUNKS,
              List.of("libmoar.so"),
              List.of("MVM_vm_create_instance")),
          row(
              "mruby",
              "mruby",
              "ObjectSpace.count_objects says what is in it",
              Place.CHUNKS,
              List.of("libmruby.so", "mruby", "mirb"),
              List.of("mrb_open_core")),
          row(
              "pike",
              "Pike",
              "Debug.memory_usage() says what is in it",
              Place.CHUNKS,
              List.of("pike"),
              List.of("Pike_compiler")),
          row(
              "newlisp",
              "newLISP",
              "(sys-info) says how many cells there are",
              Place.CHUNKS,
              List.of("newlisp"),
              List.of("newlispEvalStr")),
          row(
              "tcl",
              "Tcl",
              "the command memory, of a Tcl built with --enable-symbols=mem, says what is in it",
              Place.CHUNKS,
              List.of("libtcl8", "libtcl9"),
              List.of("Tcl_CreateInterp")),
          // Of each of its tools: the program's malloc is its own, and the tables that it keeps of
          // all
          // memory are much of it.
          row(
              "valgrind",
              "Valgrind",
              "valgrind --stats=yes says how large its parts are",
              Place.MAPPINGS,
              List.of("vgpreload_core-"),
              List.of()),
          row(
              "boehm",
              "the Boehm collector",
              "GC_dump() says what is in it",
              Place.MAPPINGS,
              List.of("libgc.so"),
              List.of("GC_gcollect")));

  private static Known row(
      String name,
      String title,
      String tool,
      Place place,
      List<String> libraries,
      List<String> symbols) {
    return new Known(new UnreadRuntime(name, title, tool, place), libraries, symbols, "", "", 0);
  }
}
