package dev.fathom.os.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Control groups of version 2, made up as Documentation/admin-guide/cgroup-v2.rst has them; those
/// of version 1 are live in `ContainerCommandTest`.
final class GroupDirectoryTest {
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @TempDir private Path mount;

  @ParameterizedTest
  @CsvSource({
    "/system.slice/docker-ID.scope, docker 0123456789ab",
    "/docker/ID, docker 0123456789ab",
    "/kubepods.slice/kubepods-burstable.slice/kubepods-pod7.slice/cri-containerd-ID.scope, containerd 0123456789ab",
    "/kubepods/burstable/pod7/ID, kubernetes 0123456789ab",
    "/kubepods.slice/crio-ID.scope, cri-o 0123456789ab",
    "/machine.slice/libpod-ID.scope, podman 0123456789ab",
    "/system.slice/nginx.service, systemd nginx.service",
    "/user.slice, systemd user.slice",
    "/mine, ''",
    "/, ''"
  })
  void aPathTellsWhoRunsIt(String path, String title) {
    assertThat(GroupNames.title(path.replace("ID", ID))).isEqualTo(title);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0::/system.slice/docker-ID.scope | docker 0123456789ab",
        "9:name=systemd:/user.slice;4:memory:/docker/ID;0::/ | docker 0123456789ab",
        "9:name=systemd:/docker/ID;4:cpu,memory:/;0::/ | docker 0123456789ab",
        "4:memory:/;0::/ | ''",
        "odd;;::; | ''"
      })
  void aProcessIsInTheGroupThatCountsItsMemory(String groups, String title) {
    assertThat(GroupNames.titleOf(groups.replace("ID", ID).replace(';', '\n'))).isEqualTo(title);
  }

  @Test
  void aGroupIsFoundByWhatItIsCalled() throws IOException {
    MemoryHierarchy hierarchy = new MemoryHierarchy(2, mount, "/");
    Path docker = Files.createDirectories(mount.resolve("system.slice/docker-" + ID + ".scope"));
    Path nginx = Files.createDirectories(mount.resolve("system.slice/nginx.service"));
    assertThat(GroupNames.find(hierarchy, "0123456")).isEqualTo(docker);
    assertThat(GroupNames.find(hierarchy, ID)).isEqualTo(docker);
    assertThat(GroupNames.find(hierarchy, "nginx")).isEqualTo(nginx);
    assertThat(GroupNames.find(hierarchy, "/system.slice/nginx.service")).isEqualTo(nginx);
    assertThat(GroupNames.find(hierarchy, nginx.toString())).isEqualTo(nginx);
    Files.createDirectories(mount.resolve("user.slice/nginx.service"));
    assertThatThrownBy(() -> GroupNames.find(hierarchy, "nginx"))
        .hasMessageStartingWith("2 control groups are called 'nginx'");
    assertThatThrownBy(() -> GroupNames.find(hierarchy, "../../etc"))
        .isInstanceOf(ProcessAccessException.class);
    assertThatThrownBy(() -> GroupNames.find(hierarchy, "a\0b/c"))
        .isInstanceOf(ProcessAccessException.class);
  }

  @Test
  void versionTwoIsReadWithItsBounds() throws IOException {
    Path outer = Files.createDirectory(mount.resolve("outer"));
    Path inner = Files.createDirectory(outer.resolve("inner"));
    Files.writeString(outer.resolve("memory.max"), "4096000\n");
    Files.writeString(inner.resolve("memory.max"), "max\n");
    Files.writeString(inner.resolve("memory.high"), "2048000\n");
    Files.writeString(inner.resolve("memory.current"), "1000000\n");
    Files.writeString(inner.resolve("memory.swap.current"), "5000\n");
    Files.writeString(inner.resolve("memory.stat"), "anon 600000\nfile 300000\nodd\nkernel x\n");
    Files.writeString(inner.resolve("memory.events"), "low 0\noom 3\noom_kill 2\n");
    Files.writeString(inner.resolve("cgroup.stat"), "nr_descendants 0\nnr_dying_descendants 7\n");
    Files.writeString(inner.resolve("cgroup.procs"), "12\n7\n");
    GroupDirectory group = GroupDirectory.of(new MemoryHierarchy(2, mount, "/"), inner);
    assertThat(group.path()).isEqualTo("/outer/inner");
    assertThat(group.usage()).isEqualTo(1_000_000);
    assertThat(group.limit()).isEmpty();
    assertThat(group.limitAbove()).isEqualTo(OptionalLong.of(4_096_000));
    assertThat(group.high()).isEqualTo(OptionalLong.of(2_048_000));
    assertThat(group.swap()).isEqualTo(OptionalLong.of(5000));
    assertThat(group.outOfMemoryKills()).isEqualTo(OptionalLong.of(2));
    assertThat(group.dying()).isEqualTo(7);
    assertThat(group.statistics()).containsEntry("anon", 600_000L).doesNotContainKey("kernel");
    assertThat(group.processes()).containsExactly(7, 12);
  }

  @Test
  void whatAThreadedGroupTakesIsChargedAboveIt() throws IOException {
    MemoryHierarchy hierarchy = new MemoryHierarchy(2, mount, "/");
    Path domain = Files.createDirectories(mount.resolve("domain"));
    Path threaded = Files.createDirectories(domain.resolve("threaded/deeper"));
    Files.writeString(domain.resolve("memory.current"), "1\n");
    assertThat(hierarchy.charged(threaded)).isEqualTo(domain);
    assertThat(hierarchy.charged(domain)).isEqualTo(domain);
    Path uncounted = Files.createDirectories(mount.resolve("uncounted"));
    assertThat(hierarchy.charged(uncounted)).isEqualTo(uncounted);
  }

  @Test
  void aGroupThatIsGoneIsTold() throws IOException {
    Path there = Files.createDirectory(mount.resolve("there"));
    GroupDirectory group = GroupDirectory.of(new MemoryHierarchy(2, mount, "/"), there);
    assertThatThrownBy(group::usage).hasMessageContaining("counts no memory");
    Files.delete(there);
    assertThatThrownBy(group::usage).hasMessage("control group /there is gone");
  }

  @Test
  void aMountThatCountsMemoryIsKnown() {
    String one = "30 24 0:25 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";
    assertThat(MemoryHierarchy.ofMount(one))
        .isEqualTo(Optional.of(new MemoryHierarchy(1, Path.of("/sys/fs/cgroup/memory"), "/")));
    assertThat(MemoryHierarchy.ofMount("30 24 0:25 / /a rw - cgroup cgroup rw,cpu")).isEmpty();
    assertThat(MemoryHierarchy.ofMount("30 24 0:25 / /none rw - cgroup2 cgroup rw")).isEmpty();
    assertThat(MemoryHierarchy.ofMount("")).isEmpty();
  }
}
