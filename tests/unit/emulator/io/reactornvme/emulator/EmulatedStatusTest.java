package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Right and wrong commands, and the status that the specification names for each. */
@Timeout(60)
class EmulatedStatusTest {

  /** 1: 2 MiB blocks of 512 bytes; 2: ten zones of 64 blocks, 48 writable; 3: not attached. */
  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.maxNamespaces(8)
                          .firmwareSlots(3, true)
                          .selfTestTime(Duration.ofMinutes(1), Duration.ofMinutes(2))
                          .namespace(n -> n.size(1 << 30))
                          .namespace(n -> n.size(640 * 512).zoned(64, 48, 2, 3))
                          .namespace(n -> n.size(1 << 20).detached())));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what                                | q | op   | nsid  | cdw10      | cdw11      | cdw12 | cdw13 | data  | status
          identify: controller                  | A | 0x06 | 0     | 0x01       | 0          | 0     | 0     | 4096  | 0
          identify: namespace                   | A | 0x06 | 1     | 0x00       | 0          | 0     | 0     | 4096  | 0
          identify: namespace, common           | A | 0x06 | -1    | 0x00       | 0          | 0     | 0     | 4096  | 0
          identify: namespace, inactive         | A | 0x06 | 3     | 0x00       | 0          | 0     | 0     | 4096  | 0
          identify: namespace, unallocated      | A | 0x06 | 5     | 0x00       | 0          | 0     | 0     | 4096  | 0
          identify: namespace 0                 | A | 0x06 | 0     | 0x00       | 0          | 0     | 0     | 4096  | 0x400B
          identify: namespace beyond NN         | A | 0x06 | 9     | 0x00       | 0          | 0     | 0     | 4096  | 0x400B
          identify: namespace FFFFFFFE          | A | 0x06 | -2    | 0x00       | 0          | 0     | 0     | 4096  | 0x400B
          identify: active list                 | A | 0x06 | 0     | 0x02       | 0          | 0     | 0     | 4096  | 0
          identify: active list after the last  | A | 0x06 | 7     | 0x02       | 0          | 0     | 0     | 4096  | 0
          identify: active list, FFFFFFFE       | A | 0x06 | -2    | 0x02       | 0          | 0     | 0     | 4096  | 0x400B
          identify: active list, FFFFFFFF       | A | 0x06 | -1    | 0x02       | 0          | 0     | 0     | 4096  | 0x400B
          identify: descriptors                 | A | 0x06 | 1     | 0x03       | 0          | 0     | 0     | 4096  | 0
          identify: descriptors, inactive       | A | 0x06 | 3     | 0x03       | 0          | 0     | 0     | 4096  | 0x4002
          identify: descriptors, 0              | A | 0x06 | 0     | 0x03       | 0          | 0     | 0     | 4096  | 0x400B
          identify: descriptors, broadcast      | A | 0x06 | -1    | 0x03       | 0          | 0     | 0     | 4096  | 0x400B
          identify: NVM namespace               | A | 0x06 | 1     | 0x05       | 0          | 0     | 0     | 4096  | 0
          identify: zoned namespace             | A | 0x06 | 2     | 0x05       | 0x02000000 | 0     | 0     | 4096  | 0
          identify: zoned, of another           | A | 0x06 | 1     | 0x05       | 0x02000000 | 0     | 0     | 4096  | 0x4002
          identify: unknown command set         | A | 0x06 | 1     | 0x05       | 0x07000000 | 0     | 0     | 4096  | 0x4002
          identify: NVM controller              | A | 0x06 | 0     | 0x06       | 0          | 0     | 0     | 4096  | 0
          identify: zoned controller            | A | 0x06 | 0     | 0x06       | 0x02000000 | 0     | 0     | 4096  | 0
          identify: controller, unknown set     | A | 0x06 | 0     | 0x06       | 0x01000000 | 0     | 0     | 4096  | 0x4002
          identify: active list of a set        | A | 0x06 | 0     | 0x07       | 0x02000000 | 0     | 0     | 4096  | 0
          identify: independent of the set      | A | 0x06 | 2     | 0x08       | 0          | 0     | 0     | 4096  | 0
          identify: independent, inactive       | A | 0x06 | 3     | 0x08       | 0          | 0     | 0     | 4096  | 0x4002
          identify: allocated list              | A | 0x06 | 0     | 0x10       | 0          | 0     | 0     | 4096  | 0
          identify: allocated list, FFFFFFFF    | A | 0x06 | -1    | 0x10       | 0          | 0     | 0     | 4096  | 0x400B
          identify: allocated namespace         | A | 0x06 | 3     | 0x11       | 0          | 0     | 0     | 4096  | 0
          identify: allocated namespace 0       | A | 0x06 | 0     | 0x11       | 0          | 0     | 0     | 4096  | 0x400B
          identify: controllers of a namespace  | A | 0x06 | 1     | 0x12       | 0          | 0     | 0     | 4096  | 0
          identify: controllers of 0            | A | 0x06 | 0     | 0x12       | 0          | 0     | 0     | 4096  | 0x400B
          identify: controllers                 | A | 0x06 | 0     | 0x13       | 0          | 0     | 0     | 4096  | 0
          identify: command sets                | A | 0x06 | 0     | 0x1C       | 0          | 0     | 0     | 4096  | 0
          identify: reserved CNS                | A | 0x06 | 0     | 0x7F       | 0          | 0     | 0     | 4096  | 0x4002
          log: supported                        | A | 0x02 | 0     | 0x00FF0000 | 0          | 0     | 0     | 1024  | 0
          log: error                            | A | 0x02 | -1    | 0x000F0001 | 0          | 0     | 0     | 64    | 0
          log: SMART                            | A | 0x02 | -1    | 0x007F0002 | 0          | 0     | 0     | 512   | 0
          log: SMART of a namespace             | A | 0x02 | 1     | 0x007F0002 | 0          | 0     | 0     | 512   | 0x4002
          log: firmware                         | A | 0x02 | 0     | 0x007F0003 | 0          | 0     | 0     | 512   | 0
          log: changed namespaces               | A | 0x02 | 0     | 0x03FF0004 | 0          | 0     | 0     | 4096  | 0
          log: effects                          | A | 0x02 | 0     | 0x03FF0005 | 0          | 0     | 0     | 4096  | 0
          log: self-test                        | A | 0x02 | 0     | 0x008C0006 | 0          | 0     | 0     | 564   | 0
          log: telemetry                        | A | 0x02 | 0     | 0x007F0007 | 0          | 0     | 0     | 512   | 0
          log: telemetry, no whole block        | A | 0x02 | 0     | 0x00000007 | 0          | 0     | 0     | 4     | 0x4002
          log: telemetry, offset in a block     | A | 0x02 | 0     | 0x007F0007 | 0          | 8     | 0     | 512   | 0x4002
          log: endurance group                  | A | 0x02 | 0     | 0x007F0009 | 0x00010000 | 0     | 0     | 512   | 0
          log: endurance group 0                | A | 0x02 | 0     | 0x007F0009 | 0          | 0     | 0     | 512   | 0x4002
          log: endurance group 2                | A | 0x02 | 0     | 0x007F0009 | 0x00020000 | 0     | 0     | 512   | 0x4002
          log: ANA                              | A | 0x02 | 0     | 0x000F000C | 0          | 0     | 0     | 64    | 0
          log: persistent without a context     | A | 0x02 | 0     | 0x007F000D | 0          | 0     | 0     | 512   | 0x400C
          log: persistent with a context        | A | 0x02 | 0     | 0x007F010D | 0          | 0     | 0     | 512   | 0
          log: persistent, reserved action      | A | 0x02 | 0     | 0x007F030D | 0          | 0     | 0     | 512   | 0x4002
          log: sanitize                         | A | 0x02 | 0     | 0x007F0081 | 0          | 0     | 0     | 512   | 0
          log: OCP                              | A | 0x02 | 0     | 0x007F00C0 | 0          | 0     | 0     | 512   | 0
          log: unknown                          | A | 0x02 | 0     | 0x00000070 | 0          | 0     | 0     | 4     | 0x4109
          log: vendor's unknown                 | A | 0x02 | 0     | 0x000000FF | 0          | 0     | 0     | 4     | 0x4109
          log: offset at the end                | A | 0x02 | 0     | 0x00000002 | 0          | 512   | 0     | 4     | 0
          log: offset beyond the end            | A | 0x02 | 0     | 0x00000002 | 0          | 516   | 0     | 4     | 0x4002
          log: offset far beyond                | A | 0x02 | 0     | 0x00000002 | 0          | 0     | 1     | 4     | 0x4002
          log: offset not of dwords             | A | 0x02 | 0     | 0x00000002 | 0          | 2     | 0     | 4     | 0x4002
          get: arbitration                      | A | 0x0A | 0     | 0x01       | 0          | 0     | 0     | 0     | 0
          get: power management                 | A | 0x0A | 0     | 0x02       | 0          | 0     | 0     | 0     | 0
          get: temperature threshold            | A | 0x0A | 0     | 0x04       | 0          | 0     | 0     | 0     | 0
          get: threshold, reserved kind         | A | 0x0A | 0     | 0x04       | 0x00300000 | 0     | 0     | 0     | 0x4002
          get: threshold, no such sensor        | A | 0x0A | 0     | 0x04       | 0x00050000 | 0     | 0     | 0     | 0x4002
          get: error recovery of a namespace    | A | 0x0A | 1     | 0x05       | 0          | 0     | 0     | 0     | 0
          get: error recovery of none           | A | 0x0A | 0     | 0x05       | 0          | 0     | 0     | 0     | 0x400B
          get: error recovery, inactive         | A | 0x0A | 3     | 0x05       | 0          | 0     | 0     | 0     | 0x4002
          get: write cache, default             | A | 0x0A | 0     | 0x106      | 0          | 0     | 0     | 0     | 0
          get: write cache, saved               | A | 0x0A | 0     | 0x206      | 0          | 0     | 0     | 0     | 0
          get: write cache, capabilities        | A | 0x0A | 0     | 0x306      | 0          | 0     | 0     | 0     | 0
          get: reserved select                  | A | 0x0A | 0     | 0x406      | 0          | 0     | 0     | 0     | 0x4002
          get: timestamp                        | A | 0x0A | 0     | 0x0E       | 0          | 0     | 0     | 8     | 0
          get: host identifier                  | A | 0x0A | 0     | 0x81       | 1          | 0     | 0     | 16    | 0
          get: unknown                          | A | 0x0A | 0     | 0x60       | 0          | 0     | 0     | 0     | 0x4002
          get: feature 0                        | A | 0x0A | 0     | 0x00       | 0          | 0     | 0     | 0     | 0x4002
          set: write cache                      | A | 0x09 | 0     | 0x06       | 0          | 0     | 0     | 0     | 0
          set: write cache, saved               | A | 0x09 | 0     | 0x80000006 | 0          | 0     | 0     | 0     | 0
          set: write cache of a namespace       | A | 0x09 | 1     | 0x06       | 0          | 0     | 0     | 0     | 0x410F
          set: write cache, reserved bit        | A | 0x09 | 0     | 0x06       | 2          | 0     | 0     | 0     | 0x4002
          set: power state that is not there    | A | 0x09 | 0     | 0x02       | 1          | 0     | 0     | 0     | 0x4002
          set: queues, once they exist          | A | 0x09 | 0     | 0x07       | 0x00010001 | 0     | 0     | 0     | 0x400C
          set: queues, FFFF                     | A | 0x09 | 0     | 0x07       | 0x0000FFFF | 0     | 0     | 0     | 0x4002
          set: threshold, saved                 | A | 0x09 | 0     | 0x80000004 | 300        | 0     | 0     | 0     | 0x410D
          set: timestamp, saved                 | A | 0x09 | 0     | 0x8000000E | 0          | 0     | 0     | -8    | 0x410D
          set: timestamp                        | A | 0x09 | 0     | 0x0E       | 0          | 0     | 0     | -8    | 0
          set: error recovery of all            | A | 0x09 | -1    | 0x05       | 0          | 0     | 0     | 0     | 0
          set: write protection                 | A | 0x09 | 1     | 0x84       | 1          | 0     | 0     | 0     | 0
          set: write protection, reserved       | A | 0x09 | 1     | 0x84       | 4          | 0     | 0     | 0     | 0x4002
          set: write protection of all          | A | 0x09 | -1    | 0x84       | 1          | 0     | 0     | 0     | 0x400B
          set: unknown                          | A | 0x09 | 0     | 0x60       | 0          | 0     | 0     | 0     | 0x4002
          queue: delete                         | A | 0x00 | 0     | 0          | 0          | 0     | 0     | 0     | 0x4101
          queue: create                         | A | 0x05 | 0     | 1          | 0          | 0     | 0     | 0     | 0x4101
          abort                                 | A | 0x08 | 0     | 0x00010000 | 0          | 0     | 0     | 0     | 0
          keep alive                            | A | 0x18 | 0     | 0          | 0          | 0     | 0     | 0     | 0
          security: protocols                   | A | 0x82 | 0     | 0          | 512        | 0     | 0     | 512   | 0
          security: protocol 1                  | A | 0x82 | 0     | 0x01000000 | 512        | 0     | 0     | 512   | 0x4002
          security: send                        | A | 0x81 | 0     | 0          | 512        | 0     | 0     | -512  | 0x4002
          admin: reserved                       | A | 0x03 | 0     | 0          | 0          | 0     | 0     | 0     | 0x4001
          admin: vendor's                       | A | 0xC1 | 0     | 0          | 0          | 0     | 0     | 0     | 0x4001
          firmware: download                    | A | 0x11 | 0     | 1023       | 0          | 0     | 0     | -4096 | 0
          firmware: download, granularity       | A | 0x11 | 0     | 0          | 0          | 0     | 0     | -4096 | 0x4002
          firmware: download, offset            | A | 0x11 | 0     | 1023       | 1          | 0     | 0     | -4096 | 0x4002
          firmware: commit of nothing           | A | 0x10 | 0     | 0x02       | 0          | 0     | 0     | 0     | 0x4107
          firmware: commit to a read-only slot  | A | 0x10 | 0     | 0x01       | 0          | 0     | 0     | 0     | 0x4106
          firmware: commit beyond the slots     | A | 0x10 | 0     | 0x04       | 0          | 0     | 0     | 0     | 0x4106
          firmware: activate an empty slot      | A | 0x10 | 0     | 0x12       | 0          | 0     | 0     | 0     | 0x4107
          firmware: activate slot 1             | A | 0x10 | 0     | 0x11       | 0          | 0     | 0     | 0     | 0
          firmware: reserved action             | A | 0x10 | 0     | 0x22       | 0          | 0     | 0     | 0     | 0x4002
          self-test: short                      | A | 0x14 | -1    | 1          | 0          | 0     | 0     | 0     | 0
          self-test: extended                   | A | 0x14 | 1     | 2          | 0          | 0     | 0     | 0     | 0
          self-test: nothing to abort           | A | 0x14 | -1    | 0xF        | 0          | 0     | 0     | 0     | 0
          self-test: reserved                   | A | 0x14 | -1    | 3          | 0          | 0     | 0     | 0     | 0x4002
          self-test: inactive namespace         | A | 0x14 | 3     | 1          | 0          | 0     | 0     | 0     | 0x4002
          self-test: invalid namespace          | A | 0x14 | 99    | 1          | 0          | 0     | 0     | 0     | 0x400B
          format                                | A | 0x80 | 1     | 1          | 0          | 0     | 0     | 0     | 0
          format: all                           | A | 0x80 | -1    | 0          | 0          | 0     | 0     | 0     | 0
          format: erasing                       | A | 0x80 | 1     | 0x200      | 0          | 0     | 0     | 0     | 0
          format: reserved erase                | A | 0x80 | 1     | 0x600      | 0          | 0     | 0     | 0     | 0x4002
          format: no such format                | A | 0x80 | 1     | 9          | 0          | 0     | 0     | 0     | 0x410A
          format: protection information        | A | 0x80 | 1     | 0x20       | 0          | 0     | 0     | 0     | 0x410A
          format: inactive                      | A | 0x80 | 3     | 0          | 0          | 0     | 0     | 0     | 0x4002
          sanitize: block erase                 | A | 0x84 | 0     | 2          | 0          | 0     | 0     | 0     | 0
          sanitize: overwrite                   | A | 0x84 | 0     | 0x13       | 0          | 0     | 0     | 0     | 0
          sanitize: exit failure mode           | A | 0x84 | 0     | 1          | 0          | 0     | 0     | 0     | 0
          sanitize: reserved                    | A | 0x84 | 0     | 7          | 0          | 0     | 0     | 0     | 0x4002
          namespace: create nothing             | A | 0x0D | 0     | 0          | 0          | 0     | 0     | -4096 | 0x4002
          namespace: create, unknown set        | A | 0x0D | 0     | 0          | 0x05000000 | 0     | 0     | -4096 | 0x4129
          namespace: delete                     | A | 0x0D | 3     | 1          | 0          | 0     | 0     | 0     | 0
          namespace: delete, unallocated        | A | 0x0D | 5     | 1          | 0          | 0     | 0     | 0     | 0x4002
          namespace: delete, invalid            | A | 0x0D | 0     | 1          | 0          | 0     | 0     | 0     | 0x400B
          namespace: reserved select            | A | 0x0D | 1     | 2          | 0          | 0     | 0     | 0     | 0x4002
          attach: empty list                    | A | 0x15 | 3     | 0          | 0          | 0     | 0     | -4096 | 0x411C
          attach: reserved select               | A | 0x15 | 3     | 5          | 0          | 0     | 0     | -4096 | 0x4002
          attach: unallocated                   | A | 0x15 | 5     | 0          | 0          | 0     | 0     | -4096 | 0x4002
          read: first                           | I | 0x02 | 1     | 0          | 0          | 0     | 0     | 512   | 0
          read: last                            | I | 0x02 | 1     | 0x1FFFFF   | 0          | 0     | 0     | 512   | 0
          read: as much as MDTS                 | I | 0x02 | 1     | 0          | 0          | 255   | 0     | 131072| 0
          read: past the end                    | I | 0x02 | 1     | 0x200000   | 0          | 0     | 0     | 512   | 0x4080
          read: over the end                    | I | 0x02 | 1     | 0x1FFFFF   | 0          | 1     | 0     | 1024  | 0x4080
          read: far past the end                | I | 0x02 | 1     | 0          | 1          | 0     | 0     | 512   | 0x4080
          read: at the largest LBA              | I | 0x02 | 1     | -1         | -1         | 0     | 0     | 512   | 0x4080
          write: past the end                   | I | 0x01 | 1     | 0x200000   | 0          | 0     | 0     | -512  | 0x4080
          write                                 | I | 0x01 | 1     | 0          | 0          | 0     | 0     | -512  | 0
          write: force unit access              | I | 0x01 | 1     | 0          | 0          | 1<<30 | 0     | -512  | 0
          write: directive that nobody enabled   | I | 0x01 | 1     | 0          | 0          | 1<<20 | 0     | -512  | 0
          compare: equal                        | I | 0x05 | 1     | 0          | 0          | 0     | 0     | -512  | 0
          compare: past the end                 | I | 0x05 | 1     | 0x200000   | 0          | 0     | 0     | -512  | 0x4080
          write zeroes: 65536 blocks            | I | 0x08 | 1     | 0          | 0          | 65535 | 0     | 0     | 0
          write zeroes: over the end            | I | 0x08 | 1     | 0x1FFFFF   | 0          | 1     | 0     | 0     | 0x4080
          write uncorrectable                   | I | 0x04 | 1     | 0          | 0          | 0     | 0     | 0     | 0
          verify                                | I | 0x0C | 1     | 0          | 0          | 65535 | 0     | 0     | 0
          verify: past the end                  | I | 0x0C | 1     | 0x200000   | 0          | 0     | 0     | 0     | 0x4080
          flush                                 | I | 0x00 | 1     | 0          | 0          | 0     | 0     | 0     | 0
          dataset management: hint              | I | 0x09 | 1     | 0          | 1          | 0     | 0     | -16   | 0
          dataset management: deallocate        | I | 0x09 | 1     | 1          | 4          | 0     | 0     | -32   | 0
          copy: a block                         | I | 0x19 | 1     | 8          | 0          | 0     | 0     | -32   | 0
          copy: format 2                        | I | 0x19 | 1     | 8          | 0          | 0x200 | 0     | -32   | 0x4002
          copy: 17 ranges                       | I | 0x19 | 1     | 8          | 0          | 16    | 0     | -544  | 0x4183
          copy: past the end                    | I | 0x19 | 1     | 0x200000   | 0          | 0     | 0     | -32   | 0x4080
          reservation: report                   | I | 0x0E | 1     | 5          | 0          | 0     | 0     | 24    | 0
          reservation: report, other form       | I | 0x0E | 1     | 15         | 1          | 0     | 0     | 64    | 0x4018
          reservation: register                 | I | 0x0D | 1     | 0          | 0          | 0     | 0     | -16   | 0
          reservation: register, reserved       | I | 0x0D | 1     | 3          | 0          | 0     | 0     | -16   | 0x4002
          reservation: unregister, unknown      | I | 0x0D | 1     | 1          | 0          | 0     | 0     | -16   | 0x4083
          reservation: acquire, unknown         | I | 0x11 | 1     | 0x100      | 0          | 0     | 0     | -16   | 0x4083
          reservation: acquire, reserved type   | I | 0x11 | 1     | 0x700      | 0          | 0     | 0     | -16   | 0x4002
          reservation: release, unknown         | I | 0x15 | 1     | 0x100      | 0          | 0     | 0     | -8    | 0x4083
          I/O: unknown                          | I | 0x66 | 1     | 0          | 0          | 0     | 0     | 0     | 0x4001
          I/O: vendor's                         | I | 0x90 | 1     | 0          | 0          | 0     | 0     | 0     | 0x4001
          zones: send to another                | I | 0x79 | 1     | 0          | 0          | 0     | 3     | 0     | 0x4001
          zones: append to another              | I | 0x7D | 1     | 0          | 0          | 0     | 0     | -512  | 0x4001
          zones: report                         | I | 0x7A | 2     | 0          | 0          | 15    | 0     | 64    | 0
          zones: report, reserved filter        | I | 0x7A | 2     | 0          | 0          | 15    | 0x900 | 64    | 0x4002
          zones: report, reserved action        | I | 0x7A | 2     | 0          | 0          | 15    | 5     | 64    | 0x4002
          zones: report past the end            | I | 0x7A | 2     | 640        | 0          | 15    | 0     | 64    | 0x4080
          zones: write in the middle            | I | 0x01 | 2     | 1          | 0          | 0     | 0     | -512  | 0x41BC
          zones: write past the capacity        | I | 0x01 | 2     | 0          | 0          | 48    | 0     | -25088| 0x41B8
          zones: write                          | I | 0x01 | 2     | 64         | 0          | 0     | 0     | -512  | 0
          zones: append                         | I | 0x7D | 2     | 64         | 0          | 0     | 0     | -512  | 0
          zones: append, not at a start         | I | 0x7D | 2     | 65         | 0          | 0     | 0     | -512  | 0x4002
          zones: open                           | I | 0x79 | 2     | 0          | 0          | 0     | 3     | 0     | 0
          zones: open, not at a start           | I | 0x79 | 2     | 3          | 0          | 0     | 3     | 0     | 0x4002
          zones: close an empty one             | I | 0x79 | 2     | 0          | 0          | 0     | 1     | 0     | 0x41BF
          zones: finish an empty one            | I | 0x79 | 2     | 0          | 0          | 0     | 2     | 0     | 0
          zones: reset an empty one             | I | 0x79 | 2     | 0          | 0          | 0     | 4     | 0     | 0
          zones: offline an empty one           | I | 0x79 | 2     | 0          | 0          | 0     | 5     | 0     | 0x41BF
          zones: reserved action                | I | 0x79 | 2     | 0          | 0          | 0     | 7     | 0     | 0x4002
          """)
  void hasTheStatus(
      String what,
      String queue,
      String opcode,
      int nsid,
      String cdw10,
      String cdw11,
      String cdw12,
      String cdw13,
      int data,
      String status,
      Nvme nvme) {
    Commands commands = new Commands(nvme);
    boolean admin = queue.equals("A");
    PassthruResult result =
        admin
            ? commands.admin(
                number(opcode), c -> fields(c, cdw10, cdw11, cdw12, cdw13, data).nsid(nsid).force())
            : commands
                .ioMono(nsid, number(opcode), c -> fields(c, cdw10, cdw11, cdw12, cdw13, data))
                .block(Commands.SOON);
    assertThat(Integer.toHexString(Commands.status(result)))
        .isEqualTo(Integer.toHexString(number(status)));
    boolean bad = !result.isSuccess();
    assertThat(commands.logData(0x01, 64).getLong(0)).isEqualTo(bad ? 1 : 0);
  }

  private static PassthruCommand.Builder fields(
      PassthruCommand.Builder c, String cdw10, String cdw11, String cdw12, String cdw13, int data) {
    c.cdw10(number(cdw10)).cdw11(number(cdw11)).cdw12(number(cdw12)).cdw13(number(cdw13));
    return data == 0 ? c : data > 0 ? c.dataIn(data) : c.dataOut(Commands.zeros(-data));
  }

  private static int number(String text) {
    int shift = text.indexOf("<<");
    return shift > 0
        ? 1 << Integer.parseInt(text.substring(shift + 2))
        : Long.decode(text).intValue();
  }
}
