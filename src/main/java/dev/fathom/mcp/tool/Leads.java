package dev.fathom.mcp.tool;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.owners.OwnerForm;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Resolver;
import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The calls that lead from an answer about a look toward the owner of the memory.
final class Leads {
  /// A longer path is not said again: the address is as good.
  private static final int LONGEST_PATH = 120;

  private final HeldLook look;
  private final Analysis analysis;
  private final Resolver resolver;

  Leads(HeldLook look) {
    this.look = look;
    this.analysis = look.analysis();
    this.resolver = new Resolver(analysis);
  }

  private record Lead(long bytes, NextCall call) {}

  /// {@return a call of a tool about the same process}
  NextCall to(String tool) {
    return NextCall.of(tool, look.name());
  }

  private NextCall to(String tool, String of) {
    return to(tool).with(Parameter.OF, of);
  }

  /// {@return from where the memory went: to the owners, or to what is free, whatever is largest}
  List<NextCall> fromReport(List<Finding> findings) {
    List<Lead> leads = new ArrayList<>();
    // Where there is none it is spread over many, and the list of all owners says more.
    for (Owners.Owner owner : analysis.owners().accumulationPoint()) {
      leads.add(new Lead(owner.resident(), toward(owner)));
    }
    for (Finding finding : findings) {
      boolean free = finding.next().equals("fragmentation") || finding.next().equals("pins");
      if (free) {
        leads.add(new Lead(finding.bytes(), to(FragmentationTool.NAME)));
      } else if (finding.kind() == FindingKind.LEAKED) {
        leads.add(new Lead(finding.bytes(), to(ObjectsTool.NAME)));
      }
    }
    List<NextCall> calls = new ArrayList<>();
    leads.stream()
        .sorted(Comparator.comparingLong(Lead::bytes).reversed())
        .map(Lead::call)
        .forEach(calls::add);
    calls.add(to(OwnersTool.NAME));
    calls.add(to(ObjectsTool.NAME));
    return calls;
  }

  /// {@return the call that shows a row of owners from near: what it keeps, and where several are
  /// held alike, who holds them}
  NextCall toward(Owners.Owner owner) {
    OptionalInt found = analysis.findings().objects().beginningAt(owner.address());
    if (owner.address() == 0 || found.isEmpty()) {
      return to(OwnersTool.NAME);
    }
    int object = found.getAsInt();
    if (owner.form() == OwnerForm.ALIKE) {
      int holder = analysis.dominators().of(object);
      if (holder != Dominators.OUTSIDE && holder != Dominators.UNREACHED) {
        return to(OwnersTool.NAME, name(holder));
      }
    }
    return owner.members() > 1 && owner.form() != OwnerForm.CHAIN
        ? to(PathTool.NAME, name(object))
        : to(OwnersTool.NAME, name(object));
  }

  /// {@return what leads on from what one owner keeps: on to one that has most of that, else to
  /// what holds it, and what it is}
  ///
  /// @param listed the owner, and those below it
  List<NextCall> fromOwner(List<Owners.Owner> listed) {
    Owners.Owner owner = listed.getFirst();
    List<NextCall> calls = new ArrayList<>();
    listed.stream()
        .skip(1)
        .limit(1)
        .filter(below -> below.form() == OwnerForm.OBJECT || below.form() == OwnerForm.CHAIN)
        .filter(below -> below.objects() > 1 && below.retained() > owner.retained() / 2)
        .map(this::toward)
        .forEach(calls::add);
    OptionalInt object = analysis.findings().objects().beginningAt(owner.address());
    if (object.isPresent()) {
      String name = name(object.getAsInt());
      calls.add(to(PathTool.NAME, name));
      calls.add(to(ExplainTool.NAME, name));
    }
    return calls;
  }

  /// {@return what leads on from who holds an object}
  List<NextCall> fromPath(String of) {
    List<NextCall> calls = new ArrayList<>(List.of(to(ExplainTool.NAME, of)));
    owners(of).ifPresent(calls::add);
    return calls;
  }

  /// {@return the call that shows what this path or type is of, if that is here}
  Optional<NextCall> owners(String called) {
    try {
      return Optional.of(to(OwnersTool.NAME, name(resolver.object(called))));
    } catch (QuestionException absent) {
      return Optional.empty();
    }
  }

  /// {@return the call for a type, if its name can be said again}
  Optional<NextCall> pathOfType(String type) {
    return isSayable(type) ? Optional.of(to(PathTool.NAME, type)) : Optional.empty();
  }

  /// {@return what an object is called in a question: by its path if that leads back to it, else by
  /// its address}
  String name(int object) {
    Owners.Owner owner = analysis.owners().ofObject(object);
    try {
      if (isSayable(owner.path()) && resolver.object(owner.path()) == object) {
        return owner.path();
      }
    } catch (QuestionException elsewhere) {
      return hexadecimal(owner.address());
    }
    return hexadecimal(owner.address());
  }

  private static boolean isSayable(String name) {
    return name.length() <= LONGEST_PATH && Escape.terminal(name, LONGEST_PATH).equals(name);
  }

  static String hexadecimal(long address) {
    return "0x" + Long.toHexString(address);
  }
}
