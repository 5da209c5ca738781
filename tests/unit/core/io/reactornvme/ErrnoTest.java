package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {

  @ParameterizedTest
  @CsvSource({
    "1, EPERM, Operation not permitted",
    "2, ENOENT, No such file or directory",
    "4, EINTR, Interrupted system call",
    "11, EAGAIN, Resource temporarily unavailable",
    "13, EACCES, Permission denied",
    "22, EINVAL, Invalid argument",
    "25, ENOTTY, Inappropriate ioctl for device",
    "35, EDEADLK, Resource deadlock avoided",
    "95, EOPNOTSUPP, Operation not supported",
    "110, ETIMEDOUT, Connection timed out",
    "133, EHWPOISON, Memory page has hardware error"
  })
  void namesAndTexts(int errno, String name, String text) {
    assertThat(Errno.name(errno)).isEqualTo(name);
    assertThat(Errno.text(errno)).isEqualTo(text);
    assertThat(Errno.describe(errno)).isEqualTo(name + " (" + errno + "): " + text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -13, 41, 58, 134, 4095, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void numbersWithoutAName(int errno) {
    assertThat(Errno.name(errno)).isEqualTo("errno " + errno);
    assertThat(Errno.text(errno)).isEqualTo("Unknown error " + errno);
  }

  @Test
  void everyNumberFrom1To133ButTwoHasANameOfItsOwn() {
    Set<String> names = new HashSet<>();
    for (int errno = 1; errno <= 133; errno++) {
      if (errno != 41 && errno != 58) {
        assertThat(Errno.name(errno)).matches("E[A-Z0-9]+");
        assertThat(names.add(Errno.name(errno))).as(Errno.name(errno)).isTrue();
      }
    }
    assertThat(names).hasSize(131);
  }

  @Test
  void constantsAreTheNumbersOfTheirNames() throws IllegalAccessException {
    for (Field constant : Errno.class.getFields()) {
      assertThat(Errno.name(constant.getInt(null))).isEqualTo(constant.getName());
    }
  }
}
