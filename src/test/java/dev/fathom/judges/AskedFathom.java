package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.object.Detail;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.look.SecondLook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A warm Fathom that a process asks about itself: it waits for the answer, and is held and looked
/// at meanwhile. See `judged.py` and `judged/Devel`.
final class AskedFathom implements AutoCloseable {
  private final ServerSocketChannel door;

  AskedFathom(Path socket) throws IOException {
    door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    door.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().start(this::serve);
  }

  private void serve() {
    while (door.isOpen()) {
      try (SocketChannel asking = door.accept()) {
        String line = new Scanner(Channels.newReader(asking, UTF_8)).nextLine();
        asking.write(ByteBuffer.wrap((answer(line.split(" ", -1)) + "\n").getBytes(UTF_8)));
      } catch (IOException closed) {
        if (door.isOpen()) {
          throw new UncheckedIOException(closed);
        }
      }
    }
  }

  private static String answer(String[] words) throws ProcessAccessException, IOException {
    int process = Integer.parseInt(words[0]);
    if (words[1].equals("dump")) {
      return FathomDump.write(process, Path.of(words[2]));
    }
    long[] objects =
        Arrays.stream(words, 2, words.length)
            .filter(word -> !word.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    return switch (words[1]) {
      case "getsizeof" -> detail(process, objects[0], "sys.getsizeof");
      case "is_tracked" -> detail(process, objects[0], "gc.is_tracked");
      case "get_referents" -> told(referents(look(process), objects));
      case "size" -> "" + new ReachedSizes(look(process)).own(objects[0]);
      case "total_size" -> "" + new ReachedSizes(look(process)).total(objects[0]);
      case "get_referrers" -> told(referrers(look(process), objects));
      default -> throw new IllegalArgumentException(words[1]);
    };
  }

  private static String detail(int process, long object, String name)
      throws ProcessAccessException {
    List<Detail> details =
        SecondLook.describe(process, Pause.of(Freeze.PTRACE), "cpython", List.of(object), false, 1)
            .getOrDefault(object, List.of());
    return details.stream()
        .filter(detail -> detail.name().equals(name))
        .map(Detail::value)
        .findFirst()
        .orElse("");
  }

  private static Findings look(int process) throws ProcessAccessException {
    return Look.atProcess(process, Pause.of(Freeze.PTRACE), Depth.ALL);
  }

  private static String told(LongStream addresses) {
    return addresses.mapToObj(Long::toString).collect(Collectors.joining(" "));
  }

  private static LongStream referents(Findings findings, long[] objects) {
    EdgeTable edges = findings.references().edges();
    return Arrays.stream(objects)
        .mapToInt(address -> at(findings, address))
        .filter(object -> object >= 0)
        .flatMap(object -> IntStream.range(edges.first(object), edges.first(object + 1)))
        .mapToLong(edge -> findings.objects().address(edges.target(edge)));
  }

  private static LongStream referrers(Findings findings, long[] objects) {
    EdgeTable edges = findings.references().edges();
    int[] wanted = Arrays.stream(objects).mapToInt(each -> at(findings, each)).toArray();
    return IntStream.range(0, findings.objects().count())
        .filter(object ->
            IntStream.range(edges.first(object), edges.first(object + 1))
                .anyMatch(
                    edge -> Arrays.stream(wanted).anyMatch(each -> each == edges.target(edge))))
        .mapToLong(findings.objects()::address);
  }

  private static int at(Findings findings, long address) {
    int object = findings.objects().atOrBelow(address);
    return object >= 0 && findings.objects().address(object) == address ? object : -1;
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
