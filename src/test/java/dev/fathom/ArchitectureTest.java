package dev.fathom;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/// The house and its rules: which package may know which, and what no class may do.
///
/// A rule that fails names the line of code that breaks it. If the code is right and the house is
/// wrong, change [#FLOORS] and say so in the design.
@AnalyzeClasses(packages = "dev.fathom", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  /// The floors, from the roof down. A package may use those on its own floor and on any below it.
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("cli"),
          List.of("serve", "mcp"),
          List.of("report", "export", "lab"),
          List.of("view"),
          List.of("ask"),
          List.of("analysis"),
          List.of("snapshot", "survey"),
          List.of("runtime"),
          List.of("malloc"),
          List.of("target"),
          List.of("elf", "os"),
          List.of("host"),
          List.of("model"));

  /// With more, a package has more than one reason to exist.
  private static final int MOST_CLASSES = 25;

  @ArchTest static final ArchRule arrowsRunDownward = arrowsRunDownward();

  @ArchTest
  static final ArchRule everyPackageHasItsFloor =
      classes()
          .should()
          .resideInAnyPackage(
              FLOORS.stream().flatMap(floor -> packagesOf(floor).stream()).toArray(String[]::new));

  @ArchTest
  static final ArchRule noCyclesBetweenPackages =
      slices().matching("dev.fathom.(**)").should().beFreeOfCycles();

  /// What is known of a target, and nothing of how it came to be known.
  @ArchTest
  static final ArchRule theModelStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.fathom.model..")
          .should()
          .dependOnClassesThat(
              resideOutsideOfPackages("dev.fathom.model..", "java..", "org.jspecify.."))
          .because("whoever reads the model must not need what filled it");

  /// Who reads memory stands below the model, and whoever asks goes through `ask`. The lab plays
  /// with models of its own, on the layouts and words of parties.
  @ArchTest
  static final ArchRule nobodyAboveTheModelReadsMemory =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.fathom.cli..",
              "dev.fathom.serve..",
              "dev.fathom.mcp..",
              "dev.fathom.report..",
              "dev.fathom.ask..",
              "dev.fathom.analysis..",
              "dev.fathom.export..",
              "dev.fathom.snapshot..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.fathom.target..",
              "dev.fathom.malloc..",
              "dev.fathom.runtime..",
              "dev.fathom.os..",
              "dev.fathom.elf..");

  /// The lab has models and views of its own, and the product does not know it.
  @ArchTest
  static final ArchRule theLabStandsApart =
      noClasses()
          .that()
          .resideInAPackage("dev.fathom.lab..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.fathom.report..", "dev.fathom.ask..", "dev.fathom.analysis..");

  @ArchTest
  static final ArchRule theProductKnowsNoLab =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.fathom.lab..", "dev.fathom.cli..", "dev.fathom.mcp..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.fathom.lab..");

  /// Conclusions and files know the model, and nothing of how it came to be.
  @ArchTest
  static final ArchRule conclusionsFollowFromTheModel =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.fathom.analysis..",
              "dev.fathom.export..",
              "dev.fathom.snapshot..",
              "dev.fathom.report..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.fathom.survey..");

  @ArchTest
  static final ArchRule onlyTheHostIsCalledNatively =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.fathom.host..")
          .should()
          .dependOnClassesThat(
              belongToAnyOf(Linker.class, SymbolLookup.class, FunctionDescriptor.class))
          .because("native calls and their flaws are kept in one place");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses()
          .should()
          .haveSimpleNameContaining("Util")
          .orShould()
          .haveSimpleNameContaining("Manager")
          .orShould()
          .haveSimpleNameContaining("Helper")
          .because("such a name fits everything and so says nothing");

  /// Two classes of one name cannot be told apart in a sentence, nor in one file.
  @ArchTest
  static void simpleNamesAreUnique(JavaClasses classes) {
    Map<String, Long> counts =
        classes.stream()
            .filter(each -> !each.isNestedClass() && !each.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()));
    assertThat(counts.entrySet().stream().filter(each -> each.getValue() > 1).toList())
        .as("classes of one name")
        .isEmpty();
  }

  /// Some twenty classes can be taken in at once; whoever adds one too many finds what they are
  /// about and parts them by that.
  @ArchTest
  static void packagesAreSmall(JavaClasses classes) {
    Map<String, Long> counts =
        classes.stream()
            .filter(each -> !each.isNestedClass() && !each.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(counts.entrySet().stream().filter(each -> each.getValue() > MOST_CLASSES).toList())
        .as("packages of more than %d classes", MOST_CLASSES)
        .isEmpty();
  }

  /// Without this NullAway would pass over the package in silence.
  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    List<String> unmarked =
        classes.stream()
            .map(JavaClass::getPackage)
            .filter(somePackage -> !somePackage.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .distinct()
            .sorted()
            .toList();
    assertThat(unmarked).as("packages without a @NullMarked package-info.java").isEmpty();
  }

  /// If no class were found, every rule above would hold.
  @ArchTest
  static void theHouseIsNotEmpty(JavaClasses classes) {
    assertThat(classes.stream().filter(resideInAnyPackage("dev.fathom.cli..")).toList())
        .as("classes of dev.fathom.cli")
        .isNotEmpty();
  }

  private static ArchRule arrowsRunDownward() {
    LayeredArchitecture house =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (List<String> floor : FLOORS) {
      house = house.layer(nameOf(floor)).definedBy(packagesOf(floor).toArray(String[]::new));
    }
    for (int i = 0; i < FLOORS.size(); i++) {
      LayeredArchitecture.LayerDependencySpecification rule =
          house.whereLayer(nameOf(FLOORS.get(i)));
      List<List<String>> below = FLOORS.subList(i + 1, FLOORS.size());
      house =
          below.isEmpty()
              ? rule.mayNotAccessAnyLayer()
              : rule.mayOnlyAccessLayers(
                  below.stream().map(ArchitectureTest::nameOf).toArray(String[]::new));
    }
    return house;
  }

  private static String nameOf(List<String> floor) {
    return floor.stream().collect(Collectors.joining("/"));
  }

  private static List<String> packagesOf(List<String> floor) {
    return floor.stream().map(name -> "dev.fathom." + name + "..").toList();
  }
}
