package dev.fathom.elf.mangling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names that compilers wrote, beside what `c++filt` makes of them.
final class MangledNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5Plain|Plain
          N4shop5OrderE|shop::Order
          N4shop12_GLOBAL__N_15AuditE|shop::(anonymous namespace)::Audit
          N4shop5CacheIiNS_5OrderEEE|shop::Cache<int, shop::Order>
          *N4shop6HiddenE|shop::Hidden
          St9exception|std::exception
          NSt6thread6_StateE|std::thread::_State
          NSt7__cxx1115basic_stringbufIcSt11char_traitsIcESaIcEEE|std::__cxx11::basic_stringbuf<char, std::char_traits<char>, std::allocator<char>>
          NSt6thread11_State_implINS_8_InvokerISt5tupleIJPFvvEEEEEEE|std::thread::_State_impl<std::thread::_Invoker<std::tuple<void (*)()>>>
          St23_Sp_counted_ptr_inplaceI3FooSaIvELN9__gnu_cxx12_Lock_policyE2EE|std::_Sp_counted_ptr_inplace<Foo, std::allocator<void>, (__gnu_cxx::_Lock_policy)2>
          3MatILi3ELm4EfE|Mat<3, 4ul, float>
          1TIA10_cE|T<char [10]>
          N1AIiE1BIcEE|A<int>::B<char>
          Z4mainE5Local|main::Local
          ZN4shop3runEiE5Local|shop::run(int)::Local
          Z4mainEUlvE_|main::{lambda()#1}
          notaname|
          5Plai|
          N4shop|
          I4shopE|
          99999999999999999999A|
          """)
  void typesAsTheCompilerMeantThem(String mangled, String name) {
    assertThat(MangledName.type(mangled).map(MangledName::text).orElse(null)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          _ZN4shop5cacheE|shop::cache
          _ZL6hidden|hidden
          _ZZN4shop3runEiE5known|shop::run(int)::known
          _ZZN4shop3runEiE5known_0|shop::run(int)::known
          _ZN4shop12_GLOBAL__N_14listB5cxx11E|shop::(anonymous namespace)::list[abi:cxx11]
          _ZGVZ4mainE1x|guard variable for main::x
          _ZTVN4shop5OrderE|vtable for shop::Order
          _ZN4shop5OrderC2ERKS0_|shop::Order::Order(shop::Order const&)
          _ZN4shop5OrderD0Ev|shop::Order::~Order()
          _ZNKSt6vectorIiSaIiEE4sizeEv|std::vector<int, std::allocator<int>>::size() const
          _Z3fooIJicEEvDpT_|void foo<int, char>(int, char)
          _Z3fooIiEDTcl1gfp_EET_|decltype (g({parm#1})) foo<int>(int)
          _ZNK1AcvT_IiEEv|A::operator int<int>() const
          _Z1fPFivEM1AKFvvEA3_Kc|f(int (*)(), void (A::*)() const, char const [3])
          _Z3addv.constprop.0|add() [clone .constprop.0]
          _ZN1AaSERKS_|A::operator=(A const&)
          _ZlsRSoi|operator<<(std::ostream&, int)
          printf|
          _Z|
          _ZN|
          """)
  void symbolsAsTheCompilerMeantThem(String mangled, @Nullable String name) {
    assertThat(MangledName.symbol(mangled).orElse(null)).isEqualTo(name);
  }

  /// All symbols of the C++ library: `c++filt` writes abbreviations out.
  @Test
  void asTheBinutilsSay() throws IOException, InterruptedException {
    List<String> symbols = symbols();
    List<String> theirs = run(String.join("\n", symbols), "c++filt");
    assertThat(theirs).hasSameSizeAs(symbols);
    List<String> differing = new ArrayList<>();
    for (int at = 0; at < symbols.size(); at++) {
      String symbol = symbols.get(at);
      String ours = MangledName.symbol(symbol).orElse(symbol);
      if (!writtenOut(ours).equals(writtenOut(theirs.get(at)))) {
        differing.add(symbol + ": " + ours + " / " + theirs.get(at));
      }
    }
    assertThat(symbols).hasSizeGreaterThan(3000);
    assertThat(differing).hasSizeLessThan(symbols.size() / 200);
  }

  private static String writtenOut(String name) {
    return name.replace("> >", ">>")
        .replace("> >", ">>")
        .replace(
            "std::string", "std::basic_string<char, std::char_traits<char>, std::allocator<char>>")
        .replaceAll("std::([io]+)stream\\b", "std::basic_$1stream<char, std::char_traits<char>>");
  }

  private static List<String> symbols() throws IOException, InterruptedException {
    Path library = Path.of("/usr/lib/x86_64-linux-gnu/libstdc++.so.6");
    assumeTrue(Files.exists(library), "no libstdc++");
    return run("", "nm", "-D", "--without-symbol-versions", library.toString()).stream()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .filter(symbol -> symbol.startsWith("_Z"))
        .toList();
  }

  private static List<String> run(String input, String... command)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile("names", "");
    try {
      Files.writeString(in, input);
      Process process = new ProcessBuilder(command).redirectInput(in.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assumeTrue(process.waitFor() == 0, "no " + command[0]);
      return out.lines().toList();
    } catch (IOException missing) {
      return abort("no " + command[0]);
    } finally {
      Files.delete(in);
    }
  }

  @Test
  void anythingElseIsNoName() {
    SplittableRandom random = new SplittableRandom(9);
    String letters = "NSTIELXFJZKVBAtDpRPM_0123456789abCdUlv*";
    for (int round = 0; round < 300_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int at = random.nextInt(60); at >= 0; at--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      MangledName.type(text.toString()).ifPresent(name -> assertThat(name.text()).isNotEmpty());
      MangledName.symbol("_Z" + text);
    }
    assertThat(MangledName.type("")).isEmpty();
    assertThat(MangledName.type("3a\u001bb")).isEmpty();
  }

  /// Each part stands for the one before twice: what that spells has no end.
  @Test
  void hostileNamesAreBounded() {
    StringBuilder doubling = new StringBuilder("_Z1f1A");
    for (int part = 0; part < 200; part++) {
      String last =
          part == 0 ? "S_" : "S" + Integer.toString(2 * part - 1, 36).toUpperCase(ROOT) + "_";
      doubling.append("1BI").append(last).append(last).append('E');
    }
    assertThat(MangledName.symbol(doubling.toString())).isEmpty();
    assertThat(MangledName.symbol("_Z1f" + "P".repeat(4000) + "i")).isEmpty();
    assertThat(MangledName.type("N".repeat(4000))).isEmpty();
    assertThat(MangledName.symbol("_Z" + "1aI".repeat(1000))).isEmpty();
  }
}
