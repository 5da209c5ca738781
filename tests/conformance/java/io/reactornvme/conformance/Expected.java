package io.reactornvme.conformance;

import io.reactornvme.PassthruResult;
import io.reactornvme.spec.NvmeStatus;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer that the specification names.
 *
 * @param codes status code type and status code, as {@code SCT << 8 | SC}; any of them will do
 * @param retry what Do Not Retry must say
 */
record Expected(List<Integer> codes, Retry retry) {

  /** Do Not Retry, by what the bit means: the same command again would fail again. */
  enum Retry {
    USELESS,
    WORTH_IT,
    EITHER
  }

  static final Expected SUCCESS = either(0);

  static Expected status(Integer... codes) {
    return new Expected(List.of(codes), Retry.USELESS);
  }

  /** For what passes by itself. */
  static Expected passing(Integer... codes) {
    return new Expected(List.of(codes), Retry.WORTH_IT);
  }

  static Expected either(Integer... codes) {
    return new Expected(List.of(codes), Retry.EITHER);
  }

  PassthruResult check(PassthruResult result) {
    NvmeStatus status = result.status();
    int code = status.sct() << 8 | status.sc();
    // Success has no Do Not Retry.
    boolean dnrFits =
        code == 0 || retry == Retry.EITHER || status.doNotRetry() == (retry == Retry.USELESS);
    if (!codes.contains(code) || !dnrFits) {
      throw new Deviation(
          String.format(
              "0x%04x (%s), expected %s", status.code() & ~0x2000, status.name(), toString()));
    }
    return result;
  }

  @Override
  public String toString() {
    String dnr =
        switch (retry) {
          case USELESS -> " with DNR";
          case WORTH_IT -> " without DNR";
          case EITHER -> "";
        };
    return codes.stream()
        .map(c -> String.format("0x%03x (%s)", c, NvmeStatus.of(c).name()))
        .collect(Collectors.joining(" or ", "", codes.equals(List.of(0)) ? "" : dnr));
  }
}
