package io.reactornvme;

import io.reactornvme.FluxOrderedChunks.Plan;
import io.reactornvme.FluxRegroup.Piece;
import io.reactornvme.spec.DatasetManagementRange;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ProtectionInformation;
import io.reactornvme.spec.ProtectionInformationException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The commands behind the typed I/O of a namespace: what {@link NvmeNamespace} documents. */
final class BlockIo {

  /** NLB has 16 bits and is zero-based. */
  static final int MAX_BLOCKS = 1 << 16;

  private static final int PRACT = 1 << 29;

  /** Attribute Deallocate of Dataset Management, in CDW11. */
  private static final int DEALLOCATE = 1 << 2;

  private final Device device;
  private final InUseGuard.Recent inUse;

  BlockIo(Device device, InUseGuard.Recent inUse) {
    this.device = device;
    this.inUse = inUse;
  }

  /**
   * Data for the drive.
   *
   * @param lease where it is, or null if it is copied when the command is sent
   */
  private record Payload(ByteBuffer view, @Nullable NvmeBuffer lease) {

    static Payload of(ByteBuffer bytes) {
      return new Payload(bytes, null);
    }

    static Payload of(NvmeBuffer buffer, int length) {
      return new Payload(buffer.byteBuffer().limit(length), buffer);
    }

    int length() {
      return view.remaining();
    }

    PassthruCommand.Builder into(PassthruCommand.Builder command) {
      return lease == null ? command.dataOut(view) : command.data(lease, 0, length());
    }
  }

  // ---- single commands ----

  Mono<ByteBuffer> read(long lba, int blocks, IoOptions options) {
    checkBlocks(blocks);
    return withFormat(
        options,
        f ->
            get(f, lba, blocks, 0, options, b -> b.dataIn(bytes(f, blocks, options)))
                .map(PassthruResult::data));
  }

  Mono<Void> read(long lba, NvmeBuffer into, IoOptions options) {
    return withFormat(
        options,
        f -> {
          int unit = unit(f, NvmOpcode.READ, options);
          int blocks = blocks(into.capacity(), unit);
          return get(f, lba, blocks, 0, options, b -> b.data(into)).then();
        });
  }

  Mono<Void> write(long lba, ByteBuffer data, IoOptions options) {
    return unused("Write", options)
        .then(withFormat(options, f -> put(f, NvmOpcode.WRITE, lba, 0, options, Payload.of(data))));
  }

  Mono<Void> write(long lba, NvmeBuffer data, IoOptions options) {
    return unused("Write", options)
        .then(
            withFormat(
                options,
                f -> put(f, NvmOpcode.WRITE, lba, 0, options, Payload.of(data, data.capacity()))));
  }

  Mono<Void> compare(long lba, ByteBuffer data, IoOptions options) {
    return withFormat(options, f -> put(f, NvmOpcode.COMPARE, lba, 0, options, Payload.of(data)));
  }

  Mono<Void> compare(long lba, NvmeBuffer data, IoOptions options) {
    return withFormat(
        options,
        f -> put(f, NvmOpcode.COMPARE, lba, 0, options, Payload.of(data, data.capacity())));
  }

  Mono<Void> flush(IoOptions options) {
    return Mono.defer(() -> send(tune(PassthruCommand.builder(NvmOpcode.FLUSH), options)).then());
  }

  Mono<Void> verify(long lba, int blocks, IoOptions options) {
    return noData(NvmOpcode.VERIFY, lba, blocks, options);
  }

  Mono<Void> writeZeroes(long lba, int blocks, IoOptions options) {
    return unused("Write Zeroes", options)
        .then(noData(NvmOpcode.WRITE_ZEROES, lba, blocks, options));
  }

  Mono<Void> writeUncorrectable(long lba, int blocks, IoOptions options) {
    return unused("Write Uncorrectable", options)
        .then(noData(NvmOpcode.WRITE_UNCORRECTABLE, lba, blocks, options));
  }

  Mono<Void> datasetManagement(
      List<DatasetManagementRange> ranges, int attributes, IoOptions options) {
    ByteBuffer list = DatasetManagementRange.encode(ranges);
    PassthruCommand.Builder command =
        tune(PassthruCommand.builder(NvmOpcode.DATASET_MANAGEMENT), options)
            .cdw10(ranges.size() - 1)
            .cdw11(attributes)
            .dataOut(list);
    Mono<Void> sent = send(command).then();
    return (attributes & DEALLOCATE) == 0
        ? sent
        : unused("Dataset Management (Deallocate)", options).then(sent);
  }

