package dev.slipher.leader.plan;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes plans as Redshift's EXPLAIN does: a line a step with its cost, rows and width, its details below it, its inputs
 * indented. Projections are not steps; what they compute shows where it is used.
 */
public final class Explain {
    private final PlanNames names;
    private final Function<PlanNode, Optional<String>> annotation;
    private final List<String> lines = new ArrayList<>();
    private final IdentityHashMap<PlanNode, List<String>> texts = new IdentityHashMap<>();
    private final Costs costs = new Costs();

    private Explain(PlanNames names, Function<PlanNode, Optional<String>> annotation) {
        this.names = names;
        this.annotation = annotation;
    }

    /** Returns the lines of EXPLAIN. */
    public static List<String> explain(PlanNode plan, PlanNames names) {
        return explain(plan, names, _ -> Optional.empty());
    }

    /** Returns the lines of EXPLAIN ANALYZE, where {@code annotation} says what each step did, such as its rows. */
    public static List<String> explain(
            PlanNode plan, PlanNames names, Function<PlanNode, Optional<String>> annotation) {
        var explain = new Explain(names, annotation);
        explain.add(plan, 0, true);
        return explain.lines;
    }

    private void line(PlanNode node, String title, int indent, boolean root) {
        String arrow = root ? "" : " ".repeat(indent - 4) + "->  ";
        lines.add(arrow + title + costs.of(node));
        annotation.apply(node).ifPresent(text -> detail(indent, text));
    }

    private void detail(int indent, String text) {
        lines.add(" ".repeat(indent + 2) + text);
    }

    private void child(PlanNode node, int indent) {
        add(node, indent + 6, false);
    }

    private void add(PlanNode node, int indent, boolean root) {
        switch (node) {
            case PlanNode.Project project -> add(project.input(), indent, root);
            case PlanNode.Filter filter -> {
                add(filter.input(), indent, root);
                insertFilter(filter, indent);
            }
            case PlanNode.Scan scan -> {
                line(node, "XN Seq Scan on " + scan.table(), indent, root);
                scan.filter().ifPresent(f -> detail(indent, "Filter: " + text(f, columns(node))));
            }
            case PlanNode.LeaderRelation relation -> line(node, "LD Seq Scan on " + relation.name(), indent, root);
            case PlanNode.Values values ->
                line(node, values.rows().size() == 1 ? "XN Result" : "XN Values Scan", indent, root);
            case PlanNode.GenerateSeries _ -> line(node, "XN Function Scan on generate_series", indent, root);
            case PlanNode.Expand expand -> {
                line(node, "XN Function Scan", indent, root);
                child(expand.input(), indent);
            }
            case PlanNode.Join join -> join(join, indent, root);
            case PlanNode.Aggregate aggregate -> aggregate(aggregate, indent, root);
            case PlanNode.Sort sort -> sort(sort, indent, root);
            case PlanNode.Limit limit -> {
                line(node, "XN Limit", indent, root);
                child(limit.input(), indent);
            }
            case PlanNode.Window window -> window(window, indent, root);
            case PlanNode.Append append -> {
                line(node, "XN Append", indent, root);
                append.inputs().forEach(i -> child(i, indent));
            }
            case PlanNode.SetOperation operation -> setOperation(operation, indent, root);
            case PlanNode.Recursion recursion -> {
                line(node, "XN Recursive Union", indent, root);
                child(recursion.base(), indent);
                child(recursion.step(), indent);
            }
            case PlanNode.WorkingTable table -> line(node, "XN WorkTable Scan on " + table.name(), indent, root);
            case PlanNode.Shared shared -> {
                line(node, "XN Shared Subplan " + shared.id(), indent, root);
                child(shared.shared(), indent);
                child(shared.input(), indent);
            }
            case PlanNode.SharedScan scan -> line(node, "XN Subplan Scan on subplan " + scan.id(), indent, root);
            default -> {
                line(node, "XN " + node.getClass().getSimpleName(), indent, root);
                node.inputs().forEach(i -> child(i, indent));
            }
        }
    }

