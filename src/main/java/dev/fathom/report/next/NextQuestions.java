package dev.fathom.report.next;

import dev.fathom.analysis.groups.Partition;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.owners.OwnerForm;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.owners.Place;
import dev.fathom.ask.Manner;
import dev.fathom.ask.address.AddressAnswer;
import dev.fathom.ask.advise.AdviseAnswer;
import dev.fathom.ask.container.ContainerAnswer;
import dev.fathom.ask.dataset.DatasetAnswer;
import dev.fathom.ask.fragmentation.FragmentationAnswer;
import dev.fathom.ask.leaks.LeaksAnswer;
import dev.fathom.ask.linking.FilesAnswer;
import dev.fathom.ask.objects.ObjectsAnswer;
import dev.fathom.ask.owners.OwnersAnswer;
import dev.fathom.ask.pins.PinsAnswer;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Identity;
import dev.fathom.model.Pause;
import dev.fathom.model.container.GroupProcess;
import dev.fathom.model.family.Applications;
import dev.fathom.model.family.Family;
import dev.fathom.model.linking.LinkedFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which questions follow from which answer: those that lead on from the largest thing that it
/// shows.
public final class NextQuestions {
  private static final Pause USUAL = Pause.of(Freeze.PTRACE);

  private NextQuestions() {}

  /// After the report itself.
  public static Next afterReport(ReportAnswer answer, Manner manner) {
    Findings findings = answer.findings();
    Next next = Next.of(findings, manner);
    if (answer.sheet().types().isEmpty() || findings.ownersHidden()) {
      return ofProcessAlone(findings, manner, next);
    }
    return next.ask("owners").ask("path", answer.sheet().types().getFirst().qualifiedName());
  }

  /// What can be asked of a process whose objects are not known.
  private static Next ofProcessAlone(Findings findings, Manner manner, Next next) {
    return findings.identity().kind() == Identity.Kind.LIVE
        ? Next.ofProcess(findings.identity().process(), manner.pause()).ask("pages").ask("numbers")
        : next.ask("fragmentation");
  }

  /// After objects in groups.
  public static Next afterObjects(ObjectsAnswer answer, Manner manner) {
    Next next = Next.of(answer.findings(), manner);
    Optional<Partition.Row> first = answer.rows().stream().findFirst();
    if (answer.by() == Partition.By.TYPE && first.isPresent() && !ownersHidden(answer.findings())) {
      next.ask("path", first.get().name()).ask("explain", first.get().name());
    } else if (answer.by() != Partition.By.TYPE) {
      next.ask("objects");
    }
    return ownersHidden(answer.findings()) ? next.report() : next.ask("owners");
  }

  public static Next afterOwners(OwnersAnswer answer, Manner manner) {
    Next next = Next.of(answer.findings(), manner);
    if (ownersHidden(answer.findings())) {
      return next.report();
    }
    List<Owners.Owner> single =
        answer.listed().stream()
            .filter(owner -> owner.form() == OwnerForm.OBJECT || owner.form() == OwnerForm.CHAIN)
            .toList();
    Optional<Owners.Owner> largest =
        single.stream()
            .filter(Owners.Owner::isTyped)
            .findFirst()
            .or(() -> single.stream().findFirst());
    if (largest.isEmpty()) {
      return next.ask("objects");
    }
    String name = name(largest.get());
    return next.ask("owners", "--of", name).ask("owners", "--if-dropped", name);
  }

  /// After what would be given back if something went.
  public static Next afterForetold(Findings findings, Manner manner, List<String> dropped) {
    Next next = Next.of(findings, manner);
    return ownersHidden(findings) || dropped.getFirst().contains(",")
        ? next.report()
        : next.ask("path", dropped.getFirst()).ask("pins");
  }

  /// {@return its path if it can be typed, or else its address}
  private static String name(Owners.Owner owner) {
    return owner.isTyped() ? owner.path() : address(owner.address());
  }

  private static String address(long address) {
    return "0x" + Long.toHexString(address);
  }

  /// After the ways to what a user named.
  public static Next afterPath(Findings findings, Manner manner, String wanted) {
    return Next.of(findings, manner).ask("explain", wanted).ask("graph", wanted);
  }

