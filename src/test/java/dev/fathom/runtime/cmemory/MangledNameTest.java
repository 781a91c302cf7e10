package dev.fathom.runtime.cmemory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names that g++ 12 wrote, beside what c++filt makes of them, arguments of templates left out.
final class MangledNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5Plain|Plain
          N4shop5OrderE|shop::Order
          N4shop12_GLOBAL__N_15AuditE|shop::(anonymous)::Audit
          N4shop5CacheIiNS_5OrderEEE|shop::Cache<…>
          5CacheIiN4shop5OrderEE|Cache<…>
          *N4shop6HiddenE|shop::Hidden
          St9exception|std::exception
          St9bad_alloc|std::bad_alloc
          NSt6thread6_StateE|std::thread::_State
          NSt6locale5facetE|std::locale::facet
          NSt7__cxx1115basic_stringbufIcSt11char_traitsIcESaIcEEE|std::__cxx11::basic_stringbuf<…>
          St15basic_streambufIcSt11char_traitsIcEE|std::basic_streambuf<…>
          NSt6thread11_State_implINS_8_InvokerISt5tupleIJPFvvEEEEEEE|std::thread::_State_impl<…>
          St23_Sp_counted_ptr_inplaceI3FooSaIvELN9__gnu_cxx12_Lock_policyE2EE|std::_Sp_counted_ptr_inplace<…>
          3MatILi3ELi4EfE|Mat<…>
          1TIA10_cE|T<…>
          N1AIiE1BIcEE|A<…>::B<…>
          Z4mainE5Local|main()::Local
          ZN4shop3runEiE5Local|shop::run()::Local
          Z4mainEUlvE_|
          notaname|
          5Plai|
          N4shop|
          I4shopE|
          99999999999999999999A|
          """)
  void asTheCompilerMeantThem(String mangled, String name) {
    assertThat(MangledName.read(mangled).orElse(null)).isEqualTo(name);
  }

  @Test
  void anythingElseIsNoName() {
    SplittableRandom random = new SplittableRandom(9);
    String letters = "NSTIELXFJZKVBAt_0123456789abCd*";
    for (int round = 0; round < 200_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int at = random.nextInt(40); at >= 0; at--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      MangledName.read(text.toString())
          .ifPresent(name -> assertThat(name).isNotEmpty().doesNotContain(" "));
    }
    assertThat(MangledName.read("")).isEmpty();
    assertThat(MangledName.read("3a\u001bb")).isEmpty();
  }
}
