package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.storage.type.Datum;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** What plans mean, said as plainly as possible over lists of rows. */
final class Reference {
    private Reference() {}

    static List<List<Datum>> join(Join node, TestRows probe, TestRows build) {
        var result = new ArrayList<List<Datum>>();
        var matchedBuild = new boolean[build.rows().size()];
        var buildNulls = Collections.<Datum>nCopies(build.types().size(), Datum.Null.NULL);
        var buildHasNull = build.rows().stream().anyMatch(row -> hasNull(row, node.buildKeys(), node.nullsMatch()));
        for (var left : probe.rows()) {
            var matches = 0;
            for (var b = 0; b < matchedBuild.length; b++) {
                var right = build.rows().get(b);
                if (!matches(node, left, right)) {
                    continue;
                }
                matches++;
                matchedBuild[b] = true;
                if (node.types().size() == probe.types().size() + build.types().size()
                        && node.kind() != JoinKind.MARK) {
                    result.add(concatenate(left, right));
                }
            }
            switch (node.kind()) {
                case LEFT, FULL -> {
                    if (matches == 0) {
                        result.add(concatenate(left, buildNulls));
                    }
                }
                case SEMI -> {
                    if (matches > 0) {
                        result.add(left);
                    }
                }
                case ANTI -> {
                    if (matches == 0) {
                        result.add(left);
                    }
                }
                case MARK -> {
                    var unknown = matchedBuild.length > 0
                            && (buildHasNull || hasNull(left, node.probeKeys(), node.nullsMatch()));
                    result.add(concatenate(
                            left,
                            List.of(
                                    matches > 0
                                            ? new Datum.Integral(1)
                                            : unknown ? Datum.Null.NULL : new Datum.Integral(0))));
                }
                case INNER, RIGHT, RIGHT_SEMI, RIGHT_ANTI -> {}
            }
        }
        if (node.kind() == JoinKind.RIGHT || node.kind() == JoinKind.FULL) {
            for (var b = 0; b < matchedBuild.length; b++) {
                if (!matchedBuild[b]) {
                    result.add(concatenate(
                            Collections.nCopies(probe.types().size(), Datum.Null.NULL),
                            build.rows().get(b)));
                }
            }
        }
        if (node.kind() == JoinKind.RIGHT_SEMI || node.kind() == JoinKind.RIGHT_ANTI) {
            for (var b = 0; b < matchedBuild.length; b++) {
                if (matchedBuild[b] == (node.kind() == JoinKind.RIGHT_SEMI)) {
                    result.add(build.rows().get(b));
                }
            }
        }
        return result;
    }

    private static boolean hasNull(List<Datum> row, List<Integer> columns, List<Boolean> nullsMatch) {
        return IntStream.range(0, columns.size())
                .anyMatch(k -> !nullsMatch.get(k) && row.get(columns.get(k)).isNull());
    }

    private static boolean matches(Join node, List<Datum> left, List<Datum> right) {
        for (var k = 0; k < node.probeKeys().size(); k++) {
            var leftKey = left.get(node.probeKeys().get(k));
            var rightKey = right.get(node.buildKeys().get(k));
            if ((leftKey.isNull() && !node.nullsMatch().get(k)) || !Objects.equals(leftKey, rightKey)) {
                return false;
            }
        }
        return true;
    }

    private static List<Datum> concatenate(List<Datum> left, List<Datum> right) {
        var all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }

    static List<List<Datum>> aggregate(
            TestRows input, List<Integer> groupBy, List<List<Integer>> sets, List<AggregateCall> calls) {
        var result = new ArrayList<List<Datum>>();
        for (var set : sets) {
            var groups = new LinkedHashMap<List<Datum>, List<List<Datum>>>();
            if (set.isEmpty()) {
                groups.put(Collections.nCopies(groupBy.size(), Datum.Null.NULL), new ArrayList<>());
            }
            for (var row : input.rows()) {
                var key = new ArrayList<Datum>();
                for (var k = 0; k < groupBy.size(); k++) {
                    key.add(set.contains(k) ? row.get(groupBy.get(k)) : Datum.Null.NULL);
                }
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
            }
            groups.forEach((key, rows) -> result.add(concatenate(
                    key, calls.stream().map(call -> compute(call, rows)).toList())));
        }
        return result;
    }

    static Datum compute(AggregateCall call, List<List<Datum>> rows) {
        var kept = rows.stream()
                .filter(row -> call.filter()
                        .map(c -> row.get(c).equals(new Datum.Integral(1)))
                        .orElse(true))
                .toList();
        if (call.arguments().isEmpty()) {
            return new Datum.Integral(kept.size());
        }
        var values = new ArrayList<Datum>();
        var seen = new HashSet<Datum>();
        for (var row : kept) {
            var value = row.get(call.arguments().getFirst());
            if (!value.isNull() && (!call.distinct() || seen.add(value))) {
                values.add(value);
            }
        }
        if (call.function().equals("count")) {
            return new Datum.Integral(values.size());
        }
        if (values.isEmpty()) {
            return Datum.Null.NULL;
        }
        return switch (call.function()) {
            case "min" -> values.stream().min(VALUES).orElseThrow();
            case "max" -> values.stream().max(VALUES).orElseThrow();
            case "sum" -> {
                var sum = values.stream()
                        .map(v -> BigInteger.valueOf(((Datum.Integral) v).value()))
                        .reduce(BigInteger.ZERO, BigInteger::add);
                yield new Datum.Wide(sum.shiftRight(64).longValue(), sum.longValue());
            }
            default -> throw new IllegalArgumentException(call.function());
        };
    }

    /** The order of values that are not null, of one type. */
    static final Comparator<Datum> VALUES = (left, right) -> switch (left) {
        case Datum.Integral(var v) -> Long.compare(v, ((Datum.Integral) right).value());
        case Datum.Floating(var v) -> Double.compare(v, ((Datum.Floating) right).value());
        case Datum.Wide(var high, var low) ->
            high != ((Datum.Wide) right).high()
                    ? Long.compare(high, ((Datum.Wide) right).high())
                    : Long.compareUnsigned(low, ((Datum.Wide) right).low());
        case Datum.Bytes(var v) -> Arrays.compareUnsigned(v, ((Datum.Bytes) right).value());
        case Datum.Null.NULL -> 0;
    };

    static Comparator<List<Datum>> order(List<SortColumn> keys) {
        return (left, right) -> {
            for (var key : keys) {
                var l = left.get(key.columnIndex());
                var r = right.get(key.columnIndex());
                if (l.isNull() || r.isNull()) {
                    if (l.isNull() != r.isNull()) {
                        return l.isNull() == key.nullsFirst() ? -1 : 1;
                    }
                    continue;
                }
                var compared = VALUES.compare(l, r);
                if (compared != 0) {
                    return key.descending() ? -compared : compared;
                }
            }
            return 0;
        };
    }
}