  Mono<Void> deallocate(List<DatasetManagementRange> ranges, IoOptions options) {
    return datasetManagement(ranges, DEALLOCATE, options);
  }

  private Mono<Void> noData(int opcode, long lba, int blocks, IoOptions options) {
    checkBlocks(blocks);
    return withFormat(options, f -> send(command(f, opcode, lba, blocks, 0, options)).then());
  }

  private Mono<Void> unused(String action, IoOptions options) {
    return inUse.check(action, options.isForce());
  }

  // ---- ranges ----

  Flux<ByteBuffer> read(RangeRequest range) {
    IoOptions o = range.options();
    return ordered(
        range,
        f ->
            (lba, blocks, offset) ->
                get(f, lba, blocks, offset, o, b -> b.dataIn(bytes(f, blocks, o)))
                    .map(PassthruResult::data));
  }

  Flux<NvmeBuffer> readLeased(RangeRequest range) {
    IoOptions o = range.options();
    Flux<NvmeBuffer> buffers =
        ordered(
            range,
            f ->
                (lba, blocks, offset) ->
                    MonoLease.create(
                        () -> lease(bytes(f, blocks, o)),
                        buffer -> get(f, lba, blocks, offset, o, b -> b.data(buffer))));
    return buffers.doOnDiscard(NvmeBuffer.class, NvmeBuffer::release);
  }

  /** Reads one transfer; the offset is in blocks from the range's start. */
  private interface Transfer<T> {
    Mono<T> of(long lba, int blocks, long offset);
  }

  private <T> Flux<T> ordered(RangeRequest range, Function<NamespaceFormat, Transfer<T>> with) {
    Mono<Plan<T>> plan =
        withFormat(
            range.options(),
            f -> {
              Transfer<T> transfer = with.apply(f);
              int most = transferBlocks(f, range, NvmOpcode.READ);
              long count = (range.blocks() - 1) / most + 1;
              return Mono.just(
                  new Plan<>(
                      count,
                      i -> {
                        long offset = i * most;
                        long lba = range.startingLba() + offset;
                        int blocks = (int) Math.min(most, range.blocks() - offset);
                        return transfer
                            .of(lba, blocks, offset)
                            .onErrorMap(e -> failed("Read", lba, blocks, e));
                      }));
            });
    return FluxOrderedChunks.create(plan, range.depth(), range.readAhead());
  }

  Mono<Long> write(RangeRequest range, Publisher<ByteBuffer> data) {
    return withFormat(
        range.options(),
        f -> {
          int unit = unit(f, NvmOpcode.WRITE, range.options());
          int transfer = transferBlocks(f, range, NvmOpcode.WRITE) * unit;
          return write(f, range, FluxRegroup.create(data, () -> lease(transfer), unit));
        });
  }

  Mono<Long> writeLeased(RangeRequest range, Publisher<NvmeBuffer> data) {
    return withFormat(
        range.options(),
        f ->
            write(f, range, Flux.from(data).map(buffer -> new Piece(buffer, buffer.capacity())))
                .doOnDiscard(NvmeBuffer.class, NvmeBuffer::release));
  }

  private Mono<Long> write(NamespaceFormat f, RangeRequest range, Flux<Piece> pieces) {
    RangeWriter writer = new RangeWriter(f, range);
    Mono<Long> written =
        FluxDemandMap.create(pieces, writer::write, range.depth()).reduce(0L, Long::sum);
    return (range.isFlush() ? written.flatMap(n -> flush(range.options()).thenReturn(n)) : written)
        .doOnDiscard(Piece.class, Piece::release);
  }

  /** One subscription's. Called by the source, one piece after the other. */
  private final class RangeWriter {

    private final NamespaceFormat f;
    private final RangeRequest range;
    private final int unit;
    private long offset;

    RangeWriter(NamespaceFormat f, RangeRequest range) {
      this.f = f;
      this.range = range;
      this.unit = unit(f, NvmOpcode.WRITE, range.options());
    }

