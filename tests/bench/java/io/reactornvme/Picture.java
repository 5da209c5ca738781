package io.reactornvme;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The ratios as SVG: each a point with its spread on a logarithmic scale, the peer a line at 1, the
 * bar a tick. Without a background, in the colours of the reader's scheme, light or dark.
 */
final class Picture {

  private static final int ROW = 22;
  private static final int TOP = 44;
  private static final int LEFT = 240;
  private static final int RIGHT = 700;
  private static final int WIDTH = 800;
  private static final double LEAST = 0.001;
  private static final double MOST = 5;

  private final StringBuilder svg = new StringBuilder();

  private Picture() {}

  /** What costs time; the rest are counts. */
  static String of(List<Bench.Result> results) {
    return new Picture().draw(results.stream().filter(r -> r.unit().startsWith("ns")).toList());
  }

  private String draw(List<Bench.Result> rows) {
    int bottom = TOP + ROW * rows.size();
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-label=\"costs of the library to those of its peers\">",
        WIDTH, bottom + 34);
    add("<style>");
    add("text { font: 12px sans-serif; fill: #1f2328 }");
    add(".end { text-anchor: end } .mid { text-anchor: middle } .faint { fill: #59636e }");
    add(".grid { stroke: #d1d9e0 } .peer { stroke: #59636e; stroke-width: 1.5 }");
    add(".met { fill: #1a7f37; stroke: #1a7f37 } .missed { fill: #bc4c00; stroke: #bc4c00 }");
    add(".free { fill: #59636e; stroke: #59636e }");
    add(".spread { stroke-width: 2; opacity: .5 } .bar { stroke: #0969da; stroke-width: 2 }");
    add("@media (prefers-color-scheme: dark) {");
    add("text { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d }");
    add(".peer { stroke: #9198a1 } .met { fill: #3fb950; stroke: #3fb950 }");
    add(".missed { fill: #f0883e; stroke: #f0883e } .bar { stroke: #4493f8 }");
    add(".free { fill: #9198a1; stroke: #9198a1 }");
    add("}");
    add("</style>");
    for (double at : new double[] {0.001, 0.01, 0.1, 1}) {
      line(at == 1 ? "peer" : "grid", x(at), TOP - 8, x(at), bottom);
      text("mid faint", x(at), TOP - 14, at == 1 ? "1: the peer" : String.valueOf(at));
    }
    text("faint", LEFT, 14, "cost of the library / cost of the peer; less is better");
    for (int i = 0; i < rows.size(); i++) {
      row(rows.get(i), TOP + ROW * i + ROW / 2);
    }
    int legend = bottom + 22;
    text("faint", LEFT, legend, "point: median of the rounds; line: their spread;");
    line("bar", LEFT + 290, legend - 11, LEFT + 290, legend + 3);
    text("faint", LEFT + 298, legend, "the bar that was set");
    add("</svg>");
    return svg.toString();
  }

  private void row(Bench.Result r, int y) {
    text("end", LEFT - 12, y + 4, r.name() + " vs " + r.peerName());
    OptionalDouble bar = Bar.of(r);
    bar.ifPresent(at -> line("bar", x(at), y - 7, x(at), y + 7));
    String colour = bar.isEmpty() ? "free" : r.ratio() <= bar.getAsDouble() ? "met" : "missed";
    line(colour + " spread", x(r.min()), y, x(r.max()), y);
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"4\"/>", colour, x(r.ratio()), y);
    text("", RIGHT + 12, y + 4, Report.ratio(r.ratio()));
  }

  private static double x(double ratio) {
    double clamped = Math.min(Math.max(ratio, LEAST), MOST);
    return LEFT + (RIGHT - LEFT) * Math.log(clamped / LEAST) / Math.log(MOST / LEAST);
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x1, y1, x2, y2);
  }

  private void text(String style, double x, int y, String words) {
    add("<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>", style, x, y, words);
  }

  private void add(String format, Object... values) {
    svg.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