    /** A condition over an input's rows is shown among that input's details. */
    private void insertFilter(PlanNode.Filter filter, int indent) {
        PlanNode step = filter.input();
        while (step instanceof PlanNode.Project(var input, var _)) {
            step = input;
        }
        int at = lines.size();
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i);
            int start = line.indexOf("->  ") >= 0 ? line.indexOf("->  ") + 4 : 0;
            if (start == indent && line.startsWith("XN ", start) || line.startsWith("LD ", start) && start == indent) {
                at = i + 1;
                break;
            }
        }
        lines.add(at, " ".repeat(indent + 2) + "Filter: " + text(filter.condition(), columns(filter.input())));
    }

    private void join(PlanNode.Join join, int indent, boolean root) {
        boolean hashed = !join.probeKeys().isEmpty();
        String kind = switch (join.kind()) {
            case INNER -> "";
            case LEFT -> "Left ";
            case RIGHT -> "Right ";
            case FULL -> "Full ";
            case SEMI -> "IN ";
            case ANTI -> "NOT IN ";
            case RIGHT_SEMI -> "Right IN ";
            case RIGHT_ANTI -> "Right NOT IN ";
            case MARK -> "Mark ";
        };
        String title =
                hashed ? "XN Hash " + kind + "Join " : "XN Nested Loop " + kind + (kind.isEmpty() ? "" : "Join ");
        line(join, title + join.distribution(), indent, root);
        List<String> probe = columns(join.probe());
        List<String> build = columns(join.build());
        if (hashed) {
            var conditions = new ArrayList<String>();
            for (int i = 0; i < join.probeKeys().size(); i++) {
                conditions.add("(%s = %s)"
                        .formatted(
                                side("outer", probe.get(join.probeKeys().get(i))),
                                side("inner", build.get(join.buildKeys().get(i)))));
            }
            String all = String.join(" AND ", conditions);
            detail(indent, "Hash Cond: " + (conditions.size() == 1 ? all : "(" + all + ")"));
        }
        List<String> both = Stream.concat(probe.stream(), build.stream()).toList();
        join.residual().ifPresent(r -> detail(indent, "Join Filter: " + text(r, both)));
        child(join.probe(), indent);
        if (hashed) {
            lines.add(" ".repeat(indent + 2) + "->  XN Hash" + costs.of(join.build()));
            child(join.build(), indent + 6);
        } else {
            child(join.build(), indent);
        }
    }

    /** A column of one side is named without its table. */
    private static String side(String side, String column) {
        boolean plain = column.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '.');
        return plain ? "\"%s\".%s".formatted(side, column.substring(column.lastIndexOf('.') + 1)) : column;
    }

    private void aggregate(PlanNode.Aggregate aggregate, int indent, boolean root) {
        line(aggregate, aggregate.groupBy().isEmpty() ? "XN Aggregate" : "XN HashAggregate", indent, root);
        if (aggregate.groupingSets().size() > 1) {
            List<String> input = columns(aggregate.input());
            String sets = aggregate.groupingSets().stream()
                    .map(s -> s.stream()
                            .map(i -> input.get(aggregate.groupBy().get(i)))
                            .collect(Collectors.joining(", ", "(", ")")))
                    .collect(Collectors.joining(", "));
            detail(indent, "Grouping Sets: " + sets);
        }
        child(aggregate.input(), indent);
    }

    private void sort(PlanNode.Sort sort, int indent, boolean root) {
        int at = indent;
        boolean top = root;
        if (sort.limit().isPresent() || sort.offset() > 0) {
            line(sort, "XN Limit", indent, root);
            at = indent + 6;
            top = false;
        }
        line(sort, "XN Sort", at, top);
        detail(at, "Sort Key: " + keys(sort.keys(), columns(sort.input())));
        child(sort.input(), at);
    }

    private static String keys(List<SortColumn> keys, List<String> columns) {
        return keys.stream()
                .map(k -> columns.get(k.columnIndex())
                        + (k.descending() ? " DESC" : "")
                        + (k.nullsFirst() == k.descending() ? "" : k.nullsFirst() ? " NULLS FIRST" : " NULLS LAST"))
                .collect(Collectors.joining(", "));
    }

    private void window(PlanNode.Window window, int indent, boolean root) {
        line(window, "XN Window", indent, root);
        List<String> input = columns(window.input());
        if (!window.partitionBy().isEmpty()) {
            detail(
                    indent,
                    "Partition: "
                            + window.partitionBy().stream().map(input::get).collect(Collectors.joining(", ")));
        }
        if (!window.orderBy().isEmpty()) {
            detail(indent, "Order: " + keys(window.orderBy(), input));
        }
        child(window.input(), indent);
    }

    private void setOperation(PlanNode.SetOperation operation, int indent, boolean root) {
        String name = switch (operation.operator()) {
            case INTERSECT -> "XN Hash Intersect";
            case EXCEPT -> "XN SetOp Except";
        };
        line(operation, operation.all() ? name + " All" : name + " Distinct", indent, root);
        child(operation.left(), indent);
        child(operation.right(), indent);
    }

    private static String text(Expression expression, List<String> columns) {
        return ExpressionText.of(expression, columns::get);
    }

    /** Returns what each output column of a node is, as text. */
    private List<String> columns(PlanNode node) {
        List<String> known = texts.get(node);
        if (known == null) {
            known = describe(node);
            texts.put(node, known);
        }
        return known;
    }

    private List<String> describe(PlanNode node) {
        return switch (node) {
            case PlanNode.Project project -> {
                List<String> input = columns(project.input());
                yield project.expressions().stream().map(e -> text(e, input)).toList();
            }
            case PlanNode.Filter filter -> columns(filter.input());
            case PlanNode.Expand expand ->
                Stream.concat(columns(expand.input()).stream(), Stream.of("ordinality"))
                        .toList();
            case PlanNode.Sort sort -> columns(sort.input());
            case PlanNode.Limit limit -> columns(limit.input());
            case PlanNode.Shared shared -> columns(shared.input());
            case PlanNode.Aggregate aggregate -> {
                List<String> input = columns(aggregate.input());
                yield Stream.concat(
                                aggregate.groupBy().stream().map(input::get),
                                aggregate.calls().stream().map(c -> call(c, input)))
                        .toList();
            }
            case PlanNode.Window window -> {
                List<String> input = columns(window.input());
                yield Stream.concat(input.stream(), window.calls().stream().map(c -> call(c.call(), input)))
                        .toList();
            }
            case PlanNode.Join join -> {
                List<String> probe = columns(join.probe());
                yield switch (join.kind()) {
                    case SEMI, ANTI -> probe;
                    case RIGHT_SEMI, RIGHT_ANTI -> columns(join.build());
                    case MARK ->
                        Stream.concat(probe.stream(), Stream.of("mark")).toList();
                    case INNER, LEFT, RIGHT, FULL ->
                        Stream.concat(probe.stream(), columns(join.build()).stream())
                                .toList();
                };
            }
            default -> names.of(node);
        };
    }

    private static String call(AggregateCall call, List<String> input) {
        String arguments = call.arguments().isEmpty() && call.function().equals("count")
                ? "*"
                : call.arguments().stream().map(input::get).collect(Collectors.joining(", "));
        return "%s(%s%s)"
                .formatted(call.function().toLowerCase(Locale.ROOT), call.distinct() ? "DISTINCT " : "", arguments);
    }
}
