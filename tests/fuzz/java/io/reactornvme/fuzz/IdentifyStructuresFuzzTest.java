package io.reactornvme.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.spec.CommandsSupportedAndEffectsLog;
import io.reactornvme.spec.ControllerList;
import io.reactornvme.spec.DomainList;
import io.reactornvme.spec.EnduranceGroupList;
import io.reactornvme.spec.IndependentIdentifyNamespace;
import io.reactornvme.spec.IoCommandSets;
import io.reactornvme.spec.NamespaceGranularityList;
import io.reactornvme.spec.NamespaceIdentificationDescriptors;
import io.reactornvme.spec.NamespaceList;
import io.reactornvme.spec.NvmCommandSetIdentifyController;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace;
import io.reactornvme.spec.NvmSetList;
import io.reactornvme.spec.NvmeStructure;
import io.reactornvme.spec.PrimaryControllerCapabilities;
import io.reactornvme.spec.SecondaryControllerList;
import io.reactornvme.spec.UuidList;
import io.reactornvme.spec.ZonedNamespaceIdentifyController;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;

/** The structures of 4096 bytes that are mostly lists: the same bytes as each of them. */
@Timeout(30)
class IdentifyStructuresFuzzTest {

  private static final int SIZE = 4096;

  private static final List<Function<ByteBuffer, ? extends NvmeStructure>> DECODERS =
      List.of(
          CommandsSupportedAndEffectsLog::decode,
          ControllerList::decode,
          DomainList::decode,
          EnduranceGroupList::decode,
          IndependentIdentifyNamespace::decode,
          IoCommandSets::decode,
          NamespaceGranularityList::decode,
          NamespaceIdentificationDescriptors::decode,
          NamespaceList::decode,
          NvmCommandSetIdentifyController::decode,
          NvmCommandSetIdentifyNamespace::decode,
          NvmSetList::decode,
          PrimaryControllerCapabilities::decode,
          SecondaryControllerList::decode,
          UuidList::decode,
          ZonedNamespaceIdentifyController::decode,
          ZonedNamespaceIdentifyNamespace::decode);

  @FuzzTest(maxDuration = "10m")
  void decode(byte[] bytes) {
    DECODERS.forEach(decoder -> Structures.check(bytes, SIZE, decoder));
  }
}
