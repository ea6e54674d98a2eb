package dev.slipher.bench.oracle;

import dev.slipher.bench.result.ResultRows;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is left of a plan when tables, columns, constants and costs are taken away: its operators and how they nest. */
final class PlanShape {
    private static final Pattern COSTS = Pattern.compile("\\s+\\(cost=.*");
    private static final Pattern TABLE = Pattern.compile("(Scan on) .*");
    private static final Pattern DETAIL = Pattern.compile("^\\s*([A-Z][A-Za-z ]*): .*");

    private PlanShape() {}

    /** Returns the shape of the plan that EXPLAIN printed. */
    static String of(ResultRows explained) {
        List<String> shape = new ArrayList<>();
        for (var row : explained.rows()) {
            var line = COSTS.matcher(String.valueOf(row.getFirst())).replaceAll("");
            line = TABLE.matcher(line).replaceAll("$1");
            var detail = DETAIL.matcher(line);
            shape.add(detail.matches() ? detail.group(1) : line);
        }
        return String.join("\n", shape);
    }
}
