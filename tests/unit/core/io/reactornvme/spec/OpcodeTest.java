package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpcodeTest {

  @ParameterizedTest
  @CsvSource({
    "0x00, Delete I/O Submission Queue",
    "0x02, Get Log Page",
    "0x06, Identify",
    "0x0c, Asynchronous Event Request",
    "0x80, Format NVM",
    "0x84, Sanitize",
    "0x03, Opcode 03h",
    "0xbf, Opcode BFh",
    "0xc1, Vendor Specific (C1h)",
    "0xff, Vendor Specific (FFh)",
    "0x100, Opcode 100h"
  })
  void adminNames(String opcode, String name) {
    assertThat(AdminOpcode.name(Integer.decode(opcode))).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "0x00, Flush",
    "0x01, Write",
    "0x02, Read",
    "0x19, Copy",
    "0x7d, Zone Append",
    "0x03, Opcode 03h",
    "0x80, Vendor Specific (80h)"
  })
  void nvmNames(String opcode, String name) {
    assertThat(NvmOpcode.name(Integer.decode(opcode))).isEqualTo(name);
  }

  @Test
  void everyConstantHasItsName() throws IllegalAccessException {
    Map<Integer, String> admin = constants(AdminOpcode.class);
    admin.forEach((opcode, name) -> assertThat(constant(AdminOpcode.name(opcode))).isEqualTo(name));
    assertThat(admin).hasSize(49);
    Map<Integer, String> nvm = constants(NvmOpcode.class);
    nvm.forEach((opcode, name) -> assertThat(constant(NvmOpcode.name(opcode))).isEqualTo(name));
    assertThat(nvm).hasSize(20);
  }

  private static Map<Integer, String> constants(Class<?> opcodes) throws IllegalAccessException {
    Map<Integer, String> constants = new HashMap<>();
    for (Field field : opcodes.getFields()) {
      assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
      assertThat(constants.put(field.getInt(null), field.getName())).as(field.getName()).isNull();
    }
    return constants;
  }

  private static String constant(String name) {
    return name.replace("I/O", "IO").replaceAll("[ -]", "_").toUpperCase(Locale.ROOT);
  }
}
