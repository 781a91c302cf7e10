package dev.fathom.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is advised follows from what the kernel asks, in each of its cases.
final class PermissionTest {
  private static final int PROCESS = 42;
  private static final String MEMORY = "/proc/42/mem";
  private static final int ME = 1000;
  private static final long ALL = (1L << 41) - 1;
  private static final long DAC_OVERRIDE = 1L << 1;
  private static final long DAC_READ_SEARCH = 1L << 2;
  private static final long SYS_PTRACE = 1L << 19;
  private static final UserNamespace MACHINE = new UserNamespace("0 0 4294967295");
  private static final UserNamespace ROOTLESS = new UserNamespace("0 1000 1\n1 100000 65536");
  private static final UserNamespace ONE_USER = new UserNamespace("0 1000 1");

  private static AccessFacts.Party party(int user, long capabilities) {
    UserIds ids = new UserIds(user, user, user);
    return new AccessFacts.Party(ids, ids, capabilities);
  }

  /// My own process, on a machine without Yama.
  private static AccessFacts mine() {
    return new AccessFacts(party(ME, 0), party(ME, 0), MACHINE, 0, false, 0, ME, false);
  }

  private static AccessFacts with(AccessFacts facts, int scope) {
    return new AccessFacts(
        facts.self(),
        facts.target(),
        facts.namespace(),
        scope,
        facts.isFiltered(),
        facts.tracer(),
        facts.filesOwner(),
        facts.isContained());
  }

  private static AccessFacts of(
      AccessFacts.Party self, AccessFacts.Party target, UserNamespace namespace) {
    return new AccessFacts(self, target, namespace, 0, false, 0, target.user(), false);
  }

  private static String advice(AccessFacts facts) {
    return Permission.reason(PROCESS, MEMORY, facts);
  }

  @Test
  void scopeOneIsOpenedByRootOrTheSetting() {
    assertThat(advice(with(mine(), 1)))
        .isEqualTo(
            "kernel.yama.ptrace_scope is 1; run it as root (sudo fathom 42) or set it to 0 (sudo sysctl kernel.yama.ptrace_scope=0)");
  }