    /** Releases the piece, however it ends; the command keeps the memory as long as it is sent. */
    Mono<Long> write(Piece piece) {
      long from = offset;
      offset += piece.length() / unit;
      return Mono.using(() -> piece, p -> write(p, from), Piece::release);
    }

    private Mono<Long> write(Piece piece, long from) {
      long lba = range.startingLba() + from;
      int blocks = blocks(piece.length(), unit);
      if (from + blocks > range.blocks()) {
        return Mono.error(
            new NvmeRefusedException(
                device.target().path(),
                "there is more data than the " + range.blocks() + " blocks of the range",
                "Nothing was written behind the range. Give a longer range, or less data."));
      }
      IoOptions options = range.options();
      return unused("Write", options)
          .then(
              put(
                      f,
                      NvmOpcode.WRITE,
                      lba,
                      from,
                      options,
                      Payload.of(piece.buffer(), piece.length()))
                  .onErrorMap(e -> failed("Write", lba, blocks, e)))
          .thenReturn((long) blocks);
    }
  }

  private NvmeRangeException failed(String action, long lba, long blocks, Throwable cause) {
    return NvmeRangeException.of(device.target().path(), action, lba, blocks, cause);
  }

  private NvmeBuffer lease(int bytes) {
    return new NvmeBuffer(device.target().ring().buffers(), bytes);
  }

  private int transferBlocks(NamespaceFormat f, RangeRequest range, int opcode) {
    int unit = unit(f, opcode, range.options());
    int device = this.device.target().maxTransferBytes();
    int bytes = Math.min(range.transferBytes(), BufferPool.MAX_BLOCK);
    bytes = device > 0 ? Math.min(bytes, device) : bytes;
    return Math.max(1, Math.min(bytes / unit, MAX_BLOCKS));
  }

  // ---- data with its protection information ----

  private Mono<PassthruResult> get(
      NamespaceFormat f,
      long lba,
      int blocks,
      long offset,
      IoOptions options,
      UnaryOperator<PassthruCommand.Builder> data) {
    boolean byHost = byHost(f, NvmOpcode.READ, options);
    PassthruCommand.Builder command =
        data.apply(command(f, NvmOpcode.READ, lba, blocks, offset, options))
            .metadataIn(blocks * f.apart(!byHost));
    ProtectionInformation protection = f.protection();
    if (protection == null || !byHost) {
      return send(command);
    }
    return device.emit(
        send(command)
            .publishOn(Schedulers.parallel())
            .doOnNext(r -> check(f, protection, r, options, lba, offset)));
  }

  private void check(
      NamespaceFormat f,
      ProtectionInformation protection,
      PassthruResult result,
      IoOptions options,
      long lba,
      long offset) {
    try {
      protection.check(
          result.data(),
          f.extended() ? null : result.metadata(),
          options.tags(lba, offset),
          options.checks());
    } catch (ProtectionInformationException e) {
      throw new NvmeProtectionException(device.target().path(), e);
    }
  }

  private Mono<Void> put(
      NamespaceFormat f, int opcode, long lba, long offset, IoOptions options, Payload data) {
    boolean byHost = byHost(f, opcode, options);
    int blocks = blocks(data.length(), f.inData(!byHost));
    PassthruCommand.Builder command = command(f, opcode, lba, blocks, offset, options);
    int apart = blocks * f.apart(!byHost);
    ProtectionInformation protection = f.protection();
    if (protection == null || !byHost) {
      data.into(command);
      return send(apart == 0 ? command : command.metadataOut(ByteBuffer.allocate(apart))).then();
    }
    ProtectionInformation.Tags tags = options.tags(lba, offset);
    return Mono.fromCallable(() -> protect(f, protection, tags, command, data, apart))
        .subscribeOn(Schedulers.parallel()) // a pass over the data is no work for the ring
        .flatMap(this::send)
        .then();
  }