  /// After a drawing of what surrounds it.
  public static Next afterGraph(Findings findings, Manner manner, String wanted) {
    return Next.of(findings, manner).ask("explain", wanted).ask("path", wanted);
  }

  /// After what it is made of.
  public static Next afterExplain(Findings findings, Manner manner, String wanted) {
    return Next.of(findings, manner).ask("path", wanted).ask("graph", wanted);
  }

  public static Next afterAddress(AddressAnswer answer, Manner manner) {
    Next next = Next.of(answer.findings(), manner);
    Place.Occupant occupant = answer.place().occupant();
    if (occupant != null && !ownersHidden(answer.findings())) {
      String object = address(occupant.owner().address());
      return next.ask("explain", object).ask("path", object);
    }
    return next.report().ask("fragmentation");
  }

  public static Next afterLeaks(LeaksAnswer answer, Manner manner) {
    Next next = Next.of(answer.findings(), manner);
    if (ownersHidden(answer.findings())) {
      return next.report();
    }
    Optional<Leaks.Leak> first =
        answer.isEmpty() ? Optional.empty() : answer.leaks().leaks().stream().findFirst();
    first.ifPresent(leak -> next.ask("graph", address(leak.example())));
    return next.ask("owners");
  }

  public static Next afterFragmentation(FragmentationAnswer answer, Manner manner) {
    return Next.of(answer.findings(), manner).ask("pins").ask("advise");
  }

  public static Next afterPins(PinsAnswer answer, Manner manner) {
    return Next.of(answer.findings(), manner).ask("fragmentation").ask("advise");
  }

  /// After advice.
  ///
  /// @param checked whether it was carried out and measured
  public static Next afterAdvise(AdviseAnswer answer, Manner manner, boolean checked) {
    Findings findings = answer.findings();
    Next next = Next.of(findings, manner);
    return checked
            || answer.proposals().isEmpty()
            || findings.identity().kind() != Identity.Kind.LIVE
        ? next.report()
        : next.askAnew("advise", "--check", "1").ask("fragmentation");
  }

  /// After a comparison of figures.
  public static Next afterVerify(Findings findings, Manner manner) {
    return Next.of(findings, manner).report();
  }

  /// After the pages of a process.
  public static Next afterPages(int process, Pause pause) {
    return Next.ofProcess(process, pause).report().ask("numbers");
  }

  /// After what the kernel says of a process.
  public static Next afterNumbers(int process, Pause pause) {
    return Next.ofProcess(process, pause).report().ask("pages");
  }

  /// After a look at workers.
  public static Next afterWorkers(Family family, boolean duplicates, Pause pause) {
    int head = family.members().getFirst().stat().process();
    Next next = Next.ofProcess(head, pause).report();
    return duplicates || family.workers().isEmpty() ? next : next.ask("workers", "--duplicates");
  }

  /// After a list of all processes: on with the largest that may be looked at.
  public static Next afterTop(Applications applications) {
    int self = (int) ProcessHandle.current().pid();
    Optional<Applications.Application> family =
        applications.all().stream()
            .filter(each -> each.members().size() > 1)
            .filter(each -> each.members().stream().allMatch(one -> one.counters().isPresent()))
            .findFirst();
    Optional<Applications.Member> largest =
        applications.all().stream()
            .flatMap(each -> each.members().stream())
            .filter(one -> one.counters().isPresent() && one.stat().process() != self)
            .max(Comparator.comparingLong(Applications.Member::pss));
    Next next = Next.ofNothing();
    largest.ifPresent(one -> next.command(Integer.toString(one.stat().process())));
    family.ifPresent(each -> next.command("workers " + each.first().stat().process()));
    return next;
  }

  public static Next afterContainer(ContainerAnswer answer, Pause pause) {
    Optional<GroupProcess> largest =
        answer.group().processes().stream()
            .filter(each -> each.anonymous() > 0)
            .max(Comparator.comparingLong(GroupProcess::anonymous));
    return largest
        .map(each -> Next.ofProcess(each.process(), pause).report().ask("workers"))
        .orElseGet(Next::ofNothing);
  }

