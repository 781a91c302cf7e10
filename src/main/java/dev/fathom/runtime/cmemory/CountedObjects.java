package dev.fathom.runtime.cmemory;

import dev.fathom.elf.mangling.MangledName;
import java.util.Set;

/// Classes that libraries make for objects with a count of references: `std::make_shared<Session>`
/// allocates one chunk for a `std::_Sp_counted_ptr_inplace<Session, …>`, which has the counts and
/// the session. Whoever looks for the memory looks for the session.
final class CountedObjects {
  /// libstdc++ (`bits/shared_ptr_base.h`), libc++ (`__memory/shared_ptr.h`), boost
  /// (`smart_ptr/make_shared_object.hpp`): the first argument is the object's type.
  private static final Set<String> AROUND =
      Set.of(
          "std::_Sp_counted_ptr_inplace",
          "std::__shared_ptr_emplace",
          "boost::detail::sp_counted_impl_pd");

  /// Behind this deleter boost keeps the object itself; others only have its address.
  private static final String BOOST_IN_PLACE = "boost::detail::sp_ms_deleter<";

  private static final String BOOST = "boost";

  /// Namespaces by which libraries tell their versions apart.
  private static final String VERSIONS = "::(__\\w+|_V\\d+)(?=::)";

  private CountedObjects() {}

  /// {@return what the objects of a class are to the program}
  static String nameOf(MangledName name) {
    String template = name.template().replaceAll(VERSIONS, "");
    if (!AROUND.contains(template) || name.arguments().isEmpty()) {
      return name.text();
    }
    String first = name.arguments().getFirst();
    if (!template.startsWith(BOOST)) {
      return first;
    }
    boolean inside =
        name.arguments().size() > 1 && name.arguments().get(1).startsWith(BOOST_IN_PLACE);
    return inside && first.endsWith("*") ? first.substring(0, first.length() - 1) : name.text();
  }
}
