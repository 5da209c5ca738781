package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.DirectiveParameters;
import io.reactornvme.spec.DirectiveType;
import io.reactornvme.spec.StreamsParameters;
import io.reactornvme.spec.StreamsStatus;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Directives of a controller's namespaces: which there are, which are on, and the streams (NVM
 * Express Base Specification 2.1, section 8.1.8, Directives; Directive Send and Directive Receive
 * commands).
 *
 * <p>Publishers, threads and errors are as with {@link NvmeController}. Errors of all of them: a
 * status other than success is an {@link NvmeStatusException}, as a rule Invalid Field in Command
 * for a directive that is not supported or not enabled. Thread-safe.
 */
public final class NvmeDirectives {

  /** Of all directives that have any. */
  private static final int RETURN_PARAMETERS = 0x01;

  private static final int ENABLE_DIRECTIVE = 0x01;
  private static final int STREAMS_GET_STATUS = 0x02;
  private static final int STREAMS_ALLOCATE_RESOURCES = 0x03;
  private static final int STREAMS_RELEASE_IDENTIFIER = 0x01;
  private static final int STREAMS_RELEASE_RESOURCES = 0x02;

  private final Device device;

  NvmeDirectives(Device device) {
    this.device = device;
  }

  // ---- identify ----

  /**
   * Reads which directives there are, and which are enabled (NVM Express Base Specification 2.1,
   * section 8.1.8.2, Identify Directive, Return Parameters, 01h of Directive Receive).
   *
   * @param nsid a namespace of this controller
   * @return the 4096 bytes, decoded
   */
  public Mono<DirectiveParameters> parameters(int nsid) {
    return receive(
        nsid,
        DirectiveType.IDENTIFY,
        RETURN_PARAMETERS,
        DirectiveParameters.SIZE,
        result -> DirectiveParameters.decode(result.data()));
  }

  /**
   * Enables a directive in a namespace for this host (NVM Express Base Specification 2.1, section
   * 8.1.8.2, Identify Directive, Enable Directive, 01h of Directive Send).
   *
   * @param nsid a namespace of this controller; {@link NvmeController#ALL_NAMESPACES} for all
   * @param type which
   * @return completes when it is enabled
   */
  public Mono<Void> enable(int nsid, DirectiveType type) {
    return enable(nsid, type, 1);
  }

  /**
   * Disables a directive in a namespace for this host (NVM Express Base Specification 2.1, section
   * 8.1.8.2, Identify Directive, Enable Directive, 01h of Directive Send). Streams lose their
   * resources.
   *
   * @param nsid a namespace of this controller; {@link NvmeController#ALL_NAMESPACES} for all
   * @param type which
   * @return completes when it is disabled
   */
  public Mono<Void> disable(int nsid, DirectiveType type) {
    return enable(nsid, type, 0);
  }

  private Mono<Void> enable(int nsid, DirectiveType type, int on) {
    return send(nsid, DirectiveType.IDENTIFY, ENABLE_DIRECTIVE, 0, type.value() << 8 | on);
  }

  // ---- streams ----

  /**
   * Reads what streams there can be (NVM Express Base Specification 2.1, section 8.1.8.3, Streams
   * Directive, Return Parameters, 01h of Directive Receive).
   *
   * @param nsid a namespace of this controller; {@link NvmeController#ALL_NAMESPACES} for the NVM
   *     subsystem's fields alone
   * @return the 32 bytes, decoded; sizes in logical blocks
   */
  public Mono<StreamsParameters> streamsParameters(int nsid) {
    return receive(
        nsid,
        DirectiveType.STREAMS,
        RETURN_PARAMETERS,
        StreamsParameters.SIZE,
        result -> StreamsParameters.decode(result.data()));
  }

