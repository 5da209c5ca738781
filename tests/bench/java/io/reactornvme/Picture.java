package io.reactornvme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The results as bars of their ratio, in SVG; the peer is the line at 1. */
final class Picture {

  private static final int WIDTH = 720;
  private static final int ROW = 26;
  private static final int LEFT = 200;
  private static final double UNIT = 200; // pixels of a ratio of 1

  private Picture() {}

  static void write(Path file, List<Bench.Result> results) throws IOException {
    StringBuilder svg = new StringBuilder();
    int height = ROW * results.size() + 50;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"13\">%n"
                + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
            WIDTH,
            height,
            WIDTH,
            height));
    int y = 30;
    for (Bench.Result r : results) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s vs %s</text>%n"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"16\" fill=\"#4878a8\"/>%n"
                  + "<line x1=\"%.0f\" x2=\"%.0f\" y1=\"%d\" y2=\"%d\" stroke=\"#203040\"/>%n"
                  + "<text x=\"%.0f\" y=\"%d\">%.2f (%.0f / %.0f ns)</text>%n",
              LEFT - 8,
              y + 13,
              r.name(),
              r.peerName(),
              LEFT,
              y,
              r.ratio() * UNIT,
              LEFT + r.min() * UNIT,
              LEFT + r.max() * UNIT,
              y + 8,
              y + 8,
              LEFT + Math.max(r.ratio(), r.max()) * UNIT + 8,
              y + 13,
              r.ratio(),
              r.ours(),
              r.peer()));
      y += ROW;
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.0f\" x2=\"%.0f\" y1=\"24\" y2=\"%d\" stroke=\"#c04040\"/>%n"
                + "<text x=\"%.0f\" y=\"18\" text-anchor=\"middle\">the peer</text>%n</svg>%n",
            LEFT + UNIT,
            LEFT + UNIT,
            y,
            LEFT + UNIT));
    Files.writeString(file, svg);
  }
}
