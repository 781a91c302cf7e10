package dev.fathom.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfIdentityTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 2, 3, i386",
    "1, 1, 3, 62, x86-64",
    "2, 1, 4, 183, aarch64",
    "2, 1, 3, 243, riscv",
    "2, 2, 3, 22, s390",
    "1, 2, 1, 8, mips",
    "2, 1, 99, 9999, machine 9999"
  })
  void namesWhatItCannotRead(int wordClass, int data, int type, int machine, String name)
      throws Exception {
    byte[] bytes = header(wordClass, data, type, machine);

    ElfIdentity identity = ElfIdentity.of(MemorySegment.ofArray(bytes), "header");

    assertThat(identity.wordBits()).isEqualTo(wordClass == 1 ? 32 : 64);
    assertThat(identity.byteOrder())
        .isEqualTo(data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    assertThat(identity.type()).isEqualTo(ElfType.of(type));
    assertThat(identity.machineName()).isEqualTo(name);
    assertThat(identity.isReadable()).isEqualTo(wordClass == 2 && data == 1);
  }

  @Test
  void imagesOfOtherKindsAreTurnedAwayByName() {
    byte[] bytes = header(1, 2, 3, 40);
    assertThatThrownBy(() -> ElfImage.of(MemorySegment.ofArray(bytes), "phone"))
        .hasMessage(
            "phone: offset 0x0: a 32-bit big-endian image (arm): only 64-bit little-endian ones are"
                + " read");
  }

  @Test
  void unknownClassesAndOrders() {
    assertThatThrownBy(() -> ElfIdentity.of(MemorySegment.ofArray(header(3, 1, 1, 1)), "x"))
        .hasMessage("x: offset 0x4: unknown ELF class");
    assertThatThrownBy(() -> ElfIdentity.of(MemorySegment.ofArray(header(1, 0, 1, 1)), "x"))
        .hasMessage("x: offset 0x5: unknown byte order");
  }

  private static byte[] header(int wordClass, int data, int type, int machine) {
    ByteOrder order = data == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return ByteBuffer.allocate(64)
        .order(order)
        .put(new byte[] {0x7f, 'E', 'L', 'F', (byte) wordClass, (byte) data})
        .putShort(16, (short) type)
        .putShort(18, (short) machine)
        .array();
  }
}
