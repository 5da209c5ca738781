package io.reactornvme;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Catches what a class of the library logs, instead of letting it through to the console. By
 * reflection: the library's module, in which the tests run, does not read java.logging.
 */
final class LogTap implements AutoCloseable {

  /** Of level and text. */
  final List<String> lines = new CopyOnWriteArrayList<>();

  private final Object logger;

  LogTap(Class<?> of) {
    try {
      Class<?> type = Class.forName("java.util.logging.Logger");
      logger = type.getMethod("getLogger", String.class).invoke(null, of.getName());
      Class<?> filter = Class.forName("java.util.logging.Filter");
      set(
          Proxy.newProxyInstance(
              LogTap.class.getClassLoader(),
              new Class<?>[] {filter},
              (proxy, method, args) -> {
                Class<?> record = args[0].getClass();
                lines.add(
                    record.getMethod("getLevel").invoke(args[0])
                        + " "
                        + record.getMethod("getMessage").invoke(args[0]));
                return false;
              }));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private void set(Object filter) throws ReflectiveOperationException {
    logger
        .getClass()
        .getMethod("setFilter", Class.forName("java.util.logging.Filter"))
        .invoke(logger, filter);
  }

  @Override
  public void close() {
    try {
      set(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