  /**
   * Reads which streams are open (NVM Express Base Specification 2.1, section 8.1.8.3, Streams
   * Directive, Get Status, 02h of Directive Receive).
   *
   * @param nsid a namespace of this controller
   * @return the identifiers of the open streams; with more than one transfer holds, the first of
   *     them
   */
  public Mono<StreamsStatus> streamsStatus(int nsid) {
    return SelfSized.read(
        device.target(),
        bytes ->
            receive(
                nsid,
                DirectiveType.STREAMS,
                STREAMS_GET_STATUS,
                bytes,
                result -> StreamsStatus.decode(result.data())),
        StreamsStatus::neededBytes);
  }

  /**
   * Allocates stream resources to a namespace for this host alone (NVM Express Base Specification
   * 2.1, section 8.1.8.3, Streams Directive, Allocate Resources, 03h of Directive Receive).
   *
   * @param nsid a namespace of this controller
   * @param streams how many, 1 to 65535
   * @return the number allocated, which may be less
   * @throws IllegalArgumentException if the number is out of range
   */
  public Mono<Integer> allocateStreams(int nsid, int streams) {
    if (streams < 1 || streams > 0xFFFF) {
      throw new IllegalArgumentException("1 to 65535 streams are allocated, not " + streams);
    }
    PassthruCommand allocate =
        builder(
                AdminOpcode.DIRECTIVE_RECEIVE,
                nsid,
                DirectiveType.STREAMS,
                STREAMS_ALLOCATE_RESOURCES,
                0)
            .cdw12(streams)
            .build();
    return device
        .command(allocate, CommandForm.ADMIN)
        .map(result -> result.orThrow().dw0() & 0xFFFF);
  }

  /**
   * Gives back the stream resources of a namespace; its streams are closed (NVM Express Base
   * Specification 2.1, section 8.1.8.3, Streams Directive, Release Resources, 02h of Directive
   * Send).
   *
   * @param nsid a namespace of this controller
   * @return completes when they are the NVM subsystem's
   */
  public Mono<Void> releaseStreams(int nsid) {
    return send(nsid, DirectiveType.STREAMS, STREAMS_RELEASE_RESOURCES, 0, 0);
  }

  /**
   * Closes a stream (NVM Express Base Specification 2.1, section 8.1.8.3, Streams Directive,
   * Release Identifier, 01h of Directive Send).
   *
   * @param nsid a namespace of this controller
   * @param stream the identifier, 1 to 65535
   * @return completes when it is closed, also if it was not open
   * @throws IllegalArgumentException if the identifier is out of range
   */
  public Mono<Void> releaseStream(int nsid, int stream) {
    if (stream < 1 || stream > 0xFFFF) {
      throw new IllegalArgumentException("a stream identifier is 1 to 65535, not " + stream);
    }
    return send(nsid, DirectiveType.STREAMS, STREAMS_RELEASE_IDENTIFIER, stream, 0);
  }

  // ---- commands ----

  private static PassthruCommand.Builder builder(
      int opcode, int nsid, DirectiveType type, int operation, int specific) {
    return PassthruCommand.builder(opcode)
        .nsid(nsid)
        .cdw11(operation | type.value() << 8 | specific << 16);
  }

  private <T> Mono<T> receive(
      int nsid, DirectiveType type, int operation, int bytes, Function<PassthruResult, T> decoder) {
    PassthruCommand receive =
        builder(AdminOpcode.DIRECTIVE_RECEIVE, nsid, type, operation, 0)
            .cdw10(bytes / 4 - 1)
            .dataIn(bytes)
            .build();
    return device
        .command(receive, CommandForm.ADMIN)
        .map(result -> decoder.apply(result.orThrow()));
  }

  private Mono<Void> send(int nsid, DirectiveType type, int operation, int specific, int cdw12) {
    PassthruCommand send =
        builder(AdminOpcode.DIRECTIVE_SEND, nsid, type, operation, specific).cdw12(cdw12).build();
    return device.command(send, CommandForm.ADMIN).doOnNext(PassthruResult::orThrow).then();
  }

  @Override
  public String toString() {
    return "NvmeDirectives[" + device.target().path() + "]";
  }
}
