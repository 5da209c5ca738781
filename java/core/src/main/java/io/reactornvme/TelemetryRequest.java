package io.reactornvme;

/**
 * Which part of a telemetry log to read, and what becomes of it in the drive (NVM Express Base
 * Specification 2.1, sections 5.1.12.1.8 and 5.1.12.1.9).
 *
 * <p>Immutable; each setter returns a copy.
 */
public final class TelemetryRequest {

  private static final TelemetryRequest ALL = new TelemetryRequest(3, false, false, 0);

  private final int dataArea;
  private final boolean create;
  private final boolean release;
  private final int chunk;

  private TelemetryRequest(int dataArea, boolean create, boolean release, int chunk) {
    this.dataArea = dataArea;
    this.create = create;
    this.release = release;
    this.chunk = chunk;
  }

  /**
   * Data areas 1 to 3 of what is there, and nothing changes in the drive (NVM Express Base
   * Specification 2.1, section 5.1.12.1.8).
   *
   * @return the request; it has no errors
   */
  public static TelemetryRequest all() {
    return ALL;
  }

  /**
   * Up to which data area to read (NVM Express Base Specification 2.1, section 5.1.12.1.8, Data
   * Area Last Block); each contains those before it.
   *
   * @param area 1 to 4; 4 has something in drives that have the area, for a host that has enabled
   *     it (Host Behavior Support)
   * @return a copy
   * @throws IllegalArgumentException if there is no such area
   */
  public TelemetryRequest dataArea(int area) {
    if (area < 1 || area > 4) {
      throw new IllegalArgumentException("the data area is 1 to 4, not " + area);
    }
    return new TelemetryRequest(area, create, release, chunk);
  }

  /**
   * Has the drive capture its state anew, in place of what it captured before, and reads that (NVM
   * Express Base Specification 2.1, section 5.1.12.1.8, Create Telemetry Host-Initiated Data). Each
   * subscription captures. For the host-initiated log.
   *
   * @return a copy; it has no errors
   */
  public TelemetryRequest create() {
    return new TelemetryRequest(dataArea, true, release, chunk);
  }

  /**
   * Releases the data in the drive when all has been read and found to belong together, and clears
   * the event (NVM Express Base Specification 2.1, section 5.1.12.1.9, Retain Asynchronous Event).
   * For the controller-initiated log.
   *
   * @return a copy; it has no errors
   */
  public TelemetryRequest release() {
    return new TelemetryRequest(dataArea, create, true, chunk);
  }

  /**
   * How much one Get Log Page command reads at most; see {@link LogPageRequest#chunk} (NVM Express
   * Base Specification 2.1, section 5.1.12).
   *
   * @param bytes at least 512, a multiple of 512
   * @return a copy
   * @throws IllegalArgumentException if less than 512 or no multiple of 512
   */
  public TelemetryRequest chunk(int bytes) {
    if (bytes < 512 || bytes % 512 != 0) {
      throw new IllegalArgumentException("the chunk is a multiple of 512 bytes, not " + bytes);
    }
    return new TelemetryRequest(dataArea, create, release, bytes);
  }

  int dataArea() {
    return dataArea;
  }

  boolean creates() {
    return create;
  }

  /** The request for the rest of the log: all of it but what creates. */
  LogPageRequest of(int logPageIdentifier) {
    LogPageRequest request = LogPageRequest.of(logPageIdentifier).clearEvent(release);
    return chunk > 0 ? request.chunk(chunk) : request;
  }

  @Override
  public String toString() {
    return "TelemetryRequest[data area "
        + dataArea
        + (create ? ", create" : "")
        + (release ? ", release" : "")
        + "]";
  }
}