  /// After a snapshot or a capture was written.
  ///
  /// @param compared the process, if a look at it can be compared with the file
  public static Next afterFile(String file, Optional<Integer> compared) {
    Next next = Next.ofFile(file).report();
    compared.ifPresent(process -> next.ask("diff", Integer.toString(process)));
    return next;
  }

  /// After a look went into a dataset.
  public static Next afterDataset(String folder) {
    return Next.ofFile(folder).askAnew("dataset");
  }

  /// After what is in a dataset.
  public static Next afterTables(String folder, DatasetAnswer answer) {
    Next next = Next.ofFile(folder).askAnew("sql", "select * from looks limit 5");
    return answer.hasSmallFiles() ? next.askAnew("dataset compact") : next;
  }

  /// After a comparison: who holds what is new.
  ///
  /// @param subjects as the user named them, the earliest first
  /// @param before what was found in the earliest; of a process that still runs nothing is kept to
  ///   compare with
  public static Next afterDiff(
      List<String> subjects, Findings before, Findings after, Manner manner) {
    if (before.identity().kind() == Identity.Kind.LIVE) {
      return Next.of(after, manner).ask("owners").ask("objects");
    }
    String since = subjects.getFirst();
    String first = since.startsWith("-") ? "./" + since : since;
    return Next.of(after, manner)
        .ask("owners", "--new-since", first)
        .ask("objects", "--new-since", first);
  }

  /// After a page was drawn.
  public static Next afterPage(Findings findings, Manner manner) {
    Next next = Next.of(findings, manner);
    return ownersHidden(findings) ? next.report() : next.ask("owners").ask("fragmentation");
  }

  /// After a query in SQL.
  public static Next afterSql(String file) {
    return Next.ofFile(file).report().ask("owners");
  }

  /// After what is linked in a process.
  ///
  /// @param files whether they were shown, and not the modules of an interpreter
  /// @param modules whether it includes some
  public static Next afterLinked(int process, boolean files, boolean modules) {
    Next next = Next.ofProcess(process, USUAL);
    if (!files) {
      next.askAnew("link");
    } else if (modules) {
      next.askAnew("link", "--modules");
    }
    return next.report().ask("pages");
  }

  /// After what a file needs of others.
  public static Next afterFiles(FilesAnswer answer) {
    Optional<String> program =
        answer.files().stream()
            .filter(each -> !each.isHosted() && each.subject().kind() == LinkedFile.Kind.PROGRAM)
            .map(each -> each.subject().path())
            .findFirst();
    return program
        .map(file -> Next.ofFile(file).askAnew("link", "--processes", "10"))
        .orElseGet(Next::ofNothing);
  }

  /// After the curve of a process.
  ///
  /// @param alive whether it is still there
  public static Next afterWatch(int process, boolean alive) {
    return alive ? Next.ofProcess(process, USUAL).report().ask("advise") : Next.ofNothing();
  }

  /// After the demonstration, whose process has ended, or what else names no subject.
  public static Next afterDemo() {
    return Next.ofNothing().command("top").command("doctor");
  }

  /// After a command of the lab that plays no scenario.
  public static Next afterLab() {
    return Next.ofNothing().command("lab");
  }

  /// After a list of things that can be shown, or one of them: the first, or the one that follows.
  ///
  /// @param command that shows one
  /// @param names of all, in their order
  /// @param shown which; empty for the list
  public static Next afterLesson(String command, List<String> names, Optional<String> shown) {
    int at = shown.map(names::indexOf).orElse(-1) + 1;
    Next next = Next.ofNothing();
    return at < names.size() ? next.command(command + " " + names.get(at)) : next.command(command);
  }

  /// After what the machine allows.
  public static Next afterDoctor(Optional<Integer> process) {
    return process.isPresent()
        ? Next.ofProcess(process.get(), USUAL).report()
        : Next.ofNothing().command("demo").command("top");
  }

  private static boolean ownersHidden(Findings findings) {
    return findings.ownersHidden() || findings.objects().count() == 0;
  }
}
