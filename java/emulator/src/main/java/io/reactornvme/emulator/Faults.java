package io.reactornvme.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The rules in force, and how often each has matched. Guarded by the worker's lock. */
final class Faults {

  private final List<Installed> rules = new ArrayList<>();

  private static final class Installed {
    final FaultRule rule;
    long seen;
    long applied;

    Installed(FaultRule rule) {
      this.rule = rule;
    }
  }

  void add(FaultRule rule) {
    rules.add(0, new Installed(rule));
  }

  boolean remove(FaultRule rule) {
    return rules.removeIf(i -> i.rule == rule);
  }

  void clear() {
    rules.clear();
  }

  long applied(FaultRule rule) {
    return rules.stream().filter(i -> i.rule == rule).mapToLong(i -> i.applied).sum();
  }

  /** The rule for a command, if there is one; counts. */
  @Nullable FaultRule next(String controller, EmulatedCommand c, RandomGenerator random) {
    for (Installed i : rules) {
      FaultRule r = i.rule;
      if (!matches(r, controller, c) || i.applied >= r.times) {
        continue;
      }
      if (i.seen++ < r.skip) {
        continue;
      }
      if (r.probability < 1 && random.nextDouble() >= r.probability) {
        continue;
      }
      i.applied++;
      return r;
    }
    return null;
  }

  private static boolean matches(FaultRule r, String controller, EmulatedCommand c) {
    return (r.controller == null || r.controller.equals(controller))
        && (r.admin == null || r.admin == c.isAdmin())
        && (r.opcode < 0 || r.opcode == c.opcode())
        && (r.nsid == null || r.nsid == c.nsid())
        && (r.dwordMask == 0 || (c.cdw(r.dword) & r.dwordMask) == r.dwordValue);
  }
}
