package io.reactornvme;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command was meant for the other class of node: admin commands go to a controller ({@code
 * /dev/nvmeX}), I/O commands to a namespace ({@code /dev/ngXnY}). The kernel would answer ENOTTY.
 */
public final class NvmeWrongNodeException extends NvmeRefusedException {

  private static final long serialVersionUID = 1L;

  NvmeWrongNodeException(@Nullable String device, String what, String remedy) {
    super(device, what, remedy);
  }

  /**
   * A path to a namespace where a controller is wanted, or none of its controllers is left.
   *
   * @param device the path
   * @param controllers its controllers' names, maybe empty
   */
  static NvmeWrongNodeException adminOnNamespace(String device, List<String> controllers) {
    return new NvmeWrongNodeException(
        device,
        "this is a namespace, and admin commands go to a controller",
        "Nothing was sent. "
            + (controllers.isEmpty()
                ? "The namespace has no controller any more."
                : "Use /dev/" + String.join(" or /dev/", controllers) + "."));
  }

  /**
   * A path to a controller where a namespace is wanted.
   *
   * @param device the path
   * @param namespaces the nodes of its namespaces, maybe empty
   */
  static NvmeWrongNodeException ioOnController(String device, List<String> namespaces) {
    return new NvmeWrongNodeException(
        device,
        "this is a controller, and I/O commands go to a namespace",
        "Nothing was sent. "
            + (namespaces.isEmpty()
                ? "The controller has no namespace attached."
                : "Use " + String.join(" or ", namespaces) + "."));
  }
}