  @Test
  void scopeTwoIsOpenedByRoot() {
    assertThat(advice(with(mine(), 2)))
        .isEqualTo("kernel.yama.ptrace_scope is 2; run it as root: sudo fathom 42");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, ME})
  void scopeThreeIsOpenedByNobody(int user) {
    long capabilities = user == 0 ? ALL : 0;
    assertThat(advice(with(of(party(user, capabilities), party(user, 0), MACHINE), 3)))
        .contains("ptrace_scope is 3", "not even root", "until the machine is started again")
        .doesNotContain("sudo", "run it as root");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rootWithoutTheCapabilityIsToldWhichItIs(int scope) {
    assertThat(advice(with(of(party(0, 0), party(0, 0), MACHINE), scope)))
        .contains("ptrace_scope is " + scope, "no CAP_SYS_PTRACE", "--cap-add=SYS_PTRACE")
        .doesNotContain("sudo");
  }

  /// Yama is not asked for the mappings: another gate was shut.
  @Test
  void scopeIsNotBlamedForWhatItLetsThrough() {
    assertThat(Permission.reason(PROCESS, "/proc/42/smaps", with(mine(), 3)))
        .doesNotContain("ptrace_scope");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anothersProcess(int scope) {
    assertThat(advice(with(of(party(ME, 0), party(33, 0), MACHINE), scope)))
        .isEqualTo(
            "it belongs to user id 33 and you are 1000; run it as that user or as root: sudo fathom 42");
  }

  @Test
  void aProgramThatIsSetUserId() {
    UserIds mixed = new UserIds(ME, 0, 0);
    AccessFacts.Party target = new AccessFacts.Party(mixed, party(ME, 0).groups(), ALL);
    assertThat(advice(of(party(ME, 0), target, MACHINE)))
        .contains("belongs to user id 0", "sudo fathom 42");
  }

  @Test
  void aProgramThatIsSetGroupId() {
    AccessFacts.Party target =
        new AccessFacts.Party(party(ME, 0).users(), new UserIds(ME, 5, 5), 0);
    assertThat(advice(of(party(ME, 0), target, MACHINE)))
        .isEqualTo("it runs with group id 5; run it as root: sudo fathom 42");
  }

  @Test
  void aProcessThatIsNotDumpable() {
    assertThat(advice(new AccessFacts(party(ME, 0), party(ME, 0), MACHINE, 0, false, 0, 0, false)))
        .contains("not dumpable")
        .endsWith("run it as root: sudo fathom 42");
  }

  @Test
  void aProcessWithMoreCapabilities() {
    assertThat(advice(of(party(ME, 0), party(ME, 1L << 10), MACHINE)))
        .isEqualTo("it has capabilities that Fathom has not; run it as root: sudo fathom 42");
    assertThat(advice(of(party(0, 0), party(0, SYS_PTRACE), MACHINE)))
        .contains("capabilities that Fathom has not", "--cap-add=SYS_PTRACE")
        .doesNotContain("sudo");
  }

  @Test
  void rootWithoutTheRightToOpenFiles() {
    AccessFacts facts = of(party(0, SYS_PTRACE), party(ME, 0), MACHINE);
    assertThat(advice(facts))
        .contains("CAP_DAC_READ_SEARCH", "user id 1000's", "--cap-add=DAC_READ_SEARCH")
        .doesNotContain("sudo", "security module");
  }

  @ParameterizedTest
  @ValueSource(longs = {SYS_PTRACE | DAC_OVERRIDE, SYS_PTRACE | DAC_READ_SEARCH, ALL})
  void rootWithAllRights(long capabilities) {
    assertThat(advice(of(party(0, capabilities), party(ME, 0), MACHINE)))
        .contains("security module")
        .doesNotContain("DAC", "sudo");
  }

  @Test
  void rootOfAUserNamespace() {
    assertThat(advice(of(party(0, ALL), party(0, ALL), ROOTLESS)))
        .contains("capabilities count in this user namespace only")
        .contains("outside this container or user namespace")
        .doesNotContain("sudo");
  }

  @Test
  void aUserWhomTheNamespaceDoesNotKnow() {
    assertThat(advice(of(party(0, ALL), party(65534, 0), ONE_USER)))
        .startsWith("its user has no id in this user namespace; run Fathom outside");
    // Where 65534 is somebody's number, it may be his.
    assertThat(advice(of(party(5, 0), party(65534, 0), ROOTLESS)))
        .startsWith("it belongs to user id 65534 and you are 5; run Fathom outside");
  }

  @Test
  void aRootlessContainerSeenFromOutside() {
    assertThat(
            advice(
                new AccessFacts(
                    party(ME, 0), party(100032, 0), MACHINE, 0, false, 0, 100032, true)))
        .contains("sudo fathom 42")
        .endsWith("(in a rootless container of your own: podman unshare fathom 42)");
  }

  @ParameterizedTest
  @CsvSource({"true, seccomp=unconfined", "false, security module"})
  void onlyTheCallIsForbidden(boolean filtered, String reason) {
    AccessFacts facts =
        new AccessFacts(party(0, ALL), party(0, ALL), ROOTLESS, 0, filtered, 0, 0, false);
    assertThat(Permission.reason(PROCESS, "ptrace", facts)).contains(reason, "--freeze=signal");
  }

  @Test
  void somebodyTracesItAlready() {
    AccessFacts facts =
        new AccessFacts(party(0, ALL), party(0, ALL), MACHINE, 0, true, 7, 0, false);
    assertThat(Permission.reason(PROCESS, "ptrace", facts))
        .isEqualTo("process 7 is tracing it already; end that one, or use --freeze=signal");
  }
}