  private static PassthruCommand.Builder protect(
      NamespaceFormat f,
      ProtectionInformation protection,
      ProtectionInformation.Tags tags,
      PassthruCommand.Builder command,
      Payload data,
      int apart) {
    NvmeBuffer lease = data.lease();
    // Held, for a cancel releases it meanwhile, and then its memory may be another's.
    if (lease != null && !lease.retain()) {
      throw new IllegalStateException("the NvmeBuffer has been released");
    }
    try {
      if (f.extended()) {
        Payload withRoom = lease == null ? Payload.of(copy(data.view())) : data;
        protection.generate(withRoom.view(), null, tags);
        return withRoom.into(command);
      }
      ByteBuffer metadata = ByteBuffer.allocate(apart);
      protection.generate(data.view(), metadata, tags);
      return data.into(command).metadataOut(metadata);
    } finally {
      if (lease != null) {
        lease.drop();
      }
    }
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  // ---- commands ----

  private PassthruCommand.Builder command(
      NamespaceFormat f, int opcode, long lba, int blocks, long offset, IoOptions o) {
    PassthruCommand.Builder command = tune(PassthruCommand.builder(opcode), o).cdw10And11(lba);
    int bits =
        switch (opcode) {
          case NvmOpcode.WRITE -> o.access() | o.directiveType();
          case NvmOpcode.WRITE_ZEROES -> o.access() | o.deallocateBit();
          case NvmOpcode.WRITE_UNCORRECTABLE -> 0;
          default -> o.access();
        };
    if (opcode == NvmOpcode.WRITE) {
      command.cdw13(o.directiveSpecific());
    }
    ProtectionInformation protection = f.protection();
    if (protection != null && opcode != NvmOpcode.WRITE_UNCORRECTABLE) {
      // What Write Zeroes writes is the drive's alone, what Verify reads is never stripped.
      boolean drives = opcode != NvmOpcode.VERIFY && !byHost(f, opcode, o);
      bits |= opcode == NvmOpcode.WRITE_ZEROES ? PRACT : o.checkBits() | (drives ? PRACT : 0);
      long tags = protection.commandTags(o.tags(lba, offset));
      command.cdw3((int) (tags >>> 32)).cdw14((int) tags).cdw15(o.cdw15());
    }
    return command.cdw12(bits | blocks - 1);
  }

  private static PassthruCommand.Builder tune(PassthruCommand.Builder command, IoOptions options) {
    if (options.deadlineNanos() != 0) {
      command.deadline(Duration.ofNanos(options.deadlineNanos()));
    }
    return options.isForce() ? command.force() : command;
  }

  private Mono<PassthruResult> send(PassthruCommand.Builder builder) {
    PassthruCommand command = builder.build();
    return device.command(command, CommandForm.IO).map(PassthruResult::orThrow);
  }

  private static void checkBlocks(int blocks) {
    if (blocks < 1 || blocks > MAX_BLOCKS) {
      throw new IllegalArgumentException("blocks is 1 to " + MAX_BLOCKS + ", not " + blocks);
    }
  }

  private int blocks(int bytes, int unit) {
    if (bytes <= 0 || bytes % unit != 0 || bytes / unit > MAX_BLOCKS) {
      throw new NvmeRefusedException(
          device.target().path(),
          bytes + " bytes are not 1 to " + MAX_BLOCKS + " blocks of " + unit + " bytes",
          "Nothing was sent. Give whole blocks.");
    }
    return bytes / unit;
  }

  private static int bytes(NamespaceFormat f, int blocks, IoOptions options) {
    long bytes = (long) blocks * unit(f, NvmOpcode.READ, options);
    return (int) Math.min(bytes, Integer.MAX_VALUE); // too much in any case, and refused as such
  }

  // ---- what blocks are like ----

  /** Called at each subscription. The drive is asked once, and again after a format. */
  private <T> Mono<T> withFormat(IoOptions options, Function<NamespaceFormat, Mono<T>> then) {
    return Mono.defer(
        () -> {
          String path = device.target().path();
          NamespaceFormat known = device.format().known();
          return known != null
              ? then.apply(known.orRefuse(path))
              : device
                  .format()
                  .get(options.deadlineNanos())
                  .flatMap(f -> then.apply(f.orRefuse(path)));
        });
  }

  /** Drives refuse PRACT in a Compare: its protection information always comes from here. */
  private static boolean byHost(NamespaceFormat f, int opcode, IoOptions options) {
    return f.protection() != null && (options.isHostProtection() || opcode == NvmOpcode.COMPARE);
  }

  /** Bytes of a block in the data. */
  private static int unit(NamespaceFormat f, int opcode, IoOptions options) {
    return f.inData(!byHost(f, opcode, options));
  }
}
